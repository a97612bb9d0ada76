//! The index in the database. A term is bytes, so that both databases order it in one way.

use db::{DbError, Tx, params};
use kit::{Uuid, id::ProgramId};

/// Subjects of one term that are counted; more is "many".
pub const MANY: i64 = 1000;
/// The newest subjects of a term that are looked through, so that no question takes long.
const LOOKED_THROUGH: i64 = 4000;
/// Terms that a word which is still being typed may stand for.
const MEANT: i64 = 12;
/// Words of a question that are looked for.
pub const WORDS: usize = 5;

db::statements! {
    WRITTEN: "select scope, terms from search_entry where program_id = $1 and kind = $2 and subject_id = $3";
    KEEP: "insert into search_entry (program_id, kind, subject_id, scope, terms) values ($1, $2, $3, $4, $5) \
        on conflict (program_id, kind, subject_id, scope) do update set terms = excluded.terms";
    FORGET: "delete from search_entry where program_id = $1 and kind = $2 and subject_id = $3 and scope = $4";
    ADD: "insert into search_term (program_id, scope, kind, term, subject_id) values ($1, $2, $3, $4, $5) \
        on conflict (program_id, scope, kind, term, subject_id) do nothing";
    REMOVE: "delete from search_term where program_id = $1 and scope = $2 and kind = $3 and term = $4 and subject_id = $5";
    COUNT: "select count(*) from (select 1 as one from search_term \
        where program_id = $1 and scope = $2 and kind = $3 and term = $4 limit $5) as few";
    // Goes from one term to the next, however many subjects have it.
    MEANT_BY: "with recursive meant (term) as ( \
        select (select s.term from search_term s where s.program_id = $1 and s.scope = $2 and s.kind = $3 and s.term >= $4 \
            and s.term < $5 order by s.term limit 1) \
        union all select (select s.term from search_term s where s.program_id = $1 and s.scope = $2 and s.kind = $3 \
            and s.term > meant.term and s.term < $5 order by s.term limit 1) from meant where meant.term is not null) \
        select term from meant where term is not null limit $6";
    FIND: "select a.subject_id from (select subject_id from search_term \
            where program_id = $1 and scope = $2 and kind = $3 and term = $4 order by subject_id desc limit $9) as a \
        where (cast($5 as blob) is null or exists (select 1 from search_term b where b.program_id = $1 and b.scope = $2 and b.kind = $3 and b.term = $5 and b.subject_id = a.subject_id)) \
        and (cast($6 as blob) is null or exists (select 1 from search_term b where b.program_id = $1 and b.scope = $2 and b.kind = $3 and b.term = $6 and b.subject_id = a.subject_id)) \
        and (cast($7 as blob) is null or exists (select 1 from search_term b where b.program_id = $1 and b.scope = $2 and b.kind = $3 and b.term = $7 and b.subject_id = a.subject_id)) \
        and (cast($8 as blob) is null or exists (select 1 from search_term b where b.program_id = $1 and b.scope = $2 and b.kind = $3 and b.term = $8 and b.subject_id = a.subject_id)) \
        order by a.subject_id desc limit $10";
}

/// Who finds what: the vendor under the id of the program, a partner under its own.
#[derive(Debug, Clone, Copy)]
pub struct Shelf<'a> {
    pub program: ProgramId,
    pub scope: [u8; 16],
    pub kind: &'a str,
}

/// What is kept of a subject: for whom, and its terms one after another.
pub async fn written(
    tx: &mut Tx,
    program: ProgramId,
    kind: &str,
    subject: Uuid,
) -> Result<Vec<([u8; 16], String)>, DbError> {
    tx.all(&WRITTEN, params![program, kind, subject.into_bytes()]).await
}

/// Keeps which terms a subject has now; none takes it out.
pub async fn keep(tx: &mut Tx, shelf: Shelf<'_>, subject: Uuid, terms: &str) -> Result<(), DbError> {
    let (id, Shelf { program, scope, kind }) = (subject.into_bytes(), shelf);
    if terms.is_empty() {
        return tx.execute(&FORGET, params![program, kind, id, scope]).await.map(drop);
    }
    tx.execute(&KEEP, params![program, kind, id, scope, terms]).await.map(drop)
}

pub async fn add(tx: &mut Tx, shelf: Shelf<'_>, term: &str, subject: Uuid) -> Result<(), DbError> {
    let Shelf { program, scope, kind } = shelf;
    tx.execute(&ADD, params![program, scope, kind, term.as_bytes(), subject.into_bytes()]).await.map(drop)
}

pub async fn remove(tx: &mut Tx, shelf: Shelf<'_>, term: &str, subject: Uuid) -> Result<(), DbError> {
    let Shelf { program, scope, kind } = shelf;
    tx.execute(&REMOVE, params![program, scope, kind, term.as_bytes(), subject.into_bytes()]).await.map(drop)
}

/// How many subjects have a term, up to [`MANY`].
pub async fn count(tx: &mut Tx, shelf: Shelf<'_>, term: &[u8]) -> Result<i64, DbError> {
    let Shelf { program, scope, kind } = shelf;
    Ok(tx.one::<(i64,)>(&COUNT, params![program, scope, kind, term, MANY]).await?.0)
}

/// The terms that begin with what was typed.
pub async fn meant(tx: &mut Tx, shelf: Shelf<'_>, begins: &str) -> Result<Vec<Vec<u8>>, DbError> {
    let Shelf { program, scope, kind } = shelf;
    // No letter has this byte, so it stands behind all that begin so.
    let end = [begins.as_bytes(), &[0xff]].concat();
    let found: Vec<(Vec<u8>,)> =
        tx.all(&MEANT_BY, params![program, scope, kind, begins.as_bytes(), end, MEANT]).await?;
    Ok(found.into_iter().map(|(term,)| term).collect())
}

/// The newest subjects that have all these terms; the first is the rarest.
pub async fn find(tx: &mut Tx, shelf: Shelf<'_>, terms: &[Vec<u8>], limit: i64) -> Result<Vec<Uuid>, DbError> {
    let Shelf { program, scope, kind } = shelf;
    let term = |place: usize| terms.get(place).map(Vec::as_slice);
    let Some(first) = term(0) else { return Ok(Vec::new()) };
    let params = params![program, scope, kind, first, term(1), term(2), term(3), term(4), LOOKED_THROUGH, limit];
    let found: Vec<([u8; 16],)> = tx.all(&FIND, params).await?;
    Ok(found.into_iter().map(|(id,)| Uuid::from_bytes(id)).collect())
}
