//! Hostile words in every field of every form that a page shows, and in every address: no failure of the server, and
//! nothing that a browser would run.

use std::{collections::BTreeSet, sync::Mutex};

use futures_util::{StreamExt, stream};
use platform::{Access, Role};
use reqwest::Method;
use serde_json::json;

use super::{AT_ONCE, IN_A_QUERY};
use crate::{
    databases::both,
    stories::{Network, june},
    twins,
    world::Told,
};

const SCRIPT: &str = "\"'><script>alert(1)</script>";

/// Names that queries of pages have, and one that none has.
const IN_QUERIES: &[&str] =
    &["q", "after", "show", "state", "sort", "region", "product", "partner", "from", "lang", "nothing"];

fn words() -> Vec<String> {
    let words = [
        "",
        " ",
        "-1",
        "99999999999999999999",
        "1e300",
        "a\u{0}b",
        SCRIPT,
        "\u{202e}\u{1f9e8}",
        "9999-12-31",
        "9999-12-31T23:59",
        "{}",
        "=1+1",
    ];
    words.into_iter().map(str::to_owned).chain(["я".repeat(5_000)]).collect()
}

/// A form of a page: where it is sent, and its fields as they stand.
struct Shown {
    action: String,
    fields: Vec<(String, String)>,
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let after = tag.split_once(&format!(" {name}=\""))?.1;
    Some(after.split_once('"')?.0.replace("&#38;", "&").replace("&amp;", "&"))
}

/// The forms of a page that change something.
fn forms(page: &str) -> Vec<Shown> {
    let all = page.split("<form").skip(1).filter_map(|rest| rest.split_once("</form>")).map(|(form, _)| form);
    let posts = all.filter(|form| form.split('>').next().is_some_and(|tag| tag.contains("method=\"post\"")));
    posts
        .filter_map(|form| {
            let action = attribute(form.split('>').next()?, "action")?;
            let fields = form
                .split('<')
                .filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default())));
            Some(Shown { action, fields: fields.filter(|(name, _)| name != "_once" && name != "_base").collect() })
        })
        .collect()
}

/// Of a form with more fields than this each field gets one of the words, the next field the next: the forms of a policy
/// and of an import have dozens that are read by the same rules, and the sweep of operations tries everything in each.
const FEW: usize = 12;

/// All bodies that are sent to a form.
fn bodies(form: &Shown) -> Vec<String> {
    let encode = |fields: &[(String, String)]| {
        let pairs = fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value)));
        pairs.collect::<Vec<_>>().join("&")
    };
    let mut bodies =
        vec![String::new(), "%ff%fe=%00".to_owned(), "&&==&".to_owned(), "nothing=1".to_owned(), "[]".to_owned()];
    bodies.push(encode(&form.fields));
    let words = words();
    let large = form.fields.len() > FEW;
    // The version that a form was opened with, as nobody sends it: what is not the present one is only stale.
    let opened = |word: &String| encode(&[form.fields.as_slice(), &[("_base".to_owned(), word.clone())]].concat());
    bodies.extend(words.iter().take(if large { 1 } else { words.len() }).map(opened));
    let each = if large { 1 } else { words.len() };
    for place in 0..form.fields.len() {
        for word in words.iter().cycle().skip(place * each).take(each) {
            let mut fields = form.fields.clone();
            fields[place].1.clone_from(word);
            bodies.push(encode(&fields));
        }
        if large {
            continue;
        }
        let mut fields = form.fields.clone();
        fields.push(fields[place].clone());
        bodies.push(encode(&fields));
        fields.pop();
        fields.remove(place);
        bodies.push(encode(&fields));
    }
    bodies
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

struct Attack<'a> {
    network: &'a Network,
    key: &'a str,
    faults: Mutex<BTreeSet<String>>,
}

impl Attack<'_> {
    async fn send(&self, method: Method, path: &str, body: Option<String>, what: &str) -> Told {
        let headers = [("accept-language", "ru"), ("content-type", "application/x-www-form-urlencoded")];
        let short: String = body.as_deref().unwrap_or_default().chars().take(200).collect();
        let told =
            self.network.world.send_with(method, path, Some(self.key), &headers, body.map(String::into_bytes)).await;
        if told.status.is_server_error() {
            self.faults.lock().unwrap().insert(format!("{what}: {} for {path} {short}", told.status));
        }
        if told.text.contains("<script>alert") {
            self.faults.lock().unwrap().insert(format!("{what}: runs a script, for {path} {short}"));
        }
        told
    }
}

both! {
    async fn hostile_words_in_forms_and_addresses_break_no_page(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        twins::live(&network, "A", 1, "pervyi").await;
        twins::furnish(&network).await;
        network.take(network.lead(2)).await;
        let operations = artel::server::operations(&artel::server::reactors(), false);
        // What only a partner sees comes first: a form of the vendor can end a partner's keys.
        let (mut sent, mut seen, mut faults) = (0, BTreeSet::new(), BTreeSet::new());
        for letter in [Some("A"), None] {
            let things = twins::things(&network, letter).await;
            let role = if letter.is_some() { Role::PartnerOwner } else { Role::Admin };
            let key = json!({ "name": "hostile", "role": role, "partner": letter.map(|l| &network.partners[l]), "scopes": ["*"] });
            let key = network.post("/api/v1/keys", key).await["text"].as_str().unwrap().to_owned();
            let attack = Attack { network: &network, key: &key, faults: Mutex::default() };
            let allowed = |access| match access {
                Access::Public => true,
                Access::Operator => false,
                Access::Roles(roles) => roles.contains(&role),
            };
            for (number, operation) in operations.iter().filter(|o| o.page && o.method == Method::GET && allowed(o.access)).enumerate() {
                let path = twins::fill(operation.path, &things, None);
                let page = attack.send(Method::GET, &path, None, operation.id).await;
                // Each name with two values here, and with two others on the next page.
                let values = |at: usize| IN_A_QUERY.iter().cycle().skip((number + at) * 2 % IN_A_QUERY.len()).take(2);
                let queries = IN_QUERIES.iter().enumerate().flat_map(|(at, name)| values(at).map(move |hostile| format!("?{name}={hostile}")));
                let queries: Vec<_> = queries.map(|query| format!("{path}{query}")).collect();
                sent += queries.len();
                let ask = |path: String| { let attack = &attack; async move { attack.send(Method::GET, &path, None, operation.id).await; } };
                stream::iter(queries).for_each_concurrent(AT_ONCE, ask).await;
                // The key that asks would be gone.
                for form in forms(&page.text).iter().filter(|form| !form.action.ends_with("/revoke")) {
                    if !seen.insert(format!("{} {:?}", form.action, form.fields.iter().map(|(name, _)| name).collect::<Vec<_>>())) {
                        continue;
                    }
                    let bodies = bodies(form);
                    sent += bodies.len();
                    let ask = |body: String| { let attack = &attack; async move { attack.send(Method::POST, &form.action, Some(body), operation.id).await; } };
                    stream::iter(bodies).for_each_concurrent(AT_ONCE, ask).await;
                }
            }
            faults.extend(attack.faults.into_inner().unwrap());
        }
        assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.iter().take(60).cloned().collect::<Vec<_>>().join("\n"));
        assert!(sent > 3_000 && seen.len() > 15, "{sent} to {} forms", seen.len());
        network.take(network.lead(5000)).await;
    }
}
