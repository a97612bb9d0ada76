//! Decisions and queues as few bytes.
//!
//! A decision of sixty partners was 36 kB of JSON; it is less than 1 kB here, because what all decisions of
//! one version of the network share stands once in `network_snapshot` and is pointed at. Nothing is left
//! out: `record::read` gives back the very inputs and the very decision (`docs/adr/0007-kept-decisions.md`).

mod bytes;
#[cfg(test)]
mod proofs;
pub mod queue;
pub mod record;

use db::DbError;
use kit::{Id, Uuid, id::PartnerId};

use super::domain::TurnKey;
use bytes::{Reader, Writer, torn};

/// Partners that are written as their number in a list that reader and writer know; others as their id.
#[derive(Clone, Copy)]
pub struct Names<'a>(pub &'a [PartnerId]);

impl Names<'_> {
    fn write(self, out: &mut Writer, partner: PartnerId) {
        match self.0.binary_search(&partner) {
            Ok(at) => out.count(at + 1),
            Err(_) => {
                out.byte(0);
                out.bytes(partner.bytes());
            }
        }
    }

    fn read(self, from: &mut Reader<'_>) -> Result<PartnerId, DbError> {
        match usize::try_from(from.number()?).map_err(|_| torn())? {
            0 => id(from),
            at => self.0.get(at - 1).copied().ok_or_else(torn),
        }
    }

    fn write_turn(self, out: &mut Writer, turn: TurnKey) {
        match turn {
            TurnKey::Partner(partner) => {
                out.byte(0);
                self.write(out, partner);
            }
            TurnKey::Group(group) => {
                out.byte(1);
                out.bytes(group.bytes());
            }
        }
    }

    fn read_turn(self, from: &mut Reader<'_>) -> Result<TurnKey, DbError> {
        match from.byte()? {
            0 => Ok(TurnKey::Partner(self.read(from)?)),
            1 => Ok(TurnKey::Group(id(from)?)),
            _ => Err(torn()),
        }
    }
}

fn id<K>(from: &mut Reader<'_>) -> Result<Id<K>, DbError> {
    Ok(Id::from_uuid(Uuid::from_bytes(from.array()?)))
}
