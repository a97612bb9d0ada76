//! Story 2, and what files do to it.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::fixture::{Network, june};
use crate::{databases::both, world::Told};

const HEAD: &str = "Компания;ИНН;Регион;ФИО;Телефон;E-mail;Комментарий;Товар;Размер;Согласие на передачу\r\n";

/// A row of a client of its own. Every hundredth client has agreed to be passed on.
fn row(number: u32) -> String {
    let consent = if number.is_multiple_of(100) { "да" } else { "нет" };
    format!(
        "ООО «Завод {number}»;;г. Москва;Иван Петров;8 (495) {}-{:02}-{:02};ivan@zavod{number}.ru;Нужны насосы для котельной;Насосы;средний;{consent}\r\n",
        100 + number / 10_000,
        number / 100 % 100,
        number % 100
    )
}

/// 1 000 rows: 950 of new clients, 30 that repeat, 20 broken in seven ways.
fn story_file() -> Vec<u8> {
    let mut text = String::from(HEAD);
    for number in 0..950 {
        text.push_str(&row(number));
    }
    for number in 0..30 {
        // The same phone, another name: the client of a row above.
        text.push_str(&row(number).replace("Завод", "Другое имя").replace("@zavod", "@other"));
    }
    for number in 0..20 {
        let good = row(2_000 + number);
        text.push_str(&match number % 7 {
            0 => good.replacen(";;", ";7707083894;", 1),
            1 => good.replace("г. Москва", "Атлантида"),
            2 => good.replace("Насосы;", "Пылесосы;"),
            3 => good.replace("8 (495)", "звоните"),
            4 => good.replace(";средний;", ";=1+1;"),
            5 => good.replace("\r\n", ";лишняя\r\n"),
            _ => good.replace("Иван Петров", ""),
        });
    }
    encoding_rs::WINDOWS_1251.encode(&text).0.into_owned()
}

async fn upload(network: &Network, query: &str, bytes: Vec<u8>) -> Told {
    network.world.send(&network.admin, &format!("/api/v1/imports?{query}"), "text/csv", bytes).await
}

/// Uploads, looks, writes; returns the import.
async fn import(network: &Network, query: &str, bytes: Vec<u8>) -> Value {
    let uploaded = upload(network, query, bytes).await.ok();
    let path = format!("/api/v1/imports/{}", uploaded["id"].as_str().unwrap());
    network.post(&format!("{path}/preview"), json!({})).await;
    network.post(&format!("{path}/commit"), json!({})).await;
    settle(network).await;
    network.get(&path).await
}

/// Lets the work that was begun go on to its end; the clock stands still.
async fn settle(network: &Network) {
    let now = network.get("/api/v1/test-clock").await["now"].as_str().unwrap().to_owned();
    network.world.clock(&now).await;
}

static ERASED_AT: db::Sql = db::Sql::new("test", "select due_at from timer where kind = 'import_erase'");

static STATE: db::Sql = db::Sql::new("test", "select state from import");

/// How the one file stands, if there is one.
async fn state(app: &platform::App) -> Option<String> {
    let read = app.db.read(|tx| Box::pin(async move { tx.optional::<(String,)>(&STATE, &[]).await }));
    read.await.map_err(|error: db::DbError| error).unwrap().map(|(state,)| state)
}

/// When the rows of the one file are erased.
async fn erased_at(app: &platform::App) -> kit::Instant {
    let read = app.db.read(|tx| Box::pin(async move { tx.one::<(kit::Instant,)>(&ERASED_AT, &[]).await }));
    read.await.map_err(|error: db::DbError| error).unwrap().0
}

async fn leads(network: &Network) -> usize {
    let (mut count, mut after) = (0, String::new());
    loop {
        let page = network.get(&format!("/api/v1/leads?limit=200{after}")).await;
        count += page["items"].as_array().unwrap().len();
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return count,
        }
    }
}

/// A file of so many rows of clients of their own.
fn rows(count: u32) -> String {
    (0..count).fold(HEAD.to_owned(), |text, number| text + &row(number))
}

both! {
    async fn a_file_of_many_rows_is_few_acts(kind) {
        let network = Network::start(kind).await;
        let db = network.world.running.as_ref().unwrap().app.db.clone();
        let before = db.commits().acts;
        let uploaded = upload(&network, "source=big", rows(2_000).into_bytes()).await.ok();
        assert_eq!(uploaded["rows"], 2_000);
        let acts = db.commits().acts - before;
        assert!(acts <= 10, "{acts} acts for 2 000 rows");
    }

    async fn a_file_is_read_to_its_end_though_nobody_waits_for_it(kind) {
        let network = Network::start(kind).await;
        let text = rows(20_000);
        let mut wire = tokio::net::TcpStream::connect(network.world.running.as_ref().unwrap().address).await.unwrap();
        let head = format!("POST /api/v1/imports?source=gone HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
            content-type: text/csv\r\ncontent-length: {}\r\n\r\n", network.admin, text.len());
        tokio::io::AsyncWriteExt::write_all(&mut wire, head.as_bytes()).await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut wire, text.as_bytes()).await.unwrap();
        let list = async || network.get("/api/v1/imports").await["items"][0].clone();
        let began = std::time::Instant::now();
        let app = network.world.running.as_ref().unwrap().app.clone();
        // What is being read is not listed yet.
        while state(&app).await.as_deref() != Some("reading") {
            assert!(began.elapsed().as_secs() < 20);
        }
        // Were the server killed now, the rest would be erased in an hour.
        let (due, now) = (erased_at(&app).await, app.clock.now());
        assert_eq!(due, now + kit::time::Span::hours(1));
        drop(wire);
        while list().await["state"] != "read" {
            assert!(began.elapsed().as_secs() < 60, "{}", list().await);
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!(list().await["rows"], 20_000);
        assert!(erased_at(&app).await > now + kit::time::Span::days(20));
    }

    async fn story_2_a_file_is_looked_at_written_once_and_undone(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let uploaded = upload(&network, "source=exhibition&file_name=leads.csv", story_file()).await;
        assert_eq!(uploaded.status, 201, "{}", uploaded.text);
        assert_eq!((uploaded.body["encoding"].clone(), uploaded.body["rows"].clone()), (json!("windows-1251"), json!(1000)));
        let path = format!("/api/v1/imports/{}", uploaded.body["id"].as_str().unwrap());
        assert_eq!(network.world.post(&network.admin, &format!("{path}/commit"), json!({})).await.status, 409, "look first");

        let preview = network.post(&format!("{path}/preview"), json!({})).await;
        assert_eq!(preview["counts"], json!({ "new": 950, "duplicate": 30, "broken": 20, "warned": 30 }));
        assert_eq!(leads(&network).await, 0, "a preview writes nothing");
        assert_eq!(preview["sample"][0]["values"]["client.name"], "ООО «Завод 0»");

        let errors = network.world.get(&network.admin, &format!("{path}/errors.csv")).await;
        let lines: Vec<&str> = errors.text.trim_end().lines().collect();
        assert_eq!(lines.len(), 21, "{}", errors.text);
        assert_eq!(lines[0], "\u{feff}\"Строка\";\"Поле\";\"Значение\";\"Причина\"");
        assert!(lines[1].starts_with("\"982\";\"ИНН\";\"7707083894\";\"Ошибка в ИНН: цифра 10"), "{}", lines[1]);
        assert!(lines[5].contains("\"'=1+1\""), "runs nothing: {}", lines[5]);

        network.post(&format!("{path}/commit"), json!({})).await;
        settle(&network).await;
        let done = network.get(&path).await;
        assert_eq!((done["state"].clone(), done["added"].clone(), done["repeated"].clone(), done["failed"].clone()),
            (json!("done"), json!(950), json!(30), json!(20)));
        assert_eq!(done["progress"], json!({ "kind": "import.commit", "state": "done", "done": 1000, "total": 1000,
            "message": "Добавлено 950, повторов 30, с ошибками 20" }));
        assert_eq!(leads(&network).await, 950);

        let again = network.post(&format!("{path}/commit"), json!({})).await;
        settle(&network).await;
        assert_eq!((again["added"].clone(), leads(&network).await), (json!(950), 950), "a second commit adds nothing");
        let same = upload(&network, "source=exhibition", story_file()).await;
        assert_eq!((same.status.as_u16(), same.body["seen_before"].clone(), same.body["id"].clone()), (200, json!(true), done["id"].clone()));

        // Somebody works on three of them: a partner, the vendor, the client itself.
        let offer = network.offer("A").await;
        network.answer("A", &offer, "view", json!({})).await.ok();
        let list = network.get("/api/v1/leads?limit=200&state=consent_needed").await;
        let closed = list["items"][3]["id"].as_str().unwrap();
        let desk = json!({ "name": "desk", "role": "lead_desk", "scopes": ["*"] });
        let desk = network.post("/api/v1/keys", desk).await["text"].as_str().unwrap().to_owned();
        network.world.post(&desk, &format!("/api/v1/leads/{closed}/closure"), json!({ "reason": "client_asked" })).await.ok();
        let mut repeat = network.lead(1);
        repeat["contact"]["email"] = json!("anna@zavod7.ru");
        assert_eq!(network.post("/api/v1/leads", repeat).await["duplicate"], true);
        network.post(&format!("{path}/undo"), json!({})).await;
        settle(&network).await;
        let undone = network.get(&path).await;
        assert_eq!((undone["state"].clone(), undone["removed"].clone(), undone["kept"].clone()), (json!("undone"), json!(947), json!(3)));
        assert_eq!(leads(&network).await, 3);
        let open = network.offers("A").await;
        assert_eq!(open.len(), 1, "the offers of what was removed are gone: {open:?}");
        let taken = upload(&network, "source=exhibition", story_file()).await;
        assert_eq!(taken.status, 201, "what was undone may be imported again");
    }

    async fn what_an_undone_import_took_of_the_places_in_the_queue_is_given_back(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        // Where everybody stands in the queue before a lead, and what the lead costs whom it reaches.
        let stood = async |lead: &str| {
            let why = network.get(&format!("/api/v1/leads/{lead}/decisions")).await["items"][0]["explanation"]["partners"].clone();
            let of = |line: &Value| (line["partner"].to_string(), (line["virtual_time"].as_i64(), line["charge"].as_i64().unwrap_or(0)));
            why.as_array().unwrap().iter().map(of).collect::<std::collections::BTreeMap<_, _>>()
        };
        let first = stood(&network.take(network.lead(1)).await).await;
        let text = [HEAD.to_owned(), row(0), row(100), row(200)].concat();
        let done = import(&network, "source=exhibition", text.into_bytes()).await;
        assert_eq!((&done["added"], network.offers("A").await.len()), (&json!(3), 4), "each was offered to A");
        network.post(&format!("/api/v1/imports/{}/undo", done["id"].as_str().unwrap()), json!({})).await;
        settle(&network).await;
        assert_eq!(network.offers("A").await.len(), 1);
        let next = stood(&network.take(network.lead(2)).await).await;
        let mut charged = 0;
        for (partner, (at, charge)) in &first {
            assert_eq!(next[partner].0, at.map(|at| at + charge), "{partner} stands where the first lead left it");
            charged += usize::from(at.is_some() && *charge > 0);
        }
        assert_eq!(charged, 3);
    }

    async fn l2_a_commit_that_is_killed_goes_on_and_takes_each_row_once(kind) {
        let mut network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut text = String::from(HEAD);
        (0..400).for_each(|number| text.push_str(&row(number)));
        let uploaded = upload(&network, "", text.into_bytes()).await.ok();
        let path = format!("/api/v1/imports/{}", uploaded["id"].as_str().unwrap());
        network.post(&format!("{path}/preview"), json!({})).await;
        network.post(&format!("{path}/commit"), json!({})).await;
        let mut stops = 0;
        for round in 1_u64.. {
            let running = network.world.running.as_ref().unwrap();
            let (app, reactors) = (running.app.clone(), running.reactors.clone());
            let cut = std::time::Duration::from_millis(7 * round);
            if tokio::time::timeout(cut, reactors.settle(&app)).await.is_ok() {
                break;
            }
            stops += 1;
            // A later moment: the seeded ids of the test begin again with each start.
            network.world.restart(&june(15, &format!("{}:{:02}", 10 + round / 60, round % 60))).await;
        }
        assert!(stops > 0, "it was stopped in the middle");
        let done = network.get(&path).await;
        assert_eq!((done["state"].clone(), done["added"].clone()), (json!("done"), json!(400)));
        assert_eq!(leads(&network).await, 400);
    }

    async fn a_mapping_is_guessed_changed_and_remembered_for_its_source(kind) {
        let network = Network::start(kind).await;
        let file = "Кто,Где,Кого звать,Как звонить,Что надо\nЗавод 1,Москва,Иван,84951234567,Насосы для котельной\n";
        let uploaded = upload(&network, "source=fair", file.into()).await.ok();
        let path = format!("/api/v1/imports/{}", uploaded["id"].as_str().unwrap());
        let unsaid = network.world.post(&network.admin, &format!("{path}/preview"), json!({})).await;
        assert_eq!(unsaid.status, 422, "{}", unsaid.text);
        assert!(unsaid.text.contains("Компания") && unsaid.text.contains("Регион"), "{}", unsaid.text);
        let mapping = json!({
            "columns": { "client.name": "Кто", "client.region": "Где", "contact.name": "Кого звать", "contact.phone": "Как звонить", "need": "Что надо" },
            "defaults": { "size": "средний", "product": "pumps" }
        });
        let changed = network.world.call(reqwest::Method::PUT, &format!("{path}/mapping"), Some(&network.admin), &[], Some(mapping.clone())).await;
        assert_eq!(changed.status, 200, "{}", changed.text);
        let wrong = json!({ "columns": { "client.name": "Нет такого", "no_field": "Кто" } });
        let refused = network.world.call(reqwest::Method::PUT, &format!("{path}/mapping"), Some(&network.admin), &[], Some(wrong)).await;
        assert_eq!(refused.body["errors"].as_array().unwrap().len(), 2);
        let preview = network.post(&format!("{path}/preview"), json!({})).await;
        assert_eq!(preview["counts"]["new"], 1, "{preview}");
        let next = upload(&network, "source=fair", file.replace("Завод 1", "Завод 2").into()).await.ok();
        assert_eq!(next["mapping"], mapping);
        let other = upload(&network, "source=other", file.replace("Завод 1", "Завод 3").into()).await.ok();
        assert_ne!(other["mapping"], mapping);
    }

    async fn a_file_that_cannot_be_read_is_refused_with_its_line_and_leaves_nothing(kind) {
        let network = Network::start(kind).await;
        let mut broken = format!("{HEAD}{}{}", row(1), row(2)).into_bytes();
        let place = broken.len() - 10;
        broken[place] = 0xff;
        let refused = upload(&network, "", broken).await;
        assert_eq!((refused.status.as_u16(), refused.body["errors"][0]["field"].clone()), (422, json!("file")));
        assert!(refused.text.contains("Строка 3"), "{}", refused.text);
        let nothing = upload(&network, "", Vec::new()).await;
        assert_eq!(nothing.status, 422);
        assert_eq!(network.get("/api/v1/imports").await["items"], json!([]));
    }

    async fn an_import_that_was_stopped_keeps_what_it_wrote_and_writes_no_more(kind) {
        let network = Network::start(kind).await;
        let mut text = String::new();
        write!(text, "{HEAD}{}", row(1)).unwrap();
        let uploaded = upload(&network, "", text.into_bytes()).await.ok();
        let path = format!("/api/v1/imports/{}", uploaded["id"].as_str().unwrap());
        network.post(&format!("{path}/preview"), json!({})).await;
        network.post(&format!("{path}/commit"), json!({})).await;
        let stopped = network.post(&format!("{path}/cancellation"), json!({})).await;
        assert_eq!(stopped["progress"]["state"], "stopped");
        settle(&network).await;
        assert_eq!(leads(&network).await, 0);
        assert_eq!(network.world.post(&network.admin, &format!("{path}/commit"), json!({})).await.status, 409);
    }

    async fn partners_come_in_a_file_with_everything_that_a_partner_has(kind) {
        let network = Network::empty(kind, "2026-06-01T09:00:00+03:00").await;
        let file = "Партнёр;ИНН;Размер;Доля;Регионы;Продукты;Часовой пояс;Группа;Почта сотрудников\n\
            ООО «Альфа»;7707083893;малый;1,5;Москва, Татарстан;Насосы;Europe/Samara;Холдинг;anna@alfa.ru, boris@alfa.ru\n\
            Бета;;крупный;2;RU-SPE;;;ХОЛДИНГ;\n\
            АЛЬФА ООО;7707083893;;;;;;;\n\
            Гамма;7707083894;огромный;0;Атлантида;Пылесосы;Mars/Olympus;;не почта\n";
        let done = import(&network, "kind=partners", file.into()).await;
        assert_eq!(done["counts"], json!({ "new": 2, "duplicate": 1, "broken": 1, "warned": 0 }));
        assert_eq!((done["added"].clone(), done["repeated"].clone(), done["failed"].clone()), (json!(2), json!(1), json!(1)));
        let partners = network.get("/api/v1/partners").await;
        let named = |name: &str| partners["items"].as_array().unwrap().iter().find(|p| p["name"] == name).unwrap().clone();
        let (alfa, beta) = (named("ООО «Альфа»"), named("Бета"));
        assert_eq!((alfa["size_class"].clone(), alfa["tier_weight"].clone(), alfa["tax_id"].clone()), (json!("small"), json!(1_500_000), json!("7707083893")));
        assert_eq!(alfa["territories"], json!(["RU-MOW", "RU-TA"]));
        assert_eq!(alfa["certificates"][0]["product"], network.product.as_str());
        assert_eq!(alfa["owner_group"], beta["owner_group"], "one owner, whatever the letters");
        let hours = network.get(&format!("/api/v1/calendars/{}", alfa["calendar"].as_str().unwrap())).await;
        assert_eq!(hours["hours"]["zone"], "Europe/Samara");
        let invited = network.get("/api/v1/invitations").await;
        let roles: Vec<_> = invited["items"].as_array().unwrap().iter().filter(|i| !i["partner"].is_null()).map(|i| i["role"].clone()).collect();
        assert_eq!(roles, [json!("partner_owner"), json!("partner_seller")]);
        let errors = network.get(&format!("/api/v1/imports/{}/errors", done["id"].as_str().unwrap())).await;
        let fields: Vec<_> = errors["items"].as_array().unwrap().iter().map(|f| f["field"].as_str().unwrap().to_owned()).collect();
        assert_eq!(fields, ["tax_id", "size_class", "tier", "territories", "products", "emails", "zone"]);
        network.post(&format!("/api/v1/imports/{}/undo", done["id"].as_str().unwrap()), json!({})).await;
        settle(&network).await;
        assert_eq!(network.get("/api/v1/partners").await["items"], json!([]));
    }
}
