//! A new version: every number with its sentence, the difference before it is published.

use std::collections::BTreeMap;

use askama::Template;
use db::Tx;
use kit::Instant;
use platform::{
    Call, Cx, Fail, FieldError, Nothing, Operation,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Page, Ui, input::Day},
};

use super::{PUBLISHERS, read, texts};
use crate::policies::{
    self, NewPolicy, Policy, Section, diff,
    touched::{self, Named, Touch},
    words::{self, Unit, Word},
};

type Typed = BTreeMap<String, String>;

#[derive(Template)]
#[template(path = "policies/pages/edit.html")]
struct EditPage<'a> {
    ui: &'a Ui,
    sections: &'static [Section],
    words: Vec<Word>,
    form: Form,
}

#[derive(Template)]
#[template(path = "policies/pages/preview.html")]
struct PreviewPage<'a> {
    ui: &'a Ui,
    changes: Vec<read::Change>,
    touches: Vec<Touch>,
    typed: &'a Typed,
    form: Form,
}

impl PreviewPage<'_> {
    /// The first partners by name.
    #[expect(clippy::unused_self, reason = "templates call methods of their page")]
    fn first<'t>(&self, touch: &'t Touch) -> &'t [Named] {
        touch.partners.get(..SHOWN).unwrap_or(&touch.partners)
    }
    /// How many more than the first there are.
    fn more(&self, touch: &Touch) -> Option<String> {
        let more = touch.partners.len().checked_sub(SHOWN).filter(|more| *more > 0)?;
        Some(texts::and_more(self.ui.lang, more))
    }
}

/// Partners named of each sentence.
const SHOWN: usize = 8;

impl EditPage<'_> {
    fn name(&self, section: &Section) -> String {
        texts::section(self.ui.lang, section.name)
    }
    fn of(&self, section: &Section) -> Vec<&Word> {
        self.words.iter().filter(|word| word.section() == section.name).collect()
    }
    fn field<'f>(&'f self, word: &'f Word) -> web::Field<'f> {
        let lang = self.ui.lang;
        let sentence = word.say(lang);
        match &word.unit {
            Unit::Choice(codes) => {
                let options: Vec<_> = codes.iter().map(|code| (*code, words::choice(lang, code))).collect();
                self.form.select(&word.path, sentence).options(options)
            }
            Unit::Money => self.form.money(&word.path, sentence).optional(),
            Unit::Share => suited(self.form.percent(&word.path, sentence), word),
            Unit::List(unit) => self.form.text(&word.path, sentence).suffix(suffix(self.ui, unit)),
            unit => suited(self.form.number(&word.path, sentence), word).suffix(suffix(self.ui, unit)),
        }
    }
}

/// What counts only with another choice may stay empty.
fn suited<'f>(field: web::Field<'f>, word: &Word) -> web::Field<'f> {
    if word.when.is_empty() { field } else { field.optional() }
}

fn suffix(ui: &Ui, unit: &Unit) -> String {
    match unit {
        Unit::Minutes => texts::minutes(ui.lang),
        Unit::Days => texts::days(ui.lang),
        Unit::Months => texts::months(ui.lang),
        _ => String::new(),
    }
}

pub(super) fn operations(sections: &'static [Section]) -> Vec<Operation> {
    vec![
        Operation::get("/settings/policy/edit", "policies.page_edit", "Change the policy: the page")
            .roles(PUBLISHERS)
            .page(move |cx, tx, call: &Call| Box::pin(edit(cx, tx, &call.meta, sections, Form::default(), None))),
        Operation::post("/settings/policy/edit", "policies.page_back", "Back to the numbers that were typed")
            .roles(PUBLISHERS)
            .page(move |cx, tx, call: &Call<Nothing, Nothing, Typed>| {
                Box::pin(edit(cx, tx, &call.meta, sections, Form::default(), Some(&call.body)))
            }),
        Operation::post("/settings/policy/preview", "policies.page_preview", "What a new policy changes")
            .roles(PUBLISHERS)
            .form(
                move |cx, tx, call: &Call<Nothing, Nothing, Typed>| {
                    Box::pin(preview(cx, tx, &call.meta, sections, &call.body))
                },
                move |cx, tx, call: &Call, form| Box::pin(edit(cx, tx, &call.meta, sections, form, None)),
            )
            .stands_at("/settings/policy/edit"),
        Operation::post("/settings/policy", "policies.page_publish", "Publish a policy by the page")
            .roles(PUBLISHERS)
            .form(
                move |cx, tx, call: &Call<Nothing, Nothing, Typed>| {
                    Box::pin(async move {
                        let ui = Ui::of(cx, tx, &call.meta).await?;
                        call.meta.based_on(policies::last(tx, cx.program()).await?.version)?;
                        let new = new_policy(&ui, sections, &call.body)?;
                        let policy = policies::publish(cx, tx, sections, &new).await.map_err(on_the_form)?;
                        Ok(web::done("/settings/policy", &texts::published(cx.lang, policy.version)))
                    })
                },
                move |cx, tx, call: &Call, form| Box::pin(edit(cx, tx, &call.meta, sections, form, None)),
            ),
    ]
}

fn new_policy(ui: &Ui, sections: &[Section], typed: &Typed) -> Result<NewPolicy, Fail> {
    let body = words::read_typed(&words::of(sections), typed).map_err(Fail::Invalid)?;
    let from = typed.get("in_force_from").map(|text| text.trim()).filter(|text| !text.is_empty());
    let in_force_from = match from.map(str::parse::<jiff::civil::Date>) {
        None => None,
        Some(Ok(day)) => start(ui, Day(day)),
        Some(Err(_)) => return Err(Fail::field("in_force_from", texts::not_this)),
    };
    Ok(NewPolicy { body, note: typed.get("note").cloned().unwrap_or_default(), in_force_from, base: None })
}

/// The beginning of a day in the reader's zone; today is at once.
fn start(ui: &Ui, Day(day): Day) -> Option<Instant> {
    let begins = Instant::from(day.to_zoned(ui.zone.clone()).ok()?.timestamp());
    let today = ui.now.timestamp().to_zoned(ui.zone.clone()).date();
    (day != today).then_some(begins)
}

/// Fields of the policy stand in the form without their `body.`.
fn on_the_form(fail: Fail) -> Fail {
    let Fail::Invalid(faults) = fail else { return fail };
    let named = |fault: FieldError| match fault.field.strip_prefix("body.") {
        Some(field) => FieldError { field: field.to_owned(), ..fault },
        None => fault,
    };
    Fail::Invalid(faults.into_iter().map(named).collect())
}

async fn preview(
    cx: &Cx,
    tx: &mut Tx,
    meta: &Meta,
    sections: &'static [Section],
    typed: &Typed,
) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let last = policies::last(tx, cx.program()).await?.version;
    meta.based_on(last)?;
    let new = new_policy(&ui, sections, typed)?;
    let ready = policies::prepared(cx, tx, sections, &new).await.map_err(on_the_form)?;
    let changes = read::changes(&ui, &words::of(sections), &diff::between(&ready.base, &ready.body));
    let touches = touched::by(cx, tx, sections, &ready.base, &ready.body).await?;
    let head = Page::new(texts::preview_title(ui.lang)).crumb("/settings/policy", texts::policy(ui.lang)).narrow();
    let form = ui.editing(Form::default(), "/settings/policy", last, &[]);
    Ok(web::page(&ui, head, &PreviewPage { ui: &ui, changes, touches, typed, form }))
}

async fn edit(
    cx: &Cx,
    tx: &mut Tx,
    meta: &Meta,
    sections: &'static [Section],
    refused: Form,
    typed: Option<&Typed>,
) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let words = words::of(sections);
    let last = policies::last(tx, cx.program()).await?.version.to_string();
    let now = Policy::clone(&*policies::in_force(tx, cx.program(), cx.now).await?).whole(sections);
    let value = |word: &Word| words::at(&now.body, &word.path).map(|value| words::typed(&word.unit, value));
    let standing: Vec<_> = words.iter().filter_map(|word| Some((word.path.as_str(), value(word)?))).collect();
    let form = if refused.refused() {
        refused.of_version(last, &standing)
    } else if let Some(typed) = typed {
        let values: Vec<_> = typed.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        ui.form("/settings/policy/preview", &values).of_version(meta.base().unwrap_or(last), &values)
    } else {
        ui.editing(Form::default(), "/settings/policy/preview", last, &standing)
    };
    let head = Page::new(texts::change(ui.lang)).crumb("/settings/policy", texts::policy(ui.lang)).narrow();
    Ok(web::page(&ui, head, &EditPage { ui: &ui, sections, words, form }))
}
