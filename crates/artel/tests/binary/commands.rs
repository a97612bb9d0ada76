//! How commands teach and how they end.

use std::process::{Command, Output};

use serde_json::Value;

use crate::server::artel;

fn run(command: &mut Command) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

#[test]
fn every_command_teaches_with_examples() {
    let (code, help, _) = run(artel("unused").arg("--help"));
    assert_eq!(code, 0);
    assert!(help.contains("Exit codes"), "{help}");
    let list = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let names: Vec<&str> = list
        .lines()
        .filter(|l| l.starts_with("  ") && !l.starts_with("   "))
        .filter_map(|l| l.split_whitespace().next())
        .collect();
    assert!(names.len() >= 9, "{names:?}");
    for name in names.into_iter().filter(|name| *name != "help") {
        let (code, help, _) = run(artel("unused").args([name, "--help"]));
        assert_eq!(code, 0, "{name}");
        let examples = help.matches(&format!("artel {name}")).count();
        assert!(examples >= 2, "`artel {name} --help` shows no example beside its usage");
    }
}

#[test]
fn a_wrong_command_or_setting_ends_with_2_and_is_named() {
    let (code, _, told) = run(artel("unused").arg("--no-such-flag"));
    assert_eq!(code, 2, "{told}");
    let (code, _, told) = run(artel("unused").arg("config").env("ARTEL_LISTN", "x"));
    assert_eq!(code, 2);
    assert!(told.contains("ARTEL_LISTN") && told.contains("`listen`"), "{told}");
    let (code, _, told) = run(artel("unused").args(["demo", "--listen", "nonsense"]));
    assert_eq!(code, 2, "{told}");
    let (code, _, told) = run(artel("/no/such/folder/artel.db").args(["--json", "check"]));
    assert_eq!(code, 2);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["exit_code"], 2);
    assert!(told["error"].as_str().unwrap().contains("/no/such/folder/artel.db"));
}

#[test]
fn a_database_that_is_gone_ends_with_3() {
    let (code, _, told) = run(artel("postgres://artel@127.0.0.1:1/artel").arg("check"));
    assert_eq!(code, 3, "{told}");
}

#[test]
fn config_says_where_a_setting_came_from_and_hides_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("artel.toml");
    std::fs::write(&file, "listen = \"0.0.0.0:80\"\noperator_token = \"very-secret\"\n").unwrap();
    let (code, told, _) = run(artel("x.db").args(["--json", "config"]).env("ARTEL_CONFIG", &file));
    assert_eq!(code, 0);
    assert!(!told.contains("very-secret"));
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["listen"]["from"], file.to_str().unwrap());
    assert_eq!(told["database"]["from"], "--database");
    assert_eq!(told["log"]["from"], "ARTEL_LOG");
    assert_eq!(told["lang"]["from"], "built in");
}

#[test]
fn a_database_is_made_checked_backed_up_damaged_and_restored() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (database, backup) = (at("artel.db"), at("backup.db"));
    assert_eq!(run(artel(&database).arg("migrate")).0, 0);
    let (code, told, _) = run(artel(&database).args(["--json", "check"]));
    assert_eq!((code, serde_json::from_str::<Value>(&told).unwrap()["findings"].clone()), (0, Value::Array(vec![])));
    assert_eq!(run(artel(&database).args(["backup", &backup])).0, 0);
    let (code, _, told) = run(artel(&database).args(["backup", &backup]));
    assert_eq!(code, 2, "a backup never overwrites: {told}");
    assert_eq!(run(artel(&database).args(["restore", &backup])).0, 2, "without --force nothing is replaced");

    // A page in the middle is lost.
    let bytes = std::fs::read(&database).unwrap();
    let mut damaged = bytes.clone();
    damaged[8192..12288].fill(0xff);
    std::fs::write(&database, damaged).unwrap();
    let (code, told, _) = run(artel(&database).args(["--json", "check"]));
    assert_eq!(code, 1, "{told}");
    assert_eq!(run(artel(&at("new.db")).args(["restore", &database])).0, 1, "a damaged backup is not brought back");

    assert_eq!(run(artel(&database).args(["restore", "--force", &backup])).0, 0);
    assert_eq!(run(artel(&database).arg("check")).0, 0);
    let (code, told, _) = run(artel(&database).args(["--json", "copy", &at("moved.db")]));
    assert_eq!(code, 0);
    assert!(serde_json::from_str::<Value>(&told).unwrap()["tables"].as_array().unwrap().len() > 10);
    assert_eq!(run(artel(&at("moved.db")).arg("check")).0, 0);
}

/// The figures of this build mean nothing here; that each of them is still taken does.
#[test]
fn a_bench_comes_to_its_end_and_one_of_all_wins() {
    let sizes = ["--clients", "4", "--seconds", "1", "--leads", "100", "--scale", "2", "--profile"];
    let (code, told, error) = run(artel("unused").args(["--json", "bench"]).args(sizes));
    assert_eq!(code, 0, "{error}");
    let told: Value = serde_json::from_str(&told).unwrap();
    let value = |name: &str| {
        let figures = told["figures"].as_array().unwrap();
        let found = figures.iter().find(|figure| figure["name"].as_str().unwrap().starts_with(name));
        found.unwrap_or_else(|| panic!("{name}: {told}"))["value"].as_u64().unwrap()
    };
    assert_eq!(value("10 000 acceptances of one lead: winners"), 1);
    for name in ["selection", "intake with distribution", "acceptance", "page: home, 200", "board, 200", "start on"] {
        assert!(value(name) > 0, "{name}");
    }
    let statements = |profile: &Value| profile["parts"]["statement"].as_array().unwrap().len();
    let profiles = told["profiles"].as_array().unwrap();
    assert!(profiles.len() == 3 && profiles.iter().all(|profile| statements(profile) >= 3), "{profiles:#?}");
}
