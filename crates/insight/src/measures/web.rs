//! The pages of the five numbers and of the lists behind them.

use askama::Template;
use db::Tx;
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Group, Listing, Page, Place, Tone, Ui},
};
use selling::deals::{DealState, Origin};

use super::{
    debts::DebtState,
    domain::{
        measure::{Measure, Unit, Value},
        sleep::Reason,
    },
    figures,
    figures::Chart,
    lists::{self, ClosedDeal, Debtor, Ignorer, ListQuery, OfferLine, Sleeping},
    service::measures,
    words as texts,
};

#[derive(Template)]
#[template(path = "measures/pages/numbers.html")]
struct Numbers<'a> {
    ui: &'a Ui,
    behind: i64,
    measures: Vec<Measure>,
}

impl Numbers<'_> {
    fn chart(&self, measure: &Measure) -> web::Markup {
        web::Markup::of(&Chart::of(self.ui, measure))
    }
    fn figure(&self, measure: &Measure, value: &Value) -> String {
        figures::figure(self.ui, measure.unit, value.value)
    }
    fn share(&self, value: &Value) -> String {
        figures::figure(self.ui, Unit::Share, value.value)
    }
    fn tone(&self, measure: &Measure) -> Tone {
        figures::tone(measure.met)
    }
    fn verdict(&self, measure: &Measure) -> String {
        figures::verdict(self.ui.lang, measure.met)
    }
    fn opens(&self, measure: &Measure) -> String {
        texts::open_list(self.ui.lang, measure.id)
    }
    fn page(&self, measure: &Measure) -> &'static str {
        figures::face(measure.id).page
    }
}

#[derive(Template)]
#[template(path = "measures/pages/sleeping.html")]
struct SleepingPage<'a> {
    ui: &'a Ui,
    list: Listing<'a>,
    rows: Vec<Sleeping>,
    active_days: String,
}

impl SleepingPage<'_> {
    fn reason(&self, reason: &Reason) -> String {
        texts::reason(self.ui.lang, reason)
    }
    fn tone(&self, reason: &Reason) -> Tone {
        match reason {
            Reason::New { .. } | Reason::Waiting => Tone::Calm,
            Reason::NoContract | Reason::NoUsers | Reason::Ignores { .. } => Tone::Bad,
            _ => Tone::Warning,
        }
    }
    fn event(&self, row: &Sleeping) -> String {
        texts::event(self.ui.lang, row.last_event.as_deref().unwrap_or_default())
    }
    fn step(&self, row: &Sleeping) -> String {
        texts::step(self.ui.lang, row.reasons.first())
    }
}

#[derive(Template)]
#[template(path = "measures/pages/offers.html")]
struct OffersPage<'a> {
    ui: &'a Ui,
    list: Listing<'a>,
    rows: Vec<OfferLine>,
    ignorers: Vec<Ignorer>,
    starts: bool,
}

impl OffersPage<'_> {
    fn need(&self, row: &OfferLine) -> String {
        row.need.lines().next().unwrap_or_default().chars().take(80).collect()
    }
    fn start(&self, row: &OfferLine) -> String {
        match (row.minutes_to_start, row.state.as_str()) {
            (Some(minutes), _) => self.ui.span(kit::time::Span::minutes(minutes)),
            (None, "not_started") => texts::not_started(self.ui.lang),
            (None, "accepted") => texts::start_awaited(self.ui.lang),
            (None, _) => texts::given_back(self.ui.lang),
        }
    }
}

#[derive(Template)]
#[template(path = "measures/pages/closed.html")]
struct ClosedPage<'a> {
    ui: &'a Ui,
    list: Listing<'a>,
    tabs: Vec<(String, String, bool)>,
    rows: Vec<ClosedDeal>,
}

impl ClosedPage<'_> {
    fn is_won(&self, row: &ClosedDeal) -> bool {
        row.state == DealState::Won
    }
    fn is_own(&self, row: &ClosedDeal) -> bool {
        row.origin == Origin::Own
    }
}

#[derive(Template)]
#[template(path = "measures/pages/debt.html")]
struct DebtPage<'a> {
    ui: &'a Ui,
    list: Listing<'a>,
    rows: Vec<Debtor>,
    decides: bool,
}

impl DebtPage<'_> {
    fn tone(&self, row: &Debtor) -> Tone {
        match row.state {
            DebtState::Paused => Tone::Bad,
            DebtState::Running => Tone::Warning,
            DebtState::Grace | DebtState::SetAside | DebtState::Settled => Tone::Calm,
        }
    }
    fn state(&self, row: &Debtor) -> String {
        texts::debt_state(self.ui.lang, row.state)
    }
    fn may_set_aside(&self, row: &Debtor) -> bool {
        self.decides && matches!(row.state, DebtState::Paused | DebtState::Running)
    }
    fn when(&self, row: &Debtor) -> String {
        match (row.due_on, row.until) {
            (Some(day), _) => texts::pay_until(self.ui.lang, figures::date(self.ui, day)),
            (None, Some(until)) => texts::until(self.ui.lang, self.ui.moment(until)),
            (None, None) => "—".to_owned(),
        }
    }
}

/// Who may set a pause aside.
const DECIDERS: &[Role] = &[Role::Director, Role::Admin];

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/insight", "insight.page", "The five numbers with twelve weeks: the page")
            .roles(Role::VENDOR)
            .page(|cx, tx, call: &Call| Box::pin(numbers(cx, tx, &call.meta))),
        Operation::get("/insight/active", "insight.sleeping", "Who sleeps and why: the page")
            .roles(Role::VENDOR)
            .page(|cx, tx, call: &Call<Nothing, ListQuery>| Box::pin(sleeping(cx, tx, &call.query, &call.meta))),
        Operation::get("/insight/start", "insight.starts", "Accepted leads and time to contact: the page")
            .roles(Role::VENDOR)
            .page(|cx, tx, call: &Call<Nothing, ListQuery>| Box::pin(starts(cx, tx, &call.query, &call.meta))),
        Operation::get("/insight/ignored", "insight.ignored", "Offers without an answer: the page")
            .roles(Role::VENDOR)
            .page(|cx, tx, call: &Call<Nothing, ListQuery>| Box::pin(ignored(cx, tx, &call.query, &call.meta))),
        Operation::get("/insight/won", "insight.closed", "Closed deals: the page")
            .roles(Role::VENDOR)
            .page(|cx, tx, call: &Call<Nothing, ListQuery>| Box::pin(closed(cx, tx, &call.query, &call.meta))),
        Operation::get("/insight/debt", "insight.debt", "Partners in debt: the page")
            .roles(Role::VENDOR)
            .page(|cx, tx, call: &Call<Nothing, ListQuery>| Box::pin(debt(cx, tx, &call.query, &call.meta))),
    ]
}

/// The places of the pages.
pub(super) fn places() -> Vec<Place> {
    let place =
        |path, icon, text, group, order| Place { path, roles: Role::VENDOR, icon, text, group, order, count: None };
    let under = Group::Under("/insight");
    vec![
        place("/insight", "chart-histogram", texts::insight as fn(kit::Lang) -> String, Group::Main, 60),
        place("/insight/active", "activity", texts::list_active, under, 62),
        place("/insight/start", "player-play", texts::list_start, under, 63),
        place("/insight/ignored", "eye-off", texts::list_ignored, under, 64),
        place("/insight/won", "trophy", texts::list_won, under, 65),
        place("/insight/debt", "scale", texts::debts, under, 66),
    ]
}

async fn numbers(cx: &Cx, tx: &mut Tx, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let all = measures(cx, tx).await?;
    let page = Page::new(texts::numbers(ui.lang));
    Ok(web::page(&ui, page, &Numbers { ui: &ui, behind: all.behind, measures: all.measures }))
}

/// A page of a list, under the numbers.
fn head(ui: &Ui, title: String) -> Page {
    Page::new(title).crumb("/insight", texts::numbers(ui.lang))
}

async fn sleeping(cx: &Cx, tx: &mut Tx, query: &ListQuery, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let found = lists::sleeping(cx, tx, query).await?;
    let active_days = super::texts::days(ui.lang, super::consumer::active_days(cx, tx).await?);
    let list = Listing::of(&ui, found.next);
    Ok(web::page(
        &ui,
        head(&ui, texts::list_active(ui.lang)),
        &SleepingPage { ui: &ui, list, rows: found.items, active_days },
    ))
}

async fn starts(cx: &Cx, tx: &mut Tx, query: &ListQuery, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let found = lists::started(cx, tx, query).await?;
    let list = Listing::of(&ui, found.next);
    let body = OffersPage { ui: &ui, list, rows: found.items, ignorers: Vec::new(), starts: true };
    Ok(web::page(&ui, head(&ui, texts::list_start(ui.lang)), &body))
}

async fn ignored(cx: &Cx, tx: &mut Tx, query: &ListQuery, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let found = lists::ignored(cx, tx, query).await?;
    let whole = query.partner.is_none() && query.after.is_none();
    let ten = ListQuery { limit: Some(10), ..ListQuery::default() };
    let ignorers = if whole { lists::ignorers(cx, tx, &ten).await?.items } else { Vec::new() };
    let list = Listing::of(&ui, found.next);
    let body = OffersPage { ui: &ui, list, rows: found.items, ignorers, starts: false };
    Ok(web::page(&ui, head(&ui, texts::list_ignored(ui.lang)), &body))
}

async fn closed(cx: &Cx, tx: &mut Tx, query: &ListQuery, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let found = lists::closed(cx, tx, query).await?;
    let list = Listing::of(&ui, found.next);
    let tab = |origin: Option<Origin>, text: String| {
        let code = origin.map_or("", Origin::code);
        (list.with("origin", code), text, query.origin == origin)
    };
    let tabs = vec![
        tab(None, texts::any_origin(ui.lang)),
        tab(Some(Origin::Lead), texts::vendor_leads(ui.lang)),
        tab(Some(Origin::Own), texts::own_deals(ui.lang)),
    ];
    Ok(web::page(&ui, head(&ui, texts::list_won(ui.lang)), &ClosedPage { ui: &ui, list, tabs, rows: found.items }))
}

async fn debt(cx: &Cx, tx: &mut Tx, query: &ListQuery, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let found = lists::debtors(cx, tx, query).await?;
    let decides = cx.caller.role.is_some_and(|role| DECIDERS.contains(&role));
    let list = Listing::of(&ui, found.next);
    Ok(web::page(&ui, head(&ui, texts::debts(ui.lang)), &DebtPage { ui: &ui, list, rows: found.items, decides }))
}
