//! Files of tables through the API: workbooks, bombs, rows that break when they are written.

use std::io::Write as _;

use reqwest::Method;
use serde_json::{Value, json};

use super::fixture::{Network, june};
use crate::{databases::both, world::Told};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A workbook of one sheet, as small as Excel would read it.
fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    let mut sheet = String::new();
    for (at, row) in rows.iter().enumerate() {
        sheet += &format!("<row r=\"{}\">", at + 1);
        for (column, cell) in row.iter().enumerate() {
            let letter = char::from(b'A' + u8::try_from(column).unwrap());
            sheet += &format!("<c r=\"{letter}{}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>", at + 1);
        }
        sheet += "</row>";
    }
    let office = "http://schemas.openxmlformats.org";
    let files = [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{office}/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{office}/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{office}/spreadsheetml/2006/main\" xmlns:r=\"{office}/officeDocument/2006/relationships\"><sheets><sheet name=\"1\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{office}/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{office}/spreadsheetml/2006/main\"><sheetData>{sheet}</sheetData></worksheet>"),
        ),
    ];
    zipped(files.into_iter().map(|(name, text)| (name, text.into_bytes())))
}

fn zipped<'a>(files: impl Iterator<Item = (&'a str, Vec<u8>)>) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

async fn upload(network: &Network, media: &str, bytes: Vec<u8>) -> Told {
    network.world.send(&network.admin, "/api/v1/imports?source=old", media, bytes).await
}

async fn settle(network: &Network) {
    let now = network.get("/api/v1/test-clock").await["now"].as_str().unwrap().to_owned();
    network.world.clock(&now).await;
}

fn row(number: u32, product: &str) -> Vec<String> {
    let texts = [
        &format!("Завод {number}"),
        "г. Москва",
        "Иван",
        &format!("8 495 100-20-{number:02}"),
        "Нужны насосы",
        product,
        "средний",
        "да",
    ];
    texts.map(str::to_owned).to_vec()
}

fn head() -> Vec<String> {
    ["Компания", "Регион", "ФИО", "Телефон", "Комментарий", "Товар", "Размер", "Согласие на передачу"]
        .map(str::to_owned)
        .to_vec()
}

both! {
    async fn a_workbook_is_looked_at_and_written_like_any_other_table(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut rows = vec![head()];
        rows.extend((0..12).map(|number| row(number, "Насосы")));
        rows[5][2] = String::new();
        rows[7][1] = "Атлантида".to_owned();
        let uploaded = upload(&network, XLSX, workbook(&rows)).await.ok();
        assert_eq!((uploaded["format"].clone(), uploaded["rows"].clone()), (json!("xlsx"), json!(12)), "{uploaded}");
        let path = format!("/api/v1/imports/{}", uploaded["id"].as_str().unwrap());
        let preview = network.post(&format!("{path}/preview"), json!({})).await;
        assert_eq!(preview["counts"], json!({ "new": 10, "duplicate": 0, "broken": 2, "warned": 0 }));
        network.post(&format!("{path}/commit"), json!({})).await;
        settle(&network).await;
        let done = network.get(&path).await;
        assert_eq!((done["state"].clone(), done["added"].clone(), done["failed"].clone()), (json!("done"), json!(10), json!(2)));
        let errors = network.world.get(&network.admin, &format!("{path}/errors.csv")).await.text;
        assert!(errors.contains("\"6\";\"ФИО\"") && errors.contains("\"8\";\"Регион\";\"Атлантида\""), "{errors}");
        let leads = network.get("/api/v1/leads?limit=50").await;
        assert_eq!(leads["items"].as_array().unwrap().len(), 10);
        assert!(leads.to_string().contains("Завод 11") && leads.to_string().contains("+74951002011"));
        assert!(!network.offers("A").await.is_empty(), "with consent they go out");
    }

    async fn bombs_are_refused_with_their_line_and_leave_nothing(kind) {
        let network = Network::start(kind).await;
        let refused = async |media: &str, bytes: Vec<u8>, said: &str| {
            let told = upload(&network, media, bytes).await;
            assert_eq!((told.status.as_u16(), told.body["errors"][0]["field"].clone()), (422, json!("file")), "{said}: {}", told.text);
            assert!(told.text.contains(said), "{said}: {}", told.text);
        };
        let bomb = zipped([("xl/sharedStrings.xml", vec![b' '; 80 << 20])].into_iter());
        assert!(bomb.len() < 1 << 20, "small outside");
        refused(XLSX, bomb, "распаковывается").await;
        refused(XLSX, b"PK\x03\x04 and nothing".to_vec(), "не читается").await;
        refused("text/csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), "старого Excel").await;
        let open = format!("Компания;ФИО\r\nЗавод;Иван\r\n\"Завод;Иван\r\n{}", "Завод;Иван\r\n".repeat(2_000));
        refused("text/csv", open.into_bytes(), "Строка 3").await;
        let wide = format!("{}\r\nx", (0..300).map(|n| format!("c{n}")).collect::<Vec<_>>().join(";"));
        refused("text/csv", wide.into_bytes(), "256").await;
        let large = upload(&network, "text/csv", vec![b'a'; (50 << 20) + 1]).await;
        assert!([413, 422].contains(&large.status.as_u16()), "{}", large.text);
        assert_eq!(network.get("/api/v1/imports").await["items"], json!([]), "nothing is left of any");
        assert_eq!(network.clients().await, 0);
    }

    async fn a_row_that_breaks_only_when_it_is_written_stops_no_other(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        let mut rows = vec![head()];
        let valves = network.post("/api/v1/products", json!({ "code": "valves", "name": "Клапаны" })).await;
        rows.extend((0..150).map(|number| row(number, if number == 70 { "Клапаны" } else { "Насосы" })));
        for (number, row) in rows.iter_mut().enumerate().skip(1) {
            row[3] = format!("8 495 {:03}-20-30", 100 + number);
        }
        let text: Vec<String> = rows.iter().map(|row| row.join(";")).collect();
        let uploaded = upload(&network, "text/csv", text.join("\r\n").into_bytes()).await.ok();
        let path = format!("/api/v1/imports/{}", uploaded["id"].as_str().unwrap());
        let preview = network.post(&format!("{path}/preview"), json!({})).await;
        assert_eq!(preview["counts"], json!({ "new": 150, "duplicate": 0, "broken": 0, "warned": 0 }));
        // Between the look and the writing the product is sold no more.
        let path_of = format!("/api/v1/products/{}", valves["id"].as_str().unwrap());
        network.world.call(Method::PATCH, &path_of, Some(&network.admin), &[], Some(json!({ "retired": true }))).await.ok();
        network.post(&format!("{path}/commit"), json!({})).await;
        settle(&network).await;
        let done = network.get(&path).await;
        assert_eq!((done["state"].clone(), done["added"].clone(), done["failed"].clone()), (json!("done"), json!(149), json!(1)), "{done}");
        let errors: Value = network.world.get(&network.admin, &format!("{path}/errors.csv")).await.text.into();
        assert_eq!(errors.as_str().unwrap().trim_end().lines().count(), 2, "{errors}");
        assert!(errors.as_str().unwrap().contains("\"72\";"), "{errors}");
    }
}
