//! Load over HTTP on a server in a process of its own, on a new SQLite file.

use std::{
    collections::BTreeMap,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{client::Client, percentile, selection::per_second};

const OPERATOR: &str = "bench";
const PARTNERS: usize = 60;

/// The server under load; stopped when dropped.
struct Server {
    child: Child,
    address: String,
    folder: std::path::PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
        let _gone = std::fs::remove_dir_all(&self.folder);
    }
}

/// One request of a load.
type Request = (&'static str, String, String, String);

pub(super) async fn measure(clients: usize, time: Duration) -> Result<BTreeMap<&'static str, Value>, String> {
    let server = serve().await?;
    let world = set_up(&server.address).await?;
    let mut figures = BTreeMap::new();
    let empty = |_: usize| Some(("GET", "/healthz".to_owned(), String::new(), String::new()));
    figures.insert("empty", run(&server, clients, time, empty).await?);
    let (admin, product) = (world.admin.clone(), world.product.clone());
    let intake = move |n: usize| Some(("POST", "/api/v1/leads".to_owned(), admin.clone(), lead(n, &product)));
    figures.insert("intake", run(&server, clients, time, intake).await?);
    let offers = Arc::new(world.open_offers(&server.address).await?);
    let accept = move |n: usize| {
        let (key, offer) = offers.get(n)?;
        Some(("POST", format!("/api/v1/offers/{offer}/acceptance"), key.clone(), "{}".to_owned()))
    };
    figures.insert("acceptance", run(&server, clients, time, accept).await?);
    let key = world.keys.first().cloned().unwrap_or_default();
    let inbox = move |_: usize| Some(("GET", "/api/v1/offers?limit=20".to_owned(), key.clone(), String::new()));
    figures.insert("inbox", run(&server, clients, time, inbox).await?);
    Ok(figures)
}

async fn serve() -> Result<Server, String> {
    let folder = std::env::temp_dir().join(format!("artel-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).map_err(|e| e.to_string())?.port();
    let address = format!("127.0.0.1:{port}");
    let child = Command::new(std::env::current_exe().map_err(|e| e.to_string())?)
        .args(["serve", "--listen", &address, "--database"])
        .arg(folder.join("bench.db"))
        .env("ARTEL_OPERATOR_TOKEN", OPERATOR)
        .env("ARTEL_LOG", "error")
        .stdout(Stdio::null())
        .spawn()
        .map_err(|e| e.to_string())?;
    let server = Server { child, address, folder };
    for _ in 0..100 {
        if Client::connect(&server.address).await.is_ok() {
            return Ok(server);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err("the server did not start".to_owned())
}

struct World {
    admin: String,
    product: String,
    keys: Vec<String>,
}

impl World {
    /// Offers that can be accepted, each with its partner's key.
    async fn open_offers(&self, address: &str) -> Result<Vec<(String, String)>, String> {
        let mut client = Client::connect(address).await?;
        let mut found = Vec::new();
        for key in &self.keys {
            let mut after = String::new();
            loop {
                let path = format!("/api/v1/offers?limit=200{after}");
                let page = ask(&mut client, "GET", &path, key, &json!({})).await?;
                for offer in page["items"].as_array().into_iter().flatten() {
                    found.push((key.clone(), offer["id"].as_str().unwrap_or_default().to_owned()));
                }
                let Some(next) = page["next"].as_str() else { break };
                after = format!("&after={next}");
            }
        }
        Ok(found)
    }
}

async fn ask(client: &mut Client, method: &str, path: &str, key: &str, body: &Value) -> Result<Value, String> {
    let (status, text) = client.call(method, path, key, &body.to_string()).await?;
    if !(200..300).contains(&status) {
        return Err(format!("{method} {path}: {status} {text}"));
    }
    serde_json::from_str(&text).map_err(|e| e.to_string())
}

async fn set_up(address: &str) -> Result<World, String> {
    let mut client = Client::connect(address).await?;
    let program = json!({ "name": "Bench", "zone": "UTC", "currency": "RUB", "admin": { "email": "a@example.com", "name": "A" } });
    let begun = ask(&mut client, "POST", "/api/v1/programs", OPERATOR, &program).await?;
    let admin = begun["api_key"].as_str().unwrap_or_default().to_owned();
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|day| (day, ["00:00-24:00"]));
    let always = json!({ "name": "always", "hours": { "zone": "UTC", "weekly": BTreeMap::from(days) } });
    let calendar = ask(&mut client, "POST", "/api/v1/calendars", &admin, &always).await?;
    let policy = json!({ "note": "bench", "body": { "distribution":
        { "k": { "rule": "fixed", "k": 3 }, "open_cap": 100_000, "new_per_day_cap": 100_000 } } });
    ask(&mut client, "POST", "/api/v1/policies", &admin, &policy).await?;
    let product = ask(&mut client, "POST", "/api/v1/products", &admin, &json!({ "code": "p", "name": "P" })).await?;
    let product = product["id"].as_str().unwrap_or_default().to_owned();
    let mut keys = Vec::new();
    for number in 0..PARTNERS {
        let body = json!({ "name": format!("P{number}"), "territories": ["RU"], "calendar": calendar["id"] });
        let partner = ask(&mut client, "POST", "/api/v1/partners", &admin, &body).await?;
        let id = partner["id"].as_str().unwrap_or_default();
        let path = format!("/api/v1/partners/{id}/certificates");
        ask(&mut client, "POST", &path, &admin, &json!({ "product": product })).await?;
        let key = json!({ "name": "bench", "role": "partner_owner", "partner": id, "scopes": ["*"] });
        let key = ask(&mut client, "POST", "/api/v1/keys", &admin, &key).await?;
        keys.push(key["text"].as_str().unwrap_or_default().to_owned());
    }
    Ok(World { admin, product, keys })
}

fn lead(number: usize, product: &str) -> String {
    json!({
        "client": { "name": format!("Client {number}"), "region": "RU-MOW", "city": "Moscow" },
        "contact": { "name": "Ivan", "email": format!("ivan@client{number}.ru") },
        "need": "Pumps for a boiler house", "product": product, "size": "medium", "value_minor": 100_000_000,
        "source": "bench", "consent": { "transfer": true }
    })
    .to_string()
}

/// Sends requests from all clients for a time, or until there are no more.
async fn run<F>(server: &Server, clients: usize, time: Duration, request: F) -> Result<Value, String>
where
    F: Fn(usize) -> Option<Request> + Send + Sync + 'static,
{
    let (request, next) = (Arc::new(request), Arc::new(AtomicUsize::new(0)));
    let (cpu, began) = (cpu_ms(server)?, Instant::now());
    let mut tasks = Vec::new();
    for _ in 0..clients {
        let (request, next, mut client) =
            (Arc::clone(&request), Arc::clone(&next), Client::connect(&server.address).await?);
        tasks.push(tokio::spawn(async move {
            let (mut taken, mut refused) = (Vec::new(), 0_usize);
            while began.elapsed() < time {
                let Some((method, path, key, body)) = request(next.fetch_add(1, Ordering::Relaxed)) else { break };
                let one = Instant::now();
                let (status, _) = client.call(method, &path, &key, &body).await?;
                taken.push(one.elapsed());
                refused += usize::from(!(200..300).contains(&status));
            }
            Ok::<_, String>((taken, refused))
        }));
    }
    let (mut taken, mut refused) = (Vec::new(), 0);
    for task in tasks {
        let (some, no) = task.await.map_err(|e| e.to_string())??;
        taken.extend(some);
        refused += no;
    }
    let seconds = began.elapsed().as_secs_f64();
    taken.sort_unstable();
    let spent_us = (cpu_ms(server)? - cpu) * 1000;
    Ok(json!({
        "requests": taken.len(), "refused": refused, "clients": clients, "per_second": per_second(taken.len(), seconds),
        "p50_us": percentile(&taken, 500).as_micros(), "p99_us": percentile(&taken, 990).as_micros(),
        "server_cpu_us_per_request": spent_us / u64::try_from(taken.len().max(1)).unwrap_or(1),
    }))
}

/// User and system time of the server, in ms, at 100 ticks a second.
fn cpu_ms(server: &Server) -> Result<u64, String> {
    let path = format!("/proc/{}/stat", server.child.id());
    let text = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
    let after_name = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: u64 = after_name.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
    Ok(ticks * 10)
}
