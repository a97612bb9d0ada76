//! The list of partners: each filter and each order, over the API, on the page and in the file.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    fixture::{Network, june},
    pages::page,
};
use crate::databases::both;

async fn lines(network: &Network, query: &str) -> Vec<Value> {
    network.get(&format!("/api/v1/partners?{query}")).await["items"].as_array().unwrap().clone()
}

async fn names(network: &Network, query: &str) -> Vec<String> {
    lines(network, query).await.iter().map(|line| line["name"].as_str().unwrap().to_owned()).collect()
}

/// B won a lead of the vendor and owes for it, A has an offer that waits, C is large, D has left, F serves all.
async fn network(kind: crate::databases::Kind) -> Network {
    let network = Network::start(kind).await;
    network.world.clock(&june(15, "10:00")).await;
    network.win_given("B", 1).await;
    network.change_partner("C", json!({ "size_class": "large" })).await;
    network.change_partner("D", json!({ "left": true })).await;
    network.change_partner("F", json!({ "territories": [] })).await;
    network.world.clock(&june(15, "10:30")).await;
    network.take(network.lead(2)).await;
    network.world.clock(&june(15, "10:31")).await;
    network
}

both! {
    async fn the_list_of_partners_is_filtered_by_state_region_size_and_what_needs_a_look(kind) {
        let network = network(kind).await;
        assert_eq!(names(&network, "life=active&sort=name").await, ["B"]);
        assert_eq!(names(&network, "life=left").await, ["D"]);
        assert_eq!(names(&network, "size_class=large").await, ["C"]);
        assert_eq!(names(&network, "territory=RU-TA").await, ["D"], "who names it");
        assert_eq!(names(&network, "region=RU-TA&sort=name").await, ["D", "F"], "who serves all serves it too");
        network.change_partner("E", json!({ "territories": ["RU"] })).await;
        assert_eq!(names(&network, "region=RU-TA&sort=name").await, ["D", "E", "F"], "and who covers what is around it");
        assert_eq!(names(&network, "q=b").await, ["B"]);
        assert_eq!(names(&network, "only=in_debt").await, ["B"]);
        assert_eq!(names(&network, "only=asleep&sort=name").await, ["A", "C", "E", "F"], "who has left does not sleep");
        // The thirtieth day is the last one.
        network.world.clock("2026-07-15T09:59:00+03:00").await;
        assert_eq!(names(&network, "only=asleep&sort=name").await, ["A", "C", "E", "F"]);
        network.world.clock("2026-07-15T11:00:00+03:00").await;
        assert_eq!(names(&network, "only=asleep&sort=name").await, ["A", "B", "C", "E", "F"]);
        assert!(names(&network, "only=in_debt&life=left").await.is_empty());
        let call = network.world.call(Method::GET, "/api/v1/partners?only=lazy", Some(&network.admin), &[], None).await;
        assert_eq!((call.status.as_u16(), &call.body["errors"][0]["field"]), (422, &json!("only")));
    }

    async fn the_list_of_partners_is_sorted_by_every_column_and_counts_what_each_did(kind) {
        let network = network(kind).await;
        let by_name = names(&network, "sort=name").await;
        assert_eq!(by_name, ["A", "B", "C", "D", "E", "F"]);
        let first = async |sort: &str| names(&network, &format!("sort={sort}")).await[0].clone();
        for (sort, expected) in [("-name", "F"), ("-life", "D"), ("-size", "C"), ("territory", "F"), ("-won", "B"), ("-activity", "B"), ("-debt", "B")] {
            assert_eq!(first(sort).await, expected, "{sort}");
        }
        for (sort, field) in [("offers", "open_offers"), ("received", "received"), ("won", "won"), ("brought", "brought"), ("debt", "debt")] {
            let numbers: Vec<i64> = lines(&network, &format!("sort=-{sort}")).await.iter().map(|line| line[field].as_i64().unwrap()).collect();
            assert!(numbers.is_sorted_by(|one, other| one >= other), "{sort}: {numbers:?}");
            assert_eq!(numbers[0] > 0, sort != "brought", "{sort}: {numbers:?}");
        }
        let b = &lines(&network, "q=B").await[0];
        assert_eq!((&b["won"], &b["brought"], &b["debt"]), (&json!(1), &json!(0), &json!(1)));
        assert!(b["certificates"][0]["product"] == json!(network.product) && b["last_activity_at"].is_string(), "{b}");
        // A partner reads its own line only.
        let own = network.world.call(Method::GET, "/api/v1/partners", Some(&network.keys["A"]), &[], None).await.ok();
        assert_eq!((own["items"].as_array().unwrap().len(), &own["items"][0]["name"]), (1, &json!("A")));
    }

    async fn the_page_of_partners_and_its_file_show_what_the_filter_says(kind) {
        let network = network(kind).await;
        let key = network.key("channel_manager").await;
        let shown = page(&network, &key, "/partners?only=in_debt&sort=-debt").await;
        let (b, a) = (&network.partners["B"], &network.partners["A"]);
        assert!(shown.contains(b.as_str()) && !shown.contains(a.as_str()), "{shown}");
        assert!(shown.contains("/partners/export.csv?only=in_debt&") && shown.contains("aria-sort=\"descending\""), "{shown}");
        let file = page(&network, &key, "/partners/export.csv?only=in_debt").await;
        let rows: Vec<&str> = file.lines().collect();
        assert!(rows.len() == 2 && rows[0].contains("ИНН;Состояние") && rows[1].contains(";B;"), "{file}");
        let whole = page(&network, &key, "/partners/export.csv?sort=-name").await;
        assert!(whole.lines().count() == 7 && whole.lines().nth(1).unwrap().contains(";F;"), "{whole}");
        let nothing = page(&network, &key, "/partners?q=nobody").await;
        assert!(nothing.contains("Ничего не нашлось"), "{nothing}");
        let owner = network.world.call(Method::GET, "/partners/export.csv", Some(&network.keys["A"]), &[], None).await;
        assert_eq!(owner.status, 403, "a partner takes no file of others");
    }

    async fn a_partner_that_is_offered_leads_and_has_no_user_is_told_of_where_one_is_invited(kind) {
        let network = Network::start(kind).await;
        let key = network.key("channel_manager").await;
        let warned = async |letter: &str| {
            let shown = page(&network, &key, &format!("/partners/{}", network.partners[letter])).await;
            shown.contains("Предложения некому читать")
        };
        network.change_partner("C", json!({ "contract_active": false })).await;
        assert!(warned("A").await && !warned("C").await, "who is offered nothing loses nothing");
        network.person("a@partner.ru", "partner_owner", Some("A")).await;
        assert!(!warned("A").await);
    }
}
