//! Passwords and sessions.

use super::*;

db::statements! {
    CHANGE_HASH: "update person set password_hash = 'changed' where id = (select person_id from app_user where id = $1)";
    SESSIONS: "select count(*) from session";
}

both! {
    async fn an_admin_joins_by_the_link_and_signs_in_again(kind) {
        let site = Site::new(kind).await;
        site.admin().await;
        let (status, signed) = site.sign_in(" Admin@Vendor.RU ", PASSWORD).await;
        assert_eq!(status, 201, "{signed}");
        let (status, me) = site.get("/api/v1/me", By::Session(text(&signed, "token"))).await;
        assert_eq!(status, 200);
        assert_eq!(text(&me, "role"), "admin");
        assert_eq!(text(&me, "name"), "Anna");
        assert_eq!(text(&me, "program"), site.program.to_string());
        assert_eq!(me["memberships"].as_array().unwrap().len(), 1);
    }

    async fn an_unknown_person_and_a_wrong_password_get_the_same_answer(kind) {
        let site = Site::new(kind).await;
        site.admin().await;
        let wrong = site.sign_in("admin@vendor.ru", OTHER_PASSWORD).await;
        let unknown = site.sign_in("nobody@vendor.ru", OTHER_PASSWORD).await;
        assert_eq!(wrong.0, 401);
        assert_eq!(wrong, unknown);
    }

    async fn ten_failures_close_an_account_for_a_while_and_then_the_right_password_works(kind) {
        let site = Site::new(kind).await;
        site.admin().await;
        for email in ["admin@vendor.ru", "nobody@vendor.ru"] {
            for _ in 0..10 {
                assert_eq!(site.sign_in(email, OTHER_PASSWORD).await.0, 401);
            }
            assert_eq!(site.sign_in(email, PASSWORD).await.0, 429, "{email}");
        }
        site.wait(Span::minutes(15));
        assert_eq!(site.sign_in("admin@vendor.ru", PASSWORD).await.0, 201);
    }

    async fn nobody_locks_an_account_for_another_address_and_the_whole_of_an_ipv6_network_is_one(kind) {
        let site = Site::new(kind).await;
        site.admin().await;
        let cx = site.app.cx(platform::Caller::public(), "test", Lang::En);
        let from = async |address: &str, password: &str| {
            let origin = crate::people::Origin { address: address.to_owned(), user_agent: String::new() };
            let password = crate::people::Password::from(password);
            crate::people::sign_in(&cx, "admin@vendor.ru", &password, &origin).await
        };
        let stopped = |failed: Result<_, platform::Fail>| matches!(failed, Err(platform::Fail::TooMany(_)));
        for n in 0..=10 {
            assert_eq!(stopped(from("192.0.2.1", OTHER_PASSWORD).await), n == 10);
            assert_eq!(stopped(from(&format!("2001:db8:1:2::{n:x}"), OTHER_PASSWORD).await), n == 10, "one network");
        }
        assert!(stopped(from("192.0.2.1", PASSWORD).await), "there it is closed");
        assert!(from("198.51.100.1", PASSWORD).await.is_ok(), "and open to its owner elsewhere");
        assert!(from("2001:db8:1:3::1", PASSWORD).await.is_ok());
        // From everywhere at once there is an end, too: a hundred of a quarter of an hour, 20 of them counted above.
        let mut n = 0;
        while !stopped(from(&format!("198.51.100.{}", n + 2), OTHER_PASSWORD).await) {
            n += 1;
            assert!(n < 100);
        }
        assert_eq!(n, 80);
    }

    async fn a_sign_in_that_began_before_a_reset_opens_nothing_after_it(kind) {
        let site = Site::new(kind).await;
        let token = site.admin().await;
        let (_, me) = site.get("/api/v1/me", By::Session(&token)).await;
        // Others keep all that verifies busy, so that it begins with what stands now and ends later.
        let busy = crate::people::service::password::HASHING.acquire_many(4).await.unwrap();
        let router = site.router.clone();
        let sign_in = tokio::spawn(async move {
            let body = json!({ "email": "admin@vendor.ru", "password": PASSWORD }).to_string();
            let request = Request::post("/api/v1/sessions").header("content-type", "application/json");
            router.oneshot(request.body(Body::from(body)).unwrap()).await.unwrap().status()
        });
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        // What a reset does, while the old password is being verified.
        let user: kit::id::UserId = text(&me, "user").parse().unwrap();
        let changed = site.app.db.act(move |tx| Box::pin(async move {
            tx.execute(&CHANGE_HASH, params![user]).await?;
            tx.execute(&crate::people::store::FORGET_SESSIONS, params![Instant::from_micros(i64::MAX), Instant::from_micros(i64::MAX)]).await
        }));
        changed.await.unwrap();
        drop(busy);
        assert_eq!(sign_in.await.unwrap(), 401, "the password was right when it began");
        let left: i64 = site.app.db.read(|tx| Box::pin(async { Ok::<_, db::DbError>(tx.one::<(i64,)>(&SESSIONS, &[]).await?.0) })).await.unwrap();
        assert_eq!(left, 0);
    }

    async fn the_cookie_is_for_the_server_alone_and_for_https_where_there_is_https(kind) {
        let site = Site::new(kind).await;
        let mut settings = site.app.settings.clone();
        let plain = crate::people::session_cookie(&settings, "t");
        assert_eq!(plain, "artel=t; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax");
        settings.base_url = "https://artel.test".to_owned();
        let ended = crate::people::ended_cookie(&settings);
        assert_eq!(ended, "__Host-artel=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure");
    }

    async fn a_right_password_begins_the_count_anew(kind) {
        let site = Site::new(kind).await;
        site.admin().await;
        for _ in 0..2 {
            for _ in 0..9 {
                assert_eq!(site.sign_in("admin@vendor.ru", OTHER_PASSWORD).await.0, 401);
            }
            assert_eq!(site.sign_in("admin@vendor.ru", PASSWORD).await.0, 201);
        }
    }

    async fn an_address_that_fails_for_many_accounts_is_stopped(kind) {
        let site = Site::new(kind).await;
        let cx = site.app.cx(platform::Caller::public(), "test", Lang::En);
        let origin = crate::people::Origin { address: "192.0.2.1".to_owned(), user_agent: String::new() };
        let password = crate::people::Password::from(OTHER_PASSWORD);
        for n in 0..=30 {
            let failed = crate::people::sign_in(&cx, &format!("p{n}@vendor.ru"), &password, &origin).await;
            let stopped = matches!(failed, Err(platform::Fail::TooMany(_)));
            assert_eq!(stopped, n == 30);
        }
    }

    async fn a_session_in_use_goes_on_and_ends_when_idle_and_after_a_week_at_the_latest(kind) {
        let site = Site::new(kind).await;
        let token = site.join("d@vendor.ru", "director", None).await;
        for _ in 0..15 {
            site.wait(Span::hours(11));
            assert_eq!(site.get("/api/v1/me", By::Session(&token)).await.0, 200);
            site.noted(&token).await;
        }
        site.wait(Span::hours(4));
        assert_eq!(site.get("/api/v1/me", By::Session(&token)).await.0, 401, "a week has passed");

        let (_, signed) = site.sign_in("d@vendor.ru", PASSWORD).await;
        site.wait(Span::hours(12));
        assert_eq!(site.get("/api/v1/me", By::Session(text(&signed, "token"))).await.0, 401, "idle for 12 hours");
    }

    async fn the_session_of_an_admin_ends_after_half_an_hour_without_use(kind) {
        let site = Site::new(kind).await;
        let token = site.admin().await;
        for _ in 0..3 {
            site.wait(Span::minutes(29));
            assert_eq!(site.get("/api/v1/me", By::Session(&token)).await.0, 200);
            site.noted(&token).await;
        }
        site.wait(Span::minutes(30));
        assert_eq!(site.get("/api/v1/me", By::Session(&token)).await.0, 401);
    }

    async fn sessions_are_listed_without_their_tokens_and_ended_one_by_one(kind) {
        let site = Site::new(kind).await;
        let first = site.admin().await;
        site.wait(Span::minutes(1));
        let (_, signed) = site.sign_in("admin@vendor.ru", PASSWORD).await;
        let second = text(&signed, "token");
        let (_, listed) = site.get("/api/v1/sessions", By::Session(second)).await;
        let items = listed["items"].as_array().unwrap().clone();
        assert_eq!(items.iter().map(|s| s["current"] == true).collect::<Vec<_>>(), [true, false]);
        assert!(!listed.to_string().contains(second));

        let path = format!("/api/v1/sessions/{}", text(&items[1], "id"));
        assert_eq!(site.call("DELETE", &path, By::Session(second), json!({})).await.0, 200);
        assert_eq!(site.get("/api/v1/me", By::Session(&first)).await.0, 401);
        assert_eq!(site.call("DELETE", "/api/v1/sessions/current", By::Session(second), json!({})).await.0, 200);
        assert_eq!(site.get("/api/v1/me", By::Session(second)).await.0, 401);
    }

    async fn nobody_ends_the_session_of_another(kind) {
        let site = Site::new(kind).await;
        let admin = site.admin().await;
        let other = site.join("d@vendor.ru", "director", None).await;
        let (_, listed) = site.get("/api/v1/sessions", By::Session(&admin)).await;
        let path = format!("/api/v1/sessions/{}", text(&listed["items"][0], "id"));
        assert_eq!(site.call("DELETE", &path, By::Session(&other), json!({})).await.0, 404);
        assert_eq!(site.get("/api/v1/me", By::Session(&admin)).await.0, 200);
    }

    async fn a_new_password_ends_the_other_sessions_and_the_old_password(kind) {
        let site = Site::new(kind).await;
        let first = site.admin().await;
        let (_, signed) = site.sign_in("admin@vendor.ru", PASSWORD).await;
        let second = text(&signed, "token");
        let change = |current: &str, new: &str| json!({ "current": current, "password": new });
        let path = "/api/v1/me/password";
        assert_eq!(site.post(path, By::Session(second), change(OTHER_PASSWORD, OTHER_PASSWORD)).await.0, 422);
        assert_eq!(site.post(path, By::Session(second), change(PASSWORD, "password123")).await.0, 422);
        assert_eq!(site.post(path, By::Session(second), change(PASSWORD, OTHER_PASSWORD)).await.0, 200);
        assert_eq!(site.get("/api/v1/me", By::Session(&first)).await.0, 401);
        assert_eq!(site.get("/api/v1/me", By::Session(second)).await.0, 200);
        assert_eq!(site.sign_in("admin@vendor.ru", PASSWORD).await.0, 401);
        assert_eq!(site.sign_in("admin@vendor.ru", OTHER_PASSWORD).await.0, 201);
    }

    async fn a_person_of_two_programs_has_one_sign_in_and_goes_from_one_to_the_other(kind) {
        let site = Site::new(kind).await;
        let token = site.admin().await;
        let (second, accept_url, _) = add_program(&site.app, "Second", "admin@vendor.ru").await;
        assert_eq!(site.accept(&accept_url, "Anna", OTHER_PASSWORD).await.0, 401, "the standing password is asked for");
        assert_eq!(site.accept(&accept_url, "Anna", PASSWORD).await.0, 201);
        let (_, me) = site.get("/api/v1/me", By::Session(&token)).await;
        let memberships = me["memberships"].as_array().unwrap();
        let other = memberships.iter().find(|m| m["program"] == second.to_string()).unwrap();
        let path = "/api/v1/session/membership";
        let (status, me) = site.post(path, By::Session(&token), json!({ "user": other["user"] })).await;
        assert_eq!((status, text(&me, "program_name")), (StatusCode::OK, "Second"));
        let (_, users) = site.get("/api/v1/users", By::Session(&token)).await;
        assert_eq!(users["items"].as_array().unwrap().len(), 1);

        let stranger = site.join("d@vendor.ru", "director", None).await;
        assert_eq!(site.post(path, By::Session(&stranger), json!({ "user": other["user"] })).await.0, 404);
    }
}
