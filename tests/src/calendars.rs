//! Calendars through the API: holidays as data, days off from a file, the next working hours.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{databases::both, stories::Network};

async fn calendar(network: &Network, holidays: Value) -> Value {
    let week = json!({ "mon": ["09:00-13:00", "14:00-18:00"], "fri": ["09:00-18:00"], "thu": ["09:00-18:00"] });
    let body = json!({ "name": "Своё", "hours": { "zone": "Asia/Vladivostok", "weekly": week }, "holidays": holidays });
    network.post("/api/v1/calendars", body).await
}

both! {
    async fn a_calendar_keeps_the_holidays_of_russia_by_one_field(kind) {
        let network = Network::empty(kind, "2026-06-01T09:00:00+03:00").await;
        let plain = calendar(&network, json!(null)).await;
        assert_eq!(plain["hours"]["exceptions"], json!({}));
        let kept = calendar(&network, json!("ru_short_days")).await;
        assert_eq!(kept["hours"]["exceptions"]["2026-06-12"], json!([]));
        assert_eq!(kept["hours"]["exceptions"]["2026-06-11"], json!(["09:00-17:00"]));
        assert_eq!(kept["hours"]["exceptions"]["2026-11-04"], json!(null), "a Wednesday is free here anyway");
        let path = format!("/api/v1/calendars/{}/intervals?from=2026-06-11T00:00:00Z&days=5", kept["id"].as_str().unwrap());
        let next = network.get(&path).await;
        let thursday = json!({ "from": "2026-06-11T00:00:00Z", "until": "2026-06-11T07:00:00Z" });
        let monday = json!({ "from": "2026-06-14T23:00:00Z", "until": "2026-06-15T03:00:00Z" });
        assert_eq!((next["intervals"][0].clone(), next["intervals"][1].clone()), (thursday, monday), "in its own zone, past the holiday");
    }

    async fn days_off_come_in_an_icalendar_file_and_what_was_not_read_is_named(kind) {
        let network = Network::empty(kind, "2026-06-01T09:00:00+03:00").await;
        let made = calendar(&network, json!(null)).await;
        let file = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n\
            BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20260612\r\nSUMMARY:День России\r\nEND:VEVENT\r\n\
            BEGIN:VEVENT\r\nUID:2\r\nDTSTART:20260615T100000Z\r\nSUMMARY:Встреча\r\nEND:VEVENT\r\n\
            BEGIN:VEVENT\r\nUID:3\r\nDTSTART;VALUE=DATE:20250703\r\nRRULE:FREQ=YEARLY;COUNT=2\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let path = format!("/api/v1/calendars/{}/days-off", made["id"].as_str().unwrap());
        let read = network.world.send(&network.admin, &path, "text/calendar", file.into()).await.ok();
        assert_eq!(read["added"], json!(["2025-07-03", "2026-06-12", "2026-07-03"]));
        assert_eq!(read["skipped"], json!([{ "summary": "Встреча", "reason": "Событие не на весь день" }]));
        assert_eq!(read["calendar"]["version"], 2);
        let again = network.world.send(&network.admin, &path, "text/calendar", file.into()).await.ok();
        assert_eq!(again["added"], json!([]));
        let refused = network.world.send(&network.admin, &path, "text/calendar", b"a;b\n1;2\n".to_vec()).await;
        assert_eq!((refused.status.as_u16(), refused.body["errors"][0]["field"].clone()), (422, json!("file")));
        let stale = network.world.call(Method::POST, &path, Some(&network.admin), &[("if-match", "\"1\"")], None).await;
        assert_eq!(stale.status, 412);
    }
}
