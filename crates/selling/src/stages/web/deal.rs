//! What stands beside a deal: for its partner to act on, for the vendor to read.

use askama::Template;
use db::{Tx, Work};
use kit::id::DealId;
use platform::{
    Call, Cx, Fail, Nothing, Operation,
    edge::reply::Reply,
    web::{self, Form, Markup, Tone, Ui},
};
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    super::{
        api::SELLERS,
        guidance::{self, WayShown},
        service::{self, Description},
    },
    texts,
};
use crate::{
    deals::{self, Deal, DealState, Origin},
    playbook::{self, Axis, BuyerRole, Motion, TermId},
};

#[derive(Debug, Clone, Copy, Deserialize)]
struct ByDeal {
    deal: DealId,
}
#[derive(Debug, Clone, Deserialize)]
struct Move {
    stage: String,
}
#[derive(Debug, Clone, Deserialize)]
struct Reached {
    role: BuyerRole,
    #[serde(default)]
    note: String,
}
#[derive(Debug, Clone, Deserialize)]
struct Ticked {
    stage: String,
    check: String,
    #[serde(default)]
    undo: bool,
}
#[derive(Debug, Clone, Copy, Deserialize)]
struct Described {
    client_type: Option<TermId>,
    category: Option<TermId>,
    entry_point: Option<TermId>,
    business_process: Option<TermId>,
}

#[derive(Template)]
#[template(path = "stages/pages/way.html")]
struct Beside<'a> {
    ui: &'a Ui,
    way: WayShown,
    acts: bool,
    describe: Form,
    reach: Form,
    go: Form,
    sides: Vec<(Axis, Vec<(String, String)>)>,
}

impl Beside<'_> {
    fn roles(&self) -> Vec<(&'static str, String)> {
        BuyerRole::ALL.iter().map(|role| (role.code(), playbook::role_name(self.ui.lang, *role))).collect()
    }
    fn options(&self, axis: &Axis) -> Vec<(String, String)> {
        self.sides.iter().find(|(side, _)| side == axis).map(|(_, options)| options.clone()).unwrap_or_default()
    }
    fn side(&self, axis: &Axis) -> String {
        match axis {
            Axis::ClientType => texts::client_type(self.ui.lang),
            Axis::Category => texts::category(self.ui.lang),
            Axis::EntryPoint => texts::entry_point(self.ui.lang),
            Axis::BusinessProcess => texts::business_process(self.ui.lang),
        }
    }
    /// What was chosen for a side, in words.
    fn chosen(&self, axis: &Axis) -> String {
        let id = match axis {
            Axis::ClientType => self.way.client_type,
            Axis::Category => self.way.category,
            Axis::EntryPoint => self.way.entry_point,
            Axis::BusinessProcess => self.way.business_process,
        };
        let id = id.map(|id| id.to_string()).unwrap_or_default();
        let found = self.options(axis).into_iter().find(|(value, _)| *value == id);
        found.map_or_else(|| "—".to_owned(), |(_, text)| text)
    }
    fn others(&self) -> Vec<(String, String)> {
        let others = self.way.stages.iter().filter(|stage| !stage.here);
        others.map(|stage| (stage.stage.clone(), stage.name.clone())).collect()
    }
    /// The vendor's name of the stage, where the partner has another.
    fn vendors_name(&self) -> Option<&str> {
        let here = self.way.stages.iter().find(|stage| stage.here)?;
        (here.vendor_name != self.way.stage).then_some(here.vendor_name.as_str())
    }
}

#[derive(Template)]
#[template(path = "stages/pages/begin.html")]
struct Begin<'a> {
    ui: &'a Ui,
    deal: DealId,
}

/// What stands beside a deal on its page; nothing where there is no process.
pub(crate) async fn on_deal(cx: &Cx, tx: &mut Tx, ui: &Ui, deal: &Deal, refused: Form) -> Result<Markup, Fail> {
    let acts = deal.state == DealState::Open && cx.caller.role.is_some_and(|role| SELLERS.contains(&role));
    let Some(way) = guidance::of(cx, tx, deal.id).await? else {
        let motion = if deal.origin == Origin::Own { Motion::Own } else { Motion::Lead };
        let waits = acts && playbook::for_deal(cx, tx, deal.product, motion).await?.is_some();
        return Ok(if waits { Markup::of(&Begin { ui, deal: deal.id }) } else { Markup::default() });
    };
    if deal.state != DealState::Open {
        return Ok(Markup::default());
    }
    let id = deal.id;
    let words = playbook::all_terms(cx, tx).await?;
    let sides = Axis::ALL.iter().map(|axis| {
        let stand =
            |id: TermId| [way.client_type, way.category, way.entry_point, way.business_process].contains(&Some(id));
        let offered = words.iter().filter(|term| term.axis == *axis && (term.retired_at.is_none() || stand(term.id)));
        (*axis, offered.map(|term| (term.id.to_string(), term.name.0.said(cx.lang).to_owned())).collect())
    });
    let given = |id: Option<TermId>| id.map(|id| id.to_string()).unwrap_or_default();
    let known = [
        ("client_type", given(way.client_type)),
        ("category", given(way.category)),
        ("entry_point", given(way.entry_point)),
        ("business_process", given(way.business_process)),
    ];
    let form =
        |what: &str, values: &[(&str, String)]| ui.filled(refused.clone(), &format!("/my/deals/{id}/{what}"), values);
    let sides = sides.collect();
    Ok(Markup::of(&Beside {
        acts,
        describe: form("describe", &known),
        reach: form("reach", &[]),
        go: form("stage", &[]),
        ui,
        way,
        sides,
    }))
}

type Act<B> = for<'t> fn(&'t Cx, &'t mut Tx, &'t Call<ByDeal, Nothing, B>) -> Work<'t, Reply, Fail>;

fn act<B: DeserializeOwned + Send + Sync + 'static>(
    path: &'static str,
    id: &'static str,
    summary: &'static str,
    act: Act<B>,
) -> Operation {
    Operation::post(path, id, summary).roles(SELLERS).form(act, |cx, tx, call: &Call<ByDeal>, form| {
        Box::pin(async move { deals::web::one_page(cx, tx, call.path.deal, &call.meta, form).await })
    })
}

pub(super) fn operations() -> Vec<Operation> {
    let renew = "Move a deal to the version in force by its page";
    vec![
        act("/my/deals/{deal}/stage", "stages.go_page", "Put a deal on another stage by its page", go),
        act("/my/deals/{deal}/describe", "stages.describe_page", "Say what a deal is about by its page", describe),
        act("/my/deals/{deal}/reach", "stages.reach_page", "Record who was reached by the page of a deal", reach),
        act("/my/deals/{deal}/check", "stages.tick_page", "Confirm a check by the page of a deal", tick),
        act("/my/deals/{deal}/renew", "stages.renew_page", renew, renewed),
    ]
}

fn there(call: &Call<ByDeal, Nothing, impl Sized>, said: &str) -> Reply {
    web::done(format!("/my/deals/{}", call.path.deal), said)
}

fn go<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByDeal, Nothing, Move>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        service::go(cx, tx, call.path.deal, &call.body.stage).await?;
        Ok(there(call, &texts::said_moved(cx.lang)))
    })
}

fn describe<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByDeal, Nothing, Described>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        let Described { client_type, category, entry_point, business_process } = call.body;
        let new = Description { client_type, category, entry_point, business_process };
        service::describe(cx, tx, call.path.deal, &new).await?;
        Ok(there(call, &texts::said_saved(cx.lang)))
    })
}

fn reach<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByDeal, Nothing, Reached>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        service::reach(cx, tx, call.path.deal, call.body.role, &call.body.note).await?;
        Ok(there(call, &texts::said_reached(cx.lang)))
    })
}

fn tick<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByDeal, Nothing, Ticked>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        let Ticked { stage, check, undo } = &call.body;
        service::tick(cx, tx, call.path.deal, (stage, check), !*undo).await?;
        Ok(there(call, &if *undo { texts::said_back(cx.lang) } else { texts::said_checked(cx.lang) }))
    })
}

fn renewed<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByDeal, Nothing, Nothing>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        service::renew(cx, tx, call.path.deal).await?;
        Ok(there(call, &texts::said_renewed(cx.lang)))
    })
}
