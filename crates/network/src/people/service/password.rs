//! Passwords: hashed and verified off the threads that serve, and never more often than allowed.

use std::net::{IpAddr, Ipv6Addr};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use db::{DbError, Tx, params};
use platform::{Cx, Fail};
use tokio::sync::Semaphore;

use super::{act, hash_of};
use crate::people::{domain, store};

/// A password as it was typed. It shows itself nowhere.
#[derive(Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Password(String);

impl Password {
    /// The text.
    pub(in crate::people) fn text(&self) -> &str {
        &self.0
    }
}
impl From<&str> for Password {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}
impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

// Each takes 19 MiB; a flood of sign-ins waits here instead of filling the memory.
pub(in crate::people) static HASHING: Semaphore = Semaphore::const_new(4);

async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T, Fail> + Send + 'static) -> Result<T, Fail> {
    let permit = HASHING.acquire().await;
    let job = tokio::task::spawn_blocking(move || {
        let _held_to_the_end = permit;
        work()
    });
    job.await.unwrap_or_else(|_| Err(DbError::Broken("hashing a password panicked".to_owned()).into()))
}

fn hashed(password: &str, salt: &[u8; 32]) -> Result<String, Fail> {
    let (salt, _) = salt.split_at(16);
    let hash: Result<PasswordHash, _> = Argon2::default().hash_password_with_salt(password.as_bytes(), salt);
    match hash {
        Ok(hash) => Ok(hash.to_string()),
        Err(error) => Err(DbError::Broken(format!("argon2: {error}")).into()),
    }
}

/// The hash of a new password that is hard to guess even for those who know the words in `known`.
pub(in crate::people) async fn new_hash(cx: &Cx, password: &Password, known: [String; 2]) -> Result<String, Fail> {
    let (password, salt) = (password.clone(), cx.random());
    aside(move || {
        domain::strong(password.text(), &[&known[0], &known[1]])?;
        hashed(password.text(), &salt)
    })
    .await
}

/// True if the password is the one of the hash. Without a hash it takes the same time and is false.
pub(in crate::people) async fn verified(password: &Password, hash: Option<String>) -> Result<bool, Fail> {
    let password = password.clone();
    aside(move || {
        if password.text().chars().count() > domain::PASSWORD_MOST {
            return Ok(false);
        }
        let Some(hash) = hash else {
            return hashed(password.text(), &[0; 32]).map(|_| false);
        };
        let hash = PasswordHash::new(&hash).map_err(|e| DbError::Broken(format!("a stored password hash: {e}")))?;
        Ok(Argon2::default().verify_password(password.text().as_bytes(), &hash).is_ok())
    })
    .await
}

fn account(email: &str) -> String {
    // The hash, so that mistyped addresses are not gathered here.
    format!("account:{}", hex::encode(hash_of(email)))
}

/// Where an address belongs: who has one of IPv6 has the 2⁶⁴ beside it, too.
fn place(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => format!("{}/64", Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        Ok(address) => address.to_string(),
        Err(_) => address.to_owned(),
    }
}

/// What is counted of a try, and how much of it is allowed.
fn buckets(kind: &str, email: &str, address: &str, allowed: [i64; 3]) -> [(String, i64); 3] {
    let (account, place, [in_all, from_there, of_place]) = (account(email), place(address), allowed);
    [
        (format!("{kind}{account}"), in_all),
        (format!("{kind}{account}@{place}"), from_there),
        (format!("{kind}address:{place}"), of_place),
    ]
}

const TRIES: [i64; 3] = [domain::TRIES_OF_ACCOUNT_IN_ALL, domain::TRIES_OF_ACCOUNT, domain::TRIES_OF_ADDRESS];
const RESETS: [i64; 3] = [domain::RESETS_OF_ACCOUNT_IN_ALL, domain::RESETS_OF_ACCOUNT, domain::RESETS_OF_ADDRESS];

/// Counts a try before it is made, so that many at once are not all free; refuses one too many.
pub(in crate::people) async fn allow_try(cx: &Cx, email: &str, address: &str) -> Result<(), Fail> {
    allow(cx, buckets("", email, address, TRIES), address).await
}

/// Counts that somebody forgot a password; refuses one letter too many, whether or not there is such an account.
pub(in crate::people) async fn allow_reset(cx: &Cx, email: &str, address: &str) -> Result<(), Fail> {
    allow(cx, buckets("reset-", email, address, RESETS), address).await
}

async fn allow(cx: &Cx, buckets: [(String, i64); 3], address: &str) -> Result<(), Fail> {
    // Without an address there is no place to count at.
    let counted = if address.is_empty() { 2 } else { 3 };
    act(cx, (buckets, counted), |cx, tx, (buckets, counted)| {
        Box::pin(async move {
            for (bucket, allowed) in buckets.iter().take(*counted) {
                let tries = store::count_try(tx, bucket, cx.now, cx.now - domain::THROTTLED_FOR).await?;
                if let Some(seconds) = tries.wait(*allowed, cx.now) {
                    return Err(Fail::TooMany(seconds));
                }
            }
            Ok(())
        })
    })
    .await
}

/// A try that was right counts no more, and the account begins anew where it was made.
pub(in crate::people) async fn forgive(tx: &mut Tx, email: &str, address: &str) -> Result<(), DbError> {
    let [(in_all, _), (from_there, _), (of_place, _)] = buckets("", email, address, TRIES);
    tx.execute(&store::FORGIVE_TRY, params![in_all]).await?;
    tx.execute(&store::CLEAR_TRIES, params![from_there]).await?;
    tx.execute(&store::FORGIVE_TRY, params![of_place]).await?;
    Ok(())
}
