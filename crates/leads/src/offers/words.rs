//! The words of each situation: what is the case, and what comes next.

use kit::Lang;

use super::situation::SituationCode as S;

type Text = fn(Lang) -> String;

/// What is the case, and what comes next.
pub(super) fn of(code: S, lang: Lang) -> (String, String) {
    let (text, next): (Text, Text) = match code {
        S::ConsentNeeded => (consent_needed, ask_consent),
        S::Nurture => (nurture, ripen),
        S::WaitingForAnswers => (waiting_for_answers, next_wave_follows),
        S::OnePartnerAlone => (one_partner_alone, next_wave_follows),
        S::Protected => (protected, desk_follows),
        S::GivenByHand => (given_by_hand, desk_follows),
        S::WaitingForStart => (waiting_for_start, start_or_next),
        S::NextWaveLater => (next_wave_later, nothing_to_do),
        S::InWork => (in_work, nothing_to_do),
        S::Silent => (silent, call_partner),
        S::NobodyCovers => (nobody_covers, find_partner),
        S::EverybodyFull => (everybody_full, wait_or_give),
        S::EverybodyPaused => (everybody_paused, wait_or_give),
        S::NobodyEligible => (nobody_eligible, wait_or_give),
        S::NobodyReached => (nobody_reached, check_users),
        S::OwnerCannotBeAsked => (owner_cannot_be_asked, settle_owner),
        S::OwnerDidNotTake => (owner_did_not_take, call_owner),
        S::WavesSpent => (waves_spent, wait_or_give),
        S::Flood => (flood, look_at_flood),
        S::Won => (won, nothing_to_do),
        S::Lost => (lost, nothing_to_do),
        S::Closed => (closed, nothing_to_do),
    };
    (text(lang), next(lang))
}

platform::texts! {
    consent_needed() { "Клиент не разрешил передавать данные партнёрам", "The client has not agreed to be passed on to partners" }
    ask_consent() { "Свяжитесь с клиентом и запишите согласие: лид сразу уйдёт партнёрам", "Talk to the client and record the consent: the lead goes out at once" }
    nurture() { "Лид не созрел и партнёрам не предлагается", "The lead is not ripe and is offered to nobody" }
    ripen() { "Когда потребность станет ясной, повысьте класс с причиной", "Once the need is clear, raise its grade with a reason" }
    waiting_for_answers() { "Партнёры получили предложение, ждём ответа", "Partners have the offer, and have time to answer" }
    one_partner_alone() { "Подходит один партнёр, ждём его ответа", "One partner alone passes the gates, and has time to answer" }
    next_wave_follows() { "Если никто не начнёт работу, сама уйдёт следующая волна", "If nobody starts, the next wave goes out by itself" }
    protected() { "Клиент закреплён за партнёром: спрашиваем только его", "The client is a partner's: that one alone is asked" }
    given_by_hand() { "Лид отдан одному партнёру вручную, ждём ответа", "The lead was given to one partner by hand, and waits for the answer" }
    desk_follows() { "Если партнёр не возьмёт лид, решать будет диспетчер лидов", "If the partner does not take it, the lead desk decides" }
    waiting_for_start() { "Партнёр взял лид и должен связаться с клиентом", "A partner accepted and has to contact the client" }
    start_or_next() { "Без контакта в срок лид уйдёт следующим", "Without a contact in time the lead goes to the next" }
    next_wave_later() { "Следующая волна уйдёт в рабочее время", "The next wave goes out in working time" }
    nothing_to_do() { "Делать ничего не нужно", "There is nothing to do" }
    in_work() { "Партнёр работает с клиентом", "A partner works with the client" }
    silent() { "Партнёр начал работу и давно не отчитывался", "The partner started and has not reported for long" }
    call_partner() { "Спросите партнёра, что с клиентом; можно отозвать лид", "Ask the partner how the client is; the lead can be taken back" }
    nobody_covers() { "Ни один партнёр не закрывает регион, продукт и размер клиента", "No partner covers the client's region, product and size" }
    find_partner() { "Отдайте лид вручную соседнему партнёру или найдите нового", "Give it by hand to a partner nearby, or find a new one" }
    everybody_full() { "Все подходящие партнёры загружены полностью", "All partners that cover it have as much work as they may have" }
    everybody_paused() { "Все подходящие партнёры на паузе", "All partners that cover it are paused" }
    nobody_eligible() { "Ни один партнёр не проходит условия", "No partner passes the gates" }
    wait_or_give() { "Отправьте ещё раз, когда кто-то освободится, или отдайте вручную с причиной", "Distribute it again once somebody is free, or give it by hand with a reason" }
    nobody_reached() { "Предложения не дошли: у партнёров нет действующих пользователей или почта не принята", "The offers reached nobody: the partners have no active users, or their mail bounced" }
    check_users() { "Проверьте пользователей и почту этих партнёров и отправьте лид ещё раз", "Look at the users and mail of these partners, and distribute the lead again" }
    owner_cannot_be_asked() { "Партнёр этого клиента сейчас не может получить лид", "The client's partner cannot be asked now" }
    settle_owner() { "Закройте его сделку, если партнёр ушёл, и отправьте лид ещё раз", "Close its deal if the partner has left, and distribute the lead again" }
    owner_did_not_take() { "Единственный партнёр, которому предложили лид, его не взял", "The one partner that was asked did not take it" }
    call_owner() { "Позвоните партнёру; без него лид не уйдёт к другим, пока клиент закреплён", "Call the partner; the lead goes to nobody else while the client is its own" }
    waves_spent() { "Все волны прошли, с клиентом никто не работает", "All waves went out, and nobody works with the client" }
    flood() { "С одного адреса пришло слишком много заявок, лид придержан: похоже на робота", "Too many requests came from one address, so the lead is held back: it looks like a robot's" }
    look_at_flood() { "Посмотрите заявку: если она настоящая, отправьте её партнёрам, если нет — закройте", "Look at the request: if it is real, distribute it, if not, close it" }
    won() { "Сделка выиграна", "Won" }
    lost() { "Сделка проиграна", "Lost" }
    closed() { "Лид закрыл диспетчер лидов", "Closed by the lead desk" }
}
