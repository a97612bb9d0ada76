//! What partners do with offers.

use std::borrow::Cow;

use db::{Dialect, Tx};
use kit::{
    Instant,
    id::{Offer as Kind, OfferId},
    time::Span,
};
use network::{notices::masked, policies, text_field, versions};
use platform::{Cx, Fail, NewEvent, View, events};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{
    ContactShown, NewOffer, OfferShown, Row,
    domain::{Broken, Command, DeclineReason, Evidence, OfferState},
    ignoring,
    recorded::{apply, apply_moving},
    refusals::Full,
    silence, store,
};
use crate::{
    code_of,
    distribution::{
        self,
        domain::{DistributionPolicy, Urgency, queue},
    },
    fixed::Millionths,
    from_code,
    intake::{Lead, clocks, store as leads},
    locks,
};

/// A clock on the wall that is ahead by more is wrong, not right after a long outage.
const FARTHEST_AHEAD: Span = Span::days(31);

/// A contact with the client.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContact {
    /// How it is shown.
    pub evidence: Evidence,
    /// When; now if absent.
    pub at: Option<Instant>,
    /// What was said.
    #[serde(default)]
    pub note: String,
}

/// Makes the offers of a wave.
pub(crate) async fn make(cx: &Cx, tx: &mut Tx, wave: &[NewOffer]) -> Result<(), Fail> {
    let mut by_partner: Vec<&NewOffer> = wave.iter().collect();
    by_partner.sort_by_key(|new| new.partner);
    for new in by_partner {
        store::received(tx, cx.program(), new, cx.now).await?;
    }
    for new in wave {
        store::insert(tx, cx.program(), new, cx.now).await?;
        let event = NewEvent::new::<Kind>("offer.made", new.id).seen_by(new.partner);
        let facts = json!({ "lead": new.lead, "wave": new.wave, "deadline": new.deadline });
        events::record(cx, tx, event.with(facts)).await?;
    }
    Ok(())
}

/// An offer that the caller may see, with its lead.
pub(super) async fn load(cx: &Cx, tx: &mut Tx, id: OfferId) -> Result<(Row, Lead), Fail> {
    let row = store::get(tx, cx.program(), cx.caller.view(), id).await?.ok_or(Fail::NotFound)?;
    let lead = leads::get(tx, cx.program(), View::All, row.lead).await?.ok_or(Fail::NotFound)?;
    Ok((row, lead))
}

/// The same for an act that changes the offer: the lead is locked, and what was read before is read again.
pub(super) async fn hold(cx: &Cx, tx: &mut Tx, id: OfferId) -> Result<(Row, Lead), Fail> {
    let (row, lead) = load(cx, tx, id).await?;
    held(cx, tx, row, lead).await
}

/// The same for what was read in this act. On `SQLite` nobody comes between.
async fn held(cx: &Cx, tx: &mut Tx, row: Row, lead: Lead) -> Result<(Row, Lead), Fail> {
    if tx.dialect() == Dialect::Sqlite {
        return Ok((row, lead));
    }
    locks::lead(cx, tx, lead.id).await?;
    load(cx, tx, row.id).await
}

/// The moment at which what is held now is judged: on `PostgreSQL` an act may have waited for others since it began.
fn judged<'c>(cx: &'c Cx, tx: &Tx) -> Cow<'c, Cx> {
    if tx.dialect() == Dialect::Sqlite { Cow::Borrowed(cx) } else { Cow::Owned(cx.at_present()) }
}

/// Whether an offer that the caller may see waits, and nobody of the partner has opened it yet.
pub(super) async fn is_unseen(cx: &Cx, tx: &mut Tx, id: OfferId) -> Result<bool, Fail> {
    let row = store::get(tx, cx.program(), cx.caller.view(), id).await?.ok_or(Fail::NotFound)?;
    Ok(matches!(row.detail.0, OfferState::Offered | OfferState::Delivered) && cx.now < row.deadline)
}

/// A partner's user opens an offer. Opening it again changes nothing.
pub(super) async fn view(cx: &Cx, tx: &mut Tx, id: OfferId) -> Result<OfferShown, Fail> {
    let (row, _) = load(cx, tx, id).await?;
    match row.offer().decide(&Command::View, cx.now) {
        Ok(happened) => drop(apply(cx, tx, row, &happened).await?),
        Err(Broken::AlreadyDone | Broken::Ended { .. } | Broken::OutOfOrder { .. } | Broken::Expired { .. }) => {}
        Err(broken) => return Err(broken.into()),
    }
    shown(cx, tx, id).await
}

/// A partner accepts. At most as many win as the lead has places; the others are told, and never see the contact.
pub(crate) async fn accept(cx: &Cx, tx: &mut Tx, id: OfferId) -> Result<OfferShown, Fail> {
    let (row, lead) = load(cx, tx, id).await?;
    let until = |start_due| Command::Accept { start_due, places_held: lead.places_held, places: lead.places };
    // Most of a crowd is refused, whatever the start clock will be: nothing more is read for them.
    row.offer().decide(&until(row.deadline), cx.now)?;
    let (row, lead) = held(cx, tx, row, lead).await?;
    let cx = &*judged(cx, tx);
    let until = |start_due| Command::Accept { start_due, places_held: lead.places_held, places: lead.places };
    let policy = numbers(cx, tx).await?;
    let start_due = start_due(cx, tx, &row, &lead, &policy).await?;
    let happened = row.offer().decide(&until(start_due), cx.now)?;
    let value = policy.value.class(lead.value_minor);
    let charge = queue::acceptance_charge(value, policy.acceptance_charge, Millionths(row.share));
    if !leads::hold_place(tx, cx.program(), lead.id).await? {
        return Err(Broken::Taken.into());
    }
    // Nobody else changes the lead that is held here: what it is now is known without asking.
    let lead = Lead { places_held: lead.places_held + 1, version: lead.version + 1, ..lead };
    let row = apply_moving(cx, tx, row, &happened, charge).await?;
    has_room(cx, tx, &row, &policy).await?;
    if lead.places_held >= lead.places {
        close_others(cx, tx, &lead, id).await?;
    }
    distribution::advance_lead(&cx.as_system(), tx, lead.clone()).await?;
    let update_due = silence::due_of(cx, tx, &row, &lead).await?;
    Ok(show(cx, row, lead, update_due))
}

/// A partner takes no more than it may have in work, but for what was given to it alone. Counted after the
/// acceptance is written: its tally is locked then, so that two acceptances at once cannot both be the last.
async fn has_room(cx: &Cx, tx: &mut Tx, row: &Row, policy: &DistributionPolicy) -> Result<(), Fail> {
    if row.mark.as_deref().is_some_and(|mark| ["protected", "given_by_hand"].contains(&mark)) {
        return Ok(());
    }
    let directory = versions::directory(tx, cx.program(), cx.now).await?;
    let own = directory.partner(row.partner).and_then(|partner| partner.open_cap).unwrap_or(policy.open_cap);
    let cap = ignoring::on_probation(cx, tx).await?.get(&row.partner).map_or(own, |probation| own.min(*probation));
    let open = store::in_work(tx, cx.program(), row.partner).await?;
    if open <= cap { Ok(()) } else { Err(Full { open: open.saturating_sub(1), cap }.into()) }
}

pub(super) async fn close_others(cx: &Cx, tx: &mut Tx, lead: &Lead, winner: OfferId) -> Result<(), Fail> {
    let system = cx.as_system();
    for other in store::of_lead(tx, cx.program(), View::All, lead.id).await? {
        if other.id != winner
            && let Ok(happened) = other.offer().decide(&Command::Take, cx.now)
        {
            apply(&system, tx, other, &happened).await?;
        }
    }
    Ok(())
}

/// A partner declines with a reason: no fault. A part of the offer's charge comes back.
pub(super) async fn decline(cx: &Cx, tx: &mut Tx, id: OfferId, reason: DeclineReason) -> Result<OfferShown, Fail> {
    let (row, lead) = hold(cx, tx, id).await?;
    let cx = &*judged(cx, tx);
    let happened = row.offer().decide(&Command::Decline { reason }, cx.now)?;
    let policy = numbers(cx, tx).await?;
    let since = cx.now - Span::days(policy.refund_days.into());
    let (made, refunded) = store::refunds(tx, cx.program(), row.partner, since).await?;
    let back = queue::decline_refund(row.charge, made, refunded, policy.decline_refund, policy.refund_cap);
    apply_moving(cx, tx, row, &happened, -back).await?;
    if back > 0 {
        store::refund(tx, cx.program(), id, back).await?;
    }
    distribution::advance(&cx.as_system(), tx, lead.id).await?;
    shown(cx, tx, id).await
}

/// A partner records a contact with the client: the first one starts the work, each is a report.
pub(super) async fn contact(cx: &Cx, tx: &mut Tx, id: OfferId, new: &NewContact) -> Result<OfferShown, Fail> {
    if new.evidence == Evidence::ConfirmedByClient && cx.caller.partner.is_some() {
        return Err(Fail::field("evidence", super::texts::client_confirms));
    }
    let (row, lead) = hold(cx, tx, id).await?;
    let cx = &*judged(cx, tx);
    // A partner's clock may be right where the server does not believe its own yet.
    let early = |at: &Instant| *at > cx.now && cx.ahead.is_some_and(|ahead| *at <= ahead);
    let at = new.at.filter(|at| !early(at)).unwrap_or(cx.now);
    let command = match row.detail.0 {
        OfferState::Started { at: started, .. } => {
            Command::Update { accepted_at: row.accepted_at.unwrap_or(started), contacted_at: at }
        }
        _ => Command::Start { evidence: new.evidence, contacted_at: at },
    };
    let happened = row.offer().decide(&command, cx.now)?;
    if !new.note.is_empty() {
        text_field("note", &new.note, 4000)?;
    }
    let evidence = code_of(&new.evidence);
    store::add_contact(tx, cx.program(), cx.new_id(), id, at, &evidence, new.note.trim()).await?;
    apply(cx, tx, row, &happened).await?;
    clocks::answered(cx, tx, &lead, at).await?;
    silence::reported(cx, tx, id, &lead).await?;
    distribution::advance(&cx.as_system(), tx, lead.id).await?;
    shown(cx, tx, id).await
}

/// A partner gives a lead back that it accepted.
pub(super) async fn give_back(cx: &Cx, tx: &mut Tx, id: OfferId, reason: DeclineReason) -> Result<OfferShown, Fail> {
    let (row, lead) = hold(cx, tx, id).await?;
    let cx = &*judged(cx, tx);
    let happened = row.offer().decide(&Command::Return { reason }, cx.now)?;
    apply(cx, tx, row, &happened).await?;
    distribution::advance(&cx.as_system(), tx, lead.id).await?;
    shown(cx, tx, id).await
}

pub(super) async fn numbers(cx: &Cx, tx: &mut Tx) -> Result<DistributionPolicy, Fail> {
    policies::in_force(tx, cx.program(), cx.now).await?.section("distribution")
}

async fn start_due(cx: &Cx, tx: &mut Tx, row: &Row, lead: &Lead, policy: &DistributionPolicy) -> Result<Instant, Fail> {
    let urgency: Urgency = from_code(&lead.urgency).unwrap_or_default();
    let rules = versions::rules(tx, cx.program()).await?;
    let partners = versions::directory(tx, cx.program(), cx.now).await?;
    let hours = partners.partner(row.partner).and_then(|partner| rules.calendars.get(&partner.calendar));
    let minutes = i64::from(*policy.start_minutes.of(urgency));
    // While nobody knows what time it is, the clock runs from the later of two: it may end late, and never early.
    let from = cx.ahead.map_or(cx.now, |ahead| ahead.min(cx.now + FARTHEST_AHEAD));
    let due = hours.and_then(|calendar| calendar.hours.add_working(from, Span::minutes(minutes)));
    // A calendar without working time has no such moment; wall-clock time is better than never.
    Ok(due.unwrap_or(from + Span::minutes(minutes)))
}

/// An offer as the caller may see it.
pub(super) async fn shown(cx: &Cx, tx: &mut Tx, id: OfferId) -> Result<OfferShown, Fail> {
    let (row, lead) = load(cx, tx, id).await?;
    let update_due = silence::due_of(cx, tx, &row, &lead).await?;
    Ok(show(cx, row, lead, update_due))
}

/// Nobody sees a person before the acceptance, nor after the lead went to somebody else.
pub(super) fn show(cx: &Cx, row: Row, lead: Lead, update_due: Option<Instant>) -> OfferShown {
    let state = row.detail.0;
    let start_due = if let OfferState::Accepted { start_due, .. } = state { Some(start_due) } else { None };
    // The start clock hides the contact at its end, whether or not somebody was awake to write it down.
    // Nor does anybody while the client does not agree.
    let open = state.shows_contact() && lead.consent_to_transfer && start_due.is_none_or(|due| cx.now < due);
    let contact = open.then_some(ContactShown {
        company: lead.client_name,
        name: lead.contact_name,
        phone: lead.contact_phone,
        email: lead.contact_email,
    });
    // A client may have typed a phone or an address into the need: they are shown with the contact alone.
    let need = if contact.is_some() { lead.need } else { masked(&lead.need, usize::MAX) };
    OfferShown {
        id: row.id,
        partner: row.partner,
        lead: cx.caller.view().partner_filter().is_none().then_some(row.lead),
        wave: row.wave,
        offered_at: row.offered_at,
        deadline: row.deadline,
        state: row.state,
        state_at: row.state_at,
        start_due,
        update_due,
        mark: row.mark,
        places: lead.places,
        need,
        product: lead.product,
        region: lead.region,
        city: lead.city,
        size: lead.size,
        grade: lead.grade,
        urgency: lead.urgency,
        value_minor: lead.value_minor,
        contact,
        version: row.version,
    }
}
