//! Forms, posts and consents in the database.

use db::{DbError, FromRow, Json, Row, Tx, params};
use kit::{
    Instant, Lang,
    id::{LeadId, ProgramId},
};

use super::{FormBody, FormId};

db::statements! {
    INSERT: "insert into form (program_id, id, slug, body, open, created_at, version) values ($1, $2, $3, $4, $5, $6, 1)";
    UPDATE: "update form set slug = $3, body = $4, open = $5, version = version + 1 \
        where program_id = $1 and id = $2 and version = $6";
    KEEP_VERSION: "insert into form_version (program_id, form_id, version, body, at) values ($1, $2, $3, $4, $5)";
    GET: "select program_id, id, body, created_at, version from form where program_id = $1 and id = $2";
    LIST: "select program_id, id, body, created_at, version from form where program_id = $1 order by created_at, id";
    OF_SLUG: "select program_id, id, body, created_at, version from form where slug = $1";
    TAKEN: "select id from form where slug = $1";
    FROM_ADDRESS: "select count(*) from form_post where program_id = $1 and form_id = $2 and address_hash = $3 and at > $4";
    IN_ALL: "select count(*) from form_post where program_id = $1 and form_id = $2 and at > $3";
    OLDEST: "select coalesce(min(at), 0) from form_post where program_id = $1 and form_id = $2 and at > $3";
    SAME: "select lead_id, at from form_post where program_id = $1 and form_id = $2 and address_hash = $3 and content_hash = $4 \
        and at > $5 order by at desc limit 1";
    LEADS: "select distinct p.lead_id from form_post p join lead l on l.program_id = p.program_id and l.id = p.lead_id \
        where p.program_id = $1 and p.form_id = $2 and p.address_hash = $3 and p.at > $4 and l.state = 'distributing'";
    OPENED: "select count(*) from offer where program_id = $1 and lead_id = $2 and state not in ('offered', 'delivered')";
    POSTED: "insert into form_post (program_id, form_id, id, at, address_hash, content_hash, lead_id) values ($1, $2, $3, $4, $5, $6, $7)";
    FORGET: "delete from form_post where program_id = $1 and form_id = $2 and at < $3";
    CONSENT: "insert into lead_consent (program_id, lead_id, purpose, at, given, text_version, form_id, form_version, lang) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (program_id, lead_id, purpose, at) do nothing";
    CONSENTS: "select purpose, at, given, text_version, form_id, form_version, lang from lead_consent \
        where program_id = $1 and lead_id = $2 order by at, purpose";
}

/// A form, as it stands in the database.
#[derive(Debug, Clone)]
pub struct Kept {
    pub program: ProgramId,
    pub id: FormId,
    pub body: FormBody,
    pub created_at: Instant,
    pub version: i64,
}

impl FromRow for Kept {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            program: row.take()?,
            id: row.take()?,
            body: row.take::<Json<_>>()?.0,
            created_at: row.take()?,
            version: row.take()?,
        })
    }
}

pub async fn insert(tx: &mut Tx, program: ProgramId, id: FormId, body: &FormBody, at: Instant) -> Result<(), DbError> {
    tx.execute(&INSERT, params![program, id, body.slug, Json(body), body.open, at]).await?;
    tx.execute(&KEEP_VERSION, params![program, id, 1_i64, Json(body), at]).await.map(drop)
}

/// Changes a form that stands at a version, and keeps the new one; false if it stands at another.
pub async fn update(tx: &mut Tx, before: &Kept, body: &FormBody, at: Instant) -> Result<bool, DbError> {
    let (program, id, version) = (before.program, before.id, before.version);
    if tx.execute(&UPDATE, params![program, id, body.slug, Json(body), body.open, version]).await? == 0 {
        return Ok(false);
    }
    tx.execute(&KEEP_VERSION, params![program, id, version + 1, Json(body), at]).await?;
    Ok(true)
}

pub async fn get(tx: &mut Tx, program: ProgramId, id: FormId) -> Result<Option<Kept>, DbError> {
    tx.optional(&GET, params![program, id]).await
}

pub async fn list(tx: &mut Tx, program: ProgramId) -> Result<Vec<Kept>, DbError> {
    tx.all(&LIST, params![program]).await
}

/// The form of an address, whosever it is.
pub async fn of_slug(tx: &mut Tx, slug: &str) -> Result<Option<Kept>, DbError> {
    tx.optional(&OF_SLUG, params![slug]).await
}

/// The form that has an address.
pub async fn taken(tx: &mut Tx, slug: &str) -> Result<Option<FormId>, DbError> {
    Ok(tx.optional::<(FormId,)>(&TAKEN, params![slug]).await?.map(|row| row.0))
}

/// Where a post came from and what it said, as hashes.
#[derive(Debug, Clone, Copy)]
pub struct Marks {
    pub address: [u8; 32],
    pub content: [u8; 32],
}

/// Posts since a moment: from one address, and in all.
pub async fn posts_since(
    tx: &mut Tx,
    program: ProgramId,
    form: FormId,
    marks: &Marks,
    since: Instant,
) -> Result<(u32, u32), DbError> {
    let from_address = tx.one::<(u32,)>(&FROM_ADDRESS, params![program, form, marks.address, since]).await?.0;
    let in_all = tx.one::<(u32,)>(&IN_ALL, params![program, form, since]).await?.0;
    Ok((from_address, in_all))
}

/// The first of the posts since a moment.
pub async fn oldest_since(tx: &mut Tx, program: ProgramId, form: FormId, since: Instant) -> Result<Instant, DbError> {
    Ok(tx.one::<(Instant,)>(&OLDEST, params![program, form, since]).await?.0)
}

/// The lead of the same post from the same address since a moment, and when it came.
pub async fn same_post(
    tx: &mut Tx,
    program: ProgramId,
    form: FormId,
    marks: &Marks,
    since: Instant,
) -> Result<Option<(LeadId, Instant)>, DbError> {
    tx.optional(&SAME, params![program, form, marks.address, marks.content, since]).await
}

/// Leads of an address since a moment that partners are asked about.
pub async fn distributing_of(
    tx: &mut Tx,
    program: ProgramId,
    form: FormId,
    marks: &Marks,
    since: Instant,
) -> Result<Vec<LeadId>, DbError> {
    let rows: Vec<(LeadId,)> = tx.all(&LEADS, params![program, form, marks.address, since]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// A partner has opened or answered the lead, or let it pass.
pub async fn is_opened(tx: &mut Tx, program: ProgramId, lead: LeadId) -> Result<bool, DbError> {
    Ok(tx.one::<(i64,)>(&OPENED, params![program, lead]).await?.0 > 0)
}

/// Counts a post.
pub async fn posted(
    tx: &mut Tx,
    program: ProgramId,
    form: FormId,
    id: kit::Id<kit::id::Event>,
    at: Instant,
    marks: &Marks,
    lead: LeadId,
) -> Result<(), DbError> {
    tx.execute(&POSTED, params![program, form, id, at, marks.address, marks.content, lead]).await.map(drop)
}

/// Forgets the hashes of posts before a moment.
pub async fn forget(tx: &mut Tx, program: ProgramId, form: FormId, before: Instant) -> Result<(), DbError> {
    tx.execute(&FORGET, params![program, form, before]).await.map(drop)
}

/// What a person agreed to, or did not.
pub struct NewConsent<'a> {
    pub lead: LeadId,
    pub purpose: &'a str,
    pub given: bool,
    pub text_version: &'a str,
    pub form: FormId,
    pub form_version: i64,
    pub lang: Lang,
}

pub async fn consent(tx: &mut Tx, program: ProgramId, new: &NewConsent<'_>, at: Instant) -> Result<(), DbError> {
    let params =
        params![program, new.lead, new.purpose, at, new.given, new.text_version, new.form, new.form_version, new.lang];
    tx.execute(&CONSENT, params).await.map(drop)
}

db::record! {
    /// A consent, as it is read.
    #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
    pub struct Consented {
        /// `processing` or `transfer`.
        pub purpose: String,
        /// When.
        pub at: Instant,
        /// Given or not.
        pub given: bool,
        /// The version of the text that was read, or what was noted of how it was given.
        pub text_version: Option<String>,
        /// The form in which it stood, if it was given by a form.
        pub form: Option<FormId>,
        /// The version of the form.
        pub form_version: Option<i64>,
        /// The language in which it was read.
        pub lang: Option<Lang>,
    }
}

pub async fn consents(tx: &mut Tx, program: ProgramId, lead: LeadId) -> Result<Vec<Consented>, DbError> {
    tx.all(&CONSENTS, params![program, lead]).await
}
