//! E-mail addresses and the domain of a company.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::Lang;

/// An address that can exist; the domain in small letters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Email(String);

/// The text is no e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotEmail;

impl NotEmail {
    /// What is wrong, for a person.
    #[expect(clippy::unused_self, reason = "called like the errors of the other identities")]
    pub fn text(self, lang: Lang) -> String {
        match lang {
            Lang::Ru => "Это не похоже на адрес почты. Пример: anna@example.ru".to_owned(),
            Lang::En => "This does not look like an e-mail address. Example: anna@example.com".to_owned(),
        }
    }
}
impl fmt::Display for NotEmail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl FromStr for Email {
    type Err = NotEmail;
    fn from_str(text: &str) -> Result<Self, NotEmail> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(NotEmail)?;
        let strange = |c: char| c.is_whitespace() || c.is_control() || "\"<>(),;:\\[]".contains(c);
        let local_ok = (1..=64).contains(&local.len()) && !local.contains(strange) && !local.contains('@');
        let parts_ok = domain.contains('.')
            && domain.split('.').all(|p| !p.is_empty() && !p.starts_with('-') && !p.ends_with('-'));
        let domain_ok = domain.len() <= 190 && domain.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.');
        if local_ok && parts_ok && domain_ok {
            Ok(Self(format!("{local}@{}", domain.to_lowercase())))
        } else {
            Err(NotEmail)
        }
    }
}
impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl TryFrom<String> for Email {
    type Error = NotEmail;
    fn try_from(text: String) -> Result<Self, NotEmail> {
        text.parse()
    }
}
impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

/// Where everybody has an address, so the domain tells nothing of a company.
const FREE_MAIL: &[&str] = &[
    "mail.ru",
    "bk.ru",
    "inbox.ru",
    "list.ru",
    "internet.ru",
    "xmail.ru",
    "vk.com",
    "yandex.ru",
    "yandex.com",
    "ya.ru",
    "yandex.by",
    "yandex.kz",
    "yandex.ua",
    "narod.ru",
    "rambler.ru",
    "lenta.ru",
    "autorambler.ru",
    "myrambler.ru",
    "ro.ru",
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "live.ru",
    "msn.com",
    "yahoo.com",
    "ymail.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "aol.com",
    "proton.me",
    "protonmail.com",
    "pm.me",
    "tutanota.com",
    "tuta.io",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "web.de",
    "t-online.de",
    "mail.com",
    "zoho.com",
    "fastmail.com",
    "hey.com",
    "qq.com",
    "163.com",
    "126.com",
    "tut.by",
    "ukr.net",
    "i.ua",
    "bigmir.net",
    "meta.ua",
    "mail.kz",
    "inbox.lv",
    "seznam.cz",
    "wp.pl",
    "o2.pl",
    "laposte.net",
    "orange.fr",
    "free.fr",
    "libero.it",
    "yopmail.com",
    "mailinator.com",
    "e1.ru",
    "ngs.ru",
    "sibmail.com",
];

/// The registrable domain of an address or a site; none for free mail and for what is no domain.
pub fn company_domain(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let host = text.rsplit_once('@').map_or(text.as_str(), |(_, host)| host);
    let host = host.split_once("://").map_or(host, |(_, rest)| rest);
    let host = host.split(['/', '?', '#', ':']).next()?.trim_end_matches('.');
    if host.len() > 253 {
        return None;
    }
    // `xn--…` is what machines write for «насосы.рф».
    let host = if host.contains("xn--") { idna::domain_to_unicode(host).0 } else { host.to_owned() };
    let domain = psl::domain_str(&host)?;
    let strange = domain.chars().any(|c| !(c.is_alphanumeric() || c == '-' || c == '.'));
    // A public suffix alone is nobody's, and a name without a dot is no domain.
    (!strange && domain.contains('.') && !FREE_MAIL.contains(&domain)).then(|| domain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_domain_of_a_company_is_what_it_registered() {
        assert_eq!(company_domain("anna@mail.stroy.example.ru").as_deref(), Some("example.ru"));
        assert_eq!(company_domain("https://www.pumps.co.uk/x?y").as_deref(), Some("pumps.co.uk"));
        assert_eq!(company_domain("насосы.рф").as_deref(), Some("насосы.рф"));
        assert_eq!(company_domain("anna@yandex.ru"), None);
        assert_eq!(company_domain("anna"), None);
    }

    #[test]
    fn what_cannot_be_an_address_is_refused() {
        for text in
            ["anna", "anna@", "@example.ru", "anna@example", "an na@example.ru", "a@b..ru", "a@-b.ru", "a\r\nb@c.ru"]
        {
            assert!(text.parse::<Email>().is_err(), "{text}");
        }
        assert_eq!("Anna@Example.RU".parse::<Email>().unwrap().to_string(), "Anna@example.ru");
    }
}
