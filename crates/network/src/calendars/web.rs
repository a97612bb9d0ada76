//! The pages of working calendars.

use askama::Template;
use db::Tx;
use jiff::civil::Date;
use kit::{
    Lang, WorkingCalendar,
    calendar::{Holidays, Hours, Weekday},
    id::CalendarId,
};
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    upload::Upload,
    web::{self, Form, Group, Page, Place, Ui},
};
use serde::Deserialize;

use super::{Calendar, NewCalendar};
use typed::{Typed, on_the_form, read};

mod typed;

/// What the pages say.
pub mod texts {
    platform::texts! {
        pub calendars() { "Рабочее время", "Working hours" }
        pub new() { "Новый календарь", "New calendar" }
        pub week() { "Неделя", "The week" }
        pub holidays() { "Производственный календарь России", "The production calendar of Russia" }
        pub holidays_text() { "Праздники и переносы 2026 и 2027 годов станут выходными, суббота 20 февраля 2027 года — рабочей. Дни, которые вы задали сами, не изменятся.", "Holidays and moved days of 2026 and 2027 become days off, Saturday 20 February 2027 is worked. Days that you have set stay as they are." }
        pub short_days() { "Предпраздничные дни на час короче", "Days before a holiday are an hour shorter" }
        pub add_holidays() { "Добавить праздники", "Add the holidays" }
        pub holidays_added(count: usize) { "Добавлено особых дней: {count}", "Special days added: {count}" }
        pub file() { "Файл iCalendar", "An iCalendar file" }
        pub file_text() { "Выходные из файла .ics: отпуск, праздники другой страны.", "Days off from an .ics file: a holiday, those of another country." }
        pub upload() { "Загрузить", "Upload" }
        pub days_added(added: usize, skipped: usize) { "Добавлено выходных: {added}. Не прочитано записей: {skipped}.", "Days off added: {added}. Entries not read: {skipped}." }
        pub coming() { "Ближайшие особые дни", "Special days to come" }
        pub none_coming() { "Впереди особых дней нет.", "No special days ahead." }
        pub note() { "Часы Artel идут только в рабочее время: два часа от пятницы 17:00 могут кончиться в понедельник утром.", "The clocks of Artel run in working time: two hours from Friday 17:00 may end on Monday morning." }
        pub name() { "Название", "Name" }
        pub zone() { "Часовой пояс", "Zone" }
        pub zone_hint() { "Например, Europe/Moscow или Asia/Yekaterinburg.", "For example Europe/Moscow or Asia/Yekaterinburg." }
        pub hours_hint() { "Часы через запятую: 09:00-13:00, 14:00-18:00. Пусто — выходной.", "Hours with commas: 09:00-13:00, 14:00-18:00. Empty is a day off." }
        pub exceptions() { "Особые дни", "Special days" }
        pub exceptions_hint() { "По строке на день: 2026-06-12 — выходной; 2026-12-31 09:00-15:00 — короткий день.", "A line for each day: 2026-06-12 is a day off; 2026-12-31 09:00-15:00 is a short day." }
        pub not_hours(text: &str) { "«{text}» — не часы. Пишите 09:00-18:00", "“{text}” is not hours. Write 09:00-18:00" }
        pub not_a_day(line: &str) { "«{line}»: начните с дня, например 2026-06-12", "“{line}”: begin with the day, for example 2026-06-12" }
        pub save() { "Сохранить", "Save" }
        pub saved() { "Календарь сохранён", "The calendar is saved" }
        pub off() { "выходной", "day off" }
        pub special(count: i64) { "особых дней: {count}", "special days: {count}" }
    }
}

fn weekday(lang: Lang, day: Weekday) -> &'static str {
    let (ru, en) = match day {
        Weekday::Monday => ("Понедельник", "Monday"),
        Weekday::Tuesday => ("Вторник", "Tuesday"),
        Weekday::Wednesday => ("Среда", "Wednesday"),
        Weekday::Thursday => ("Четверг", "Thursday"),
        Weekday::Friday => ("Пятница", "Friday"),
        Weekday::Saturday => ("Суббота", "Saturday"),
        Weekday::Sunday => ("Воскресенье", "Sunday"),
    };
    match lang {
        Lang::Ru => ru,
        Lang::En => en,
    }
}

/// A day as a bar from midnight to midnight.
struct DayBar {
    name: String,
    hours: String,
    /// Where stretches of work begin, and how long they are, in minutes.
    bars: Vec<(u16, u16)>,
}

impl DayBar {
    fn of(lang: Lang, name: String, hours: &[Hours]) -> Self {
        let bars = hours.iter().map(|h| (h.from.number(), h.until.number().saturating_sub(h.from.number()))).collect();
        let hours = if hours.is_empty() { texts::off(lang) } else { text(hours) };
        Self { name, hours, bars }
    }
    fn week(lang: Lang, calendar: &WorkingCalendar) -> Vec<Self> {
        let hours = |day: &Weekday| calendar.weekly.get(day).map_or(&[][..], Vec::as_slice);
        Weekday::ALL.iter().map(|day| Self::of(lang, weekday(lang, *day).to_owned(), hours(day))).collect()
    }
}

const CHANGERS: &[Role] = &[Role::Admin, Role::Director, Role::ChannelManager];

#[derive(Deserialize)]
struct ById {
    calendar: CalendarId,
}

#[derive(Deserialize)]
struct Keeping {
    #[serde(default)]
    short: bool,
}

#[derive(Template)]
#[template(path = "calendars/pages/list.html")]
struct ListPage<'a> {
    ui: &'a Ui,
    calendars: Vec<Calendar>,
}

#[derive(Template)]
#[template(path = "calendars/pages/one.html")]
struct OnePage<'a> {
    ui: &'a Ui,
    action: String,
    form: Form,
    week: Vec<DayBar>,
    coming: Vec<DayBar>,
    old: bool,
    holidays: Form,
    file: Form,
}

impl OnePage<'_> {
    fn days(&self) -> Vec<(&'static str, &'static str)> {
        Weekday::ALL.iter().map(|day| (day.code(), weekday(self.ui.lang, *day))).collect()
    }
}

impl ListPage<'_> {
    fn bars(&self, calendar: &Calendar) -> Vec<DayBar> {
        DayBar::week(self.ui.lang, &calendar.hours)
    }
    #[expect(clippy::unused_self, reason = "templates call methods of their page")]
    fn special(&self, calendar: &Calendar) -> i64 {
        i64::try_from(calendar.hours.exceptions.len()).unwrap_or_default()
    }
}

fn text(hours: &[Hours]) -> String {
    hours.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

pub(super) fn places() -> Vec<Place> {
    vec![Place {
        path: "/settings/calendars",
        roles: CHANGERS,
        icon: "calendar",
        text: texts::calendars,
        group: Group::Under("/settings"),
        order: 30,
        count: None,
    }]
}

pub(super) fn operations() -> Vec<Operation> {
    let mut all = on_days();
    all.extend(on_calendars());
    all
}

/// Holidays and days off by a button.
fn on_days() -> Vec<Operation> {
    vec![
        Operation::post(
            "/settings/calendars/{calendar}/holidays",
            "calendars.page_holidays",
            "Add holidays by the page",
        )
        .roles(CHANGERS)
        .form(
            |cx, tx, call: &Call<ById, Nothing, Keeping>| {
                Box::pin(async move {
                    let before = super::get(tx, cx.program(), call.path.calendar).await?;
                    let (name, hours) = (before.name.clone(), before.hours.clone());
                    let holidays = if call.body.short { Holidays::RussiaShortDays } else { Holidays::Russia };
                    let new = NewCalendar { name, hours, holidays: Some(holidays) };
                    let after = super::change(cx, tx, before.id, &new, before.version).await?;
                    let added = after.hours.exceptions.len().saturating_sub(before.hours.exceptions.len());
                    let there = format!("/settings/calendars/{}", before.id);
                    Ok(web::done(there, &texts::holidays_added(cx.lang, added)))
                })
            },
            |cx, tx, call: &Call<ById>, form| Box::pin(one(cx, tx, &call.meta, Some(call.path.calendar), form)),
        ),
        Operation::post(
            "/settings/calendars/{calendar}/days-off",
            "calendars.page_days_off",
            "Upload days off by the page",
        )
        .roles(CHANGERS)
        .file(1 << 20, &["multipart/form-data"])
        .form(
            |cx, tx, call: &Call<ById>| {
                Box::pin(async move {
                    let upload = Upload::of(&call.meta).await?;
                    let before = super::get(tx, cx.program(), call.path.calendar).await?;
                    let done = super::add_days_off(cx, tx, &before, &upload.bytes).await?;
                    let said = texts::days_added(cx.lang, done.added.len(), done.skipped.len());
                    Ok(web::done(format!("/settings/calendars/{}", before.id), &said))
                })
            },
            |cx, tx, call: &Call<ById>, form| Box::pin(one(cx, tx, &call.meta, Some(call.path.calendar), form)),
        ),
    ]
}

fn on_calendars() -> Vec<Operation> {
    vec![
        Operation::get("/settings/calendars", "calendars.page", "Working calendars: the page")
            .roles(CHANGERS)
            .page(|cx, tx, call: &Call| Box::pin(list(cx, tx, &call.meta))),
        Operation::get("/settings/calendars/new", "calendars.page_new", "A new calendar: the page")
            .roles(CHANGERS)
            .page(|cx, tx, call: &Call| Box::pin(one(cx, tx, &call.meta, None, Form::default()))),
        Operation::post("/settings/calendars/new", "calendars.page_add", "Add a calendar by the page")
            .roles(CHANGERS)
            .form(
                |cx, tx, call: &Call<Nothing, Nothing, Typed>| {
                    Box::pin(async move {
                        super::add(cx, tx, &read(&call.body)?).await.map_err(on_the_form)?;
                        Ok(web::done("/settings/calendars", &texts::saved(cx.lang)))
                    })
                },
                |cx, tx, call: &Call, form| Box::pin(one(cx, tx, &call.meta, None, form)),
            ),
        Operation::get("/settings/calendars/{calendar}", "calendars.page_one", "A calendar: the page")
            .roles(CHANGERS)
            .page(|cx, tx, call: &Call<ById>| {
                Box::pin(one(cx, tx, &call.meta, Some(call.path.calendar), Form::default()))
            }),
        Operation::post("/settings/calendars/{calendar}", "calendars.page_change", "Change a calendar by the page")
            .roles(CHANGERS)
            .form(
                |cx, tx, call: &Call<ById, Nothing, Typed>| {
                    Box::pin(async move {
                        let before = super::get(tx, cx.program(), call.path.calendar).await?;
                        call.meta.based_on(before.version)?;
                        let new = read(&call.body)?;
                        super::change(cx, tx, before.id, &new, before.version).await.map_err(on_the_form)?;
                        Ok(web::done("/settings/calendars", &texts::saved(cx.lang)))
                    })
                },
                |cx, tx, call: &Call<ById>, form| Box::pin(one(cx, tx, &call.meta, Some(call.path.calendar), form)),
            ),
    ]
}

async fn list(cx: &Cx, tx: &mut Tx, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let calendars = super::list(tx, cx.program()).await?;
    let head = Page::new(texts::calendars(ui.lang)).action("/settings/calendars/new", "plus", &texts::new(ui.lang));
    Ok(web::page(&ui, head, &ListPage { ui: &ui, calendars }))
}

#[expect(clippy::single_match_else, reason = "an old and a new one weigh the same")]
async fn one(cx: &Cx, tx: &mut Tx, meta: &Meta, id: Option<CalendarId>, form: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let (title, action, hours, version) = match id {
        Some(id) => {
            let calendar = super::get(tx, cx.program(), id).await?;
            (calendar.name, format!("/settings/calendars/{id}"), calendar.hours, Some(calendar.version))
        }
        None => {
            let zone = ui.who.as_ref().map_or("Europe/Moscow", |who| who.zone.as_str());
            let nine_to_six = "09:00-18:00".parse::<Hours>().map_err(|_| Fail::NotFound)?;
            let hours = WorkingCalendar::weekdays(zone, nine_to_six);
            (texts::new(ui.lang), "/settings/calendars/new".to_owned(), hours, None)
        }
    };
    let name = if id.is_some() { title.clone() } else { String::new() };
    let special = hours.exceptions.iter().map(|(day, hours)| format!("{day} {}", text(hours)).trim().to_owned());
    let mut values =
        vec![("name", name), ("zone", hours.zone.clone()), ("exceptions", special.collect::<Vec<_>>().join("\n"))];
    values.extend(hours.weekly.iter().map(|(day, hours)| (day.code(), text(hours))));
    let today = hours.local_date(cx.now);
    let ahead = hours.exceptions.range(today..).take(12);
    let named = |day: &Date| ui.day(hours.start_of(*day));
    let edited = ui.filled(form.clone(), &action, &values);
    let body = OnePage {
        week: DayBar::week(ui.lang, &hours),
        coming: ahead.map(|(day, hours)| DayBar::of(ui.lang, named(day), hours)).collect(),
        old: id.is_some(),
        holidays: ui.filled(form.clone(), &format!("{action}/holidays"), &[("short", "true".to_owned())]),
        file: ui.filled(form.clone(), &format!("{action}/days-off"), &[]),
        form: match version {
            Some(version) => edited.of_version(version, &values),
            None => edited,
        },
        action,
        ui: &ui,
    };
    let head = Page::new(title).crumb("/settings/calendars", texts::calendars(ui.lang));
    Ok(web::page(&ui, head, &body))
}
