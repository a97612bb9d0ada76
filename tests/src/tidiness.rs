//! Fences around texts, statements and files: what a compiler does not hold.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use db::{Db, DbError, Place, Sql, params};
use kit::Instant;

use crate::databases::{Database, Kind, both};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every text file of the repository but what is built or fetched.
fn files() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name == ".git" {
                continue;
            }
            if path.is_dir() {
                if !["target", "node_modules", "dist", "out", "tmp"].contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if let Ok(text) = fs::read_to_string(&path) {
                found.push((path.strip_prefix(root()).unwrap().to_string_lossy().into_owned(), text));
            }
        }
    }
    assert!(found.len() > 100);
    found
}

#[test]
fn no_file_holds_a_path_of_a_machine_or_a_secret() {
    let mut faults = Vec::new();
    let places = ["/ro", "/ho", "/wo"].map(|begin| match begin {
        "/ro" => format!("{begin}ot/"),
        "/ho" => format!("{begin}me/"),
        _ => format!("{begin}rk/"),
    });
    let key = format!("BEGIN {} KEY", "PRIVATE");
    for (name, text) in files() {
        for (number, line) in text.lines().enumerate() {
            let path = places.iter().any(|place| line.contains(place.as_str())) && !line.contains("://");
            if path || line.contains(&key) {
                faults.push(format!("{name}:{}", number + 1));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The values that a text names in braces; a technical reason is English and may be left out of the Russian text.
fn named(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split(['}', ':']).next()).filter(|name| *name != "reason").collect()
}

fn is_cyrillic(text: &str) -> bool {
    text.chars().any(|c| ('а'..='я').contains(&c) || ('А'..='Я').contains(&c) || c == 'ё' || c == 'Ё')
}

/// The pairs of texts in the `texts!` of a file: the Russian and the English one.
fn pairs(source: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for block in source.split("texts! {").skip(1) {
        for line in block.split("\n}").next().unwrap_or_default().split(") {").skip(1) {
            let quoted: Vec<&str> = line.split("\" }").next().unwrap_or_default().splitn(2, "\", \"").collect();
            if let [ru, en] = quoted.as_slice() {
                found.push((ru.trim().trim_start_matches('"').to_owned(), (*en).to_owned()));
            }
        }
    }
    found
}

#[test]
fn every_text_has_a_twin_that_says_the_same_values_in_the_other_language() {
    let (mut faults, mut seen) = (Vec::new(), 0);
    for (name, source) in files().into_iter().filter(|(name, _)| name.starts_with("crates/") && name.ends_with(".rs")) {
        for (ru, en) in pairs(&source) {
            seen += 1;
            let has_words = en.chars().any(|c| c.is_ascii_alphabetic()) && ru != en && named(&en).len() < en.len();
            if named(&ru) != named(&en) || is_cyrillic(&en) || (has_words && !is_cyrillic(&ru)) {
                faults.push(format!("{name}: «{ru}» and «{en}»"));
            }
        }
    }
    assert!(seen > 100, "{seen}");
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_operation_says_in_a_sentence_what_it_does() {
    for operation in artel::server::operations(&artel::server::reactors(), true).iter().filter(|o| !o.page) {
        let summary = operation.summary;
        assert!(summary.len() > 4 && !summary.ends_with('.'), "{}: «{summary}»", operation.id);
        assert!(summary.starts_with(char::is_uppercase), "{}: «{summary}»", operation.id);
    }
}

/// Statements that look over all programs on purpose, each for a reason.
const OVER_ALL_PROGRAMS: &[(&str, &str)] = &[
    ("artel::invariants::store::", "the operator checks the whole database"),
    ("platform::react::", "timers and consumers go over the programs"),
    ("db::sequence::", "the sequencer goes over the programs"),
    ("artel::test_clock::", "the test clock goes over the programs"),
    ("::FORGET", "what is old goes in every program"),
    ("leads::forms::store::", "a public form is found by its address before its program is known"),
    ("leads::offers::links::store::", "the link of a letter is found by its token before its program is known"),
    ("platform::events::TAILS", "the live stream looks at the ends of all logs at once"),
    ("platform::mail::store::", "one mail server sends for all programs; a bounce names the letter alone"),
    ("leads::distribution::store::WITH_QUEUES", "the operator has the queues of every program worked out again"),
    ("artel::housekeeping::store::", "what is old goes in every program"),
    ("artel::metrics::store::", "the operator watches the whole server"),
    ("platform::telegram::store::", "one bot speaks for all programs"),
    ("network::telegram::store::", "a chat is a person's, wherever the person is active"),
    ("network::brand::store::SERVED", "a logo is public, and found by its content"),
    (
        "network::people::store::",
        "one sign-in serves all programs: tokens and keys are found before their program is known",
    ),
];

#[tokio::test]
async fn every_statement_on_a_programs_table_names_the_program() {
    let database = Database::new(Kind::Sqlite).await;
    let db = database.open().await;
    db.migrate(Instant::from_micros(1)).await.unwrap();
    let tables: BTreeMap<String, bool> =
        db.tables().await.unwrap().into_iter().map(|t| (t.name, t.columns.iter().any(|c| c == "program_id"))).collect();
    let mut faults = Vec::new();
    for sql in artel::statements() {
        let words: Vec<&str> = sql
            .text
            .split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$' && c != '=')
            .filter(|w| !w.is_empty())
            .collect();
        let of_program = words.windows(2).any(|pair| {
            ["from", "join", "into", "update"].contains(&pair[0]) && tables.get(pair[1]).copied().unwrap_or(false)
        });
        let bound =
            words.windows(3).any(|three| three[0] == "program_id" && three[1] == "=" && three[2].starts_with('$'));
        let written = words.windows(3).any(|three| three[0] == "into" && three[2] == "program_id");
        let excused = OVER_ALL_PROGRAMS.iter().any(|(part, _)| sql.name.contains(part));
        if of_program && !bound && !written && !excused {
            faults.push(format!("{}: {}", sql.name, sql.text));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

static TAMPER: Sql = Sql::new("test", "update migration set checksum = 'another' where number = $1");

both! {
    async fn a_migration_that_was_changed_after_it_was_applied_is_refused(kind) {
        let database = Database::new(kind).await;
        let db = database.open().await;
        db.migrate(Instant::from_micros(1)).await.unwrap();
        db.act(|tx| Box::pin(async { tx.execute(&TAMPER, params![2]).await.map(drop) })).await.unwrap();
        let refused: DbError = db.migrate(Instant::from_micros(1)).await.unwrap_err();
        assert!(refused.to_string().contains("migration 0002"), "{refused}");
        let looked: Result<_, DbError> = Db::open_to_read(&database.place).await.unwrap().migration_states().await;
        assert!(looked.is_err(), "nor is it served");
    }
}

#[tokio::test]
async fn the_log_is_carried_into_the_file_long_before_the_writer_must() {
    let folder = std::env::temp_dir().join(format!("artel-log-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("log.db");
    let db = Db::open(&Place::Sqlite(file.clone())).await.unwrap();
    db.script("create table page (n integer primary key, body blob)".to_owned()).await.unwrap();
    let size = || std::fs::metadata(&file).unwrap().len();
    assert!(size() < 100_000);
    // Two megabytes: the writer itself waits for forty-eight.
    let acts = (0..1_100).map(|_| db.script("insert into page (body) values (zeroblob(2000))".to_owned()));
    for done in futures_util::future::join_all(acts).await {
        done.unwrap();
    }
    for _ in 0..400 {
        if size() > 1_000_000 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(size() > 1_000_000, "{} bytes are in the file", size());
    drop(db);
    std::fs::remove_dir_all(&folder).unwrap();
}
