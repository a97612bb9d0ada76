//! Lists the files of `migrations/` so that the program carries them inside.

use std::{env, fmt::Write as _, fs, io, path::Path};

fn main() -> io::Result<()> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("../../migrations");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<_> = fs::read_dir(&folder)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| Path::new(name).extension().is_some_and(|e| e == "sql"))
        .collect();
    files.sort();
    let mut code = String::from("static MIGRATIONS: &[Migration] = &[\n");
    let mut last = 0_u32;
    for file in &files {
        let Some((number, name)) = file.trim_end_matches(".sql").split_once('_') else {
            return Err(io::Error::other(format!("{file} is not named NNNN_name.sql")));
        };
        let number: u32 = number.parse().map_err(|_| io::Error::other(format!("{file} has no number")))?;
        if number <= last {
            return Err(io::Error::other(format!("{file} has the number of another migration")));
        }
        last = number;
        let path = folder.join(file).canonicalize()?;
        writeln!(
            code,
            "    Migration {{ number: {}, name: {name:?}, text: include_str!(\"{}\") }},",
            number,
            path.display()
        )
        .map_err(io::Error::other)?;
    }
    code.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("migrations.rs"), code)
}
