//! What a supervisor asks: is it alive, is it ready.

use std::sync::atomic::Ordering;

use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use platform::App;
use serde_json::{Value, json};

/// `/healthz` answers while the process lives; `/readyz` when the database answers with the newest schema and what is to
/// happen by itself happens.
pub fn routes(app: &App) -> Router {
    Router::new()
        .route("/healthz", get(|| async { Json(json!({ "status": "alive" })) }))
        .route("/readyz", get(ready))
        .with_state(app.clone())
}

async fn ready(State(app): State<App>) -> (StatusCode, Json<Value>) {
    if !app.reacting.load(Ordering::Relaxed) {
        let status = "nothing happens by itself any more: restart the server";
        return (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": status })));
    }
    match app.db.migration_states().await {
        Ok(states) if states.iter().all(|s| s.applied_at.is_some()) => {
            (StatusCode::OK, Json(json!({ "status": "ready" })))
        }
        Ok(_) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "the schema is old: run artel migrate" }))),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "the database does not answer" }))),
    }
}
