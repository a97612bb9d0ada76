//! What the numbers are. Pure.

pub mod activity;
pub mod days;
pub mod fact;
pub mod measure;
pub mod policy;
pub mod sleep;
pub mod tally;

pub use activity::Stretch;
pub use days::Day;
pub use fact::Fact;
pub use policy::MeasurePolicy;
pub use tally::Tally;
