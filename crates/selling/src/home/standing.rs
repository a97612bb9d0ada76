//! What holds new leads back from the partner.

use db::Tx;
use kit::{Instant, Lang, id::PartnerId};
use leads::{
    offers,
    reciprocity::{Counter, domain::timeline::Grace},
};
use network::{partners::PauseKind, versions};
use platform::{Cx, Fail};

use super::texts;

/// A pause that runs: why, until when, and what ends it earlier.
pub(super) struct Halt {
    pub(super) kind: PauseKind,
    pub(super) until: Option<Instant>,
}

impl Halt {
    pub(super) fn why(&self, lang: Lang) -> String {
        match self.kind {
            PauseKind::Reciprocity => texts::halted_by_debt(lang),
            PauseKind::Ignoring => texts::halted_by_silence(lang),
            PauseKind::Quality => texts::halted_by_quality(lang),
            PauseKind::Holiday => texts::halted_by_yourself(lang),
            PauseKind::Suspended => texts::halted_by_vendor(lang),
        }
    }
    pub(super) fn lifted(&self, lang: Lang) -> String {
        match self.kind {
            PauseKind::Reciprocity => texts::lifted_by_deal(lang),
            PauseKind::Ignoring => texts::lifted_by_time(lang),
            PauseKind::Quality => texts::lifted_by_quality(lang),
            PauseKind::Holiday => texts::lifted_by_yourself(lang),
            PauseKind::Suspended => texts::lifted_by_vendor(lang),
        }
    }
}

/// Where the partner stands besides its counter.
pub(super) struct Standing {
    pub(super) halts: Vec<Halt>,
    /// Open work at most, while it is on probation.
    pub(super) probation: Option<u32>,
    /// Until when the debt of own deals does not count yet.
    pub(super) grace: Option<Instant>,
    /// Why a director has set the pause aside.
    pub(super) aside: Option<String>,
}

pub(super) async fn of(cx: &Cx, tx: &mut Tx, partner: PartnerId, counter: &Counter) -> Result<Standing, Fail> {
    let directory = versions::directory(tx, cx.program(), cx.now).await?;
    let running = directory.pauses(partner, cx.now).filter(|pause| pause.from <= cx.now);
    let mut halts: Vec<Halt> = running.map(|pause| Halt { kind: pause.kind, until: pause.until }).collect();
    if counter.paused && halts.iter().all(|halt| halt.kind != PauseKind::Reciprocity) {
        halts.push(Halt { kind: PauseKind::Reciprocity, until: counter.standing.pause.map(|pause| pause.until) });
    }
    let now = cx.now;
    let decisions = counter.standing.overrides.iter().filter(|one| one.from <= now && now < one.until);
    Ok(Standing {
        halts,
        probation: offers::on_probation(cx, tx).await?.get(&partner).copied(),
        grace: match counter.standing.grace {
            Grace::Until { at } if at > now => Some(at),
            Grace::Until { .. } | Grace::Open => None,
        },
        aside: decisions.max_by_key(|one| one.until).map(|one| one.reason.clone()),
    })
}
