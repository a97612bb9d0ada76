//! Before a partner registers a client: may it? Never whose it is.

use db::Tx;
use kit::{
    Instant,
    id::{ClientId, LeadId, PartnerId},
    identity::Evidence,
};
use leads::{intake, protection};
use network::partners;
use platform::{Cx, Fail, View};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    service::{ClientGiven, check_client, still_here},
    store, texts,
    vendor::texts as words,
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

/// Whose a client is, as the vendor sees it beside a partner's deal.
pub(super) struct Found {
    pub signal: Signal,
    pub text: String,
    /// The leads that it was in.
    pub leads: Vec<(LeadId, Instant)>,
}

/// Looks whose the client of a partner's deal is. For the vendor: it names the other.
pub(super) async fn of_client(cx: &Cx, tx: &mut Tx, client: ClientId, partner: PartnerId) -> Result<Found, Fail> {
    let leads = intake::leads_of_client(cx, tx, client).await?;
    let holder = protection::holder_of_client(cx, tx, client).await?;
    let (signal, text) = match holder {
        Some(other) if other != partner => {
            let name = partners::get(cx, tx, View::All, other).await?.name;
            (Signal::Red, words::is_held(cx.lang, &name))
        }
        _ if store::others(tx, cx.program(), client, partner).await? => (Signal::Yellow, words::is_contested(cx.lang)),
        Some(_) => (Signal::Green, words::is_theirs(cx.lang)),
        None if !leads.is_empty() => (Signal::Yellow, words::is_ours(cx.lang)),
        None => (Signal::Green, words::is_free(cx.lang)),
    };
    Ok(Found { signal, text, leads })
}

/// Looks whether a client is free for the caller's company.
pub(super) async fn pre_check(cx: &Cx, tx: &mut Tx, given: &ClientGiven) -> Result<PreCheck, Fail> {
    let Some(own) = cx.caller.partner else { return Err(Fail::Forbidden) };
    still_here(cx, tx, own).await?;
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
