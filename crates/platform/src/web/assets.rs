//! Styles, scripts, fonts and icons, as `assets/build.mjs` made them: in the release binary, from disk while
//! developing, so that a change of a style needs no new binary.

use std::{borrow::Cow, collections::BTreeMap};

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../assets/dist"]
#[allow_missing = true]
struct Dist;

/// The content of a file of `dist`.
pub fn file(name: &str) -> Option<Cow<'static, [u8]>> {
    // From disk a name could lead out of the folder.
    if name.contains("..") || name.contains('\\') || name.starts_with('/') {
        return None;
    }
    Dist::get(name).map(|file| file.data)
}

fn manifest() -> BTreeMap<String, String> {
    file("manifest.json").and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
}

/// The address of an asset by its plain name: `app.css` is `/assets/app-0123456789ab.css`.
pub fn url(name: &str) -> String {
    static BUILT: std::sync::OnceLock<BTreeMap<String, String>> = std::sync::OnceLock::new();
    let found =
        if cfg!(debug_assertions) { manifest().remove(name) } else { BUILT.get_or_init(manifest).get(name).cloned() };
    found.unwrap_or_else(|| format!("/assets/{name}"))
}

/// The media type of an asset.
pub fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "webmanifest" => "application/manifest+json",
        "png" => "image/png",
        _ => "application/octet-stream",
    }
}
