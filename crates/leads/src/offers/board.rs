//! The board of a lead: all its partners side by side, who started and who ignored.

use db::Tx;
use kit::{
    Instant,
    id::{LeadId, OfferId, PartnerId},
};
use platform::{Answer, Call, Cx, Fail, Nothing, Operation, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Row,
    domain::OfferState,
    ratings::RatingShown,
    service::numbers,
    silence,
    situation::{self, Situation},
    store::{self, board::Beside},
};
use crate::{distribution::domain::DistributionPolicy, intake, intake::Lead};

#[derive(Deserialize, JsonSchema)]
struct ByLead {
    lead: LeadId,
}

/// A contact, as the board shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Contact {
    /// When.
    pub at: Instant,
    /// `call`, `meeting`, `letter`, `confirmed_by_client`.
    pub evidence: String,
    /// What was said.
    pub note: String,
}

/// One partner on the board.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Column {
    /// The partner.
    pub partner: PartnerId,
    /// Its name.
    pub name: String,
    /// Its offer.
    pub offer: OfferId,
    /// Which wave brought it.
    pub wave: u32,
    /// Why it came out of the ordinary: `protected`, `no_other_partner`, `given_by_hand`, `pause_waits`.
    pub mark: Option<String>,
    /// When it was offered.
    pub offered_at: Instant,
    /// Until when it could be accepted.
    pub deadline: Instant,
    /// When somebody opened it.
    pub viewed_at: Option<Instant>,
    /// When it was accepted.
    pub accepted_at: Option<Instant>,
    /// When the client was contacted.
    pub started_at: Option<Instant>,
    /// Minutes from the offer to the first contact.
    pub minutes_to_start: Option<i64>,
    /// `offered`, `viewed`, `accepted`, `started`, `ignored`, `declined` …
    pub state: String,
    /// Since when.
    pub state_at: Instant,
    /// The state with its reason, proof or end.
    pub detail: OfferState,
    /// Contacts made.
    pub contacts: Vec<Contact>,
    /// Until when the next report is due, while it works.
    pub update_due: Option<Instant>,
    /// It works and has not reported in time: since when it is silent.
    pub silent_since: Option<Instant>,
    /// What the partner thinks of the lead.
    pub rating: Option<RatingShown>,
    /// How many offers this partner ignored in all.
    pub ignored_in_all: i64,
    /// Nobody can answer for it: it has neither people nor keys.
    pub nobody: bool,
}

/// A lead with all its partners.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Board {
    /// The lead.
    pub lead: Lead,
    /// Where it stands, in words, and what comes next.
    pub situation: Situation,
    /// Its partners, wave by wave.
    pub partners: Vec<Column>,
}

pub(super) fn operations() -> Vec<Operation> {
    let board = Operation::get("/api/v1/leads/{lead}/board", "leads.board", "All partners of a lead side by side")
        .roles(Role::VENDOR)
        .run(|cx, tx, call: &Call<ByLead, Nothing, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(board(cx, tx, call.path.lead).await?)) })
        });
    vec![board]
}

pub(crate) async fn board(cx: &Cx, tx: &mut Tx, id: LeadId) -> Result<Board, Fail> {
    let lead = intake::get(cx, tx, id).await?;
    let policy = numbers(cx, tx).await?;
    let offers = store::board::offers(tx, cx.program(), cx.caller.view(), id).await?;
    let rows: Vec<Row> = offers.iter().map(|beside| beside.row.clone()).collect();
    let situation = situation::of(cx, tx, &lead, &rows, &policy).await?;
    let mut contacts = store::board::contacts(tx, cx.program(), id).await?;
    let column = |beside: Beside| {
        let made = contacts.remove(&beside.row.id).unwrap_or_default();
        column(cx.now, beside, made, &lead.urgency, &policy)
    };
    let partners = offers.into_iter().map(column).collect();
    Ok(Board { lead, situation, partners })
}

fn column(
    now: Instant,
    beside: Beside,
    contacts: Vec<store::board::Contact>,
    urgency: &str,
    policy: &DistributionPolicy,
) -> Column {
    let Beside { row, name, ignored_in_all, rating, hands } = beside;
    let update_due = silence::update_due(&row.detail.0, urgency, policy);
    Column {
        partner: row.partner,
        name,
        offer: row.id,
        wave: row.wave,
        mark: row.mark,
        offered_at: row.offered_at,
        deadline: row.deadline,
        viewed_at: row.viewed_at,
        accepted_at: row.accepted_at,
        started_at: row.started_at,
        minutes_to_start: row.started_at.map(|at| at.since(row.offered_at).as_minutes()),
        state: row.state,
        state_at: row.state_at,
        detail: row.detail.0,
        contacts: contacts.into_iter().map(|(at, evidence, note)| Contact { at, evidence, note }).collect(),
        update_due,
        silent_since: update_due.filter(|due| *due <= now),
        rating,
        ignored_in_all,
        nobody: hands == 0,
    }
}
