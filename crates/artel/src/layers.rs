//! What every request passes: an id, limits, the headers of a strict browser policy.

use std::time::Duration;

use axum::{
    Router,
    http::{HeaderName, HeaderValue, Request, Response, StatusCode, header},
};
use platform::App;
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    csrf::CsrfLayer,
    request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    set_header::SetResponseHeaderLayer,
    timeout::TimeoutLayer,
};

const REQUEST_ID: &str = "x-request-id";

#[derive(Clone)]
struct Ids(App);

impl MakeRequestId for Ids {
    fn make_request_id<B>(&mut self, _: &Request<B>) -> Option<RequestId> {
        let id: kit::Id<kit::id::Event> = self.0.entropy.id(self.0.clock.now());
        HeaderValue::from_str(&id.uuid().to_string()).ok().map(RequestId::new)
    }
}

/// Takes away an id of the request that nobody should find in a log: a long one, or one of other letters than an id has.
fn without_odd_id<B>(mut request: Request<B>) -> Request<B> {
    let plain = |id: &HeaderValue| {
        (1..=64).contains(&id.len())
            && id.as_bytes().iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    if request.headers().get(REQUEST_ID).is_some_and(|id| !plain(id)) {
        request.headers_mut().remove(REQUEST_ID);
    }
    request
}

/// Who waited too long for an answer is told when to come again, like everybody who is told that the server is busy.
fn when_to_come_again<B>(answer: &Response<B>) -> Option<HeaderValue> {
    (answer.status() == StatusCode::SERVICE_UNAVAILABLE).then(|| HeaderValue::from_static("5"))
}

/// Wraps the routes.
pub fn around(router: Router, app: &App) -> Router {
    let header = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let policy = HeaderValue::from_str(&platform::edge::policy("'none'")).ok();
    router.layer(
        ServiceBuilder::new()
            .map_request(without_odd_id)
            .layer(SetRequestIdLayer::x_request_id(Ids(app.clone())))
            .layer(PropagateRequestIdLayer::x_request_id())
            .option_layer(
                policy.map(|policy| SetResponseHeaderLayer::if_not_present(header::CONTENT_SECURITY_POLICY, policy)),
            )
            .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .layer(header(header::REFERRER_POLICY, "same-origin"))
            .layer(header(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"))
            .layer(CompressionLayer::new())
            .layer(CatchPanicLayer::new())
            // What is public has nobody's rights to borrow; which sites may read its answers it says itself.
            .layer(CsrfLayer::new().with_insecure_bypass(|_, uri| uri.path().starts_with("/api/v1/public/")))
            .layer(SetResponseHeaderLayer::if_not_present(header::RETRY_AFTER, when_to_come_again))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_mins(1))),
    )
}
