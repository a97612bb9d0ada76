//! Failures as problems of RFC 9457, in the caller's language. The cause is logged, never sent.

use axum::{body::Body, http::Response};
use kit::Lang;
use serde::Serialize;

use super::reply::Reply;
use crate::{Fail, Rule};

/// The texts of the edge itself.
pub mod texts {
    crate::texts! {
        pub not_found() { "Здесь ничего нет, или это не для вас", "There is nothing here, or it is not for you" }
        pub unauthorized() { "Войдите, чтобы продолжить", "Sign in to go on" }
        pub out_of_scope(scope: &str) { "Ключу не выдан доступ «{scope}»", "The key lacks the scope \"{scope}\"" }
        pub forbidden() { "Ваша роль не может этого делать", "Your role may not do this" }
        pub stale() { "Это уже изменил кто-то другой: откройте заново и повторите", "Somebody has changed this meanwhile: open it again and repeat" }
        pub invalid() { "Проверьте отмеченные поля", "Check the marked fields" }
        pub too_many(seconds: u32) { "Слишком много попыток. Повторите через {seconds} с", "Too many tries. Come again in {seconds} s" }
        pub busy() { "Сервер занят. Ничего не потеряно: повторите через несколько секунд", "The server is busy. Nothing is lost: try again in a few seconds" }
        pub perhaps_done() { "Связь с базой оборвалась на последнем шаге: возможно, это уже сделано. Проверьте и только потом повторите", "The database went away at the last step: this may have been done. Look, and only then try again" }
        pub broken() { "Ошибка на нашей стороне. Мы записали её; попробуйте ещё раз", "A fault on our side. It is written down; try again" }
        pub in_use() { "Запись с такими данными уже есть или на неё ссылаются другие", "Such a record stands already, or others refer to it" }
        pub missing() { "Заполните это поле", "Fill this in" }
        pub unknown_field() { "Такого поля нет", "There is no such field" }
        pub not_one_of(allowed: &str) { "Допустимые значения: {allowed}", "Allowed values: {allowed}" }
        pub wrong_value() { "Такого значения здесь быть не может", "This value cannot stand here" }
        pub want_text() { "Здесь должен быть текст", "This must be text" }
        pub want_number() { "Нужно целое число", "This must be a whole number" }
        pub want_between(min: &str, max: &str) { "Нужно целое число от {min} до {max}", "This must be a whole number from {min} to {max}" }
        pub want_id(example: &str) { "Нужен идентификатор, например {example}", "This must be an id, for example {example}" }
        pub want_moment() { "Момент пишется так: 2026-06-15T10:00:00+03:00", "A moment is written like 2026-06-15T10:00:00+03:00" }
        pub want_sum() { "Нужна сумма, например 1 240 000,50", "This must be a sum, such as 1 240 000.50" }
        pub want_percent() { "Нужны проценты, например 31,5", "This must be a percentage, such as 31.5" }
        pub want_day() { "Нужен день, например 2026-06-15", "This must be a day, such as 2026-06-15" }
        pub want_day_and_time() { "Нужны день и время, например 2026-06-15T10:00", "This must be a day and a time, such as 2026-06-15T10:00" }
        pub want_truth() { "Здесь должно быть true или false", "This must be true or false" }
        pub want_list() { "Здесь должен быть список", "This must be a list" }
        pub want_object() { "Здесь должен быть объект с полями", "This must be an object with fields" }
        pub no_nul() { "Текст содержит недопустимый знак (нулевой байт)", "The text holds a character that is not allowed (a zero byte)" }
        pub key_too_long() { "Idempotency-Key не длиннее 200 байт", "An Idempotency-Key has 200 bytes at most" }
        pub not_json(line: usize, column: usize) { "Это не JSON: строка {line}, знак {column}", "This is not JSON: line {line}, character {column}" }
        pub no_such_place() { "Такого места в журнале нет", "There is no such place in the log" }
        pub no_such_subject() { "Здесь нужен идентификатор, например lead_…", "This must be an id, for example lead_…" }
        pub no_such_page() { "Такой страницы нет: начните список сначала", "There is no such page: begin the list anew" }
        pub wrong_method() { "По этому адресу так не обращаются", "This address is not called that way" }
        pub body_too_large() { "Слишком большой запрос", "The request is too large" }
        pub partner_left() { "Ваша компания вышла из сети: прежнее можно читать, но не менять", "Your company has left the network: what there was can be read, not changed" }
        pub shown_once() { "Этот запрос уже выполнен; его ответ показывают один раз", "This request was carried out already; its answer is shown once" }
        pub still_running() { "Этот запрос ещё выполняется или был прерван", "This request still runs, or was broken off" }
        pub sent_before() { "Эта форма уже отправлена, с другими данными: то, что вышло, стоит. Отправить ещё раз можно как новую.", "This form was sent before, with something else in it: what came of that stands. Sent again, it is a new one." }
        pub reused() { "Этот Idempotency-Key уже использован с другим запросом", "This Idempotency-Key was used with another request" }
    }
}

/// The body is not JSON.
#[derive(Debug)]
pub struct NotJson {
    /// Line from 1.
    pub line: usize,
    /// Character from 1.
    pub column: usize,
}
impl Rule for NotJson {
    fn slug(&self) -> &'static str {
        "not-json"
    }
    fn status(&self) -> u16 {
        400
    }
    fn text(&self, lang: Lang) -> String {
        texts::not_json(lang, self.line, self.column)
    }
}

/// The body is larger than the operation takes.
#[derive(Debug)]
pub struct TooLarge;
impl Rule for TooLarge {
    fn slug(&self) -> &'static str {
        "body-too-large"
    }
    fn status(&self) -> u16 {
        413
    }
    fn text(&self, lang: Lang) -> String {
        texts::body_too_large(lang)
    }
}

/// There is something at this address, but not for this method.
#[derive(Debug)]
pub struct WrongMethod;
impl Rule for WrongMethod {
    fn slug(&self) -> &'static str {
        "wrong-method"
    }
    fn status(&self) -> u16 {
        405
    }
    fn text(&self, lang: Lang) -> String {
        texts::wrong_method(lang)
    }
}

/// The caller's role may do this, the key may not.
#[derive(Debug)]
pub struct OutOfScope {
    /// The scope that is missing.
    pub scope: String,
}
impl Rule for OutOfScope {
    fn slug(&self) -> &'static str {
        "forbidden"
    }
    fn status(&self) -> u16 {
        403
    }
    fn text(&self, lang: Lang) -> String {
        texts::out_of_scope(lang, &self.scope)
    }
}

/// The caller's company has left the network.
#[derive(Debug)]
pub struct PartnerLeft;
impl Rule for PartnerLeft {
    fn slug(&self) -> &'static str {
        "partner-left"
    }
    fn status(&self) -> u16 {
        409
    }
    fn text(&self, lang: Lang) -> String {
        texts::partner_left(lang)
    }
}

/// An `Idempotency-Key` came again with another operation or body.
#[derive(Debug)]
pub struct Reused;
impl Rule for Reused {
    fn slug(&self) -> &'static str {
        "idempotency-key-reused"
    }
    fn status(&self) -> u16 {
        422
    }
    fn text(&self, lang: Lang) -> String {
        texts::reused(lang)
    }
}

/// An `Idempotency-Key` came again, and the answer was a secret.
#[derive(Debug)]
pub struct ShownOnce;
impl Rule for ShownOnce {
    fn slug(&self) -> &'static str {
        "shown-once"
    }
    fn status(&self) -> u16 {
        409
    }
    fn text(&self, lang: Lang) -> String {
        texts::shown_once(lang)
    }
}

/// An `Idempotency-Key` came again before its request has ended.
#[derive(Debug)]
pub struct StillRunning;
impl Rule for StillRunning {
    fn slug(&self) -> &'static str {
        "still-running"
    }
    fn status(&self) -> u16 {
        409
    }
    fn text(&self, lang: Lang) -> String {
        texts::still_running(lang)
    }
}

/// A wrong field, as it is sent.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Fault {
    /// The path of the field.
    pub field: String,
    /// What is wrong with it.
    pub text: String,
}

/// What is sent when an operation did not happen.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Problem {
    /// Stable name of the kind, as an address that explains it.
    #[serde(rename = "type")]
    pub kind: String,
    /// What happened and what to do, for a person.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// The fields that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub errors: Vec<Fault>,
    #[serde(skip)]
    pub(crate) retry_after: Option<u32>,
}

impl Problem {
    /// The problem of a failure.
    pub fn of(fail: &Fail, lang: Lang) -> Self {
        let (kind, status, title) = match fail {
            Fail::NotFound => ("not-found", 404, texts::not_found(lang)),
            Fail::Unauthorized => ("unauthorized", 401, texts::unauthorized(lang)),
            Fail::Forbidden => ("forbidden", 403, texts::forbidden(lang)),
            Fail::Stale => ("stale", 412, texts::stale(lang)),
            Fail::Invalid(_) => ("invalid", 422, texts::invalid(lang)),
            Fail::TooMany(seconds) => ("too-many-requests", 429, texts::too_many(lang, *seconds)),
            Fail::Broken(rule) => (rule.slug(), rule.status(), rule.text(lang)),
            Fail::Db(error) => Self::of_db(error, lang),
        };
        let errors = match fail {
            Fail::Invalid(faults) => {
                faults.iter().map(|f| Fault { field: f.field.clone(), text: f.say(lang) }).collect()
            }
            Fail::Broken(rule) => {
                let named = rule.field().map(|field| Fault { field: field.to_owned(), text: rule.text(lang) });
                named.into_iter().collect()
            }
            _ => Vec::new(),
        };
        let retry_after = match fail {
            Fail::TooMany(seconds) => Some(*seconds),
            _ if status == 503 => Some(5),
            _ => None,
        };
        Self { kind: kind.to_owned(), title, status, errors, retry_after }
    }

    fn of_db(error: &db::DbError, lang: Lang) -> (&'static str, u16, String) {
        use db::DbError as E;
        match error {
            E::Overloaded | E::Unavailable(_) | E::Full | E::Retry(_) => ("unavailable", 503, texts::busy(lang)),
            E::Unknown(_) => ("unavailable", 503, texts::perhaps_done(lang)),
            E::Unique(_) | E::ForeignKey(_) => ("conflict", 409, texts::in_use(lang)),
            E::Check(_) | E::Setup(_) | E::Broken(_) => ("internal", 500, texts::broken(lang)),
        }
    }

    pub(crate) fn into_response(mut self, base_url: &str) -> Response<Body> {
        let status = self.status;
        self.kind = format!("{base_url}/problems/{}", self.kind);
        let body = serde_json::to_string(&self).unwrap_or_default();
        let reply = Reply { status, content_type: "application/problem+json".to_owned(), ..Reply::json(body) };
        self.retrying(reply.into_response())
    }

    /// The response, saying when to come again.
    pub(super) fn retrying(&self, mut response: Response<Body>) -> Response<Body> {
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert("retry-after", seconds.into());
        }
        response
    }
}
