//! How offers are called on pages: states, reasons, facts. Colours repeat the words, they never replace them.

mod turn;
mod why;

use kit::Lang;
use platform::web::Tone;

pub use turn::turn;
pub use why::{changes, drawn, gate, pause_waits, reason, sentence};

use super::domain::{DeclineReason, Evidence, LossReason, OfferState, WithdrawReason};
use crate::distribution::PAUSE_WAITS;

/// The state of an offer in one or two words.
pub fn state(lang: Lang, code: &str) -> String {
    let text: fn(Lang) -> String = match code {
        "offered" | "delivered" => offered,
        "viewed" => viewed,
        "accepted" => accepted,
        "started" => started,
        "won" => won,
        "lost" => lost,
        "returned" => returned,
        "declined" => declined,
        "ignored" => ignored,
        "undelivered" => undelivered,
        "withdrawn" => withdrawn,
        "taken" => taken,
        _ => not_started,
    };
    text(lang)
}

/// How good a state is.
pub fn tone(code: &str) -> Tone {
    match code {
        "started" | "won" => Tone::Good,
        "accepted" | "viewed" => Tone::Notice,
        "offered" | "delivered" => Tone::Warning,
        "ignored" | "not_started" => Tone::Bad,
        _ => Tone::Calm,
    }
}

/// What ended an offer, in words: a reason, a proof, a competitor. Empty when there is nothing to say.
pub fn detail(lang: Lang, state: &OfferState) -> String {
    match state {
        OfferState::Declined { reason, .. } | OfferState::Returned { reason, .. } => decline_reason(lang, reason),
        OfferState::Withdrawn { reason, .. } => withdraw_reason(lang, reason),
        OfferState::Won { proof, .. } => proof.clone(),
        OfferState::Lost { reason: LossReason::Competitor { name }, .. } => to_competitor(lang, name),
        OfferState::Lost { reason: LossReason::NoDecision, .. } => no_decision(lang),
        _ => String::new(),
    }
}

/// Why a partner declined or gave back.
pub fn decline_reason(lang: Lang, reason: &DeclineReason) -> String {
    match reason {
        DeclineReason::NoResources => no_resources(lang),
        DeclineReason::NotOurProfile => not_our_profile(lang),
        DeclineReason::TooSmall => too_small(lang),
        DeclineReason::Conflict => conflict(lang),
        DeclineReason::TooFar => too_far(lang),
        DeclineReason::Other { text } => text.clone(),
    }
}

/// The word of a reason in a form.
pub fn decline_code(reason: &DeclineReason) -> &'static str {
    match reason {
        DeclineReason::NoResources => "no_resources",
        DeclineReason::NotOurProfile => "not_our_profile",
        DeclineReason::TooSmall => "too_small",
        DeclineReason::Conflict => "conflict",
        DeclineReason::TooFar => "too_far",
        DeclineReason::Other { .. } => "other",
    }
}

/// The reasons of a decline, as a form offers them.
pub fn decline_choices(lang: Lang) -> Vec<(String, String)> {
    let listed =
        DeclineReason::LISTED.iter().map(|reason| (decline_code(reason).to_owned(), decline_reason(lang, reason)));
    listed.chain([("other".to_owned(), other_reason(lang))]).collect()
}

/// Why the vendor took an offer back.
pub fn withdraw_reason(lang: Lang, reason: &WithdrawReason) -> String {
    match reason {
        WithdrawReason::LeadClosed => lead_closed(lang),
        WithdrawReason::ClientProtected => client_protected(lang),
        WithdrawReason::ConsentWithdrawn => consent_withdrawn(lang),
        WithdrawReason::GivenByHand => given_by_hand(lang),
        WithdrawReason::ExcludedByClient => excluded_by_client(lang),
        WithdrawReason::PartnerLeft => partner_left(lang),
        WithdrawReason::ClientChoseAnother => chose_another(lang),
        WithdrawReason::Other { text } => text.clone(),
    }
}

/// How a contact is shown.
pub fn evidence(lang: Lang, evidence: Evidence) -> String {
    match evidence {
        Evidence::Call => call(lang),
        Evidence::Meeting => meeting(lang),
        Evidence::Letter => letter(lang),
        Evidence::ConfirmedByClient => confirmed_by_client(lang),
    }
}

/// The same from the word of the database.
pub fn evidence_code(lang: Lang, code: &str) -> String {
    crate::from_code(code).map_or_else(|| code.to_owned(), |known| evidence(lang, known))
}

/// The kinds of contact that a partner records, as a form offers them.
pub fn evidence_choices(lang: Lang) -> Vec<(String, String)> {
    [(Evidence::Call, "call"), (Evidence::Meeting, "meeting"), (Evidence::Letter, "letter")]
        .map(|(kind, code)| (code.to_owned(), evidence(lang, kind)))
        .to_vec()
}

/// How soon the client must be answered.
pub fn urgency(lang: Lang, code: &str) -> String {
    match code {
        "hot" => hot(lang),
        "cold" => cold(lang),
        _ => normal(lang),
    }
}

/// From where a lead came: the usual words have a name, others are as the program wrote them.
pub fn source(lang: Lang, code: &str) -> String {
    match code {
        "site" => source_site(lang),
        "phone" => source_phone(lang),
        "email" => source_email(lang),
        "exhibition" => source_exhibition(lang),
        "catalog" => source_catalog(lang),
        other => other.to_owned(),
    }
}

/// The size of a client.
pub fn size(lang: Lang, code: &str) -> String {
    match code {
        "solo" => solo(lang),
        "small" => small(lang),
        "medium" => medium(lang),
        _ => large(lang),
    }
}

/// Why an offer came out of the ordinary; empty for an ordinary one.
pub fn mark(lang: Lang, mark: Option<&str>) -> String {
    match mark {
        Some("protected") => marked_protected(lang),
        Some("no_other_partner") => marked_alone(lang),
        Some("given_by_hand") => marked_by_hand(lang),
        Some(PAUSE_WAITS) => marked_pause_waits(lang),
        _ => String::new(),
    }
}

/// How many may work on it: one alone, the first who accepts, or several.
pub fn sharing(lang: Lang, mark: Option<&str>, places: u32) -> String {
    match (mark, places) {
        (Some("protected" | "given_by_hand"), _) => shared_with_nobody(lang),
        (_, 0 | 1) => first_takes_it(lang),
        (_, places) => several_may(lang, places),
    }
}

platform::texts! {
    shared_with_nobody() { "Лид предложен только вам.", "The lead is offered to you alone." }
    first_takes_it() { "С лидом будет работать один партнёр: кто возьмёт первым.", "One partner works on it: who accepts first." }
    several_may(places: u32) { "С клиентом могут работать несколько партнёров, не больше {places}: он выберет сам.", "Several partners may work on it, {places} at most: the client chooses." }
    offered() { "Ждёт ответа", "Waiting" }
    viewed() { "Открыто", "Viewed" }
    accepted() { "Принято", "Accepted" }
    started() { "В работе", "Started" }
    won() { "Выиграно", "Won" }
    lost() { "Проиграно", "Lost" }
    returned() { "Возвращено", "Returned" }
    declined() { "Отказ", "Declined" }
    ignored() { "Без ответа", "Ignored" }
    undelivered() { "Не доставлено", "Undelivered" }
    withdrawn() { "Отозвано", "Withdrawn" }
    taken() { "Взяли другие", "Taken by others" }
    not_started() { "Не начато", "Not started" }

    no_resources() { "Нет ресурсов", "No resources" }
    not_our_profile() { "Не наш профиль", "Not our profile" }
    too_small() { "Слишком мало", "Too small" }
    conflict() { "Конфликт интересов", "Conflict of interest" }
    too_far() { "Слишком далеко", "Too far away" }
    other_reason() { "Другое", "Something else" }
    lead_closed() { "Лид закрыт", "The lead was closed" }
    client_protected() { "Клиент закреплён за другим партнёром", "The client is another partner's" }
    consent_withdrawn() { "Клиент отозвал согласие", "The client withdrew its consent" }
    given_by_hand() { "Лид отдан другому партнёру вручную", "The lead was given to another partner by hand" }
    excluded_by_client() { "Клиент просил не привлекать этого партнёра", "The client asked not to involve this partner" }
    chose_another() { "Клиент выбрал другого партнёра", "The client chose another partner" }
    partner_left() { "Партнёр вышел из сети", "The partner has left the network" }
    to_competitor(name: &str) { "Ушёл к конкуренту: {name}", "Went to a competitor: {name}" }
    no_decision() { "Клиент не решился", "No decision" }

    call() { "Звонок", "Call" }
    meeting() { "Встреча", "Meeting" }
    letter() { "Письмо", "Letter" }
    confirmed_by_client() { "Подтвердил клиент", "Confirmed by the client" }

    hot() { "Срочный", "Hot" }
    normal() { "Обычный", "Normal" }
    source_site() { "сайт", "site" }
    source_phone() { "телефон", "phone" }
    source_email() { "почта", "e-mail" }
    source_exhibition() { "выставка", "exhibition" }
    source_catalog() { "каталог", "catalogue" }
    cold() { "Не спешит", "Cold" }
    solo() { "Один человек", "One person" }
    small() { "Малый", "Small" }
    medium() { "Средний", "Medium" }
    large() { "Крупный", "Large" }
    marked_protected() { "Ваш клиент: предложено только вам", "Your client: offered to you alone" }
    marked_alone() { "Других партнёров здесь нет", "No other partner covers this" }
    marked_pause_waits() { "Пауза здесь не действует: без вас партнёров слишком мало", "Your pause is not in force here: too few partners without you" }
    marked_by_hand() { "Передано вам лично", "Given to you by hand" }
}
