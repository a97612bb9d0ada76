//! The form of a partner.

use askama::Template;
use db::Tx;
use kit::id::{CalendarId, PartnerId};
use platform::{
    Call, Cx, Fail, Nothing, Operation,
    edge::reply::Reply,
    operation::Meta,
    web::{
        self, Form, Page, Ui,
        input::{Percent, Whole},
    },
};
use serde::Deserialize;

use super::{LEADERS, texts};
use crate::{
    calendars,
    partners::{
        Group, Partner, SizeClass, group_of_name,
        service::{self, PartnerFields},
        store,
    },
    territories::{self, Territory},
};

#[derive(Deserialize)]
struct ById {
    partner: PartnerId,
}

/// A partner as it is typed.
#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    name: String,
    tax_id: Option<String>,
    size_class: SizeClass,
    tier_weight: Option<Percent>,
    #[serde(default)]
    contract_active: bool,
    calendar: Option<CalendarId>,
    #[serde(default)]
    owner_group: String,
    open_cap: Option<Whole>,
    new_per_day_cap: Option<Whole>,
    #[serde(default)]
    sizes: Vec<SizeClass>,
    #[serde(default)]
    industries: String,
    #[serde(default)]
    territories: Vec<String>,
    #[serde(default)]
    left: bool,
}

#[derive(Template)]
#[template(path = "partners/pages/edit.html")]
struct EditPage<'a> {
    ui: &'a Ui,
    action: String,
    new: bool,
    calendars: Vec<(String, String)>,
    groups: Vec<Group>,
    form: Form,
}

impl EditPage<'_> {
    fn nested(&self) -> Vec<(&'static Territory, Vec<&'static Territory>)> {
        territories::nested()
    }
    fn place(&self, territory: &Territory) -> &'static str {
        territory.name(self.ui.lang)
    }
    fn covers(&self, territory: &Territory) -> bool {
        self.form.holds("territories", territory.code)
    }
    /// How many of these are chosen.
    fn chosen(&self, inside: &[&Territory]) -> usize {
        inside.iter().filter(|territory| self.covers(territory)).count()
    }
    fn sizes(&self) -> Vec<(&'static str, &'static str)> {
        SizeClass::ALL.iter().map(|size| (size.code(), texts::size_class(self.ui.lang, *size))).collect()
    }
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/partners/new", "partners.page_new", "A new partner: the page")
            .roles(LEADERS)
            .page(|cx, tx, call: &Call| Box::pin(page(cx, tx, &call.meta, None, Form::default()))),
        Operation::post("/partners/new", "partners.page_add", "Add a partner by the page").roles(LEADERS).form(
            |cx, tx, call: &Call<Nothing, Nothing, Typed>| {
                Box::pin(async move {
                    let fields = fields(cx, tx, &call.body).await?;
                    let partner = service::add(cx, tx, &fields).await.map_err(on_the_form)?;
                    Ok(web::done(format!("/partners/{}", partner.id), &texts::added(cx.lang)))
                })
            },
            |cx, tx, call: &Call, form| Box::pin(page(cx, tx, &call.meta, None, form)),
        ),
        Operation::get("/partners/{partner}/edit", "partners.page_edit", "Change a partner: the page")
            .roles(LEADERS)
            .page(|cx, tx, call: &Call<ById>| {
                Box::pin(page(cx, tx, &call.meta, Some(call.path.partner), Form::default()))
            }),
        Operation::post("/partners/{partner}/edit", "partners.page_change", "Change a partner by the page")
            .roles(LEADERS)
            .form(
                |cx, tx, call: &Call<ById, Nothing, Typed>| {
                    Box::pin(async move {
                        let before = service::get(cx, tx, cx.caller.view(), call.path.partner).await?;
                        call.meta.based_on(before.version)?;
                        let fields = fields(cx, tx, &call.body).await?;
                        service::change(cx, tx, before, &fields).await.map_err(on_the_form)?;
                        Ok(web::done(format!("/partners/{}", call.path.partner), &texts::saved(cx.lang)))
                    })
                },
                |cx, tx, call: &Call<ById>, form| Box::pin(page(cx, tx, &call.meta, Some(call.path.partner), form)),
            ),
    ]
}

fn listed(text: &str) -> Vec<String> {
    text.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn cap(field: &str, given: Option<Whole>) -> Result<Option<u32>, Fail> {
    let Some(Whole(number)) = given else { return Ok(None) };
    u32::try_from(number).map(Some).map_err(|_| Fail::field(field, crate::texts::must_be_positive))
}

async fn fields(cx: &Cx, tx: &mut Tx, typed: &Typed) -> Result<PartnerFields, Fail> {
    let owner_group = match typed.owner_group.trim() {
        "" => None,
        name => Some(group_of_name(cx, tx, name).await?),
    };
    Ok(PartnerFields {
        name: Some(typed.name.clone()),
        tax_id: typed.tax_id.clone(),
        size_class: Some(typed.size_class),
        // Percent come in hundredths, weights are millionths.
        tier_weight: typed.tier_weight.map(|Percent(points)| points.saturating_mul(100)),
        contract_active: Some(typed.contract_active),
        left: Some(typed.left),
        calendar: typed.calendar,
        owner_group: Some(owner_group),
        // An empty field takes the number away.
        open_cap: Some(cap("open_cap", typed.open_cap)?),
        new_per_day_cap: Some(cap("new_per_day_cap", typed.new_per_day_cap)?),
        sizes: Some(typed.sizes.clone()),
        industries: Some(listed(&typed.industries)),
        territories: Some(typed.territories.clone()),
        ..PartnerFields::default()
    })
}

/// All territories stand in one field.
fn on_the_form(fail: Fail) -> Fail {
    match fail {
        Fail::Invalid(mut faults) => {
            // A list is one field of the form.
            for fault in &mut faults {
                if let Some((list, _)) = fault.field.split_once('[') {
                    fault.field = list.to_owned();
                }
            }
            Fail::Invalid(faults)
        }
        other => other,
    }
}

fn typed(partner: &Partner, groups: &[Group]) -> Vec<(&'static str, String)> {
    let number = |cap: Option<u32>| cap.map(|n| n.to_string()).unwrap_or_default();
    let group = groups.iter().find(|group| Some(group.id) == partner.owner_group);
    let mut values = vec![
        ("owner_group", group.map(|group| group.name.clone()).unwrap_or_default()),
        ("name", partner.name.clone()),
        ("tax_id", partner.tax_id.clone().unwrap_or_default()),
        ("size_class", partner.size_class.code().to_owned()),
        ("tier_weight", (partner.tier_weight / 10_000).to_string()),
        ("contract_active", partner.contract_active.to_string()),
        ("calendar", partner.calendar.to_string()),
        ("open_cap", number(partner.open_cap)),
        ("new_per_day_cap", number(partner.new_per_day_cap)),
        ("industries", partner.industries.join(", ")),
        ("left", partner.left_at.is_some().to_string()),
    ];
    values.extend(partner.territories.iter().map(|code| ("territories", code.clone())));
    values.extend(partner.sizes.iter().map(|size| ("sizes", size.code().to_owned())));
    values
}

#[expect(clippy::single_match_else, reason = "an old and a new one weigh the same")]
async fn page(cx: &Cx, tx: &mut Tx, meta: &Meta, id: Option<PartnerId>, form: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let calendars = calendars::list(tx, cx.program()).await?;
    let calendars = calendars.into_iter().map(|c| (c.id.to_string(), c.name)).collect();
    let groups = store::groups(tx, cx.program()).await?;
    let head = Page::new(texts::new(ui.lang)).crumb("/partners", texts::partners(ui.lang)).narrow();
    let (head, action, values, version) = match id {
        Some(id) => {
            let partner = service::get(cx, tx, cx.caller.view(), id).await?;
            let head = Page::new(texts::change(ui.lang)).crumb("/partners", texts::partners(ui.lang));
            let head = head.crumb(format!("/partners/{id}"), partner.name.clone()).narrow();
            (head, format!("/partners/{id}/edit"), typed(&partner, &groups), Some(partner.version))
        }
        None => {
            let values = vec![("contract_active", "true".to_owned()), ("tier_weight", "100".to_owned())];
            (head, "/partners/new".to_owned(), values, None)
        }
    };
    let form = ui.filled(form, &action, &values);
    let form = match version {
        Some(version) => form.of_version(version, &values),
        None => form,
    };
    Ok(web::page(&ui, head, &EditPage { ui: &ui, action, new: id.is_none(), calendars, groups, form }))
}
