//! What was read of rows that rarely change, kept in memory under the version that they had.
//!
//! The version is a value that is never used twice, stored in the transaction of each change and read in
//! the transaction that wants what is kept. So nothing here is ever invalidated: what another server
//! changed has another version, and what was rolled back had one that nobody reads again.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// A version: a random id of the change that made it.
pub type Version = [u8; 16];

type Shelf = Vec<(Version, Arc<dyn Any + Send + Sync>)>;

/// Versions of one thing that are kept: readers of an older snapshot do not push the newest out.
const VERSIONS: usize = 3;
/// Owners and types at most; beyond them the shelves are emptied and filled again.
const SHELVES: usize = 1024;

/// The shelves of one database: for each owner (a program) and type the last versions.
#[derive(Default)]
pub(crate) struct Kept(Mutex<HashMap<([u8; 16], TypeId), Shelf>>);

impl Kept {
    pub(crate) fn get<T: Any + Send + Sync>(&self, owner: &[u8; 16], version: &Version) -> Option<Arc<T>> {
        let shelves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let shelf = shelves.get(&(*owner, TypeId::of::<T>()))?;
        let (_, found) = shelf.iter().find(|(kept, _)| kept == version)?;
        Arc::clone(found).downcast().ok()
    }

    pub(crate) fn put<T: Any + Send + Sync>(&self, owner: &[u8; 16], version: &Version, value: Arc<T>) {
        let mut shelves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if shelves.len() >= SHELVES {
            shelves.clear();
        }
        let shelf = shelves.entry((*owner, TypeId::of::<T>())).or_default();
        shelf.retain(|(kept, _)| kept != version);
        shelf.insert(0, (*version, value));
        shelf.truncate(VERSIONS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_and_each_owner_has_its_own() {
        let kept = Kept::default();
        kept.put(&[1; 16], &[1; 16], Arc::new(7_u32));
        assert_eq!(kept.get::<u32>(&[1; 16], &[1; 16]).as_deref(), Some(&7));
        assert_eq!(kept.get::<u32>(&[1; 16], &[2; 16]), None);
        assert_eq!(kept.get::<u32>(&[2; 16], &[1; 16]), None);
        assert_eq!(kept.get::<u64>(&[1; 16], &[1; 16]), None);
    }

    #[test]
    fn the_newest_versions_stay() {
        let kept = Kept::default();
        for version in 0..5 {
            kept.put(&[1; 16], &[version; 16], Arc::new(version));
        }
        let stays = |version| kept.get::<u8>(&[1; 16], &[version; 16]).is_some();
        assert_eq!([0, 1, 2, 3, 4].map(stays), [false, false, true, true, true]);
    }
}
