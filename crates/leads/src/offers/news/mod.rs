//! What people are told of offers. Before an acceptance nothing personal of the client stands in it.

mod texts;

use db::{Tx, Work};
use kit::{
    Id, Instant, Lang, Uuid,
    id::{OfferId, PartnerId},
    time::Span,
};
use network::{
    calendars,
    notices::{masked, moment, money},
    partners,
    products::{self, Product},
    programs, territories,
};
use platform::{
    Cx, Fail, Role, View,
    events::Event,
    mail::Content,
    notice::{Audience, ByMail, News, NoticeKind},
};

use super::{Row, bot, delivery, links, service::numbers, store};
use crate::{
    desk,
    intake::{Lead, store as leads},
};

const SELLERS: &[Role] = &[Role::PartnerOwner, Role::PartnerSeller];
const OWNER: &[Role] = &[Role::PartnerOwner];
const CHANNEL: &[Role] = &[Role::Director, Role::ChannelManager];

/// What a client's need may take of a letter, in characters.
const NEED_MOST: usize = 300;

/// All kinds of news about offers.
pub(super) fn kinds() -> Vec<NoticeKind> {
    let kind = |code, event, by_mail, title, write| NoticeKind {
        code,
        event,
        readers: SELLERS,
        to: Audience::of_partner,
        by_mail,
        title,
        write,
        on_shown: None,
        buttons: None,
        keys: None,
    };
    vec![
        NoticeKind {
            on_shown: Some(delivery::on_shown),
            buttons: Some(links::buttons),
            keys: Some(bot::keys),
            ..kind("offer_made", "offer.made", ByMail::Always, texts::kind_made, made)
        },
        kind("offer_ending", "offer.ending", ByMail::Usually, texts::kind_ending, ending),
        kind("offer_taken", "offer.taken", ByMail::OnWish, texts::kind_taken, taken),
        kind("offer_withdrawn", "offer.withdrawn", ByMail::Usually, texts::kind_withdrawn, withdrawn),
        kind("offer_not_started", "offer.not_started", ByMail::Usually, texts::kind_not_started, not_started),
        kind("offer_update_due", "offer.update_reminded", ByMail::Usually, texts::kind_update_due, update_due),
        kind("offer_reminded", super::REMINDED, ByMail::Usually, texts::kind_reminded, reminded),
        kind("offer_silent", "offer.silent", ByMail::Usually, texts::kind_silent, silent),
        NoticeKind {
            readers: CHANNEL,
            to: Audience::of_vendor,
            ..kind("work_silent", "offer.silent", ByMail::OnWish, texts::kind_work_silent, work_silent)
        },
        kind("handled_directly", "client.handled_directly", ByMail::Usually, texts::kind_handled, handled_directly),
        NoticeKind {
            readers: OWNER,
            ..kind("offer_ignored", "offer.ignored", ByMail::Usually, texts::kind_ignored, ignored)
        },
        NoticeKind {
            readers: CHANNEL,
            to: Audience::of_vendor,
            ..kind("offer_won", "offer.won", ByMail::OnWish, texts::kind_won, won)
        },
    ]
}

/// An offer with all that is said of it.
pub(super) struct Told {
    pub(super) row: Row,
    lead: Lead,
    product: Product,
    partner: String,
    currency: String,
    zone: String,
}

/// The offer of an event; none if it has gone.
pub(super) async fn told(cx: &Cx, tx: &mut Tx, id: OfferId) -> Result<Option<Told>, Fail> {
    let Some(row) = store::get(tx, cx.program(), View::All, id).await? else { return Ok(None) };
    let Some(lead) = leads::get(tx, cx.program(), View::All, row.lead).await? else { return Ok(None) };
    let partner = partners::get(cx, tx, View::All, row.partner).await?;
    let zone = calendars::get(tx, cx.program(), partner.calendar).await?.hours.zone;
    let product = products::get(tx, cx.program(), lead.product).await?;
    let currency = programs::get(tx, cx.program()).await?.currency;
    Ok(Some(Told { row, lead, product, partner: partner.name, currency, zone }))
}

impl Told {
    fn path(&self) -> String {
        format!("/offers/{}", self.row.id)
    }

    /// City and region of the client, as far as they are known.
    fn place(&self, lang: Lang) -> String {
        let region = territories::get(&self.lead.region).map_or(self.lead.region.as_str(), |t| t.name(lang));
        match &self.lead.city {
            Some(city) if city != region => format!("{city}, {region}"),
            _ => region.to_owned(),
        }
    }

    /// A heading that names product and place.
    pub(super) fn headed(&self, lang: Lang, words: &str) -> String {
        format!("{words}: {}, {}", self.product.said(lang), self.place(lang))
    }

    pub(super) fn until(&self, lang: Lang, at: Instant) -> String {
        moment(lang, at, &self.zone)
    }

    /// The facts that a partner may see before it has accepted.
    fn facts(&self, lang: Lang) -> Vec<(String, String)> {
        let mut facts = vec![
            (texts::product(lang), self.product.said(lang).to_owned()),
            (texts::need(lang), masked(&self.lead.need, NEED_MOST)),
            (texts::place(lang), self.place(lang)),
            (texts::size(lang), texts::size_of(lang, &self.lead.size)),
            (texts::grade(lang), self.lead.grade.clone()),
        ];
        facts.extend(self.lead.value_minor.map(|minor| (texts::value(lang), money(lang, minor, &self.currency))));
        facts
    }

    fn news(self, until: Option<Instant>, say: impl Fn(&Self, Lang) -> Content + Send + Sync + 'static) -> News {
        News { path: self.path(), until, say: Box::new(move |lang| say(&self, lang)) }
    }
}

fn offer_of(event: &Event) -> OfferId {
    Id::from_uuid(Uuid::from_bytes(event.subject_id))
}

/// A heading and a sentence.
fn short(heading: String, sentence: String) -> Content {
    Content { subject: heading.clone(), heading, paragraphs: vec![sentence], ..Content::default() }
}

fn made<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    Box::pin(async move {
        let Some(told) = told(cx, tx, offer_of(event)).await? else { return Ok(None) };
        let deadline = told.row.deadline;
        Ok(told.row.offer().state.is_open().then(|| told.news(Some(deadline), offered)))
    })
}

/// What is said of an offer that waits for an answer.
pub(super) fn offered(told: &Told, lang: Lang) -> Content {
    let place = told.place(lang);
    Content {
        subject: texts::made_subject(lang, told.product.said(lang), &place),
        heading: texts::made_heading(lang, told.product.said(lang), &place),
        paragraphs: vec![texts::made_answer(lang, &told.until(lang, told.row.deadline))],
        facts: told.facts(lang),
        note: Some(texts::made_note(lang)),
        ..Content::default()
    }
}

fn ending<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    Box::pin(async move {
        let Some(told) = told(cx, tx, offer_of(event)).await? else { return Ok(None) };
        let deadline = told.row.deadline;
        let say = |told: &Told, lang| {
            let until = told.until(lang, told.row.deadline);
            let heading = texts::ending_heading(lang, told.product.said(lang), &told.place(lang));
            Content { facts: told.facts(lang), ..short(heading, texts::ending_answer(lang, &until)) }
        };
        Ok(told.row.offer().state.is_open().then(|| told.news(Some(deadline), say)))
    })
}

/// News of one heading and one sentence for the partner of an offer.
async fn plain(
    cx: &Cx,
    tx: &mut Tx,
    event: &Event,
    heading: fn(Lang, &str, &str) -> String,
    sentence: fn(Lang) -> String,
) -> Result<Option<News>, Fail> {
    let Some(told) = told(cx, tx, offer_of(event)).await? else { return Ok(None) };
    let say = move |told: &Told, lang| short(heading(lang, told.product.said(lang), &told.place(lang)), sentence(lang));
    Ok(Some(told.news(None, say)))
}

fn taken<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    Box::pin(plain(cx, tx, event, texts::taken_heading, texts::taken_note))
}

fn withdrawn<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    Box::pin(async move {
        if event.data.0["state"]["reason"]["reason"] == "client_chose_another" {
            let heading = |lang, product: &str, place: &str| texts::lost_heading(lang, product, place);
            return plain(cx, tx, event, heading, texts::lost_note).await;
        }
        let heading = |lang, product: &str, place: &str| texts::withdrawn_heading(lang, product, place);
        plain(cx, tx, event, heading, texts::withdrawn_note).await
    })
}

fn not_started<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    let heading = |lang, product: &str, place: &str| texts::not_started_heading(lang, product, place);
    Box::pin(plain(cx, tx, event, heading, texts::not_started_note))
}

fn update_due<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    let heading = |lang, product: &str, place: &str| texts::update_heading(lang, product, place);
    Box::pin(plain(cx, tx, event, heading, texts::update_note))
}

fn silent<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    let heading = |lang, product: &str, place: &str| texts::silent_heading(lang, product, place);
    Box::pin(plain(cx, tx, event, heading, texts::silent_note))
}

fn reminded<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    let heading = |lang, product: &str, place: &str| texts::reminded_heading(lang, product, place);
    Box::pin(plain(cx, tx, event, heading, texts::reminded_note))
}

fn work_silent<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    Box::pin(async move {
        let Some(told) = told(cx, tx, offer_of(event)).await? else { return Ok(None) };
        let path = format!("/leads/{}", told.row.lead);
        let say = |told: &Told, lang| {
            let note = texts::work_silent_note(lang, told.product.said(lang), &told.place(lang));
            short(texts::work_silent_heading(lang, &told.partner), note)
        };
        Ok(Some(News { path, ..told.news(None, say) }))
    })
}

/// The vendor took a partner's client for itself: the partner is told, with the reason.
fn handled_directly<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    let reason = event.data.0["reason"].as_str().unwrap_or_default().to_owned();
    let say = move |lang| short(texts::handled_heading(lang), texts::handled_note(lang, &reason));
    Box::pin(async move {
        let path = desk::report::page_of(cx, tx, event.at).await?;
        Ok(Some(News { path, until: None, say: Box::new(say) }))
    })
}

fn ignored<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    let heading = |lang, product: &str, place: &str| texts::ignored_heading(lang, product, place);
    Box::pin(plain(cx, tx, event, heading, texts::ignored_note))
}

fn won<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    Box::pin(async move {
        let Some(told) = told(cx, tx, offer_of(event)).await? else { return Ok(None) };
        let path = format!("/leads/{}", told.row.lead);
        let say = |told: &Told, lang| {
            short(
                texts::won_heading(lang, &told.partner),
                texts::won_note(lang, told.product.said(lang), &told.place(lang)),
            )
        };
        Ok(Some(News { path, ..told.news(None, say) }))
    })
}

/// What the channel manager is to do about an offer that reached nobody.
pub(super) fn undelivered(lang: Lang) -> String {
    texts::kind_undelivered(lang)
}

/// When the partner is reminded of an open offer: in the last quarter of its window, in working time; never less than
/// ten minutes before the end, and not at all when there is no such moment. Both are the policy's.
pub(super) async fn reminded_at(
    cx: &Cx,
    tx: &mut Tx,
    partner: PartnerId,
    offered_at: Instant,
    deadline: Instant,
) -> Result<Option<Instant>, Fail> {
    let partner = partners::get(cx, tx, View::All, partner).await?;
    let hours = calendars::get(tx, cx.program(), partner.calendar).await?.hours;
    let window = hours.working_between(offered_at, deadline);
    let policy = numbers(cx, tx).await?;
    let at = hours.add_working(offered_at, policy.window_reminder.of(window));
    let before = Span::minutes(policy.window_reminder_minutes.into());
    Ok(at.filter(|at| *at > offered_at && *at < deadline && *at + before <= deadline))
}
