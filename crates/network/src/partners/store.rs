//! Partners in the database.

use std::collections::BTreeMap;

use db::{DbError, FromRow, Json, Row, Tx, params};
use kit::{
    Id, Instant,
    id::{PartnerId, ProductId, ProgramId},
};

use super::{Certificate, Group, Life, OwnerGroup, Partner, Pause, PauseKind};

/// Where a partner stands in its life at a moment, when events since another keep it active: SQL over a row of `partner`.
#[macro_export]
macro_rules! partner_life {
    ($now:literal, $since:literal) => {
        concat!(
            "case when left_at is not null then 'left' when exists (select 1 from partner_pause s \
            where s.program_id = partner.program_id and s.partner_id = partner.id and s.kind = 'suspended' and s.from_at <= ",
            $now,
            " and (s.until_at is null or s.until_at > ",
            $now,
            ")) then 'suspended' when exists (select 1 from partner_activity a where a.program_id = partner.program_id \
            and a.partner_id = partner.id and a.last_at >= ",
            $since,
            ") then 'active' when joined_at >= ",
            $since,
            " and not exists (select 1 from partner_activity a where a.program_id = partner.program_id \
            and a.partner_id = partner.id) then 'onboarding' else 'dormant' end"
        )
    };
}

db::statements! {
    LIFE: concat!("select ", crate::partner_life!("$3", "$4"), " from partner where program_id = $1 and id = $2");
    LIVES: concat!("select id, name, ", crate::partner_life!("$2", "$3"), ", ", crate::partner_life!("$2", "$4"),
        " from partner where program_id = $1 and left_at is null order by id");
    WAS_ACTIVE: "insert into partner_activity (program_id, partner_id, last_at) \
        select program_id, id, $3 from partner where program_id = $1 and id = $2 \
        on conflict (program_id, partner_id) do update set last_at = excluded.last_at where partner_activity.last_at < excluded.last_at";
    FORGET_ACTIVITY: "delete from partner_activity where program_id = $1 and partner_id = $2";
    PAUSES_OF_ONE: "select kind, from_at, until_at, reason from partner_pause where program_id = $1 and partner_id = $2 \
        order by from_at desc";
    INSERT: "insert into partner (program_id, id, name, tax_id, size_class, tier_weight, contract_active, joined_at, left_at, \
        calendar_id, owner_group, open_cap, new_per_day_cap, sizes, industries, territories, version, \
        search_text) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
    UPDATE: "update partner set name = $3, tax_id = $4, size_class = $5, tier_weight = $6, contract_active = $7, joined_at = $8, \
        left_at = $9, calendar_id = $10, owner_group = $11, open_cap = $12, new_per_day_cap = $13, sizes = $14, industries = $15, \
        territories = $16, version = $17, search_text = $18 where program_id = $1 and id = $2 and version = $17 - 1";
    GET: "select id, name, tax_id, size_class, tier_weight, contract_active, joined_at, left_at, calendar_id, owner_group, \
        open_cap, new_per_day_cap, sizes, industries, territories, version from partner where program_id = $1 and id = $2";
    WORKING: "select id, name, tax_id, size_class, tier_weight, contract_active, joined_at, left_at, calendar_id, owner_group, \
        open_cap, new_per_day_cap, sizes, industries, territories, version from partner \
        where program_id = $1 and left_at is null order by id";
    NAMES: "select id, name, tax_id from partner where program_id = $1 order by id";
    USERS: "select count(*) from app_user where program_id = $1 and partner_id = $2";
    CHANGES: "select count(*) from event where program_id = $1 and subject_kind = 'partner' and subject_id = $2 \
        and name not in ('partner.added', 'partner.certified')";
    FORGET_INVITATIONS: "delete from invitation where program_id = $1 and partner_id = $2 and accepted_at is null";
    FORGET_CERTIFICATES: "delete from partner_certificate where program_id = $1 and partner_id = $2";
    REMOVE: "delete from partner where program_id = $1 and id = $2";
    GROUP_BY_NAME: "select id from owner_group where program_id = $1 and plain_name = $2";
    GROUP_NAME: "select name from owner_group where program_id = $1 and id = $2";
    GROUPS: "select id, name from owner_group where program_id = $1 order by name, id";
    INSERT_GROUP: "insert into owner_group (program_id, id, name, plain_name) values ($1, $2, $3, $4)";
    BY_TAX_ID: "select id from partner where program_id = $1 and tax_id = $2";
    CERTIFICATES: "select product_id, valid_until from partner_certificate where program_id = $1 and partner_id = $2 \
        order by product_id";
    ALL_CERTIFICATES: "select partner_id, product_id, valid_until from partner_certificate where program_id = $1 \
        order by partner_id, product_id";
    CERTIFY: "insert into partner_certificate (program_id, partner_id, product_id, valid_until) values ($1, $2, $3, $4) \
        on conflict (program_id, partner_id, product_id) do update set valid_until = excluded.valid_until";
    REVOKE: "delete from partner_certificate where program_id = $1 and partner_id = $2 and product_id = $3";
    SET_PAUSE: "insert into partner_pause (program_id, partner_id, kind, from_at, until_at, reason) values ($1, $2, $3, $4, $5, $6) \
        on conflict (program_id, partner_id, kind, from_at) do update set until_at = excluded.until_at";
    END_PAUSE: "update partner_pause set until_at = $4 where program_id = $1 and partner_id = $2 and kind = $3 \
        and from_at <= $4 and (until_at is null or until_at > $4)";
    PAUSES: "select partner_id, kind, from_at, until_at, reason from partner_pause \
        where program_id = $1 and (until_at is null or until_at > $2) order by partner_id, from_at, kind";
}

/// From the cells of `id` to `territories` and `version`, in the order of the statements here; its certificates stand elsewhere.
impl FromRow for Partner {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.take()?,
            name: row.take()?,
            tax_id: row.take()?,
            size_class: row.take()?,
            tier_weight: row.take()?,
            contract_active: row.take()?,
            joined_at: row.take()?,
            left_at: row.take()?,
            calendar: row.take()?,
            owner_group: row.take()?,
            open_cap: row.take()?,
            new_per_day_cap: row.take()?,
            sizes: row.take::<Json<_>>()?.0,
            industries: row.take::<Json<_>>()?.0,
            territories: row.take::<Json<_>>()?.0,
            certificates: Vec::new(),
            version: row.take()?,
        })
    }
}

pub async fn insert(tx: &mut Tx, program: ProgramId, new: &Partner) -> Result<(), DbError> {
    write(tx, &INSERT, program, new).await.map(drop)
}

pub async fn update(tx: &mut Tx, program: ProgramId, after: &Partner) -> Result<bool, DbError> {
    Ok(write(tx, &UPDATE, program, after).await? == 1)
}

async fn write(tx: &mut Tx, sql: &'static db::Sql, program: ProgramId, p: &Partner) -> Result<u64, DbError> {
    let params = params![
        program,
        p.id,
        p.name,
        p.tax_id,
        p.size_class,
        p.tier_weight,
        p.contract_active,
        p.joined_at,
        p.left_at,
        p.calendar,
        p.owner_group,
        p.open_cap,
        p.new_per_day_cap,
        Json(&p.sizes),
        Json(&p.industries),
        Json(&p.territories),
        p.version,
        kit::search::folded(&p.name)
    ];
    tx.execute(sql, params).await
}

pub async fn get(tx: &mut Tx, program: ProgramId, id: PartnerId) -> Result<Option<Partner>, DbError> {
    let Some(mut partner) = tx.optional::<Partner>(&GET, params![program, id]).await? else { return Ok(None) };
    let rows: Vec<(ProductId, Option<Instant>)> = tx.all(&CERTIFICATES, params![program, id]).await?;
    partner.certificates =
        rows.into_iter().map(|(product, valid_until)| Certificate { product, valid_until }).collect();
    Ok(Some(partner))
}

/// Where a partner stands in its life at `now`, when events since `since` keep it active.
pub async fn life(
    tx: &mut Tx,
    program: ProgramId,
    id: PartnerId,
    now: Instant,
    since: Instant,
) -> Result<Option<Life>, DbError> {
    Ok(tx.optional::<(Life,)>(&LIFE, params![program, id, now, since]).await?.map(|row| row.0))
}

/// All partners that have not left, with where each stands at `now` when events since `was` keep it active, and since `is`.
pub async fn lives(
    tx: &mut Tx,
    program: ProgramId,
    now: Instant,
    was: Instant,
    is: Instant,
) -> Result<Vec<(PartnerId, String, Life, Life)>, DbError> {
    tx.all(&LIVES, params![program, now, was, is]).await
}

/// A partner did something commercial; an earlier moment than the known one changes nothing.
pub async fn was_active(tx: &mut Tx, program: ProgramId, id: PartnerId, at: Instant) -> Result<(), DbError> {
    tx.execute(&WAS_ACTIVE, params![program, id, at]).await.map(drop)
}

/// All partners that have not left, in the order of their ids.
pub async fn covering(tx: &mut Tx, program: ProgramId) -> Result<Vec<Partner>, DbError> {
    let rows: Vec<Partner> = tx.all(&WORKING, params![program]).await?;
    with_certificates(tx, program, rows).await
}

/// The partners with their certificates.
pub async fn with_certificates(tx: &mut Tx, program: ProgramId, rows: Vec<Partner>) -> Result<Vec<Partner>, DbError> {
    let all: Vec<(PartnerId, ProductId, Option<Instant>)> = tx.all(&ALL_CERTIFICATES, params![program]).await?;
    let mut by_partner: BTreeMap<PartnerId, Vec<Certificate>> = BTreeMap::new();
    for (partner, product, valid_until) in all {
        by_partner.entry(partner).or_default().push(Certificate { product, valid_until });
    }
    let filled = rows.into_iter().map(|partner| {
        let certificates = by_partner.remove(&partner.id).unwrap_or_default();
        Partner { certificates, ..partner }
    });
    Ok(filled.collect())
}

/// Names and tax ids of all partners, those that have left among them.
pub async fn names(tx: &mut Tx, program: ProgramId) -> Result<Vec<(PartnerId, String, Option<String>)>, DbError> {
    tx.all(&NAMES, params![program]).await
}

/// Somebody works for a partner, or it was changed since it was added.
pub async fn is_used(tx: &mut Tx, program: ProgramId, id: PartnerId) -> Result<bool, DbError> {
    let uses = tx.one::<(i64,)>(&USERS, params![program, id]).await?.0;
    Ok(uses > 0 || tx.one::<(i64,)>(&CHANGES, params![program, id]).await?.0 > 0)
}

/// Removes a partner that nobody uses, with its certificates and open invitations.
pub async fn remove(tx: &mut Tx, program: ProgramId, id: PartnerId) -> Result<(), DbError> {
    for sql in [&FORGET_INVITATIONS, &FORGET_CERTIFICATES, &FORGET_ACTIVITY, &REMOVE] {
        tx.execute(sql, params![program, id]).await?;
    }
    Ok(())
}

/// The group of owners that is known under a name without case, quotes and legal forms.
pub async fn group_by_name(tx: &mut Tx, program: ProgramId, plain: &str) -> Result<Option<Id<OwnerGroup>>, DbError> {
    Ok(tx.optional::<(Id<OwnerGroup>,)>(&GROUP_BY_NAME, params![program, plain]).await?.map(|row| row.0))
}

pub async fn group_name(tx: &mut Tx, program: ProgramId, id: Id<OwnerGroup>) -> Result<Option<String>, DbError> {
    Ok(tx.optional::<(String,)>(&GROUP_NAME, params![program, id]).await?.map(|row| row.0))
}

pub async fn groups(tx: &mut Tx, program: ProgramId) -> Result<Vec<Group>, DbError> {
    tx.all(&GROUPS, params![program]).await
}

pub async fn insert_group(
    tx: &mut Tx,
    program: ProgramId,
    id: Id<OwnerGroup>,
    name: &str,
    plain: &str,
) -> Result<(), DbError> {
    tx.execute(&INSERT_GROUP, params![program, id, name, plain]).await.map(drop)
}

pub async fn by_tax_id(tx: &mut Tx, program: ProgramId, tax_id: &str) -> Result<Option<PartnerId>, DbError> {
    Ok(tx.optional::<(PartnerId,)>(&BY_TAX_ID, params![program, tax_id]).await?.map(|row| row.0))
}

pub async fn certify(tx: &mut Tx, program: ProgramId, id: PartnerId, new: &Certificate) -> Result<(), DbError> {
    tx.execute(&CERTIFY, params![program, id, new.product, new.valid_until]).await.map(drop)
}

pub async fn revoke(tx: &mut Tx, program: ProgramId, id: PartnerId, product: ProductId) -> Result<bool, DbError> {
    Ok(tx.execute(&REVOKE, params![program, id, product]).await? == 1)
}

/// Sets a pause of a kind that begins at a moment, or moves its end.
pub async fn set_pause(tx: &mut Tx, program: ProgramId, id: PartnerId, pause: &Pause) -> Result<(), DbError> {
    tx.execute(&SET_PAUSE, params![program, id, pause.kind, pause.from, pause.until, pause.reason]).await.map(drop)
}

/// Ends the pause of a kind that is in force at `now`; false if none is.
pub async fn end_pause(
    tx: &mut Tx,
    program: ProgramId,
    id: PartnerId,
    kind: PauseKind,
    now: Instant,
) -> Result<bool, DbError> {
    Ok(tx.execute(&END_PAUSE, params![program, id, kind, now]).await? > 0)
}

/// Pauses of all partners that are in force at `now` or will be.
pub async fn pauses_of(
    tx: &mut Tx,
    program: ProgramId,
    now: Instant,
) -> Result<BTreeMap<PartnerId, Vec<Pause>>, DbError> {
    type Stored = (PartnerId, PauseKind, Instant, Option<Instant>, Option<String>);
    let rows: Vec<Stored> = tx.all(&PAUSES, params![program, now]).await?;
    let mut found: BTreeMap<PartnerId, Vec<Pause>> = BTreeMap::new();
    for (partner, kind, from, until, reason) in rows {
        found.entry(partner).or_default().push(Pause { kind, from, until, reason });
    }
    Ok(found)
}

/// All pauses of one partner, the latest first.
pub async fn pauses(tx: &mut Tx, program: ProgramId, id: PartnerId) -> Result<Vec<Pause>, DbError> {
    type Stored = (PauseKind, Instant, Option<Instant>, Option<String>);
    let rows: Vec<Stored> = tx.all(&PAUSES_OF_ONE, params![program, id]).await?;
    Ok(rows.into_iter().map(|(kind, from, until, reason)| Pause { kind, from, until, reason }).collect())
}
