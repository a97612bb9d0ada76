//! Rollups in the database.

pub mod lists;
pub mod read;
pub mod write;

/// Every statement of this store.
pub static STATEMENTS: [&[&db::Sql]; 3] = [lists::STATEMENTS, read::STATEMENTS, write::STATEMENTS];

/// The partner of zeros: the sum over the network.
pub fn network() -> kit::id::PartnerId {
    kit::Id::from_uuid(kit::Uuid::nil())
}
