//! Sections of one version of the policy, each read into its type once.

use std::{
    any::Any,
    sync::{Arc, Mutex, PoisonError},
};

type Section = (String, Arc<dyn Any + Send + Sync>);

/// What was read so far. It says nothing that the body does not say, so all are equal.
#[derive(Clone, Default)]
pub(super) struct Parsed(Arc<Mutex<Vec<Section>>>);

impl Parsed {
    pub(super) fn get<T: Any + Clone>(&self, name: &str) -> Option<T> {
        let sections = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sections.iter().filter(|(section, _)| section == name).find_map(|(_, value)| value.downcast_ref().cloned())
    }

    pub(super) fn keep<T: Any + Clone + Send + Sync>(&self, name: &str, value: &T) {
        let mut sections = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sections.push((name.to_owned(), Arc::new(value.clone())));
    }
}

impl std::fmt::Debug for Parsed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Parsed")
    }
}
impl PartialEq for Parsed {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
impl Eq for Parsed {}
