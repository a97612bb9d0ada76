//! The playbook in the database.

use db::{DbError, Json, Tx, params};
use kit::{
    Instant,
    id::{ProductId, ProgramId, UserId},
};

use super::{
    Axis, Both, CardId, Content, Motion, ProcessId, ProcessShown, TermId, TermShown, VersionShown,
    cards::{CardContent, CardShown, Key},
};

macro_rules! term {
    () => {
        "select id, axis, name, retired_at, version from playbook_term where program_id = $1"
    };
}
macro_rules! card {
    () => {
        "select id, client_type, category, entry_point, business_process, content, version from playbook_card where program_id = $1"
    };
}
macro_rules! process {
    () => {
        "select id, product_id, motion, name, published, draft, retired_at, version from sales_process where program_id = $1"
    };
}

db::statements! {
    TERMS: concat!(term!(), " order by axis, position, id");
    TERM: concat!(term!(), " and id = $2");
    ADD_TERM: "insert into playbook_term (program_id, id, axis, name, position, retired_at, version) \
        values ($1, $2, $3, $4, $5, null, 1)";
    SAVE_TERM: "update playbook_term set name = $3, retired_at = $4, version = version + 1 \
        where program_id = $1 and id = $2 and version = $5";
    DROP_TERM: "delete from playbook_term where program_id = $1 and id = $2";
    TERM_ON_CARDS: "select count(*) from playbook_card where program_id = $1 \
        and (client_type = $2 or category = $2 or entry_point = $2 or business_process = $2)";
    TERM_ON_DEALS: "select count(*) from deal_way where program_id = $1 \
        and (client_type = $2 or category = $2 or entry_point = $2 or business_process = $2)";
    CARDS: concat!(card!(), " order by id");
    CARD: concat!(card!(), " and id = $2");
    ADD_CARD: "insert into playbook_card (program_id, id, client_type, category, entry_point, business_process, content, version) \
        values ($1, $2, $3, $4, $5, $6, $7, 1)";
    SAVE_CARD: "update playbook_card set client_type = $3, category = $4, entry_point = $5, business_process = $6, content = $7, \
        version = version + 1 where program_id = $1 and id = $2 and version = $8";
    DROP_CARD: "delete from playbook_card where program_id = $1 and id = $2";
    PROCESSES: concat!(process!(), " order by id");
    PROCESS: concat!(process!(), " and id = $2");
    PROCESS_OF: concat!(process!(), " and product_id = $2 and motion = $3 and retired_at is null");
    ADD_PROCESS: "insert into sales_process (program_id, id, product_id, motion, name, published, draft, retired_at, version) \
        values ($1, $2, $3, $4, $5, null, $6, null, 1)";
    SAVE_PROCESS: "update sales_process set name = $3, published = $4, draft = $5, retired_at = $6, version = version + 1 \
        where program_id = $1 and id = $2 and version = $7";
    DROP_PROCESS: "delete from sales_process where program_id = $1 and id = $2";
    DROP_VERSIONS: "delete from sales_process_version where program_id = $1 and process_id = $2";
    DROP_OWN: "delete from partner_process where program_id = $1 and process_id = $2";
    PROCESS_ON_DEALS: "select count(*) from deal_way where program_id = $1 and process_id = $2";
    ADD_VERSION: "insert into sales_process_version (program_id, process_id, number, content, note, published_at, published_by) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    VERSION: "select number, content, note, published_at from sales_process_version \
        where program_id = $1 and process_id = $2 and number = $3";
    VERSIONS: "select number, content, note, published_at from sales_process_version \
        where program_id = $1 and process_id = $2 order by number desc limit 200";
}

pub async fn terms(tx: &mut Tx, program: ProgramId) -> Result<Vec<TermShown>, DbError> {
    tx.all(&TERMS, params![program]).await
}

pub async fn term(tx: &mut Tx, program: ProgramId, id: TermId) -> Result<Option<TermShown>, DbError> {
    tx.optional(&TERM, params![program, id]).await
}

pub async fn add_term(
    tx: &mut Tx,
    program: ProgramId,
    id: TermId,
    (axis, name): (Axis, &Both),
    position: i64,
) -> Result<(), DbError> {
    tx.execute(&ADD_TERM, params![program, id, axis, Json(name), position]).await.map(drop)
}

pub async fn save_term(tx: &mut Tx, program: ProgramId, term: &TermShown) -> Result<bool, DbError> {
    let params = params![program, term.id, term.name, term.retired_at, term.version];
    Ok(tx.execute(&SAVE_TERM, params).await? == 1)
}

pub async fn drop_term(tx: &mut Tx, program: ProgramId, id: TermId) -> Result<(), DbError> {
    tx.execute(&DROP_TERM, params![program, id]).await.map(drop)
}

/// On how many cards, and in how many deals a term stands.
pub async fn term_used(tx: &mut Tx, program: ProgramId, id: TermId) -> Result<(i64, i64), DbError> {
    let cards = tx.one::<(i64,)>(&TERM_ON_CARDS, params![program, id]).await?.0;
    Ok((cards, tx.one::<(i64,)>(&TERM_ON_DEALS, params![program, id]).await?.0))
}

pub async fn cards(tx: &mut Tx, program: ProgramId) -> Result<Vec<CardShown>, DbError> {
    tx.all(&CARDS, params![program]).await
}

pub async fn card(tx: &mut Tx, program: ProgramId, id: CardId) -> Result<Option<CardShown>, DbError> {
    tx.optional(&CARD, params![program, id]).await
}

pub async fn add_card(
    tx: &mut Tx,
    program: ProgramId,
    id: CardId,
    key: Key,
    content: &CardContent,
) -> Result<(), DbError> {
    let Key { client_type, category, entry_point, business_process } = key;
    let params = params![program, id, client_type, category, entry_point, business_process, Json(content)];
    tx.execute(&ADD_CARD, params).await.map(drop)
}

pub async fn save_card(tx: &mut Tx, program: ProgramId, card: &CardShown) -> Result<bool, DbError> {
    let CardShown { id, client_type, category, entry_point, business_process, content, version } = card;
    let params = params![program, id, client_type, category, entry_point, business_process, content, version];
    Ok(tx.execute(&SAVE_CARD, params).await? == 1)
}

pub async fn drop_card(tx: &mut Tx, program: ProgramId, id: CardId) -> Result<(), DbError> {
    tx.execute(&DROP_CARD, params![program, id]).await.map(drop)
}

pub async fn processes(tx: &mut Tx, program: ProgramId) -> Result<Vec<ProcessShown>, DbError> {
    tx.all(&PROCESSES, params![program]).await
}

pub async fn process(tx: &mut Tx, program: ProgramId, id: ProcessId) -> Result<Option<ProcessShown>, DbError> {
    tx.optional(&PROCESS, params![program, id]).await
}

/// The process that stands for a product and motion.
pub async fn process_of(
    tx: &mut Tx,
    program: ProgramId,
    product: ProductId,
    motion: Motion,
) -> Result<Option<ProcessShown>, DbError> {
    tx.optional(&PROCESS_OF, params![program, product, motion]).await
}

pub async fn add_process(tx: &mut Tx, program: ProgramId, new: &ProcessShown) -> Result<(), DbError> {
    let params = params![program, new.id, new.product, new.motion, new.name, new.draft];
    tx.execute(&ADD_PROCESS, params).await.map(drop)
}

pub async fn save_process(tx: &mut Tx, program: ProgramId, after: &ProcessShown) -> Result<bool, DbError> {
    let ProcessShown { id, name, published, draft, retired_at, version, .. } = after;
    let params = params![program, id, name, published, draft, retired_at, version];
    Ok(tx.execute(&SAVE_PROCESS, params).await? == 1)
}

/// Takes a process that no deal has ever stood in away, with all that hangs on it.
pub async fn drop_process(tx: &mut Tx, program: ProgramId, id: ProcessId) -> Result<(), DbError> {
    for sql in [&DROP_OWN, &DROP_VERSIONS, &DROP_PROCESS] {
        tx.execute(sql, params![program, id]).await?;
    }
    Ok(())
}

/// How many deals stand or stood in a process.
pub async fn process_used(tx: &mut Tx, program: ProgramId, id: ProcessId) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(&PROCESS_ON_DEALS, params![program, id]).await?.0)
}

pub async fn add_version(
    tx: &mut Tx,
    program: ProgramId,
    process: ProcessId,
    (number, content, note): (i64, &Content, &str),
    (at, by): (Instant, Option<UserId>),
) -> Result<(), DbError> {
    tx.execute(&ADD_VERSION, params![program, process, number, Json(content), note, at, by]).await.map(drop)
}

pub async fn version(
    tx: &mut Tx,
    program: ProgramId,
    process: ProcessId,
    number: i64,
) -> Result<Option<VersionShown>, DbError> {
    tx.optional(&VERSION, params![program, process, number]).await
}

/// Every version of a process, the newest first.
pub async fn versions(tx: &mut Tx, program: ProgramId, process: ProcessId) -> Result<Vec<VersionShown>, DbError> {
    tx.all(&VERSIONS, params![program, process]).await
}
