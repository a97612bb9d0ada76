//! Enums whose values are words in the API and in the database.

/// Declares an enum with a code for each value: `codes! { pub enum Grade { /// Best. A = "A" } }`.
///
/// Gives `ALL`, `code()`, `from_code()`, `Display`, serde as the code, and a JSON schema.
#[macro_export]
macro_rules! codes {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$value_meta:meta])* $value:ident = $code:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, $crate::serde::Serialize, $crate::serde::Deserialize, $crate::schemars::JsonSchema)]
        #[serde(crate = "kit::serde")]
        #[schemars(crate = "kit::schemars")]
        $vis enum $name { $($(#[$value_meta])* #[serde(rename = $code)] $value),* }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$value),*];

            /// The word for it.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$value => $code),* }
            }

            /// The value of a word.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$value),)* _ => None }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}
