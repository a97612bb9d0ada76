//! Leads over the API.

use kit::{
    id::{LeadId, ProductId},
    paging::{
        self, Cursor, Page,
        whole::{self, Listed},
    },
};
use platform::{Answer, Call, Cx, Fail, Nothing, Operation, Role, listing};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{LeadLine, LeadStage, NewLead, Touch, service, sources, store};
use crate::{distribution::domain::Urgency, offers::domain::Grade};

#[derive(Deserialize, JsonSchema)]
pub(crate) struct ByLead {
    pub lead: LeadId,
}

/// Which leads.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeadsQuery {
    /// Only in this state.
    pub state: Option<LeadStage>,
    /// Only of this product.
    pub product: Option<ProductId>,
    /// Only of this region.
    pub region: Option<String>,
    /// Only of this source.
    pub source: Option<String>,
    /// Only of this grade: `A`, `B` or `C`.
    pub grade: Option<Grade>,
    /// Only of this urgency.
    pub urgency: Option<Urgency>,
    /// Only with such answers of its partners.
    pub answers: Option<LeadAnswers>,
    /// Words in the client's name, tax id or city, the contact or the need.
    pub q: Option<String>,
    /// `newest` (as if absent) or `oldest` first.
    pub sort: Option<LeadSort>,
    /// Rows of the page: 1 to 200, 50 if absent; more gives 200, 0 gives 1.
    pub limit: Option<u32>,
    /// Where to read on.
    pub after: Option<String>,
}

kit::codes! {
    /// How the partners that were asked answered.
    pub enum LeadAnswers {
        /// It is open, partners were asked, and none has begun.
        NobodyStarted = "nobody_started",
        /// Somebody let it pass, or took it and did not begin.
        SomebodyIgnored = "somebody_ignored",
    }
}

kit::codes! {
    /// In which order leads are listed.
    pub enum LeadSort {
        /// The newest first.
        Newest = "newest",
        /// The oldest first.
        Oldest = "oldest",
    }
}

impl LeadsQuery {
    pub(super) fn oldest_first(&self) -> bool {
        self.sort == Some(LeadSort::Oldest)
    }
}

/// What such a list may be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TouchesBy {
    /// By when it came.
    At,
    /// By from where.
    Source,
}

impl whole::By for TouchesBy {
    const KEYS: &'static [(Self, &'static str)] = &[(Self::At, "at"), (Self::Source, "source")];
}

impl whole::Row for Touch {
    type By = TouchesBy;
    const USUAL: whole::Sort<TouchesBy> = whole::Sort::rising(TouchesBy::At);
    fn key(&self, by: TouchesBy) -> whole::Key {
        match by {
            TouchesBy::At => self.at.into(),
            TouchesBy::Source => self.source.as_str().into(),
        }
    }
    fn id(&self) -> String {
        format!("{} {} {}", self.at, self.source, self.name)
    }
    fn words(&self) -> String {
        format!("{} {}", self.source, self.name)
    }
}

const TAKERS: &[Role] = &[Role::Admin, Role::Director, Role::ChannelManager, Role::LeadDesk];

pub(super) fn operations() -> Vec<Operation> {
    let new = Operation::post("/api/v1/leads", "leads.take", "Take a lead in")
        .roles(TAKERS)
        .creates_or_finds()
        .refuses(&[(404, "not-found")])
        .run(|cx, tx, call: &Call<Nothing, Nothing, NewLead>| {
            Box::pin(async move {
                let taken = service::take(cx, tx, &call.body).await?;
                Ok(if taken.duplicate { Answer::ok(taken) } else { Answer::created(taken) })
            })
        });
    let list_all = Operation::get("/api/v1/leads", "leads.list", "Leads, the newest first").roles(Role::VENDOR).run(
        |cx, tx, call: &Call<Nothing, LeadsQuery, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(list(cx, tx, &call.query).await?)) })
        },
    );
    let one = Operation::get("/api/v1/leads/{lead}", "leads.get", "A lead").roles(Role::VENDOR).run(
        |cx, tx, call: &Call<ByLead, Nothing, Nothing>| {
            Box::pin(async move {
                let lead = service::get(cx, tx, call.path.lead).await?;
                let version = lead.version;
                Ok(Answer::ok(lead).version(version))
            })
        },
    );
    let touches = Operation::get("/api/v1/leads/{lead}/touches", "leads.touches", "Every time the interest came")
        .roles(Role::VENDOR)
        .run(|cx, tx, call: &Call<ByLead, Listed<TouchesBy>, Nothing>| {
            Box::pin(async move {
                service::get(cx, tx, call.path.lead).await?;
                let touches = store::touches(tx, cx.program(), call.path.lead).await?;
                Ok(Answer::ok(listing::page(touches, &call.query)?))
            })
        });
    let sources = Operation::get("/api/v1/sources", "leads.sources", "Sources of leads, as partners rate them")
        .roles(Role::VENDOR)
        .run(|cx, tx, call: &Call<Nothing, Listed<sources::SourcesBy>, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(listing::page(sources::list(cx, tx).await?, &call.query)?)) })
        });
    let stuck = Operation::get("/api/v1/stuck-leads", "leads.stuck", "Leads that nothing would ever move: always none")
        .roles(Role::VENDOR)
        .run(|cx, tx, _: &Call<Nothing, Nothing, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(Page::whole(store::stuck(tx, cx.program(), paging::LARGEST).await?))) })
        });
    vec![new, super::precheck::operation(), list_all, one, touches, sources, stuck]
}

pub(crate) async fn list(cx: &Cx, tx: &mut db::Tx, query: &LeadsQuery) -> Result<Page<LeadLine>, Fail> {
    let limit = paging::limit(query.limit);
    let after = listing::cursor(query.after.as_deref())?;
    let rows = store::pages::page(tx, cx.program(), cx.caller.view(), query, after, limit + 1).await?;
    Ok(Page::of(rows, limit, |lead| Cursor { key: lead.created_at.micros(), id: lead.id.uuid() }))
}
