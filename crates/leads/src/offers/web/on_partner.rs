//! What the vendor sees on a partner's page: offers and leads in work, how it stands with ignoring, what happened.

use askama::Template;
use db::{Tx, Work};
use kit::{Id, Instant, Lang, Uuid, id::PartnerId};
use platform::{
    Cx, Fail, View,
    events::{self, Event},
    web::{Markup, Part, Tone, Ui},
};

use super::{Card, cards};
use crate::offers::{
    api::{OffersQuery, list},
    ignoring::{self, IgnoringShown},
};

/// Lines of a part.
const LINES: u32 = 8;
/// Moments of the time line that are read, and those that are shown: not every event is worth a line.
const READ: u32 = 60;
const SHOWN: usize = 15;

pub(in crate::offers) fn parts() -> Vec<Part> {
    vec![
        Part { of: "partner", order: 15, show: offers },
        Part { of: "partner", order: 17, show: on_ignoring },
        Part { of: "partner", order: 40, show: time_line },
    ]
}

#[derive(Template)]
#[template(path = "offers/pages/on_partner.html")]
struct Offers<'a> {
    ui: &'a Ui,
    cards: Vec<Card>,
}

fn offers<'t>(cx: &'t Cx, tx: &'t mut Tx, ui: &'t Ui, id: Uuid) -> Work<'t, Markup, Fail> {
    Box::pin(async move {
        let query =
            OffersQuery { live: true, partner: Some(Id::from_uuid(id)), limit: Some(LINES), ..OffersQuery::default() };
        let found = list(cx, tx, &query).await?.items;
        let mut cards = cards(cx, tx, found).await?;
        cards.sort_by_key(Card::due);
        Ok(Markup::of(&Offers { ui, cards }))
    })
}

#[derive(Template)]
#[template(path = "offers/pages/ignoring.html")]
struct Ignoring<'a> {
    ui: &'a Ui,
    found: IgnoringShown,
}

impl Ignoring<'_> {
    fn of(&self) -> u32 {
        u32::from(self.found.review.ignored).saturating_add(self.found.review.answered.into())
    }
    fn rate(&self) -> String {
        let (ignored, of) = (i64::from(self.found.review.ignored), i64::from(self.of()));
        if of == 0 { "—".to_owned() } else { self.ui.percent(ignored * 10_000 / of) }
    }
    fn threshold(&self) -> String {
        self.ui.percent(self.found.review.threshold.0 / 100)
    }
    fn chance(&self) -> String {
        self.ui.percent(self.found.review.chance.0 / 100)
    }
    fn paused(&self) -> Option<Instant> {
        let state = &self.found.review.state;
        state.last_pause.filter(|_| state.is_paused(self.ui.now)).map(|(_, until)| until)
    }
    fn says(&self) -> (Tone, String) {
        let lang = self.ui.lang;
        match (self.paused(), self.found.next_one_pauses, self.found.review.state.on_probation) {
            (Some(until), ..) => (Tone::Bad, texts::paused_until(lang, &self.ui.moment(until))),
            (None, true, _) => (Tone::Warning, texts::next_pauses(lang)),
            (None, false, true) => (Tone::Warning, texts::probation(lang)),
            (None, false, false) => (Tone::Good, texts::fine(lang)),
        }
    }
}

fn on_ignoring<'t>(cx: &'t Cx, tx: &'t mut Tx, ui: &'t Ui, id: Uuid) -> Work<'t, Markup, Fail> {
    Box::pin(async move {
        let found = ignoring::standing(cx, tx, View::All, Id::from_uuid(id)).await?;
        Ok(Markup::of(&Ignoring { ui, found }))
    })
}

/// A moment of the time line.
struct Moment {
    at: Instant,
    text: String,
    note: String,
    href: String,
}

#[derive(Template)]
#[template(path = "offers/pages/time_line.html")]
struct TimeLine<'a> {
    ui: &'a Ui,
    moments: Vec<Moment>,
}

fn time_line<'t>(cx: &'t Cx, tx: &'t mut Tx, ui: &'t Ui, id: Uuid) -> Work<'t, Markup, Fail> {
    Box::pin(async move {
        let partner: PartnerId = Id::from_uuid(id);
        let events = events::latest_of(tx, cx.program(), partner, READ).await?;
        let moments = events.iter().filter_map(|event| moment(ui.lang, event)).take(SHOWN).collect();
        Ok(Markup::of(&TimeLine { ui, moments }))
    })
}

fn moment(lang: Lang, event: &Event) -> Option<Moment> {
    let data = &event.data.0;
    let text = said(lang, &event.name)?;
    let subject = Uuid::from_bytes(event.subject_id).simple();
    let href = match event.subject_kind.as_str() {
        "offer" => data["lead"].as_str().map(|lead| format!("/leads/{lead}")),
        "deal" => Some(format!("/deals/deal_{subject}")),
        _ => data["appeal"].as_str().map(|appeal| format!("/appeals/{appeal}")),
    };
    let note = data["reason"].as_str().unwrap_or_default().to_owned();
    Some(Moment { at: event.at, text, note, href: href.unwrap_or_default() })
}

/// An event in words; none for what says nothing by itself.
fn said(lang: Lang, name: &str) -> Option<String> {
    let text: fn(Lang) -> String = match name {
        "offer.made" => texts::offered,
        "offer.accepted" => texts::accepted,
        "offer.started" => texts::started,
        "offer.declined" => texts::declined,
        "offer.ignored" => texts::ignored,
        "offer.not_started" => texts::not_started,
        "offer.returned" => texts::returned,
        "offer.undelivered" => texts::undelivered,
        "offer.withdrawn" => texts::withdrawn,
        "offer.silent" => texts::silent,
        "offer.won" => texts::lead_won,
        "offer.lost" => texts::lead_lost,
        "deal.registered" => texts::registered,
        "deal.approved" => texts::deal_approved,
        "deal.refused" => texts::deal_refused,
        "deal.counted" => texts::deal_counted,
        "deal.won" => texts::deal_won,
        "deal.lost" => texts::deal_lost,
        "deal.withdrawn" => texts::deal_withdrawn,
        "deal.inspection_failed" => texts::deal_failed,
        "partner.paused" => texts::was_paused,
        "partner.pause_lifted" => texts::pause_lifted,
        "partner.ignoring_warned" => texts::warned_of_ignoring,
        "reciprocity.warned" => texts::warned_of_debt,
        "reciprocity.overridden" => texts::set_aside,
        "reciprocity.forgiven" => texts::wins_forgiven,
        "reciprocity.appealed" => texts::appealed,
        "reciprocity.appeal_answered" => texts::appeal_answered,
        _ => return None,
    };
    Some(text(lang))
}

/// What these parts say.
mod texts {
    platform::texts! {
        pub now() { "Лиды сейчас", "Leads now" }
        pub nothing_now() { "Ничего не предложено и не в работе", "Nothing is offered or in work" }
        pub ignoring() { "Ответы на предложения", "Answers to offers" }
        pub unanswered() { "Без ответа", "Not answered" }
        pub of_offers(ignored: impl std::fmt::Display, of: impl std::fmt::Display) { "{ignored} из {of}, давние весят меньше", "{ignored} of {of}, older ones weigh less" }
        pub half_after(days: u32) { "Недавние ответы важнее: через {days} дней предложение считается за половину.", "Recent answers weigh more: after {days} days an offer counts for half." }
        pub limit() { "Допустимо", "Allowed" }
        pub sure() { "Вероятность, что партнёр выше допустимого", "The chance that it is above what is allowed" }
        pub step() { "Пауз за молчание", "Pauses for silence" }
        pub paused_until(until: &str) { "На паузе за молчание до {until}", "Paused for silence until {until}" }
        pub next_pauses() { "Ещё одно предложение без ответа — и будет пауза", "One more unanswered offer, and it is paused" }
        pub probation() { "На испытательном сроке после паузы", "On probation after a pause" }
        pub fine() { "Отвечает", "It answers" }
        pub line() { "Как было дело", "What happened" }
        pub nothing_yet() { "Пока ничего не было", "Nothing has happened yet" }
        pub offered() { "Предложен лид", "A lead was offered" }
        pub accepted() { "Принял лид", "Accepted a lead" }
        pub started() { "Начал работу по лиду", "Started on a lead" }
        pub declined() { "Отказался от лида", "Declined a lead" }
        pub ignored() { "Оставил лид без ответа", "Let a lead pass" }
        pub not_started() { "Не начал работу в срок", "Did not start in time" }
        pub returned() { "Вернул лид", "Gave a lead back" }
        pub undelivered() { "Предложение не дошло", "An offer did not arrive" }
        pub withdrawn() { "Предложение отозвано", "An offer was withdrawn" }
        pub silent() { "Не отчитался в срок", "Did not report in time" }
        pub lead_won() { "Выиграл лид", "Won a lead" }
        pub lead_lost() { "Проиграл лид", "Lost a lead" }
        pub registered() { "Заявил своего клиента", "Registered a client of its own" }
        pub deal_approved() { "Своя сделка одобрена", "Its own deal was approved" }
        pub deal_refused() { "Своя сделка отклонена", "Its own deal was refused" }
        pub deal_counted() { "Директор засчитал сделку как свою", "A director counted its deal" }
        pub deal_won() { "Выиграл сделку", "Won a deal" }
        pub deal_lost() { "Проиграл сделку", "Lost a deal" }
        pub deal_withdrawn() { "Сделка отозвана", "A deal was withdrawn" }
        pub deal_failed() { "Сделка не прошла проверку", "A deal failed its inspection" }
        pub was_paused() { "Пауза в новых лидах", "New leads were paused" }
        pub pause_lifted() { "Пауза снята", "The pause ended" }
        pub warned_of_ignoring() { "Предупреждён о молчании", "Warned of silence" }
        pub warned_of_debt() { "Предупреждён о долге", "Warned of a debt" }
        pub set_aside() { "Директор отложил паузу", "A director set a pause aside" }
        pub wins_forgiven() { "Директор простил победы", "A director forgave wins" }
        pub appealed() { "Подал возражение", "Appealed" }
        pub appeal_answered() { "Получил ответ на возражение", "Its appeal was answered" }
    }
}
