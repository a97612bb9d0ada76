//! A queue as bytes: virtual times as distances from the clock.

use db::DbError;

use super::{
    Names,
    bytes::{Reader, Writer, torn},
};
use crate::distribution::domain::{
    Queue, TurnKey,
    queue::{Place, Snapshot, Waiting},
};

/// The first byte of this form. A queue from before begins with the brace of its JSON.
const FORM: u8 = 1;
const PARKED: u8 = 1;
const SEVERAL: u8 = 2;

/// A queue that stands alone.
pub fn to_bytes(queue: &Queue) -> Vec<u8> {
    let mut out = Writer(Vec::with_capacity(16 + queue.len() * 22));
    out.byte(FORM);
    write(&mut out, queue, Names(&[]));
    out.0
}

/// Reads what [`to_bytes`] wrote, or the JSON from before it.
pub fn from_bytes(bytes: &[u8]) -> Result<Queue, DbError> {
    if bytes.first() == Some(&b'{') {
        return serde_json::from_slice(bytes).map_err(|e| DbError::Broken(format!("stored queue: {e}")));
    }
    let mut from = Reader(bytes);
    if from.byte()? != FORM {
        return Err(torn());
    }
    let queue = read(&mut from, Names(&[]))?;
    from.end()?;
    Ok(queue)
}

pub(super) fn write(out: &mut Writer, queue: &Queue, names: Names<'_>) {
    out.signed(queue.clock());
    out.count(queue.len());
    for (v, turn, waiting) in queue.iter() {
        place(out, queue, names, (v, turn, waiting), 0);
    }
    for (v, turn, waiting) in queue.parked() {
        place(out, queue, names, (v, turn, waiting), PARKED);
    }
}

fn place(out: &mut Writer, queue: &Queue, names: Names<'_>, place: (i64, TurnKey, &Waiting), flags: u8) {
    let (v, turn, waiting) = place;
    let alone = matches!((turn, waiting.members.as_slice()), (TurnKey::Partner(turn), [only]) if turn == *only);
    out.byte(if alone { flags } else { flags | SEVERAL });
    names.write_turn(out, turn);
    out.signed(v.wrapping_sub(queue.clock()));
    out.number(waiting.passes.into());
    if !alone {
        out.count(waiting.members.len());
        waiting.members.iter().for_each(|member| names.write(out, *member));
    }
}

pub(super) fn read(from: &mut Reader<'_>, names: Names<'_>) -> Result<Queue, DbError> {
    let clock = from.signed()?;
    let places = from.many(|from| {
        let flags = from.byte()?;
        let turn = names.read_turn(from)?;
        let v = clock.wrapping_add(from.signed()?);
        let passes = from.small()?;
        let members = match turn {
            TurnKey::Partner(only) if flags & SEVERAL == 0 => vec![only],
            _ => from.many(|from| names.read(from))?,
        };
        Ok(Place { turn, v, passes, members, parked: flags & PARKED != 0 })
    })?;
    Ok(Snapshot { clock, places }.into())
}
