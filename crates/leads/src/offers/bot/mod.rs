//! Answering an offer from the message that the bot brought: the same acts as on the page, by keys. What a key does is asked of the offer
//! as it stands when it is pressed, so a key that is pressed twice acts once, and an old one tells how things are.

mod face;
mod texts;

use db::{Tx, Work};
use kit::{Id, Lang, Uuid, id::OfferId};
use platform::{
    Caller, Cx, Fail, Role,
    edge::problem::PartnerLeft,
    events::Event,
    telegram::{Deed, Key, Shown},
};

use super::{
    domain::{DeclineReason, Evidence, OfferState},
    service::{self, NewContact},
    store,
};

const SELLERS: &[Role] = &[Role::PartnerOwner, Role::PartnerSeller];

/// The first word of what the keys carry.
const WORD: &str = "offer";

/// What the keys of offers do.
pub(super) const DEED: Deed = Deed { word: WORD, act, look };

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    /// Asks whether to accept.
    Ask,
    /// Accepts.
    Accept,
    /// Asks why to decline.
    Why,
    /// Declines, for one of the listed reasons.
    Decline(usize),
    /// Goes back to the offer.
    Back,
    /// The client was called.
    Called,
}

impl Verb {
    fn code(self) -> String {
        match self {
            Self::Ask => "a".to_owned(),
            Self::Accept => "y".to_owned(),
            Self::Why => "d".to_owned(),
            Self::Decline(reason) => format!("r{reason}"),
            Self::Back => "b".to_owned(),
            Self::Called => "c".to_owned(),
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "a" => Self::Ask,
            "y" => Self::Accept,
            "d" => Self::Why,
            "b" => Self::Back,
            "c" => Self::Called,
            other => Self::Decline(other.strip_prefix('r')?.parse().ok()?),
        })
    }
}

/// A key of an offer.
fn key(label: String, verb: Verb, offer: OfferId) -> Key {
    Key::does(label, format!("{WORD}:{}:{offer}", verb.code()))
}

fn understood(rest: &str) -> Option<(Verb, OfferId)> {
    let (verb, offer) = rest.split_once(':')?;
    Some((Verb::from_code(verb)?, offer.parse().ok()?))
}

/// The keys under the message that offers a lead.
pub(super) fn keys(event: &Event, lang: Lang) -> Vec<Vec<Key>> {
    face::open_keys(lang, Id::from_uuid(Uuid::from_bytes(event.subject_id)))
}

/// The person as the seller to whose company an offer was made.
async fn acting(cx: &Cx, tx: &mut Tx, callers: &[Caller], offer: OfferId) -> Result<Cx, Fail> {
    for caller in callers.iter().filter(|caller| caller.role.is_some_and(|role| SELLERS.contains(&role))) {
        if store::get(tx, caller.program, caller.view(), offer).await?.is_some() {
            return Ok(Cx { caller: caller.clone(), ..cx.clone() });
        }
    }
    Err(Fail::NotFound)
}

fn act<'t>(cx: &'t Cx, tx: &'t mut Tx, callers: &'t [Caller], rest: &'t str) -> Work<'t, Shown, Fail> {
    Box::pin(async move {
        let (verb, offer) = understood(rest).ok_or(Fail::NotFound)?;
        let cx = &acting(cx, tx, callers, offer).await?;
        if cx.caller.left {
            return Err(PartnerLeft.into());
        }
        let toast = done(cx, tx, verb, offer).await?;
        shown(cx, tx, verb, offer, toast).await
    })
}

/// How an offer stands after a refusal.
fn look<'t>(cx: &'t Cx, tx: &'t mut Tx, callers: &'t [Caller], rest: &'t str) -> Work<'t, Shown, Fail> {
    Box::pin(async move {
        let (_, offer) = understood(rest).ok_or(Fail::NotFound)?;
        let cx = &acting(cx, tx, callers, offer).await?;
        shown(cx, tx, Verb::Back, offer, None).await
    })
}

async fn shown(cx: &Cx, tx: &mut Tx, verb: Verb, offer: OfferId, toast: Option<String>) -> Result<Shown, Fail> {
    let user = cx.caller.user().ok_or(Fail::Forbidden)?;
    Ok(Shown { program: cx.program(), user, face: face::of(cx, tx, verb, offer).await?, toast })
}

/// Does what a key says, unless it is done already; returns the word over the chat.
async fn done(cx: &Cx, tx: &mut Tx, verb: Verb, offer: OfferId) -> Result<Option<String>, Fail> {
    let (row, _) = service::load(cx, tx, offer).await?;
    let state = row.detail.0;
    Ok(match verb {
        Verb::Ask | Verb::Why | Verb::Back => {
            service::view(cx, tx, offer).await?;
            None
        }
        Verb::Accept if state.shows_contact() => None,
        Verb::Accept => {
            service::accept(cx, tx, offer).await?;
            Some(texts::accepted(cx.lang))
        }
        Verb::Decline(_) if matches!(state, OfferState::Declined { .. }) => None,
        Verb::Decline(reason) => {
            let reason = DeclineReason::LISTED.get(reason).cloned().ok_or(Fail::NotFound)?;
            service::decline(cx, tx, offer, reason).await?;
            Some(texts::declined(cx.lang))
        }
        // The first contact starts the work; the key is of the first alone.
        Verb::Called if matches!(state, OfferState::Started { .. }) => None,
        Verb::Called => {
            let new = NewContact { evidence: Evidence::Call, at: None, note: String::new() };
            service::contact(cx, tx, offer, &new).await?;
            Some(texts::recorded(cx.lang))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_key_carries_is_short_enough_and_is_understood_again() {
        let offer: OfferId = Id::from_uuid(Uuid::from_u128(7));
        let last = DeclineReason::LISTED.len() - 1;
        for verb in [Verb::Ask, Verb::Accept, Verb::Why, Verb::Decline(last), Verb::Back, Verb::Called] {
            let platform::telegram::Press::Do(data) = key("x".to_owned(), verb, offer).press else { unreachable!() };
            assert!(data.len() <= 64, "{data}");
            assert_eq!(data.strip_prefix("offer:").and_then(understood), Some((verb, offer)));
        }
        for strange in [
            "",
            "a",
            "x:offer_1",
            "r:offer_00000000000000000000000000000007",
            "a:lead_00000000000000000000000000000007",
        ] {
            assert_eq!(understood(strange), None, "{strange}");
        }
    }
}
