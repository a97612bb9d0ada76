//! What a supervisor asks: is it alive, is it ready.

use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use platform::App;
use serde_json::{Value, json};

/// `/healthz` answers while the process lives; `/readyz` when the database answers with the newest schema.
pub fn routes(app: &App) -> Router {
    Router::new()
        .route("/healthz", get(|| async { Json(json!({ "status": "alive" })) }))
        .route("/readyz", get(ready))
        .with_state(app.clone())
}

async fn ready(State(app): State<App>) -> (StatusCode, Json<Value>) {
    match app.db.migration_states().await {
        Ok(states) if states.iter().all(|s| s.applied_at.is_some()) => {
            (StatusCode::OK, Json(json!({ "status": "ready" })))
        }
        Ok(_) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "the schema is old: run artel migrate" }))),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "the database does not answer" }))),
    }
}
