//! Reports of delivery, as RFC 3464 has them: read without trust, whoever wrote them.

use mail_parser::{MessageParser, MimeHeaders};

use super::MailId;

/// What a report says of one of our letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The letter.
    pub mail: MailId,
    /// What became of it.
    pub fate: Fate,
    /// The code of RFC 3463, for example `5.1.1`; empty if there is none.
    pub status: String,
}

/// What became of a letter that the mail server had taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It did not arrive, and the address does not work: 5.x.x.
    Hard,
    /// It did not arrive this time: 4.x.x.
    Soft,
    /// It is late, or arrived: nothing to do.
    OnItsWay,
}

/// Reads a message that came to the address for returned mail; none if it is no report of a letter of ours.
pub fn read(raw: &[u8]) -> Option<Report> {
    let message = MessageParser::default().parse(raw)?;
    let status_part = message.parts.iter().find(|part| {
        part.content_type().is_some_and(|kind| kind.ctype() == "message" && kind.subtype() == Some("delivery-status"))
    })?;
    let fields = String::from_utf8_lossy(status_part.contents());
    let (fate, status) = fate_of(&fields)?;
    let mail = letter_of(&message).or_else(|| letter_in(&String::from_utf8_lossy(raw)))?;
    Some(Report { mail, fate, status })
}

/// The worst of what is said of the recipients.
fn fate_of(fields: &str) -> Option<(Fate, String)> {
    let statuses = values(fields, "Status").filter_map(|status| status.split_whitespace().next());
    let status = statuses.max().unwrap_or_default().to_owned();
    let failed = values(fields, "Action").any(|action| action.eq_ignore_ascii_case("failed"));
    let known = values(fields, "Action").next().is_some() || !status.is_empty();
    let fate = match (failed, status.as_bytes().first()) {
        (true, Some(b'4')) => Fate::Soft,
        (true, _) => Fate::Hard,
        (false, _) => Fate::OnItsWay,
    };
    known.then_some((fate, status))
}

/// The values of a field, for all recipients.
fn values<'a>(fields: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    fields.lines().filter_map(move |line| {
        let (key, value) = line.split_once(':')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// The letter that the address names to which the report came.
fn letter_of(message: &mail_parser::Message<'_>) -> Option<MailId> {
    ["To", "Delivered-To", "X-Original-To"].iter().find_map(|name| {
        let value = message.header_raw(*name)?;
        let (_, tag) = value.split_once('+')?;
        letter_in(tag.split('@').next()?)
    })
}

/// The first id of a letter in a text: the report quotes the `Message-ID` of what came back.
fn letter_in(text: &str) -> Option<MailId> {
    text.match_indices("mail_").find_map(|(at, _)| text.get(at..at + 37)?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &str = "mail_0192f0c1000070008000000000000401";

    fn dsn(to: &str, action: &str, status: &str, quoted: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mx.partner.ru\r\nTo: {to}\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
             I'm sorry to have to inform you.\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.partner.ru\r\n\r\n\
             Final-Recipient: rfc822; seller@partner.ru\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n\
             --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{quoted}@vendor.ru>\r\nSubject: x\r\n\r\n--b--\r\n"
        )
    }

    #[test]
    fn a_report_is_read_by_the_address_it_came_to_or_the_letter_it_quotes() {
        let verp = dsn(&format!("bounces+{MAIL}@vendor.ru"), "failed", "5.1.1", "other");
        let quoted = dsn("bounces@vendor.ru", "failed", "5.1.1 (no such user)", MAIL);
        for raw in [verp, quoted] {
            let report = read(raw.as_bytes()).unwrap();
            assert_eq!(
                (report.mail.to_string().as_str(), report.fate, report.status.as_str()),
                (MAIL, Fate::Hard, "5.1.1")
            );
        }
    }

    #[test]
    fn hard_soft_and_late_are_told_apart() {
        for (action, status, fate) in [
            ("failed", "5.2.2", Fate::Hard),
            ("failed", "4.4.7", Fate::Soft),
            ("delayed", "4.4.1", Fate::OnItsWay),
            ("delivered", "2.0.0", Fate::OnItsWay),
        ] {
            assert_eq!(
                read(dsn("b@vendor.ru", action, status, MAIL).as_bytes()).unwrap().fate,
                fate,
                "{action} {status}"
            );
        }
    }

    #[test]
    fn what_is_no_report_of_ours_is_not_believed() {
        let vacation =
            format!("From: a@b.ru\r\nTo: bounces+{MAIL}@vendor.ru\r\nSubject: Out of office\r\n\r\nI am away.\r\n");
        let foreign = dsn("b@vendor.ru", "failed", "5.1.1", "somebody-elses");
        for raw in [vacation.as_bytes(), foreign.as_bytes(), b"", b"\xff\xfe\x00mail_", b"mail_\xd0\xbf"] {
            assert_eq!(read(raw), None);
        }
    }
}
