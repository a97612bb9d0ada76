//! What the playbook says.

use kit::Lang;

use super::{Axis, BuyerRole, DealField, Motion};

/// What somebody at the client is in a purchase.
pub fn role_name(lang: impl Into<Lang>, role: BuyerRole) -> String {
    let lang = lang.into();
    match role {
        BuyerRole::DecisionMaker => decision_maker(lang),
        BuyerRole::Influencer => influencer(lang),
        BuyerRole::Technical => technical(lang),
        BuyerRole::Finance => finance(lang),
        BuyerRole::Buyer => buyer(lang),
        BuyerRole::User => user(lang),
    }
}

/// What must be known of a deal.
pub fn field_name(lang: impl Into<Lang>, field: DealField) -> String {
    let lang = lang.into();
    match field {
        DealField::ClientType => client_type(lang),
        DealField::Category => category(lang),
        DealField::EntryPoint => entry_point(lang),
        DealField::BusinessProcess => business_process(lang),
        DealField::Value => value(lang),
    }
}

/// A side of the typology, as the head of its list.
pub fn axis_name(lang: impl Into<Lang>, axis: Axis) -> String {
    let lang = lang.into();
    match axis {
        Axis::ClientType => client_types(lang),
        Axis::Category => categories(lang),
        Axis::EntryPoint => entry_points(lang),
        Axis::BusinessProcess => business_processes(lang),
    }
}

/// Which deals a process leads.
pub fn motion_name(lang: impl Into<Lang>, motion: Motion) -> String {
    let lang = lang.into();
    match motion {
        Motion::Any => motion_any(lang),
        Motion::Lead => motion_lead(lang),
        Motion::Own => motion_own(lang),
    }
}

platform::texts! {
    decision_maker() { "ЛПР", "decision-maker" }
    influencer() { "влияет на решение", "influencer" }
    technical() { "технический специалист", "technical expert" }
    finance() { "финансист", "finance" }
    buyer() { "закупщик", "buyer" }
    user() { "пользователь", "user" }
    client_type() { "тип клиента", "client type" }
    category() { "категория", "category" }
    entry_point() { "точка входа", "entry point" }
    business_process() { "бизнес-процесс клиента", "the client's business process" }
    value() { "сумма", "sum" }
    client_types() { "Типы клиентов", "Client types" }
    categories() { "Категории", "Categories" }
    entry_points() { "Точки входа", "Entry points" }
    business_processes() { "Бизнес-процессы", "Business processes" }
    motion_any() { "все сделки", "all deals" }
    motion_lead() { "сделки из лидов", "deals from leads" }
    motion_own() { "свои сделки партнёров", "partners' own deals" }
    pub reached(role: &str) { "контакт: {role}", "reached: {role}" }

    pub no_exit() { "Из процесса нет выхода: отметьте хотя бы один этап, с которого сделку можно выиграть, и публикуйте снова", "The process has no exit: mark a stage from which a deal may be won, then publish again" }
    pub process_stands() { "Для этого продукта и этих сделок процесс уже есть: меняйте его или сначала снимите", "The product has a process for these deals already: change that one, or retire it first" }
    pub process_used(deals: i64) { "Удалить нельзя: по процессу идут или шли сделки ({deals}). Снимите его: новые сделки по нему не начнутся, начатые дойдут до конца", "It cannot be deleted: deals stand or stood in it ({deals}). Retire it: no new deal begins with it, those under way come to their end" }
    pub term_used(cards: i64, deals: i64) { "Удалить нельзя: слово стоит на карточках ({cards}) и в сделках ({deals}). Снимите его: выбрать его больше не смогут, написанное останется", "It cannot be deleted: it stands on cards ({cards}) and in deals ({deals}). Retire it: nobody chooses it any more, what is written stays" }
    pub card_stands() { "Карточка для этого сочетания уже есть: дополните её", "There is a card for this combination already: add to that one" }
    pub nothing_new() { "Публиковать нечего: черновик не отличается от действующей версии", "Nothing to publish: the draft says what the version in force says" }
    pub process_retired() { "Процесс снят: верните его, чтобы менять", "The process is retired: bring it back to change it" }
    pub no_such_term() { "Такого слова в типологии нет, или оно снято", "The typology has no such word, or it is retired" }
    pub no_such_template() { "Такого шаблона нет", "There is no such template" }
    pub too_many_terms(most: usize) { "Не больше {most} слов на стороне: снимите лишнее", "At most {most} words on a side: retire some" }
    pub too_many_lines(most: usize) { "Не больше {most} строк", "At most {most} lines" }
    pub too_many_stages(most: usize) { "Не больше {most} этапов", "At most {most} stages" }
    pub wrong_link() { "Адрес начинается с https:// или http:// и не содержит пробелов", "An address begins with https:// or http:// and has no spaces" }
    pub wrong_key() { "Код: до 40 строчных латинских букв, цифр, «_» и «-»", "A code: up to 40 small Latin letters, digits, “_” and “-”" }
    pub key_twice() { "Этот код уже занят", "This code is taken" }
    pub wrong_norm() { "Норма: от 1 до 365 дней", "The norm is 1 to 365 days" }

    pub stage_added(name: &str, place: usize) { "Новый этап «{name}», {place}-й по порядку", "A new stage “{name}”, number {place}" }
    pub stage_removed(name: &str) { "Этап «{name}» убран", "The stage “{name}” is taken out" }
    pub stage_renamed(old: &str, new: &str) { "Этап «{old}» теперь называется «{new}»", "The stage “{old}” is now called “{new}”" }
    pub stage_changed(name: &str) { "«{name}»: изменены подсказки или перевод", "“{name}”: hints or a translation changed" }
    pub order_changed(order: &str) { "Порядок этапов: {order}", "The order of the stages: {order}" }
    pub norm_changed(name: &str, old: u32, new: u32) { "«{name}»: норма {old} → {new} дн.", "“{name}”: the norm is {old} → {new} days" }
    pub goal_changed(name: &str) { "«{name}»: другая цель", "“{name}”: another goal" }
    pub now_wins(name: &str) { "С этапа «{name}» теперь можно выиграть", "A deal may now be won from “{name}”" }
    pub wins_no_more(name: &str) { "С этапа «{name}» больше нельзя выиграть", "A deal can no longer be won from “{name}”" }
    pub entry_asks(name: &str, what: &str) { "Вход в «{name}» теперь требует: {what}", "To enter “{name}” now needs: {what}" }
    pub entry_asks_no_more(name: &str, what: &str) { "Вход в «{name}» больше не требует: {what}", "To enter “{name}” no longer needs: {what}" }
    pub exit_asks(name: &str, what: &str) { "Выход из «{name}» теперь требует: {what}", "To leave “{name}” now needs: {what}" }
    pub exit_asks_no_more(name: &str, what: &str) { "Выход из «{name}» больше не требует: {what}", "To leave “{name}” no longer needs: {what}" }
    pub actions_changed(name: &str, new: &str, old: &str) { "«{name}», что делать. Добавлено: {new}. Убрано: {old}", "“{name}”, what to do. Added: {new}. Taken out: {old}" }
    pub questions_changed(name: &str, new: &str, old: &str) { "«{name}», что спросить. Добавлено: {new}. Убрано: {old}", "“{name}”, what to ask. Added: {new}. Taken out: {old}" }
    pub materials_changed(name: &str, old: usize, new: usize) { "«{name}»: другие материалы ({old} → {new})", "“{name}”: other materials ({old} → {new})" }
    pub roles_changed(name: &str, roles: &str) { "«{name}»: до кого дойти: {roles}", "“{name}”: whom to reach: {roles}" }
}
