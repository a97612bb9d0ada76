//! What people do, one file for each part.

pub(super) mod authenticate;
pub(super) mod invitations;
pub(super) mod keys;
pub(super) mod me;
pub(super) mod password;
pub(super) mod reset;
pub(super) mod sessions;
pub(super) mod setup;
pub(super) mod sign_in;
pub(super) mod users;

use std::sync::Arc;

use db::{Tx, Work};
use platform::{Cx, Fail};
use sha2::{Digest, Sha256};

use super::store::Hash;

/// One transaction of an operation that has several, at the moment in which it runs.
async fn act<I, T>(
    cx: &Cx,
    input: I,
    run: for<'t> fn(&'t Cx, &'t mut Tx, &'t I) -> Work<'t, T, Fail>,
) -> Result<T, Fail>
where
    I: Send + Sync + 'static,
    T: Send + 'static,
{
    let shared = Arc::new((cx.clone(), input));
    cx.app
        .db
        .act(move |tx| {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (cx, input) = &*shared;
                let cx = cx.at_present();
                run(&cx, tx, input).await
            })
        })
        .await
}

/// What is kept of a token or key.
fn hash_of(secret: &str) -> Hash {
    Sha256::digest(secret).into()
}
