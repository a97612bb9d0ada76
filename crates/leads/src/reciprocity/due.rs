//! Who is due to be paused at this moment: asked with every lead, changed by a deal or by a date.
//!
//! The ledgers are read once for each version, and the answer is kept until the next moment at which time
//! alone changes it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use db::{Tx, Version};
use jiff::tz::TimeZone;
use kit::{
    Instant,
    id::{PartnerId, PolicyId},
};
use network::versions;
use platform::{Cx, Fail};

use super::{
    domain::{History, ReciprocityPause, ReciprocityPolicy, next_change, standing},
    service::histories,
};

/// For each partner that would be paused: how much it owes, and its pause.
pub(crate) type Due = BTreeMap<PartnerId, (u32, ReciprocityPause)>;

/// The ledgers of a program at one version of them and of the partners.
struct Books {
    ledgers: Version,
    /// The policy that was in force: it says how many guided deals end the grace.
    policy: PolicyId,
    histories: BTreeMap<PartnerId, History>,
    answer: Mutex<Option<Answer>>,
}

/// What was found, and for how long it holds.
struct Answer {
    policy: ReciprocityPolicy,
    from: Instant,
    until: Option<Instant>,
    due: Arc<Due>,
}

/// Who is due to be paused now, before the valve of a segment.
pub(crate) async fn due(cx: &Cx, tx: &mut Tx, policy: &ReciprocityPolicy) -> Result<Arc<Due>, Fail> {
    let books = books(cx, tx).await?;
    if let Some(due) = books.answer(policy, cx.now) {
        return Ok(due);
    }
    let zone = zone(cx, tx).await?;
    Ok(books.work_out(policy, &zone, cx.now))
}

/// How many of the vendor's leads each partner has won, and how many own deals it has brought, within the window.
pub(crate) async fn counted(
    cx: &Cx,
    tx: &mut Tx,
    policy: &ReciprocityPolicy,
) -> Result<BTreeMap<PartnerId, (u32, u32)>, Fail> {
    let books = books(cx, tx).await?;
    let zone = zone(cx, tx).await?;
    let counts = books.histories.iter().map(|(partner, history)| {
        let standing = standing(history, policy, &zone, cx.now);
        (*partner, (standing.won, standing.own))
    });
    Ok(counts.collect())
}

async fn zone(cx: &Cx, tx: &mut Tx) -> Result<TimeZone, Fail> {
    let rules = versions::rules(tx, cx.program()).await?;
    Ok(TimeZone::get(&rules.program.zone).unwrap_or(TimeZone::UTC))
}

impl Books {
    fn answer(&self, policy: &ReciprocityPolicy, now: Instant) -> Option<Arc<Due>> {
        let answer = self.answer.lock().unwrap_or_else(PoisonError::into_inner);
        let holds = |a: &&Answer| a.policy == *policy && a.from <= now && a.until.is_none_or(|until| now < until);
        answer.as_ref().filter(holds).map(|answer| Arc::clone(&answer.due))
    }

    fn work_out(&self, policy: &ReciprocityPolicy, zone: &TimeZone, now: Instant) -> Arc<Due> {
        let (mut due, mut until) = (Due::new(), None);
        for (partner, history) in &self.histories {
            let standing = standing(history, policy, zone, now);
            let next = next_change(history, &standing, policy, now);
            until = until.into_iter().chain(next).min();
            if let Some(pause) = standing.pause.filter(|_| standing.is_paused(now)) {
                due.insert(*partner, (standing.debt, pause));
            }
        }
        let due = Arc::new(due);
        let answer = Answer { policy: policy.clone(), from: now, until, due: Arc::clone(&due) };
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
        due
    }
}

async fn books(cx: &Cx, tx: &mut Tx) -> Result<Arc<Books>, Fail> {
    let program = cx.program();
    let now = versions::of(tx, program).await?;
    let policy = versions::rules(tx, program).await?.policy(cx.now)?.id;
    let same_books = |books: &Arc<Books>| books.ledgers == now.ledgers && books.policy == policy;
    if let Some(kept) = tx.kept::<Books>(program.bytes(), &now.partners).filter(same_books) {
        if cfg!(debug_assertions) {
            same(cx, tx, &kept, now.ledgers).await?;
        }
        return Ok(kept);
    }
    loop {
        let before = versions::of(tx, program).await?;
        let directory = versions::directory(tx, program, cx.now).await?;
        let histories = histories(cx, tx, &directory.partners).await?;
        if versions::unchanged(tx, program, before, |v| v.ledgers).await? {
            let books = Arc::new(Books { ledgers: before.ledgers, policy, histories, answer: Mutex::default() });
            tx.keep(program.bytes(), &before.partners, Arc::clone(&books));
            return Ok(books);
        }
    }
}

/// Holds every test to calling `versions::ledgers_changed`.
async fn same(cx: &Cx, tx: &mut Tx, kept: &Books, ledgers: Version) -> Result<(), Fail> {
    let directory = versions::directory(tx, cx.program(), cx.now).await?;
    let read = histories(cx, tx, &directory.partners).await?;
    let before = versions::of(tx, cx.program()).await?;
    if read != kept.histories
        && before.ledgers == ledgers
        && versions::unchanged(tx, cx.program(), before, |v| v.ledgers).await?
    {
        return Err(db::DbError::Broken("a ledger was changed without a new version".to_owned()).into());
    }
    Ok(())
}
