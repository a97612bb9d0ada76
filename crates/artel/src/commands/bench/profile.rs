//! Where the CPU of an operation goes: by thread as the kernel counts it, by stage and by statement as the server does.

use std::collections::BTreeMap;

use comfy_table::{Table, presets};
use serde_json::{Value, json};

use super::{
    Sizes,
    client::Client,
    server::{OPERATOR, Server},
};

/// How often, and how many nanoseconds in all.
type Spent = (u64, u64);

/// What a server has spent so far.
#[derive(Default)]
pub(super) struct Snapshot {
    /// By thread, stage and statement, in this order.
    spent: [BTreeMap<String, Spent>; 3],
}

const PARTS: [&str; 3] = ["thread", "stage", "statement"];

impl Snapshot {
    /// Asks a server that was started to be profiled.
    async fn of(server: &Server) -> Result<Self, String> {
        let mut client = Client::connect(&server.address).await?;
        let (_, text) = client.call("GET", "/metrics", OPERATOR, "").await?;
        let read = |what: &str| {
            let mut found: BTreeMap<String, Spent> = BTreeMap::new();
            for line in text.lines() {
                let Some((name, value)) = line.rsplit_once(' ') else { continue };
                let value = value.parse().unwrap_or(0);
                let inside = |head: String| Some(name.strip_prefix(&head)?.strip_suffix("\"}")?.to_owned());
                if let Some(name) = inside(format!("artel_{what}_total{{{what}=\"")) {
                    found.entry(name).or_default().0 = value;
                } else if let Some(name) = inside(format!("artel_{what}_nanoseconds_total{{{what}=\"")) {
                    found.entry(name).or_default().1 = value;
                }
            }
            found
        };
        Ok(Self { spent: [server.threads()?, read("stage"), read("statement")] })
    }

    /// The same, if a profile is asked for.
    pub(super) async fn if_asked(server: &Server, sizes: Sizes) -> Result<Option<Self>, String> {
        if sizes.profile { Ok(Some(Self::of(server).await?)) } else { Ok(None) }
    }

    /// What was spent between two of them.
    pub(super) fn profile(then: Option<Self>, now: Option<Self>, what: &'static str, count: u32) -> Option<Profile> {
        Some(now?.since(&then?, what, count))
    }

    /// What was spent since then, for each of so many operations.
    fn since(&self, then: &Self, what: &'static str, count: u32) -> Profile {
        let count = u64::from(count.max(1));
        let mut parts = [const { Vec::new() }; 3];
        for (part, (now, before)) in parts.iter_mut().zip(self.spent.iter().zip(&then.spent)) {
            for (name, (times, nanos)) in now {
                let (earlier, less) = before.get(name).copied().unwrap_or_default();
                let (times, nanos) = (times.saturating_sub(earlier), nanos.saturating_sub(less));
                let line = Line { name: short(name), hundredths: times * 100 / count, nanos: nanos / count };
                if line.hundredths > 0 || line.nanos >= 100 {
                    part.push(line);
                }
            }
            part.sort_by_key(|line| std::cmp::Reverse(line.nanos));
        }
        Profile { what, parts }
    }
}

/// One line: how often in an operation, in hundredths, and how long.
struct Line {
    name: String,
    hundredths: u64,
    nanos: u64,
}

/// Where the time of an operation goes.
pub(super) struct Profile {
    what: &'static str,
    parts: [Vec<Line>; 3],
}

impl Profile {
    pub(super) fn json(&self) -> Value {
        let of = |lines: &[Line]| {
            let line = |line: &Line| json!({ "name": line.name, "times_per_hundred": line.hundredths, "nanoseconds": line.nanos });
            lines.iter().map(line).collect::<Vec<_>>()
        };
        let parts: BTreeMap<&str, _> = PARTS.iter().copied().zip(self.parts.iter().map(|lines| of(lines))).collect();
        json!({ "of": self.what, "parts": parts })
    }

    pub(super) fn table(&self) -> String {
        let mut table = Table::new();
        table.load_style(presets::UTF8_HORIZONTAL_ONLY);
        table.set_header([self.what, "times in one", "µs in one"]);
        for (part, lines) in PARTS.iter().zip(&self.parts) {
            for line in lines {
                let times = if line.hundredths == 0 {
                    String::new()
                } else {
                    format!("{}.{:02}", line.hundredths / 100, line.hundredths % 100)
                };
                let micros = format!("{}.{}", line.nanos / 1_000, line.nanos % 1_000 / 100);
                table.add_row([format!("{part} {}", line.name), times, micros]);
            }
        }
        table.to_string()
    }
}

/// The name of a function without what surrounds it: `platform::react::feed`.
fn short(name: &str) -> String {
    let (kind, path) = name.split_once(": ").unwrap_or(("", name));
    let path = path.split_once('<').map_or(path, |(path, _)| path).trim_end_matches("::{{closure}}");
    if kind.is_empty() { path.to_owned() } else { format!("{kind}: {path}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_spent_before_is_not_counted_again() {
        let of = |spent: &[(&str, Spent)]| Snapshot {
            spent: [const { BTreeMap::new() }; 3].map(|_: BTreeMap<String, Spent>| {
                spent.iter().map(|(name, spent)| ((*name).to_owned(), *spent)).collect()
            }),
        };
        let then = of(&[("a", (10, 5_000)), ("b", (1, 1))]);
        let profile =
            of(&[("a", (40, 25_000)), ("b", (1, 1)), ("c: x::y::{{closure}}", (5, 40_000))]).since(&then, "act", 10);
        let lines: Vec<_> = profile.parts[1].iter().map(|l| (l.name.as_str(), l.hundredths, l.nanos)).collect();
        assert_eq!(lines, [("c: x::y", 50, 4_000), ("a", 300, 2_000)]);
    }
}
