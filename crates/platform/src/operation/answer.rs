//! What operations of the API answer.

use axum::http::StatusCode;
use serde::Serialize;

use crate::{Fail, edge::reply::Reply, edge::versions};

/// What an operation of the API answers.
#[derive(Debug, Clone)]
pub struct Answer<T> {
    /// The JSON body.
    pub body: T,
    status: StatusCode,
    etag: Option<String>,
    location: Option<String>,
}

impl<T> Answer<T> {
    /// 200.
    pub fn ok(body: T) -> Self {
        Self { body, status: StatusCode::OK, etag: None, location: None }
    }
    /// 201: something new stands.
    pub fn created(body: T) -> Self {
        Self { body, status: StatusCode::CREATED, etag: None, location: None }
    }
    /// 202: taken, and worked on.
    pub fn accepted(body: T) -> Self {
        Self { body, status: StatusCode::ACCEPTED, etag: None, location: None }
    }
    /// Names the version, for `If-Match`.
    #[must_use]
    pub fn version(mut self, version: i64) -> Self {
        self.etag = Some(version.to_string());
        self
    }
    /// Says where what was made stands.
    #[must_use]
    pub fn at(mut self, path: String) -> Self {
        self.location = Some(path);
        self
    }
    /// Names the version of what has no number: whatever of it a caller may change.
    #[must_use]
    pub fn version_of(mut self, changeable: &impl Serialize) -> Self {
        self.etag = serde_json::to_vec(changeable).ok().map(|bytes| versions::tag_of(&bytes));
        self
    }
}

impl<T: Serialize> Answer<T> {
    pub(crate) fn into_reply(self) -> Result<Reply, Fail> {
        let body = serde_json::to_string(&self.body)
            .map_err(|e| db::DbError::Broken(format!("an answer cannot be written: {e}")))?;
        Ok(Reply { status: self.status.as_u16(), etag: self.etag, location: self.location, ..Reply::json(body) })
    }
}
