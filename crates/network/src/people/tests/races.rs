//! What must hold when many come at once.

use super::*;

fn count(answers: &[(StatusCode, Value)], status: u16) -> usize {
    answers.iter().filter(|(given, _)| *given == status).count()
}

both! {
    async fn of_two_admins_who_leave_at_once_one_stays(kind) {
        for _ in 0..5 {
            let site = Site::new(kind).await;
            let (first, second) = (site.admin().await, site.join("second@vendor.ru", "admin", None).await);
            let mut paths = Vec::new();
            for token in [&first, &second] {
                let (_, me) = site.get("/api/v1/me", By::Session(token)).await;
                paths.push(format!("/api/v1/users/{}", text(&me, "user")));
            }
            let leave = |path| site.call("PATCH", path, By::Key(&site.key), json!({ "disabled": true }));
            let (one, other) = tokio::join!(leave(&paths[0]), leave(&paths[1]));
            let answers = [one, other];
            assert_eq!((count(&answers, 200), count(&answers, 409)), (1, 1), "{answers:?}");
        }
    }

    async fn many_tries_at_once_are_no_more_than_one_after_another(kind) {
        let site = Site::new(kind).await;
        site.admin().await;
        let tries = (0..16).map(|_| {
            let router = site.router.clone();
            tokio::spawn(async move {
                let body = json!({ "email": "admin@vendor.ru", "password": OTHER_PASSWORD }).to_string();
                let request = Request::post("/api/v1/sessions").header("content-type", "application/json");
                let response = router.oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
                (response.status(), Value::Null)
            })
        });
        let mut answers = Vec::new();
        for answer in tries.collect::<Vec<_>>() {
            answers.push(answer.await.unwrap());
        }
        assert_eq!((count(&answers, 401), count(&answers, 429)), (10, 6), "{answers:?}");
    }

    async fn an_invitation_is_accepted_once_also_by_two_at_once(kind) {
        let site = Site::new(kind).await;
        let accept = || site.accept(&site.accept_url, "Anna", PASSWORD);
        let (one, other) = tokio::join!(accept(), accept());
        let answers = [one, other];
        assert_eq!(count(&answers, 201), 1, "{answers:?}");
        assert_eq!(count(&answers, 409) + count(&answers, 401), 1, "{answers:?}");
    }
}
