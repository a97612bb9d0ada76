//! Grades A, B, C by published rules. A and B are offered, C is nurtured.

use serde::{Deserialize, Serialize};

use crate::{
    bounds::{BadNumber, Checks},
    fixed::Millionths,
};

/// How good a lead is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub enum Grade {
    /// Offered.
    A,
    /// Offered.
    B,
    /// Nurtured, not offered.
    C,
}

impl Grade {
    /// It may be offered to partners.
    pub const fn is_offered(self) -> bool {
        matches!(self, Self::A | Self::B)
    }
    const fn one_lower(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B | Self::C => Self::C,
        }
    }
}

/// How much is known of one criterion.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Met {
    /// It is not met, or nothing is known.
    #[default]
    No,
    /// In part.
    Partly,
    /// It is met.
    Yes,
}

/// What a lead is graded by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LeadQuality {
    /// There is a need that the product answers.
    pub need: Met,
    /// There is money for it.
    pub budget: Met,
    /// There is a date.
    pub term: Met,
    /// A person can be reached.
    pub contact: Met,
    /// The client is of a type that the playbook knows.
    pub typology: Met,
}

/// How partners rated the leads of a source, from 1 to 5.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SourceRating {
    /// Ratings given.
    pub count: u32,
    /// Their sum.
    pub sum: u32,
}

/// Every number of grading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct GradingPolicy {
    /// Points for the need; half of them for a need in part, and so for each.
    pub need: u32,
    /// Points for the budget.
    pub budget: u32,
    /// Points for the term.
    pub term: u32,
    /// Points for a contact that can be reached.
    pub contact: u32,
    /// Points for a known type of client.
    pub typology: u32,
    /// From so many points on it is an A.
    pub a_from: u32,
    /// From so many points on it is a B.
    pub b_from: u32,
    /// A source rated worse than this loses a grade.
    pub source_below: Millionths,
    /// From fewer ratings nothing is concluded.
    pub fewest_ratings: u32,
}

impl Default for GradingPolicy {
    fn default() -> Self {
        Self {
            need: 30,
            budget: 20,
            term: 15,
            contact: 20,
            typology: 15,
            a_from: 70,
            b_from: 40,
            source_below: Millionths(2_500_000),
            fewest_ratings: 10,
        }
    }
}

impl GradingPolicy {
    /// Every number stands within its bounds, or the list of those that do not.
    pub fn validate(&self) -> Result<(), Vec<BadNumber>> {
        let mut checks = Checks::default();
        let points = [self.need, self.budget, self.term, self.contact, self.typology];
        for (field, points) in ["need", "budget", "term", "contact", "typology"].into_iter().zip(points) {
            checks.within(field, points, 0..=1_000);
        }
        checks
            .within("b_from", self.b_from, 0..=5_000)
            .not_below("a_from", self.a_from, "b_from", self.b_from)
            .within("source_below", self.source_below.0, 1_000_000..=5_000_000)
            .within("fewest_ratings", self.fewest_ratings, 1..=100_000);
        checks.done()
    }
}

impl SourceRating {
    /// The mean of the ratings; nothing before the first.
    pub fn mean(self) -> Millionths {
        Millionths::ratio(self.sum.into(), self.count.into())
    }
    /// Rated often enough, and badly: its leads lose a grade.
    pub fn is_bad(self, policy: &GradingPolicy) -> bool {
        self.count >= policy.fewest_ratings && self.mean() < policy.source_below
    }
}

/// A grade with what led to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Graded {
    /// The grade.
    pub grade: Grade,
    /// Points reached.
    pub points: u32,
    /// The source's ratings took a grade away.
    pub source_demoted: bool,
}

/// Grades a lead.
pub fn grade(quality: LeadQuality, source: SourceRating, policy: &GradingPolicy) -> Graded {
    let half_points = [
        (quality.need, policy.need),
        (quality.budget, policy.budget),
        (quality.term, policy.term),
        (quality.contact, policy.contact),
        (quality.typology, policy.typology),
    ]
    .into_iter()
    .map(|(met, points)| match met {
        Met::No => 0,
        Met::Partly => points,
        Met::Yes => points.saturating_mul(2),
    })
    .fold(0u32, u32::saturating_add);
    let points = half_points / 2;
    let by_points = match points {
        _ if points >= policy.a_from => Grade::A,
        _ if points >= policy.b_from => Grade::B,
        _ => Grade::C,
    };
    let source_demoted = source.is_bad(policy);
    let grade = if source_demoted { by_points.one_lower() } else { by_points };
    Graded { grade, points, source_demoted }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graded(quality: LeadQuality, source: SourceRating) -> (Grade, u32) {
        let graded = grade(quality, source, &GradingPolicy::default());
        (graded.grade, graded.points)
    }

    #[test]
    fn story_3_a_and_b_are_offered_and_c_is_nurtured() {
        let all =
            LeadQuality { need: Met::Yes, budget: Met::Yes, term: Met::Yes, contact: Met::Yes, typology: Met::Yes };
        let unknown = SourceRating::default();
        assert_eq!(graded(all, unknown), (Grade::A, 100));
        assert_eq!(graded(LeadQuality { budget: Met::No, term: Met::Partly, ..all }, unknown), (Grade::A, 72));
        assert_eq!(graded(LeadQuality { budget: Met::No, term: Met::No, ..all }, unknown), (Grade::B, 65));
        assert_eq!(graded(LeadQuality { contact: Met::Yes, ..LeadQuality::default() }, unknown), (Grade::C, 20));
        assert!(Grade::A.is_offered() && Grade::B.is_offered() && !Grade::C.is_offered());
    }

    #[test]
    fn a_source_whose_leads_are_rated_badly_loses_a_grade() {
        let all =
            LeadQuality { need: Met::Yes, budget: Met::Yes, term: Met::Yes, contact: Met::Yes, typology: Met::Yes };
        assert_eq!(graded(all, SourceRating { count: 10, sum: 24 }).0, Grade::B);
        assert_eq!(graded(all, SourceRating { count: 10, sum: 25 }).0, Grade::A);
        assert_eq!(graded(all, SourceRating { count: 9, sum: 9 }).0, Grade::A, "too few to tell");
    }

    #[test]
    fn a_wrong_number_is_named() {
        assert_eq!(GradingPolicy::default().validate(), Ok(()));
        let policy = GradingPolicy { a_from: 10, ..GradingPolicy::default() };
        assert_eq!(policy.validate().unwrap_err()[0].to_string(), "a_from must not be smaller than b_from");
    }
}
