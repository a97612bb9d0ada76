//! What the pages of the way say.

platform::texts! {
    pub board() { "По этапам", "By stage" }
    pub table() { "Таблица", "Table" }
    pub stalled() { "Застряли", "Stalled" }
    pub stalled_note() { "сделки стоят дольше нормы этапа", "deals stand longer than the norm of their stage" }
    pub stalled_none() { "Ничего не застряло", "Nothing is stalled" }
    pub stalled_none_text() { "Все сделки идут в норме своих этапов.", "Every deal is within the norm of its stage." }
    pub no_board() { "Процесса пока нет", "There is no process yet" }
    pub no_board_text() { "Когда вендор опубликует процесс продаж, сделки встанут здесь по этапам.", "When the vendor publishes a sales process, deals will stand here by stage." }
    pub process() { "Процесс", "Process" }
    pub partner() { "Партнёр", "Partner" }
    pub show() { "Показать", "Show" }
    pub more(count: &str) { "и ещё {count}", "and {count} more" }
    pub nobody_here() { "Пусто", "Empty" }
    pub norm_until() { "Норма до", "Norm until" }
    pub over() { "Дольше нормы", "Over the norm" }
    pub deal() { "Сделка", "Deal" }
    pub stage() { "Этап", "Stage" }
    pub own_columns() { "Назвать колонки по-своему", "Name the columns your way" }

    pub now() { "Что делать сейчас", "What to do now" }
    pub goal() { "Цель этапа", "Goal of the stage" }
    pub of_process(process: &str, number: i64) { "{process}, версия {number}", "{process}, version {number}" }
    pub vendor_calls(name: &str) { "У вендора: «{name}»", "The vendor calls it “{name}”" }
    pub ask() { "Что спросить", "What to ask" }
    pub send() { "Что отправить", "What to send" }
    pub ask_vendor() { "попросите у менеджера", "ask your manager" }
    pub whom() { "До кого дойти", "Whom to reach" }
    pub reached_at() { "есть контакт", "reached" }
    pub not_reached() { "ещё нет", "not yet" }
    pub how_hint() { "Как дойти станет видно, когда выберете тип клиента.", "Choose the client type to see the way to each." }
    pub hint() { "Для компании вашего размера", "For a company of your size" }
    pub about() { "О клиенте", "About the client" }
    pub client_type() { "Тип клиента", "Client type" }
    pub category() { "Категория", "Category" }
    pub entry_point() { "Точка входа", "Entry point" }
    pub business_process() { "Бизнес-процесс", "Business process" }
    pub save() { "Сохранить", "Save" }
    pub record_contact() { "Записать контакт", "Record a contact" }
    pub role() { "Кто это", "Who it is" }
    pub how() { "Как прошло", "How it went" }
    pub how_none() { "Имя не нужно: хватит роли.", "No name is needed: the role will do." }
    pub confirm() { "Отметить", "Confirm" }
    pub confirmed() { "Подтверждено", "Confirmed" }
    pub take_back() { "Снять отметку", "Take it back" }
    pub checks() { "Отметки этапа", "Checks of the stage" }
    pub next(stage: &str) { "Дальше: {stage}", "Next: {stage}" }
    pub go(stage: &str) { "Перейти: {stage}", "Go on: {stage}" }
    pub ready() { "Всё есть, можно переходить.", "All is there, you can go on." }
    pub lacks() { "Не хватает", "Missing" }
    pub win_lacks() { "Чтобы выиграть, не хватает", "To win, missing" }
    pub may_win() { "С этого этапа сделку можно выиграть.", "The deal may be won from this stage." }
    pub elsewhere() { "На другой этап", "To another stage" }
    pub move_it() { "Переставить", "Move it" }
    pub says_needs() { "Что нужно клиенту", "What the client needs" }
    pub value_client() { "Что получит клиент", "What the client gains" }
    pub value_partner() { "Что получите вы", "What you gain" }
    pub objections() { "Если возражают", "If they object" }
    pub old_version() { "Процесс изменился: сделка идёт по прежней версии", "The process has changed: the deal keeps the older version" }
    pub old_version_text() { "Можно дойти по ней или перейти на новую: этап останется, проверки станут новыми.", "Go on with it, or take the new one: the stage stays, the gates become the new ones." }
    pub renew() { "Перейти на новую версию", "Take the new version" }
    pub begin() { "Вести по процессу", "Follow the process" }
    pub begin_text() { "Для этого продукта есть процесс продаж с подсказками. Сделка встанет на первый этап.", "There is a sales process with guidance for this product. The deal goes on its first stage." }
    pub said_moved() { "Сделка переставлена", "The deal is moved" }
    pub said_saved() { "Сохранено", "Saved" }
    pub said_reached() { "Контакт записан", "The contact is recorded" }
    pub said_checked() { "Отмечено", "Confirmed" }
    pub said_back() { "Отметка снята", "Taken back" }
    pub said_renewed() { "Сделка идёт по действующей версии", "The deal follows the version in force" }
}
