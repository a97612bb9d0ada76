//! What every capability of Artel stands in: the context (clock, chance, ids), access, the HTTP edge,
//! the event log, timers and consumers, texts in two languages, the shell and components of pages.
//!
//! An operation is a function `(cx, tx, call) -> Answer`. The edge opens its transaction, finds its
//! caller, checks its role, reads its input, keeps its answer under the `Idempotency-Key` and renders
//! its failure as a problem in the caller's language.

pub mod access;
pub mod app;
pub mod capability;
pub mod clock;
pub mod edge;
pub mod entropy;
pub mod event_stream;
pub mod events;
pub mod fail;
pub mod frames;
pub mod listing;
pub mod live;
pub mod mail;
pub mod notice;
pub mod operation;
pub mod progress;
pub mod react;
pub mod say;
pub mod search;
pub mod setup;
pub mod steady;
pub mod telegram;
pub mod upload;
pub mod used;
pub mod web;

pub use access::{Actor, Caller, Role, View};
pub use app::{App, Cx};
pub use capability::{Capability, Kinds, TaskKind};
pub use clock::{Clock, Machine, Reading};
pub use entropy::Entropy;
pub use events::NewEvent;
pub use fail::{Fail, FieldError, Rule};
pub use operation::{Access, Answer, Call, Nothing, Operation};
pub use say::{Said, Say};
