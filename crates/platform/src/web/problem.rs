//! Failures as pages: what happened, what was kept, what to do.

use askama::Template;
use kit::Lang;

use super::{Page, Ui, look, markup, texts as shell};
use crate::{
    App, Call, Caller, Fail, Operation,
    edge::{problem::Problem, reply::Reply},
    operation::Meta,
};

/// What the pages of problems say.
pub mod texts {
    crate::texts! {
        pub not_found() { "Такой страницы нет", "There is no such page" }
        pub not_found_do() { "Возможно, ссылка устарела, или запись не для вашей роли. Проверьте адрес или начните с главной.", "The link may be old, or the record is not for your role. Check the address or start from the home page." }
        pub forbidden() { "Сюда нужна другая роль", "This needs another role" }
        pub forbidden_do() { "Если доступ нужен для работы, попросите администратора программы.", "If you need it for your work, ask the admin of the program." }
        pub conflict() { "Не получилось: так сейчас нельзя", "It did not work: not in this state" }
        pub conflict_do() { "Вернитесь, посмотрите, что изменилось, и решите заново. Введённое сохранено в браузере.", "Go back, see what has changed, and decide again. What you typed is kept in the browser." }
        pub busy() { "Сервер занят", "The server is busy" }
        pub busy_do() { "Подождите несколько секунд и обновите страницу. Введённое сохранено в браузере.", "Wait a few seconds and reload the page. What you typed is kept in the browser." }
        pub too_many() { "Слишком много попыток", "Too many tries" }
        pub too_many_do(seconds: u32) { "Это защищает учётные записи. Повторите через {seconds} с.", "This protects accounts. Come again in {seconds} s." }
        pub broken() { "Ошибка на нашей стороне", "A fault on our side" }
        pub broken_do() { "Мы записали её. Попробуйте ещё раз; если повторится, пришлите администратору номер ниже.", "It is written down. Try again; if it comes back, send the admin the number below." }
        pub wrong() { "Так не получится", "This cannot be right" }
        pub wrong_do() { "Вернитесь и исправьте. Введённое сохранено в браузере.", "Go back and correct it. What you typed is kept in the browser." }
        pub request(id: &str) { "Номер запроса: {id}", "Request: {id}" }
        pub back() { "Назад", "Back" }
        pub home() { "На главную", "Home" }
        pub again() { "Обновить", "Reload" }
        pub explain() { "Что это значит", "What this means" }
    }
}

/// What a kind of problem means and what to do about it; none for a kind that is unknown.
pub fn explanation(slug: &str, lang: Lang) -> Option<&'static str> {
    let line = include_str!("problems.tsv").lines().find(|line| line.split('\t').next() == Some(slug))?;
    let column = match lang {
        Lang::Ru => 1,
        Lang::En => 2,
    };
    line.split('\t').nth(column)
}

/// A kind of problem, by the last part of its address.
#[derive(serde::Deserialize)]
struct BySlug {
    slug: String,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<div class="card card-body"><p><code>{{ slug }}</code></p><p class="m-0">{{ text }}</p></div>"#
)]
struct Explained<'a> {
    slug: &'a str,
    text: &'a str,
}

/// The pages to which the type of a problem leads.
pub(super) fn operations() -> Vec<Operation> {
    vec![Operation::get("/problems/{slug}", "problems.page", "What a kind of problem means").public().page(
        |cx, tx, call: &Call<BySlug>| {
            Box::pin(async move {
                let ui = Ui::of(cx, tx, &call.meta).await?;
                let slug = call.path.slug.as_str();
                let text = explanation(slug, ui.lang).ok_or(Fail::NotFound)?;
                let page = Page::new(texts::explain(ui.lang)).narrow();
                Ok(super::page(&ui, page, &Explained { slug, text }))
            })
        },
    )]
}

#[derive(Template)]
#[template(path = "problem.html")]
struct Told<'a> {
    lang: Lang,
    icon_name: &'static str,
    text: String,
    advice: String,
    status: u16,
    kind: &'a str,
    request: &'a str,
    again: bool,
    back: &'a str,
    search: bool,
}

fn heading(problem: &Problem, lang: Lang) -> (&'static str, String, String) {
    headed(problem.status, problem.retry_after, lang)
}

/// Icon, title and advice of a status.
fn headed(status: u16, retry_after: Option<u32>, lang: Lang) -> (&'static str, String, String) {
    match status {
        404 => ("map-off", texts::not_found(lang), texts::not_found_do(lang)),
        401 | 403 => ("lock", texts::forbidden(lang), texts::forbidden_do(lang)),
        429 => ("hourglass", texts::too_many(lang), texts::too_many_do(lang, retry_after.unwrap_or(60))),
        503 => ("clock-pause", texts::busy(lang), texts::busy_do(lang)),
        500.. => ("tool", texts::broken(lang), texts::broken_do(lang)),
        409 | 412 => ("arrows-split", texts::conflict(lang), texts::conflict_do(lang)),
        _ => ("alert-circle", texts::wrong(lang), texts::wrong_do(lang)),
    }
}

/// The page of a failure as `/design` shows it: its title, and what stands under it.
pub(super) fn sample(lang: Lang, status: u16, kind: &str) -> (String, markup::Markup) {
    let (icon_name, title, advice) = headed(status, Some(30), lang);
    let text = match explanation(kind, lang) {
        Some(text) => text.to_owned(),
        None => String::new(),
    };
    let (again, back, search) = (status >= 500, "#pages", status == 404);
    let request = "0199f0c1-7a2e";
    (title, markup::Markup::of(&Told { lang, icon_name, text, advice, status, kind, request, again, back, search }))
}

/// The page of a failure, inside the shell when somebody is signed in and the database answers.
pub async fn page(app: &App, caller: Caller, meta: &Meta, lang: Lang, problem: &Problem, request: &str) -> Reply {
    let cx = app.cx(caller, request, lang);
    let ui = match problem.status {
        503 => Ui::public(&cx, meta),
        _ => Ui::fresh(&cx, meta).await.unwrap_or_else(|_| Ui::public(&cx, meta)),
    };
    let (icon_name, title, advice) = heading(problem, lang);
    let errors = problem.errors.iter().map(|fault| format!("{}: {}", fault.field, fault.text));
    let text = std::iter::once(problem.title.clone()).chain(errors).collect::<Vec<_>>().join(". ");
    let told = Told {
        lang,
        icon_name,
        text: if text == title { String::new() } else { text },
        advice,
        status: problem.status,
        kind: &problem.kind,
        request,
        again: problem.status >= 500,
        back: look::inside(meta.came_from.as_deref().unwrap_or("/")),
        search: problem.status == 404 && ui.search,
    };
    super::page(&ui, Page::new(title).narrow().status(problem.status), &told)
}
