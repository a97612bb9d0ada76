//! When sessions and keys were last used: noted beside the request, once a minute each, never before its answer.

use std::{
    collections::HashMap,
    sync::{Mutex, OnceLock, PoisonError},
};

use db::{Tx, Work};
use kit::{Instant, time::Span};
use sha2::{Digest, Sha256};

use crate::{
    Fail,
    app::{App, Credential},
};

/// Writes that a session or key was used at a moment. `people` (network) provides it.
pub type Note = for<'t> fn(&'t mut Tx, &'t Credential, Instant) -> Work<'t, (), Fail>;

/// How exactly it is kept when a session or key was last used.
pub const EVERY: Span = Span::minutes(1);

/// Credentials that are remembered at most; beyond that, those that may be noted again are forgotten.
const MOST: usize = 10_000;

/// Which sessions and keys were noted within the last minute.
#[derive(Default)]
pub struct Used {
    /// Set once at the start; without it nothing is noted.
    pub note: OnceLock<Note>,
    noted: Mutex<HashMap<[u8; 32], Instant>>,
}

impl Used {
    /// True if this use is to be noted.
    fn is_due(&self, credential: &Credential, now: Instant) -> bool {
        let (Credential::Session(secret) | Credential::Key(secret)) = credential;
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = |at: &Instant| *at <= now && now < *at + EVERY;
        let hash: [u8; 32] = Sha256::digest(secret).into();
        if noted.get(&hash).is_some_and(recent) {
            return false;
        }
        if noted.len() >= MOST {
            noted.retain(|_, at| recent(at));
        }
        if noted.len() < MOST {
            noted.insert(hash, now);
        }
        true
    }
}

/// A credential that was found good has been used.
pub(crate) fn used(app: &App, credential: Credential, now: Instant) {
    let Some(note) = app.used.note.get().copied().filter(|_| app.used.is_due(&credential, now)) else { return };
    let app = app.clone();
    tokio::spawn(async move {
        let noted = app.db.act(move |tx| {
            let credential = credential.clone();
            Box::pin(async move { note(tx, &credential, now).await })
        });
        if let Err(fail) = noted.await {
            // The next use notes it.
            tracing::warn!(?fail, "the use of a session or key was not noted");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_is_noted_once_a_minute() {
        let (used, now) = (Used::default(), Instant::from_micros(1_780_000_000_000_000));
        let key = |text: &str| Credential::Key(text.to_owned());
        assert!(used.is_due(&key("a"), now) && used.is_due(&key("b"), now));
        assert!(!used.is_due(&key("a"), now + Span(EVERY.0 - 1)));
        assert!(used.is_due(&key("a"), now + EVERY));
    }
}
