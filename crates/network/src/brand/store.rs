//! Brands in the database.

use db::{DbError, Tx, params};
use kit::{Instant, id::ProgramId};

use super::{domain::Accents, logo::Logo};

db::statements! {
    OF: "select g.name, b.accent, b.accent_dark, b.logo_hash, coalesce(b.version, 0) from program g \
        left join brand b on b.program_id = $1 where g.id = $1";
    BEGIN: "insert into brand (program_id, version, changed_at) values ($1, 0, $2) on conflict (program_id) do nothing";
    COLOURS: "update brand set accent = $2, accent_dark = $3, changed_at = $4, version = version + 1 \
        where program_id = $1 and version = $5";
    LOGO: "update brand set logo = $2, logo_media = $3, logo_hash = $4, changed_at = $5, version = version + 1 where program_id = $1";
    SERVED: "select logo_media, logo from brand where logo_hash = $1 limit 1";
}

db::record! {
    /// A brand, as it stands.
    #[derive(Debug, Clone)]
    pub(super) struct Row {
        pub(super) name: String,
        pub(super) accent: Option<String>,
        pub(super) accent_dark: Option<String>,
        pub(super) logo_hash: Option<String>,
        pub(super) version: i64,
    }
}

pub(super) async fn of(tx: &mut Tx, program: ProgramId) -> Result<Option<Row>, DbError> {
    tx.optional(&OF, params![program]).await
}

/// Keeps the colours; false if somebody was faster.
pub(super) async fn save_colours(
    tx: &mut Tx,
    program: ProgramId,
    accents: Option<Accents>,
    version: i64,
    at: Instant,
) -> Result<bool, DbError> {
    tx.execute(&BEGIN, params![program, at]).await?;
    let (light, dark) = accents.map(|Accents { light, dark }| (light.to_string(), dark.to_string())).unzip();
    Ok(tx.execute(&COLOURS, params![program, light, dark, at, version]).await? == 1)
}

/// Keeps a logo, or none.
pub(super) async fn save_logo(
    tx: &mut Tx,
    program: ProgramId,
    logo: Option<(&Logo, &str)>,
    at: Instant,
) -> Result<(), DbError> {
    tx.execute(&BEGIN, params![program, at]).await?;
    let bytes = logo.map(|(logo, _)| logo.bytes.clone());
    let media = logo.map(|(logo, _)| logo.media);
    let hash = logo.map(|(_, hash)| hash);
    tx.execute(&LOGO, params![program, bytes, media, hash, at]).await.map(drop)
}

/// A logo by what its address names: it is public, like the pages on which it stands.
pub(super) async fn served(tx: &mut Tx, hash: &str) -> Result<Option<(String, Vec<u8>)>, DbError> {
    tx.optional(&SERVED, params![hash]).await
}
