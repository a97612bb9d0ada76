//! Imports in the database.

use db::{DbError, FromRow, Json, Row, Tx, params};
use kit::{
    Instant,
    id::{ClientId, LeadId, PartnerId, ProgramId},
    paging::Cursor,
};

use platform::listing::ByAge;

use super::{Counts, Fault, Import, ImportId, ImportState, Kind, Mapping, sheet::FileRow};

db::statements! {
    INSERT: "insert into import (program_id, id, kind, file_name, file_hash, format, encoding, delimiter, source, state, headers, \
        mapping, rows, done, added, repeated, failed, removed, kept, actor_kind, actor_id, created_at, version) \
        values ($1, $2, $3, $4, $5, 'csv', null, null, $6, 'reading', '[]', '{}', 0, 0, 0, 0, 0, 0, 0, $7, $8, $9, 1)";
    HAS_READ: "update import set format = $3, encoding = $4, delimiter = $5, headers = $6, mapping = $7, rows = $8, state = 'read', \
        version = version + 1 where program_id = $1 and id = $2 and state = 'reading'";
    GET: "select id, kind, file_name, format, encoding, delimiter, source, state, headers, mapping, rows, new_rows, duplicate_rows, \
        broken_rows, warned_rows, done, added, repeated, failed, removed, kept, actor_kind, actor_id, created_at, finished_at, version \
        from import where program_id = $1 and id = $2";
    PAGE: "select id, kind, file_name, format, encoding, delimiter, source, state, headers, mapping, rows, new_rows, duplicate_rows, \
        broken_rows, warned_rows, done, added, repeated, failed, removed, kept, actor_kind, actor_id, created_at, finished_at, version \
        from import where program_id = $1 and state <> 'reading' and (created_at < $2 or (created_at = $2 and id < $3)) \
        order by created_at desc, id desc limit $4";
    OLDEST: "select id, kind, file_name, format, encoding, delimiter, source, state, headers, mapping, rows, new_rows, duplicate_rows, \
        broken_rows, warned_rows, done, added, repeated, failed, removed, kept, actor_kind, actor_id, created_at, finished_at, version \
        from import where program_id = $1 and state <> 'reading' and (created_at > $2 or (created_at = $2 and id > $3)) \
        order by created_at, id limit $4";
    SAME_FILE: "select id from import where program_id = $1 and kind = $2 and file_hash = $3 \
        and state not in ('reading', 'cancelled', 'undoing', 'undone') order by created_at, id limit 1";
    REMAP: "update import set mapping = $3, state = 'read', new_rows = null, duplicate_rows = null, broken_rows = null, warned_rows = null, \
        version = version + 1 where program_id = $1 and id = $2 and version = $4 and state in ('read', 'checked')";
    CHECKED: "update import set state = 'checked', new_rows = $3, duplicate_rows = $4, broken_rows = $5, warned_rows = $7, version = version + 1 \
        where program_id = $1 and id = $2 and version = $6 and state in ('read', 'checked')";
    MOVE: "update import set state = $3, done = $4, finished_at = $5, version = version + 1 \
        where program_id = $1 and id = $2 and version = $6";
    ADVANCE: "update import set done = $3, added = added + $4, repeated = repeated + $5, failed = failed + $6, \
        version = version + 1 where program_id = $1 and id = $2 and state = 'committing' and done = $7";
    ADVANCE_UNDO: "update import set done = $3, removed = removed + $4, kept = kept + $5, version = version + 1 \
        where program_id = $1 and id = $2 and state = 'undoing' and done = $6";
    INSERT_PAGE: "insert into import_page (program_id, import_id, first_row, body) values ($1, $2, $3, $4)";
    PAGES: "select first_row, body from import_page where program_id = $1 and import_id = $2 and first_row >= $3 \
        order by first_row limit $4";
    SET_FAULTS: "update import_page set faults = $4 where program_id = $1 and import_id = $2 and first_row = $3";
    FAULTS: "select first_row, faults from import_page where program_id = $1 and import_id = $2 and first_row >= $3 \
        and faults is not null order by first_row limit $4";
    ERASE: "delete from import_page where program_id = $1 and import_id = $2";
    INSERT_OUTCOME: "insert into import_outcome (program_id, import_id, line, subject_id, outcome) values ($1, $2, $3, $4, $5)";
    ADDED: "select line, subject_id from import_outcome where program_id = $1 and import_id = $2 and outcome = 'added' \
        order by line limit $3";
    SET_OUTCOME: "update import_outcome set outcome = $4 where program_id = $1 and import_id = $2 and line = $3";
    MAPPING: "select mapping from import_mapping where program_id = $1 and kind = $2 and source = $3";
    REMEMBER: "insert into import_mapping (program_id, kind, source, mapping) values ($1, $2, $3, $4) \
        on conflict (program_id, kind, source) do update set mapping = excluded.mapping";
    FOREIGN_TOUCHES: "select (select count(*) from lead_touch where program_id = $1 and lead_id = $2) - (select count(*) \
        from import_outcome where program_id = $1 and subject_id = $2 and import_id = $3)";
    WORKED_ON: "select count(*) from event where program_id = $1 and subject_kind = 'lead' and subject_id = $2 \
        and actor_kind in ('user', 'key') and name not in ('lead.received', 'lead.touched')";
    ANSWERED: "select count(*) from offer where program_id = $1 and lead_id = $2 and state not in ('offered', 'delivered')";
    OFFERS_OF_PARTNER: "select count(*) from offer where program_id = $1 and partner_id = $2";
    OTHER_LEADS: "select count(*) from lead where program_id = $1 and client_id = $2";
    DELETE_OFFERS: "delete from offer where program_id = $1 and lead_id = $2";
    DELETE_DECISIONS: "delete from decision where program_id = $1 and lead_id = $2";
    DELETE_TOUCHES: "delete from lead_touch where program_id = $1 and lead_id = $2";
    DELETE_CONSENTS: "delete from lead_consent where program_id = $1 and lead_id = $2";
    DELETE_LEAD: "delete from lead where program_id = $1 and id = $2";
    DELETE_KEYS: "delete from client_key where program_id = $1 and client_id = $2";
    DELETE_CLIENT: "delete from client where program_id = $1 and id = $2";
}

impl FromRow for Import {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let id = row.take()?;
        let (kind, file_name, format, encoding) = (row.take()?, row.take()?, row.take()?, row.take()?);
        let delimiter: Option<String> = row.take()?;
        let (source, state) = (row.take()?, row.take()?);
        let headers = row.take::<Json<_>>()?.0;
        let mapping = row.take::<Json<_>>()?.0;
        let rows = row.take()?;
        let (new, duplicate, broken): (Option<u32>, Option<u32>, Option<u32>) = (row.take()?, row.take()?, row.take()?);
        let warned = row.take::<Option<u32>>()?.unwrap_or(0);
        let counts = match (new, duplicate, broken) {
            (Some(new), Some(duplicate), Some(broken)) => Some(Counts { new, duplicate, broken, warned }),
            _ => None,
        };
        Ok(Self {
            id,
            kind,
            file_name,
            format,
            encoding,
            delimiter,
            source,
            state,
            headers,
            mapping,
            rows,
            counts,
            done: row.take()?,
            added: row.take()?,
            repeated: row.take()?,
            failed: row.take()?,
            removed: row.take()?,
            kept: row.take()?,
            actor_kind: row.take()?,
            actor_id: row.take()?,
            created_at: row.take()?,
            finished_at: row.take()?,
            version: row.take()?,
            progress: None,
        })
    }
}

/// A file that is about to be read.
pub struct Draft<'a> {
    pub id: ImportId,
    pub kind: Kind,
    pub file_name: &'a str,
    pub hash: [u8; 32],
    pub source: &'a str,
    pub actor_kind: &'a str,
    pub actor_id: Option<Vec<u8>>,
    pub at: Instant,
}

pub async fn insert(tx: &mut Tx, program: ProgramId, new: &Draft<'_>) -> Result<(), DbError> {
    let params =
        params![program, new.id, new.kind, new.file_name, new.hash, new.source, new.actor_kind, new.actor_id, new.at];
    tx.execute(&INSERT, params).await.map(drop)
}

/// Says what the file was found to be; false if it is not being read.
pub async fn has_read(
    tx: &mut Tx,
    program: ProgramId,
    id: ImportId,
    facts: &super::sheet::FileFacts,
    mapping: &Mapping,
) -> Result<bool, DbError> {
    let delimiter = facts.delimiter.map(|c| c.to_string());
    let params =
        params![program, id, facts.format, facts.encoding, delimiter, Json(&facts.headers), Json(mapping), facts.rows];
    Ok(tx.execute(&HAS_READ, params).await? == 1)
}

pub async fn get(tx: &mut Tx, program: ProgramId, id: ImportId) -> Result<Option<Import>, DbError> {
    tx.optional(&GET, params![program, id]).await
}

pub async fn page(
    tx: &mut Tx,
    program: ProgramId,
    sort: ByAge,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Import>, DbError> {
    let (key, id) = sort.start(after);
    let sql = if sort == ByAge::Oldest { &OLDEST } else { &PAGE };
    tx.all(sql, params![program, key, id, limit]).await
}

/// The import of the same file that stands, if there is one.
pub async fn same_file(
    tx: &mut Tx,
    program: ProgramId,
    kind: Kind,
    hash: [u8; 32],
) -> Result<Option<ImportId>, DbError> {
    Ok(tx.optional::<(ImportId,)>(&SAME_FILE, params![program, kind, hash]).await?.map(|row| row.0))
}

pub async fn remap(tx: &mut Tx, program: ProgramId, before: &Import, mapping: &Mapping) -> Result<bool, DbError> {
    Ok(tx.execute(&REMAP, params![program, before.id, Json(mapping), before.version]).await? == 1)
}

pub async fn checked(tx: &mut Tx, program: ProgramId, before: &Import, counts: Counts) -> Result<bool, DbError> {
    let Counts { new, duplicate, broken, warned } = counts;
    let params = params![program, before.id, new, duplicate, broken, before.version, warned];
    Ok(tx.execute(&CHECKED, params).await? == 1)
}

/// Moves an import that stands at the version that was read.
pub async fn move_to(
    tx: &mut Tx,
    program: ProgramId,
    before: &Import,
    state: ImportState,
    done: u32,
    finished: Option<Instant>,
) -> Result<bool, DbError> {
    Ok(tx.execute(&MOVE, params![program, before.id, state, done, finished, before.version]).await? == 1)
}

/// What a step has added to the counts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Step {
    pub done: u32,
    pub added: u32,
    pub repeated: u32,
    pub failed: u32,
}

/// Counts a step of the commit; false if another has taken it.
pub async fn advance(tx: &mut Tx, program: ProgramId, before: &Import, step: Step) -> Result<bool, DbError> {
    let done = before.done + step.done;
    let params = params![program, before.id, done, step.added, step.repeated, step.failed, before.done];
    Ok(tx.execute(&ADVANCE, params).await? == 1)
}

/// Counts a step of the undo; false if another has taken it.
pub async fn advance_undo(
    tx: &mut Tx,
    program: ProgramId,
    before: &Import,
    removed: u32,
    kept: u32,
) -> Result<bool, DbError> {
    let done = before.done + removed + kept;
    Ok(tx.execute(&ADVANCE_UNDO, params![program, before.id, done, removed, kept, before.done]).await? == 1)
}

pub async fn insert_page(tx: &mut Tx, program: ProgramId, id: ImportId, first: u32, body: &str) -> Result<(), DbError> {
    tx.execute(&INSERT_PAGE, params![program, id, first, body]).await.map(drop)
}

/// Rows of a file, together with the place of the first of them.
pub type Pages = Vec<(u32, Json<Vec<FileRow>>)>;

/// The next pages from a row on.
pub async fn pages(tx: &mut Tx, program: ProgramId, id: ImportId, from: u32, count: u32) -> Result<Pages, DbError> {
    tx.all(&PAGES, params![program, id, from, count]).await
}

pub async fn set_faults(
    tx: &mut Tx,
    program: ProgramId,
    id: ImportId,
    first: u32,
    faults: &[Fault],
) -> Result<(), DbError> {
    let faults = (!faults.is_empty()).then_some(Json(faults));
    tx.execute(&SET_FAULTS, params![program, id, first, faults]).await.map(drop)
}

/// Faults of the next pages that have some, from a row on.
pub async fn faults(
    tx: &mut Tx,
    program: ProgramId,
    id: ImportId,
    from: u32,
    count: u32,
) -> Result<Vec<(u32, Json<Vec<Fault>>)>, DbError> {
    tx.all(&FAULTS, params![program, id, from, count]).await
}

pub async fn erase(tx: &mut Tx, program: ProgramId, id: ImportId) -> Result<(), DbError> {
    tx.execute(&ERASE, params![program, id]).await.map(drop)
}

pub async fn insert_outcome(
    tx: &mut Tx,
    program: ProgramId,
    id: ImportId,
    line: u32,
    subject: [u8; 16],
    outcome: &str,
) -> Result<(), DbError> {
    tx.execute(&INSERT_OUTCOME, params![program, id, line, subject, outcome]).await.map(drop)
}

/// What an import has added and nobody has judged yet.
pub async fn added(tx: &mut Tx, program: ProgramId, id: ImportId, count: u32) -> Result<Vec<(u32, [u8; 16])>, DbError> {
    tx.all(&ADDED, params![program, id, count]).await
}

pub async fn set_outcome(
    tx: &mut Tx,
    program: ProgramId,
    id: ImportId,
    line: u32,
    outcome: &str,
) -> Result<(), DbError> {
    tx.execute(&SET_OUTCOME, params![program, id, line, outcome]).await.map(drop)
}

pub async fn mapping(tx: &mut Tx, program: ProgramId, kind: Kind, source: &str) -> Result<Option<Mapping>, DbError> {
    Ok(tx.optional::<(Json<Mapping>,)>(&MAPPING, params![program, kind, source]).await?.map(|row| row.0.0))
}

pub async fn remember(
    tx: &mut Tx,
    program: ProgramId,
    kind: Kind,
    source: &str,
    mapping: &Mapping,
) -> Result<(), DbError> {
    tx.execute(&REMEMBER, params![program, kind, source, Json(mapping)]).await.map(drop)
}

/// Somebody has worked on a lead that an import added: a person, a partner, or another time that the interest came.
pub async fn is_touched(tx: &mut Tx, program: ProgramId, id: ImportId, lead: LeadId) -> Result<bool, DbError> {
    let count = |row: (i64,)| row.0 > 0;
    Ok(count(tx.one(&FOREIGN_TOUCHES, params![program, lead, id]).await?)
        || count(tx.one(&WORKED_ON, params![program, lead]).await?)
        || count(tx.one(&ANSWERED, params![program, lead]).await?))
}

/// A partner that an import added was offered a lead since.
pub async fn was_offered(tx: &mut Tx, program: ProgramId, partner: PartnerId) -> Result<bool, DbError> {
    Ok(tx.one::<(i64,)>(&OFFERS_OF_PARTNER, params![program, partner]).await?.0 > 0)
}

/// Removes a lead with everything that hangs on it alone; its client, too, if nothing else is known of it.
pub async fn remove_lead(tx: &mut Tx, program: ProgramId, lead: LeadId, client: ClientId) -> Result<(), DbError> {
    for sql in [&DELETE_OFFERS, &DELETE_DECISIONS, &DELETE_TOUCHES, &DELETE_CONSENTS, &DELETE_LEAD] {
        tx.execute(sql, params![program, lead]).await?;
    }
    if tx.one::<(i64,)>(&OTHER_LEADS, params![program, client]).await?.0 > 0 {
        return Ok(());
    }
    // A client that a deal knows stays.
    let forgotten = tx.attempt(|tx| {
        Box::pin(async move {
            tx.execute(&DELETE_KEYS, params![program, client]).await?;
            tx.execute(&DELETE_CLIENT, params![program, client]).await
        })
    });
    match forgotten.await? {
        Ok(_) | Err(DbError::ForeignKey(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
