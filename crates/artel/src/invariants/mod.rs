//! What must hold in every database of Artel, whatever happened to it. `artel check` and the tests ask.

pub mod store;

use db::{Db, DbError, Sql};
use kit::{Lang, Uuid};
use serde::Serialize;

platform::texts! {
    damaged(what: &str) { "Повреждение: {what}", "Damage: {what}" }
    old_schema(number: i64) { "Миграция {number:04} не применена: выполните artel migrate", "Migration {number:04} is not applied: run artel migrate" }
    events_with_gaps(n: u64) { "Программы, в журнале которых номера событий идут с пропусками: {n}", "Programs whose log has gaps between the positions of events: {n}" }
    events_without_position(n: u64) { "События без места в журнале: {n}", "Events without a position in the log: {n}" }
    positions_without_event(n: u64) { "Места в журнале без события: {n}", "Positions in the log without an event: {n}" }
    events_twice(n: u64) { "События, стоящие в журнале дважды: {n}", "Events that stand in the log twice: {n}" }
    cursors_ahead(n: u64) { "Обработчики, ушедшие дальше конца журнала: {n}", "Consumers that are beyond the end of the log: {n}" }
    events_set_aside(n: u64) { "События, мимо которых прошёл обработчик, и задача о них открыта: {n}", "Events that a consumer went on without, with an open task about them: {n}" }
    places_miscounted(n: u64) { "Лиды, у которых занято не столько мест, сколько партнёров их взяло: {n}", "Leads whose places held are not the partners that hold them: {n}" }
    leads_stuck(n: u64) { "Лиды, которые никто и ничто не двинет дальше (нет срока и исполнителя): {n}", "Leads that nobody and nothing will move on (no deadline and no holder): {n}" }
    offers_open_on_closed(n: u64) { "Открытые предложения по закрытым лидам: {n}", "Open offers of closed leads: {n}" }
    offers_outside_queues(n: u64) { "Предложения сегментов, у которых нет очереди: {n}", "Offers of segments that have no queue: {n}" }
    queues_wrong(n: u64) { "Очереди, которые стоят не там, куда их ставят решения и ответы: {n}", "Queues that do not stand where decisions and answers put them: {n}" }
    tallies_wrong(n: u64) { "Партнёры, счётчики которых не сходятся с их предложениями: {n}", "Partners whose counts are not those of their offers: {n}" }
    answers_wrong(n: u64) { "Дни партнёров, в которые ответов и молчания насчитано не столько, сколько их было: {n}", "Days of partners on which answers and silence are counted wrong: {n}" }
    ledger_without_deal(n: u64) { "Записи взаимности без сделки: {n}", "Reciprocity entries without a deal: {n}" }
    ledger_wrong_amount(n: u64) { "Записи взаимности с неверной суммой или без того, что они отменяют: {n}", "Reciprocity entries with a wrong amount, or that undo nothing: {n}" }
    wins_outside_ledger(n: u64) { "Выигранные сделки по лидам, не учтённые во взаимности: {n}", "Won deals from leads that reciprocity does not count: {n}" }
    policies_with_gaps(n: u64) { "Программы с пропусками в версиях правил: {n}", "Programs with gaps in the versions of their policy: {n}" }
    orphans(n: u64) { "Строки, ссылающиеся на то, чего нет: {n}", "Rows that refer to what does not exist: {n}" }
}

/// A promise and the statement that finds what breaks it.
struct Promise {
    code: &'static str,
    sql: &'static Sql,
    words: fn(Lang, u64) -> String,
}

const fn promise(code: &'static str, sql: &'static Sql, words: fn(Lang, u64) -> String) -> Promise {
    Promise { code, sql, words }
}

static PROMISES: &[Promise] = &[
    promise("events-with-gaps", &store::EVENTS_WITH_GAPS, events_with_gaps),
    promise("events-without-position", &store::EVENTS_WITHOUT_POSITION, events_without_position),
    promise("positions-without-event", &store::POSITIONS_WITHOUT_EVENT, positions_without_event),
    promise("events-twice", &store::EVENTS_TWICE, events_twice),
    promise("cursors-ahead", &store::CURSORS_AHEAD, cursors_ahead),
    promise("events-set-aside", &store::EVENTS_SET_ASIDE, events_set_aside),
    promise("places-miscounted", &store::PLACES_MISCOUNTED, places_miscounted),
    promise("leads-stuck", &store::LEADS_STUCK, leads_stuck),
    promise("offers-open-on-closed", &store::OFFERS_OPEN_ON_CLOSED, offers_open_on_closed),
    promise("offers-outside-queues", &store::OFFERS_OUTSIDE_QUEUES, offers_outside_queues),
    promise("tallies-wrong", &store::TALLIES_WRONG, tallies_wrong),
    promise("answers-wrong", &store::ANSWERS_WRONG, answers_wrong),
    promise("ledger-without-deal", &store::LEDGER_WITHOUT_DEAL, ledger_without_deal),
    promise("ledger-wrong-amount", &store::LEDGER_WRONG_AMOUNT, ledger_wrong_amount),
    promise("wins-outside-ledger", &store::WINS_OUTSIDE_LEDGER, wins_outside_ledger),
    promise("policies-with-gaps", &store::POLICIES_WITH_GAPS, policies_with_gaps),
    promise("orphans", &store::ORPHANS, orphans),
];

/// Queues are worked out again, which is more than a statement.
const QUEUES_WRONG: &str = "queues-wrong";

/// A promise that is broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its stable name.
    pub code: &'static str,
    /// What it means, in the operator's language.
    pub words: String,
    /// How many things break it.
    pub count: u64,
    /// Up to five of them, as `program/thing`.
    pub examples: Vec<String>,
}

impl Finding {
    fn plain(code: &'static str, words: String) -> Self {
        Self { code, words, count: 1, examples: Vec::new() }
    }
}

/// The names of all that is checked.
pub fn codes() -> impl Iterator<Item = &'static str> {
    ["damaged", "old-schema"].into_iter().chain(PROMISES.iter().map(|promise| promise.code)).chain([QUEUES_WRONG])
}

/// Checks everything; `step` is told what is being checked.
pub async fn check(db: &Db, lang: Lang, step: impl Fn(&str)) -> Result<Vec<Finding>, DbError> {
    step("damaged");
    let damage = db.integrity_faults().await?;
    let mut found: Vec<Finding> = damage.iter().map(|what| Finding::plain("damaged", damaged(lang, what))).collect();
    step("old-schema");
    let lacking = db.migration_states().await?.into_iter().find(|state| state.applied_at.is_none());
    if let Some(lacking) = lacking {
        // What the statements ask for may not be there yet.
        found.push(Finding::plain("old-schema", old_schema(lang, lacking.number)));
        return Ok(found);
    }
    for promise in PROMISES {
        step(promise.code);
        let broken = db.scan(|tx| Box::pin(store::broken(tx, promise.sql))).await?;
        if broken.count > 0 {
            let text = |id| Uuid::from_bytes(id).simple().to_string();
            let examples =
                broken.examples.into_iter().map(|(program, thing)| format!("{}/{}", text(program), text(thing)));
            let words = (promise.words)(lang, broken.count);
            found.push(Finding { code: promise.code, words, count: broken.count, examples: examples.collect() });
        }
    }
    step(QUEUES_WRONG);
    let wrong = db.scan(|tx| Box::pin(leads::distribution::wrong_queues(tx))).await?;
    let count = wrong.len().try_into().unwrap_or(u64::MAX);
    if count > 0 {
        let examples = wrong.iter().take(5).map(|(program, segment)| format!("{}/{segment}", program.uuid().simple()));
        let words = queues_wrong(lang, count);
        found.push(Finding { code: QUEUES_WRONG, words, count, examples: examples.collect() });
    }
    Ok(found)
}
