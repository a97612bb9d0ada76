//! Groups of partners that belong to one owner: they share one place in the queue.

use db::Tx;
use kit::{
    Id,
    identity::normalised,
    paging::whole::{self, Listed},
};
use platform::{Answer, Call, Cx, Fail, Nothing, Operation, Role, listing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{OwnerGroup, store};
use crate::text_field;

db::record! {
    /// A group of partners of one owner.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct Group {
        /// Its id.
        pub id: Id<OwnerGroup>,
        /// Its name.
        pub name: String,
    }
}

/// What such a list may be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupsBy {
    /// By name.
    Name,
}

impl whole::By for GroupsBy {
    const KEYS: &'static [(Self, &'static str)] = &[(Self::Name, "name")];
}

impl whole::Row for Group {
    type By = GroupsBy;
    const USUAL: whole::Sort<GroupsBy> = whole::Sort::rising(GroupsBy::Name);
    fn key(&self, _: GroupsBy) -> whole::Key {
        self.name.as_str().into()
    }
    fn id(&self) -> String {
        self.id.to_string()
    }
    fn words(&self) -> String {
        self.name.clone()
    }
}

/// A group, as it is named.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewGroup {
    /// Its name; one that is known gives the group that has it.
    name: String,
}

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

pub(super) fn operations() -> Vec<Operation> {
    const LEADERS: &[Role] = &[Role::Admin, Role::Director, Role::ChannelManager];
    let list = Operation::get("/api/v1/owner-groups", "partners.groups", "Groups of partners of one owner")
        .roles(LEADERS)
        .run(|cx, tx, call: &Call<Nothing, Listed<GroupsBy>>| {
            Box::pin(async move { Ok(Answer::ok(listing::page(store::groups(tx, cx.program()).await?, &call.query)?)) })
        });
    let add = Operation::post("/api/v1/owner-groups", "partners.add_group", "Name a group of partners of one owner")
        .roles(LEADERS)
        .creates()
        .run(|cx, tx, call: &Call<Nothing, Nothing, NewGroup>| {
            Box::pin(async move {
                let name = text_field("name", &call.body.name, 200)?;
                let id = group_of_name(cx, tx, &name).await?;
                let name = store::group_name(tx, cx.program(), id).await?.unwrap_or(name);
                Ok(Answer::created(Group { id, name }))
            })
        });
    vec![list, add]
}
