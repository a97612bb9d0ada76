//! A file of any length is read, looked at and taken in bounded memory.
//!
//! A submission looks at 10 000 rows and takes 2 000; `TEST_ROWS=100000 cargo nextest run -p artel bounded` looks at and takes
//! all of those.

use std::{fmt::Write as _, fs, path::Path, process::Stdio, thread, time::Duration};

use crate::{
    kills::{client, new_postgres},
    server::{Program, Server, artel},
};

/// What one row more may cost, in bytes: the keys by which a later row is known to be of the same client. Rows that were kept
/// whole would cost twice as much.
const OF_A_ROW: u64 = 600;

fn file(path: &Path, rows: usize) {
    let mut text = String::from("Компания;Регион;Контакт;Телефон;Что нужно;Продукт;Размер;Согласие на передачу\n");
    for number in 0..rows {
        let phone = 4_950_000_000_u64 + number as u64;
        let _never_fails = writeln!(text, "Завод {number};Москва;Иван;+7{phone};Насосы в котельную;pumps;средний;нет");
    }
    fs::write(path, text).unwrap();
}

/// The most that a process had resident, in bytes.
fn most(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kibibytes| kibibytes * 1024)
}

/// Imports a file of so many rows, and tells the most that it needed.
fn needed(database: &str, rows: usize, more: &[&str]) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leads.csv");
    file(&path, rows);
    let mut command = artel(database);
    command.args(["--json", "import", "leads"]).arg(&path).args(["--source", "fair"]).args(more);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        peak = most(child.id()).unwrap_or(0).max(peak);
        thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    peak
}

fn bounded(database: &str) {
    let mut server = Server::start(database);
    Program::begin(&client(), &server.url);
    server.kill();
    let wanted = std::env::var("TEST_ROWS").ok().and_then(|rows| rows.parse().ok());
    for (rows, how) in [(wanted.unwrap_or(10_000), &[][..]), (wanted.unwrap_or(2_000), &["--commit"])] {
        let (short, long) = (needed(database, 1_000, how), needed(database, rows, how));
        let most = short + rows as u64 * OF_A_ROW + (24 << 20); // the allocator grows in steps, and the cache of pages fills
        assert!(long <= most, "{how:?}: {short} bytes for 1 000 rows, {long} for {rows}");
        assert!(long <= 256 << 20, "{how:?}: {long} bytes for {rows} rows");
    }
}

#[test]
fn an_import_is_bounded_in_memory_whatever_its_length_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    bounded(folder.path().join("artel.db").to_str().unwrap());
}

#[test]
fn an_import_is_bounded_in_memory_whatever_its_length_postgres() {
    bounded(&new_postgres("m"));
}
