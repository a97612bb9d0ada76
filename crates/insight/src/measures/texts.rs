//! Texts of the five numbers.

use kit::Lang;
use platform::web::format::plural;

use super::domain::measure::MeasureId;

platform::texts! {
    active() { "Активные партнёры", "Active partners" }
    active_is(days: &str) {
        "Доля партнёров, у которых за последние {days} было хотя бы одно коммерческое событие: принял лид, связался с клиентом, открыл или зарегистрировал сделку, выиграл или проиграл её. Ушедшие из сети не считаются.",
        "Partners that in the last {days} accepted a lead, contacted its client, opened or registered a deal, or won or lost one, of all that are in the network."
    }
    start() { "Время до старта", "Time to start" }
    start_is() {
        "Медиана времени от предложения лида до первого контакта с клиентом за четыре недели, считая текущую. Рядом — доля принятых лидов, по которым контакт состоялся в срок.",
        "The median time from the offer of a lead to the first contact with its client, over four weeks with the present one. Beside it, the share of accepted leads that were contacted in time."
    }
    ignored() { "Без ответа", "Ignored" }
    ignored_is() {
        "Доля предложений, на которые партнёр не ответил до срока, за четыре недели. Занятые другими, отозванные и недоставленные предложения не считаются.",
        "Offers whose window ended without an answer, of all that were answered or ignored, over four weeks. Taken, withdrawn and undelivered offers do not count."
    }
    won() { "Выигранные сделки", "Won deals" }
    won_is() {
        "Доля выигранных среди закрытых сделок за четыре недели; отдельно — по лидам вендора и по своим сделкам партнёров.",
        "Won of all closed deals over four weeks; deals from the vendor's leads and the partners' own also stand apart."
    }
    debt() { "Партнёры с долгом", "Partners in debt" }
    debt_is() {
        "Доля партнёров, которые выиграли больше лидов вендора, чем покрывают их собственные сделки за 365 дней. Рядом — сколько из них на паузе.",
        "Partners that won more of the vendor's leads than their own deals pay for in 365 days. Beside it, those that are paused for it."
    }
}

/// The name of a number.
pub fn name(lang: Lang, id: MeasureId) -> String {
    match id {
        MeasureId::Active => active(lang),
        MeasureId::Start => start(lang),
        MeasureId::Ignored => ignored(lang),
        MeasureId::Won => won(lang),
        MeasureId::Debt => debt(lang),
    }
}

/// What exactly is counted.
pub fn definition(lang: Lang, id: MeasureId, active_days: i64) -> String {
    match id {
        MeasureId::Active => active_is(lang, &days(lang, active_days)),
        MeasureId::Start => start_is(lang),
        MeasureId::Ignored => ignored_is(lang),
        MeasureId::Won => won_is(lang),
        MeasureId::Debt => debt_is(lang),
    }
}

/// `90 дней`, `90 days`.
pub fn days(lang: Lang, days: i64) -> String {
    plural(lang, days, ["день", "дня", "дней"], ["day", "days"])
}
