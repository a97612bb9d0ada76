//! What the demo says of itself.

use kit::{Lang, time::Span};
use platform::Clock;
use serde_json::json;

use crate::demo::{Login, Made, PASSWORD};

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

/// Where it is served and who can sign in.
pub fn served(made: &Made, address: &str, operator: &str, lang: Lang, as_json: bool) {
    let url = format!("http://{address}");
    if as_json {
        let told = json!({ "url": url, "password": PASSWORD, "operator_token": operator, "logins": made.logins,
            "seed": made.seed, "from": made.from, "until": made.until });
        println!("{told}");
        return;
    }
    let say = |ru: &'static str, en: &'static str| if lang == Lang::Ru { ru } else { en };
    println!("\n{}  {url}", say("Демо Artel:", "Artel demo:"));
    println!(
        "{}  {PASSWORD}",
        say("Пароль у всех один, только для демо:", "One password for everybody, for the demo only:")
    );
    println!("{}  {operator}\n", say("Токен оператора:", "Operator's token:"));
    for login in chosen(&made.logins) {
        let sees = say_of(login, lang);
        println!("  {:<34} {:<16} {:<24} {sees}", login.email, login.role, login.company);
    }
    if Clock::System.now().since(made.until) > Span::days(2) {
        println!(
            "\n{} {}",
            say(
                "История кончилась давно; заново до этой минуты: --fresh. Конец:",
                "History ended a while ago; build it up to now with --fresh. Its end:"
            ),
            made.until
        );
    }
    println!(
        "\n{}",
        say("Все входы: artel demo --json. Остановить: Ctrl-C.", "All logins: artel demo --json. Stop: Ctrl-C.")
    );
}

const fn say_of(login: &Login, lang: Lang) -> &str {
    match lang {
        Lang::Ru => login.sees_ru.as_str(),
        Lang::En => login.sees_en.as_str(),
    }
}

/// Everybody at the vendor, and of the partners one owner of each habit and one seller.
fn chosen(logins: &[Login]) -> Vec<&Login> {
    let mut habits = std::collections::BTreeSet::new();
    let of_partners = logins.iter().filter(|login| login.partner.is_some());
    let owners =
        of_partners.clone().filter(|login| login.role == "partner_owner" && habits.insert(login.sees_en.as_str()));
    let owners: Vec<_> = owners.collect();
    let seller = of_partners.clone().find(|login| login.role == "partner_seller");
    logins.iter().filter(|login| login.partner.is_none()).chain(owners).chain(seller).collect()
}
