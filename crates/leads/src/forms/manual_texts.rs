//! What the page says on which a lead is taken in by hand.

platform::texts! {
    pub title() { "Новый лид", "New lead" }
    pub leads() { "Лиды", "Leads" }
    pub taken() { "Лид принят", "The lead is taken in" }
    pub touched() { "Такой лид уже открыт: добавили обращение", "Such a lead is open: a touch was added" }
    pub client() { "Клиент", "Client" }
    pub person() { "Контакт", "Contact" }
    pub interest() { "Интерес", "Interest" }
    pub urgency() { "Срочность", "Urgency" }
    pub hot() { "Горячий", "Hot" }
    pub normal() { "Обычный", "Normal" }
    pub cold() { "Холодный", "Cold" }
    pub source() { "Источник", "Source" }
    pub consent() { "Клиент согласен на передачу партнёрам", "The client agrees to be passed to partners" }
    pub consent_hint() { "Без согласия лид не увидит ни один партнёр", "Without consent no partner sees the lead" }
    pub take() { "Принять лид", "Take the lead in" }
    pub open_already() { "У этого клиента уже есть открытый лид", "This client has an open lead already" }
    pub open_text() { "Новый не появится: обращение добавится к нему", "No new one appears: a touch is added to it" }
    pub open_it() { "Открыть", "Open it" }
    pub known_client() { "Клиент уже известен", "The client is known" }
    pub known_text() { "Открытых лидов у него нет", "It has no open leads" }
}
