//! Texts of protection.

platform::texts! {
    pub no_such_partner() { "Такого партнёра нет", "There is no such partner" }
}
