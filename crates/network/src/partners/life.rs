//! A partner's life: onboarding → active → dormant → suspended → left. What is computed is never set by hand; the vendor
//! suspends, with a reason that the partner reads, and takes it back.

use db::{Tx, Work};
use jiff::{ToSpan, tz::TimeZone};
use kit::{Id, Instant, Lang, Uuid, id::Partner as Kind, id::PartnerId};
use platform::{
    Cx, Fail, NewEvent, Role, Rule,
    events::{self, Event},
    mail::Content,
    notice::{Audience, ByMail, News, NoticeKind},
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{Partner, Pause, PauseKind, service, store, texts};
use crate::{
    policies::{
        self,
        touched::{self, Named, Touch},
    },
    policy_section::{self, NetworkPolicy},
    programs, text_field, versions,
};

kit::codes! {
    /// Where a partner stands in its life.
    pub enum Life {
        /// It joined lately and has done nothing commercial yet.
        Onboarding = "onboarding",
        /// It had a commercial event within the days of the policy.
        Active = "active",
        /// It had none for longer.
        Dormant = "dormant",
        /// The vendor gives it no new leads.
        Suspended = "suspended",
        /// It has left the network.
        Left = "left",
    }
}
db::stored_codes!(Life);

/// A partner with where it stands in its life.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PartnerShown {
    /// The partner.
    #[serde(flatten)]
    pub partner: Partner,
    /// Where it stands in its life.
    pub life: Life,
}

/// Since when a commercial event makes a partner active now: the first moment of the first of the policy's days, the
/// present one among them.
pub async fn active_since(cx: &Cx, tx: &mut Tx) -> Result<Instant, Fail> {
    let numbers: NetworkPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section(policy_section::NAME)?;
    since(cx, tx, &numbers).await
}

async fn since(cx: &Cx, tx: &mut Tx, numbers: &NetworkPolicy) -> Result<Instant, Fail> {
    let zone = TimeZone::get(&programs::get(tx, cx.program()).await?.zone).unwrap_or(TimeZone::UTC);
    let today = cx.now.timestamp().to_zoned(zone.clone()).date();
    let first = today.saturating_sub((i64::from(numbers.active_days) - 1).days());
    Ok(first.to_zoned(zone).map(|at| Instant::from(at.timestamp())).unwrap_or_default())
}

/// Who would become active or dormant at once by other numbers.
pub(crate) fn touches<'t>(
    cx: &'t Cx,
    tx: &'t mut Tx,
    before: &'t Value,
    after: &'t Value,
) -> Work<'t, Vec<Touch>, Fail> {
    Box::pin(async move {
        let was = since(cx, tx, &touched::read(before)).await?;
        let is = since(cx, tx, &touched::read(after)).await?;
        let (mut wakes, mut sleeps) = (Vec::new(), Vec::new());
        for (id, name, before, after) in store::lives(tx, cx.program(), cx.now, was, is).await? {
            match after {
                Life::Active if before != after => wakes.push(Named { id, name }),
                Life::Dormant if before != after => sleeps.push(Named { id, name }),
                _ => {}
            }
        }
        let wake =
            Touch::of("would_be_active", wakes, |n| texts::would_be_active(cx.lang, &texts::partners_of(cx.lang, n)));
        let sleep = Touch::of("would_be_dormant", sleeps, |n| {
            texts::would_be_dormant(cx.lang, &texts::partners_of(cx.lang, n))
        });
        Ok(wake.into_iter().chain(sleep).collect())
    })
}

/// A partner as it is shown.
pub(super) async fn shown(cx: &Cx, tx: &mut Tx, partner: Partner) -> Result<PartnerShown, Fail> {
    let since = active_since(cx, tx).await?;
    let life = store::life(tx, cx.program(), partner.id, cx.now, since).await?;
    Ok(PartnerShown { life: life.unwrap_or(Life::Left), partner })
}

/// A rule that forbids it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Broken {
    AlreadySuspended,
    NotSuspended,
    HasLeft,
}

impl Rule for Broken {
    fn slug(&self) -> &'static str {
        match self {
            Self::AlreadySuspended => "partner-suspended",
            Self::NotSuspended => "partner-not-suspended",
            Self::HasLeft => "partner-has-left",
        }
    }
    fn status(&self) -> u16 {
        409
    }
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::AlreadySuspended => texts::already_suspended(lang),
            Self::NotSuspended => texts::not_suspended(lang),
            Self::HasLeft => texts::has_left_already(lang),
        }
    }
}

/// What the acts may be refused.
pub(super) const PROBLEMS: &[(u16, &str)] =
    &[(409, "partner-has-left"), (409, "partner-not-suspended"), (409, "partner-suspended")];

/// The vendor gives a partner no new leads from now on, with a reason. What was begun goes on.
pub async fn suspend(cx: &Cx, tx: &mut Tx, id: PartnerId, reason: &str) -> Result<PartnerShown, Fail> {
    let partner = service::get(cx, tx, cx.caller.view(), id).await?;
    let reason = text_field("reason", reason, 2000)?;
    if partner.left_at.is_some() {
        return Err(Broken::HasLeft.into());
    }
    // Of two who suspend at once the second finds the first.
    versions::partners_changed(cx, tx).await?;
    if shown(cx, tx, partner.clone()).await?.life == Life::Suspended {
        return Err(Broken::AlreadySuspended.into());
    }
    let pause = Pause { kind: PauseKind::Suspended, from: cx.now, until: None, reason: Some(reason) };
    store::set_pause(tx, cx.program(), id, &pause).await?;
    events::record(cx, tx, NewEvent::new::<Kind>("partner.suspended", id).seen_by(id).with(&pause)).await?;
    shown(cx, tx, partner).await
}

/// The vendor gives a suspended partner leads again.
pub async fn resume(cx: &Cx, tx: &mut Tx, id: PartnerId) -> Result<PartnerShown, Fail> {
    let partner = service::get(cx, tx, cx.caller.view(), id).await?;
    if !service::end_pause(cx, tx, id, PauseKind::Suspended).await? {
        return Err(Broken::NotSuspended.into());
    }
    events::record(cx, tx, NewEvent::new::<Kind>("partner.resumed", id).seen_by(id)).await?;
    shown(cx, tx, partner).await
}

/// What the people of a partner are told.
pub(super) fn kinds() -> Vec<NoticeKind> {
    let kind = |code, event, title, write| NoticeKind {
        code,
        event,
        readers: &[Role::PartnerOwner],
        to: Audience::of_partner,
        by_mail: ByMail::Always,
        title,
        write,
        on_shown: None,
        buttons: None,
        keys: None,
    };
    vec![
        kind("partner_suspended", "partner.suspended", texts::kind_suspended, told_suspended),
        kind("partner_resumed", "partner.resumed", texts::kind_resumed, told_resumed),
    ]
}

fn news(say: impl Fn(Lang) -> (String, String) + Send + Sync + 'static) -> News {
    let content = move |lang| {
        let (heading, sentence) = say(lang);
        Content { subject: heading.clone(), heading, paragraphs: vec![sentence], ..Content::default() }
    };
    News { path: "/company/about".to_owned(), until: None, say: Box::new(content) }
}

fn told_suspended<'t>(cx: &'t Cx, tx: &'t mut Tx, event: &'t Event) -> Work<'t, Option<News>, Fail> {
    Box::pin(async move {
        let id: PartnerId = Id::from_uuid(Uuid::from_bytes(event.subject_id));
        store::get(tx, cx.program(), id).await?.ok_or(Fail::NotFound)?;
        let reason = event.data.0["reason"].as_str().unwrap_or_default().to_owned();
        Ok(Some(news(move |lang| (texts::suspended_heading(lang), texts::suspended_note(lang, &reason)))))
    })
}

fn told_resumed<'t>(_: &'t Cx, _: &'t mut Tx, _: &'t Event) -> Work<'t, Option<News>, Fail> {
    Box::pin(async move { Ok(Some(news(|lang| (texts::resumed_heading(lang), texts::resumed_note(lang))))) })
}
