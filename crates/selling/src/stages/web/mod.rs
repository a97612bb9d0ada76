//! The pages of the way: what stands beside a deal, the boards, what is stalled.

mod boards;
mod deal;
mod texts;

use db::{Tx, Work};
use kit::Uuid;
use platform::{
    Cx, Fail, Operation, View,
    web::{Markup, Part, Place, Tile, Tone, Ui},
};

use super::store;

pub(crate) use deal::on_deal;
pub(crate) use texts::board as board_words;

pub(super) fn operations() -> Vec<Operation> {
    [deal::operations(), boards::operations()].concat()
}

pub(super) fn places() -> Vec<Place> {
    vec![]
}

pub(super) fn parts() -> Vec<Part> {
    vec![Part { of: "today", order: 30, show: on_today }]
}

/// Stalled deals of the network, counted on *Today*; nothing while there are none.
fn on_today<'t>(cx: &'t Cx, tx: &'t mut Tx, ui: &'t Ui, _: Uuid) -> Work<'t, Markup, Fail> {
    Box::pin(async move {
        let stalled = match cx.caller.view() {
            View::All => store::stalled_of(tx, cx.program(), None, cx.now).await?,
            _ => 0,
        };
        if stalled == 0 {
            return Ok(Markup::default());
        }
        let tile = Tile::new("hourglass", texts::stalled(ui.lang), ui.number(stalled));
        let tile = tile.tone(Tone::Warning).note(texts::stalled_note(ui.lang)).href("/deal-board/stalled");
        Ok(Markup::of(&boards::TodayTile { ui, tile }))
    })
}
