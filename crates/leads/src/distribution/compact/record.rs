//! A decision as bytes, beside the roster that it saw.

use std::collections::{BTreeMap, BTreeSet};

use db::DbError;
use kit::{Instant, id::PartnerId, time::Span};

use super::{
    Names,
    bytes::{Reader, Writer, torn},
    id, queue,
};
use crate::{
    distribution::{
        domain::{
            Charge, Decision, Fit, Inputs, LeadFacts, Mark, Mode, OnLead, Pause, PauseKind, Record, Selection,
            SizeBand, Standing, Urgency, ValueClass, Wave,
        },
        roster::{Body, Load, Seen},
    },
    fixed::Millionths,
};

/// The first byte of this form. A decision that carries everything itself begins with the brace of its JSON.
const FORM: u8 = 1;
/// The same form, for a product that needs no certificate.
const FORM_FREE: u8 = 2;
/// The two forms of a decision that saw pauses which the valve keeps out of force.
const FORM_WAITS: u8 = 3;
const FORM_FREE_WAITS: u8 = 4;

/// Where none (0) or one newcomer (1) stands: several, and how many.
const SEVERAL: u8 = 2;

const SIZES: [SizeBand; 4] = [SizeBand::Solo, SizeBand::Small, SizeBand::Medium, SizeBand::Large];
const URGENCIES: [Urgency; 3] = [Urgency::Hot, Urgency::Normal, Urgency::Cold];
const VALUES: [ValueClass; 4] = [ValueClass::Half, ValueClass::One, ValueClass::Two, ValueClass::Four];
const FITS: [Fit; 5] = [Fit::Half, Fit::TwoThirds, Fit::One, Fit::ThreeHalves, Fit::Two];
const MARKS: [Mark; 3] = [Mark::Protected, Mark::NoOtherPartner, Mark::GivenByHand];
const STANDS: [OnLead; 6] =
    [OnLead::Live, OnLead::Declined, OnLead::Ignored, OnLead::NotStarted, OnLead::NotReached, OnLead::Taken];

/// Writes a decision with all that went in besides the roster.
pub(in crate::distribution) fn write(inputs: &Inputs, decision: &Decision, seen: &Seen, names: Names<'_>) -> Vec<u8> {
    let mut out = Writer(Vec::with_capacity(1024));
    out.byte(match (inputs.lead.certificate_needed, seen.waiting.is_empty()) {
        (true, true) => FORM,
        (false, true) => FORM_FREE,
        (true, false) => FORM_WAITS,
        (false, false) => FORM_FREE_WAITS,
    });
    out.signed(inputs.at.micros());
    out.bytes(inputs.policy_version.bytes());
    wave(&mut out, inputs.wave);
    lead(&mut out, &inputs.lead, names);
    observed(&mut out, seen, inputs.at, names);
    queue::write(&mut out, &inputs.queue, names);
    mode(&mut out, decision.mode);
    out.maybe(decision.mark, |out, mark| one_of(out, &MARKS, mark));
    selection(&mut out, &decision.selection, names);
    out.0
}

/// Reads a decision back, whole. `roster` is the one that it saw.
pub(in crate::distribution) fn read(bytes: &[u8], roster: Option<&Body>) -> Result<Record, DbError> {
    if bytes.first() == Some(&b'{') {
        return serde_json::from_slice(bytes).map_err(|e| DbError::Broken(format!("stored decision: {e}")));
    }
    let roster = roster.ok_or_else(torn)?;
    let ids: Vec<_> = roster.members.iter().map(|member| member.candidate.partner).collect();
    let (mut from, names) = (Reader(bytes), Names(&ids));
    let (certificate_needed, waits) = match from.byte()? {
        FORM => (true, false),
        FORM_FREE => (false, false),
        FORM_WAITS => (true, true),
        FORM_FREE_WAITS => (false, true),
        _ => return Err(torn()),
    };
    let at = Instant::from_micros(from.signed()?);
    let policy_version = id(&mut from)?;
    let wave = read_wave(&mut from)?;
    let lead = LeadFacts { certificate_needed, ..read_lead(&mut from, names)? };
    let seen = read_observed(&mut from, at, names, waits)?;
    let queue = queue::read(&mut from, names)?;
    let mode = read_mode(&mut from)?;
    let mark = from.maybe(|from| read_one_of(from, &MARKS))?;
    let selection = read_selection(&mut from, names)?;
    from.end()?;
    let policy = roster.policies.get(&policy_version).cloned().ok_or_else(torn)?;
    let candidates = roster.candidates(&lead, &policy, at, &seen);
    let inputs = Inputs {
        lead,
        at,
        entropy: roster.entropy,
        policy_version,
        policy,
        numbers_at: roster.numbers_at,
        wave,
        queue,
        candidates,
    };
    Ok(Record { inputs, decision: Decision { mode, mark, selection } })
}

fn one_of<T: PartialEq>(out: &mut Writer, all: &[T], value: T) {
    out.count(all.iter().position(|one| *one == value).unwrap_or(all.len()));
}
fn read_one_of<T: Copy>(from: &mut Reader<'_>, all: &[T]) -> Result<T, DbError> {
    all.get(usize::from(from.byte()?)).copied().ok_or_else(torn)
}

fn wave(out: &mut Writer, wave: Wave) {
    match wave {
        Wave::First => out.byte(1),
        Wave::Second { first_k } => {
            out.byte(2);
            out.number(first_k.into());
        }
        Wave::Everybody => out.byte(3),
    }
}
fn read_wave(from: &mut Reader<'_>) -> Result<Wave, DbError> {
    match from.byte()? {
        1 => Ok(Wave::First),
        2 => Ok(Wave::Second { first_k: from.small()? }),
        3 => Ok(Wave::Everybody),
        _ => Err(torn()),
    }
}

fn mode(out: &mut Writer, mode: Mode) {
    match mode {
        Mode::Exclusive => out.byte(1),
        Mode::Parallel { n } => {
            out.byte(2);
            out.number(n.into());
        }
        Mode::Assigned => out.byte(3),
    }
}
fn read_mode(from: &mut Reader<'_>) -> Result<Mode, DbError> {
    match from.byte()? {
        1 => Ok(Mode::Exclusive),
        2 => Ok(Mode::Parallel { n: from.small()? }),
        3 => Ok(Mode::Assigned),
        _ => Err(torn()),
    }
}

fn lead(out: &mut Writer, lead: &LeadFacts, names: Names<'_>) {
    out.bytes(lead.lead.bytes());
    out.bytes(lead.product.bytes());
    out.text(&lead.region);
    out.count(lead.regions_around.len());
    lead.regions_around.iter().for_each(|region| out.text(region));
    one_of(out, &SIZES, lead.size);
    out.maybe(lead.industry.as_deref(), Writer::text);
    one_of(out, &URGENCIES, lead.urgency);
    one_of(out, &VALUES, lead.value);
    out.text(&lead.source);
    out.maybe(lead.client_of, |out, partner| names.write(out, partner));
    out.maybe(lead.given_to, |out, partner| names.write(out, partner));
    out.count(lead.excluded_by_client.len());
    lead.excluded_by_client.iter().for_each(|partner| names.write(out, *partner));
    out.count(lead.group_asked.len());
    for (group, partner) in &lead.group_asked {
        out.bytes(group.bytes());
        names.write(out, *partner);
    }
}
fn read_lead(from: &mut Reader<'_>, names: Names<'_>) -> Result<LeadFacts, DbError> {
    Ok(LeadFacts {
        lead: id(from)?,
        product: id(from)?,
        certificate_needed: true,
        region: from.text()?,
        regions_around: from.many(Reader::text)?,
        size: read_one_of(from, &SIZES)?,
        industry: from.maybe(Reader::text)?,
        urgency: read_one_of(from, &URGENCIES)?,
        value: read_one_of(from, &VALUES)?,
        source: from.text()?,
        client_of: from.maybe(|from| names.read(from))?,
        given_to: from.maybe(|from| names.read(from))?,
        excluded_by_client: from.many(|from| names.read(from))?.into_iter().collect::<BTreeSet<_>>(),
        group_asked: from.many(|from| Ok((id(from)?, names.read(from)?)))?.into_iter().collect::<BTreeMap<_, _>>(),
    })
}

fn observed(out: &mut Writer, seen: &Seen, at: Instant, names: Names<'_>) {
    out.count(seen.deadlines.len());
    for deadline in &seen.deadlines {
        out.maybe(*deadline, |out, deadline| out.signed(deadline.since(at).0));
    }
    out.count(seen.loads.len());
    for load in &seen.loads {
        out.number(load.open_work.into());
        out.number(load.new_today.into());
        out.number(load.received.into());
    }
    out.count(seen.on_lead.len());
    for (partner, stands) in &seen.on_lead {
        names.write(out, *partner);
        one_of(out, &STANDS, *stands);
    }
    pauses(out, &seen.debtors, names);
    out.count(seen.probation.len());
    for (partner, cap) in &seen.probation {
        names.write(out, *partner);
        out.number((*cap).into());
    }
    if !seen.waiting.is_empty() {
        pauses(out, &seen.waiting, names);
    }
}
fn pauses(out: &mut Writer, pauses: &BTreeMap<PartnerId, Pause>, names: Names<'_>) {
    out.count(pauses.len());
    for (partner, pause) in pauses {
        names.write(out, *partner);
        out.signed(pause.from.micros());
        out.maybe(pause.until, |out, until| out.signed(until.micros()));
    }
}
fn read_observed(from: &mut Reader<'_>, at: Instant, names: Names<'_>, waits: bool) -> Result<Seen, DbError> {
    let load = |from: &mut Reader<'_>| {
        Ok(Load { open_work: from.small()?, new_today: from.small()?, received: from.small()? })
    };
    let debtor = |from: &mut Reader<'_>| {
        let partner = names.read(from)?;
        let from_at = Instant::from_micros(from.signed()?);
        let until = from.maybe(|from| Ok(Instant::from_micros(from.signed()?)))?;
        Ok((partner, Pause { kind: PauseKind::Reciprocity, from: from_at, until }))
    };
    Ok(Seen {
        deadlines: from.many(|from| from.maybe(|from| Ok(at + Span(from.signed()?))))?,
        loads: from.many(load)?,
        on_lead: from.many(|from| Ok((names.read(from)?, read_one_of(from, &STANDS)?)))?.into_iter().collect(),
        debtors: from.many(debtor)?.into_iter().collect(),
        probation: from.many(|from| Ok((names.read(from)?, from.small()?)))?.into_iter().collect(),
        waiting: if waits { from.many(debtor)?.into_iter().collect() } else { BTreeMap::new() },
    })
}

fn selection(out: &mut Writer, selection: &Selection, names: Names<'_>) {
    wave(out, selection.wave);
    out.signed(selection.clock);
    out.maybe(selection.band_limit, |out, limit| out.number(limit.into()));
    out.count(selection.band.len());
    for standing in &selection.band {
        names.write_turn(out, standing.turn);
        names.write(out, standing.partner);
        out.signed(standing.virtual_time.wrapping_sub(selection.clock));
        out.number(standing.passes.into());
        out.signed(standing.share.0);
        one_of(out, &FITS, standing.fit);
        out.signed(standing.answers.0);
        out.byte(u8::from(standing.newcomer) | u8::from(standing.ahead) << 1);
        out.bytes(&standing.draw.to_le_bytes());
    }
    let all = |out: &mut Writer, partners: &[_]| {
        out.count(partners.len());
        partners.iter().for_each(|partner| names.write(out, *partner));
    };
    all(out, &selection.must_serve);
    match selection.more_newcomers.as_slice() {
        [] => out.maybe(selection.newcomer, |out, partner| names.write(out, partner)),
        more => {
            out.byte(SEVERAL);
            all(out, &selection.newcomer.iter().chain(more).copied().collect::<Vec<_>>());
        }
    }
    out.number(selection.k.into());
    all(out, &selection.chosen);
    out.count(selection.charges.len());
    for charge in &selection.charges {
        names.write(out, charge.partner);
        names.write_turn(out, charge.turn);
        out.signed(charge.amount);
        out.signed(charge.before.wrapping_sub(selection.clock));
        out.signed(charge.after.wrapping_sub(selection.clock));
    }
}
fn read_selection(from: &mut Reader<'_>, names: Names<'_>) -> Result<Selection, DbError> {
    let wave = read_wave(from)?;
    let clock = from.signed()?;
    let band_limit = from.maybe(Reader::small)?;
    let band = from.many(|from| read_standing(from, clock, names))?;
    let must_serve = from.many(|from| names.read(from))?;
    let (newcomer, more_newcomers) = match from.0.split_first() {
        Some((&SEVERAL, rest)) => {
            from.0 = rest;
            let mut all = from.many(|from| names.read(from))?.into_iter();
            (all.next(), all.collect())
        }
        _ => (from.maybe(|from| names.read(from))?, Vec::new()),
    };
    let k = from.small()?;
    let chosen = from.many(|from| names.read(from))?;
    let charges = from.many(|from| {
        Ok(Charge {
            partner: names.read(from)?,
            turn: names.read_turn(from)?,
            amount: from.signed()?,
            before: clock.wrapping_add(from.signed()?),
            after: clock.wrapping_add(from.signed()?),
        })
    })?;
    Ok(Selection { wave, band_limit, band, must_serve, newcomer, more_newcomers, k, chosen, charges, clock })
}
fn read_standing(from: &mut Reader<'_>, clock: i64, names: Names<'_>) -> Result<Standing, DbError> {
    let turn = names.read_turn(from)?;
    let partner = names.read(from)?;
    let virtual_time = clock.wrapping_add(from.signed()?);
    let passes = from.small()?;
    let share = Millionths(from.signed()?);
    let fit = read_one_of(from, &FITS)?;
    let answers = Millionths(from.signed()?);
    let flags = from.byte()?;
    let draw = u64::from_le_bytes(from.array()?);
    Ok(Standing {
        turn,
        partner,
        virtual_time,
        passes,
        share,
        fit,
        answers,
        newcomer: flags & 1 != 0,
        draw,
        ahead: flags & 2 != 0,
    })
}
