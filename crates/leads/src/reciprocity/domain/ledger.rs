//! The ledger: what a partner won of the vendor's leads and what it brought itself, entry by entry.

use std::collections::{BTreeMap, BTreeSet};

use kit::{
    Instant,
    id::{DealId, EventId},
};
use serde::{Deserialize, Serialize};

/// Why an entry stands in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A deal from a vendor lead was won: −1.
    LeadWon,
    /// An own deal was accepted and counts: +ρ.
    OwnDealCounted,
    /// An own deal that had counted no longer does: −ρ.
    OwnDealVoided,
    /// A director answered an appeal and forgave wins: +1 for each.
    Forgiven,
}

/// One entry. Nothing is ever changed or removed: a voided deal is a counter-entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Entry {
    /// The event that led to it.
    pub event: EventId,
    /// The rule by which it did.
    pub rule: Rule,
    /// When it happened.
    pub at: Instant,
    /// The deal; of what was forgiven the appeal, as such an id.
    pub deal: DealId,
    /// In vendor leads won: −1, +ρ or −ρ, or how many were forgiven.
    pub amount: i64,
}

/// What became of a posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posted {
    /// It stands in the ledger.
    New,
    /// It stood there before: the event was delivered twice, or the deal had been entered.
    Duplicate,
    /// There is no counted own deal that it could void.
    NothingToVoid,
}

/// The entries of one partner.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Entry>", into = "Vec<Entry>")]
pub struct Ledger {
    entries: Vec<Entry>,
    seen: BTreeSet<(EventId, Rule)>,
    deals: BTreeMap<(DealId, Rule), Instant>,
}

impl Ledger {
    /// Enters what an event led to, once per event and rule and once per deal and rule. `ratio` is `ρ`.
    pub fn post(&mut self, event: EventId, rule: Rule, deal: DealId, at: Instant, ratio: u32) -> Posted {
        let amount = match rule {
            Rule::LeadWon => -1,
            // How many are forgiven is given in the place of ρ.
            Rule::OwnDealCounted | Rule::Forgiven => i64::from(ratio),
            // The counter-entry undoes what was entered, also when ρ has changed since.
            Rule::OwnDealVoided => match self.counted(deal) {
                Some(entry) => -entry.amount,
                None => return Posted::NothingToVoid,
            },
        };
        self.enter(Entry { event, rule, at, deal, amount })
    }

    /// All entries, in the order of their moments.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The sum of all entries, in vendor leads won: positive is credit.
    pub fn balance(&self) -> i64 {
        self.entries.iter().map(|entry| entry.amount).sum()
    }

    /// Whether an own deal was voided by then.
    pub fn is_voided(&self, deal: DealId, by: Instant) -> bool {
        self.deals.get(&(deal, Rule::OwnDealVoided)).is_some_and(|at| *at <= by)
    }

    fn counted(&self, deal: DealId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.rule == Rule::OwnDealCounted && entry.deal == deal)
    }

    fn enter(&mut self, entry: Entry) -> Posted {
        let Entry { event, rule, at, deal, .. } = entry;
        if self.deals.contains_key(&(deal, rule)) || !self.seen.insert((event, rule)) {
            return Posted::Duplicate;
        }
        self.deals.insert((deal, rule), at);
        let place = self.entries.partition_point(|other| (other.at, other.event) <= (at, event));
        self.entries.insert(place, entry);
        Posted::New
    }
}

impl From<Vec<Entry>> for Ledger {
    fn from(entries: Vec<Entry>) -> Self {
        let mut ledger = Self::default();
        for entry in entries {
            ledger.enter(entry);
        }
        ledger
    }
}
impl From<Ledger> for Vec<Entry> {
    fn from(ledger: Ledger) -> Self {
        ledger.entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn event(n: u128) -> EventId {
        EventId::from_uuid(Uuid::from_u128(n))
    }
    fn deal(n: u128) -> DealId {
        DealId::from_uuid(Uuid::from_u128(n))
    }

    #[test]
    fn a_voided_deal_is_undone_by_a_counter_entry_at_the_ratio_it_was_entered_with() {
        let mut ledger = Ledger::default();
        let at = Instant::from_micros;
        assert_eq!(ledger.post(event(1), Rule::OwnDealVoided, deal(1), at(1), 3), Posted::NothingToVoid);
        assert_eq!(ledger.post(event(2), Rule::OwnDealCounted, deal(1), at(2), 3), Posted::New);
        assert_eq!(ledger.post(event(3), Rule::OwnDealCounted, deal(1), at(3), 3), Posted::Duplicate);
        assert_eq!(ledger.balance(), 3);
        assert_eq!(ledger.post(event(4), Rule::OwnDealVoided, deal(1), at(4), 5), Posted::New);
        assert_eq!(ledger.post(event(5), Rule::OwnDealVoided, deal(1), at(5), 5), Posted::Duplicate);
        assert_eq!((ledger.balance(), ledger.entries().len()), (0, 2));
        assert!(ledger.is_voided(deal(1), at(4)) && !ledger.is_voided(deal(1), at(3)));
    }

    proptest! {
        /// The balance is the sum of the entries; events delivered twice, and in another order, change nothing.
        #[test]
        fn f5_the_balance_is_the_sum_of_entries_whatever_is_delivered_twice(
            wins in proptest::collection::vec(0i64..1_000, 0..20),
            own in proptest::collection::vec((0i64..1_000, any::<bool>()), 0..20),
            again in proptest::collection::vec(any::<proptest::sample::Index>(), 0..30),
        ) {
            let won = wins.iter().zip(0u128..).map(|(at, n)| (Rule::LeadWon, n, *at));
            let counted = own.iter().zip(100u128..).map(|((at, _), n)| (Rule::OwnDealCounted, n, *at));
            let voided =
                own.iter().zip(100u128..).filter(|((_, void), _)| *void).map(|((at, _), n)| (Rule::OwnDealVoided, n, at + 1));
            let facts: Vec<(Rule, u128, i64)> = won.chain(counted).chain(voided).collect();
            let mut ledger = Ledger::default();
            let mut post = |(rule, n, at): (Rule, u128, i64)| {
                let event = event(n * 3 + match rule { Rule::LeadWon => 0, Rule::OwnDealCounted => 1, Rule::OwnDealVoided => 2, Rule::Forgiven => 3 });
                ledger.post(event, rule, deal(n), Instant::from_micros(at), 3)
            };
            for fact in &facts {
                prop_assert_eq!(post(*fact), Posted::New);
            }
            for index in again.iter().filter(|_| !facts.is_empty()) {
                prop_assert_eq!(post(*index.get(&facts)), Posted::Duplicate);
            }
            let kept = own.iter().filter(|(_, void)| !void).count();
            let expected = 3 * i64::try_from(kept).unwrap() - i64::try_from(wins.len()).unwrap();
            prop_assert_eq!(ledger.balance(), expected);
            prop_assert_eq!(ledger.entries().iter().map(|entry| entry.amount).sum::<i64>(), expected);
            prop_assert!(ledger.entries().is_sorted_by_key(|entry| entry.at));
            let text = serde_json::to_string(&ledger).unwrap();
            prop_assert_eq!(serde_json::from_str::<Ledger>(&text).unwrap(), ledger);
        }
    }
}
