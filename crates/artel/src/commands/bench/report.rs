//! What was measured: each figure beside its target and its limit.

use comfy_table::{Table, presets};
use serde_json::{Value, json};

use super::profile::Profile;

/// What a figure must reach.
#[derive(Clone, Copy)]
pub(super) enum Target {
    AtLeast(u64),
    AtMost(u64),
    /// Told, not judged.
    None,
}

/// One figure.
pub(super) struct Figure {
    name: String,
    value: u64,
    unit: &'static str,
    target: Target,
    /// What the machine itself gives in the same run, and what that is.
    limit: Option<(u64, &'static str)>,
}

impl Figure {
    pub(super) fn new(name: impl Into<String>, value: u64, unit: &'static str) -> Self {
        Self { name: name.into(), value, unit, target: Target::None, limit: None }
    }
    pub(super) fn target(mut self, target: Target) -> Self {
        self.target = target;
        self
    }
    pub(super) fn limit(mut self, value: u64, what: &'static str) -> Self {
        self.limit = Some((value, what));
        self
    }
    fn reached(&self) -> Option<bool> {
        match self.target {
            Target::AtLeast(least) => Some(self.value >= least),
            Target::AtMost(most) => Some(self.value <= most),
            Target::None => None,
        }
    }
    fn target_text(&self) -> String {
        match self.target {
            Target::AtLeast(least) => format!("≥ {}", grouped(least)),
            Target::AtMost(most) => format!("≤ {}", grouped(most)),
            Target::None => String::new(),
        }
    }
}

/// All figures of a run.
pub(super) struct Report {
    cores: usize,
    optimised: bool,
    figures: Vec<Figure>,
    profiles: Vec<Profile>,
}

impl Report {
    pub(super) fn of_this_machine() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { cores, optimised: !cfg!(debug_assertions), figures: Vec::new(), profiles: Vec::new() }
    }
    pub(super) fn add(&mut self, figures: impl IntoIterator<Item = Figure>) {
        self.figures.extend(figures);
    }
    pub(super) fn explain(&mut self, profile: Option<Profile>) {
        self.profiles.extend(profile);
    }

    pub(super) fn json(&self) -> Value {
        let figures = self.figures.iter().map(|figure| {
            let (kind, target) = match figure.target {
                Target::AtLeast(least) => ("at_least", Some(least)),
                Target::AtMost(most) => ("at_most", Some(most)),
                Target::None => ("none", None),
            };
            json!({
                "name": figure.name, "value": figure.value, "unit": figure.unit,
                "target": target.map(|target| json!({ kind: target })), "reached": figure.reached(),
                "limit": figure.limit.map(|(value, what)| json!({ "value": value, "what": what })),
            })
        });
        json!({ "version": env!("CARGO_PKG_VERSION"), "cores": self.cores, "optimised": self.optimised,
            "figures": figures.collect::<Vec<_>>(),
            "profiles": self.profiles.iter().map(Profile::json).collect::<Vec<_>>() })
    }

    pub(super) fn table(&self) -> String {
        let mut table = Table::new();
        table.load_style(presets::UTF8_HORIZONTAL_ONLY);
        table.set_header(["figure", "measured", "target", "", "limit in the same run"]);
        for figure in &self.figures {
            let verdict = figure.reached().map_or("", |reached| if reached { "✓" } else { "✗" });
            let limit = figure.limit.map_or_else(String::new, |(value, what)| format!("{} ({what})", grouped(value)));
            let measured = format!("{} {}", grouped(figure.value), figure.unit);
            table.add_row([figure.name.clone(), measured, figure.target_text(), verdict.to_owned(), limit]);
        }
        let build = if self.optimised { "" } else { "\nThis is not a release build: the figures say little." };
        let profiles: String = self.profiles.iter().map(|profile| format!("\n\n{}", profile.table())).collect();
        format!("{table}\n{} cores, shared with the load itself.{build}{profiles}", self.cores)
    }
}

/// `1234567` as `1 234 567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_judged_by_its_target() {
        let at = |target| Figure::new("x", 10, "µs").target(target).reached();
        assert_eq!(
            [Target::AtMost(10), Target::AtMost(9), Target::AtLeast(10), Target::AtLeast(11), Target::None].map(at),
            [Some(true), Some(false), Some(true), Some(false), None]
        );
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1 000", "1 234 567"]);
    }
}
