//! Styles, scripts, fonts and icons over HTTP: already compressed, kept by browsers for good.

use axum::{
    Router,
    body::Body,
    extract::Path,
    http::{HeaderMap, Response, StatusCode, header},
    routing::get,
};

use crate::web::assets;

/// The routes of assets.
pub fn routes() -> Router {
    Router::new().route("/assets/{name}", get(serve))
}

async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response<Body> {
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let packed = [("br", "br"), ("gzip", "gz")].into_iter().filter(|(coding, _)| accepts.contains(coding));
    let packed = packed.filter_map(|(coding, suffix)| Some((Some(coding), assets::file(&format!("{name}.{suffix}"))?)));
    let found = packed.chain(assets::file(&name).map(|plain| (None, plain))).next();
    let Some((coding, bytes)) = found.filter(|_| !hidden(&name)) else {
        let mut missing = Response::new(Body::empty());
        *missing.status_mut() = StatusCode::NOT_FOUND;
        return missing;
    };
    let response = Response::builder()
        .header(header::CONTENT_TYPE, assets::media_type(&name))
        // The name changes with the content.
        .header(header::CACHE_CONTROL, "public, max-age=31536000, immutable")
        .header(header::VARY, "accept-encoding");
    let response = match coding {
        Some(coding) => response.header(header::CONTENT_ENCODING, coding),
        None => response,
    };
    response.body(Body::from(bytes.into_owned())).unwrap_or_default()
}

/// What the build keeps for itself.
fn hidden(name: &str) -> bool {
    name.starts_with('.') || name == "manifest.json"
}
