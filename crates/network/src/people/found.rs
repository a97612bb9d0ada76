//! How people are found: by name and address.

use db::{Tx, Work, params};
use kit::{
    Uuid,
    id::{CalendarId, UserId},
};
use platform::{
    Cx, Fail, Role,
    search::{Hit, Searchable, Words},
    web,
};

use super::{pages, service::users, store};

/// The vendor finds everybody of the program, the owner of a partner its own people.
const READERS: &[Role] = &[
    Role::Director,
    Role::ChannelManager,
    Role::LeadDesk,
    Role::Support,
    Role::Quality,
    Role::Trainer,
    Role::Admin,
    Role::Auditor,
    Role::PartnerOwner,
];

pub(super) const PEOPLE: Searchable = Searchable {
    kind: "user",
    readers: READERS,
    title: pages::people,
    icon: "users",
    events: &["user.joined", "user.changed"],
    through: &[],
    write,
    show,
};

fn write<'t>(cx: &'t Cx, tx: &'t mut Tx, id: Uuid) -> Work<'t, Vec<Words>, Fail> {
    Box::pin(async move {
        let user = users::get(cx, tx, UserId::from_uuid(id)).await?;
        let parts = || [Some(user.name.as_str()), Some(user.email.as_str())];
        let own = user.partner.map(|partner| Words::of(Some(partner), parts()));
        Ok([Some(Words::of(None, parts())), own].into_iter().flatten().collect())
    })
}

fn show<'t>(cx: &'t Cx, tx: &'t mut Tx, id: Uuid) -> Work<'t, Option<Hit>, Fail> {
    Box::pin(async move {
        let user = users::get(cx, tx, UserId::from_uuid(id)).await?;
        let path = match (cx.caller.role, user.partner) {
            (Some(Role::PartnerOwner), _) => format!("/company/people/{}", user.id),
            (Some(Role::Admin), _) => format!("/settings/people/{}", user.id),
            (_, Some(partner)) => format!("/partners/{partner}"),
            // Of its own people nobody but the admin has a page.
            (_, None) => return Ok(None),
        };
        let mut text = vec![web::texts::role(cx.lang, user.role), user.email];
        if let (Some(partner), true) = (user.partner, cx.caller.partner.is_none()) {
            text.extend(
                tx.optional::<(String, CalendarId)>(&store::COMPANY, params![cx.program(), partner])
                    .await?
                    .map(|row| row.0),
            );
        }
        Ok(Some(Hit { title: user.name, text: text.join(" · "), path }))
    })
}
