//! How the message of an offer looks, as the offer stands.

use db::Tx;
use kit::{Lang, id::OfferId};
use platform::{
    Cx, Fail,
    mail::Content,
    telegram::{Face, Key},
};

use super::{Verb, key, texts};
use crate::offers::{
    ContactShown, OfferShown,
    domain::{DeclineReason, OfferState},
    labels,
    news::{self, Told},
    service,
};

/// The keys of an offer that waits.
pub(super) fn open_keys(lang: Lang, offer: OfferId) -> Vec<Vec<Key>> {
    vec![
        vec![key(texts::accept(lang), Verb::Ask, offer), key(texts::decline(lang), Verb::Why, offer)],
        vec![opens(lang, offer)],
    ]
}

fn opens(lang: Lang, offer: OfferId) -> Key {
    Key::opens(texts::open(lang), format!("/offers/{offer}"))
}

/// How the message looks after a key was pressed. The contact of the client stands in it only while the offer shows it.
pub(super) async fn of(cx: &Cx, tx: &mut Tx, verb: Verb, offer: OfferId) -> Result<Face, Fail> {
    let told = news::told(cx, tx, offer).await?.ok_or(Fail::NotFound)?;
    let shown = service::shown(cx, tx, offer).await?;
    let state = told.row.detail.0.clone();
    if let Some(contact) = &shown.contact {
        return Ok(working(cx.lang, &told, &shown, contact));
    }
    if state.is_open() && cx.now < told.row.deadline {
        return Ok(waiting(cx.lang, &told, verb, offer));
    }
    Ok(ended(cx.lang, &told, &state, offer))
}

fn waiting(lang: Lang, told: &Told, verb: Verb, offer: OfferId) -> Face {
    let mut content = news::offered(told, lang);
    match verb {
        Verb::Ask => {
            content.note = Some(texts::sure(lang));
            let keys =
                vec![vec![key(texts::yes(lang), Verb::Accept, offer)], vec![key(texts::back(lang), Verb::Back, offer)]];
            Face::of(&content, keys)
        }
        Verb::Why => {
            content.note = Some(texts::why(lang));
            let reasons = DeclineReason::LISTED.iter().enumerate();
            let mut keys: Vec<Vec<Key>> = reasons
                .map(|(n, reason)| vec![key(labels::decline_reason(lang, reason), Verb::Decline(n), offer)])
                .collect();
            keys.push(vec![Key::opens(texts::other_reason(lang), format!("/offers/{offer}"))]);
            keys.push(vec![key(texts::back(lang), Verb::Back, offer)]);
            Face::of(&content, keys)
        }
        Verb::Accept | Verb::Decline(_) | Verb::Back | Verb::Called => Face::of(&content, open_keys(lang, offer)),
    }
}

fn working(lang: Lang, told: &Told, shown: &OfferShown, contact: &ContactShown) -> Face {
    let mut facts = vec![(texts::company(lang), contact.company.clone()), (texts::person(lang), contact.name.clone())];
    facts.extend(contact.phone.clone().map(|phone| (texts::phone(lang), phone)));
    facts.extend(contact.email.clone().map(|email| (texts::email(lang), email)));
    facts.push((texts::need(lang), shown.need.clone()));
    let (paragraph, note) = match shown.start_due {
        Some(due) => (texts::call_by(lang, &told.until(lang, due)), Some(texts::press_called(lang))),
        None => {
            let next = shown.update_due.map(|due| texts::next_report(lang, &told.until(lang, due)));
            (texts::work_runs(lang), next)
        }
    };
    let content = Content {
        heading: told.headed(lang, &texts::yours(lang)),
        paragraphs: vec![paragraph],
        facts,
        note,
        ..Content::default()
    };
    let mut keys = Vec::new();
    if shown.start_due.is_some() {
        keys.push(vec![key(texts::i_called(lang), Verb::Called, shown.id)]);
    }
    keys.push(vec![opens(lang, shown.id)]);
    Face::of(&content, keys)
}

fn ended(lang: Lang, told: &Told, state: &OfferState, offer: OfferId) -> Face {
    let (head, words) = match state {
        OfferState::Declined { reason, .. } => {
            (texts::declined(lang), texts::no_fault(lang, &labels::decline_reason(lang, reason)))
        }
        OfferState::Taken { .. } => (labels::state(lang, state.code()), texts::others_first(lang)),
        open if open.is_open() => (texts::is_over(lang), texts::look_there(lang)),
        other => (labels::state(lang, other.code()), texts::look_there(lang)),
    };
    let content = Content { heading: told.headed(lang, &head), paragraphs: vec![words], ..Content::default() };
    Face::of(&content, vec![vec![opens(lang, offer)]])
}
