//! Letters over a real mail conversation: sent, tried again, dead, returned.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    databases::{Kind, both},
    smtp::Smtp,
    stories::{Network, june},
};

impl Network {
    async fn invite(&self, email: &str, lang: &str) {
        self.post("/api/v1/invitations", json!({ "email": email, "role": "support", "lang": lang })).await;
    }

    async fn mails(&self, state: &str) -> Vec<Value> {
        self.get(&format!("/api/v1/mails?state={state}")).await["items"].as_array().unwrap().clone()
    }
}

both! {
    async fn an_invitation_arrives_in_the_readers_language_and_its_link_works(kind) {
        let smtp = Smtp::start().await;
        let network = Network::empty_with_mail(kind, &june(15, "10:00"), &smtp).await;
        network.invite("anna@vendor.ru", "ru").await;
        network.invite("john@vendor.com", "en").await;
        assert!(smtp.taken().is_empty(), "nothing is sent before the act is done");
        network.world.clock(&june(15, "10:00")).await;
        let (anna, john) = (smtp.to("anna@vendor.ru"), smtp.to("john@vendor.com"));
        assert_eq!((anna.len(), john.len()), (1, 1));
        assert!(anna[0].text().contains("Принять приглашение") && john[0].text().contains("Accept the invitation"));
        assert!(anna[0].html().contains("lang=\"ru\"") && john[0].html().contains("lang=\"en\""));
        assert_eq!(anna[0].header("Auto-Submitted"), Some("auto-generated"));
        let id = anna[0].header("Message-ID").unwrap().trim_start_matches('<').split('@').next().unwrap().to_owned();
        assert_eq!(anna[0].from, format!("bounces+{id}@vendor.ru"));
        let token = anna[0].links()[0].split("token=").nth(1).unwrap().to_owned();
        let join = json!({ "token": token, "name": "Анна", "password": "tundra-violin-orbit-72" });
        network.world.call(Method::POST, "/api/v1/invitations/acceptance", None, &[], Some(join)).await.ok();
        network.world.clock(&june(15, "10:30")).await;
        assert_eq!(smtp.taken().len(), 2, "each is sent once");
        let listed = network.get("/api/v1/mails").await;
        assert!(!listed.to_string().contains(&token), "what a letter said is not shown");
        let log = network.get("/api/v1/events?limit=200").await.to_string();
        assert!(log.contains("mail.sent") && !log.contains("anna@vendor.ru"), "no addresses in the log");
    }

    async fn a_letter_that_is_refused_for_now_is_tried_again_later_and_later(kind) {
        let smtp = Smtp::start().await;
        let network = Network::empty_with_mail(kind, &june(15, "10:00"), &smtp).await;
        network.invite("later@vendor.ru", "ru").await;
        network.world.clock(&june(15, "10:00")).await;
        assert_eq!(smtp.tries("later@vendor.ru"), 1);
        let waiting = network.mails("waiting").await;
        assert_eq!((&waiting[0]["attempts"], waiting[0]["reply"].as_str().unwrap().contains("come again")), (&json!(1), true));
        network.world.clock("2026-06-15T10:00:04+03:00").await;
        assert_eq!(smtp.tries("later@vendor.ru"), 1, "not before five seconds");
        network.world.clock("2026-06-15T10:00:20+03:00").await;
        assert_eq!(smtp.tries("later@vendor.ru"), 3, "after 5 and after 10 seconds");
        assert_eq!(smtp.to("later@vendor.ru").len(), 1);
        assert_eq!(network.mails("sent").await.len(), 1);
    }

    async fn after_ten_tries_a_letter_is_dead_until_somebody_has_it_tried_again(kind) {
        let smtp = Smtp::start().await;
        let network = Network::empty_with_mail(kind, &june(15, "10:00"), &smtp).await;
        network.invite("never@vendor.ru", "ru").await;
        network.world.clock(&june(15, "13:00")).await;
        assert_eq!(smtp.tries("never@vendor.ru"), 10);
        let dead = network.mails("dead").await;
        assert_eq!((dead.len(), &dead[0]["attempts"], &dead[0]["kind"]), (1, &json!(10), &json!("invitation")));
        let retry = format!("/api/v1/mails/{}/retry", dead[0]["id"].as_str().unwrap());
        network.post(&retry, json!({})).await;
        network.world.clock(&june(15, "13:00")).await;
        assert_eq!(smtp.tries("never@vendor.ru"), 11);
        assert_eq!(network.world.post(&network.admin, &retry, json!({})).await.status, StatusCode::CONFLICT, "it waits already");
    }

    async fn who_is_refused_for_good_is_a_bounce_at_once_and_the_address_is_marked(kind) {
        let smtp = Smtp::start().await;
        let network = Network::empty_with_mail(kind, &june(15, "10:00"), &smtp).await;
        for address in ["nobody@vendor.ru", "spam@vendor.ru", "anna@vendor.ru"] {
            network.invite(address, "ru").await;
        }
        network.world.clock(&june(15, "10:00")).await;
        assert_eq!(smtp.taken().len(), 1, "one refusal does not hold up the others");
        let bounced = network.mails("bounced").await;
        assert_eq!(bounced.len(), 2);
        assert!(bounced.iter().any(|mail| mail["reply"].as_str().unwrap().contains("5.1.1")));
        network.world.clock(&june(15, "12:00")).await;
        assert_eq!(smtp.tries("nobody@vendor.ru"), 1, "never again by itself");
    }

    async fn a_report_that_comes_later_marks_letter_and_user(kind) {
        let smtp = Smtp::start().await;
        let network = Network::empty_with_mail(kind, &june(15, "10:00"), &smtp).await;
        network.person("anna@vendor.ru", "support", None).await;
        let users = async || network.get("/api/v1/users").await["items"][0].clone();
        // The invitation has gone before: letters that wait together go side by side.
        network.world.clock(&june(15, "10:00")).await;
        network.write_to("anna@vendor.ru", users().await["id"].as_str().unwrap()).await;
        network.world.clock(&june(15, "10:00")).await;
        let mail = smtp.to("anna@vendor.ru").last().unwrap().clone();
        let soft = mail.from.split(['+', '@']).nth(1).unwrap().to_owned();
        let report = |status: &str| format!(
            "From: MAILER-DAEMON@mx.vendor.ru\r\nTo: {}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.vendor.ru\r\n\r\nFinal-Recipient: rfc822; anna@vendor.ru\r\nAction: failed\r\nStatus: {status}\r\n\r\n--b--\r\n",
            mail.from
        );
        let send = async |body: String, content_type: &'static str| {
            let client = reqwest::Client::new().post(network.world.url("/api/v1/bounces")).bearer_auth(&network.admin);
            let told = client.header("content-type", content_type).body(body).send().await.unwrap();
            (told.status(), told.json::<Value>().await.unwrap())
        };
        assert_eq!(send("Hello".to_owned(), "message/rfc822").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(send(json!({ "mail": "mail_0192f0c1000070008000000000000001", "status": "5.1.1" }).to_string(), "application/json").await.0, StatusCode::NOT_FOUND);
        assert_eq!(send(json!({ "mail": soft, "status": "x" }).to_string(), "application/json").await.1["errors"][0]["field"], "status");
        assert_eq!(send(report("5.1.1"), "message/rfc822").await.1, json!({ "marked": true }));
        assert_eq!(send(report("5.1.1"), "message/rfc822").await.1, json!({ "marked": false }), "once");
        network.world.clock(&june(15, "10:01")).await;
        assert_eq!(users().await["mail_bounced_at"], "2026-06-15T07:00:00Z");
        assert_eq!(network.mails("bounced").await[0]["reply"], "5.1.1");
        let path = format!("/api/v1/users/{}", users().await["id"].as_str().unwrap());
        network.world.call(Method::PATCH, &path, Some(&network.admin), &[], Some(json!({ "mail_works": true }))).await.ok();
        assert!(users().await["mail_bounced_at"].is_null());
    }

    async fn no_letter_waits_for_a_slow_one_or_goes_out_twice_because_of_it(kind) {
        let smtp = Smtp::start().await;
        let network = Network::empty_with_mail(kind, &june(15, "10:00"), &smtp).await;
        let others: Vec<String> = (0..9).map(|n| format!("{n}@vendor.ru")).collect();
        network.invite("slow@vendor.ru", "ru").await;
        for address in &others {
            network.invite(address, "ru").await;
        }
        let other_server = network.world.beside(&june(15, "10:00")).await;
        let meanwhile = async {
            while smtp.tries("slow@vendor.ru") == 0 {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
            other_server.clock(&june(15, "10:05")).await;
            for address in &others {
                assert_eq!(smtp.tries(address), 1, "{address} waits for another");
            }
            assert_eq!(smtp.tries("slow@vendor.ru"), 1, "it is on its way");
            while network.mails("sent").await.len() < others.len() {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
            // The first server has died, as far as the other can see: it sends what was on its way, and nothing else.
            smtp.let_go();
            other_server.clock(&june(15, "10:11")).await;
        };
        let ten = june(15, "10:00");
        tokio::join!(network.world.clock(&ten), meanwhile);
        for address in &others {
            assert_eq!(smtp.to(address).len(), 1, "{address}");
        }
    }

    async fn a_letter_that_cannot_be_marked_holds_up_no_other(kind) {
        let smtp = Smtp::start().await;
        let network = Network::empty_with_mail(kind, &june(15, "10:00"), &smtp).await;
        let app = network.world.running.as_ref().unwrap().app.clone();
        let fails = match kind {
            Kind::Sqlite => "create trigger no_mark before update on outgoing_mail when new.state = 'sent' and new.to_address like 'stuck%' \
                begin select raise(abort, 'no'); end;",
            Kind::Postgres => "create function no_mark() returns trigger language plpgsql as $$ begin if new.state = 'sent' and new.to_address \
                like 'stuck%' then raise exception 'no'; end if; return new; end $$; create trigger no_mark before update on outgoing_mail \
                for each row execute function no_mark();",
        };
        app.db.script(fails.to_owned()).await.unwrap();
        network.invite("stuck@vendor.ru", "ru").await;
        for n in 0..30 {
            network.invite(&format!("{n}@vendor.ru"), "ru").await;
        }
        let tick = json!({ "now": june(15, "10:00") });
        let told = network.world.call(Method::PUT, "/api/v1/test-clock", None, &[], Some(tick)).await;
        assert!(!told.status.is_success(), "the fault is told: {}", told.text);
        for n in 0..30 {
            assert_eq!(smtp.to(&format!("{n}@vendor.ru")).len(), 1);
        }
        assert_eq!(network.mails("sent").await.len(), 30, "each is marked");
        assert_eq!(smtp.tries("stuck@vendor.ru"), 1, "it waits until its lease ends");
    }
}
