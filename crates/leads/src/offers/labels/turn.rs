//! How a partner would stand if a lead came now, in one sentence.

use jiff::tz::TimeZone;
use kit::Lang;

use super::reason;
use crate::distribution::domain::{
    OwnView,
    explanation::{Sentence, ServedAs},
};

/// The answer in one sentence, about a lead that has not come.
pub fn turn(lang: Lang, view: &OwnView, zone: &TimeZone) -> String {
    match &view.sentence {
        Sentence::Chosen { served_as } => match served_as {
            ServedAs::Draw | ServedAs::Turn | ServedAs::Everybody | ServedAs::Protected | ServedAs::GivenByHand => {
                would_come(lang)
            }
            ServedAs::MustServe => would_must_serve(lang),
            ServedAs::Newcomer => would_newcomer(lang),
            ServedAs::NoOtherPartner => would_alone(lang),
        },
        Sentence::GateClosed { reason: closed } => would_not(lang, &reason(lang, closed, zone)),
        Sentence::NotInQueue => not_in_queue(lang),
        Sentence::OwnerStoodForIt => owner_stands(lang),
        Sentence::BehindTheBand { .. } => behind_the_band(lang),
        Sentence::AheadOfItsTurn => ahead_of_turn(lang),
        Sentence::PassedOver { passes, served_first_after } => passed_over(lang, *passes, *served_first_after),
        Sentence::NotAsked | Sentence::GivenByHand => not_asked(lang),
        Sentence::NobodyNamed => nobody_named(lang),
    }
}

platform::texts! {
    would_come() { "Такой лид пришёл бы вам: вы в начале очереди.", "Such a lead would come to you: you stand at the head of the queue." }
    would_must_serve() { "Такой лид пришёл бы вам без жребия: вас слишком долго обходили.", "Such a lead would come to you without a draw: you have been passed over too long." }
    would_newcomer() { "Такой лид пришёл бы вам на месте для новичков.", "Such a lead would come to you on the newcomer's place." }
    would_alone() { "Такой лид пришёл бы вам: других партнёров здесь нет.", "Such a lead would come to you: no other partner covers this." }
    would_not(why: &str) { "Такой лид сейчас не пришёл бы: {why}.", "Such a lead would not come now: {why}." }
    not_in_queue() { "Вас нет в очереди таких лидов.", "You do not stand in the queue of such leads." }
    owner_stands() { "За общее место стоит другая компания вашего владельца.", "Another company of your owner stands for the common place." }
    behind_the_band() { "Такой лид пришёл бы другим: они стоят перед вами, потому что дольше ждали.", "Such a lead would go to others: they stand before you because they have waited longer." }
    ahead_of_turn() { "Вы недавно получили больше своей доли: сейчас очередь других.", "You received more than your share lately: it is the others' turn." }
    passed_over(passes: u32, after: u32) { "Вы в начале очереди, и решает жребий. Если обойдут {after} раз подряд, следующий лид придёт без жребия; сейчас {passes}.", "You stand at the head of the queue and a draw decides. Passed over {after} times in a row you are served without one; it is {passes} now." }
    nobody_named() { "Такие лиды вендор отдаёт одному названному партнёру, очередь не спрашивают.", "Such leads go to one partner that the vendor names; the queue is not asked." }
    not_asked() { "Клиент закреплён за партнёром, очередь не спрашивают.", "The client is a partner's; the queue is not asked." }
}
