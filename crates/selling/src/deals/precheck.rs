//! Before a partner registers a client: may it? Never whose it is.

use db::Tx;
use kit::identity::Evidence;
use leads::{intake, protection};
use platform::{Cx, Fail};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    service::{ClientGiven, check_client},
    store, texts,
};

kit::codes! {
    /// Whether a client may be worked on.
    pub enum Signal {
        /// Free.
        Green = "green",
        /// Ask before working on it.
        Yellow = "yellow",
        /// Do not solicit: the client is another's.
        Red = "red",
    }
}

/// The answer to "may I?".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PreCheck {
    /// Whether it may be worked on.
    pub signal: Signal,
    /// What that means, in the reader's language.
    pub text: String,
}

/// Looks whether a client is free for the caller's company.
pub(super) async fn pre_check(cx: &Cx, tx: &mut Tx, given: &ClientGiven) -> Result<PreCheck, Fail> {
    let Some(own) = cx.caller.partner else { return Err(Fail::Forbidden) };
    let key = check_client(cx, tx, given).await?;
    let told = |signal, text: fn(kit::Lang) -> String| Ok(PreCheck { signal, text: text(cx.lang) });
    let Some((evidence, client)) = intake::find(cx, tx, &key).await? else { return told(Signal::Green, texts::free) };
    match protection::holder_of_client(cx, tx, client).await? {
        Some(holder) if holder == own => return told(Signal::Green, texts::yours),
        // A name alone may be somebody else's.
        Some(_) if evidence == Evidence::Name => return told(Signal::Yellow, texts::perhaps_anothers),
        Some(_) => return told(Signal::Red, texts::anothers),
        None => {}
    }
    if store::others(tx, cx.program(), client, own).await? {
        return told(Signal::Yellow, texts::perhaps_anothers);
    }
    if !intake::leads_of_client(cx, tx, client).await?.is_empty() {
        return told(Signal::Yellow, texts::vendors_client);
    }
    told(Signal::Green, texts::free)
}
