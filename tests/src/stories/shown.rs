//! Stories 3 and 18: what people read on pages and in letters.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    fixture::{Network, june},
    pages::page,
};
use crate::{databases::both, smtp::Smtp};

/// The row of a list in which something is named.
fn row<'p>(page: &'p str, name: &str) -> &'p str {
    let found = page.split("<tr").find(|row| row.contains(name));
    found.unwrap_or_else(|| panic!("no row of {name}")).split("</tr>").next().unwrap()
}

/// Text as it is compared: an unbroken space is a space.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

both! {
    async fn story_3_a_and_b_are_offered_and_c_stands_in_the_nurture_list_for_the_desk(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let desk = network.key("lead_desk").await;
        for (number, grade, met) in [(1, "A", ["yes", "yes", "yes"]), (2, "B", ["yes", "no", "no"]), (3, "C", ["no", "no", "no"])] {
            let mut lead = network.lead(number);
            lead["quality"] = json!({ "need": met[0], "budget": met[1], "term": met[2], "contact": "yes", "typology": "yes" });
            let taken = network.post("/api/v1/leads", lead).await;
            let id = taken["id"].as_str().unwrap().to_owned();
            assert_eq!(network.get(&format!("/api/v1/leads/{id}")).await["grade"], grade);
            let (offered, list) = (network.offered(&id).await, page(&network, &desk, "/leads").await);
            let client = format!("Завод {number}<");
            if grade == "C" {
                assert_eq!((offered.len(), &taken["state"]), (0, &json!("nurture")), "offered to nobody");
                assert!(row(&list, &client).contains("Прогрев"), "{}", row(&list, &client));
                assert!(page(&network, &desk, &format!("/leads/{id}")).await.contains("Прогрев"), "the board says so, too");
                let nurtured = page(&network, &desk, "/leads?state=nurture").await;
                assert!(row(&nurtured, &client).contains("Прогрев"));
                assert!(!nurtured.contains("Завод 1<") && !nurtured.contains("Завод 2<"), "nobody else stands there");
            } else {
                assert_eq!(offered, ["A", "B", "C"], "grade {grade}");
                assert!(!row(&list, &client).contains("Прогрев"));
            }
        }
        for letter in ["A", "B", "C", "D", "E", "F"] {
            assert!(network.offers(letter).await.iter().all(|offer| offer["grade"] != "C"), "{letter}");
        }
    }

    async fn story_18_the_warning_goes_by_letter_with_its_date_and_the_counter_stands_on_the_home_page(kind) {
        let smtp = Smtp::start().await;
        let network = Network::start_with_mail(kind, &smtp).await;
        network.numbers("reciprocity", json!({ "grace_days": 0, "due_days": 14, "pause_days": [30] })).await;
        network.world.clock(&june(10, "11:30")).await;
        let readers = [("ru", "owner.ru@b.ru"), ("en", "owner.en@b.ru")];
        let mut sessions = Vec::new();
        for (lang, email) in readers {
            let session = network.person(email, "partner_owner", Some("B")).await;
            network.world.by(&session, Method::PATCH, "/api/v1/me", json!({ "lang": lang })).await.ok();
            sessions.push(session);
        }
        network.world.clock(&june(10, "12:00")).await;
        network.win_given("B", 1).await;
        for minute in ["12:01", "12:02"] {
            network.world.clock(&june(10, minute)).await;
        }
        let says = [
            ("До 24 июня 2026 нужна своя сделка", "Приведите свою сделку до 24 июня 2026, иначе новые лиды остановятся", ["получено", "выиграно", "своих"]),
            ("A deal of your own is needed by 24 Jun", "Bring a deal of your own by 24 Jun 2026, or new leads stop", ["received", "won", "brought"]),
        ];
        for (((_, email), session), (letter, sentence, counted)) in readers.iter().zip(&sessions).zip(says) {
            let letters: Vec<_> = smtp.to(email).iter().map(|taken| plain(&taken.text())).collect();
            assert_eq!(letters.iter().filter(|text| text.contains(letter)).count(), 1, "{letters:?}");
            let home = network.world.by(session, Method::GET, "/home", Value::Null).await;
            let text = plain(&home.text);
            assert!(home.status == 200 && text.contains(sentence), "{sentence}: {text}");
            for (number, word) in [1, 1, 0].into_iter().zip(counted) {
                assert!(text.contains(&format!("<dd>{number}</dd><dt>{word}</dt>")), "{number} {word}: {text}");
            }
        }
    }
}
