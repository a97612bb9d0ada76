//! Forgotten passwords.

use super::*;

const NEW_PASSWORD: &str = "cobalt-meadow-lantern-58";

/// The token of the last letter to an address, when it has been written beside the request.
async fn token(site: &Site, letters: usize) -> String {
    for _ in 0..300 {
        let mail = site.mail().await;
        let found: Vec<_> = mail.iter().filter(|(_, text)| text.contains("/password/new?token=")).collect();
        if found.len() >= letters {
            let text = &found[found.len() - 1].1;
            let tail = text.split("/password/new?token=").nth(1).unwrap();
            return tail.chars().take_while(char::is_ascii_hexdigit).collect();
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("no letter was written");
}

async fn ask(site: &Site, email: &str) -> (StatusCode, Value) {
    site.post("/api/v1/password-resets", By::Nobody, json!({ "email": email })).await
}

async fn choose(site: &Site, token: &str, password: &str) -> (StatusCode, Value) {
    let body = json!({ "token": token, "password": password });
    site.post("/api/v1/password-resets/completion", By::Nobody, body).await
}

both! {
    async fn a_forgotten_password_is_replaced_by_a_link_that_works_once_and_ends_all_sessions(kind) {
        let site = Site::new(kind).await;
        let session = site.admin().await;
        assert_eq!(ask(&site, " Admin@Vendor.ru ").await.0, 200);
        let link = token(&site, 1).await;
        let (status, weak) = choose(&site, &link, "password123").await;
        assert_eq!((status, &weak["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("password")));
        assert_eq!(choose(&site, &link, NEW_PASSWORD).await.0, 200);
        assert_eq!(site.get("/api/v1/me", By::Session(&session)).await.0, 401, "all sessions have ended");
        assert_eq!(site.sign_in("admin@vendor.ru", PASSWORD).await.0, 401);
        assert_eq!(site.sign_in("admin@vendor.ru", NEW_PASSWORD).await.0, 201);
        let (status, again) = choose(&site, &link, OTHER_PASSWORD).await;
        assert_eq!((status, slug(&again)), (StatusCode::CONFLICT, "password-link-ended"));
        assert_eq!(slug(&choose(&site, "0", OTHER_PASSWORD).await.1), "password-link-ended");
    }

    async fn a_link_ends_after_an_hour_or_with_another_that_was_used(kind) {
        let site = Site::new(kind).await;
        site.admin().await;
        ask(&site, "admin@vendor.ru").await;
        let first = token(&site, 1).await;
        ask(&site, "admin@vendor.ru").await;
        let second = token(&site, 2).await;
        assert_eq!(choose(&site, &second, NEW_PASSWORD).await.0, 200);
        assert_eq!(choose(&site, &first, OTHER_PASSWORD).await.0, 409, "the other link is worth nothing now");
        ask(&site, "admin@vendor.ru").await;
        let third = token(&site, 3).await;
        site.wait(Span::hours(1));
        assert_eq!(choose(&site, &third, OTHER_PASSWORD).await.0, 409);
    }

    async fn an_unknown_address_gets_the_same_answer_and_no_letter_and_is_throttled_alike(kind) {
        let site = Site::new(kind).await;
        site.admin().await;
        let before = site.mail().await.len();
        for n in 0..4 {
            let (known, unknown) = (ask(&site, "admin@vendor.ru").await, ask(&site, "nobody@vendor.ru").await);
            assert_eq!(known, unknown);
            assert_eq!(known.0, if n < 3 { StatusCode::OK } else { StatusCode::TOO_MANY_REQUESTS });
        }
        token(&site, 3).await;
        let mail = site.mail().await;
        assert_eq!(mail.len(), before + 3);
        assert!(mail.iter().all(|(to, _)| to != "nobody@vendor.ru"));
        assert_eq!(ask(&site, "no address").await.0, 422);
        site.wait(Span::minutes(15));
        assert_eq!(ask(&site, "admin@vendor.ru").await.0, 200);
    }

    async fn the_time_of_an_answer_does_not_tell_who_is_known(kind) {
        let site = Site::new(kind).await;
        site.admin().await;
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for _ in 0..60 {
            for (email, times) in [("admin@vendor.ru", &mut known), ("nobody@vendor.ru", &mut unknown)] {
                let began = std::time::Instant::now();
                assert_eq!(ask(&site, email).await.0, 200);
                times.push(began.elapsed());
                // What goes on beside the answer is not the answer's time.
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
            site.wait(Span::minutes(16));
        }
        known.sort_unstable();
        unknown.sort_unstable();
        let apart = known[30].abs_diff(unknown[30]);
        assert!(apart < std::time::Duration::from_millis(5), "{apart:?}");
    }
}
