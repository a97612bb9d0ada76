//! What the shell and the components say.

use kit::Lang;

use super::ui::Value;
use crate::Role;

crate::texts! {
    pub optional() { "необязательно", "optional" }
    pub choose() { "Выберите…", "Choose…" }
    pub check_fields() { "Проверьте отмеченные поля", "Check the marked fields" }
    pub nothing_lost() { "Всё, что вы ввели, осталось на месте.", "Everything you typed is still here." }
    pub you_typed() { "Этого здесь больше не записать. Вот что вы ввели, чтобы не набирать заново:", "This can no longer be written here. Here is what you typed, so that you need not type it again:" }
    pub changed_meanwhile() { "Пока вы печатали, это изменил кто-то другой", "Somebody else has changed this while you were typing" }
    pub yours_is_kept() { "Ваше осталось в полях; где стоит другое, оно названо рядом. Сохраните ещё раз, чтобы записать ваше.", "Yours is still in the fields; where something else stands now, it is named beside. Save again to write yours." }
    pub stands_now(what: &str) { "Сейчас стоит: {what}", "Stands now: {what}" }
    pub nothing() { "пусто", "nothing" }
    pub yes() { "да", "yes" }
    pub no() { "нет", "no" }
    pub skip() { "К содержанию", "Skip to content" }
    pub menu() { "Меню", "Menu" }
    pub more() { "Ещё", "More" }
    pub navigation() { "Разделы", "Places" }
    pub within() { "Внутри раздела", "Within this place" }
    pub search() { "Лид, компания, ИНН", "Lead, company, tax number" }
    pub search_label() { "Поиск", "Search" }
    pub language() { "Язык", "Language" }
    pub theme() { "Оформление", "Appearance" }
    pub theme_light() { "Светлое", "Light" }
    pub theme_dark() { "Тёмное", "Dark" }
    pub theme_system() { "Как в системе", "As the system" }
    pub bell() { "Уведомления", "Notices" }
    pub waiting(count: i64) { "ждут: {count}", "waiting: {count}" }
    pub my_profile() { "Мой профиль", "My profile" }
    pub other_program() { "Другая программа", "Another program" }
    pub sign_out() { "Выйти", "Sign out" }
    pub sign_in() { "Войти", "Sign in" }
    pub close() { "Закрыть", "Close" }
    pub keys() { "Клавиши", "Keys" }
    pub key_search() { "поиск", "search" }
    pub key_help() { "этот список", "this list" }
    pub key_close() { "закрыть", "close" }
    pub connection_lost() { "Нет связи. Показано то, что было; обновим, как только связь вернётся.", "No connection. This is what was here before; it will be renewed as soon as the connection is back." }
    pub unsent() { "Нет связи: не отправлено. Введённое сохранено на этом устройстве.", "No connection: not sent. What you typed is kept on this device." }
    pub send_again() { "Отправить снова", "Send again" }
    pub draft_found() { "Вы уже заполняли эту форму, но она не отправилась.", "You have filled in this form before, but it was not sent." }
    pub draft_restore() { "Вернуть введённое", "Bring it back" }
    pub draft_drop() { "Не нужно", "Not needed" }
    pub until(moment: &str) { "до {moment}", "until {moment}" }
    pub ended(moment: &str) { "истекло {moment}", "ended {moment}" }
    pub ended_short() { "истекло", "ended" }
    pub left(span: &str) { "осталось {span}", "{span} left" }
    pub target(text: &str) { "цель {text}", "target {text}" }
    pub on_target() { "цель выполнена", "on target" }
    pub off_target() { "цель не выполнена", "off target" }
    pub better(text: &str) { "лучше на {text}", "better by {text}" }
    pub worse(text: &str) { "хуже на {text}", "worse by {text}" }
    pub next_page() { "Дальше", "Next" }
    pub first_page() { "В начало", "To the start" }
    pub sort_by(text: &str) { "Сортировать: {text}", "Sort by {text}" }
    pub filter() { "Показать", "Show" }
    pub reset_filter() { "Сбросить", "Reset" }
    pub export() { "Выгрузить", "Export" }
    pub pages_of_list() { "Страницы списка", "Pages of the list" }
    pub select_all() { "Выбрать все", "Select all" }
    pub select_row() { "Выбрать строку", "Select row" }
    pub why() { "Почему так", "Why so" }
    pub where_am_i() { "Где я", "Where I am" }
    pub done_percent(text: &str) { "готово {text}", "{text} done" }
    pub stop() { "Остановить", "Stop" }
}

/// The name of a role.
pub fn role(lang: impl Into<Lang>, role: impl Value<Role>) -> String {
    let (ru, en) = match role.own() {
        Role::Director => ("Директор канала", "Channel director"),
        Role::ChannelManager => ("Менеджер по партнёрам", "Channel manager"),
        Role::LeadDesk => ("Диспетчер лидов", "Lead desk"),
        Role::Support => ("Поддержка", "Support"),
        Role::Quality => ("Качество", "Quality"),
        Role::Trainer => ("Тренер", "Trainer"),
        Role::Admin => ("Администратор", "Admin"),
        Role::Auditor => ("Аудитор", "Auditor"),
        Role::PartnerOwner => ("Руководитель партнёра", "Partner owner"),
        Role::PartnerSeller => ("Продавец партнёра", "Partner seller"),
        Role::PartnerFinance => ("Финансы партнёра", "Partner finance"),
    };
    match lang.into() {
        Lang::Ru => ru,
        Lang::En => en,
    }
    .to_owned()
}
