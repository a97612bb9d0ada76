//! Texts of the vendor's pages of leads.

use kit::Lang;
use serde_json::Value;

use crate::intake::{LeadStage, api::LeadAnswers};

platform::texts! {
    pub leads() { "Лиды", "Leads" }
    pub new_lead() { "Новый лид", "New lead" }
    pub words() { "Клиент, телефон, слова", "Client, phone, words" }
    pub state_head() { "Состояние", "State" }
    pub product() { "Продукт", "Product" }
    pub region() { "Регион", "Region" }
    pub source() { "Источник", "Source" }
    pub grade() { "Грейд", "Grade" }
    pub order() { "Порядок", "Order" }
    newest() { "Сначала новые", "Newest first" }
    oldest() { "Сначала старые", "Oldest first" }
    pub show() { "Показать", "Show" }
    pub reset() { "Сбросить", "Reset" }
    pub export() { "Выгрузить", "Export" }
    pub client() { "Клиент", "Client" }
    pub answers() { "Партнёры", "Partners" }
    nobody_started() { "никто не начал", "nobody began" }
    somebody_ignored() { "кто-то не ответил", "somebody let it pass" }
    pub value() { "Сумма", "Value" }
    pub came() { "Пришёл", "Came" }
    pub hot() { "горячий", "hot" }
    pub choose_all() { "Выбрать все", "Choose all" }
    pub choose_leads() { "Отметьте хотя бы один лид", "Choose at least one lead" }
    pub one_reason() { "Причина для выбранных", "The reason, for all that are chosen" }
    pub again() { "Распределить заново", "Distribute again" }
    pub withdraw() { "Отозвать предложения", "Take offers back" }
    pub close() { "Закрыть лид", "Close the lead" }
    pub bulk_done(done: impl std::fmt::Display, left: impl std::fmt::Display) { "Сделано: {done}. Нельзя было сделать: {left}.", "Done: {done}. Could not be done: {left}." }
    pub nothing_found() { "Ничего не нашлось", "Nothing found" }
    pub nothing_found_text() { "Под эти условия не подходит ни один лид.", "No lead fits these conditions." }
    pub no_leads() { "Лидов пока нет", "No leads yet" }
    pub no_leads_text() { "Лиды приходят с формы, по API и из файла. Первый можно завести руками.", "Leads come by the form, by API and from a file. The first can be entered by hand." }
    pub why() { "Почему эти партнёры", "Why these partners" }
    pub why_title() { "Почему именно эти партнёры", "Why these partners" }
    pub to_answer() { "На ответ", "To answer" }
    pub to_start() { "До первого контакта", "To the first contact" }
    has_started(count: usize) { "начали: {count}", "started: {count}" }
    has_accepted(count: usize) { "приняли: {count}", "accepted: {count}" }
    has_waiting(count: usize) { "ждём ответа: {count}", "waiting: {count}" }
    has_asleep(count: usize) { "спят: {count}", "asleep: {count}" }
    has_refused(count: usize) { "отказались: {count}", "declined: {count}" }
    pub nobody_asked() { "Партнёров ещё не спрашивали", "No partner was asked yet" }
    step_by_hand() { "Отдан вручную", "Given by hand" }
    step_protected() { "Партнёру, чей это клиент", "To the partner whose client it is" }
    pub given_by(who: &str, reason: &str) { "Отдал вручную: {who}. Причина: {reason}", "Given by hand by {who}. The reason: {reason}" }
    wave(number: impl std::fmt::Display) { "Волна {number}", "Wave {number}" }
    pub from_offer_to_contact() { "от предложения до контакта", "from offer to contact" }
    pub silent_since() { "Молчит с", "Silent since" }
    pub was_offered() { "Предложен", "Offered" }
    pub was_viewed() { "Открыл", "Viewed" }
    pub was_accepted() { "Принял", "Accepted" }
    pub was_started() { "Начал", "Started" }
    pub report_due() { "Отчёт до", "Report due" }
    pub contacts() { "Контакты", "Contacts" }
    pub ignored_in_all() { "Без ответа за всё время", "Ignored ever" }
    pub take_back() { "Отозвать предложение", "Take the offer back" }
    pub remind() { "Напомнить партнёру", "Remind the partner" }
    pub was_reminded() { "Партнёр получит напоминание", "The partner is reminded" }
    pub did_remind() { "напомнили о работе", "was reminded of its work" }
    pub take_away() { "Забрать лид у партнёра", "Take the lead away from it" }
    pub goes_on() { "Если больше никто не работает с лидом, он сразу уйдёт следующей волне или вернётся к вам, и его можно будет отдать партнёру.", "If nobody else works on the lead, it goes to the next wave at once, or comes back to you, and you can give it to a partner." }
    pub in_work_help() { "Партнёр молчит? Напомните ему; не поможет — заберите лид: он уйдёт следующей волне, или отдайте его партнёру сами.", "Is a partner silent? Remind it; if that does not help, take the lead away: it goes to the next wave, or you give it to a partner yourself." }
    pub take_back_text() { "Партнёр больше не сможет принять лид. Причину увидят на доске.", "The partner can no longer accept the lead. The board shows the reason." }
    pub was_taken_back() { "Предложение отозвано", "The offer is taken back" }
    pub desk() { "Что сделать", "What to do" }
    pub why_again() { "Почему ещё раз", "Why once more" }
    pub goes_again() { "Лид снова распределяется", "The lead is distributed again" }
    pub give_by_hand() { "Отдать партнёру", "Give to a partner" }
    pub give() { "Отдать", "Give" }
    pub give_text() { "Лид получит один партнёр, остальные предложения будут отозваны.", "One partner gets the lead; the other offers are taken back." }
    pub published() { "Причина публикуется в отчёте о нейтральности.", "The neutrality report publishes the reason." }
    pub set_gates_aside() { "Обойти закрытые условия выбранного партнёра", "Set the closed gates of the chosen partner aside" }
    pub may_be_set_aside(count: usize) { "Можно отдать, только если обойти условия: {count}", "Can be given only when gates are set aside: {count}" }
    pub which_gates() { "Обойти можно паузу, территорию, размер и отрасль, загрузку, дежурство и прежний ответ по этому лиду. Договор, сертификат, чужого клиента и запрет клиента — никогда.", "A pause, the territory, size and industry, the load, duty and an earlier answer on this lead can be set aside. The contract, the certificate, another partner's client and a client's refusal never can." }
    pub was_given() { "Лид отдан партнёру", "The lead is given" }
    pub how_answered() { "Как ответили клиенту", "How the client was answered" }
    pub we_answered() { "Мы ответили клиенту", "We answered the client" }
    pub was_answered() { "Ответ записан", "The answer is recorded" }
    pub why_close() { "Почему", "Why" }
    pub in_words() { "Словами", "In words" }
    pub was_closed() { "Лид закрыт", "The lead is closed" }
    close_spam() { "Это не запрос", "No request at all" }
    close_client() { "Клиент передумал", "The client no longer wants it" }
    close_direct() { "Ведём сами", "We handle it ourselves" }
    close_other() { "Другое", "Something else" }
    pub reason() { "Причина", "Reason" }
    pub cancel() { "Отмена", "Cancel" }
    pub consent_text() { "Версия текста и как клиент согласился", "The version of the text, and how the client agreed" }
    pub consent_hint() { "Например: v2, письмом 12 июня.", "For example: v2, by letter on 12 June." }
    pub record_consent() { "Записать согласие", "Record the consent" }
    pub was_consent() { "Согласие записано", "The consent is recorded" }
    pub take_consent() { "Клиент отозвал согласие", "The client no longer agrees" }
    pub take_consent_text() { "Все предложения будут отозваны, контакт скроется.", "All offers are taken back, and the contact is hidden." }
    pub was_no_consent() { "Отзыв согласия записан", "Recorded: the client no longer agrees" }
    pub ripe() { "Лид созрел", "The lead is ripe" }
    pub why_ripe() { "Что изменилось", "What has changed" }
    pub was_ripe() { "Лид квалифицирован", "The lead is qualified" }
    pub exclusions() { "Кого клиент не хочет", "Whom the client does not want" }
    pub exclude() { "Исключить партнёра", "Exclude a partner" }
    pub exclude_text() { "Этому партнёру не предложат лиды клиента. Причину видит только вендор.", "This partner is not offered leads of the client. The vendor alone sees the reason." }
    pub was_excluded() { "Партнёр исключён для этого клиента", "The partner is excluded for this client" }
    pub admit() { "Допустить", "Admit" }
    pub was_admitted() { "Партнёр снова допущен", "The partner is admitted again" }
    pub rated(rating: u8) { "Оценка лида: {rating} из 5", "The lead is rated {rating} of 5" }
    pub time_line() { "Как было дело", "What happened" }
    pub the_lead() { "Запрос", "The request" }
    pub size() { "Размер", "Size" }
    pub again_and_again() { "Обращения", "Touches" }
    pub contact() { "Кому звонить", "Whom to call" }
    pub person() { "Имя", "Name" }
    pub phone() { "Телефон", "Phone" }
    pub email() { "Почта", "E-mail" }
    pub promised() { "Обещан ответ", "Answer promised" }
    pub answered_at() { "ответили", "answered" }
    pub did_view() { "открыл предложение", "opened the offer" }
    pub did_accept() { "принял лид", "accepted the lead" }
    pub partner() { "Партнёр", "Partner" }
    pub answer() { "Ответ", "Answer" }
    pub gates() { "Условия", "Gates" }
    pub place() { "Место", "Place" }
    pub fair_share() { "Доля", "Fair share" }
    pub received(days: i64) { "Получил за {days} дней", "Received in {days} days" }
    pub ahead_by() { "Впереди на", "Ahead by" }
    pub charge() { "Отодвинут на", "Moved back" }
    pub draw() { "Жребий", "Draw" }
    pub why_legend() { "Кто меньше ушёл вперёд, стоит раньше; из начала очереди выбирает жребий: чем он меньше, тем раньше. Единица в «Впереди на» и «Отодвинут на» — обычный лид при обычной доле; отодвигает только первая волна. Доля — часть лидов сегмента, которая причитается партнёру; «получил» считает предложения этого же продукта, региона и размера и на выбор не влияет.", "Who has run ahead less stands first; among the head of the queue a draw decides, the smaller the sooner. 1 in “Ahead by” and “Moved back” is an ordinary lead at an ordinary share; only the first wave moves a partner back. The share is the part of the segment's leads that is due to a partner; “received” counts offers of the same product, region and size, and decides nothing." }
    pub nobody() { "Ответить некому: у партнёра нет ни одного сотрудника в Artel.", "Nobody can answer: the partner has no people in Artel." }
    pub invite() { "Пригласить", "Invite" }
    pub pause_waits() { "Пауза здесь не действует", "Its pause is not in force here" }
    pub outside(count: usize) { "Не могли получить этот лид: {count}", "Could not be asked: {count}" }
    pub may_not_be_given(count: usize) { "Нельзя отдать: {count}", "Cannot be given: {count}" }
    pub is_chosen() { "выбран", "chosen" }
    pub not_chosen() { "не выбран", "not chosen" }
    pub all_open() { "все выполнены", "all open" }
    pub chosen_count(k: impl std::fmt::Display) { "выбрано: {k}", "chosen: {k}" }
    pub replayed() { "пересчитано, совпало", "replayed, the same" }
    pub not_replayed() { "пересчёт не совпал", "the replay differs" }
    pub nothing_decided() { "Лид ещё не распределялся", "Not distributed yet" }
    pub nothing_decided_text() { "Как только уйдёт первая волна, здесь будет видно, кого выбрали и почему.", "As soon as the first wave goes out, this shows who was chosen and why." }
    at_desk() { "Нужно решение", "Needs a decision" }
    consent_needed() { "Нужно согласие", "Consent needed" }
    nurture() { "Прогрев", "Nurture" }
    distributing() { "Распределяется", "Distributing" }
    in_work() { "В работе", "In work" }
    won() { "Выигран", "Won" }
    lost() { "Проигран", "Lost" }
    withdrawn() { "Закрыт", "Closed" }
    ev_received() { "Лид пришёл", "The lead came" }
    pub came_again() { "Клиент обратился ещё раз", "The client came again" }
    ev_wave(number: impl std::fmt::Display, k: impl std::fmt::Display) { "Волна {number}: предложено партнёрам {k}", "Wave {number}: offered to {k}" }
    ev_in_work() { "Партнёры работают", "Partners are at work" }
    ev_exhausted() { "Никто не взял: решает диспетчер лидов", "Nobody took it: the desk decides" }
    ev_given() { "Отдан партнёру вручную", "Given by hand" }
    ev_again() { "Распределяется заново", "Distributed again" }
    ev_qualified() { "Квалифицирован", "Qualified" }
    ev_consent() { "Получено согласие", "Consent given" }
    ev_consent_gone() { "Согласие отозвано", "Consent withdrawn" }
    ev_answered() { "Клиенту ответили", "The client was answered" }
    ev_closed() { "Лид закрыт", "Closed" }
    ev_won() { "Выигран", "Won" }
    ev_lost() { "Проигран", "Lost" }
}

/// A number of partners, in words.
pub type Counted = fn(Lang, usize) -> String;
/// Those that started.
pub const STARTED: Counted = has_started;
/// Those that accepted.
pub const ACCEPTED: Counted = has_accepted;
/// Those whose answer is awaited.
pub const WAITING: Counted = has_waiting;
/// Those that sleep.
pub const ASLEEP: Counted = has_asleep;
/// Those that declined.
pub const REFUSED: Counted = has_refused;

/// The name of a state.
pub fn state(lang: Lang, state: LeadStage) -> String {
    match state {
        LeadStage::ConsentNeeded => consent_needed(lang),
        LeadStage::Nurture => nurture(lang),
        LeadStage::Distributing => distributing(lang),
        LeadStage::InWork => in_work(lang),
        LeadStage::Exhausted => at_desk(lang),
        LeadStage::Won => won(lang),
        LeadStage::Lost => lost(lang),
        LeadStage::Withdrawn => withdrawn(lang),
    }
}

/// What a step of distribution is called: a wave, or to whom the lead went past the queue.
pub fn step_name(lang: Lang, mark: Option<&str>, number: u32) -> String {
    match mark {
        Some("given_by_hand") => step_by_hand(lang),
        Some("protected") => step_protected(lang),
        _ => wave(lang, number),
    }
}

/// The grades, as a filter offers them.
pub fn grades() -> Vec<(String, String)> {
    ["A", "B", "C"].map(|grade| (grade.to_owned(), grade.to_owned())).to_vec()
}

/// The grades with which a lead goes out.
pub fn offered_grades() -> Vec<(String, String)> {
    ["A", "B"].map(|grade| (grade.to_owned(), grade.to_owned())).to_vec()
}

/// The orders of the list.
pub fn orders(lang: impl Into<Lang>) -> Vec<(String, String)> {
    let lang = lang.into();
    vec![("newest".to_owned(), newest(lang)), ("oldest".to_owned(), oldest(lang))]
}

/// How partners answered, as the filter offers it.
pub fn answer_choices(lang: impl Into<Lang>) -> Vec<(String, String)> {
    let lang = lang.into();
    let choices =
        [(LeadAnswers::NobodyStarted, nobody_started(lang)), (LeadAnswers::SomebodyIgnored, somebody_ignored(lang))];
    choices.map(|(answers, words)| (answers.code().to_owned(), words)).into()
}

/// Why a lead is closed, as the form offers it.
pub fn close_kinds(lang: impl Into<Lang>) -> Vec<(String, String)> {
    let lang = lang.into();
    let kinds = [
        ("spam", close_spam(lang)),
        ("client_asked", close_client(lang)),
        ("direct_handling", close_direct(lang)),
        ("other", close_other(lang)),
    ];
    kinds.map(|(code, text)| (code.to_owned(), text)).to_vec()
}

/// Why something happened to a lead: as it was written, or the kind of a closure with its words.
pub fn reason_of(lang: Lang, event: &str, reason: &Value) -> String {
    if let Some(words) = reason.as_str() {
        // Why nobody took it stands in the situation of the lead, in words.
        return if event == "lead.exhausted" { String::new() } else { words.to_owned() };
    }
    let code = reason["reason"].as_str().unwrap_or_default();
    let kind = close_kinds(lang).into_iter().find(|(known, _)| known == code).map(|(_, text)| text);
    let words = reason["text"].as_str().filter(|words| !words.is_empty()).map(str::to_owned);
    kind.into_iter().chain(words).collect::<Vec<_>>().join(": ")
}

/// The heads of the exported columns.
pub fn columns(lang: Lang) -> [String; 12] {
    let names = match lang {
        Lang::Ru => "Номер;Пришёл;Клиент;Состояние;Продукт;Регион;Город;Грейд;Срочность;Источник;Сумма;Запрос",
        Lang::En => "Id;Came;Client;State;Product;Region;City;Grade;Urgency;Source;Value;Need",
    };
    let mut names = names.split(';').map(str::to_owned);
    std::array::from_fn(|_| names.next().unwrap_or_default())
}

/// An event of a lead in words; none for what the time line leaves out.
pub fn lead_event(lang: Lang, name: &str, data: &Value) -> Option<String> {
    Some(match name {
        "lead.received" => ev_received(lang),
        // That it was given by hand is an event of its own.
        "lead.wave_sent" if data["mark"] == "given_by_hand" => return None,
        "lead.wave_sent" if data["mark"] == "protected" => step_protected(lang),
        "lead.wave_sent" => ev_wave(lang, data["wave"].as_i64().unwrap_or(1), data["k"].as_i64().unwrap_or(0)),
        "lead.in_work" => ev_in_work(lang),
        "lead.exhausted" => ev_exhausted(lang),
        "lead.given_by_hand" => ev_given(lang),
        "lead.redistributed" => ev_again(lang),
        "lead.qualified" => ev_qualified(lang),
        "lead.consent_given" => ev_consent(lang),
        "lead.consent_withdrawn" => ev_consent_gone(lang),
        "lead.first_answered" | "lead.answered_by_vendor" => ev_answered(lang),
        "lead.closed" => ev_closed(lang),
        "lead.won" => ev_won(lang),
        "lead.lost" => ev_lost(lang),
        _ => return None,
    })
}
