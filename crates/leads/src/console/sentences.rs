//! Why a partner was chosen or not, in one sentence for the vendor's staff.

use jiff::tz::TimeZone;
use kit::Lang;

use crate::{
    distribution::domain::explanation::{Sentence, ServedAs},
    offers::labels,
};

platform::texts! {
    must_serve() { "Слишком долго пропускали: обслужен первым", "Passed over too often: served first" }
    newcomer() { "Взято место новичка", "Took the newcomers' place" }
    drew_well() { "Выпал жребий", "Drew well" }
    its_turn() { "Подошла очередь", "It was its turn" }
    its_client() { "Это его клиент", "The client is its own" }
    by_hand() { "Отдан вручную", "Given by hand" }
    alone() { "Больше некому: других партнёров нет", "No other partner covers it" }
    everybody() { "Спросили всех", "Everybody was asked" }
    not_in_queue() { "Не стоит в очереди этого сегмента", "Not in the queue of this segment" }
    owner_stood() { "За него стоял другой партнёр того же владельца", "Another partner of the same owner stood for it" }
    behind() { "Впереди были другие: до него очередь не дошла", "Others stood before it" }
    ahead_of_turn() { "В очереди ушёл дальше других вперёд: сначала остальные", "It has run further ahead in the queue than others, who come first" }
    passed_over(passes: u32, most: u32) { "Другим выпал жребий: пропусков подряд {passes}, после {most} обслужат первым", "Others drew better: passed over {passes} times, served first after {most}" }
    given_to_one() { "Лид отдали одному партнёру вручную, очередь не спрашивали", "The lead was given to one partner by hand; the queue was not asked" }
    nobody_named() { "Лид идёт одному названному партнёру, а он не назван", "The lead goes to one named partner, and none is named" }
    not_asked() { "Клиент закреплён за партнёром, очередь не спрашивали", "The client belongs to a partner; the queue was not asked" }
}

/// The answer in one sentence.
pub fn sentence(lang: Lang, sentence: &Sentence, zone: &TimeZone) -> String {
    match sentence {
        Sentence::Chosen { served_as } => served(lang, *served_as),
        Sentence::GateClosed { reason } => labels::reason(lang, reason, zone),
        Sentence::NotInQueue => not_in_queue(lang),
        Sentence::OwnerStoodForIt => owner_stood(lang),
        Sentence::BehindTheBand { .. } => behind(lang),
        Sentence::AheadOfItsTurn => ahead_of_turn(lang),
        Sentence::PassedOver { passes, served_first_after } => passed_over(lang, *passes, *served_first_after),
        Sentence::NotAsked => not_asked(lang),
        Sentence::GivenByHand => given_to_one(lang),
        Sentence::NobodyNamed => nobody_named(lang),
    }
}

fn served(lang: Lang, served: ServedAs) -> String {
    match served {
        ServedAs::MustServe => must_serve(lang),
        ServedAs::Newcomer => newcomer(lang),
        ServedAs::Draw => drew_well(lang),
        ServedAs::Turn => its_turn(lang),
        ServedAs::Protected => its_client(lang),
        ServedAs::GivenByHand => by_hand(lang),
        ServedAs::NoOtherPartner => alone(lang),
        ServedAs::Everybody => everybody(lang),
    }
}
