//! Texts of deals.

use jiff::tz::TimeZone;
use kit::Lang;
use platform::web::format::dated;

use super::Uncounted;

/// Why an own deal does not count, in words; days in a zone.
pub fn why_not_counted(lang: Lang, why: &Uncounted, zone: &TimeZone) -> String {
    let at = why.at.map(|at| dated(lang, at.timestamp().to_zoned(zone.clone()).date())).unwrap_or_default();
    match why.code.as_str() {
        "client_in_vendor_lead" => in_vendor_lead(lang, &at),
        "identity_failed" => identity_failed(lang),
        "withdrawn_early" => withdrawn_early(lang, &at),
        _ => inspection_failed(lang, &at),
    }
}

kit::codes! {
    /// Why a deal ended by itself: kept in place of a person's words, said in the language of the reader.
    pub enum Ended {
        /// The client chose another partner.
        ClientChoseAnother = "client_chose_another",
        /// The lead was given or taken back.
        LeadWent = "lead_went",
        /// The partner has left the network.
        PartnerLeft = "partner_left",
    }
}

/// The words of a deal for a reader: what a person wrote, or why it ended by itself.
pub fn words(lang: Lang, kept: String) -> String {
    match Ended::ALL.iter().find(|why| why.code() == kept) {
        Some(Ended::ClientChoseAnother) => chose_another(lang),
        Some(Ended::LeadWent) => lead_went(lang),
        Some(Ended::PartnerLeft) => partner_left(lang),
        None => kept,
    }
}

platform::texts! {
    pub no_more_deals() { "Партнёр ушёл из сети: новых сделок и закреплений у него не будет", "The partner has left the network: it gets no new deals and no clients" }
    pub sum_above_zero() { "Сумма должна быть больше нуля", "The sum must be above zero" }
    pub sum_needed() { "Впишите сумму договора: до сих пор её не называли", "Enter the sum of the contract: none was named so far" }
    pub sum_changed(before: &str, after: &str) { "Сумма: было {before}, стало {after}", "The sum: {before} before, {after} now" }
    pub sum_named(after: &str) { "Названа сумма: {after}", "The sum was named: {after}" }
    pub was_voided() { "Эта сделка уже засчитывалась и была снята: простите победы в ответе на возражение", "This deal had counted and was voided: forgive wins in the answer to an appeal" }
    pub kind_counted() { "Директор засчитал вашу сделку", "A director counts your deal" }
    pub counted_heading(title: &str) { "Засчитана как своя: {title}", "Counts as your own: {title}" }
    pub counted_note(reason: &str) { "Так решил директор. Причина: {reason}", "A director decided so. The reason: {reason}" }
    in_vendor_lead(at: &str) { "Не засчитана: клиент был в лиде вендора от {at}", "It does not count: the client was in a lead of the vendor of {at}" }
    identity_failed() { "Не засчитана: клиент не подтверждён", "It does not count: the client could not be confirmed" }
    withdrawn_early(at: &str) { "Не засчитана: отозвана {at}, слишком рано", "It does not count: it was withdrawn too early, on {at}" }
    inspection_failed(at: &str) { "Не засчитана: не прошла проверку {at}", "It does not count: it failed an inspection on {at}" }
    pub task_registration() { "Одобрить или отклонить клиента, которого заявил партнёр", "Approve or refuse a client that a partner registered" }
    chose_another() { "Клиент выбрал другого партнёра", "The client chose another partner" }
    pub kind_approved() { "Ваша сделка принята", "Your deal is accepted" }
    pub kind_refused() { "В регистрации сделки отказано", "The registration of a deal is refused" }
    pub approved_heading(title: &str) { "Сделка принята: {title}", "Accepted: {title}" }
    pub approved_note() { "Клиент закреплён за вами, пока сделка открыта.", "The client is yours while the deal is open." }
    pub refused_heading(title: &str) { "В регистрации отказано: {title}", "Refused: {title}" }
    pub refused_note(why: &str) { "Причина: {why}", "The reason: {why}" }
    lead_went() { "Партнёр больше не работает с этим лидом", "The partner no longer works on this lead" }
    partner_left() { "Партнёр ушёл из сети", "The partner has left the network" }
    pub free() { "Свободен: можно заявлять", "Free: you can register it" }
    pub yours() { "Клиент уже закреплён за вами", "The client is yours already" }
    pub perhaps_anothers() { "Возможно, занят: спросите менеджера канала до работы с клиентом", "Perhaps taken: ask the channel manager before you work on it" }
    pub anothers() { "Занят: не предлагайте этому клиенту", "Taken: do not solicit this client" }
    pub vendors_client() { "Клиент уже обращался к вендору: спросите менеджера; для взаимности сделка может не засчитаться", "The client has asked the vendor before: ask the manager; the deal may not count for reciprocity" }
    pub client_held(name: &str) { "Клиент закреплён за партнёром «{name}»: пока его сделка открыта, одобрить другую нельзя. Откажите или дождитесь конца той сделки", "The client belongs to “{name}”: no other deal can be accepted while theirs is open. Refuse this one, or wait for the end of theirs" }

    pub out_of_order(state: &str) { "Так нельзя, пока сделка в состоянии «{state}»", "Not while the deal is “{state}”" }
    pub no_such_product() { "Такого продукта нет или он снят", "There is no such product, or it is retired" }
    pub no_such_region() { "Такого региона нет", "There is no such region" }
}
