//! The words of "why": one sentence, each gate, what would have changed it.

use jiff::tz::TimeZone;
use kit::{Instant, Lang};
use network::territories;

use crate::distribution::domain::{
    Gate, OwnView, Pause, PauseKind, Reason,
    explanation::{Sentence, ServedAs},
    own_view::{Change, WhatIf},
};

/// The gate as a question that it asks.
pub fn gate(lang: Lang, gate: Gate) -> String {
    let text: fn(Lang) -> String = match gate {
        Gate::Contract => gate_contract,
        Gate::Pause => gate_pause,
        Gate::Territory => gate_territory,
        Gate::Product => gate_product,
        Gate::Segment => gate_segment,
        Gate::Capacity => gate_capacity,
        Gate::Calendar => gate_calendar,
        Gate::Conflict => gate_conflict,
        Gate::History => gate_history,
    };
    text(lang)
}

/// Why a gate was closed, with the values that decided.
pub fn reason(lang: Lang, reason: &Reason, zone: &TimeZone) -> String {
    let day = |at: Instant| day(lang, at, zone);
    match reason {
        Reason::NoContract => no_contract(lang),
        Reason::Paused { kind, until } => {
            let kind = pause(lang, *kind);
            match until {
                Some(until) => paused_until(lang, &kind, &day(*until)),
                None => paused(lang, &kind),
            }
        }
        Reason::OutsideTerritory { region } => {
            let name = territories::get(region).map_or(region.as_str(), |t| t.name(lang));
            outside_territory(lang, name)
        }
        Reason::NoCertificate { .. } => no_certificate(lang),
        Reason::CertificateExpired { at, .. } => certificate_expired(lang, &day(*at)),
        Reason::SizeNotServed { size } => {
            size_not_served(lang, &super::size(lang, &crate::code_of(size)).to_lowercase())
        }
        Reason::IndustryNotServed { industry } => industry_not_served(lang, industry),
        Reason::OpenWorkFull { open, cap } => open_work_full(lang, *open, *cap),
        Reason::DayFull { today, cap } => day_full(lang, *today, *cap),
        Reason::NobodyOnDuty => nobody_on_duty(lang),
        Reason::ClientOfAnother => client_of_another(lang),
        Reason::OwnerAsked => owner_asked(lang),
        Reason::DeclinedThisLead => declined_this_lead(lang),
        Reason::ExcludedByClient => excluded_by_client(lang),
        Reason::HasTheLead => has_the_lead(lang),
        Reason::AskedBefore { .. } => asked_before(lang),
    }
}

/// A day, in a zone.
fn day(lang: Lang, at: Instant, zone: &TimeZone) -> String {
    platform::web::format::dated(lang, at.timestamp().to_zoned(zone.clone()).date())
}

/// A pause that is due and is not in force in a segment.
pub fn pause_waits(lang: Lang, pause: &Pause, zone: &TimeZone) -> String {
    match pause.until {
        Some(until) => waits_until(lang, &day(lang, until, zone)),
        None => waits(lang),
    }
}

/// What was drawn, in its own unit: the smaller comes first.
pub fn drawn(lang: Lang, draw: u64) -> String {
    let hundredths = (u128::from(draw) * 100) >> 32;
    platform::web::format::decimal(lang, i64::try_from(hundredths).unwrap_or(i64::MAX), 2)
}

/// Why a partner is paused.
fn pause(lang: Lang, kind: PauseKind) -> String {
    match kind {
        PauseKind::Reciprocity => pause_reciprocity(lang),
        PauseKind::Ignoring => pause_ignoring(lang),
        PauseKind::Quality => pause_quality(lang),
        PauseKind::Holiday => pause_holiday(lang),
        PauseKind::Suspended => pause_suspended(lang),
    }
}

/// The answer in one sentence.
pub fn sentence(lang: Lang, view: &OwnView, zone: &TimeZone) -> String {
    match &view.sentence {
        Sentence::Chosen { served_as } => match served_as {
            ServedAs::Turn => chosen_turn(lang),
            ServedAs::MustServe => chosen_must_serve(lang),
            ServedAs::Newcomer => chosen_newcomer(lang),
            ServedAs::Draw => chosen_draw(lang),
            ServedAs::Protected => chosen_protected(lang),
            ServedAs::GivenByHand => chosen_by_hand(lang),
            ServedAs::NoOtherPartner => chosen_alone(lang),
            ServedAs::Everybody => chosen_everybody(lang),
        },
        Sentence::GateClosed { reason: closed } => gate_closed(lang, &reason(lang, closed, zone)),
        Sentence::NotInQueue => not_in_queue(lang),
        Sentence::OwnerStoodForIt => owner_stood(lang),
        Sentence::BehindTheBand { .. } => behind_the_band(lang),
        Sentence::AheadOfItsTurn => ahead_of_turn(lang),
        Sentence::PassedOver { passes, served_first_after } => passed_over(lang, *passes, *served_first_after),
        Sentence::NotAsked => not_asked(lang),
        Sentence::GivenByHand => given_to_one(lang),
        Sentence::NobodyNamed => nobody_named(lang),
    }
}

/// What would have changed the outcome, one sentence each.
pub fn changes(lang: Lang, changes: &[Change]) -> Vec<String> {
    changes.iter().map(|change| what_if(lang, change)).collect()
}

fn what_if(lang: Lang, change: &Change) -> String {
    let condition = match change.what_if {
        WhatIf::GateOpen { gate: open } => if_gate(lang, &gate(lang, open)),
        WhatIf::EveryGateOpen => if_every_gate(lang),
        WhatIf::BestFit => if_best_fit(lang),
        WhatIf::HeadOfQueue => if_head(lang),
    };
    match (change.chosen, change.eligible) {
        (true, _) => then_chosen(lang, &condition),
        (false, true) => then_in_queue(lang, &condition),
        (false, false) => then_nothing(lang, &condition),
    }
}

platform::texts! {
    gate_contract() { "Договор", "Contract" }
    gate_pause() { "Паузы", "Pauses" }
    gate_territory() { "Регион", "Territory" }
    gate_product() { "Продукт и сертификат", "Product and certificate" }
    gate_segment() { "Размер и отрасль клиента", "Size and industry of the client" }
    gate_capacity() { "Загрузка", "Capacity" }
    gate_calendar() { "Рабочее время", "Working time" }
    gate_conflict() { "Клиент другого партнёра", "Another partner's client" }
    gate_history() { "История этого лида", "History of this lead" }

    no_contract() { "договор не действует", "the contract is not in force" }
    paused(kind: &str) { "пауза: {kind}", "paused: {kind}" }
    paused_until(kind: &str, day: &str) { "пауза до {day}: {kind}", "paused until {day}: {kind}" }
    pause_reciprocity() { "взаимность, нужна своя сделка", "reciprocity, an own deal is due" }
    pause_ignoring() { "много предложений без ответа", "too many offers ignored" }
    pause_quality() { "качество", "quality" }
    pause_suspended() { "приостановлен вендором", "suspended by the vendor" }
    pause_holiday() { "свой перерыв", "own holiday" }
    outside_territory(region: &str) { "{region}: вне территории", "{region} is outside the territory" }
    no_certificate() { "нет сертификата на продукт", "no certificate for the product" }
    certificate_expired(day: &str) { "сертификат закончился {day}", "the certificate ended on {day}" }
    size_not_served(size: &str) { "клиенты такого размера не обслуживаются: {size}", "clients of this size are not served: {size}" }
    industry_not_served(industry: &str) { "отрасль не обслуживается: {industry}", "the industry is not served: {industry}" }
    open_work_full(open: u32, cap: u32) { "в работе уже {open} из {cap}", "{open} of {cap} are in work already" }
    day_full(today: u32, cap: u32) { "за день уже {today} новых из {cap}", "{today} of {cap} new offers today already" }
    nobody_on_duty() { "в это окно по календарю никто не работает", "by the calendar nobody works in that window" }
    client_of_another() { "клиент закреплён за другим партнёром", "the client is another partner's" }
    owner_asked() { "спросили другую компанию того же владельца", "another company of the same owner was asked" }
    declined_this_lead() { "от этого лида уже был отказ", "this lead was declined before" }
    excluded_by_client() { "клиент просил этого партнёра не привлекать", "the client asked not to involve this partner" }
    has_the_lead() { "этот лид уже предложен или в работе", "this lead is offered or in work already" }
    asked_before() { "уже спрашивали; повторно спросит последняя волна", "asked before; the last wave asks again" }

    chosen_turn() { "Лид предложен вам: подошла ваша очередь.", "The lead was offered to you: it was your turn." }
    waits_until(until: &str) { "пауза за долг до {until} здесь не действует: партнёров осталось бы слишком мало", "the pause for the debt until {until} is not in force here: too few partners would remain" }
    waits() { "пауза за долг здесь не действует: партнёров осталось бы слишком мало", "the pause for the debt is not in force here: too few partners would remain" }
    chosen_draw() { "Лид предложен вам: вы были в начале очереди, и жребий выпал вам.", "The lead was offered to you: you stood at the head of the queue, and the draw fell on you." }
    chosen_protected() { "Лид предложен только вам: это ваш клиент.", "The lead was offered to you alone: the client is yours." }
    chosen_by_hand() { "Лид передали вам вручную.", "The lead was given to you by hand." }
    chosen_alone() { "Лид предложен вам: других партнёров здесь нет.", "The lead was offered to you: no other partner covers this." }
    chosen_everybody() { "Лид предложен вам: в последней волне спрашивают всех.", "The lead was offered to you: the last wave asks everybody." }
    chosen_must_serve() { "Лид предложен вам без жребия: вас слишком долго обходили.", "The lead was offered to you without a draw: you had been passed over too long." }
    chosen_newcomer() { "Лид предложен вам на месте для новичков.", "The lead was offered to you on the newcomer's place." }
    gate_closed(why: &str) { "Лид не предложен вам: {why}.", "The lead was not offered to you: {why}." }
    not_in_queue() { "Вас не было в очереди этого сегмента.", "You did not stand in the queue of this segment." }
    owner_stood() { "За общее место стояла другая компания вашего владельца.", "Another company of your owner stood for the common place." }
    behind_the_band() { "Перед вами в очереди стояли другие: они давно не получали лидов.", "Others stood before you: they had not received leads for longer." }
    ahead_of_turn() { "Вы недавно получили больше своей доли, очередь других.", "You received more than your share lately; it is the others' turn." }
    passed_over(passes: u32, after: u32) { "Вы стояли в начале очереди, но жребий выпал другим: {passes} из {after} подряд, потом без жребия.", "You stood at the head of the queue and others drew better: {passes} of {after} in a row, then you are served without a draw." }
    given_to_one() { "Лид отдали одному партнёру вручную, очередь не спрашивали.", "The lead was given to one partner by hand; the queue was not asked." }
    nobody_named() { "Такой лид идёт одному названному партнёру, а он не назван: решает вендор.", "Such a lead goes to one named partner, and none is named: the vendor decides." }
    not_asked() { "Клиент закреплён за партнёром, очередь не спрашивали.", "The client is a partner's; the queue was not asked." }

    if_gate(gate: &str) { "Если бы не условие «{gate}»", "Without the gate “{gate}”" }
    if_every_gate() { "Если бы вы прошли все условия", "If you had passed every gate" }
    if_best_fit() { "При лучшем соответствии (ответы и победы в сегменте)", "With the best fit (answers and wins in the segment)" }
    if_head() { "В начале очереди", "At the head of the queue" }
    then_chosen(condition: &str) { "{condition}: лид предложили бы вам.", "{condition}: the lead would have come to you." }
    then_in_queue(condition: &str) { "{condition}: вы стояли бы в очереди, но этот лид ушёл бы другим.", "{condition}: you would have stood in the queue, yet this lead would have gone to others." }
    then_nothing(condition: &str) { "{condition}: этого было бы мало.", "{condition}: that alone would not have been enough." }
}
