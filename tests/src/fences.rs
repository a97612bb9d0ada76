//! Fences: rules of the structure that a compiler does not hold.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// All sources of a folder, as paths from the root and texts.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !path.ends_with("target") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty());
    found
}

fn is_test(name: &str) -> bool {
    name.starts_with("tests/") || name.ends_with("tests.rs") || name.contains("/tests/") || name.ends_with("proofs.rs")
}

#[test]
fn files_are_short() {
    let long: Vec<_> = ["crates", "tests"]
        .into_iter()
        .flat_map(sources)
        .map(|(name, text)| (text.lines().count(), name))
        .filter(|(lines, name)| *lines > if is_test(name) { 600 } else { 400 })
        .collect();
    assert!(long.is_empty(), "split along the nouns: {long:#?}");
}

#[test]
fn sql_stands_in_stores_only() {
    let own = [
        "crates/db/",
        "crates/platform/src/events.rs",
        "crates/platform/src/react",
        "crates/platform/src/edge/once.rs",
    ];
    let own =
        own.into_iter().chain(["crates/artel/src/marks.rs", "crates/artel/src/test_clock.rs"]).collect::<Vec<_>>();
    for (name, text) in sources("crates") {
        let store = name.ends_with("/store.rs") || name.contains("/store/") || own.iter().any(|o| name.starts_with(o));
        assert!(store || is_test(&name) || !text.contains("statements! {"), "{name} holds SQL");
    }
}

#[test]
fn axum_stands_at_the_edge_only() {
    let edge = ["crates/platform/src/edge/", "crates/platform/src/operation", "crates/artel/src/"];
    for (name, text) in sources("crates") {
        let at_edge = edge.iter().any(|e| name.starts_with(e)) || is_test(&name);
        assert!(at_edge || !text.contains("axum::"), "{name} knows axum");
    }
}

#[test]
fn files_have_names_that_say_something() {
    for (name, _) in sources("crates") {
        for empty in ["utils", "helpers", "common", "manager", "misc"] {
            assert!(!name.contains(empty), "{name} says nothing about what is inside");
        }
    }
}

#[test]
fn rules_know_no_clock_no_chance_and_no_floats() {
    for (name, text) in sources("crates") {
        let rules = name.contains("/domain/") || name.ends_with("/domain.rs") || name.starts_with("crates/kit/");
        if rules && !is_test(&name) {
            for word in ["async fn", "SystemTime", "Timestamp::now", "HashMap", "f64", "f32"] {
                assert!(!text.contains(word), "{name} holds {word}");
            }
        }
    }
}

#[test]
fn every_capability_has_a_readme() {
    for crate_name in ["network", "leads", "selling", "insight"] {
        let folder = root().join("crates").join(crate_name).join("src");
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                assert!(path.join("README.md").exists(), "{} has no README.md", path.display());
            }
        }
    }
}

#[test]
fn every_rule_that_can_be_broken_for_proof_stands_where_the_list_says() {
    let breaks = fs::read_to_string(root().join("tests/breaks.json")).unwrap();
    for one in serde_json::from_str::<Vec<serde_json::Value>>(&breaks).unwrap() {
        for change in one["changes"].as_array().unwrap() {
            let said = |key: &str| change[key].as_str().unwrap();
            let code = fs::read_to_string(root().join(said("file"))).unwrap();
            assert_eq!(code.matches(said("stands")).count(), 1, "{}: {change}", one["rule"]);
            assert_ne!(said("stands"), said("broken"), "{}", one["rule"]);
        }
    }
}
