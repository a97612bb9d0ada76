//! Keys of the API.

use super::*;

async fn make(site: &Site, by: By<'_>, role: &str, scopes: &[&str]) -> (StatusCode, Value) {
    site.post("/api/v1/keys", by, json!({ "name": "CRM", "role": role, "scopes": scopes })).await
}

both! {
    async fn a_key_is_shown_once_acts_in_its_scopes_and_stops_when_revoked(kind) {
        let site = Site::new(kind).await;
        let (status, made) = make(&site, By::Key(&site.key), "admin", &["people:read"]).await;
        assert_eq!(status, 201, "{made}");
        let key = text(&made, "text");
        assert!(key.starts_with("artel_") && key.len() == 46);
        let (_, listed) = site.get("/api/v1/keys", By::Key(&site.key)).await;
        assert_eq!(listed["items"].as_array().unwrap().len(), 2);
        assert!(!listed.to_string().contains("artel_"));
        assert_eq!(site.get("/api/v1/users", By::Key(key)).await.0, 200);
        assert_eq!(site.get("/api/v1/keys", By::Key(key)).await.0, 403);
        let body = json!({ "email": "x@vendor.ru", "role": "support" });
        assert_eq!(site.post("/api/v1/invitations", By::Key(key), body).await.0, 403);
        let path = format!("/api/v1/keys/{}", text(&made, "id"));
        assert_eq!(site.call("DELETE", &path, By::Key(&site.key), json!({})).await.0, 200);
        assert_eq!(site.get("/api/v1/users", By::Key(key)).await.0, 401);
        assert_eq!(site.call("DELETE", &path, By::Key(&site.key), json!({})).await.0, 404);
    }

    async fn a_key_gives_no_more_than_its_maker_has(kind) {
        let site = Site::new(kind).await;
        let (_, made) = make(&site, By::Key(&site.key), "director", &["keys:write"]).await;
        let narrow = text(&made, "text");
        assert_eq!(slug(&make(&site, By::Key(narrow), "director", &["*"]).await.1), "scope-is-wider");
        assert_eq!(slug(&make(&site, By::Key(narrow), "admin", &["keys:write"]).await.1), "may-not-grant");
        assert_eq!(make(&site, By::Key(narrow), "support", &["keys:write"]).await.0, 201);
        let owner = site.join("o@partner.ru", "partner_owner", Some(PARTNER)).await;
        let (status, made) = make(&site, By::Session(&owner), "partner_seller", &["leads:read"]).await;
        assert_eq!((status, text(&made, "partner")), (StatusCode::CREATED, PARTNER));
        assert_eq!(make(&site, By::Session(&owner), "support", &["leads:read"]).await.0, 403);
        let (_, listed) = site.get("/api/v1/keys", By::Session(&owner)).await;
        assert_eq!(listed["items"].as_array().unwrap().len(), 1, "the keys of the vendor are not shown");
    }

    async fn scopes_and_the_end_of_a_key_are_checked(kind) {
        let site = Site::new(kind).await;
        let (_, problem) = make(&site, By::Key(&site.key), "admin", &["leads:read", "leads"]).await;
        assert_eq!(problem["errors"][0]["field"], "scopes[1]");
        assert_eq!(make(&site, By::Key(&site.key), "admin", &[]).await.0, 422);
        let body = json!({ "name": "x", "role": "admin", "scopes": ["*"], "expires_at": "2026-06-15T07:00:00Z" });
        assert_eq!(site.post("/api/v1/keys", By::Key(&site.key), body).await.0, 422);
        let body = json!({ "name": "x", "role": "admin", "scopes": ["*"], "expires_at": "2026-06-15T08:00:00Z" });
        let (_, made) = site.post("/api/v1/keys", By::Key(&site.key), body).await;
        let key = text(&made, "text");
        assert_eq!(site.get("/api/v1/me", By::Key(key)).await.0, 200);
        site.wait(Span::hours(1));
        assert_eq!(site.get("/api/v1/me", By::Key(key)).await.0, 401);
    }

    async fn the_last_use_of_a_key_is_noted(kind) {
        let site = Site::new(kind).await;
        site.wait(Span::hours(2));
        for _ in 0..200 {
            let (_, listed) = site.get("/api/v1/keys", By::Key(&site.key)).await;
            if listed["items"][0]["last_used_at"] == json!(site.app.clock.now()) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("the use of the key was not noted");
    }
}
