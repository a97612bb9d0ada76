//! The brand of a program: colours that can be read, a logo that does nothing, seen by its people, its clients and in its letters.

use reqwest::Method;
use serde_json::json;

use super::fixture::{Network, june};
use crate::{databases::both, smtp::Smtp, world::Told};

impl Network {
    async fn colour(&self, key: &str, body: serde_json::Value) -> Told {
        self.world.call(Method::PUT, "/api/v1/brand", Some(key), &[("accept-language", "en")], Some(body)).await
    }

    async fn draw(&self, media: &str, bytes: &[u8]) -> Told {
        let headers = [("content-type", media), ("accept-language", "en")];
        self.world.send_with(Method::PUT, "/api/v1/brand/logo", Some(&self.admin), &headers, Some(bytes.to_vec())).await
    }

    /// What a browser gets: status, headers, bytes.
    async fn loads(&self, path: &str) -> (u16, reqwest::header::HeaderMap, Vec<u8>) {
        let told = reqwest::get(self.world.url(path)).await.unwrap();
        (told.status().as_u16(), told.headers().clone(), told.bytes().await.unwrap().to_vec())
    }
}

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><script>alert(1)</script><path onload=\"alert(2)\" d=\"M0 0h9v9z\"/></svg>";

both! {
    async fn a_colour_that_cannot_be_read_is_refused_with_the_nearest_that_passes(kind) {
        let network = Network::start(kind).await;
        let before = network.get("/api/v1/brand").await;
        assert_eq!((&before["name"], &before["accent"], &before["version"]), (&json!("Насосы"), &json!(null), &json!(0)));
        let refused = network.colour(&network.admin, json!({ "accent": "#facc15" })).await;
        assert_eq!((refused.status.as_u16(), &refused.body["errors"][0]["field"]), (422, &json!("accent")));
        let words = refused.body["errors"][0]["text"].as_str().unwrap().to_owned();
        let nearest = words.rsplit(' ').next().unwrap().to_owned();
        assert!(words.contains("4.5 is needed") && nearest.starts_with('#'), "{words}");
        let kept = network.colour(&network.admin, json!({ "accent": nearest })).await.ok();
        assert_eq!((&kept["accent"], &kept["version"]), (&json!(nearest), &json!(1)), "what was offered passes");
        let dark = kept["accent_dark"].as_str().unwrap().to_owned();
        assert_ne!(dark, nearest, "dark pages have a lighter one of their own");
        for (body, field) in [(json!({ "accent": "red" }), "accent"), (json!({ "accent_dark": "#f9a8d4" }), "accent"), (json!({ "accent": "#9d174d", "accent_dark": "#111111" }), "accent_dark")] {
            let told = network.colour(&network.admin, body.clone()).await;
            assert_eq!((told.status.as_u16(), &told.body["errors"][0]["field"]), (422, &json!(field)), "{body}");
        }
        assert_eq!(network.colour(&network.keys["A"], json!({ "accent": "#9d174d" })).await.status.as_u16(), 403);
        let headers = [("if-match", "\"0\"")];
        let stale = network.world.call(Method::PUT, "/api/v1/brand", Some(&network.admin), &headers, Some(json!({ "accent": "#9d174d" }))).await;
        assert_eq!(stale.status.as_u16(), 412);
        let own = network.colour(&network.admin, json!({})).await.ok();
        assert_eq!(own["accent"], json!(null), "Artel's own again");
        network.world.clock("2026-06-01T09:00:01+03:00").await;
        let log = network.get("/api/v1/events?limit=200").await.to_string();
        assert_eq!(log.matches("program.brand_changed").count(), 2);
    }

    async fn a_logo_is_written_anew_and_served_as_an_image_that_does_nothing(kind) {
        let network = Network::start(kind).await;
        for (media, bytes) in [("image/svg+xml", b"<html>" as &[u8]), ("image/png", b"\x89PNG\r\n\x1a\nxx"), ("image/png", b"GIF89a")] {
            let told = network.draw(media, bytes).await;
            assert_eq!(told.status.as_u16(), 422, "{}", told.text);
            assert!(told.text.contains("logo-unreadable"), "{}", told.text);
        }
        assert!(network.draw("image/png", &vec![0; 70_000]).await.text.contains("logo-too-large"));
        let brand = network.draw("image/svg+xml", SVG.as_bytes()).await.ok();
        let address = brand["logo"].as_str().unwrap().to_owned();
        let (status, headers, bytes) = network.loads(&address).await;
        let text = String::from_utf8(bytes).unwrap();
        assert!(status == 200 && text.contains("<path") && !text.contains("alert"), "{text}");
        let header = |name: &str| headers[name].to_str().unwrap().to_owned();
        assert_eq!((header("content-type"), header("x-content-type-options")), ("image/svg+xml".to_owned(), "nosniff".to_owned()));
        assert!(header("content-security-policy").contains("sandbox") && header("cache-control").contains("immutable"));
        for nothing in ["/brand/logos/00", "/brand/facc15-f9a8d4/look.css", "/brand/x/look.css", "/brand/9d174d-f9a8d4;}*{x/look.css"] {
            assert_eq!(network.loads(nothing).await.0, 404, "{nothing}");
        }
        network.world.call(Method::DELETE, "/api/v1/brand/logo", Some(&network.admin), &[], None).await.ok();
        assert_eq!(network.get("/api/v1/brand").await["logo"], json!(null));
        assert_eq!(network.loads(&address).await.0, 404);
    }

    async fn the_brand_stands_in_the_shell_behind_links_and_in_letters(kind) {
        let smtp = Smtp::start().await;
        let network = Network::start_with_mail(kind, &smtp).await;
        network.world.clock(&june(15, "09:30")).await;
        network.colour(&network.admin, json!({ "accent": "#9d174d", "accent_dark": "#f9a8d4" })).await.ok();
        network.draw("image/svg+xml", SVG.as_bytes()).await.ok();
        let session = network.person("seller@a.ru", "partner_seller", Some("A")).await;
        let style = "/brand/9d174d-f9a8d4/look.css";
        let (status, headers, sheet) = network.loads(style).await;
        let sheet = String::from_utf8(sheet).unwrap();
        assert!(status == 200 && headers["content-type"].to_str().unwrap().starts_with("text/css"));
        assert!(sheet.contains("--tblr-primary:#9d174d") && sheet.contains("--tblr-primary:#f9a8d4"), "{sheet}");
        let home = network.world.by(&session, Method::GET, "/offers", json!({})).await.text;
        assert!(home.contains(style) && home.contains("/brand/logos/"), "{home}");
        network.world.clock(&june(15, "10:00")).await;
        network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:01")).await;
        let letter = smtp.to("seller@a.ru").pop().unwrap();
        assert!(letter.html().contains("background:#9d174d"), "{}", letter.html());
        assert!(!letter.html().contains("/brand/logos/"), "mail programs show no SVG");
        let link = letter.links().into_iter().find(|link| link.contains("/o/")).unwrap();
        let page = network.world.call(Method::GET, &format!("/o/{}", link.rsplit_once('/').unwrap().1), None, &[], None).await.text;
        assert!(page.contains(style) && page.contains("/brand/logos/"), "{page}");
        // Tried on, the colours are the reader's alone; those that fail come with what would do.
        let admin = network.person("admin@vendor.ru", "admin", None).await;
        let tried = network.world.by(&admin, Method::GET, "/settings/brand?accent=%231d4ed8&accent_dark=", json!({})).await.text;
        assert!(tried.contains("You are trying a colour on") && tried.contains("/brand/1d4ed8-"), "{tried}");
        let failed = network.world.by(&admin, Method::GET, "/settings/brand?accent=%23facc15", json!({})).await.text;
        assert!(failed.contains("Too light") && failed.contains("Take #"), "{failed}");
        assert_eq!(network.get("/api/v1/brand").await["accent"], json!("#9d174d"));
    }
}
