//! The pages of the policy: what is in force, what each number means, a new version with its difference.

mod edit;
mod read;

use platform::{
    Operation, Role,
    web::{Group, Place},
};

use super::Section;

/// What the pages say.
pub mod texts {
    platform::texts! {
        pub policy() { "Политика", "Policy" }
        pub in_force(version: i64, since: &str) { "Действует версия {version} с {since}", "Version {version} is in force since {since}" }
        pub note() { "Здесь каждое число, по которому Artel решает. Решения помнят свою версию: новая не меняет прежних.", "Here is every number by which Artel decides. Decisions keep their version: a new one changes none of them." }
        pub change() { "Изменить", "Change" }
        pub versions() { "Версии", "Versions" }
        pub version(number: i64) { "Версия {number}", "Version {number}" }
        pub since(moment: &str) { "действует с {moment}", "in force from {moment}" }
        pub first() { "Числа по умолчанию", "The default numbers" }
        pub by(name: &str, moment: &str) { "{name}, {moment}", "{name}, {moment}" }
        pub by_key() { "по API", "by the API" }
        pub by_vendor() { "вендор", "the vendor" }
        pub by_operator() { "при создании", "at the beginning" }
        pub will_be() { "начнёт действовать позже", "in force later" }
        pub now() { "действует", "in force" }
        pub number() { "Число", "Number" }
        pub before() { "Было", "Before" }
        pub after() { "Станет", "After" }
        pub was_and_became() { "Было → стало", "Before → after" }
        pub why() { "Зачем", "Why" }
        pub why_hint() { "Останется в истории; увидит и аудитор.", "Stays in the history, for auditors, too." }
        pub from() { "Действует с", "In force from" }
        pub from_hint() { "Пусто — сразу. Прошлое не меняется.", "Empty is at once. The past does not change." }
        pub preview() { "Посмотреть, что изменится", "See what changes" }
        pub preview_title() { "Что изменится", "What changes" }
        pub touched() { "Кого коснётся сразу", "Who is touched at once" }
        pub touched_nobody() { "Сейчас никого: новые числа подействуют на то, что случится после.", "Nobody now: the new numbers work on what happens afterwards." }
        pub touched_when() { "По тому, что известно сейчас.", "By what is known now." }
        pub and_more(more: usize) { "и ещё {more}", "and {more} more" }
        pub nothing() { "Ничего не изменилось", "Nothing has changed" }
        pub nothing_text() { "Вернитесь и поменяйте хотя бы одно число.", "Go back and change one number at least." }
        pub publish() { "Опубликовать", "Publish" }
        pub back() { "Вернуться к числам", "Back to the numbers" }
        pub published(version: i64) { "Версия {version} опубликована", "Version {version} is published" }
        pub not_this() { "Здесь нужно другое значение", "This needs another value" }
        pub special_modes() { "Отдельные режимы по источникам и продуктам", "Modes of single sources and products" }
        pub distribution() { "Распределение лидов", "Distribution of leads" }
        pub desk() { "Диспетчер лидов", "Lead desk" }
        pub grading() { "Оценка лида", "Grading of a lead" }
        pub ignoring() { "Предложения без ответа", "Offers without an answer" }
        pub reciprocity() { "Взаимность", "Reciprocity" }
        pub network() { "Партнёры и письма", "Partners and letters" }
        pub measures() { "Цели показателей", "Targets of the numbers" }
        pub minutes() { "мин", "min" }
        pub days() { "дн", "d" }
        pub months() { "мес", "mo" }
    }

    /// The name of a section.
    pub fn section(lang: kit::Lang, name: &str) -> String {
        match name {
            "desk" => desk(lang),
            "distribution" => distribution(lang),
            "grading" => grading(lang),
            "ignoring" => ignoring(lang),
            "measures" => measures(lang),
            "network" => network(lang),
            "reciprocity" => reciprocity(lang),
            other => other.to_owned(),
        }
    }
}

/// Who publishes.
const PUBLISHERS: &[Role] = &[Role::Director, Role::Admin];

/// Who at the vendor reads the rules and does not publish them.
const READERS: &[Role] =
    &[Role::ChannelManager, Role::LeadDesk, Role::Support, Role::Quality, Role::Trainer, Role::Auditor];

pub(super) fn operations(sections: &'static [Section]) -> Vec<Operation> {
    [read::operations(sections), edit::operations(sections)].concat()
}

pub(super) fn places() -> Vec<Place> {
    let place = |path, roles, under| Place {
        path,
        roles,
        icon: "scale",
        text: texts::policy,
        group: Group::Under(under),
        order: 20,
        count: None,
    };
    vec![
        place("/settings/policy", PUBLISHERS, "/settings"),
        place("/rules", READERS, "/settings"),
        place("/rules", Role::PARTNER, "/company"),
    ]
}
