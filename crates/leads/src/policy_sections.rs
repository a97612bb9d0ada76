//! The sections of the policy that the capabilities of this crate own.

use network::policies::Section;
use platform::FieldError;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    bounds::BadNumber,
    distribution::domain::DistributionPolicy,
    offers::domain::{grading::GradingPolicy, ignoring::IgnoringPolicy},
    reciprocity::domain::policy::ReciprocityPolicy,
};

/// All of them.
pub static SECTIONS: &[Section] = &[
    Section {
        name: "distribution",
        defaults: defaults::<DistributionPolicy>,
        check: |value| check(value, DistributionPolicy::validate),
    },
    Section {
        name: "grading",
        defaults: defaults::<GradingPolicy>,
        check: |value| check(value, GradingPolicy::validate),
    },
    Section {
        name: "ignoring",
        defaults: defaults::<IgnoringPolicy>,
        check: |value| check(value, IgnoringPolicy::validate),
    },
    Section {
        name: "reciprocity",
        defaults: defaults::<ReciprocityPolicy>,
        check: |value| check(value, ReciprocityPolicy::validate),
    },
];

fn defaults<T: Default + Serialize>() -> Value {
    serde_json::to_value(T::default()).unwrap_or_default()
}

fn check<T: DeserializeOwned>(value: &Value, validate: fn(&T) -> Result<(), Vec<BadNumber>>) -> Vec<FieldError> {
    match serde_json::from_value::<T>(value.clone()) {
        Err(wrong) => {
            let reason = wrong.to_string();
            vec![FieldError::new("", move |lang| platform::edge::problem::texts::wrong_value(lang, &reason))]
        }
        Ok(numbers) => {
            let bad = validate(&numbers).err().unwrap_or_default();
            bad.into_iter().map(|number| {
                let text = number.to_string();
                FieldError::new(number.field.clone(), move |lang| platform::edge::problem::texts::wrong_value(lang, &text))
            }).collect()
        }
    }
}
