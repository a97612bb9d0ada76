//! Groups of partners that belong to one owner: they share one place in the queue.

use db::Tx;
use kit::{Id, identity::normalised};
use platform::{Cx, Fail};

use super::{OwnerGroup, store};
use crate::text_field;

/// The group of a name: the one that is known under it, or a new one. Case, quotes and legal forms do not matter.
pub async fn group_of_name(cx: &Cx, tx: &mut Tx, name: &str) -> Result<Id<OwnerGroup>, Fail> {
    let name = text_field("owner_group", name, 200)?;
    let plain = normalised(&name);
    if let Some(id) = store::group_by_name(tx, cx.program(), &plain).await? {
        return Ok(id);
    }
    let id = cx.new_id();
    store::insert_group(tx, cx.program(), id, &name, &plain).await?;
    Ok(id)
}
