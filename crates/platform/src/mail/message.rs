//! A letter as the mail server gets it.

use std::time::{Duration, SystemTime};

use kit::Instant;
use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};

use super::{MailId, compose::one_line, smtp::MailSettings, store::Due};

/// Makes the message of a letter; the error is a fault of the letter or of the settings.
pub(super) fn of(mail: &Due, settings: &MailSettings) -> Result<Message, String> {
    let wrong = |what: &str, why: String| format!("{what}: {why}");
    let from: Address = settings.from.parse().map_err(|e| wrong("sender", format!("{e}")))?;
    let to = address(&mail.to).map_err(|why| wrong("recipient", why))?;
    let back = returned_to(settings, mail.id).unwrap_or_else(|| settings.from.clone());
    let back: Address = back.parse().map_err(|e| wrong("return address", format!("{e}")))?;
    let envelope = Envelope::new(Some(back), vec![to.clone()]).map_err(|e| wrong("envelope", e.to_string()))?;
    let mut builder = Message::builder()
        .envelope(envelope)
        .from(Mailbox::new(Some(one_line(&mail.sender)), from))
        .to(Mailbox::new(None, to))
        .subject(one_line(&mail.subject))
        .date(system_time(mail.created_at))
        .message_id(Some(format!("<{}@{}>", mail.id, domain(&settings.from))))
        .raw_header(header("Auto-Submitted", "auto-generated"))
        // What answers by itself does not answer a machine.
        .raw_header(header("X-Auto-Response-Suppress", "All"))
        .raw_header(header("Content-Language", mail.lang.code()));
    if let Some(url) = &mail.switch_off {
        builder = builder.raw_header(header("List-Unsubscribe", &format!("<{}>", one_line(url))));
    }
    let body = MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone());
    builder.multipart(body).map_err(|e| wrong("message", e.to_string()))
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// An address whose domain is written as the net knows it: почта.рф is xn--80a1acny.xn--p1ai.
fn address(text: &str) -> Result<Address, String> {
    let (local, domain) = text.rsplit_once('@').ok_or("no address")?;
    let domain = idna::domain_to_ascii(domain).map_err(|e| e.to_string())?;
    Address::new(local, domain).map_err(|e| e.to_string())
}

fn domain(address: &str) -> &str {
    address.rsplit_once('@').map_or("localhost", |(_, domain)| domain)
}

/// The address to which a letter comes back: it names the letter.
fn returned_to(settings: &MailSettings, id: MailId) -> Option<String> {
    let (local, domain) = settings.bounces.as_deref()?.rsplit_once('@')?;
    Some(format!("{local}+{id}@{domain}"))
}

fn system_time(at: Instant) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(at.micros()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use kit::{Id, Lang, Uuid};

    use super::{super::Security, *};

    fn due() -> Due {
        Due {
            program: Id::from_uuid(Uuid::from_u128(1)),
            id: Id::from_uuid(Uuid::from_u128(2)),
            to: "Анна@почта.рф".to_owned(),
            lang: Lang::Ru,
            subject: "Лид".to_owned(),
            text: "Текст".to_owned(),
            html: "<p>Текст</p>".to_owned(),
            created_at: "2026-06-15T07:00:00Z".parse().unwrap(),
            attempts: 0,
            kind: "offer_made".to_owned(),
            user: None,
            about_kind: None,
            about_id: None,
            switch_off: Some("https://artel.example/me/notices".to_owned()),
            until: None,
            sender: "Насосы".to_owned(),
        }
    }

    fn settings() -> MailSettings {
        MailSettings {
            host: "localhost".to_owned(),
            port: 25,
            security: Security::Plain,
            credentials: None,
            from: "artel@vendor.ru".to_owned(),
            bounces: Some("bounces@vendor.ru".to_owned()),
        }
    }

    #[test]
    fn a_letter_says_that_a_machine_wrote_it_and_where_it_comes_back() {
        let mail = Due { to: "anna@почта.рф".to_owned(), ..due() };
        let message = of(&mail, &settings()).unwrap();
        let text = String::from_utf8(message.formatted()).unwrap();
        for header in [
            "Message-ID: <mail_00000000000000000000000000000002@vendor.ru>",
            "Date: Mon, 15 Jun 2026 07:00:00 +0000",
            "Auto-Submitted: auto-generated",
            "List-Unsubscribe: <https://artel.example/me/notices>",
            "To: anna@xn--80a1acny.xn--p1ai",
            "multipart/alternative",
        ] {
            assert!(text.contains(header), "{header} is missing in {text}");
        }
        let back = message.envelope().from().unwrap().to_string();
        assert_eq!(back, "bounces+mail_00000000000000000000000000000002@vendor.ru");
    }

    #[test]
    fn nothing_that_somebody_typed_adds_a_header() {
        let evil = "x\r\nBcc: everybody@example.ru\r\n\r\nbody".to_owned();
        let mail = Due {
            to: "anna@vendor.ru".to_owned(),
            subject: evil.clone(),
            sender: evil.clone(),
            switch_off: Some(evil),
            ..due()
        };
        let text = String::from_utf8(of(&mail, &settings()).unwrap().formatted()).unwrap();
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.lines().all(|line| !line.to_lowercase().starts_with("bcc")), "{head}");
        for wrong in ["a@b.ru\r\nBcc: c@d.ru", "a@b.ru>\r\nRCPT TO:<c@d.ru", "", "a b@c.ru", "@c.ru"] {
            assert!(of(&Due { to: wrong.to_owned(), ..due() }, &settings()).is_err(), "{wrong:?}");
        }
    }
}
