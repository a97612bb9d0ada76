//! One partner: facts, people, certificates, pauses. The same page is *Company* for its own people.

use askama::Template;
use db::Tx;
use jiff::tz::TimeZone;
use kit::{
    Instant, Lang,
    id::{PartnerId, ProductId},
};
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Markup, Page, Tone, Ui, input::Day},
};
use serde::Deserialize;

use super::{CERTIFIERS, LEADERS, texts};
use crate::{
    calendars,
    partners::{Certificate, Life, Partner, Pause, PauseKind, life, service, store},
    people::{self, UserBrief},
    products::{self, Product},
    territories,
};

#[derive(Deserialize)]
struct ById {
    partner: PartnerId,
}

#[derive(Deserialize)]
struct ByProduct {
    partner: PartnerId,
    product: ProductId,
}

#[derive(Deserialize)]
struct Certifying {
    product: ProductId,
    valid_until: Option<Day>,
}

#[derive(Deserialize)]
struct Invited {
    email: String,
    role: Role,
    lang: Option<Lang>,
}

#[derive(Deserialize)]
struct Holiday {
    from: Day,
    until: Day,
}

#[derive(Deserialize)]
struct Suspending {
    #[serde(default)]
    reason: String,
}

#[derive(Template)]
#[template(path = "partners/pages/one.html")]
struct OnePage<'a> {
    ui: &'a Ui,
    partner: Partner,
    life: Life,
    people: Vec<UserBrief>,
    products: Vec<Product>,
    pauses: Vec<Pause>,
    group: Option<String>,
    calendar: String,
    parts: Vec<Markup>,
    base: String,
    own: bool,
    leads: bool,
    certifies: bool,
    invites: bool,
    certificate: Form,
    holiday: Form,
    invite: Form,
    suspend: Form,
    resume: Form,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand on references")]
impl OnePage<'_> {
    fn product(&self, certificate: &Certificate) -> &str {
        self.products.iter().find(|p| p.id == certificate.product).map_or("", |p| p.name.as_str())
    }
    fn on_sale(&self) -> Vec<(String, String)> {
        let on_sale = self.products.iter().filter(|p| p.retired_at.is_none());
        on_sale.map(|p| (p.id.to_string(), p.name.clone())).collect()
    }
    fn roles(&self) -> Vec<(&'static str, String)> {
        Role::PARTNER.iter().map(|role| (role.code(), web::texts::role(self.ui.lang, *role))).collect()
    }
    fn languages(&self) -> Vec<(&'static str, &'static str)> {
        vec![("ru", "Русский"), ("en", "English")]
    }
    fn places(&self) -> String {
        let names = self.partner.territories.iter().map(|code| territories::name(self.ui.lang, code));
        names.collect::<Vec<_>>().join(", ")
    }
    fn size(&self) -> &'static str {
        texts::size_class(self.ui.lang, self.partner.size_class)
    }
    fn kind(&self, pause: &Pause) -> &'static str {
        texts::pause_kind(self.ui.lang, pause.kind)
    }
    fn stage(&self) -> (Tone, &'static str) {
        (super::life_tone(self.life), texts::life_of(self.ui.lang, self.life))
    }
    fn is_suspended(&self) -> bool {
        self.life == Life::Suspended
    }
    /// Whoever may suspend it looks at a partner that is in the network.
    fn may_suspend(&self) -> bool {
        self.leads && !self.own && !matches!(self.life, Life::Suspended | Life::Left)
    }
    /// Nothing keeps new leads away from it.
    fn is_offered(&self) -> bool {
        let stands = !matches!(self.life, Life::Suspended | Life::Left) && self.partner.contract_active;
        stands && !self.pauses.iter().any(|pause| self.running(pause))
    }
    fn running(&self, pause: &Pause) -> bool {
        pause.from <= self.ui.now && pause.until.is_none_or(|until| self.ui.now < until)
    }
    /// An end is the first moment after it; people name the last day.
    fn last_day(&self, end: &Instant) -> String {
        self.ui.day(*end - kit::time::Span::seconds(1))
    }
    fn ended(&self, end: &Instant) -> bool {
        *end <= self.ui.now
    }
    fn basis_points(&self) -> i64 {
        self.partner.tier_weight / 100
    }
}

pub(super) fn operations() -> Vec<Operation> {
    [pages(), vec![invitation()], certificates(), holidays(), suspension()].concat()
}

fn pages() -> Vec<Operation> {
    vec![
        Operation::get("/partners/{partner}", "partners.page_one", "A partner: the page")
            .roles(Role::VENDOR)
            .page(|cx, tx, call: &Call<ById>| Box::pin(page(cx, tx, &call.meta, call.path.partner, Form::default()))),
        Operation::get("/company/about", "partners.page_own", "The own company: the page")
            .roles(Role::PARTNER)
            .page(|cx, tx, call: &Call| Box::pin(own(cx, tx, &call.meta, Form::default()))),
    ]
}

fn invitation() -> Operation {
    Operation::post("/partners/{partner}/invite", "partners.page_invite", "Invite somebody of a partner by the page")
        .roles(LEADERS)
        .form(
            |cx, tx, call: &Call<ById, Nothing, Invited>| {
                Box::pin(async move {
                    let Invited { email, role, lang } = &call.body;
                    let (partner, email) = (Some(call.path.partner), email.clone());
                    let invited = people::NewInvitation { email, role: *role, partner, lang: *lang };
                    let said = texts::invited(cx.lang, &people::invite(cx, tx, &invited).await?.email);
                    Ok(web::done(format!("/partners/{}", call.path.partner), &said))
                })
            },
            |cx, tx, call: &Call<ById>, form| Box::pin(page(cx, tx, &call.meta, call.path.partner, form)),
        )
}

fn certificates() -> Vec<Operation> {
    vec![
        Operation::post("/partners/{partner}/certificates", "partners.page_certify", "Certify by the page")
            .roles(CERTIFIERS)
            .form(
                |cx, tx, call: &Call<ById, Nothing, Certifying>| {
                    Box::pin(async move {
                        let ui = Ui::of(cx, tx, &call.meta).await?;
                        let valid_until = call.body.valid_until.and_then(|day| after(day, &ui.zone));
                        let certificate = Certificate { product: call.body.product, valid_until };
                        service::certify(cx, tx, call.path.partner, &certificate).await?;
                        Ok(web::done(format!("/partners/{}", call.path.partner), &texts::certified(cx.lang)))
                    })
                },
                |cx, tx, call: &Call<ById>, form| Box::pin(page(cx, tx, &call.meta, call.path.partner, form)),
            ),
        Operation::post(
            "/partners/{partner}/certificates/{product}/revoke",
            "partners.page_revoke",
            "Take a certificate away by the page",
        )
        .roles(LEADERS)
        .page(|cx, tx, call: &Call<ByProduct>| {
            Box::pin(async move {
                service::revoke_certificate(cx, tx, call.path.partner, call.path.product).await?;
                Ok(web::done(format!("/partners/{}", call.path.partner), &texts::revoked(cx.lang)))
            })
        }),
    ]
}

fn holidays() -> Vec<Operation> {
    vec![
        Operation::post("/partners/{partner}/holidays", "partners.page_holiday", "Pause a partner by the page")
            .roles(LEADERS)
            .form(
                |cx, tx, call: &Call<ById, Nothing, Holiday>| {
                    Box::pin(async move {
                        pause(cx, tx, &call.meta, call.path.partner, &call.body).await?;
                        Ok(web::done(format!("/partners/{}", call.path.partner), &texts::paused(cx.lang)))
                    })
                },
                |cx, tx, call: &Call<ById>, form| Box::pin(page(cx, tx, &call.meta, call.path.partner, form)),
            ),
        Operation::post("/company/about/holidays", "partners.page_own_holiday", "Pause the own leads by the page")
            .roles(&[Role::PartnerOwner])
            .form(
                |cx, tx, call: &Call<Nothing, Nothing, Holiday>| {
                    Box::pin(async move {
                        let own = cx.caller.partner.ok_or(Fail::NotFound)?;
                        pause(cx, tx, &call.meta, own, &call.body).await?;
                        Ok(web::done("/company/about", &texts::paused(cx.lang)))
                    })
                },
                |cx, tx, call: &Call, form| Box::pin(self::own(cx, tx, &call.meta, form)),
            ),
    ]
}

fn suspension() -> Vec<Operation> {
    vec![
        Operation::post("/partners/{partner}/suspend", "partners.page_suspend", "Suspend a partner by the page")
            .roles(LEADERS)
            .form(
                |cx, tx, call: &Call<ById, Nothing, Suspending>| {
                    Box::pin(async move {
                        life::suspend(cx, tx, call.path.partner, &call.body.reason).await?;
                        Ok(web::done(format!("/partners/{}", call.path.partner), &texts::suspended(cx.lang)))
                    })
                },
                |cx, tx, call: &Call<ById>, form| Box::pin(page(cx, tx, &call.meta, call.path.partner, form)),
            ),
        Operation::post("/partners/{partner}/resume", "partners.page_resume", "Bring a partner back by the page")
            .roles(LEADERS)
            .form(
                |cx, tx, call: &Call<ById>| {
                    Box::pin(async move {
                        life::resume(cx, tx, call.path.partner).await?;
                        Ok(web::done(format!("/partners/{}", call.path.partner), &texts::resumed(cx.lang)))
                    })
                },
                |cx, tx, call: &Call<ById>, form| Box::pin(page(cx, tx, &call.meta, call.path.partner, form)),
            ),
    ]
}

/// The first moment after a day, in the reader's zone.
fn after(Day(day): Day, zone: &TimeZone) -> Option<Instant> {
    let next = day.tomorrow().ok()?.to_zoned(zone.clone()).ok()?;
    Some(Instant::from(next.timestamp()))
}

async fn pause(cx: &Cx, tx: &mut Tx, meta: &Meta, id: PartnerId, typed: &Holiday) -> Result<(), Fail> {
    if typed.until.0 < typed.from.0 {
        return Err(Fail::field("until", texts::wrong_order));
    }
    let ui = Ui::of(cx, tx, meta).await?;
    let first = typed.from.0.to_zoned(ui.zone.clone()).map_err(|_| Fail::field("from", texts::wrong_order))?;
    // A pause that begins today begins now.
    let from = Instant::from(first.timestamp()).max(cx.now);
    let pause = Pause { kind: PauseKind::Holiday, from, until: after(typed.until, &ui.zone), reason: None };
    service::pause(cx, tx, id, &pause).await.map(drop)
}

async fn own(cx: &Cx, tx: &mut Tx, meta: &Meta, form: Form) -> Result<Reply, Fail> {
    page(cx, tx, meta, cx.caller.partner.ok_or(Fail::NotFound)?, form).await
}

async fn page(cx: &Cx, tx: &mut Tx, meta: &Meta, id: PartnerId, form: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let partner = service::get(cx, tx, cx.caller.view(), id).await?;
    let own = cx.caller.partner.is_some();
    let role = cx.caller.role;
    let leads = role.is_some_and(|role| LEADERS.contains(&role));
    let base = if own { "/company/about".to_owned() } else { format!("/partners/{id}") };
    let mut head = Page::new(partner.name.clone());
    if !own {
        head = head.crumb("/partners", texts::partners(ui.lang));
    }
    if leads {
        head = head.action(&format!("/partners/{id}/edit"), "pencil", &texts::change(ui.lang));
    }
    let parts = if own { Vec::new() } else { web::parts(cx, tx, &ui, "partner", id.uuid()).await? };
    let group = match partner.owner_group {
        Some(group) if !own => store::group_name(tx, cx.program(), group).await?,
        _ => None,
    };
    let life::PartnerShown { partner, life } = life::shown(cx, tx, partner).await?;
    let page = OnePage {
        life,
        suspend: ui.filled(form.clone(), &format!("{base}/suspend"), &[]),
        resume: ui.filled(form.clone(), &format!("{base}/resume"), &[]),
        group,
        calendar: calendars::get(tx, cx.program(), partner.calendar).await?.name,
        people: people::users_of_partner(tx, cx.program(), id).await?,
        products: products::list_in(cx, tx).await?,
        pauses: store::pauses(tx, cx.program(), id).await?,
        certificate: ui.filled(form.clone(), &format!("{base}/certificates"), &[]),
        invite: ui.filled(form.clone(), &format!("{base}/invite"), &[("role", Role::PartnerOwner.code().to_owned())]),
        holiday: ui.filled(form, &format!("{base}/holidays"), &[]),
        invites: leads && !own,
        certifies: role.is_some_and(|role| CERTIFIERS.contains(&role)),
        leads: leads || role == Some(Role::PartnerOwner),
        parts,
        ui: &ui,
        partner,
        base,
        own,
    };
    Ok(web::page(&ui, head, &page))
}
