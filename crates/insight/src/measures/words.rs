//! What the pages of the five numbers say.

use kit::Lang;
use network::partners::PauseKind;

use super::{
    debts::DebtState,
    domain::{measure::MeasureId, sleep::Reason},
};

platform::texts! {
    pub insight() { "Показатели", "Insight" }
    pub numbers() { "Пять показателей", "Five numbers" }
    pub all_numbers() { "Все показатели", "All numbers" }
    pub of(part: impl std::fmt::Display, whole: impl std::fmt::Display) { "{part} из {whole}", "{part} of {whole}" }
    pub points(number: impl std::fmt::Display) { "{number} п. п.", "{number} pp" }
    pub paused(count: impl std::fmt::Display) { "на паузе {count}", "{count} paused" }
    pub reached() { "цель выполнена", "on target" }
    pub missed() { "цель не выполнена", "off target" }
    pub nothing_to_measure() { "пока нечего считать", "nothing to count yet" }
    pub picture(name: impl std::fmt::Display) { "{name}: двенадцать недель", "{name}: twelve weeks" }
    pub counting() { "Считаем заново", "Counting anew" }
    pub counting_text(events: impl std::fmt::Display) { "Осталось учесть событий: {events}. Числа меняются, пока мы считаем.", "Events left to count: {events}. The numbers change while we count." }
    pub by_weeks() { "Числа по неделям", "Week by week" }
    pub week_of() { "Неделя с", "Week of" }
    pub counted() { "Сколько", "Counted" }
    pub so_far() { "пока", "so far" }
    pub partner() { "Партнёр", "Partner" }
    pub never() { "никогда", "never" }
    pub next_step() { "Что сделать", "What to do" }
    pub why_asleep() { "Почему спит", "Why asleep" }
    pub last_event() { "Последнее событие", "Last event" }
    pub last_offer() { "Последний лид", "Last offer" }
    pub nobody_sleeps() { "Никто не спит", "Nobody sleeps" }
    pub nobody_sleeps_text(days: &str) { "У каждого партнёра за последние {days} было хотя бы одно коммерческое событие.", "Every partner had a commercial event in the last {days}." }
    pub who_ignores() { "Кто не отвечает", "Who does not answer" }
    pub ignored_count() { "Без ответа", "Ignored" }
    pub answered_count() { "Ответил", "Answered" }
    pub offered_count() { "Предложено", "Offered" }
    pub no_offers() { "Таких предложений нет", "No such offers" }
    pub no_offers_text() { "За последние четыре недели ничего не нашлось.", "Nothing in the last four weeks." }
    pub all_partners() { "Показать всех партнёров", "Show all partners" }
    pub lead() { "Лид", "Lead" }
    pub region() { "Регион", "Region" }
    pub offered() { "Предложен", "Offered" }
    pub accepted() { "Принят", "Accepted" }
    pub ended() { "Срок вышел", "Ended" }
    pub wave() { "Волна", "Wave" }
    pub to_start() { "До старта", "To start" }
    pub not_started() { "не начат", "not started" }
    pub start_awaited() { "ждём контакта", "contact awaited" }
    pub given_back() { "вернул", "given back" }
    pub origin() { "Чей клиент", "Whose client" }
    pub any_origin() { "Все", "All" }
    pub vendor_lead() { "Лид вендора", "Vendor's lead" }
    pub own_deal() { "Свой клиент", "Own client" }
    pub vendor_leads() { "Лиды вендора", "Vendor's leads" }
    pub own_deals() { "Свои сделки партнёров", "Partners' own" }
    pub started_in_time() { "Начаты в срок", "Started in time" }
    pub paused_for_it() { "На паузе", "Paused" }
    pub no_deals() { "Закрытых сделок пока нет", "No closed deals yet" }
    pub no_deals_text() { "За последние четыре недели партнёры ничего не закрыли.", "Partners closed nothing in the last four weeks." }
    pub deal() { "Сделка", "Deal" }
    pub result() { "Итог", "Result" }
    pub is_won() { "выиграна", "won" }
    pub is_lost() { "проиграна", "lost" }
    pub sum() { "Сумма", "Value" }
    pub closed() { "Закрыта", "Closed" }
    pub no_debt() { "Долгов нет", "No debts" }
    pub no_debt_text() { "Каждый, кто получает лиды, приводит и своих клиентов.", "Everybody who receives leads also brings clients." }
    pub standing() { "Состояние", "Standing" }
    pub won_leads() { "Выиграл лидов", "Leads won" }
    pub brought() { "Привёл своих", "Own deals" }
    pub owes() { "Долг", "Owes" }
    pub when() { "Срок", "When" }
    pub pay_until(day: impl std::fmt::Display) { "закрыть до {day}", "due {day}" }
    pub until(moment: impl std::fmt::Display) { "до {moment}", "until {moment}" }
    pub set_aside() { "Отложить паузу", "Set aside" }
    pub back() { "Отмена", "Cancel" }
    pub debts() { "Партнёры с долгом", "Partners in debt" }
    grace() { "льготный срок", "in grace" }
    running() { "срок идёт", "running" }
    on_pause() { "на паузе", "paused" }
    aside() { "пауза снята", "set aside" }
    settled() { "пауза прошла", "settled" }
    no_contract() { "договор не действует", "no contract in force" }
    no_users() { "некому войти: нет людей", "nobody can sign in" }
    no_certificate() { "нет допуска ни к одному продукту", "may sell no product" }
    never_offered() { "ни разу не получил лида", "never offered a lead" }
    not_offered_lately() { "давно не получал лидов", "offered nothing lately" }
    ignores(ignored: impl std::fmt::Display, offered: impl std::fmt::Display) { "не отвечает: {ignored} из {offered}", "ignores: {ignored} of {offered}" }
    declines(declined: impl std::fmt::Display, offered: impl std::fmt::Display) { "отказывается: {declined} из {offered}", "declines: {declined} of {offered}" }
    newcomer(days: impl std::fmt::Display) { "новичок, дней в сети: {days}", "new, days in the network: {days}" }
    waiting() { "ещё не ответил", "has not answered yet" }
    pause_of(kind: impl std::fmt::Display) { "пауза: {kind}", "paused: {kind}" }
    by_reciprocity() { "не приводит своих", "brings nothing" }
    by_ignoring() { "не отвечал", "ignored offers" }
    by_quality() { "качество", "quality" }
    by_vendor() { "приостановлен вендором", "suspended by the vendor" }
    by_holiday() { "отпуск", "holiday" }
    check_contract() { "Проверить договор", "Check the contract" }
    invite() { "Пригласить людей", "Invite people" }
    see_pause() { "Посмотреть паузу", "See the pause" }
    certify() { "Обучить и дать допуск", "Train and certify" }
    check_reach() { "Проверить территории и допуски", "Check territories and products" }
    talk() { "Поговорить: что мешает", "Ask what is in the way" }
    help_start() { "Помочь с первым лидом", "Help with the first lead" }
    see() { "Открыть партнёра", "Open the partner" }
    pub list_active() { "Кто спит и почему", "Who sleeps, and why" }
    pub list_start() { "Принятые лиды и время до контакта", "Accepted leads and time to contact" }
    pub list_ignored() { "Предложения без ответа", "Offers without an answer" }
    pub list_won() { "Закрытые сделки", "Closed deals" }
    pub list_debt() { "Кто должен и до какого дня", "Who owes, and until when" }
    accepted_lead() { "принял лид", "accepted a lead" }
    contacted() { "связался с клиентом", "contacted a client" }
    opened() { "открыл сделку", "opened a deal" }
    registered() { "зарегистрировал сделку", "registered a deal" }
    won() { "выиграл сделку", "won a deal" }
    lost() { "проиграл сделку", "lost a deal" }
}

/// What leads to the list of a number.
pub fn open_list(lang: impl Into<Lang>, id: MeasureId) -> String {
    let lang = lang.into();
    match id {
        MeasureId::Active => list_active(lang),
        MeasureId::Start => list_start(lang),
        MeasureId::Ignored => list_ignored(lang),
        MeasureId::Won => list_won(lang),
        MeasureId::Debt => list_debt(lang),
    }
}

/// The name of what stands beside a number.
pub fn beside(lang: impl Into<Lang>, name: &str) -> String {
    let lang = lang.into();
    match name {
        "started_in_time" => started_in_time(lang),
        "vendor_leads" => vendor_leads(lang),
        "own_deals" => own_deals(lang),
        _ => paused_for_it(lang),
    }
}

/// How a debt stands.
pub fn debt_state(lang: impl Into<Lang>, state: DebtState) -> String {
    let lang = lang.into();
    match state {
        DebtState::Grace => grace(lang),
        DebtState::Running => running(lang),
        DebtState::Paused => on_pause(lang),
        DebtState::SetAside => aside(lang),
        DebtState::Settled => settled(lang),
    }
}

/// Why a partner sleeps, in words.
pub fn reason(lang: Lang, reason: &Reason) -> String {
    match *reason {
        Reason::NoContract => no_contract(lang),
        Reason::NoUsers => no_users(lang),
        Reason::Paused { kind, .. } => pause_of(lang, pause_kind(lang, kind)),
        Reason::NoCertificate => no_certificate(lang),
        Reason::NeverOffered => never_offered(lang),
        Reason::NotOfferedLately => not_offered_lately(lang),
        Reason::Ignores { offered, ignored } => ignores(lang, ignored, offered),
        Reason::Declines { offered, declined } => declines(lang, declined, offered),
        Reason::New { days } => newcomer(lang, days),
        Reason::Waiting => waiting(lang),
    }
}

fn pause_kind(lang: Lang, kind: PauseKind) -> String {
    match kind {
        PauseKind::Reciprocity => by_reciprocity(lang),
        PauseKind::Ignoring => by_ignoring(lang),
        PauseKind::Quality => by_quality(lang),
        PauseKind::Holiday => by_holiday(lang),
        PauseKind::Suspended => by_vendor(lang),
    }
}

/// What would wake a partner.
pub fn step(lang: Lang, reason: Option<&Reason>) -> String {
    match reason {
        Some(Reason::NoContract) => check_contract(lang),
        Some(Reason::NoUsers) => invite(lang),
        Some(Reason::Paused { .. }) => see_pause(lang),
        Some(Reason::NoCertificate) => certify(lang),
        Some(Reason::NeverOffered | Reason::NotOfferedLately) => check_reach(lang),
        Some(Reason::Ignores { .. } | Reason::Declines { .. }) => talk(lang),
        Some(Reason::New { .. }) => help_start(lang),
        Some(Reason::Waiting) | None => see(lang),
    }
}

/// A commercial event, in words.
pub fn event(lang: Lang, name: &str) -> String {
    match name {
        "offer.accepted" => accepted_lead(lang),
        "offer.started" => contacted(lang),
        "deal.opened" => opened(lang),
        "deal.registered" => registered(lang),
        "deal.won" => won(lang),
        "deal.lost" => lost(lang),
        other => other.to_owned(),
    }
}
