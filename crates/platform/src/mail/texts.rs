//! Texts of mail itself; what a letter says stands beside what it is about.

crate::texts! {
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
