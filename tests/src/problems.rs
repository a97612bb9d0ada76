//! Every kind of problem has a page that explains it in both languages.

use std::{fs, path::Path};

use kit::Lang;
use platform::web::problem::explanation;

/// The names of kinds in the bodies of `fn slug`.
fn slugs(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            slugs(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            for body in text.split("fn slug(&self) -> &'static str {").skip(1) {
                let body = body.split("\n    }").next().unwrap_or_default();
                found.extend(body.split('"').skip(1).step_by(2).map(str::to_owned));
            }
        }
    }
}

#[test]
fn every_kind_of_problem_has_a_page_that_explains_it() {
    let mut found: Vec<String> =
        ["not-found", "unauthorized", "forbidden", "stale", "invalid", "too-many-requests", "unavailable", "internal"]
            .map(str::to_owned)
            .to_vec();
    slugs(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates"), &mut found);
    assert!(found.len() > 20);
    let silent: Vec<_> = found
        .iter()
        .filter(|slug| Lang::ALL.iter().any(|lang| explanation(slug, *lang).is_none_or(|text| text.trim().is_empty())))
        .collect();
    assert!(silent.is_empty(), "explain in crates/platform/src/web/problems.tsv: {silent:?}");
}

#[test]
fn every_kind_of_problem_stands_in_the_document_of_the_api() {
    let mut found = Vec::new();
    slugs(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates"), &mut found);
    let document = crate::conformance::DOCUMENT.to_string();
    // An answer of the engine to itself, and one to what is no operation.
    let elsewhere = ["not-due", "wrong-method"];
    let told = |slug: &str| elsewhere.contains(&slug) || document.contains(&format!("\"{slug}\""));
    let silent: Vec<_> = found.iter().filter(|slug| !told(slug)).collect();
    assert!(silent.is_empty(), "name them by `refuses`: {silent:?}");
}
