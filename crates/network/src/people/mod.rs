//! People of a program: users, invitations, sessions, keys. The rules stand in `README.md` beside this file.

mod api;
pub mod domain;
mod found;
mod mail;
mod pages;
mod service;
mod sessions_of_users;
mod step;
mod store;
#[cfg(test)]
mod tests;
mod texts;
mod web;
mod who;

use platform::react::Consumer;

pub(crate) use pages::me as own_page;
pub use service::{
    authenticate::{authenticate, forget, seen},
    invitations::{Acceptance, Invited, NewInvitation, Waiting, accept, invite, waiting, withdraw},
    keys::{Key, KeyMade, Keys, NewKey, create as create_key, list as list_keys, revoke as revoke_key},
    me::{Me, change_password, of as me},
    password::Password,
    sessions::{Session, end as end_session, list as list_sessions, sign_out, switch as switch_membership},
    setup::{FirstAdmin, create_first_admin},
    sign_in::{Origin, SignedIn, ended_cookie, session_cookie, sign_in},
    users::{
        User, UserBrief, UserChange, Users, UsersQuery, active_user, change as change_user, get as user, has_key,
        list as list_users, user_name, users_of_partner, users_of_vendor,
    },
};
pub use store::Membership;
pub use who::{set_lang, who};

/// What people add to the server.
pub fn capability() -> platform::Capability {
    platform::Capability {
        name: "people",
        operations: [api::operations(), web::operations()].concat(),
        places: web::places(),
        searchables: vec![found::PEOPLE],
        consumers: vec![Consumer { name: "people_bounces", run: service::users::on_bounces }],
        steps: vec![step::STEP],
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
