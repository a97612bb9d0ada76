//! People through the running server: sign-in, a forgotten password, keys, invitations, sessions, and what must hold when many come
//! at once.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::fixture::{Network, june};
use crate::{databases::both, smtp::Smtp, world::Told};

/// The password with which everybody of the fixture joins.
const PASSWORD: &str = "tundra-violin-orbit-72";
const OTHER: &str = "basalt-harbor-quilt-19";

async fn open(network: &Network, email: &str, password: &str) -> Told {
    let body = json!({ "email": email, "password": password });
    network.world.call(Method::POST, "/api/v1/sessions", None, &[], Some(body)).await
}

async fn me(network: &Network, session: &str) -> Told {
    network.world.by(session, Method::GET, "/api/v1/me", Value::Null).await
}

fn token(told: Told) -> String {
    told.ok()["token"].as_str().unwrap().to_owned()
}

fn slug(told: &Told) -> &str {
    told.body["type"].as_str().unwrap().rsplit('/').next().unwrap()
}

/// The id of the user with an address.
async fn user(network: &Network, email: &str) -> String {
    let users = network.get("/api/v1/users?limit=200").await;
    users["items"].as_array().unwrap().iter().find(|user| user["email"] == email).unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

both! {
    async fn who_signs_in_works_until_the_sign_out_and_guessing_is_stopped(kind) {
        let network = Network::start(kind).await;
        network.person("anna@vendor.ru", "director", None).await;
        let session = token(open(&network, " Anna@Vendor.RU ", PASSWORD).await);
        assert_eq!(me(&network, &session).await.ok()["email"], "anna@vendor.ru");
        network.world.by(&session, Method::DELETE, "/api/v1/sessions/current", json!({})).await.ok();
        assert_eq!(me(&network, &session).await.status, 401);
        let (wrong, unknown) = (open(&network, "anna@vendor.ru", OTHER).await, open(&network, "nobody@vendor.ru", OTHER).await);
        assert_eq!((wrong.status.as_u16(), &wrong.text), (401, &unknown.text), "nobody learns who has an account");
        let tries = join_all((0..16).map(|_| open(&network, "anna@vendor.ru", OTHER))).await;
        let told = |status: u16| tries.iter().filter(|told| told.status == status).count();
        assert_eq!((told(401), told(429)), (9, 7), "ten in all, also when they come at once");
        let closed = open(&network, "anna@vendor.ru", PASSWORD).await;
        assert!(closed.status == 429 && closed.retry_after.is_some(), "{}", closed.text);
        network.world.clock("2026-06-01T09:15:01+03:00").await;
        assert_eq!(open(&network, "anna@vendor.ru", PASSWORD).await.status, 201);
    }

    async fn a_forgotten_password_is_replaced_once_by_the_link_of_the_letter_and_ends_what_was_open(kind) {
        let smtp = Smtp::start().await;
        let network = Network::start_with_mail(kind, &smtp).await;
        let open_before = network.person("anna@vendor.ru", "director", None).await;
        network.world.clock(&june(1, "10:00")).await;
        let ask = async |email: &str| {
            let body = json!({ "email": email });
            network.world.call(Method::POST, "/api/v1/password-resets", None, &[], Some(body)).await
        };
        let (known, unknown) = (ask("anna@vendor.ru").await, ask("nobody@vendor.ru").await);
        assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
        // The letter is written beside the request: the answer takes as long for nobody as for somebody.
        for second in 1..50 {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            network.world.clock(&format!("2026-06-01T10:01:{second:02}+03:00")).await;
            if !smtp.to("anna@vendor.ru").is_empty() {
                break;
            }
        }
        assert!(smtp.to("nobody@vendor.ru").is_empty());
        let letter = smtp.to("anna@vendor.ru").pop().unwrap();
        let link = letter.links().into_iter().find(|link| link.contains("token=")).unwrap();
        let page = network.world.call(Method::GET, &link[link.find("/password").unwrap()..], None, &[], None).await;
        assert_eq!(page.status, 200, "the link opens the page");
        let token = link.split("token=").nth(1).unwrap().to_owned();
        let replace = || async {
            let body = json!({ "token": token, "password": OTHER });
            network.world.call(Method::POST, "/api/v1/password-resets/completion", None, &[], Some(body)).await
        };
        let answers = join_all((0..4).map(|_| replace())).await;
        assert_eq!(answers.iter().filter(|told| told.status == 200).count(), 1, "once, also by four at once");
        assert!(answers.iter().filter(|told| told.status != 200).all(|told| slug(told) == "password-link-ended"));
        assert_eq!(me(&network, &open_before).await.status, 401, "what was open has ended");
        assert_eq!((open(&network, "anna@vendor.ru", PASSWORD).await.status.as_u16(), open(&network, "anna@vendor.ru", OTHER).await.status.as_u16()), (401, 201));
    }

    async fn an_invitation_opens_one_account_also_for_many_at_once_and_none_when_it_was_taken_back(kind) {
        let network = Network::start(kind).await;
        let invite = async |email: &str| network.post("/api/v1/invitations", json!({ "email": email, "role": "quality" })).await;
        let accept = |invited: &Value| {
            let token = invited["accept_url"].as_str().unwrap().split("token=").nth(1).unwrap().to_owned();
            let join = json!({ "token": token, "name": "Вера", "password": PASSWORD, "lang": "ru" });
            let network = &network;
            async move { network.world.call(Method::POST, "/api/v1/invitations/acceptance", None, &[], Some(join)).await }
        };
        let invited = invite("vera@vendor.ru").await;
        let answers = join_all((0..5).map(|_| accept(&invited))).await;
        assert_eq!(answers.iter().filter(|told| told.status == 201).count(), 1);
        assert!(answers.iter().filter(|told| told.status != 201).all(|told| slug(told) == "invitation-ended"), "{:?}", answers.iter().map(|told| &told.text).collect::<Vec<_>>());
        let list = network.get("/api/v1/users?limit=200").await;
        assert_eq!(list["items"].as_array().unwrap().iter().filter(|user| user["email"] == "vera@vendor.ru").count(), 1);
        let withdrawn = invite("typo@vendor.ru").await;
        let path = format!("/api/v1/invitations/{}", withdrawn["id"].as_str().unwrap());
        network.world.call(Method::DELETE, &path, Some(&network.admin), &[], None).await.ok();
        assert_eq!(slug(&accept(&withdrawn).await), "invitation-ended");
    }

    async fn of_admins_who_leave_at_once_one_stays(kind) {
        let network = Network::start(kind).await;
        // The first admin was invited and never came; two others did.
        let mut paths = Vec::new();
        for email in ["a1@vendor.ru", "a2@vendor.ru", "a3@vendor.ru"] {
            network.person(email, "admin", None).await;
            paths.push(format!("/api/v1/users/{}", user(&network, email).await));
        }
        let leave = paths.iter().map(|path| network.world.call(Method::PATCH, path, Some(&network.admin), &[], Some(json!({ "disabled": true }))));
        let answers = join_all(leave).await;
        let told = |status: u16| answers.iter().filter(|told| told.status == status).count();
        assert_eq!((told(200), told(409)), (2, 1), "{:?}", answers.iter().map(|told| &told.text).collect::<Vec<_>>());
        assert!(answers.iter().any(|told| told.status == 409 && slug(told) == "last-admin"));
    }

    async fn a_key_acts_within_its_scopes_and_no_more_once_it_is_revoked(kind) {
        let network = Network::start(kind).await;
        let made = network.post("/api/v1/keys", json!({ "name": "CRM", "role": "admin", "scopes": ["people:read"] })).await;
        let key = made["text"].as_str().unwrap();
        assert_eq!(network.world.get(key, "/api/v1/users").await.status, 200);
        for (method, path, body) in [(Method::GET, "/api/v1/leads", Value::Null), (Method::POST, "/api/v1/invitations", json!({ "email": "x@vendor.ru", "role": "support" }))] {
            let body = (method != Method::GET).then_some(body);
            assert_eq!(network.world.call(method, path, Some(key), &[], body).await.status, 403, "{path}");
        }
        assert!(!network.get("/api/v1/keys").await.to_string().contains(key), "its text is shown once");
        let path = format!("/api/v1/keys/{}", made["id"].as_str().unwrap());
        network.world.call(Method::DELETE, &path, Some(&network.admin), &[], None).await.ok();
        assert_eq!(network.world.get(key, "/api/v1/users").await.status, 401);
    }

    async fn an_admin_sees_where_others_are_signed_in_and_signs_them_out(kind) {
        let network = Network::start(kind).await;
        let admin = network.person("admin2@vendor.ru", "admin", None).await;
        let first = network.person("dir@vendor.ru", "director", None).await;
        let second = token(open(&network, "dir@vendor.ru", PASSWORD).await);
        let dir = user(&network, "dir@vendor.ru").await;
        let path = format!("/api/v1/users/{dir}/sessions");
        let listed = network.world.by(&admin, Method::GET, &path, Value::Null).await;
        assert!(!listed.text.contains(&first) && !listed.text.contains(&second), "no token is shown");
        let sessions = listed.ok()["items"].as_array().unwrap().clone();
        assert_eq!(sessions.len(), 2);
        assert_eq!(network.world.by(&first, Method::GET, &path, Value::Null).await.status, 403, "not for a director");
        let one = format!("{path}/{}", sessions[0]["id"].as_str().unwrap());
        network.world.by(&admin, Method::DELETE, &one, json!({})).await.ok();
        let open_now = [me(&network, &first).await.status.as_u16(), me(&network, &second).await.status.as_u16()];
        assert_eq!(open_now.iter().filter(|status| **status == 401).count(), 1, "{open_now:?}");
        assert_eq!(network.world.by(&admin, Method::DELETE, &one, json!({})).await.status, 404, "it is gone");
        let page = network.world.by(&admin, Method::GET, &format!("/settings/people/{dir}"), Value::Null).await;
        assert!(page.text.contains("Sign out everywhere"), "{}", page.text);
        let cookie = format!("artel={admin}");
        let headers = [("cookie", cookie.as_str()), ("content-type", "application/x-www-form-urlencoded")];
        let out = network.world.send_with(Method::POST, &format!("/settings/people/{dir}/sign-out"), None, &headers, Some(Vec::new())).await;
        assert_eq!(out.status, 303, "{}", out.text);
        assert_eq!((me(&network, &first).await.status.as_u16(), me(&network, &second).await.status.as_u16()), (401, 401));
        assert_eq!(me(&network, &admin).await.status, 200);
        // A partner's owner looks after the own company alone.
        let owner = network.person("owner@a.ru", "partner_owner", Some("A")).await;
        let seller = network.person("seller@a.ru", "partner_seller", Some("A")).await;
        let foreign = network.person("seller@b.ru", "partner_seller", Some("B")).await;
        let of = async |email: &str| format!("/api/v1/users/{}/sessions", user(&network, email).await);
        assert_eq!(network.world.by(&owner, Method::DELETE, &of("seller@b.ru").await, json!({})).await.status, 404);
        network.world.by(&owner, Method::DELETE, &of("seller@a.ru").await, json!({})).await.ok();
        assert_eq!((me(&network, &seller).await.status.as_u16(), me(&network, &foreign).await.status.as_u16()), (401, 200));
        assert!(network.count(&network.admin, "session.ended").await >= 3);
    }
}
