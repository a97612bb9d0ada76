//! What is done with imports.

use std::sync::Arc;

use bytes::Bytes;
use db::{Tx, Work};
use kit::{
    Id, Instant, Lang,
    paging::{self, Cursor, Page},
    time::Span,
};
use platform::{Cx, Fail, NewEvent, Role, events, listing::ByAge, progress::Progress, react};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    Counts, ERASE, Encoding, FieldShown, Format, ImportFile, ImportId, ImportState, Kind, Mapping, Preview, STEP,
    erased_at, fields, preview as look, reading,
    refusals::Broken,
    sheet::FileFacts,
    store::{self, Draft},
    texts,
};

/// A file of leads or partners, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// What its rows are.
    pub kind: Kind,
    /// The name of the file.
    pub file_name: String,
    /// Kind of file.
    pub format: Format,
    /// How its text is encoded; none for a workbook.
    pub encoding: Option<Encoding>,
    /// What separates its cells; none for a workbook.
    pub delimiter: Option<String>,
    /// Where its leads came from.
    pub source: String,
    /// Where it stands.
    pub state: ImportState,
    /// The names of its columns.
    pub headers: Vec<String>,
    /// Which column fills which field.
    pub mapping: Mapping,
    /// Rows in it.
    pub rows: u32,
    /// What the preview found; none before it.
    pub counts: Option<Counts>,
    /// Rows behind the commit, or leads behind the undo.
    pub done: u32,
    /// Leads or partners that it added.
    pub added: u32,
    /// Rows that were touches on open leads, or partners that stood already.
    pub repeated: u32,
    /// Rows that were not written because of faults.
    pub failed: u32,
    /// Leads that the undo removed.
    pub removed: u32,
    /// Leads that it left because somebody had touched them.
    pub kept: u32,
    #[serde(skip)]
    pub(super) actor_kind: String,
    #[serde(skip)]
    pub(super) actor_id: Option<Vec<u8>>,
    /// When it was uploaded.
    pub created_at: Instant,
    /// When it was written, stopped or undone.
    pub finished_at: Option<Instant>,
    /// Grows with every change; the `ETag`.
    pub version: i64,
    /// How far it has come, in the reader's language.
    pub progress: Option<Progress>,
}

impl Import {
    pub(super) fn told(mut self, lang: Lang) -> Self {
        self.progress = Some(self.progress_in(lang));
        self
    }
}

/// A file, as it is given.
#[derive(Debug, Clone)]
pub struct NewImport {
    /// What its rows are.
    pub kind: Kind,
    /// Where its leads came from.
    pub source: String,
    /// The name of the file.
    pub file_name: String,
    /// How its text is encoded, where it is known better than its bytes tell.
    pub encoding: Option<Encoding>,
    /// The file.
    pub bytes: Bytes,
}

/// An upload, and whether the same file stands already.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Uploaded {
    /// The import: a new one, or that of the same file.
    #[serde(flatten)]
    pub import: Import,
    /// The same file was uploaded before; this is its import.
    pub seen_before: bool,
}

/// The fields that columns can fill.
pub fn fields_of(cx: &Cx, kind: Kind) -> Vec<FieldShown> {
    fields::of(kind).iter().map(|field| field.shown(cx.lang)).collect()
}

/// The lead desk takes leads in; partners are a matter of the channel.
pub(super) fn permit(cx: &Cx, kind: Kind) -> Result<(), Fail> {
    match (kind, cx.caller.role) {
        (Kind::Partners, Some(Role::LeadDesk)) => Err(Fail::Forbidden),
        _ => Ok(()),
    }
}

/// Runs one act of the database for an import.
pub(super) async fn act<T, F>(cx: &Cx, work: F) -> Result<T, Fail>
where
    T: Send + 'static,
    F: for<'t> Fn(&'t Cx, &'t mut Tx) -> Work<'t, T, Fail> + Send + Sync + 'static,
{
    let shared = Arc::new((cx.clone(), work));
    cx.app
        .db
        .act(move |tx| {
            let shared = Arc::clone(&shared);
            Box::pin(async move { (shared.1)(&shared.0, tx).await })
        })
        .await
}

/// Reads a file into the database, page by page. The same file that stands already is answered with its import.
pub async fn upload(cx: &Cx, new: NewImport) -> Result<Uploaded, Fail> {
    permit(cx, new.kind)?;
    let source = network::text_field("source", &new.source, 60)?;
    if new.bytes.is_empty() {
        return Err(Fail::field("file", texts::no_file));
    }
    let name: String = new.file_name.chars().filter(|c| !c.is_control()).take(200).collect();
    let file_name = if name.trim().is_empty() { "import".to_owned() } else { name.trim().to_owned() };
    let hash: [u8; 32] = Sha256::digest(&new.bytes).into();
    let kind = new.kind;
    let same = cx.app.db.read({
        let program = cx.program();
        move |tx| {
            Box::pin(async move {
                let Some(id) = store::same_file(tx, program, kind, hash).await? else { return Ok::<_, Fail>(None) };
                Ok(store::get(tx, program, id).await?)
            })
        }
    });
    if let Some(import) = same.await? {
        return Ok(Uploaded { import: import.told(cx.lang), seen_before: true });
    }
    let id: ImportId = cx.new_id();
    let begun = (file_name, source.clone());
    act(cx, move |cx, tx| {
        let (file_name, source) = begun.clone();
        Box::pin(async move { begin(cx, tx, id, kind, &file_name, hash, &source).await })
    })
    .await?;
    match reading::read_into(cx, id, new.bytes, new.encoding).await {
        Ok(facts) => {
            let facts = Arc::new(facts);
            let import = act(cx, move |cx, tx| {
                let (facts, source) = (Arc::clone(&facts), source.clone());
                Box::pin(async move { has_read(cx, tx, id, kind, &facts, &source).await })
            })
            .await?;
            Ok(Uploaded { import: import.told(cx.lang), seen_before: false })
        }
        Err(refused) => {
            act(cx, move |cx, tx| Box::pin(async move { Ok(store::erase(tx, cx.program(), id).await?) })).await?;
            Err(refused)
        }
    }
}

async fn begin(
    cx: &Cx,
    tx: &mut Tx,
    id: ImportId,
    kind: Kind,
    file_name: &str,
    hash: [u8; 32],
    source: &str,
) -> Result<(), Fail> {
    let (actor_kind, actor_id) = (cx.caller.actor.kind(), cx.caller.actor.id_bytes());
    let draft = Draft { id, kind, file_name, hash, source, actor_kind, actor_id, at: cx.now };
    store::insert(tx, cx.program(), &draft).await?;
    // A server that stops while it reads leaves nothing behind.
    react::set_timer(tx, cx.program(), ERASE, id, cx.now + READ_WITHIN).await?;
    Ok(())
}

/// A file is read by then, or never will be.
const READ_WITHIN: Span = Span::hours(1);

async fn has_read(
    cx: &Cx,
    tx: &mut Tx,
    id: ImportId,
    kind: Kind,
    facts: &FileFacts,
    source: &str,
) -> Result<Import, Fail> {
    let guess = look::guess(cx, tx, kind, &facts.headers).await?;
    let mapping = match store::mapping(tx, cx.program(), kind, source).await? {
        Some(kept) => kept.over(guess, &facts.headers),
        None => guess,
    };
    if !store::has_read(tx, cx.program(), id, facts, &mapping).await? {
        return Err(Fail::Stale);
    }
    react::set_timer(tx, cx.program(), ERASE, id, erased_at(cx.now)).await?;
    let facts = json!({ "kind": kind, "format": facts.format, "rows": facts.rows });
    events::record(cx, tx, NewEvent::new::<ImportFile>("import.uploaded", id).with(facts)).await?;
    store::get(tx, cx.program(), id).await?.ok_or(Fail::NotFound)
}

/// One import.
pub async fn get(cx: &Cx, tx: &mut Tx, id: ImportId) -> Result<Import, Fail> {
    let import = store::get(tx, cx.program(), id).await?.ok_or(Fail::NotFound)?;
    Ok(import.told(cx.lang))
}

/// A page of imports, by age.
pub async fn list(cx: &Cx, tx: &mut Tx, sort: ByAge, after: Option<Cursor>, limit: u32) -> Result<Page<Import>, Fail> {
    let limit = paging::limit(Some(limit));
    let rows = store::page(tx, cx.program(), sort, after, limit + 1).await?;
    let rows = rows.into_iter().map(|import| import.told(cx.lang)).collect();
    Ok(Page::of(rows, limit, |import| Cursor { key: import.created_at.micros(), id: import.id.uuid() }))
}

/// Says which column fills which field, and remembers it for the source. The preview must be made again.
pub async fn set_mapping(cx: &Cx, tx: &mut Tx, before: &Import, mapping: &Mapping) -> Result<Import, Fail> {
    permit(cx, before.kind)?;
    mapping.check(before.kind, &before.headers)?;
    if !matches!(before.state, ImportState::Read | ImportState::Checked) {
        return Err(Broken::Ended.into());
    }
    if !store::remap(tx, cx.program(), before, mapping).await? {
        return Err(Fail::Stale);
    }
    store::remember(tx, cx.program(), before.kind, &before.source, mapping).await?;
    events::record(cx, tx, NewEvent::new::<ImportFile>("import.mapped", before.id)).await?;
    get(cx, tx, before.id).await
}

/// The same in an act of its own.
pub(super) async fn remap(cx: &Cx, id: ImportId, mapping: Mapping) -> Result<Import, Fail> {
    let mapping = Arc::new(mapping);
    act(cx, move |cx, tx| {
        let mapping = Arc::clone(&mapping);
        Box::pin(async move {
            let before = get(cx, tx, id).await?;
            set_mapping(cx, tx, &before, &mapping).await
        })
    })
    .await
}

/// Says what each row would become, and writes nothing but that.
pub async fn preview(cx: &Cx, id: ImportId) -> Result<Preview, Fail> {
    let before = read(cx, move |cx, tx| Box::pin(async move { get(cx, tx, id).await })).await?;
    permit(cx, before.kind)?;
    if !matches!(before.state, ImportState::Read | ImportState::Checked) {
        return Err(Broken::Ended.into());
    }
    let missing = before.mapping.missing(before.kind);
    if !missing.is_empty() {
        return Err(Broken::ColumnsMissing(before.kind, missing).into());
    }
    look::run(cx, &before).await
}

/// Reads for an import within one snapshot.
pub(super) async fn read<T, F>(cx: &Cx, work: F) -> Result<T, Fail>
where
    T: Send + 'static,
    F: for<'t> Fn(&'t Cx, &'t mut Tx) -> Work<'t, T, Fail> + Send + Sync + 'static,
{
    let shared = Arc::new((cx.clone(), work));
    cx.app
        .db
        .scan(move |tx| {
            let shared = Arc::clone(&shared);
            Box::pin(async move { (shared.1)(&shared.0, tx).await })
        })
        .await
}

/// Begins to write what the preview has shown. Of an import that is written already nothing is written again.
pub async fn commit(cx: &Cx, tx: &mut Tx, id: ImportId) -> Result<Import, Fail> {
    let before = get(cx, tx, id).await?;
    permit(cx, before.kind)?;
    match before.state {
        ImportState::Committing | ImportState::Done => return Ok(before),
        ImportState::Checked => {}
        ImportState::Read | ImportState::Reading => return Err(Broken::NotChecked.into()),
        _ => return Err(Broken::Ended.into()),
    }
    go(cx, tx, &before, ImportState::Committing, "import.commit_started").await
}

/// Begins to remove what the import has added and nobody has touched.
pub async fn undo(cx: &Cx, tx: &mut Tx, id: ImportId) -> Result<Import, Fail> {
    let before = get(cx, tx, id).await?;
    permit(cx, before.kind)?;
    match before.state {
        ImportState::Undoing | ImportState::Undone => return Ok(before),
        ImportState::Done | ImportState::Cancelled if before.added > 0 => {}
        ImportState::Committing => return Err(Broken::AtWork.into()),
        _ => return Err(Broken::NothingToUndo.into()),
    }
    go(cx, tx, &before, ImportState::Undoing, "import.undo_started").await
}

async fn go(cx: &Cx, tx: &mut Tx, before: &Import, state: ImportState, event: &'static str) -> Result<Import, Fail> {
    if !store::move_to(tx, cx.program(), before, state, 0, None).await? {
        return Err(Fail::Stale);
    }
    react::set_timer(tx, cx.program(), STEP, before.id, cx.now).await?;
    react::set_timer(tx, cx.program(), ERASE, before.id, erased_at(cx.now)).await?;
    events::record(cx, tx, NewEvent::new::<ImportFile>(event, before.id)).await?;
    get(cx, tx, before.id).await
}

/// Stops an import. What was written stands and can be undone.
pub async fn cancel(cx: &Cx, tx: &mut Tx, id: ImportId) -> Result<Import, Fail> {
    let before = get(cx, tx, id).await?;
    permit(cx, before.kind)?;
    match before.state {
        ImportState::Cancelled => return Ok(before),
        ImportState::Read | ImportState::Checked | ImportState::Committing => {}
        _ => return Err(Broken::Ended.into()),
    }
    if !store::move_to(tx, cx.program(), &before, ImportState::Cancelled, before.done, Some(cx.now)).await? {
        return Err(Fail::Stale);
    }
    react::cancel_timer(tx, cx.program(), STEP, id).await?;
    if before.added == 0 {
        store::erase(tx, cx.program(), id).await?;
    }
    events::record(cx, tx, NewEvent::new::<ImportFile>("import.cancelled", id)).await?;
    get(cx, tx, id).await
}

/// The rows of a file that nobody needs any more are erased.
pub(super) fn on_erase<'t>(cx: &'t Cx, tx: &'t mut Tx, subject: [u8; 16], _: Instant) -> Work<'t, (), Fail> {
    Box::pin(async move {
        let id: ImportId = Id::from_uuid(kit::Uuid::from_bytes(subject));
        store::erase(tx, cx.program(), id).await?;
        events::record(cx, tx, NewEvent::new::<ImportFile>("import.erased", id)).await?;
        Ok(())
    })
}

/// Does the next step of an import at once, for whoever waits for it: a server that runs beside does no step twice.
pub async fn work(cx: &Cx, tx: &mut Tx, id: ImportId) -> Result<Import, Fail> {
    react::cancel_timer(tx, cx.program(), STEP, id).await?;
    super::commit::on_step(cx, tx, *id.bytes(), cx.now).await?;
    get(cx, tx, id).await
}
