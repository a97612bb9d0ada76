//! Texts of mail itself; what a letter says stands beside what it is about.

use kit::Lang;

use super::MailState;

/// Where a letter stands, in words.
pub fn state(lang: Lang, state: MailState) -> String {
    match state {
        MailState::Waiting => waiting(lang),
        MailState::Sent => sent(lang),
        MailState::Dead => dead(lang),
        MailState::Bounced => bounced(lang),
        MailState::Expired => expired(lang),
    }
}

crate::texts! {
    pub letters() { "Письма", "Letters" }
    pub letter() { "Письмо", "Letter" }
    pub state_head() { "Состояние", "State" }
    pub any_state() { "Любое", "Any" }
    pub tried() { "Попыток", "Tries" }
    pub written() { "Написано", "Written" }
    pub next_try() { "следующая попытка", "next try" }
    pub send_again() { "Отправить ещё раз", "Send again" }
    pub is_retried() { "Письмо снова в очереди", "The letter waits to be sent again" }
    pub no_letters() { "Писем нет", "No letters" }
    pub no_letters_text() { "Здесь видно, что ушло, что ждёт и что почтовый сервер вернул.", "This shows what went out, what waits, and what the mail server returned." }
    waiting() { "Ждёт отправки", "Waits" }
    sent() { "Отправлено", "Sent" }
    dead() { "Не удалось", "Failed" }
    bounced() { "Вернулось", "Came back" }
    expired() { "Опоздало", "Too late" }
    pub why_sent(sender: &str) { "Это письмо отправила программа «{sender}», потому что вы в ней участвуете.", "The program “{sender}” has sent this mail because you take part in it." }
    pub switch_off() { "Настроить письма", "Choose which mails to get" }
    pub sent_already() { "Это письмо уже отправлено или ещё ждёт отправки", "This mail has been sent, or still waits to be" }
    pub outbox() { "Письма демо", "Mail of the demo" }
    pub outbox_over() { "Наружу ничего не уходит: все письма здесь", "Nothing leaves this machine: every letter is here" }
    pub outbox_to() { "Кому: адрес целиком", "To: the whole address" }
    pub outbox_empty() { "Писем пока нет", "No letters yet" }
    pub outbox_empty_text() { "Когда партнёру придёт предложение, письмо появится здесь.", "When a partner gets an offer, its letter appears here." }
    pub not_a_report() { "Это не отчёт о доставке или он не о нашем письме", "This is no report of delivery, or not of a mail of ours" }
}
