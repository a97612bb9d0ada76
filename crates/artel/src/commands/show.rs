//! `artel config`, `artel openapi`: what stands, without touching the database.

use serde_json::{Value, json};

use crate::{server, settings::InForce};

/// Prints each setting, its value and where that came from.
pub(super) fn config(in_force: &InForce, as_json: bool) -> Result<(), String> {
    let Value::Object(values) = serde_json::to_value(in_force.settings.covered()).map_err(|e| e.to_string())? else {
        return Err("the settings cannot be written down".to_owned());
    };
    if as_json {
        let list: serde_json::Map<String, Value> = values
            .into_iter()
            .map(|(key, value)| {
                let origin = in_force.origin(&key).to_string();
                (key, json!({ "value": value, "from": origin }))
            })
            .collect();
        println!("{}", Value::Object(list));
        return Ok(());
    }
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    table.set_header(["SETTING", "VALUE", "FROM"]);
    for (key, value) in values {
        let origin = in_force.origin(&key).to_string();
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        table.add_row([key, text, origin]);
    }
    println!("{table}");
    Ok(())
}

/// Prints the `OpenAPI` document.
pub(super) fn openapi() -> Result<(), String> {
    let operations = server::operations(&server::reactors(), false);
    let document = platform::edge::openapi::document(&operations, "");
    println!("{}", serde_json::to_string_pretty(&document).map_err(|e| e.to_string())?);
    Ok(())
}
