#![doc = include_str!("README.md")]

mod store;
mod web;

use db::Tx;
use kit::{
    Instant, Lang, WorkingCalendar,
    calendar::{Holidays, Hours},
    id::{CalendarId, PolicyId, Program as Kind, ProgramId},
    money::Currency,
};
use platform::{Access, Answer, Call, Caller, Capability, Cx, Fail, NewEvent, Nothing, Operation, Role, events};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{calendars, people, policies};

db::record! {
    /// One vendor's network.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct Program {
        /// Its id.
        pub id: ProgramId,
        /// Its name.
        pub name: String,
        /// Its language, where a reader has chosen none.
        pub lang: Lang,
        /// Its zone: days begin and end in it.
        pub zone: String,
        /// Its currency, three letters.
        pub currency: String,
        /// Working hours of the vendor.
        pub calendar: CalendarId,
        /// When it began.
        pub created_at: Instant,
        /// Grows with every change; the `ETag`.
        pub version: i64,
    }
}

/// A program, as it is given by the operator.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProgram {
    /// Its name.
    pub name: String,
    /// Its language.
    #[serde(default)]
    pub lang: Lang,
    /// Its zone of the IANA database.
    pub zone: String,
    /// Its currency, three letters of ISO 4217.
    pub currency: Currency,
    /// Who sets it up.
    pub admin: NewAdmin,
}

/// The first admin of a program.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAdmin {
    /// E-mail address.
    pub email: String,
    /// Name.
    pub name: String,
}

/// A program that has begun, with what opens it. Both secrets are shown this once.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Begun {
    /// The program.
    pub program: Program,
    /// Its first policy: the defaults.
    pub policy: PolicyId,
    /// A key that may do everything in it.
    pub api_key: String,
    /// The link under which the admin joins.
    pub accept_url: String,
}

/// What may change in a program.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgramChange {
    /// A new name.
    pub name: Option<String>,
    /// Another language.
    pub lang: Option<Lang>,
    /// Other working hours.
    pub calendar: Option<CalendarId>,
}

/// Begins a program: working days from nine to six without the holidays of its country, the default policy, an admin.
pub async fn begin(cx: &Cx, tx: &mut Tx, sections: &[policies::Section], new: &NewProgram) -> Result<Begun, Fail> {
    let id: ProgramId = cx.new_id();
    let cx = &Cx { caller: Caller { program: id, ..cx.caller.clone() }, ..cx.clone() };
    let name = crate::text_field("name", &new.name, 200)?;
    let Ok(nine_to_six) = "09:00-18:00".parse::<Hours>() else { return Err(Fail::NotFound) };
    let hours = WorkingCalendar::weekdays(&new.zone, nine_to_six);
    hours.check().map_err(|wrong| Fail::field("zone", move |lang| wrong.text(lang)))?;
    // Who sells in roubles has the holidays of Russia off; the calendar may be changed.
    let holidays = (new.currency.code() == "RUB").then_some(Holidays::Russia);
    let calendar = calendars::add(cx, tx, &calendars::NewCalendar { name: name.clone(), hours, holidays }).await?;
    let program = Program {
        id,
        name,
        lang: new.lang,
        zone: new.zone.clone(),
        currency: new.currency.code().to_owned(),
        calendar: calendar.id,
        created_at: cx.now,
        version: 1,
    };
    store::insert(tx, &program, cx.random()).await?;
    crate::versions::rules_changed(cx, tx).await?;
    events::record(cx, tx, NewEvent::new::<Kind>("program.begun", id)).await?;
    let policy = policies::begin(cx, tx, sections).await?;
    let admin = people::create_first_admin(cx, tx, id, &new.admin.email, &new.admin.name, new.lang).await?;
    Ok(Begun { program, policy: policy.id, api_key: admin.key, accept_url: admin.accept_url })
}

/// One program.
pub async fn get(tx: &mut Tx, id: ProgramId) -> Result<Program, Fail> {
    store::get(tx, id).await?.ok_or(Fail::NotFound)
}

/// All programs of the server, the oldest first: for the operator of the machine.
pub async fn all(tx: &mut Tx) -> Result<Vec<Program>, Fail> {
    Ok(store::all(tx).await?)
}

/// The secret of the draws of a program's epoch.
pub async fn epoch_entropy(tx: &mut Tx, id: ProgramId) -> Result<[u8; 32], Fail> {
    store::epoch_entropy(tx, id).await?.ok_or(Fail::NotFound)
}

async fn change(cx: &Cx, tx: &mut Tx, before: Program, change: &ProgramChange) -> Result<Program, Fail> {
    let name = change.name.as_deref().map(|name| crate::text_field("name", name, 200)).transpose()?;
    if let Some(calendar) = change.calendar {
        let found = calendars::get(tx, cx.program(), calendar).await;
        found.map_err(|_| Fail::field("calendar", crate::texts::no_such_calendar))?;
    }
    let after = Program {
        name: name.unwrap_or(before.name),
        lang: change.lang.unwrap_or(before.lang),
        calendar: change.calendar.unwrap_or(before.calendar),
        version: before.version + 1,
        ..before
    };
    if !store::update(tx, &after).await? {
        return Err(Fail::Stale);
    }
    crate::versions::rules_changed(cx, tx).await?;
    events::record(cx, tx, NewEvent::new::<Kind>("program.changed", after.id)).await?;
    Ok(after)
}

/// What programs add to the server.
pub fn capability(sections: &'static [policies::Section]) -> Capability {
    let new = Operation::post("/api/v1/programs", "programs.begin", "Begin a program with its first admin")
        .access(Access::Operator)
        .shown_once()
        .creates()
        .run(move |cx, tx, call: &Call<Nothing, Nothing, NewProgram>| {
            Box::pin(async move { Ok(Answer::created(begin(cx, tx, sections, &call.body).await?)) })
        });
    let one = Operation::get("/api/v1/program", "programs.get", "The caller's program")
        .one()
        .roles(crate::territories::EVERYBODY)
        .run(|cx, tx, _: &Call<Nothing, Nothing, Nothing>| {
            Box::pin(async move {
                let program = get(tx, cx.program()).await?;
                Ok(Answer::ok(program.clone()).version(program.version))
            })
        });
    let changed = Operation::patch("/api/v1/program", "programs.change", "Change the caller's program")
        .roles(&[Role::Admin, Role::Director])
        .run(|cx, tx, call: &Call<Nothing, Nothing, ProgramChange>| {
            Box::pin(async move {
                let before = get(tx, cx.program()).await?;
                let after = change(cx, tx, before, &call.body).await?;
                Ok(Answer::ok(after.clone()).version(after.version))
            })
        });
    Capability {
        name: "programs",
        operations: [vec![new, one, changed], web::operations()].concat(),
        places: web::places(),
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
