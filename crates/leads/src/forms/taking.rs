//! Taking a post in: limits, the same click twice, the lead, the consents, the promise.

use db::Tx;
use kit::{Instant, id::LeadId, time::Span};
use network::{
    policies, products,
    tasks::{self, NewTask},
};
use platform::{Cx, Fail, NewEvent, View, events, operation::Meta};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    Form, FormPost, PublicForm,
    refusals::Broken,
    store::{self, Marks, NewConsent},
    texts,
};
use crate::{
    desk::{self, DeskPolicy, kinds},
    distribution::domain::waves::DeskReason,
    intake::{self, LeadStage},
    locks, offers,
};

/// Posts are counted over this time.
const WINDOW: Span = Span::hours(1);
/// Hashes of addresses are kept for this time.
const KEPT: Span = Span::days(1);

/// What a client is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Answered {
    /// Thanks, with the promise.
    pub message: String,
}

/// Takes a post in. Its context is that of the form's program.
pub async fn take(cx: &Cx, tx: &mut Tx, form: &Form, post: &FormPost, meta: &Meta) -> Result<Answered, Fail> {
    if !form.body.open {
        return Err(Broken::Closed.into());
    }
    if post.is_of_a_robot() {
        // It is thanked like everybody, so that it learns nothing.
        return thanks(cx, tx, form).await;
    }
    // What is counted below is counted by one at a time: of many posts at once no more pass than of one after another.
    tx.hold(format!("posts of {}", form.id).as_bytes()).await?;
    let marks = marks(form, post, meta);
    let numbers: DeskPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section("desk")?;
    let click = cx.now - Span::minutes(numbers.same_click_minutes.into());
    if store::same_post(tx, cx.program(), form.id, &marks, click).await?.is_some() {
        return thanks(cx, tx, form).await;
    }
    let since = cx.now - WINDOW;
    let (from_address, in_all) = store::posts_since(tx, cx.program(), form.id, &marks, since).await?;
    if from_address >= form.body.per_address_hour || in_all >= form.body.per_hour {
        return Err(Fail::TooMany(wait(cx, tx, form, since).await?));
    }
    let flood = from_address + 1 == form.body.per_address_hour && form.body.per_address_hour > 1;
    if flood {
        let earlier = store::distributing_of(tx, cx.program(), form.id, &marks, since).await?;
        locks::leads(cx, tx, earlier).await?;
    }
    let products = products::list_in(cx, tx).await?;
    let new = post.lead(&form.body, &products, cx.lang).map_err(Fail::Invalid)?;
    let taken = intake::take(cx, tx, &new).await?;
    if !taken.duplicate {
        promise(cx, tx, form, taken.id).await?;
    }
    record(cx, tx, form, post, taken.id).await?;
    store::posted(tx, cx.program(), form.id, cx.new_id(), cx.now, &marks, taken.id).await?;
    store::forget(tx, cx.program(), form.id, cx.now - KEPT).await?;
    if flood {
        hold_back(cx, tx, form, &marks, since).await?;
    }
    thanks(cx, tx, form).await
}

pub(super) async fn thanks(cx: &Cx, tx: &mut Tx, form: &Form) -> Result<Answered, Fail> {
    let own = form.body.thanks.of(cx.lang);
    let message = if own.is_empty() { texts::thanks(cx.lang, &within(cx, tx).await?) } else { own.to_owned() };
    Ok(Answered { message })
}

/// How soon the policy promises the first answer, in words.
pub(super) async fn within(cx: &Cx, tx: &mut Tx) -> Result<String, Fail> {
    let policy: DeskPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section("desk")?;
    Ok(texts::within(cx.lang, policy.first_answer_working_days))
}

/// The first answer is owed from this moment, by the owner of the form, else by the lead desk.
async fn promise(cx: &Cx, tx: &mut Tx, form: &Form, lead: LeadId) -> Result<(), Fail> {
    let cx = cx.as_system();
    let Some(found) = intake::stored(&cx, tx, View::All, lead).await? else { return Ok(()) };
    let Some(due) = found.first_answer_due else { return Ok(()) };
    let task = NewTask::new(&kinds::FIRST_ANSWER, lead, due);
    if let Some(owner) = form.body.owner {
        tasks::close(&cx, tx, &kinds::FIRST_ANSWER, lead).await?;
        tasks::open(&cx, tx, task.owned_by(owner)).await?;
    } else {
        tasks::open(&cx, tx, task).await?;
    }
    Ok(())
}

/// Seconds until the oldest post of the hour is forgotten.
async fn wait(cx: &Cx, tx: &mut Tx, form: &Form, since: Instant) -> Result<u32, Fail> {
    let oldest = store::oldest_since(tx, cx.program(), form.id, since).await?;
    let left = (oldest + WINDOW).since(cx.now).0 / 1_000_000;
    Ok(u32::try_from(left.max(1)).unwrap_or(3600))
}

fn marks(form: &Form, post: &FormPost, meta: &Meta) -> Marks {
    let salted =
        |text: &[u8]| -> [u8; 32] { Sha256::new().chain_update(form.id.bytes()).chain_update(text).finalize().into() };
    let content = serde_json::to_vec(post).unwrap_or_default();
    Marks { address: salted(meta.address.as_bytes()), content: salted(&content) }
}

/// Consents and the owner of the first answer, written with the lead.
async fn record(cx: &Cx, tx: &mut Tx, form: &Form, post: &FormPost, lead: LeadId) -> Result<(), Fail> {
    let consents = &form.body.consents;
    let both = [("processing", true, &consents.processing), ("transfer", post.transfers(), &consents.transfer)];
    for (purpose, given, text) in both {
        let consent = NewConsent {
            lead,
            purpose,
            given,
            text_version: &text.version,
            form: form.id,
            form_version: form.version,
            lang: cx.lang,
        };
        store::consent(tx, cx.program(), &consent, cx.now).await?;
    }
    let facts = json!({ "lead": lead, "form_version": form.version, "owner": form.body.owner,
        "transfer": post.transfers(), "texts": [consents.processing.version, consents.transfer.version] });
    events::record(cx, tx, NewEvent::new::<PublicForm>("form.posted", form.id).with(facts)).await?;
    Ok(())
}

/// An address has used up its hour: what it has posted and no partner has opened yet goes from partners to the
/// lead desk, because people do not post so often and robots do.
async fn hold_back(cx: &Cx, tx: &mut Tx, form: &Form, marks: &Marks, since: Instant) -> Result<(), Fail> {
    let cx = cx.as_system();
    for lead in store::distributing_of(tx, cx.program(), form.id, marks, since).await? {
        if store::is_opened(tx, cx.program(), lead).await? {
            continue;
        }
        offers::take_back(&cx, tx, lead).await?;
        if intake::store::move_to(tx, cx.program(), lead, LeadStage::Exhausted, cx.now).await?
            && let Some(lead) = intake::stored(&cx, tx, View::All, lead).await?
        {
            desk::take_over(&cx, tx, &lead, DeskReason::Flood).await?;
        }
    }
    Ok(())
}
