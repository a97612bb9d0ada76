//! What comes in from outside: no second TLS stack, known licences, one registry. `deny.toml` says the same to cargo-deny.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use serde_json::Value;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The texts in quotes of a list in `deny.toml`.
fn listed(deny: &str, head: &str) -> BTreeSet<String> {
    let list = deny.split(head).nth(1).unwrap().split(']').next().unwrap();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn deny() -> String {
    fs::read_to_string(Path::new(ROOT).join("deny.toml")).unwrap()
}

#[test]
fn no_banned_crate_stands_in_the_lock_file() {
    let banned = listed(&deny(), "\ndeny = [");
    assert!(banned.contains("openssl-sys") && banned.contains("aws-lc-sys"));
    let lock = fs::read_to_string(Path::new(ROOT).join("Cargo.lock")).unwrap();
    let found: Vec<_> = banned.iter().filter(|name| lock.contains(&format!("\nname = \"{name}\"\n"))).collect();
    assert!(found.is_empty(), "{found:?}: find out with `cargo tree -i NAME` which feature brings it");
    let foreign: Vec<_> = lock
        .lines()
        .filter(|l| l.starts_with("source = ") && !l.contains("registry+https://github.com/rust-lang/crates.io-index"))
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

/// True if one may choose only licences of the list.
fn permitted(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let expression = expression.replace('/', " OR ");
    let expression = expression.replace(['(', ')'], " ");
    let all_of = |part: &str| part.split(" AND ").all(|one| one.split(" OR ").any(|l| allowed.contains(l.trim())));
    expression.split(" OR ").any(all_of) || all_of(&expression)
}

/// The platform that this was built on, for example `x86_64-unknown-linux-gnu`.
fn host() -> String {
    let said = Command::new("rustc").arg("-vV").output().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    said.lines().find_map(|l| l.strip_prefix("host: ")).unwrap().to_owned()
}

#[test]
fn every_crate_has_a_licence_of_the_list() {
    let allowed = listed(&deny(), "\nallow = [");
    assert!(permitted("MIT OR Apache-2.0", &allowed) && permitted("(MIT OR GPL-3.0) AND Unicode-3.0", &allowed));
    assert!(!permitted("GPL-3.0", &allowed) && !permitted("MIT AND GPL-3.0", &allowed));
    // Crates of other platforms are in the lock file and not on this machine: `cargo deny` looks at those.
    let output = Command::new(env!("CARGO"))
        .current_dir(ROOT)
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", &host()])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut faults = Vec::new();
    for package in told["packages"].as_array().unwrap() {
        let licence = package["license"].as_str().unwrap_or("none");
        if !permitted(licence, &allowed) {
            faults.push(format!("{} {}: {licence}", package["name"], package["version"]));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn artel_itself_is_under_the_licence_that_it_names() {
    let text = fs::read_to_string(Path::new(ROOT).join("LICENSE")).unwrap();
    assert!(text.contains("Apache License") && text.contains("Version 2.0"));
}
