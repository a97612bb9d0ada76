//! Who is signed in, for the head of every page.

use db::{Tx, Work, params};
use kit::{Lang, id::CalendarId, money::Currency};
use platform::{Actor, Cx, Fail, web::Who};

use super::{domain::PersonId, service::me, store};
use crate::{brand, versions};

/// Who is signed in.
pub fn who<'t>(cx: &'t Cx, tx: &'t mut Tx) -> Work<'t, Who, Fail> {
    Box::pin(found(cx, tx))
}

/// Changes the language of who is signed in.
pub fn set_lang<'t>(cx: &'t Cx, tx: &'t mut Tx, lang: Lang) -> Work<'t, (), Fail> {
    Box::pin(async move { me::change(cx, tx, None, Some(lang)).await.map(drop) })
}

async fn found(cx: &Cx, tx: &mut Tx) -> Result<Who, Fail> {
    let role = cx.caller.role.ok_or(Fail::Unauthorized)?;
    let look: (String, String, String) = tx.one(&store::LOOK_OF_PROGRAM, params![cx.program()]).await?;
    let (program, zone, currency) = look;
    let (name, memberships) = name(cx, tx).await?;
    let company: Option<(String, CalendarId)> = match cx.caller.partner {
        Some(partner) => tx.optional(&store::COMPANY, params![cx.program(), partner]).await?,
        None => None,
    };
    // A partner's people live by the calendar of their company, the vendor's by that of the program.
    let zone = match &company {
        Some((_, calendar)) => {
            let rules = versions::rules(tx, cx.program()).await?;
            rules.calendars.get(calendar).map_or(zone, |own| own.hours.zone.clone())
        }
        None => zone,
    };
    Ok(Who {
        name,
        role,
        company: company.map(|(name, _)| name),
        looks: brand::looks(tx, cx.program()).await?,
        program,
        zone,
        currency: currency.parse().unwrap_or(Currency::RUB),
        memberships: usize::try_from(memberships).unwrap_or(0),
    })
}

/// The name, and in how many programs and companies the person can go on.
async fn name(cx: &Cx, tx: &mut Tx) -> Result<(String, i64), Fail> {
    match cx.caller.actor {
        Actor::User(user) => {
            let (name, person): (String, PersonId) =
                tx.one(&store::PERSON_OF_USER, params![cx.program(), user]).await?;
            let (memberships,): (i64,) = tx.one(&store::COUNT_MEMBERSHIPS, params![person]).await?;
            Ok((name, memberships))
        }
        Actor::Key(key) => {
            let (name,): (String,) = tx.one(&store::NAME_OF_KEY, params![cx.program(), key]).await?;
            Ok((name, 0))
        }
        _ => Ok((String::new(), 0)),
    }
}
