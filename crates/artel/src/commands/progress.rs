//! Progress of long work, on standard error, where a person looks.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar that counts to a number; hidden when nobody looks or when JSON is asked for.
pub fn counted(as_json: bool) -> ProgressBar {
    let bar = ProgressBar::new(0);
    if as_json {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    if let Ok(style) = ProgressStyle::with_template("{msg:<24} {bar:32} {human_pos} / {human_len} {eta}") {
        bar.set_style(style);
    }
    bar
}

/// A line that says what is being done, for work whose length nobody knows.
pub fn named(as_json: bool) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if as_json {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
