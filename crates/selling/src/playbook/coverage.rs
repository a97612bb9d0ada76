//! How much of the selling is formalised: what share of the matrix and of the stages is filled.

use db::Tx;
use kit::id::ProductId;
use network::products;
use platform::{Cx, Fail};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Axis, TermId, TermShown,
    cards::{self, CardShown},
    store,
    words::{Content, Stage},
};

/// Parts that are filled, of parts that there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Share {
    /// Filled.
    pub filled: i64,
    /// All.
    pub of: i64,
}

impl Share {
    /// In hundredths of a per cent; nothing of nothing is nothing.
    pub fn basis_points(self) -> i64 {
        if self.of == 0 { 0 } else { self.filled * 10_000 / self.of }
    }
    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self { filled: self.filled + other.filled, of: self.of + other.of }
    }
}

/// How much of the selling is formalised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Coverage {
    /// Six parts of every combination of the typology: needs, both values, objections, people, materials.
    pub matrix: Share,
    /// Six parts of every stage in force: goal, exit, actions, questions, materials, people to reach.
    pub stages: Share,
    /// Products on sale that have a published process.
    pub products: Share,
    /// The mean of the three, in hundredths of a per cent.
    pub basis_points: i64,
}

/// The six parts of a stage.
fn of_stage(stage: &Stage) -> i64 {
    let parts = [
        !stage.goal.is_empty(),
        stage.wins || !stage.exit.is_empty(),
        !stage.actions.is_empty(),
        !stage.questions.is_empty(),
        !stage.materials.is_empty(),
        !stage.roles.is_empty(),
    ];
    count(&parts)
}

fn count(parts: &[bool]) -> i64 {
    i64::try_from(parts.iter().filter(|filled| **filled).count()).unwrap_or(i64::MAX)
}

/// How far a version is filled.
pub(super) fn of_content(content: &Content) -> Share {
    let of = i64::try_from(content.stages.len()).unwrap_or(i64::MAX / 6) * 6;
    Share { filled: content.stages.iter().map(of_stage).sum(), of }
}

/// The words of one side that are offered; one empty place for a side without words.
fn side(terms: &[TermShown], axis: Axis) -> Vec<Option<TermId>> {
    let offered = terms.iter().filter(|term| term.axis == axis && term.retired_at.is_none());
    let words: Vec<_> = offered.map(|term| Some(term.id)).collect();
    if words.is_empty() { vec![None] } else { words }
}

/// How far the combinations of given client types and entry points are filled, over all categories and business processes.
pub(super) fn of_cells(
    terms: &[TermShown],
    cards: &[CardShown],
    client_types: &[Option<TermId>],
    entry_points: &[Option<TermId>],
) -> Share {
    let (categories, processes) = (side(terms, Axis::Category), side(terms, Axis::BusinessProcess));
    let mut share = Share::default();
    for client_type in client_types {
        // Few cards speak of one client type: the other sides are looked up among these alone.
        let own: Vec<&CardShown> = cards.iter().filter(|card| Some(card.client_type) == *client_type).collect();
        let filled: Vec<[bool; 6]> = own.iter().map(|card| card.content.0.filled()).collect();
        for entry_point in entry_points {
            for category in &categories {
                for process in &processes {
                    let of = [*client_type, *category, *entry_point, *process];
                    let mut parts = [false; 6];
                    for (_, filled) in own.iter().zip(&filled).filter(|(card, _)| card.fits(&of)) {
                        parts.iter_mut().zip(filled).for_each(|(part, filled)| *part |= filled);
                    }
                    share = share.and(Share { filled: count(&parts), of: 6 });
                }
            }
        }
    }
    share
}

/// The whole matrix; nothing while no client type is named.
pub(super) fn of_matrix(terms: &[TermShown], cards: &[CardShown]) -> Share {
    let client_types = side(terms, Axis::ClientType);
    if client_types == [None] {
        return Share::default();
    }
    of_cells(terms, cards, &client_types, &side(terms, Axis::EntryPoint))
}

/// How much of the program's selling is formalised.
pub(super) async fn coverage(cx: &Cx, tx: &mut Tx) -> Result<Coverage, Fail> {
    let terms = store::terms(tx, cx.program()).await?;
    let matrix = of_matrix(&terms, &cards::all(cx, tx).await?);
    let (mut stages, mut with) = (Share::default(), std::collections::BTreeSet::<ProductId>::new());
    for process in store::processes(tx, cx.program()).await? {
        let Some(number) = process.published.filter(|_| process.retired_at.is_none()) else { continue };
        if let Some(version) = store::version(tx, cx.program(), process.id, number).await? {
            stages = stages.and(of_content(&version.content.0));
            with.insert(process.product);
        }
    }
    let on_sale = products::list(tx, cx.program()).await?;
    let on_sale: Vec<_> = on_sale.iter().filter(|product| product.retired_at.is_none()).collect();
    let filled = on_sale.iter().filter(|product| with.contains(&product.id)).count();
    let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let products = Share { filled: whole(filled), of: whole(on_sale.len()) };
    let basis_points = (matrix.basis_points() + stages.basis_points() + products.basis_points()) / 3;
    Ok(Coverage { matrix, stages, products, basis_points })
}

#[cfg(test)]
mod tests {
    use db::Json;
    use kit::{Id, Uuid};

    use super::*;
    use crate::playbook::{Both, cards::CardContent};

    fn term(n: u128, axis: Axis) -> TermShown {
        let id = Id::from_uuid(Uuid::from_u128(n));
        TermShown { id, axis, name: Json(Both::default()), retired_at: None, version: 1 }
    }

    fn card(n: u128, client_type: TermId, entry_point: Option<TermId>, content: CardContent) -> CardShown {
        let id = Id::from_uuid(Uuid::from_u128(n));
        CardShown {
            id,
            client_type,
            category: None,
            entry_point,
            business_process: None,
            content: Json(content),
            version: 1,
        }
    }

    #[test]
    fn a_card_for_all_fills_every_combination_of_its_client_type_and_an_exact_one_only_its_own() {
        let line = vec![Both { ru: "Да".to_owned(), en: String::new() }];
        let terms = vec![
            term(1, Axis::ClientType),
            term(2, Axis::ClientType),
            term(3, Axis::EntryPoint),
            term(4, Axis::EntryPoint),
            term(5, Axis::Category),
        ];
        let (first, entry) = (terms[0].id, Some(terms[2].id));
        let needs = CardContent { needs: line.clone(), ..CardContent::default() };
        let value = CardContent { value_for_client: line, ..CardContent::default() };
        let cards = vec![card(9, first, None, needs), card(10, first, entry, value)];
        // 2 × 2 × 1 combinations of six parts: the first type has its needs twice and one value.
        assert_eq!(of_matrix(&terms, &cards), Share { filled: 3, of: 24 });
        assert_eq!(of_matrix(&[], &cards), Share::default());
        let known = cards::merged(&cards, &[Some(first), None, entry, None]);
        assert!(!known.needs.is_empty() && !known.value_for_client.is_empty());
        let elsewhere = cards::merged(&cards, &[Some(first), None, None, None]);
        assert!(elsewhere.value_for_client.is_empty(), "what is said of one entry point is not said of all");
    }
}
