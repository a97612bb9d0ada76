//! The clocks that no wave runs: the first answer, reports, and what partners think of leads.

use serde_json::json;

use super::fixture::{Network, june};
use crate::databases::both;

both! {
    async fn story_5_the_first_answer_is_promised_within_one_working_day_and_the_desk_owns_it(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(11, "17:30")).await;
        let lead = network.take(network.lead(1)).await;
        let path = format!("/api/v1/leads/{lead}");
        assert_eq!(network.get(&path).await["first_answer_due"], "2026-06-15T14:30:00Z", "Monday 17:30");
        network.world.clock(&june(15, "12:59")).await;
        assert!(network.tasks("first_answer").await.is_empty(), "partners have half of the time");
        network.world.clock(&june(15, "13:00")).await;
        let task = network.tasks("first_answer").await[0].clone();
        assert_eq!((task["subject"].clone(), task["role"].clone(), task["due_at"].clone()), (json!(lead), json!("lead_desk"), json!("2026-06-15T14:30:00Z")));
        assert_eq!(network.count(&network.admin, "lead.first_answer_late").await, 0);
        network.world.clock(&june(15, "17:30")).await;
        let seen = network.seen(&network.admin).await;
        let late: Vec<_> = seen.iter().filter(|event| event["name"] == "lead.first_answer_late").collect();
        assert_eq!((late.len(), late[0]["at"].clone()), (1, json!("2026-06-15T14:30:00Z")));
        let desk = network.key("lead_desk").await;
        let answer = format!("{path}/first-answer");
        let answered = network.world.post(&desk, &answer, json!({ "evidence": "call" })).await.ok();
        assert_eq!(answered["first_answered_at"], "2026-06-15T14:30:00Z");
        assert!(network.tasks("first_answer").await.is_empty());
        assert_eq!(network.world.post(&desk, &answer, json!({ "evidence": "call" })).await.status, 409);
    }

    async fn story_5_the_first_contact_of_a_partner_ends_the_clock(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        network.world.clock(&june(15, "15:00")).await;
        assert_eq!(network.tasks("first_answer").await.len(), 1);
        network.start_work(&lead, "B").await;
        assert!(network.tasks("first_answer").await.is_empty());
        assert_eq!(network.get(&format!("/api/v1/leads/{lead}")).await["first_answered_at"], "2026-06-15T12:00:00Z");
        network.world.clock(&june(17, "10:00")).await;
        assert_eq!(network.count(&network.admin, "lead.first_answer_late").await, 0);
    }

    async fn a_lead_that_nobody_is_asked_about_is_the_desks_at_once_and_is_looked_at_again(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut lead = network.lead(1);
        lead["consent"]["transfer"] = json!(false);
        let lead = network.take(lead).await;
        assert_eq!(network.tasks("first_answer").await[0]["subject"], json!(lead));
        assert!(network.tasks("lead_review").await.is_empty());
        network.world.clock(&june(22, "10:00")).await;
        assert_eq!(network.tasks("lead_review").await[0]["subject"], json!(lead));
    }

    async fn who_works_on_a_lead_reports_or_its_silence_is_seen(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        let offer = network.start_work(&lead, "A").await;
        let column = async || network.board(&lead).await["A"].clone();
        assert_eq!(column().await["update_due"], "2026-06-29T07:00:00Z", "fourteen days for a lead of normal urgency");
        network.world.clock("2026-06-28T10:00:00+03:00").await;
        assert_eq!(network.count(&network.keys["A"], "offer.update_reminded").await, 1);
        assert_eq!(column().await["silent_since"], json!(null));
        network.world.clock("2026-06-29T10:00:00+03:00").await;
        assert_eq!(column().await["silent_since"], "2026-06-29T07:00:00Z");
        assert_eq!(network.count(&network.keys["A"], "offer.silent").await, 1);
        assert_eq!(network.situation(&lead).await, "silent");
        network.answer("A", &offer, "contacts", json!({ "evidence": "letter" })).await.ok();
        assert_eq!((column().await["silent_since"].clone(), column().await["update_due"].clone()), (json!(null), json!("2026-07-13T07:00:00Z")));
        assert_eq!(network.situation(&lead).await, "in_work");
        network.answer("A", &offer, "return", json!({ "reason": "too_small" })).await.ok();
        network.world.clock("2026-07-20T10:00:00+03:00").await;
        assert_eq!(network.count(&network.keys["A"], "offer.silent").await, 1, "who gave it back is asked for nothing");
    }

    async fn a_source_whose_leads_partners_rate_badly_loses_a_grade(kind) {
        let network = Network::start(kind).await;
        network.numbers("grading", json!({ "fewest_ratings": 2 })).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        assert_eq!(network.get(&format!("/api/v1/leads/{lead}")).await["grade"], "A");
        let (a, b) = (network.offer_of(&lead, "A").await, network.offer_of(&lead, "B").await);
        let rate = async |letter: &str, offer: &str, rating: u8| {
            network.answer(letter, offer, "rating", json!({ "rating": rating, "reason": "Телефон не отвечает" })).await
        };
        assert_eq!(rate("A", &a, 1).await.status, 409, "only what was accepted is rated");
        network.answer("A", &a, "acceptance", json!({})).await.ok();
        network.answer("B", &b, "acceptance", json!({})).await.ok();
        assert_eq!(rate("A", &a, 6).await.status, 422);
        rate("A", &a, 5).await.ok();
        rate("A", &a, 1).await.ok();
        let source = network.get("/api/v1/sources").await["items"][0].clone();
        assert_eq!((source["ratings"].clone(), source["mean"].clone()), (json!(1), json!(1_000_000)), "thought over, and counted once");
        rate("B", &b, 2).await.ok();
        let source = network.get("/api/v1/sources").await["items"][0].clone();
        assert_eq!((source["mean"].clone(), source["demoted"].clone()), (json!(1_500_000), json!(true)));
        assert_eq!(network.board(&lead).await["B"]["rating"]["rating"], 2);
        let next = network.take(network.lead(2)).await;
        let next = network.get(&format!("/api/v1/leads/{next}")).await;
        assert_eq!((next["grade"].clone(), next["source_demoted"].clone(), next["points"].clone()), (json!("B"), json!(true), json!(70)));
        let mut other = network.lead(3);
        other["source"] = json!("exhibition");
        let other = network.take(other).await;
        assert_eq!(network.get(&format!("/api/v1/leads/{other}")).await["grade"], "A", "another source keeps its grade");
    }
}
