//! Making links, looking by them, answering by them.

use db::{Tx, Work};
use jiff::tz::TimeZone;
use kit::{
    Id, Lang, Uuid,
    id::{OfferId, UserId},
};
use network::{brand, calendars, notices::masked, partners, people, products, programs};
use platform::{Actor, Caller, Cx, Fail, Role, Rule, View, events::Event, mail::Button, web::Looks};
use sha2::{Digest, Sha256};

use super::{
    Link, Looked,
    store::{self, Hash},
    texts,
};
use crate::offers::{OfferShown, domain::DeclineReason, service as offers, store as offer_store};

const SELLERS: &[Role] = &[Role::PartnerOwner, Role::PartnerSeller];

/// Why a link does nothing.
#[derive(Debug)]
struct Spent;

impl Rule for Spent {
    fn slug(&self) -> &'static str {
        "link-spent"
    }
    fn status(&self) -> u16 {
        409
    }
    fn text(&self, lang: Lang) -> String {
        texts::spent(lang)
    }
}

fn hash_of(token: &str) -> Hash {
    Sha256::digest(token).into()
}

/// The buttons of the letter that offers a lead to a user: one that answers, one that opens the app.
pub(in crate::offers) fn buttons<'t>(
    cx: &'t Cx,
    tx: &'t mut Tx,
    event: &'t Event,
    user: UserId,
    lang: Lang,
) -> Work<'t, Vec<Button>, Fail> {
    Box::pin(async move {
        let id: OfferId = Id::from_uuid(Uuid::from_bytes(event.subject_id));
        let row = offer_store::get(tx, cx.program(), View::All, id).await?.ok_or(Fail::NotFound)?;
        let token = hex::encode(cx.random());
        store::add(tx, hash_of(&token), cx.program(), id, user, cx.now, row.deadline).await?;
        let base = &cx.app.settings.base_url;
        Ok(vec![
            Button { label: texts::answer(lang), url: format!("{base}/o/{token}") },
            Button { label: texts::open(lang), url: format!("{base}/offers/{id}") },
        ])
    })
}

/// A link, and the user for whom it acts.
struct Acting {
    cx: Cx,
    link: Link,
    name: String,
    zone: TimeZone,
    /// The vendor's name, in which the page speaks.
    vendor: String,
    looks: Looks,
}

/// An answer by a link, in the language and zone of the user for whom it was given.
pub(super) struct Answered {
    pub(super) offer: OfferShown,
    pub(super) lang: Lang,
    pub(super) zone: TimeZone,
    pub(super) vendor: String,
    pub(super) looks: Looks,
}

/// What a link shows, in the language and zone of its user.
pub(super) struct Look {
    pub(super) looked: Looked,
    pub(super) lang: Lang,
    pub(super) zone: TimeZone,
    pub(super) vendor: String,
    pub(super) looks: Looks,
}

/// Finds a link and its user. A user who has been disabled, or sells no more, has no links.
async fn acting(cx: &Cx, tx: &mut Tx, token: &str) -> Result<Acting, Fail> {
    let link = store::find(tx, hash_of(token)).await?.ok_or(Fail::NotFound)?;
    let row = offer_store::get(tx, link.program, View::All, link.offer).await?.ok_or(Fail::NotFound)?;
    let users = people::users_of_partner(tx, link.program, row.partner).await?;
    let user = users.into_iter().find(|user| user.id == link.user && SELLERS.contains(&user.role));
    let user = user.ok_or(Fail::NotFound)?;
    let caller = Caller {
        program: link.program,
        actor: Actor::User(user.id),
        role: Some(user.role),
        partner: Some(row.partner),
        left: false,
        scopes: vec!["*".to_owned()],
        lang: Some(user.lang),
    };
    let cx = Cx { caller, lang: user.lang, ..cx.clone() };
    let partner = partners::get(&cx, tx, View::All, row.partner).await?;
    let zone = calendars::get(tx, link.program, partner.calendar).await?.hours.zone;
    let zone = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
    let vendor = programs::get(tx, link.program).await?.name;
    let looks = brand::looks(tx, link.program).await?;
    Ok(Acting { cx, link, name: user.name, zone, vendor, looks })
}

/// What a link shows; changes nothing.
pub(super) async fn look(cx: &Cx, tx: &mut Tx, token: &str) -> Result<Look, Fail> {
    let Acting { cx, link, name, zone, vendor, looks } = acting(cx, tx, token).await?;
    let row = offer_store::get(tx, cx.program(), View::All, link.offer).await?.ok_or(Fail::NotFound)?;
    let open = row.offer().state.is_open() && cx.now < link.expires_at;
    let shown = offers::shown(&cx, tx, link.offer).await?;
    let product = products::get_in(&cx, tx, shown.product).await?.name;
    // Who holds a forwarded link learns who is asked, and nothing of the client.
    let offer = OfferShown { contact: None, need: masked(&shown.need, usize::MAX), ..shown };
    let used = link.used_at.is_some();
    let looked = Looked { offer, product, user_name: name, usable: open && !used, used };
    Ok(Look { looked, lang: cx.lang, zone, vendor, looks })
}

/// The named user accepts: the answer shows the contact, this once.
pub(super) async fn accept(cx: &Cx, tx: &mut Tx, token: &str) -> Result<Answered, Fail> {
    let Acting { cx, link, zone, vendor, looks, .. } = spend(cx, tx, token).await?;
    Ok(Answered { offer: offers::accept(&cx, tx, link.offer).await?, lang: cx.lang, zone, vendor, looks })
}

/// The named user declines.
pub(super) async fn decline(cx: &Cx, tx: &mut Tx, token: &str, reason: DeclineReason) -> Result<Answered, Fail> {
    let Acting { cx, link, zone, vendor, looks, .. } = spend(cx, tx, token).await?;
    Ok(Answered { offer: offers::decline(&cx, tx, link.offer, reason).await?, lang: cx.lang, zone, vendor, looks })
}

/// Uses the link up, in the transaction of the answer: what is refused leaves it as it was.
async fn spend(cx: &Cx, tx: &mut Tx, token: &str) -> Result<Acting, Fail> {
    let found = acting(cx, tx, token).await?;
    if !store::use_up(tx, hash_of(token), cx.now).await? {
        return Err(Spent.into());
    }
    Ok(found)
}
