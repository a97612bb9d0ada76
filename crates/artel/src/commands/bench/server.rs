//! The server under measurement: a process of its own on a database file.

use std::{
    collections::BTreeMap,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::client::Client;

/// The operator's token of the servers here.
pub(super) const OPERATOR: &str = "bench";

/// A folder that is gone afterwards.
pub(super) struct Folder(pub std::path::PathBuf);

impl Folder {
    pub(super) fn new(name: &str) -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("artel-bench-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
        Ok(Self(folder))
    }
    pub(super) fn database(&self) -> std::path::PathBuf {
        self.0.join("bench.db")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

/// A server; stopped when dropped.
pub(super) struct Server {
    child: Child,
    pub address: String,
    /// From the start of the process to the first answer.
    pub started_in: Duration,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

impl Server {
    pub(super) async fn start(database: &Path) -> Result<Self, String> {
        Self::start_with(database, &[]).await
    }

    /// The same with more flags.
    pub(super) async fn start_with(database: &Path, more: &[&str]) -> Result<Self, String> {
        let text = |e: std::io::Error| e.to_string();
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).map_err(text)?.port();
        let address = format!("127.0.0.1:{port}");
        let began = Instant::now();
        let child = Command::new(std::env::current_exe().map_err(text)?)
            .args(["serve", "--listen", &address, "--database"])
            .arg(database)
            .args(more)
            .env("ARTEL_OPERATOR_TOKEN", OPERATOR)
            .env("ARTEL_LOG", "error")
            .stdout(Stdio::null())
            .spawn()
            .map_err(text)?;
        let mut server = Self { child, address, started_in: Duration::ZERO };
        while began.elapsed() < Duration::from_mins(1) {
            if server.answers().await {
                server.started_in = began.elapsed();
                return Ok(server);
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Err("the server did not start within a minute".to_owned())
    }

    async fn answers(&self) -> bool {
        let Ok(mut client) = Client::connect(&self.address).await else { return false };
        client.call("GET", "/healthz", "", "").await.is_ok_and(|(status, _)| status == 200)
    }

    /// Stops it as an operator would, so that nothing of it is left to do.
    pub(super) async fn stop(mut self) -> Result<(), String> {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status().map_err(|e| e.to_string())?;
        for _ in 0..500 {
            if self.child.try_wait().map_err(|e| e.to_string())?.is_some() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Err("the server did not stop".to_owned())
    }

    /// User and system time so far, at 100 ticks a second.
    pub(super) fn cpu(&self) -> Result<Duration, String> {
        let text = self.proc("stat")?;
        let after_name = text.rsplit_once(')').map_or("", |(_, rest)| rest);
        let ticks: u64 = after_name.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
        Ok(Duration::from_millis(ticks * 10))
    }

    /// Nanoseconds on a processor by the names of threads, and how many have the name.
    pub(super) fn threads(&self) -> Result<BTreeMap<String, (u64, u64)>, String> {
        let folder = format!("/proc/{}/task", self.child.id());
        let mut found: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for task in std::fs::read_dir(folder).map_err(|e| e.to_string())?.flatten() {
            // A thread may end meanwhile.
            let read = |file: &str| std::fs::read_to_string(task.path().join(file)).unwrap_or_default();
            let nanos = read("schedstat").split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0_u64);
            found.entry(read("comm").trim().to_owned()).or_default().1 += nanos;
        }
        Ok(found)
    }

    /// Memory in MB that is resident now.
    pub(super) fn memory_mb(&self) -> Result<u64, String> {
        let text = self.proc("status")?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        let kb: u64 = line.trim().trim_end_matches("kB").trim().parse().unwrap_or(0);
        Ok(kb / 1024)
    }

    fn proc(&self, file: &str) -> Result<String, String> {
        std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).map_err(|e| e.to_string())
    }
}
