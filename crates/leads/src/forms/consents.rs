//! What a person agreed to, and when it took that back: by the form, by the API, by a file, by hand.

use db::Tx;
use kit::id::LeadId;
use platform::{Cx, Fail, events};

use super::store::{self, Consented};

/// All consents to a lead, the first first. Those of a form stand in rows of their own, with the text that was read; every
/// other is an event, which nothing overwrites.
pub(super) async fn of_lead(cx: &Cx, tx: &mut Tx, lead: LeadId) -> Result<Vec<Consented>, Fail> {
    let mut all = store::consents(tx, cx.program(), lead).await?;
    for event in events::of_subject(tx, cx.program(), lead).await? {
        let (given, text) = match event.name.as_str() {
            "lead.received" => (true, &event.data.0["consent"]),
            "lead.consent_given" => (true, &event.data.0["text"]),
            "lead.consent_withdrawn" => (false, &event.data.0["reason"]),
            _ => continue,
        };
        let Some(text) = text.as_str() else { continue };
        if all.iter().any(|known| known.at == event.at && known.purpose == TRANSFER) {
            continue; // by a form, which says more
        }
        let text_version = Some(text.to_owned()).filter(|text| !text.is_empty());
        let (purpose, at) = (TRANSFER.to_owned(), event.at);
        all.push(Consented { purpose, at, given, text_version, form: None, form_version: None, lang: None });
    }
    all.sort_by(|one, other| (one.at, &one.purpose).cmp(&(other.at, &other.purpose)));
    Ok(all)
}

/// The consent that lets a lead go to partners.
const TRANSFER: &str = "transfer";
