//! Imports over the API.

use kit::paging::{self, Page};
use platform::{
    Answer, Call, Nothing, Operation, Role,
    edge::reply::Reply,
    listing::{self, ByAge},
    upload::Upload,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Encoding, ImportId, Kind, Mapping, NewImport, error_file, refusals, service, sheet::LARGEST_FILE};

#[derive(Deserialize, JsonSchema)]
pub(super) struct ByImport {
    pub import: ImportId,
}

/// What a file is.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UploadQuery {
    /// What its rows are.
    #[serde(default = "leads")]
    pub kind: Kind,
    /// Where its leads came from: `exhibition`, `old CRM`; the mapping is remembered for it.
    #[serde(default = "import")]
    pub source: String,
    /// The name of the file.
    #[serde(default)]
    pub file_name: Option<String>,
    /// How its text is encoded, where it is known better than its bytes tell.
    #[serde(default)]
    pub encoding: Option<Encoding>,
}

const fn leads() -> Kind {
    Kind::Leads
}
fn import() -> String {
    "import".to_owned()
}

/// Which imports.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ImportsQuery {
    /// `newest` (as if absent) or `oldest` first.
    sort: Option<ByAge>,
    /// Rows of the page: 1 to 200, 50 if absent; more gives 200, 0 gives 1.
    limit: Option<u32>,
    /// Where to read on.
    after: Option<String>,
}

/// Which page.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PageQuery {
    /// Rows of the page: 1 to 200, 50 if absent; more gives 200, 0 gives 1.
    limit: Option<u32>,
    /// Where to read on.
    after: Option<String>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FieldsQuery {
    /// What the rows are.
    #[serde(default = "leads")]
    kind: Kind,
}

/// Media types of files that are taken.
pub(super) const FILES: &[&str] = &[
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/octet-stream",
    "multipart/form-data",
];

pub(super) const TAKERS: &[Role] = &[Role::Admin, Role::Director, Role::ChannelManager, Role::LeadDesk];
const READERS: &[Role] = Role::VENDOR;

pub(super) fn operations() -> Vec<Operation> {
    let mut all = of_files();
    all.extend(of_rows());
    all.extend(of_work());
    all
}

fn of_files() -> Vec<Operation> {
    let new = Operation::post("/api/v1/imports", "imports.upload", "Upload a file of leads or partners")
        .roles(TAKERS)
        .file(LARGEST_FILE, FILES)
        .creates_or_finds()
        .refuses(refusals::PROBLEMS)
        .run_outside(|cx, call: Call<Nothing, UploadQuery, Nothing>| async move {
            let Upload { file_name, bytes, .. } = Upload::of(&call.meta).await?;
            let UploadQuery { kind, source, file_name: named, encoding } = call.query;
            let file_name = named.unwrap_or(file_name);
            let uploaded = service::upload(&cx, NewImport { kind, source, file_name, encoding, bytes }).await?;
            let version = uploaded.import.version;
            Ok(if uploaded.seen_before { Answer::ok(uploaded) } else { Answer::created(uploaded) }.version(version))
        });
    let list = Operation::get("/api/v1/imports", "imports.list", "Imports, by age").roles(READERS).run(
        |cx, tx, call: &Call<Nothing, ImportsQuery, Nothing>| {
            Box::pin(async move {
                let sort = call.query.sort.unwrap_or(ByAge::Newest);
                let after = listing::cursor(call.query.after.as_deref())?;
                Ok(Answer::ok(service::list(cx, tx, sort, after, paging::limit(call.query.limit)).await?))
            })
        },
    );
    let one = Operation::get("/api/v1/imports/{import}", "imports.get", "An import with its progress")
        .roles(READERS)
        .run(|cx, tx, call: &Call<ByImport, Nothing, Nothing>| {
            Box::pin(async move {
                let import = service::get(cx, tx, call.path.import).await?;
                let version = import.version;
                Ok(Answer::ok(import).version(version))
            })
        });
    let fields = Operation::get("/api/v1/import-fields", "imports.fields", "The fields that columns can fill")
        .roles(READERS)
        .run(|cx, _, call: &Call<Nothing, FieldsQuery, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(Page::whole(service::fields_of(cx, call.query.kind)))) })
        });
    vec![new, list, one, fields]
}

fn of_rows() -> Vec<Operation> {
    let map = Operation::put(
        "/api/v1/imports/{import}/mapping",
        "imports.map",
        "Say which column fills which field; remembered for the source",
    )
    .roles(TAKERS)
    .refuses(refusals::PROBLEMS)
    .run(|cx, tx, call: &Call<ByImport, Nothing, Mapping>| {
        Box::pin(async move {
            let before = service::get(cx, tx, call.path.import).await?;
            let after = service::set_mapping(cx, tx, &before, &call.body).await?;
            let version = after.version;
            Ok(Answer::ok(after).version(version))
        })
    });
    let preview = Operation::post(
        "/api/v1/imports/{import}/preview",
        "imports.preview",
        "Say what each row would become; writes no lead",
    )
    .roles(TAKERS)
    .refuses(refusals::PROBLEMS)
    .run_outside(|cx, call: Call<ByImport, Nothing, Nothing>| async move {
        let preview = service::preview(&cx, call.path.import).await?;
        let version = preview.import.version;
        Ok(Answer::ok(preview).version(version))
    });
    let faults = Operation::get("/api/v1/imports/{import}/errors", "imports.errors", "What is wrong with its rows")
        .roles(READERS)
        .run(|cx, tx, call: &Call<ByImport, PageQuery, Nothing>| {
            Box::pin(async move {
                let import = service::get(cx, tx, call.path.import).await?;
                let (after, limit) = (listing::cursor(call.query.after.as_deref())?, paging::limit(call.query.limit));
                Ok(Answer::ok(error_file::page(cx, tx, &import, after, limit).await?))
            })
        });
    let file = Operation::get("/api/v1/imports/{import}/errors.csv", "imports.error_file", "The same as a CSV file")
        .roles(READERS)
        .run_file("text/csv", |cx, tx, call: &Call<ByImport, Nothing, Nothing>| {
            Box::pin(async move {
                let import = service::get(cx, tx, call.path.import).await?;
                let bytes = error_file::write(cx, tx, &import).await?;
                Ok(Reply::file("text/csv; charset=utf-8", "errors.csv", bytes))
            })
        });
    vec![map, preview, faults, file]
}

fn of_work() -> Vec<Operation> {
    let commit = Operation::post(
        "/api/v1/imports/{import}/commit",
        "imports.commit",
        "Write what the preview has shown; a second time nothing is written",
    )
    .roles(TAKERS)
    .begins()
    .refuses(refusals::PROBLEMS)
    .run(|cx, tx, call: &Call<ByImport, Nothing, Nothing>| {
        Box::pin(async move { Ok(Answer::accepted(service::commit(cx, tx, call.path.import).await?)) })
    });
    let cancel = Operation::post("/api/v1/imports/{import}/cancellation", "imports.cancel", "Stop an import")
        .roles(TAKERS)
        .refuses(refusals::PROBLEMS)
        .run(|cx, tx, call: &Call<ByImport, Nothing, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(service::cancel(cx, tx, call.path.import).await?)) })
        });
    let undo = Operation::post(
        "/api/v1/imports/{import}/undo",
        "imports.undo",
        "Remove what it has added and nobody has touched",
    )
    .roles(TAKERS)
    .begins()
    .refuses(refusals::PROBLEMS)
    .run(|cx, tx, call: &Call<ByImport, Nothing, Nothing>| {
        Box::pin(async move { Ok(Answer::accepted(service::undo(cx, tx, call.path.import).await?)) })
    });
    vec![commit, cancel, undo]
}
