//! Tasks: one of a kind for a subject, taken and done by people of the vendor.

use db::Tx;
use kit::{
    Instant, Lang,
    id::{LeadId, ProgramId},
};
use network::tasks::{self, NewTask};
use platform::{Cx, Fail, Role, TaskKind};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    databases::both,
    stories::{Network, june},
};

static CALL_BACK: TaskKind = TaskKind {
    code: "call_back",
    role: Role::LeadDesk,
    place: "/leads",
    title: |lang| if lang == Lang::Ru { "Перезвонить".into() } else { "Call back".into() },
    closed_by_act: false,
    weight: 50,
};
static LOOK_AT: TaskKind = TaskKind {
    code: "look_at",
    role: Role::ChannelManager,
    place: "/leads",
    title: |_| "Look".into(),
    closed_by_act: false,
    weight: 40,
};

fn lead(number: u128) -> LeadId {
    LeadId::from_uuid(kit::Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 + number))
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// The program that the test works in.
async fn program(network: &Network) -> ProgramId {
    serde_json::from_value(network.get("/api/v1/program").await["id"].clone()).unwrap()
}

/// Runs within one act of the rules.
async fn act<T, F>(network: &Network, work: F) -> T
where
    F: for<'t> Fn(&'t Cx, &'t mut Tx) -> db::Work<'t, T, Fail> + Send + Sync + 'static,
    T: Send + 'static,
{
    let app = network.world.running.as_ref().unwrap().app.clone();
    let cx = app.system_cx(program(network).await);
    let shared = std::sync::Arc::new((cx, work));
    app.db
        .act(move |tx| {
            let shared = std::sync::Arc::clone(&shared);
            Box::pin(async move { (shared.1)(&shared.0, tx).await })
        })
        .await
        .unwrap()
}

async fn open(network: &Network, kind: &'static TaskKind, number: u128, due: &'static str) -> bool {
    act(network, move |cx, tx| {
        Box::pin(async move {
            tasks::open(cx, tx, NewTask::new(kind, lead(number), at(due)).with(json!({ "waves": 3 }))).await
        })
    })
    .await
}

async fn close(network: &Network, kind: &'static TaskKind, number: u128) -> bool {
    act(network, move |cx, tx| Box::pin(async move { tasks::close(cx, tx, kind, lead(number)).await })).await
}

fn subjects(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|task| task["subject"].as_str().unwrap().to_owned()).collect()
}

both! {
    async fn a_task_of_a_kind_stands_open_once_for_a_subject(kind) {
        let network = Network::empty(kind, "2026-06-15T09:00:00+03:00").await;
        assert!(open(&network, &CALL_BACK, 1, "2026-06-15T18:00:00+03:00").await);
        assert!(!open(&network, &CALL_BACK, 1, "2026-06-16T18:00:00+03:00").await);
        assert!(open(&network, &LOOK_AT, 1, "2026-06-15T18:00:00+03:00").await, "another kind");
        assert!(open(&network, &CALL_BACK, 2, "2026-06-15T18:00:00+03:00").await, "another subject");
        let tasks = network.get("/api/v1/tasks?kind=call_back").await;
        assert_eq!(tasks["items"].as_array().unwrap().len(), 2);
        assert_eq!((&tasks["items"][0]["due_at"], &tasks["items"][0]["data"]["waves"]), (&json!("2026-06-15T15:00:00Z"), &json!(3)));
        assert!(close(&network, &CALL_BACK, 1).await);
        assert!(!close(&network, &CALL_BACK, 1).await, "closed once");
        assert!(open(&network, &CALL_BACK, 1, "2026-06-17T18:00:00+03:00").await, "what is done does not stand in the way");
        let done = network.get("/api/v1/tasks?done=true").await;
        assert_eq!((subjects(&done), &done["items"][0]["done_by"]), (vec![lead(1).to_string()], &json!("system")));
    }

    async fn tasks_are_listed_by_urgency_page_by_page(kind) {
        let network = Network::empty(kind, "2026-06-15T09:00:00+03:00").await;
        for (number, due) in [(1, "2026-06-17T10:00:00Z"), (2, "2026-06-15T05:00:00Z"), (3, "2026-06-16T10:00:00Z"), (4, "2026-06-16T10:00:00Z")] {
            open(&network, &CALL_BACK, number, due).await;
        }
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = network.get(&format!("/api/v1/tasks?limit=1{after}")).await;
            seen.extend(subjects(&page));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(seen, [2, 3, 4, 1].map(|n| lead(n).to_string()));
        let urgent = network.get("/api/v1/tasks?due_before=2026-06-16T00:00:00Z").await;
        assert_eq!((subjects(&urgent), &urgent["items"][0]["overdue"]), (vec![lead(2).to_string()], &json!(true)));
        assert_eq!(subjects(&network.get(&format!("/api/v1/tasks?subject={}", lead(3))).await), [lead(3).to_string()]);
        assert!(subjects(&network.get("/api/v1/tasks?role=channel_manager").await).is_empty());
        let wrong = network.world.get(&network.admin, "/api/v1/tasks?after=x").await;
        assert_eq!((wrong.status.as_u16(), &wrong.body["errors"][0]["field"]), (422, &json!("after")));
    }

    async fn a_promise_is_kept_by_its_act_and_not_by_saying_so(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        network.policy(json!({ "waves": 1 })).await;
        let lead = network.take(network.lead(1)).await;
        for letter in ["A", "B", "C"] {
            let offer = network.offer_of(&lead, letter).await;
            network.answer(letter, &offer, "decline", json!({ "reason": "no_resources" })).await.ok();
        }
        let anna = network.person("anna@vendor.ru", "lead_desk", None).await;
        let carol = network.person("carol@vendor.ru", "channel_manager", None).await;
        let task = network.tasks("lead_exhausted").await[0].clone();
        assert_eq!(task["closed_by_act"], true);
        let path = |what: &str| format!("/api/v1/tasks/{}/{what}", task["id"].as_str().unwrap());
        assert_eq!(network.world.by(&carol, Method::POST, &path("taking"), json!({})).await.status, 403, "it is the lead desk's");
        network.world.by(&anna, Method::POST, &path("taking"), json!({})).await.ok();
        let page = network.world.by(&anna, Method::GET, "/today", json!({})).await;
        assert!(page.text.contains("/release") && !page.text.contains("/done"), "no button that closes it");
        let said = network.world.by(&anna, Method::POST, &path("completion"), json!({})).await;
        assert_eq!(said.status, 409);
        assert!(said.body["type"].as_str().unwrap().ends_with("/task-closed-by-its-act"), "{}", said.text);
        network.give(&lead, "A").await;
        assert!(network.tasks("lead_exhausted").await.is_empty(), "the act closes it");
    }

    async fn who_has_taken_a_task_holds_it_until_a_director_takes_it_over(kind) {
        let network = Network::empty(kind, "2026-06-15T09:00:00+03:00").await;
        open(&network, &CALL_BACK, 1, "2026-06-15T18:00:00+03:00").await;
        let anna = network.person("anna@vendor.ru", "lead_desk", None).await;
        let boris = network.person("boris@vendor.ru", "lead_desk", None).await;
        let director = network.person("director@vendor.ru", "director", None).await;
        let task = network.get("/api/v1/tasks").await["items"][0]["id"].as_str().unwrap().to_owned();
        let (taking, completion) = (format!("/api/v1/tasks/{task}/taking"), format!("/api/v1/tasks/{task}/completion"));
        assert_eq!(network.world.post(&network.admin, &taking, json!({})).await.status, 403, "a key is nobody");
        let taken = network.world.by(&anna, Method::POST, &taking, json!({})).await.ok();
        assert_eq!(taken["owner_name"], "anna@vendor.ru");
        let again = network.world.by(&boris, Method::POST, &taking, json!({})).await;
        assert_eq!((again.status.as_u16(), again.body["title"].as_str()), (409, Some("Somebody else has taken this task")));
        assert_eq!(network.world.by(&boris, Method::POST, &completion, json!({})).await.status, 409);
        network.world.by(&director, Method::POST, &taking, json!({})).await.ok();
        network.world.by(&director, Method::DELETE, &taking, json!({})).await.ok();
        network.world.by(&boris, Method::POST, &taking, json!({})).await.ok();
        let done = network.world.by(&boris, Method::POST, &completion, json!({ "note": "Позвонил" })).await.ok();
        assert_eq!((&done["note"], &done["title"]), (&json!("Позвонил"), &json!("call_back")), "a kind that nobody lists shows its word");
        assert!(done["done_by"].as_str().unwrap().starts_with("user_"));
        assert_eq!(network.world.by(&boris, Method::POST, &completion, json!({})).await.status, 409);
        network.world.clock("2026-06-15T09:01:00+03:00").await;
        let log = network.get("/api/v1/events?limit=200").await;
        let names: Vec<_> = log["events"].as_array().unwrap().iter().filter_map(|e| e["name"].as_str()).filter(|n| n.starts_with("task.")).collect();
        assert_eq!(names, ["task.opened", "task.taken", "task.taken", "task.released", "task.taken", "task.done"]);
    }
}
