//! An offer as people see it: its facts in words.

use std::collections::BTreeMap;

use askama::Template;
use db::Tx;
use kit::{Instant, id::ProductId};
use network::{products, territories};
use platform::{
    Cx, Fail,
    web::{Markup, Tone, Ui},
};

use super::texts;
use crate::offers::{
    OfferShown,
    api::{OffersQuery, list},
    labels,
};

/// An offer with its facts in words.
#[derive(Debug, Clone)]
pub struct Card {
    /// The offer.
    pub offer: OfferShown,
    /// The product's name.
    pub product: String,
    /// City and region.
    pub place: String,
    /// Size of the client.
    pub size: String,
    /// How soon the client must be answered.
    pub urgency: String,
    /// The state.
    pub state: String,
    /// How good the state is.
    pub tone: Tone,
    /// Why it came out of the ordinary; empty for an ordinary one.
    pub mark: String,
    /// It waits for an answer and can still get one.
    pub open: bool,
    /// The clock that runs: its meaning, its beginning if it has one, its end.
    pub clock: Option<Running>,
}

/// A clock that runs on an offer.
#[derive(Debug, Clone)]
pub struct Running {
    /// What is due.
    pub label: String,
    /// Since when it runs.
    pub from: Instant,
    /// Until when.
    pub until: Instant,
}

impl Card {
    fn of(cx: &Cx, offer: OfferShown, products: &BTreeMap<ProductId, String>) -> Self {
        let lang = cx.lang;
        let waits = matches!(offer.state.as_str(), "offered" | "delivered" | "viewed");
        let open = waits && cx.now < offer.deadline;
        let region = territories::get(&offer.region).map_or(offer.region.as_str(), |t| t.name(lang));
        let place = match offer.city.as_deref() {
            Some(city) if city != region => format!("{city}, {region}"),
            _ => region.to_owned(),
        };
        let clock = if open {
            Some(Running { label: texts::answer_within(lang), from: offer.offered_at, until: offer.deadline })
        } else if let Some(until) = offer.start_due {
            Some(Running { label: texts::call_within(lang), from: offer.state_at, until })
        } else {
            let report = offer.update_due.filter(|_| offer.state == "started");
            report.map(|until| Running { label: texts::report_within(lang), from: offer.state_at, until })
        };
        // A deadline ends an offer by itself, before anybody has written that down.
        let state = if waits && !open { "ignored" } else { &offer.state };
        Self {
            product: products.get(&offer.product).cloned().unwrap_or_default(),
            place,
            size: labels::size(lang, &offer.size),
            urgency: labels::urgency(lang, &offer.urgency),
            state: labels::state(lang, state),
            tone: labels::tone(state),
            mark: labels::mark(lang, offer.mark.as_deref()),
            open,
            clock,
            offer,
        }
    }

    /// The card of a list; with its buttons for those who may answer.
    pub fn article(&self, ui: &Ui, may_answer: bool) -> Markup {
        Markup::of(&Article { ui, card: self, may_answer })
    }

    /// How many may work on it.
    pub fn sharing(&self, ui: &Ui) -> String {
        labels::sharing(ui.lang, self.offer.mark.as_deref(), self.offer.places)
    }

    /// The running clock has ended, and what it asked for was not done.
    pub(super) fn late(&self, ui: &Ui) -> bool {
        self.clock.as_ref().is_some_and(|clock| clock.until <= ui.now)
    }

    /// The first moment at which the running clock is late; the end of time without one.
    pub(super) fn due(&self) -> Instant {
        self.clock.as_ref().map_or(Instant::from_micros(i64::MAX), |clock| clock.until)
    }

    /// It is in work: accepted, or started.
    pub fn in_work(&self) -> bool {
        matches!(self.offer.state.as_str(), "accepted" | "started")
    }
}

#[derive(Template)]
#[template(path = "offers/pages/card.html")]
struct Article<'a> {
    ui: &'a Ui,
    card: &'a Card,
    may_answer: bool,
}

/// What a partner has to do with leads now: what waits for its answer, and what it works on; most urgent first.
pub async fn live(cx: &Cx, tx: &mut Tx) -> Result<(Vec<Card>, Vec<Card>), Fail> {
    let query = OffersQuery { live: true, limit: Some(100), ..OffersQuery::default() };
    let page = list(cx, tx, &query).await?;
    let (mut waiting, rest): (Vec<Card>, Vec<Card>) =
        cards(cx, tx, page.items).await?.into_iter().partition(|c| c.open);
    let mut working: Vec<Card> = rest.into_iter().filter(Card::in_work).collect();
    waiting.sort_by_key(Card::due);
    working.sort_by_key(Card::due);
    Ok((waiting, working))
}

/// Offers with their facts in words.
pub async fn cards(cx: &Cx, tx: &mut Tx, offers: Vec<OfferShown>) -> Result<Vec<Card>, Fail> {
    let names = products::list_in(cx, tx).await?.into_iter().map(|p| (p.id, p.name)).collect();
    Ok(offers.into_iter().map(|offer| Card::of(cx, offer, &names)).collect())
}
