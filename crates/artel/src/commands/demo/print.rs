//! What the demo says of itself.

use kit::{Instant, Lang, time::Span};
use platform::Clock;
use serde_json::json;

use crate::demo::{FORM, Login, Made, PASSWORD};

/// What was built.
pub fn made(made: &Made, as_json: bool) {
    if as_json {
        println!("{}", json!(made));
        return;
    }
    println!("{} – {}, seed {}", made.from, made.until, made.seed);
    for (deed, (done, refused)) in &made.tally {
        println!("{deed:<22} {done:>6}   refused by a rule {refused:>5}");
    }
}

/// The language of a locale: `ru_RU.UTF-8` is Russian, `C` says nothing, all others read English.
pub fn lang_of(locale: &str, otherwise: Lang) -> Lang {
    match locale.split(['_', '.', '@']).next().unwrap_or_default() {
        "" | "C" | "POSIX" => otherwise,
        "ru" => Lang::Ru,
        _ => Lang::En,
    }
}

/// Where it is served and who can sign in.
pub fn served(made: &Made, address: &str, operator: &str, lang: Lang, as_json: bool) {
    let url = format!("http://{address}");
    if as_json {
        let told = json!({ "url": url, "password": PASSWORD, "operator_token": operator, "logins": made.logins,
            "seed": made.seed, "from": made.from, "until": made.until, "form": format!("{url}/f/{FORM}"),
            "outbox": format!("{url}/outbox"), "design": format!("{url}/design") });
        println!("{told}");
        return;
    }
    print!("{}", words(made, &url, operator, lang, Clock::System.now()));
}

fn words(made: &Made, url: &str, operator: &str, lang: Lang, now: Instant) -> String {
    let say = |ru: &'static str, en: &'static str| if lang == Lang::Ru { ru } else { en };
    let mut lines = vec![
        String::new(),
        format!("{:<10} {url}", say("Адрес", "Address")),
        format!("{:<10} {PASSWORD}   {}", say("Пароль", "Password"), say("один для всех", "the same for everybody")),
    ];
    for (at_vendor, head) in [(true, say("Вендор", "Vendor")), (false, say("Партнёры", "Partners"))] {
        lines.push(format!("\n{head}"));
        for login in chosen(&made.logins).into_iter().filter(|login| login.partner.is_none() == at_vendor) {
            let (role, sees) = (role(&login.role, lang), say_of(login, lang));
            lines.push(format!("  {:<32} {role:<20} {:<22} {sees}", login.email, login.company));
        }
    }
    lines.push(format!("\n{}", say("Без входа", "Without signing in")));
    for (path, what) in [
        (format!("/f/{FORM}"), say("форма, через которую спрашивает клиент", "the form by which a client asks")),
        (
            "/outbox".to_owned(),
            say("письма: наружу не уходит ни одно", "the letters: none of them leaves this machine"),
        ),
        ("/design".to_owned(), say("компоненты страниц", "the components of the pages")),
        ("/api/v1/openapi.json".to_owned(), say("API", "the API")),
    ] {
        lines.push(format!("  {:<32} {what}", format!("{url}{path}")));
    }
    lines.push(format!("\n{}  {operator}", say("Токен оператора", "Operator's token")));
    if now.since(made.until) > Span::days(2) {
        let old = say(
            "История кончилась давно, заново: --fresh. Конец:",
            "History ended a while ago; build it anew with --fresh. Its end:",
        );
        lines.push(format!("{old} {}", made.until));
    }
    lines.push(say("Все входы: --json. Остановить: Ctrl-C.", "All logins: --json. Stop: Ctrl-C.").to_owned());
    lines.push(String::new());
    lines.join("\n")
}

fn role(code: &str, lang: Lang) -> &str {
    let (ru, en) = match code {
        "admin" => ("администратор", "admin"),
        "director" => ("директор", "director"),
        "channel_manager" => ("менеджер канала", "channel manager"),
        "lead_desk" => ("диспетчер лидов", "lead desk"),
        "support" => ("поддержка", "support"),
        "quality" => ("качество", "quality"),
        "trainer" => ("обучение", "trainer"),
        "auditor" => ("аудитор", "auditor"),
        "partner_owner" => ("владелец", "owner"),
        "partner_seller" => ("продавец", "seller"),
        "partner_finance" => ("финансы", "finance"),
        other => (other, other),
    };
    if lang == Lang::Ru { ru } else { en }
}

const fn say_of(login: &Login, lang: Lang) -> &str {
    match lang {
        Lang::Ru => login.sees_ru.as_str(),
        Lang::En => login.sees_en.as_str(),
    }
}

/// Everybody at the vendor, and of the partners one owner of each habit, one seller, one of the finances.
fn chosen(logins: &[Login]) -> Vec<&Login> {
    let mut seen = std::collections::BTreeSet::new();
    let mut chosen = Vec::new();
    for login in logins {
        let kind = if login.role == "partner_owner" { &login.sees_en } else { &login.role };
        if login.partner.is_none() || seen.insert(kind.as_str()) {
            chosen.push(login);
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    fn login(role: &str, company: &str, partner: Option<&str>) -> Login {
        let (name, sees) = ("Имя".to_owned(), "works".to_owned());
        let (email, partner) = (format!("{role}@{company}.example"), partner.map(str::to_owned));
        Login {
            email,
            name,
            role: role.to_owned(),
            company: company.to_owned(),
            sees_ru: "вид".to_owned(),
            sees_en: sees,
            partner,
        }
    }

    #[test]
    fn every_role_is_named_with_its_login_in_both_languages() {
        let at = Instant::from_micros(0);
        let logins: Vec<_> = platform::Role::VENDOR
            .iter()
            .map(|role| login(role.code(), "vendor", None))
            .chain(platform::Role::PARTNER.iter().map(|role| login(role.code(), "partner", Some("partner_1"))))
            .collect();
        let made = Made { seed: 7, from: at, until: at, logins, tally: BTreeMap::new() };
        for lang in [Lang::Ru, Lang::En] {
            let told = words(&made, "http://127.0.0.1:7700", "token", lang, at);
            let named: BTreeSet<_> = made.logins.iter().map(|login| role(&login.role, lang)).collect();
            assert_eq!(named.len(), 11);
            for one in &made.logins {
                assert!(told.contains(&one.email) && told.contains(role(&one.role, lang)), "{told}");
                assert_ne!(role(&one.role, Lang::Ru), role(&one.role, Lang::En), "{}", one.role);
            }
            for part in ["http://127.0.0.1:7700/f/", "/outbox", "/design", PASSWORD, "token"] {
                assert!(told.contains(part), "{part}: {told}");
            }
            assert!(!told.contains("--fresh"));
        }
        assert!(words(&made, "", "", Lang::En, at + Span::days(3)).contains("--fresh"));
    }

    #[test]
    fn the_terminal_says_which_language() {
        let all = ["ru_RU.UTF-8", "ru", "en_GB.UTF-8", "de_DE", "C.UTF-8", "POSIX", ""];
        let told = all.map(|locale| lang_of(locale, Lang::Ru) == Lang::Ru);
        assert_eq!(told, [true, true, false, false, true, true, true]);
    }
}
