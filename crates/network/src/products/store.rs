//! Products in the database.

use db::{DbError, Tx, params};
use kit::id::{ProductId, ProgramId};

use super::Product;

db::statements! {
    INSERT: "insert into product (program_id, id, code, name, needs_certificate, retired_at, version, name_ru, name_en) \
        values ($1, $2, $3, $4, $5, null, 1, $6, $7)";
    UPDATE: "update product set name = $3, needs_certificate = $4, retired_at = $5, version = $6, name_ru = $7, name_en = $8 \
        where program_id = $1 and id = $2 and version = $6 - 1";
    GET: "select id, code, name, name_ru, name_en, needs_certificate, retired_at, version from product where program_id = $1 and id = $2";
    BY_CODE: "select id, code, name, name_ru, name_en, needs_certificate, retired_at, version from product \
        where program_id = $1 and code = $2";
    LIST: "select id, code, name, name_ru, name_en, needs_certificate, retired_at, version from product where program_id = $1 order by name, id";
}

pub async fn insert(tx: &mut Tx, program: ProgramId, new: &Product) -> Result<(), DbError> {
    tx.execute(&INSERT, params![program, new.id, new.code, new.name, new.needs_certificate, new.name_ru, new.name_en])
        .await
        .map(drop)
}

pub async fn update(tx: &mut Tx, program: ProgramId, after: &Product) -> Result<bool, DbError> {
    let Product { name, needs_certificate, retired_at, version, name_ru, name_en, .. } = after;
    let params = params![program, after.id, name, needs_certificate, retired_at, version, name_ru, name_en];
    Ok(tx.execute(&UPDATE, params).await? == 1)
}

pub async fn get(tx: &mut Tx, program: ProgramId, id: ProductId) -> Result<Option<Product>, DbError> {
    tx.optional(&GET, params![program, id]).await
}

pub async fn by_code(tx: &mut Tx, program: ProgramId, code: &str) -> Result<Option<Product>, DbError> {
    tx.optional(&BY_CODE, params![program, code]).await
}

pub async fn list(tx: &mut Tx, program: ProgramId) -> Result<Vec<Product>, DbError> {
    tx.all(&LIST, params![program]).await
}
