//! How deals are called on pages.

use kit::Lang;
use platform::web::Tone;

use crate::deals::DealState;

/// The state of a deal in words.
pub fn state(lang: Lang, state: DealState) -> String {
    match state {
        DealState::Registered => registered(lang),
        DealState::Refused => refused(lang),
        DealState::Open => open(lang),
        DealState::Won => won(lang),
        DealState::Lost => lost(lang),
        DealState::Withdrawn => withdrawn(lang),
    }
}

/// How good a state is.
pub fn tone(state: DealState) -> Tone {
    match state {
        DealState::Registered => Tone::Warning,
        DealState::Open => Tone::Notice,
        DealState::Won => Tone::Good,
        DealState::Refused => Tone::Bad,
        DealState::Lost | DealState::Withdrawn => Tone::Calm,
    }
}

platform::texts! {
    registered() { "Ждёт решения", "Waits for an answer" }
    refused() { "Отклонена", "Refused" }
    open() { "В работе", "In work" }
    won() { "Выиграна", "Won" }
    lost() { "Проиграна", "Lost" }
    withdrawn() { "Отозвана", "Withdrawn" }
}
