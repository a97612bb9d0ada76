//! `/design`: every component in every state, in both languages and themes. For those who write pages.

use askama::Template;
use kit::{Money, money::Currency, time::Span};

use super::{Form, Listing, Markup, Page, Tile, Tone, Trend, Ui, markup, problem};
use crate::{Call, Operation, edge::problem::Fault};

/// What the samples say.
pub mod texts {
    crate::texts! {
        pub title() { "Компоненты", "Components" }
        pub over() { "Для тех, кто пишет страницы", "For those who write pages" }
        pub tiles() { "Числа", "Figures" }
        pub waiting() { "Ждут решения", "Waiting for you" }
        pub median() { "Медиана ответа", "Median answer" }
        pub conversion() { "Лид → сделка", "Lead → deal" }
        pub points() { "5 п. п.", "5 pts" }
        pub score() { "Оценка клиентов", "Clients' score" }
        pub ends_soon() { "1 истекает через 6 минут", "1 ends in 6 minutes" }
        pub network() { "сеть в среднем 24 %", "24% in the network" }
        pub reviews() { "48 отзывов за квартал", "48 answers this quarter" }
        pub offers() { "Предложения с часами", "Offers with their clocks" }
        pub exclusive() { "Эксклюзивно", "Exclusive" }
        pub need() { "Внедрение CRM на 45 мест", "CRM for 45 seats" }
        pub company() { "ТК «Вектор Логистик»", "Vector Logistic" }
        pub person() { "Анна Крылова", "Anna Krylova" }
        pub partner() { "ООО «Северный ветер»", "North Wind Ltd" }
        pub expected() { "Ожидаемая сумма", "Expected sum" }
        pub decide() { "Решить", "Decide" }
        pub take() { "Взять", "Take" }
        pub decline() { "Отказаться", "Decline" }
        pub why_text() { "Специализация подходит, офис в том же городе, вы дольше всех не получали лидов.", "The specialisation fits, the office is in the same city, and you have waited longest for a lead." }
        pub states() { "Состояния", "States" }
        pub calm() { "Черновик", "Draft" }
        pub good() { "Начат вовремя", "Started in time" }
        pub notice() { "Предложен", "Offered" }
        pub warning() { "Час до срока", "An hour left" }
        pub bad() { "Проигнорирован", "Ignored" }
        pub alerts() { "Сообщения", "Messages" }
        pub saved() { "Политика опубликована", "The policy is published" }
        pub saved_text() { "Действует с 1 июля. До этого дня работает прежняя.", "In force from 1 July. Until then the former one works." }
        pub paused() { "Приём лидов на паузе", "Leads are paused" }
        pub paused_text() { "Заведите две своих сделки, и пауза снимется сама.", "Bring two deals of your own, and the pause ends by itself." }
        pub failed() { "Не удалось сохранить", "It could not be saved" }
        pub failed_text() { "Кто-то изменил запись раньше. Введённое осталось на месте.", "Somebody changed it first. What you typed is still here." }
        pub form() { "Форма", "Form" }
        pub form_refused() { "Форма, которую вернули", "A form that came back" }
        pub name() { "Название компании", "Name of the company" }
        pub name_hint() { "Как в договоре.", "As in the contract." }
        pub tax_id() { "ИНН", "Tax number" }
        pub tax_id_wrong() { "Контрольная цифра не сходится: проверьте последние знаки", "The check digit does not fit: look at the last characters" }
        pub budget() { "Бюджет", "Budget" }
        pub share() { "Скидка", "Discount" }
        pub seats() { "Рабочих мест", "Seats" }
        pub when() { "Когда начать", "When to begin" }
        pub at() { "Позвонить", "Call at" }
        pub notes() { "Что важно", "What matters" }
        pub region() { "Регион", "Region" }
        pub moscow() { "Москва", "Moscow" }
        pub kazan() { "Казань", "Kazan" }
        pub grade() { "Оценка", "Grade" }
        pub products() { "Продукты", "Products" }
        pub agree() { "Клиент согласен на звонок", "The client agrees to a call" }
        pub attach() { "Файл", "File" }
        pub save() { "Сохранить", "Save" }
        pub cancel() { "Отменить", "Cancel" }
        pub list() { "Список", "List" }
        pub lead() { "Лид", "Lead" }
        pub sum() { "Сумма", "Sum" }
        pub state() { "Состояние", "State" }
        pub since() { "Получен", "Received" }
        pub any() { "Любое", "Any" }
        pub chosen() { "Выбрано:", "Chosen:" }
        pub assign() { "Назначить", "Assign" }
        pub line() { "Что происходило", "What happened" }
        pub step_offered() { "Предложен трём партнёрам", "Offered to three partners" }
        pub step_taken() { "Принят «Северным ветром»", "Taken by North Wind" }
        pub step_called() { "Первый звонок клиенту", "First call to the client" }
        pub board() { "Доска", "Board" }
        pub stage_new() { "Новые", "New" }
        pub stage_talk() { "Переговоры", "Talks" }
        pub stage_won() { "Выиграны", "Won" }
        pub empty() { "Пока ничего нет", "Nothing here yet" }
        pub empty_head() { "Сделок пока нет", "No deals yet" }
        pub empty_text() { "Зарегистрируйте первую: защита от конкуренции начнётся сразу.", "Register the first one: it is protected from that moment." }
        pub register() { "Зарегистрировать сделку", "Register a deal" }
        pub job() { "Долгая работа", "A long work" }
        pub importing() { "Импорт партнёров", "Importing partners" }
        pub facts() { "Сведения", "Facts" }
        pub phone() { "Телефон", "Phone" }
        pub dialog() { "Диалог", "Dialog" }
        pub dialog_text() { "Партнёр увидит причину. Лид уйдёт следующему по очереди.", "The partner will see the reason. The lead goes to the next in turn." }
        pub open_dialog() { "Открыть диалог", "Open the dialog" }
        pub waits() { "Ждёт своей очереди", "Waits for its turn" }
        pub is_done() { "Готово", "Done" }
        pub job_failed() { "Остановился на строке 341", "Stopped at line 341" }
        pub job_failed_text() { "340 строк приняты и стоят. Исправьте строку и загрузите файл ещё раз: принятые не повторятся.", "340 rows are in and stay. Mend the line and upload the file again: what is in does not come twice." }
        pub on_target() { "Начаты вовремя", "Started in time" }
        pub pages() { "Страницы, когда что-то не так", "Pages when something is wrong" }
        pub no_right() { "Нет права", "No right" }
        pub nothing_there() { "Такого нет", "Nothing there" }
        pub not_now() { "Так сейчас нельзя", "Not in this state" }
        pub too_often() { "Слишком часто", "Too often" }
        pub own_fault() { "Ошибка сервера", "A fault of the server" }
        pub maintenance() { "Обслуживание или перегрузка", "Maintenance, or too busy" }
        pub session_over() { "Сеанс закончился", "The session has ended" }
        pub session_over_head() { "Войдите снова", "Sign in again" }
        pub session_over_text() { "После входа вы вернётесь на эту же страницу, а введённое сохранится.", "You come back to this page, and what you typed is kept." }
        pub sign_in() { "Войти", "Sign in" }
        pub offline() { "Нет связи", "Offline" }
        pub kept() { "Введённое сохранено", "What was typed is kept" }
        pub said() { "Короткое слово после действия", "A word after an act" }
        pub secret() { "Секрет, который показывают один раз", "A secret that is shown once" }
        pub tab_mine() { "Мои", "Mine" }
        pub tab_all() { "Все", "All" }
        pub tab_closed() { "Закрытые", "Closed" }
    }
}

#[derive(Template)]
#[template(path = "design.html")]
struct Design<'a> {
    ui: &'a Ui,
    tiles: Vec<Tile>,
    clean: Form,
    refused: Form,
    list: Listing<'a>,
    budget: Money,
    rows: Vec<(i64, Tone, String)>,
    stages: Vec<(String, usize)>,
    /// What is wrong, the title of its page, and the page.
    pages: Vec<(String, String, Markup)>,
}

/// The page, for a server with a test clock or demo data.
pub fn operations() -> Vec<Operation> {
    vec![Operation::get("/design", "design.page", "Every component in every state").public().page(
        |cx, tx, call: &Call<crate::Nothing, Anything>| {
            Box::pin(async move {
                let ui = Ui::of(cx, tx, &call.meta).await?;
                let head = Page::new(texts::title(ui.lang))
                    .over(texts::over(ui.lang))
                    .crumb("/", "Artel")
                    .action("#form", "plus", &texts::register(ui.lang))
                    .action("#list", "list", &texts::list(ui.lang));
                let page = Design {
                    tiles: tiles(&ui),
                    clean: ui.form("/design/form", &[("region", "RU-TA".to_owned()), ("grade", "B".to_owned())]),
                    refused: refused(&ui),
                    list: Listing::of(&ui, Some("next".to_owned())),
                    budget: Money { minor: 124_000_000, currency: Currency::RUB },
                    rows: vec![
                        (1, Tone::Notice, texts::notice(ui.lang)),
                        (2, Tone::Good, texts::good(ui.lang)),
                        (3, Tone::Bad, texts::bad(ui.lang)),
                    ],
                    stages: vec![
                        (texts::stage_new(ui.lang), 2),
                        (texts::stage_talk(ui.lang), 1),
                        (texts::stage_won(ui.lang), 0),
                    ],
                    pages: pages(&ui),
                    ui: &ui,
                };
                Ok(super::page(&ui, head, &page))
            })
        },
    )]
}

/// The pages of what can go wrong.
fn pages(ui: &Ui) -> Vec<(String, String, Markup)> {
    let all = [
        (texts::no_right(ui.lang), 403, "forbidden"),
        (texts::nothing_there(ui.lang), 404, "not-found"),
        (texts::not_now(ui.lang), 409, "taken"),
        (texts::too_often(ui.lang), 429, "too-many-requests"),
        (texts::own_fault(ui.lang), 500, "internal"),
        (texts::maintenance(ui.lang), 503, "unavailable"),
    ];
    let show = |(what, status, kind)| {
        let (title, page) = problem::sample(ui.lang, status, kind);
        (what, title, page)
    };
    all.into_iter().map(show).collect()
}

/// The address may hold any filter.
#[derive(serde::Deserialize)]
struct Anything {}

fn tiles(ui: &Ui) -> Vec<Tile> {
    vec![
        Tile::new("inbox", texts::waiting(ui.lang), ui.number(3)).tone(Tone::Bad).note(texts::ends_soon(ui.lang)),
        Tile::new("clock-hour-4", texts::median(ui.lang), ui.span(Span::minutes(14)))
            .target(ui.span(Span::minutes(30)))
            .trend(Trend { change: ui.span(Span::minutes(4)), rose: false, better: true })
            .href("#list"),
        Tile::new("target-arrow", texts::conversion(ui.lang), ui.percent(3150))
            .trend(Trend { change: texts::points(ui.lang), rose: false, better: false })
            .note(texts::network(ui.lang)),
        Tile::new("rocket", texts::on_target(ui.lang), ui.percent(9100))
            .target(ui.percent(8500))
            .tone(Tone::Good)
            .trend(Trend { change: texts::points(ui.lang), rose: true, better: true })
            .href("#list"),
        Tile::new("star", texts::score(ui.lang), super::format::decimal(ui.lang, 47, 1)).note(texts::reviews(ui.lang)),
    ]
}

fn refused(ui: &Ui) -> Form {
    let values = [("name", texts::company(ui.lang)), ("tax_id", "7707083894".to_owned()), ("agree", "true".to_owned())];
    let mut form = ui.form("/design/refused", &values);
    form.errors = vec![
        Fault { field: "tax_id".to_owned(), text: texts::tax_id_wrong(ui.lang) },
        Fault { field: "budget".to_owned(), text: crate::edge::problem::texts::missing(ui.lang) },
    ];
    form.status = 422;
    form
}
