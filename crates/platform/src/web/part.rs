//! What a capability shows on the page of another one that lies beneath it and knows nothing of it.

use db::{Tx, Work};
use kit::Uuid;

use super::{Markup, Ui};
use crate::{Cx, Fail};

/// Writes a part of a page about a subject; nothing if there is nothing to say.
pub type ShowPart = for<'t> fn(&'t Cx, &'t mut Tx, &'t Ui, Uuid) -> Work<'t, Markup, Fail>;

/// A part of another capability's page.
#[derive(Clone, Copy)]
pub struct Part {
    /// Prefix of the id of what the page is about, for example `partner`.
    pub of: &'static str,
    /// Smaller comes first.
    pub order: u16,
    /// Writes it.
    pub show: ShowPart,
}

/// The parts that others bring to a page about a subject, in their order.
pub async fn parts(cx: &Cx, tx: &mut Tx, ui: &Ui, of: &str, subject: Uuid) -> Result<Vec<Markup>, Fail> {
    let mut parts: Vec<Part> = cx.app.site().parts.iter().filter(|part| part.of == of).copied().collect();
    parts.sort_by_key(|part| part.order);
    let mut shown = Vec::with_capacity(parts.len());
    for part in parts {
        shown.push((part.show)(cx, tx, ui, subject).await?);
    }
    Ok(shown)
}
