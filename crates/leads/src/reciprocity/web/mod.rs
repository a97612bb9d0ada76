//! Pages of reciprocity: appeals for both sides, the director's decision, and the counter on a partner's page.

mod appeals;
mod own;
mod pause;
mod texts;

pub use own::on_home;

use askama::Template;
use db::Tx;
use kit::id::PartnerId;
use network::people;
use platform::{
    Cx, Fail, Operation, Role,
    web::{Group, Part, Place, Tone, Ui},
};

use super::{Counter, appeals::AppealShown, domain::timeline::Grace};

/// Who may answer an appeal.
const ANSWERERS: &[Role] = &[Role::ChannelManager, Role::Director, Role::Admin];
/// Who may set a pause aside.
const DECIDERS: &[Role] = &[Role::Director, Role::Admin];

pub(super) fn operations() -> Vec<Operation> {
    [appeals::operations(), own::operations(), pause::operations()].concat()
}

pub(super) fn places() -> Vec<Place> {
    let place = |path, roles, icon, text, group, order| Place { path, roles, icon, text, group, order, count: None };
    vec![
        place("/appeals", Role::VENDOR, "message-report", texts::appeals, Group::Under("/insight"), 67),
        place("/my/appeals", Role::PARTNER, "message-report", texts::appeals, Group::Under("/company"), 30),
    ]
}

pub(super) fn parts() -> Vec<Part> {
    vec![Part { of: "partner", order: 10, show: pause::on_partner }]
}

/// The counter of a partner: received, won, own, debt; and what it means.
#[derive(Template)]
#[template(path = "reciprocity/pages/counter.html")]
pub struct CounterCard<'a> {
    ui: &'a Ui,
    counter: &'a Counter,
}

impl<'a> CounterCard<'a> {
    /// For a reader.
    pub fn new(ui: &'a Ui, counter: &'a Counter) -> Self {
        Self { ui, counter }
    }
    /// Where its pause is not in force, and how many offers came so.
    fn despite(&self) -> String {
        match (self.counter.paused, self.counter.despite_pause) {
            (false, _) => String::new(),
            (true, 0) => texts::not_everywhere(self.ui.lang),
            (true, came) => texts::came_despite(self.ui.lang, self.ui.number(came)),
        }
    }
    fn tone(&self) -> Tone {
        let counter = self.counter;
        let in_grace = match counter.standing.grace {
            Grace::Open => true,
            Grace::Until { at } => self.ui.now < at,
        };
        match (counter.paused, counter.standing.open_debt.is_some()) {
            (true, _) => Tone::Bad,
            (false, true) if !in_grace => Tone::Warning,
            (false, true) => Tone::Notice,
            (false, false) => Tone::Good,
        }
    }
}
impl askama::filters::HtmlSafe for CounterCard<'_> {}

/// An appeal with the names of those who wrote.
struct Told {
    appeal: AppealShown,
    /// Who answered.
    by: String,
    /// Who handed it on to a director.
    passed_by: String,
}

impl Told {
    async fn of(cx: &Cx, tx: &mut Tx, appeal: AppealShown) -> Result<Self, Fail> {
        let mut names = Vec::new();
        for user in [appeal.answered_by, appeal.passed_by] {
            let name = match user {
                Some(user) => people::user_name(tx, cx.program(), user).await?,
                None => None,
            };
            names.push(name.unwrap_or_default());
        }
        let passed_by = names.pop().unwrap_or_default();
        Ok(Self { appeal, by: names.pop().unwrap_or_default(), passed_by })
    }
    fn tone(&self) -> Tone {
        match self.appeal.granted {
            None => Tone::Warning,
            Some(true) => Tone::Good,
            Some(false) => Tone::Calm,
        }
    }
    fn state(&self, ui: &Ui) -> String {
        match self.appeal.granted {
            None if self.appeal.passed_at.is_some() => texts::with_director(ui.lang),
            None => texts::waits(ui.lang),
            Some(true) => texts::granted(ui.lang),
            Some(false) => texts::refused(ui.lang),
        }
    }
    /// The answer came, or is, after its time.
    fn is_late(&self, ui: &Ui) -> bool {
        self.appeal.answered_at.unwrap_or(ui.now) >= self.appeal.due_at
    }
}

/// The appeals of a partner, the newest first.
async fn told(cx: &Cx, tx: &mut Tx, partner: PartnerId) -> Result<Vec<Told>, Fail> {
    let mut all = Vec::new();
    for appeal in super::appeals::list(cx, tx, cx.caller.view(), partner).await? {
        all.push(Told::of(cx, tx, appeal).await?);
    }
    Ok(all)
}
