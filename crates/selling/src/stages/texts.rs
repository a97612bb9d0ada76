//! What the way of a deal says.

use kit::Lang;

use super::gate::Lack;
use crate::playbook::{field_name, role_name};

/// Something that is missing, in words.
pub fn lack(lang: Lang, lack: &Lack) -> String {
    match lack {
        Lack::Field(field) => field_name(lang, *field),
        Lack::Role(role) => role_reached(lang, &role_name(lang, *role)),
        Lack::Check { text, .. } => text.said(lang).to_owned(),
    }
}

platform::texts! {
    role_reached(role: &str) { "контакт с клиентом: {role}", "contact with the client: {role}" }
    pub gate(stage: &str, lacks: &str) { "Этап «{stage}» пока закрыт. Не хватает: {lacks}. Впишите это в сделку и повторите", "The stage “{stage}” is closed yet. Missing: {lacks}. Add it to the deal and repeat" }
    pub no_exit_here(stage: &str, exits: &str) { "С этапа «{stage}» сделку не выигрывают: сначала дойдите до: {exits}", "A deal is not won from “{stage}”: go on first to: {exits}" }
    pub no_process() { "Для продукта этой сделки опубликованного процесса нет", "The deal's product has no published process" }
    pub not_begun() { "Сделка ещё не идёт по процессу: сначала поставьте её на первый этап", "The deal does not follow a process yet: put it on the first stage" }
    pub newest_already() { "Сделка уже идёт по действующей версии", "The deal follows the version in force already" }
    pub not_open() { "По этапам идут только сделки в работе", "Only deals in work go from stage to stage" }
    pub no_such_stage() { "Такого этапа в процессе сделки нет", "The deal's process has no such stage" }
    pub no_such_check() { "Такой отметки на этом этапе нет", "This stage has no such check" }
    pub stage_twice() { "Этап стоит в двух колонках: оставьте в одной", "A stage stands in two columns: leave it in one" }
    pub column_empty() { "Выберите хотя бы один этап вендора", "Choose at least one of the vendor's stages" }
    pub too_many_columns() { "Не больше 20 колонок", "At most 20 columns" }
    pub column_twice() { "Две колонки с одним названием", "Two columns have the same name" }

    pub kind_stalled() { "Сделка застряла", "A deal is stalled" }
    pub kind_stalled_vendor() { "Сделка партнёра застряла", "A partner's deal is stalled" }
    pub stalled_heading(title: &str) { "Сделка застряла: {title}", "Stalled: {title}" }
    pub stalled_note(stage: &str, days: i64) { "Этап «{stage}»: норма {days} дн. прошла. Откройте сделку: там сказано, что делать сейчас.", "The stage “{stage}”: its norm of {days} days is over. Open the deal: it says what to do now." }
    pub stalled_note_vendor(stage: &str, days: i64, partner: &str) { "{partner}, этап «{stage}»: норма {days} дн. прошла. Спросите, чем помочь.", "{partner}, the stage “{stage}”: its norm of {days} days is over. Ask how to help." }
}
