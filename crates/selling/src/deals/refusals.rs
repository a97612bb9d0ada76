//! What a deal refuses.

use kit::Lang;
use platform::Rule;

use super::{DealState, texts};

/// A broken rule of deals.
#[derive(Debug)]
pub enum Broken {
    /// That cannot be done from where the deal stands.
    OutOfOrder(DealState),
}

impl Rule for Broken {
    fn slug(&self) -> &'static str {
        "deal-out-of-order"
    }
    fn status(&self) -> u16 {
        409
    }
    fn text(&self, lang: Lang) -> String {
        let Self::OutOfOrder(state) = self;
        texts::out_of_order(lang, state.code())
    }
}
