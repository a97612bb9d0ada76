//! The answer leaves after the flush: `kill -9` keeps the page cache, so the order of system calls is looked at.

use std::{path::Path, process::Command};

use reqwest::blocking::Client;

use crate::server::{Program, Server, artel, call};

/// Starts the server under `strace`. Where that is absent or may not trace, `make test` counts the test as skipped.
fn traced(database: &str, trace: &Path) -> Server {
    let works = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    assert!(
        works.is_ok_and(|output| output.status.success()),
        "strace is missing or may not trace here: apt-get install strace"
    );
    let plain = artel(database);
    let mut command = Command::new("strace");
    command
        .args(["-D", "-f", "-y", "-s", "16", "-e", "trace=pwrite64,fdatasync,fsync,write,writev,sendto,sendmsg", "-o"])
        .arg(trace);
    command.arg(plain.get_program()).args(plain.get_args());
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    Server::start_by(command)
}

#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Written,
    Flushed,
    Answered,
}

/// What concerns the log of the database and the answers, in the order in which it was done.
fn order(trace: &str) -> Vec<Seen> {
    let mut flushing = std::collections::BTreeSet::new();
    let mut seen = Vec::new();
    for line in trace.lines() {
        let Some((thread, call)) = line.trim_start().split_once(' ') else { continue };
        let call = call.trim_start();
        if call.starts_with("pwrite64(") && call.contains(".db-wal>") {
            seen.push(Seen::Written);
        } else if (call.starts_with("fdatasync(") || call.starts_with("fsync(")) && call.contains(".db-wal>") {
            if call.ends_with("= 0") {
                seen.push(Seen::Flushed);
            } else {
                flushing.insert(thread);
            }
        } else if call.contains("sync resumed>") && flushing.remove(thread) {
            seen.push(Seen::Flushed);
        } else if call.contains("HTTP/1.1 201") {
            seen.push(Seen::Answered);
        }
    }
    seen
}

#[test]
fn l2b_the_log_is_flushed_before_the_answer_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("artel.db");
    let trace = folder.path().join("trace");
    let mut server = traced(database.to_str().unwrap(), &trace);
    let client = Client::new();
    let program = Program::begin(&client, &server.url);
    for number in 0..5 {
        let (status, _) =
            call(&client, &server.url, &program.admin, "/api/v1/leads", Some(&program.lead(number))).unwrap();
        assert_eq!(status, 201);
    }
    server.kill();
    std::thread::sleep(std::time::Duration::from_millis(300));
    let seen = order(&std::fs::read_to_string(&trace).unwrap());
    assert!(seen.iter().filter(|s| **s == Seen::Answered).count() >= 5, "{seen:?}");
    // One client asks one thing at a time: what was written since the last answer belongs to this one.
    for since in seen.split(|s| *s == Seen::Answered).take(seen.iter().filter(|s| **s == Seen::Answered).count()) {
        let written = since.iter().position(|s| *s == Seen::Written);
        let flushed = since.iter().rposition(|s| *s == Seen::Flushed);
        assert!(written.is_some() && flushed > written, "an answer left with its change unflushed: {seen:?}");
    }
}
