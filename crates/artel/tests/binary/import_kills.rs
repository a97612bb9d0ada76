//! `kill -9` of a running import, at any step of it: the same command again goes on, nothing is doubled, nothing lost.

use std::{collections::BTreeMap, fmt::Write as _, process::Stdio, thread, time::Duration};

use serde_json::Value;

use crate::{
    kills::{client, new_postgres, sound},
    server::{Program, Server, artel, call},
};

/// Rows of the file: 40 pages, each a step.
const ROWS: usize = 1_000;

fn file() -> String {
    let mut text = String::from("Компания;Регион;Контакт;Телефон;Что нужно;Продукт;Размер;Согласие на передачу\n");
    for number in 0..ROWS {
        let phone = 4_950_000_000_u64 + number as u64;
        let _never_fails = writeln!(text, "Завод {number};Москва;Иван;+7{phone};Насосы в котельную;pumps;средний;нет");
    }
    text
}

fn killed(database: &str) {
    let mut server = Server::start(database);
    let program = Program::begin(&client(), &server.url);
    server.kill();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leads.csv");
    std::fs::write(&path, file()).unwrap();
    let import = || {
        let mut command = artel(database);
        command.args(["--json", "import", "leads"]).arg(&path).args(["--source", "fair", "--commit"]);
        command
    };
    let (mut kills, mut patience) = (0, 20);
    let done: Value = loop {
        let mut child = import().stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_millis(patience));
        if child.try_wait().unwrap().is_none() {
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
            // From the start of the process to the middle of the commit, whatever the machine.
            patience += patience / 3;
            continue;
        }
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{output:?}");
        break serde_json::from_slice(&output.stdout).unwrap();
    };
    assert!(kills >= 5, "{kills}");
    assert_eq!((&done["state"], &done["added"], &done["failed"]), (&"done".into(), &ROWS.into(), &0.into()), "{done}");
    // Once more: the file is known, and nothing is written again.
    let again: Value = serde_json::from_slice(&import().output().unwrap().stdout).unwrap();
    assert_eq!((&again["id"], &again["added"]), (&done["id"], &done["added"]));
    sound(database, ROWS as u64);
    each_once(database, &program);
}

fn each_once(database: &str, program: &Program) {
    let (server, client) = (Server::start(database), client());
    let (mut found, mut after) = (BTreeMap::<String, u32>::new(), String::new());
    loop {
        let path = format!("/api/v1/leads?limit=200{after}");
        let (_, page) = call(&client, &server.url, &program.admin, &path, None).unwrap();
        for lead in page["items"].as_array().unwrap() {
            *found.entry(lead["client_name"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(found.len(), ROWS, "lost");
    assert_eq!(found.iter().find(|(_, times)| **times > 1), None, "doubled");
}

#[test]
fn l2_an_import_that_is_killed_again_and_again_takes_each_row_once_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    killed(folder.path().join("artel.db").to_str().unwrap());
}

#[test]
fn l2_an_import_that_is_killed_again_and_again_takes_each_row_once_postgres() {
    killed(&new_postgres("i"));
}
