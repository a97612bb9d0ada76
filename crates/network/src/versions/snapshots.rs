//! Snapshots: the rules and the partners of a program, read whole and never changed.

use std::{any::Any, collections::BTreeMap, sync::Arc};

use db::{Tx, Version};
use kit::{
    Instant,
    id::{CalendarId, PartnerId, ProductId, ProgramId},
    time::Span,
};
use platform::Fail;

use super::{Versions, fresh, of};
use crate::{
    calendars::{self, Calendar},
    partners::{self, Partner, Pause},
    policies::{self, Policy},
    products::{self, Product},
    programs::{self, Program},
};

/// What the admins of a program set: read with every lead, changed a few times a month.
#[derive(Debug, PartialEq, Eq)]
pub struct Rules {
    /// The program.
    pub program: Program,
    /// The secret of the draws of the epoch.
    pub epoch_entropy: [u8; 32],
    /// All calendars.
    pub calendars: BTreeMap<CalendarId, Calendar>,
    /// All products.
    pub products: BTreeMap<ProductId, Product>,
    /// All versions of the policy in the order in which they come into force.
    policies: Vec<Arc<Policy>>,
}

impl Rules {
    /// The policy in force at a moment.
    pub fn policy(&self, at: Instant) -> Result<&Arc<Policy>, Fail> {
        self.policies.iter().rfind(|policy| policy.in_force_from <= at).ok_or(Fail::NotFound)
    }

    /// The policies that were in force at a moment or came into force after it.
    pub fn policies_from(&self, at: Instant) -> impl Iterator<Item = &Arc<Policy>> {
        let first = self.policies.iter().rposition(|policy| policy.in_force_from <= at).unwrap_or(0);
        self.policies.iter().skip(first)
    }

    /// All versions of the policy in the order in which they come into force.
    pub fn policies(&self) -> impl Iterator<Item = &Arc<Policy>> {
        self.policies.iter()
    }

    /// The vendor's own working hours.
    pub fn vendor_calendar(&self) -> Result<&Calendar, Fail> {
        self.calendars.get(&self.program.calendar).ok_or(Fail::NotFound)
    }
}

/// The partners of a program that have not left.
#[derive(Debug, PartialEq, Eq)]
pub struct Directory {
    /// The partners in the order of their ids.
    pub partners: Vec<Partner>,
    pauses: BTreeMap<PartnerId, Vec<Pause>>,
    /// Pauses that ended before are not here.
    pub read_at: Instant,
}

impl Directory {
    /// One partner.
    pub fn partner(&self, id: PartnerId) -> Option<&Partner> {
        let at = self.partners.binary_search_by_key(&id, |partner| partner.id).ok()?;
        self.partners.get(at)
    }

    /// The pauses of a partner that are in force at `now` or will be.
    pub fn pauses(&self, partner: PartnerId, now: Instant) -> impl Iterator<Item = &Pause> {
        let all = self.pauses.get(&partner).into_iter().flatten();
        all.filter(move |pause| pause.until.is_none_or(|until| until > now))
    }
}

/// Clocks of several servers differ by less than this; a directory is good for so long before its reading.
const BACKWARDS: Span = Span::days(1);

/// The rules of a program at this moment.
pub async fn rules(tx: &mut Tx, program: ProgramId) -> Result<Arc<Rules>, Fail> {
    let versions = of(tx, program).await?;
    if let Some(kept) = tx.kept::<Rules>(program.bytes(), &versions.rules) {
        if cfg!(debug_assertions) {
            let read = read_rules(tx, program).await?;
            same_unless_changed(tx, program, |v| v.rules, versions, &*kept, &read).await?;
        }
        return Ok(kept);
    }
    loop {
        let before = of(tx, program).await?;
        let read = Arc::new(read_rules(tx, program).await?);
        if unchanged(tx, program, before, |v| v.rules).await? {
            tx.keep(program.bytes(), &before.rules, Arc::clone(&read));
            return Ok(read);
        }
    }
}

/// The partners of a program at this moment.
pub async fn directory(tx: &mut Tx, program: ProgramId, now: Instant) -> Result<Arc<Directory>, Fail> {
    let versions = of(tx, program).await?;
    if let Some(kept) = tx.kept::<Directory>(program.bytes(), &versions.partners).filter(|kept| kept.read_at <= now) {
        if cfg!(debug_assertions) {
            let read = read_directory(tx, program, kept.read_at).await?;
            same_unless_changed(tx, program, |v| v.partners, versions, &*kept, &read).await?;
        }
        return Ok(kept);
    }
    loop {
        let before = of(tx, program).await?;
        let read = Arc::new(read_directory(tx, program, now - BACKWARDS).await?);
        if unchanged(tx, program, before, |v| v.partners).await? {
            tx.keep(program.bytes(), &before.partners, Arc::clone(&read));
            return Ok(read);
        }
    }
}

/// True if nobody committed a change while a snapshot was read (`PostgreSQL` shows it half way through).
/// Otherwise the transaction goes on with the newer versions.
pub async fn unchanged(
    tx: &mut Tx,
    program: ProgramId,
    before: Versions,
    part: fn(&Versions) -> Version,
) -> Result<bool, Fail> {
    let after = fresh(tx, program).await?;
    if part(&after) == part(&before) {
        return Ok(true);
    }
    tx.note(super::Noted(program, after));
    Ok(false)
}

/// Holds every test to rule 1 of the README: what is kept is what stands in the database.
async fn same_unless_changed<T: Any + PartialEq + std::fmt::Debug>(
    tx: &mut Tx,
    program: ProgramId,
    part: fn(&Versions) -> Version,
    versions: Versions,
    kept: &T,
    read: &T,
) -> Result<(), Fail> {
    if kept != read && part(&fresh(tx, program).await?) == part(&versions) {
        let what = std::any::type_name::<T>();
        let why = format!("{what} was changed without a new version: kept {kept:?}, stored {read:?}");
        return Err(db::DbError::Broken(why).into());
    }
    Ok(())
}

async fn read_rules(tx: &mut Tx, program: ProgramId) -> Result<Rules, Fail> {
    Ok(Rules {
        epoch_entropy: programs::epoch_entropy(tx, program).await?,
        calendars: calendars::list(tx, program).await?.into_iter().map(|c| (c.id, c)).collect(),
        products: products::list(tx, program).await?.into_iter().map(|p| (p.id, p)).collect(),
        policies: policies::timeline(tx, program).await?.into_iter().map(Arc::new).collect(),
        program: programs::get(tx, program).await?,
    })
}

async fn read_directory(tx: &mut Tx, program: ProgramId, read_at: Instant) -> Result<Directory, Fail> {
    let partners = partners::covering(tx, program).await?;
    Ok(Directory { partners, pauses: partners::pauses_of(tx, program, read_at).await?, read_at })
}
