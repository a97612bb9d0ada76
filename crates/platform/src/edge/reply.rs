//! What goes back over HTTP.

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use serde::{Deserialize, Serialize};

/// An answer, ready to be sent or kept for a repeated request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Media type of the body.
    pub content_type: String,
    /// The body.
    pub body: Vec<u8>,
    /// The version, without quotes.
    pub etag: Option<String>,
    /// Where to go next.
    pub location: Option<String>,
    /// Cookies to set. Never kept.
    #[serde(skip)]
    pub cookies: Vec<String>,
    /// Where the whole browser goes on, when a fragment was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect: Option<String>,
    /// Name under which a browser saves the body.
    pub file_name: Option<String>,
    /// Headers besides these. Never kept.
    #[serde(skip)]
    pub headers: Vec<(&'static str, String)>,
}

impl Reply {
    fn of(content_type: &str, body: Vec<u8>) -> Self {
        Self {
            status: 200,
            content_type: content_type.to_owned(),
            body,
            etag: None,
            location: None,
            cookies: Vec::new(),
            redirect: None,
            file_name: None,
            headers: Vec::new(),
        }
    }

    /// JSON text.
    pub fn json(text: String) -> Self {
        Self::of("application/json", text.into_bytes())
    }

    /// A page or a fragment.
    pub fn html(text: String) -> Self {
        Self::of("text/html; charset=utf-8", text.into_bytes())
    }

    /// A form that is shown again with what was typed and what is wrong.
    pub fn invalid_form(text: String) -> Self {
        Self { status: 422, ..Self::html(text) }
    }

    /// A file to save.
    pub fn file(content_type: &str, name: &str, body: Vec<u8>) -> Self {
        Self { file_name: Some(name.to_owned()), ..Self::of(content_type, body) }
    }

    /// `303 See Other`: after a form has done its work.
    pub fn see(location: impl Into<String>) -> Self {
        Self { status: 303, location: Some(location.into()), ..Self::of("text/plain", Vec::new()) }
    }

    /// Sets a cookie, too.
    #[must_use]
    pub fn cookie(mut self, cookie: String) -> Self {
        self.cookies.push(cookie);
        self
    }

    /// Sets another header, too; one that every answer has is replaced.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        let mut set = |name: header::HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.append(name, value);
            }
        };
        set(header::CONTENT_TYPE, &self.content_type);
        // What one caller sees must not stay in a cache for the next.
        set(header::CACHE_CONTROL, "no-store");
        if let Some(etag) = &self.etag {
            set(header::ETAG, &format!("\"{etag}\""));
        }
        if let Some(location) = &self.location {
            set(header::LOCATION, location);
        }
        if let Some(location) = &self.redirect {
            set(header::HeaderName::from_static("hx-redirect"), location);
        }
        if let Some(name) = &self.file_name {
            set(header::CONTENT_DISPOSITION, &format!("attachment; filename=\"{name}\""));
        }
        for cookie in &self.cookies {
            set(header::SET_COOKIE, cookie);
        }
        for (name, value) in &self.headers {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(header::HeaderName::from_static(name), value);
            }
        }
        response
    }
}
