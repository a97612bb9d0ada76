//! Whose debt or pause other numbers of reciprocity would change at this moment.

use db::{Tx, Work};
use network::{
    policies::touched::{Named, Touch, read},
    versions,
};
use platform::{Cx, Fail};
use serde_json::Value;

use super::{
    domain::{ReciprocityPolicy, Standing, standing},
    service,
};

type Says = fn(kit::Lang, i64) -> String;

mod texts {
    use kit::Lang;
    use platform::web::format::plural;

    fn partners(lang: Lang, n: i64) -> String {
        plural(lang, n, ["партнёр", "партнёра", "партнёров"], ["partner", "partners"])
    }
    pub fn paused(lang: Lang, n: i64) -> String {
        would_pause(lang, &partners(lang, n))
    }
    pub fn lifted(lang: Lang, n: i64) -> String {
        would_lift(lang, &partners(lang, n))
    }
    pub fn opened(lang: Lang, n: i64) -> String {
        would_open(lang, &partners(lang, n))
    }
    pub fn settled(lang: Lang, n: i64) -> String {
        would_settle(lang, &partners(lang, n))
    }
    pub fn moved(lang: Lang, n: i64) -> String {
        would_move(lang, &partners(lang, n))
    }

    platform::texts! {
        would_pause(who: &str) { "Сразу встанут на паузу (до предохранителя сегмента): {who}", "Paused at once, before the valve of a segment: {who}" }
        would_lift(who: &str) { "Пауза сразу закончится: {who}", "The pause ends at once: {who}" }
        would_open(who: &str) { "Появится долг: {who}", "A debt opens: {who}" }
        would_settle(who: &str) { "Долга больше не будет: {who}", "The debt is gone: {who}" }
        would_move(who: &str) { "Срок долга сдвинется: {who}", "The due date of the debt moves: {who}" }
    }
}

/// What changes for a partner, the weightiest alone.
fn change(before: &Standing, after: &Standing, now: kit::Instant) -> Option<usize> {
    let due = |standing: &Standing| standing.open_debt.map(|debt| debt.due_on);
    match (before.is_paused(now), after.is_paused(now)) {
        (false, true) => return Some(0),
        (true, false) => return Some(1),
        _ => {}
    }
    match (before.debt > 0, after.debt > 0) {
        (false, true) => Some(2),
        (true, false) => Some(3),
        _ => (due(before) != due(after)).then_some(4),
    }
}

/// Everything that is recomputed under the new numbers.
pub(crate) fn touches<'t>(
    cx: &'t Cx,
    tx: &'t mut Tx,
    before: &'t Value,
    after: &'t Value,
) -> Work<'t, Vec<Touch>, Fail> {
    Box::pin(async move {
        let (before, after): (ReciprocityPolicy, ReciprocityPolicy) = (read(before), read(after));
        let directory = versions::directory(tx, cx.program(), cx.now).await?;
        let zone = service::zone(cx, tx).await?;
        let was = service::histories_by(cx, tx, &directory.partners, &before).await?;
        let is = service::histories_by(cx, tx, &directory.partners, &after).await?;
        let mut found: [Vec<Named>; 5] = Default::default();
        for partner in &directory.partners {
            let (Some(was), Some(is)) = (was.get(&partner.id), is.get(&partner.id)) else { continue };
            let stood = standing(was, &before, &zone, cx.now);
            let stands = standing(is, &after, &zone, cx.now);
            let list = change(&stood, &stands, cx.now).and_then(|kind| found.get_mut(kind));
            if let Some(list) = list {
                list.push(Named { id: partner.id, name: partner.name.clone() });
            }
        }
        let says: [(&str, Says); 5] = [
            ("would_pause", texts::paused),
            ("pause_would_end", texts::lifted),
            ("debt_would_open", texts::opened),
            ("debt_would_be_gone", texts::settled),
            ("due_date_would_move", texts::moved),
        ];
        let touched = says.into_iter().zip(found);
        Ok(touched.filter_map(|((what, say), partners)| Touch::of(what, partners, |n| say(cx.lang, n))).collect())
    })
}
