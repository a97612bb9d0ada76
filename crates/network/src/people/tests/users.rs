//! Users and invitations.

use super::*;

both! {
    async fn an_invitation_is_mailed_and_works_once_and_for_a_week(kind) {
        let site = Site::new(kind).await;
        let body = json!({ "email": "S@partner.ru", "role": "partner_owner", "partner": PARTNER });
        let (status, invited) = site.post("/api/v1/invitations", By::Key(&site.key), body.clone()).await;
        assert_eq!(status, 201, "{invited}");
        let url = text(&invited, "accept_url");
        let mail = site.mail().await;
        assert_eq!(mail.len(), 1);
        assert_eq!(mail[0].0, "s@partner.ru");
        assert!(mail[0].1.contains(url));
        let (status, problem) = site.accept(url, "Sergey", "sergeysergey").await;
        assert_eq!((status, slug(&problem)), (StatusCode::UNPROCESSABLE_ENTITY, "invalid"), "easy to guess");
        assert_eq!(site.accept(url, "Sergey", PASSWORD).await.0, 201);
        assert_eq!(slug(&site.accept(url, "Sergey", PASSWORD).await.1), "invitation-ended");
        let (status, again) = site.post("/api/v1/invitations", By::Key(&site.key), body).await;
        assert_eq!((status, slug(&again)), (StatusCode::CONFLICT, "already-member"));

        let body = json!({ "email": "late@vendor.ru", "role": "support" });
        let (_, invited) = site.post("/api/v1/invitations", By::Key(&site.key), body).await;
        site.wait(Span::days(7));
        assert_eq!(slug(&site.accept(text(&invited, "accept_url"), "Late", PASSWORD).await.1), "invitation-ended");
    }

    async fn an_invitation_that_is_taken_back_opens_nothing(kind) {
        let site = Site::new(kind).await;
        let owner = site.join("o@partner.ru", "partner_owner", Some(PARTNER)).await;
        let body = json!({ "email": "typo@vendor.ru", "role": "admin" });
        let (_, invited) = site.post("/api/v1/invitations", By::Key(&site.key), body).await;
        let path = format!("/api/v1/invitations/{}", text(&invited, "id"));
        let (_, own) = site.get("/api/v1/invitations", By::Session(&owner)).await;
        assert_eq!(own["items"], json!([]), "a partner sees the invitations of its company alone");
        assert_eq!(site.call("DELETE", &path, By::Session(&owner), json!({})).await.0, 404);
        let (_, waiting) = site.get("/api/v1/invitations", By::Key(&site.key)).await;
        assert_eq!(waiting["items"].as_array().unwrap().len(), 2, "the first admin's and this one");
        assert_eq!(site.call("DELETE", &path, By::Key(&site.key), json!({})).await.0, 200);
        assert_eq!(slug(&site.accept(text(&invited, "accept_url"), "X", PASSWORD).await.1), "invitation-ended");
        assert_eq!(site.call("DELETE", &path, By::Key(&site.key), json!({})).await.0, 404);
    }

    async fn only_an_admin_sees_the_link_of_an_invitation(kind) {
        let site = Site::new(kind).await;
        let director = site.join("d@vendor.ru", "director", None).await;
        let body = json!({ "email": "q@vendor.ru", "role": "quality" });
        let (status, invited) = site.post("/api/v1/invitations", By::Session(&director), body).await;
        assert_eq!(status, 201);
        assert!(invited.get("accept_url").is_none());
        let key = json!({ "name": "people only", "role": "admin", "scopes": ["people:write"] });
        let (_, made) = site.post("/api/v1/keys", By::Key(&site.key), key).await;
        let body = json!({ "email": "x@vendor.ru", "role": "admin" });
        let (status, invited) = site.post("/api/v1/invitations", By::Key(text(&made, "text")), body).await;
        assert_eq!(status, 201);
        assert!(invited.get("accept_url").is_none(), "a narrow key must not become a whole admin");
    }

    async fn a_partners_owner_sees_and_invites_the_own_company_alone(kind) {
        let site = Site::new(kind).await;
        let owner = site.join("o@partner.ru", "partner_owner", Some(PARTNER)).await;
        site.join("o@other.ru", "partner_owner", Some(OTHER_PARTNER)).await;
        let (_, listed) = site.get("/api/v1/users", By::Session(&owner)).await;
        let emails: Vec<&str> = listed["items"].as_array().unwrap().iter().map(|u| text(u, "email")).collect();
        assert_eq!(emails, ["o@partner.ru"]);
        let foreign = format!("/api/v1/users?partner={OTHER_PARTNER}");
        assert_eq!(site.get(&foreign, By::Session(&owner)).await.0, 404);
        let (_, all) = site.get(&foreign, By::Key(&site.key)).await;
        let stranger = text(&all["items"][0], "id").to_owned();
        let path = format!("/api/v1/users/{stranger}");
        assert_eq!(site.get(&path, By::Session(&owner)).await.0, 404);
        assert_eq!(site.call("PATCH", &path, By::Session(&owner), json!({ "disabled": true })).await.0, 404);

        let invite = |role: &str, partner: Option<&str>| json!({ "email": "n@x.ru", "role": role, "partner": partner });
        let to = "/api/v1/invitations";
        assert_eq!(site.post(to, By::Session(&owner), invite("partner_seller", Some(OTHER_PARTNER))).await.0, 403);
        assert_eq!(site.post(to, By::Session(&owner), invite("director", None)).await.0, 403);
        let (status, invited) = site.post(to, By::Session(&owner), invite("partner_seller", None)).await;
        assert_eq!((status, text(&invited, "partner")), (StatusCode::CREATED, PARTNER));
    }

    async fn the_last_admin_is_neither_disabled_nor_given_another_role(kind) {
        let site = Site::new(kind).await;
        let admin = site.admin().await;
        let (_, me) = site.get("/api/v1/me", By::Session(&admin)).await;
        let path = format!("/api/v1/users/{}", text(&me, "user"));
        for change in [json!({ "disabled": true }), json!({ "role": "support" })] {
            let (status, problem) = site.call("PATCH", &path, By::Key(&site.key), change).await;
            assert_eq!((status, slug(&problem)), (StatusCode::CONFLICT, "last-admin"));
        }
        site.join("second@vendor.ru", "admin", None).await;
        let (status, user) = site.call("PATCH", &path, By::Key(&site.key), json!({ "disabled": true })).await;
        assert_eq!((status, user["disabled"] == true), (StatusCode::OK, true));
    }

    async fn a_disabled_user_is_out_at_once_and_comes_back_by_an_invitation(kind) {
        let site = Site::new(kind).await;
        let token = site.join("s@vendor.ru", "support", None).await;
        let (_, me) = site.get("/api/v1/me", By::Session(&token)).await;
        let path = format!("/api/v1/users/{}", text(&me, "user"));
        assert_eq!(site.call("PATCH", &path, By::Key(&site.key), json!({ "disabled": true })).await.0, 200);
        assert_eq!(site.get("/api/v1/me", By::Session(&token)).await.0, 401);
        assert_eq!(site.sign_in("s@vendor.ru", PASSWORD).await.0, 401);
        let back = site.join("s@vendor.ru", "trainer", None).await;
        let (_, again) = site.get("/api/v1/me", By::Session(&back)).await;
        assert_eq!((text(&again, "role"), &again["user"]), ("trainer", &me["user"]));
    }

    async fn a_director_manages_everybody_but_admins(kind) {
        let site = Site::new(kind).await;
        let admin = site.admin().await;
        let director = site.join("d@vendor.ru", "director", None).await;
        let (_, me) = site.get("/api/v1/me", By::Session(&admin)).await;
        let path = format!("/api/v1/users/{}", text(&me, "user"));
        let demote = json!({ "role": "support" });
        assert_eq!(site.call("PATCH", &path, By::Session(&director), demote).await.0, 403);
        let body = json!({ "email": "a@vendor.ru", "role": "admin" });
        assert_eq!(site.post("/api/v1/invitations", By::Session(&director), body).await.0, 403);
        let support = site.join("s@vendor.ru", "support", None).await;
        assert_eq!(site.get("/api/v1/users", By::Session(&support)).await.0, 403);
    }

    async fn the_name_of_a_person_of_two_programs_is_changed_by_the_person_alone(kind) {
        let site = Site::new(kind).await;
        let admin = site.admin().await;
        let (_, me) = site.get("/api/v1/me", By::Session(&admin)).await;
        let path = format!("/api/v1/users/{}", text(&me, "user"));
        let rename = json!({ "name": "Anna  B" });
        let (status, user) = site.call("PATCH", &path, By::Key(&site.key), rename.clone()).await;
        assert_eq!((status, text(&user, "name")), (StatusCode::OK, "Anna B"));
        let (_, accept_url, _) = add_program(&site.app, "Second", "admin@vendor.ru").await;
        site.accept(&accept_url, "", PASSWORD).await;
        let (status, problem) = site.call("PATCH", &path, By::Key(&site.key), rename).await;
        assert_eq!((status, slug(&problem)), (StatusCode::CONFLICT, "name-is-theirs"));
        let own = json!({ "name": "Anya", "lang": "ru" });
        let (status, me) = site.call("PATCH", "/api/v1/me", By::Session(&admin), own).await;
        assert_eq!((status, text(&me, "name"), text(&me, "lang")), (StatusCode::OK, "Anya", "ru"));
    }

    async fn the_events_of_people_hold_no_personal_data(kind) {
        let site = Site::new(kind).await;
        site.admin().await;
        site.join("s@vendor.ru", "support", None).await;
        let events = site.events().await;
        let names: Vec<&str> = events.iter().map(|e| e.0.as_str()).collect();
        assert!(["user.invited", "key.created", "user.joined", "session.opened"].iter().all(|n| names.contains(n)));
        assert!(events.iter().all(|(_, data)| !data.contains('@') && !data.contains("Anna")));
    }

    async fn the_active_users_of_a_partner_are_listed_for_other_capabilities(kind) {
        let site = Site::new(kind).await;
        site.join("o@partner.ru", "partner_owner", Some(PARTNER)).await;
        site.join("s@partner.ru", "partner_seller", Some(PARTNER)).await;
        let (program, partner) = (site.program, PARTNER.parse().unwrap());
        let read = site.app.db.read(move |tx| Box::pin(crate::people::users_of_partner(tx, program, partner)));
        let users = read.await.unwrap();
        let emails: Vec<&str> = users.iter().map(|u| u.email.as_str()).collect();
        assert_eq!(emails, ["o@partner.ru", "s@partner.ru"]);
        let id = users[0].id;
        let read = site.app.db.read(move |tx| Box::pin(crate::people::user_name(tx, program, id)));
        assert_eq!(read.await.unwrap().as_deref(), Some("Somebody"));
    }
}
