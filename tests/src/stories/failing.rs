//! Story 5 when the server cannot store: nothing typed is lost, and the click that follows makes one lead.

use db::{Db, DbError, Place, Sql, params};
use reqwest::Method;
use serde_json::json;

use super::{
    fixture::{Network, june},
    forms,
};
use crate::databases::{Kind, both};

static PAGES: Sql = Sql::new("test", "select page_count from pragma_page_count()");

/// Fills the disk of the database, to the last page.
async fn fill(network: &Network) {
    let db = &network.world.running.as_ref().unwrap().app.db;
    let Place::Postgres(_) = &network.world.database.place else { return fill_file(db).await };
    // As the server says it when it cannot extend a file.
    let full = "create function full_disk() returns trigger as $$ begin \
        raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$ language plpgsql; \
        create trigger full_disk before insert on lead for each row execute function full_disk()";
    db.script(full.to_owned()).await.unwrap();
}

async fn fill_file(db: &Db) {
    let pages = db.read(|tx| Box::pin(async { Ok::<_, DbError>(tx.one::<(i64,)>(&PAGES, params![]).await?.0) }));
    db.script(format!("pragma max_page_count = {}", pages.await.unwrap())).await.unwrap();
    // What is free within the file is used up, by large rows and then by small ones.
    for size in [4_000, 400, 40] {
        let mut number = 0;
        while db
            .script(format!("insert into mark (name, value) values ('{size} {number}', hex(zeroblob({size})))"))
            .await
            .is_ok()
        {
            number += 1;
            assert!(number < 2_000, "the disk never becomes full");
        }
    }
}

async fn make_room(network: &Network, kind: Kind) {
    let room = match kind {
        Kind::Sqlite => "pragma max_page_count = 1000000",
        Kind::Postgres => "drop trigger full_disk on lead",
    };
    network.world.running.as_ref().unwrap().app.db.script(room.to_owned()).await.unwrap();
}

/// Sends the form as a browser does: the status and the page, or where it leads.
async fn press(network: &Network, lang: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let body = reqwest::Url::parse_with_params("http://form.test/", fields).unwrap().query().unwrap().to_owned();
    let headers = [("accept-language", lang), ("content-type", "application/x-www-form-urlencoded")];
    let told = network.world.send_with(Method::POST, "/f/pumps", None, &headers, Some(body.into_bytes())).await;
    (told.status.as_u16(), told.location.unwrap_or(told.text))
}

/// The control of a field, with what stands in it.
fn control<'p>(page: &'p str, name: &str) -> &'p str {
    let (before, after) = page.split_once(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("no {name}: {page}"));
    let begin = before.rfind('<').unwrap();
    let end = if before[begin..].starts_with("<textarea") { after.find("</textarea>") } else { after.find('>') };
    &page[begin..page.len() - after.len() + end.unwrap()]
}

both! {
    async fn story_5_a_form_that_could_not_be_stored_keeps_what_was_typed_and_the_next_clicks_make_one_lead(kind) {
        let network = Network::start(kind).await;
        network.post("/api/v1/forms", forms::body(&network)).await;
        network.world.clock(&june(15, "10:00")).await;
        // Longer than what is left of a page.
        let need = "Нужны насосы для котельной. ".repeat(130);
        let typed = [("company", "Завод «Луч»"), ("name", "Иван Петров"), ("phone", "+7 495 100-00-01"),
            ("email", "ivan@luch.ru"), ("need", need.trim()), ("value", "1 000 000")];
        let agreed = [("consent_processing", "true"), ("consent_transfer", "true")];
        let all = |once: &'static str| typed.iter().copied().chain(agreed).chain([("_once", once)]).collect::<Vec<_>>();
        fill(&network).await;
        for (lang, says) in [("ru", "Ошибка! Попробуйте ещё раз"), ("en", "Error! Please try again")] {
            let (status, page) = press(&network, lang, &all("click-1")).await;
            assert_eq!(status, 503, "{page}");
            assert!(page.contains(says), "{lang}: {page}");
            for (name, value) in typed {
                assert!(control(&page, name).contains(value), "{name}: {}", control(&page, name));
            }
            for (name, _) in agreed {
                assert!(control(&page, name).contains("checked"), "{name}: {}", control(&page, name));
            }
        }
        assert_eq!(network.get("/api/v1/leads").await["items"], json!([]), "nothing half-written");
        make_room(&network, kind).await;
        for once in ["click-1", "click-1", "click-2"] {
            let (status, leads_to) = press(&network, "ru", &all(once)).await;
            assert_eq!((status, leads_to.as_str()), (303, "/f/pumps/thanks"));
        }
        let leads = network.get("/api/v1/leads").await["items"].clone();
        assert_eq!((leads.as_array().unwrap().len(), &leads[0]["client_name"]), (1, &json!("Завод «Луч»")));
        let touches = network.get(&format!("/api/v1/leads/{}/touches", leads[0]["id"].as_str().unwrap())).await["items"].clone();
        assert_eq!(touches.as_array().unwrap().len(), 1, "the second click leaves no touch either");
    }
}
