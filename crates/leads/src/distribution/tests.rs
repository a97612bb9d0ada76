//! The snapshot against a fresh reading of everything: random networks, changes in between, acts undone.

use std::collections::BTreeMap;

use db::{Db, Place, Tx, params};
use kit::{
    Instant, Lang,
    id::{CalendarId, LeadId, PartnerId, ProductId, ProgramId},
    time::Span,
};
use network::{
    calendars,
    partners::{self, Certificate, Pause, PauseKind},
    policies, products, programs,
};
use platform::{App, Caller, Clock, Cx, Entropy, Fail, View, app::Settings};
use proptest::prelude::*;
use serde_json::json;

use super::{
    candidates,
    compact::{self, Names},
    domain::{
        Candidate, Certificate as DomainCertificate, DistributionPolicy, Fit, Gate, Inputs, Pause as DomainPause,
        PauseKind as DomainKind, Record, Wave, decide, gates::passes, numbers, replay,
    },
    store,
};
use crate::{
    SECTIONS,
    fixed::Millionths,
    intake, offers,
    reciprocity::{
        self,
        domain::{InSegment, ReciprocityPause, in_force, policy::ReciprocityPolicy},
    },
};

db::statements! {
    OPEN_WORK: "select partner_id, count(*) from offer where program_id = $1 and state in ('accepted', 'started') group by partner_id";
    SINCE: "select partner_id, count(*) from offer where program_id = $1 and offered_at >= $2 group by partner_id";
    RECEIVED: "select partner_id, count(*) from offer where program_id = $1 group by partner_id";
    OPEN: "select id, partner_id from offer where program_id = $1 and state = 'offered' order by id limit 20";
}

struct Site {
    app: App,
    program: ProgramId,
    product: ProductId,
    calendars: Vec<CalendarId>,
    partners: Vec<PartnerId>,
    /// A lead that waits for consent, to ask with.
    probe: LeadId,
    _folder: tempfile::TempDir,
}

/// One change of the network, or a lead that comes and is worked on.
#[derive(Debug, Clone)]
enum Step {
    Tier(usize, i64),
    Contract(usize, bool),
    Territory(usize, bool),
    Leave(usize, bool),
    Certify(usize, Option<i64>),
    Pause(usize, i64, Option<i64>),
    EndPause(usize),
    Policy(u32),
    Calendar(usize),
    SetAside(usize, i64),
    Lead(bool),
    Accept(usize),
    Win(usize),
    Wait(i64),
    WaitDays(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0usize..6;
    prop_oneof![
        (who.clone(), 1i64..4).prop_map(|(p, w)| Step::Tier(p, w)),
        (who.clone(), any::<bool>()).prop_map(|(p, on)| Step::Contract(p, on)),
        (who.clone(), any::<bool>()).prop_map(|(p, on)| Step::Territory(p, on)),
        (who.clone(), any::<bool>()).prop_map(|(p, left)| Step::Leave(p, left)),
        (who.clone(), proptest::option::of(1i64..96)).prop_map(|(p, hours)| Step::Certify(p, hours)),
        (who.clone(), -10i64..10, proptest::option::of(11i64..90)).prop_map(|(p, from, to)| Step::Pause(p, from, to)),
        who.clone().prop_map(Step::EndPause),
        (1u32..4).prop_map(Step::Policy),
        who.clone().prop_map(Step::Calendar),
        (who.clone(), 1i64..50).prop_map(|(p, hours)| Step::SetAside(p, hours)),
        any::<bool>().prop_map(Step::Lead),
        (0usize..20).prop_map(Step::Accept),
        who.clone().prop_map(Step::Win),
        (1i64..30).prop_map(Step::Wait),
        (1i64..120).prop_map(Step::WaitDays),
    ]
}

impl Site {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&Place::Sqlite(folder.path().join("artel.db"))).await.unwrap();
        let start: Instant = "2026-06-15T10:00:00+03:00".parse().unwrap();
        db.migrate(start).await.unwrap();
        let settings = Settings {
            base_url: "http://artel.test".to_owned(),
            operator_token: None,
            lang: Lang::En,
            mail: None,
            telegram: None,
            trusted_proxies: platform::edge::address::Proxies::default(),
        };
        let app = App::new(db, Clock::test(start), Entropy::seeded(1), settings, network::authenticate);
        let cx = app.cx(Caller::operator(), "test", Lang::En);
        let begun = cx.app.db.act({
            let cx = cx.clone();
            move |tx| {
                let cx = cx.clone();
                Box::pin(async move {
                    let new = json!({ "name": "Vendor", "zone": "Europe/Moscow", "currency": "RUB",
                        "admin": { "email": "admin@vendor.ru", "name": "Anna" } });
                    programs::begin(&cx, tx, SECTIONS, &serde_json::from_value(new).unwrap()).await
                })
            }
        });
        let begun = begun.await.unwrap();
        let program = begun.program.id;
        let nil = kit::Id::from_uuid(kit::Uuid::nil());
        let probe = kit::Id::from_uuid(kit::Uuid::nil());
        let calendars = vec![begun.program.calendar];
        let mut site = Self { app, program, product: nil, calendars, partners: vec![], probe, _folder: folder };
        site.people().await;
        site
    }

    fn cx(&self) -> Cx {
        self.app.system_cx(self.program)
    }

    async fn act<T: Send + 'static>(
        &self,
        work: impl for<'t> Fn(&'t Cx, &'t mut Tx) -> db::Work<'t, T, Fail> + Send + Sync + Clone + 'static,
    ) -> Result<T, Fail> {
        let cx = self.cx();
        self.app
            .db
            .act(move |tx| {
                let (cx, work) = (cx.clone(), work.clone());
                Box::pin(async move { work(&cx, tx).await })
            })
            .await
    }

    async fn people(&mut self) {
        self.product = self
            .act(|cx, tx| {
                Box::pin(async move {
                    let new = json!({ "code": "pumps", "name": "Pumps", "needs_certificate": true });
                    Ok(products::add(cx, tx, &serde_json::from_value(new).unwrap()).await?.id)
                })
            })
            .await
            .unwrap();
        let far = self.act(|cx, tx| {
            Box::pin(async move {
                let hours =
                    json!({ "zone": "Asia/Vladivostok", "weekly": { "mon": ["00:00-24:00"], "tue": ["00:00-24:00"] } });
                let new = json!({ "name": "far", "hours": hours });
                Ok(calendars::add(cx, tx, &serde_json::from_value(new).unwrap()).await?.id)
            })
        });
        let far = far.await.unwrap();
        self.calendars.push(far);
        for number in 0..6 {
            let product = self.product;
            let added = self.act(move |cx, tx| Box::pin(async move {
                let fields = json!({ "name": format!("P{number}"), "territories": ["RU"], "joined_at": "2024-01-01T00:00:00Z" });
                let partner = partners::add(cx, tx, &serde_json::from_value(fields).unwrap()).await?;
                partners::certify(cx, tx, partner.id, &Certificate { product, valid_until: None }).await?;
                Ok(partner.id)
            }));
            self.partners.push(added.await.unwrap());
        }
        let product = self.product;
        let probe = self.act(move |cx, tx| {
            Box::pin(async move {
                let mut new = lead(usize::MAX, product, false);
                new["consent"]["transfer"] = json!(false);
                Ok(intake::take(cx, tx, &serde_json::from_value(new).unwrap()).await?.id)
            })
        });
        self.probe = probe.await.unwrap();
    }

    async fn compare(&self) {
        let probe = self.probe;
        // Nothing of the comparison stays: a roster that is kept in memory is all that it leaves.
        let compared = self.act(move |cx, tx| {
            Box::pin(async move {
                compare(cx, tx, probe).await?;
                Err::<(), _>(Fail::Stale)
            })
        });
        assert!(matches!(compared.await, Err(Fail::Stale)));
    }

    /// Takes a step; undone afterwards if it is so wanted. A step that the rules refuse is no fault.
    async fn take(&self, step: Step, undo: bool, number: usize) {
        let wait = match step {
            Step::Wait(hours) => Span::hours(hours),
            Step::WaitDays(days) => Span::days(days),
            _ => Span(0),
        };
        self.app.clock.set(self.app.clock.now() + wait);
        let (all, calendars, product, probe) =
            (self.partners.clone(), self.calendars.clone(), self.product, self.probe);
        let done = self.act(move |cx, tx| {
            let (all, calendars, step) = (all.clone(), calendars.clone(), step.clone());
            Box::pin(async move {
                change(cx, tx, &step, &all, &calendars, product, number).await?;
                // What the act itself sees after its change is fresh, too.
                compare(cx, tx, probe).await?;
                if undo { Err(Fail::NotFound) } else { Ok(()) }
            })
        });
        // What the rules refuse is no fault; a comparison that fails ends the act as a fault of the database.
        if let Err(Fail::Db(error)) = done.await {
            panic!("{error}");
        }
    }
}

async fn edit(cx: &Cx, tx: &mut Tx, id: PartnerId, fields: serde_json::Value) -> Result<(), Fail> {
    let before = partners::get(cx, tx, platform::View::All, id).await?;
    partners::change(cx, tx, before, &serde_json::from_value(fields).unwrap()).await.map(drop)
}

async fn change(
    cx: &Cx,
    tx: &mut Tx,
    step: &Step,
    all: &[PartnerId],
    calendars: &[CalendarId],
    product: ProductId,
    number: usize,
) -> Result<(), Fail> {
    let hours = |n: i64| cx.now + Span::hours(n);
    match step {
        Step::Tier(p, weight) => edit(cx, tx, all[*p], json!({ "tier_weight": weight * 1_000_000 })).await,
        Step::Contract(p, on) => edit(cx, tx, all[*p], json!({ "contract_active": on })).await,
        Step::Territory(p, on) => {
            edit(cx, tx, all[*p], json!({ "territories": [if *on { "RU" } else { "KZ" }] })).await
        }
        Step::Leave(p, left) => edit(cx, tx, all[*p], json!({ "left": left })).await,
        Step::Certify(p, until) => {
            let certificate = Certificate { product, valid_until: until.map(hours) };
            partners::certify(cx, tx, all[*p], &certificate).await.map(drop)
        }
        Step::Pause(p, from, until) => {
            let pause = Pause { kind: PauseKind::Holiday, from: hours(*from), until: until.map(hours), reason: None };
            partners::set_pause(cx, tx, all[*p], &pause).await
        }
        Step::EndPause(p) => partners::end_pause(cx, tx, all[*p], PauseKind::Holiday).await.map(drop),
        Step::Policy(k) => {
            let new = json!({ "note": "x", "body": { "distribution": { "k": { "rule": "fixed", "k": k } } } });
            policies::publish(cx, tx, SECTIONS, &serde_json::from_value(new).unwrap()).await.map(drop)
        }
        Step::Calendar(p) => {
            let other = calendars[(number + p) % calendars.len()];
            edit(cx, tx, all[*p], json!({ "calendar": other })).await
        }
        Step::SetAside(p, until) => {
            let new = json!({ "until": hours(*until), "reason": "agreed" });
            reciprocity::set_aside(cx, tx, all[*p], &serde_json::from_value(new).unwrap()).await.map(drop)
        }
        Step::Lead(hot) => {
            let new = lead(number, product, *hot);
            intake::take(cx, tx, &serde_json::from_value(new).unwrap()).await.map(drop)
        }
        Step::Accept(nth) => {
            let open: Vec<(kit::id::OfferId, PartnerId)> = tx.all(&OPEN, params![cx.program()]).await?;
            let Some((offer, _)) = open.get(*nth) else { return Ok(()) };
            offers::accept(cx, tx, *offer).await.map(drop)
        }
        Step::Win(p) => {
            let won = reciprocity::domain::Rule::LeadWon;
            reciprocity::post(cx, tx, all[*p], cx.new_id(), won, cx.new_id()).await.map(drop)
        }
        Step::Wait(_) | Step::WaitDays(_) => Ok(()),
    }
}

fn lead(number: usize, product: ProductId, hot: bool) -> serde_json::Value {
    json!({
        "client": { "name": format!("Client {number}"), "region": "RU-MOW" },
        "contact": { "name": "Ivan", "email": format!("ivan@client{number}.ru") },
        "need": "Pumps for a boiler house", "product": product, "size": "medium",
        "urgency": if hot { "hot" } else { "normal" }, "source": "api", "consent": { "transfer": true }
    })
}

/// What a decision would see now, by the snapshot and by a fresh reading of everything.
async fn compare(cx: &Cx, tx: &mut Tx, probe: LeadId) -> Result<(), Fail> {
    let lead = intake::store::get(tx, cx.program(), View::All, probe).await?.unwrap();
    let now: DistributionPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section("distribution")?;
    let facts = candidates::facts(cx, tx, &lead, &now).await?;
    let ground = candidates::ground(cx, tx, facts, Wave::First, 1, BTreeMap::new(), candidates::Purpose::Look).await?;
    let mut naive = ground.inputs.clone();
    let all = policies::history(tx, cx.program(), SECTIONS).await?.into_iter().map(|versioned| versioned.policy);
    let in_force = all.filter(|p| p.in_force_from <= cx.now).max_by_key(|p| (p.in_force_from, p.version)).unwrap();
    (naive.policy_version, naive.policy) = (in_force.id, in_force.section("distribution")?);
    naive.candidates = fresh(cx, tx, &naive, &in_force.section("reciprocity")?).await?;
    let (mut queue, _) = store::queue(tx, cx.program(), &ground.segment).await?;
    candidates::line_up(&mut queue, &naive.candidates, &naive.lead, Wave::First, cx.now);
    naive.queue = queue;
    let decision = decide(&ground.inputs);
    assert_eq!(decision, decide(&naive));
    assert_eq!(ground.inputs, naive);
    let names = Names(&ground.roster.ids);
    let bytes = compact::record::write(&ground.inputs, &decision, &ground.seen, names);
    let record = compact::record::read(&bytes, Some(&ground.roster.body))?;
    assert_eq!(record, Record { inputs: ground.inputs, decision });
    assert_eq!(replay(&record), Ok(()));
    assert!((0..bytes.len()).all(|end| compact::record::read(&bytes[..end], Some(&ground.roster.body)).is_err()));
    Ok(())
}

/// The candidates, read from the tables row by row and counted by `count(*)`.
async fn fresh(cx: &Cx, tx: &mut Tx, inputs: &Inputs, debts: &ReciprocityPolicy) -> Result<Vec<Candidate>, Fail> {
    let (program, now, policy) = (cx.program(), cx.now, &inputs.policy);
    let counted = |rows: Vec<(PartnerId, u32)>| rows.into_iter().collect::<BTreeMap<_, _>>();
    let open_work = counted(tx.all(&OPEN_WORK, params![program]).await?);
    let received = counted(tx.all(&RECEIVED, params![program]).await?);
    let pauses = partners::pauses_of(tx, program, now).await?;
    let calendars: BTreeMap<_, _> = calendars::list(tx, program).await?.into_iter().map(|c| (c.id, c.hours)).collect();
    let window = Span::minutes(policy.window(inputs.lead.urgency, 1).unwrap().into());
    let mut found = Vec::new();
    for partner in partners::covering(tx, program).await? {
        let hours = &calendars[&partner.calendar];
        let day = hours.start_of(hours.local_date(now));
        let today = counted(tx.all(&SINCE, params![program, day]).await?);
        let of = |counts: &BTreeMap<PartnerId, u32>| counts.get(&partner.id).copied().unwrap_or(0);
        let own = pauses.get(&partner.id).into_iter().flatten();
        found.push(Candidate {
            partner: partner.id,
            group: None,
            contract_active: partner.contract_active,
            pauses: own.map(|p| DomainPause { kind: DomainKind::Holiday, from: p.from, until: p.until }).collect(),
            regions: partner.territories.iter().cloned().collect(),
            certificates: partner
                .certificates
                .iter()
                .map(|c| DomainCertificate { product: c.product, valid_until: c.valid_until })
                .collect(),
            sizes: [].into(),
            industries: [].into(),
            open_work: of(&open_work),
            open_cap: partner.open_cap.unwrap_or(policy.open_cap),
            new_today: of(&today),
            new_cap: partner.new_per_day_cap.unwrap_or(policy.new_per_day_cap),
            deadline: hours.add_working(now, window),
            on_lead: None,
            share: numbers::share(Millionths(partner.tier_weight), Millionths::ZERO, policy),
            fit: Fit::One,
            answers: Millionths(333_333),
            joined_at: partner.joined_at,
            offers_ever: of(&received),
            pause_waits: None,
        });
    }
    pause_debtors(cx, tx, inputs, debts, &mut found).await?;
    Ok(found)
}

/// Who owes own deals, by the ledger of each partner as it stands.
async fn pause_debtors(
    cx: &Cx,
    tx: &mut Tx,
    inputs: &Inputs,
    debts: &ReciprocityPolicy,
    found: &mut [Candidate],
) -> Result<(), Fail> {
    let mut due = BTreeMap::new();
    for candidate in found.iter() {
        let counter = reciprocity::counter(cx, tx, View::All, candidate.partner).await?;
        if let Some(pause) = counter.standing.pause.filter(|_| counter.standing.is_paused(cx.now)) {
            due.insert(candidate.partner, (counter.standing.debt, pause));
        }
    }
    let serves =
        |c: &&Candidate| passes(&[Gate::Territory, Gate::Product, Gate::Segment], c, &inputs.lead, Wave::First, cx.now);
    let owes = |partner| due.get(&partner).map(|(debt, pause): &(u32, ReciprocityPause)| (*debt, pause.from));
    let segment: Vec<_> =
        found.iter().filter(serves).map(|c| InSegment { partner: c.partner, due: owes(c.partner) }).collect();
    let paused = in_force(&segment, debts);
    for candidate in found.iter_mut().filter(|c| paused.contains(&c.partner)) {
        let pause = due[&candidate.partner].1;
        let kind = DomainKind::Reciprocity;
        candidate.pauses.push(DomainPause { kind, from: pause.from, until: Some(pause.until) });
    }
    Ok(())
}

fn run(steps: &[(Step, bool)]) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let site = Site::new().await;
        for (number, (step, undo)) in steps.iter().enumerate() {
            site.take(step.clone(), *undo, number).await;
            site.compare().await;
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn the_snapshot_decides_as_a_fresh_reading_does(
        steps in proptest::collection::vec((step(), proptest::bool::weighted(0.25)), 1..25)
    ) {
        run(&steps);
    }
}

#[test]
fn a_change_that_is_undone_leaves_nothing_behind() {
    // The second change has the same effect as the first would have had, or another one.
    run(&[(Step::Tier(0, 3), true), (Step::Tier(0, 2), false), (Step::Tier(0, 3), true), (Step::Lead(false), false)]);
    run(&[
        (Step::Pause(1, -1, None), true),
        (Step::Lead(true), true),
        (Step::Lead(true), false),
        (Step::Accept(0), true),
    ]);
}

#[test]
fn a_debt_pauses_on_its_day_and_no_deal_is_needed_for_it() {
    let wins = (0..4).map(|_| (Step::Win(2), false));
    let days = (0..4).map(|_| (Step::WaitDays(40), false));
    run(&wins.chain(days).chain([(Step::SetAside(2, 5), false), (Step::Wait(6), false)]).collect::<Vec<_>>());
}
