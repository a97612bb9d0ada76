//! Says in time that the styles and scripts have not been built.

use std::path::Path;

fn main() {
    let dist = Path::new("../../assets/dist/manifest.json");
    println!("cargo:rerun-if-changed=../../assets/dist/manifest.json");
    println!("cargo:rerun-if-changed=src/web/components");
    if dist.exists() {
        return;
    }
    let missing = "assets/dist is missing: run `make assets` for styles, scripts and icons";
    // A binary that goes out must have them; while developing a page without styles still works.
    if std::env::var("PROFILE").as_deref() == Ok("release") {
        println!("cargo:error={missing}");
    } else {
        println!("cargo:warning={missing}");
    }
}
