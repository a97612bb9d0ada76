//! Sources of leads: how partners rate what comes from them, and what that costs.

use db::Tx;
use kit::paging::whole;
use network::policies;
use platform::{Cx, Fail};
use schemars::JsonSchema;
use serde::Serialize;

use super::store;
use crate::{
    fixed::Millionths,
    offers::domain::grading::{GradingPolicy, SourceRating},
};

/// A source, as partners rate its leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SourceShown {
    /// Its word, for example `site`.
    pub source: String,
    /// Ratings given.
    pub ratings: u32,
    /// Their mean, in millionths: 1 000 000 to 5 000 000.
    pub mean: Millionths,
    /// Its leads lose a grade: enough ratings, and a mean below the policy's number.
    pub demoted: bool,
}

/// What such a list may be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourcesBy {
    /// By its word.
    Source,
    /// By the mean of its ratings.
    Mean,
    /// By how often it was rated.
    Ratings,
}

impl whole::By for SourcesBy {
    const KEYS: &'static [(Self, &'static str)] =
        &[(Self::Source, "source"), (Self::Mean, "mean"), (Self::Ratings, "ratings")];
}

impl whole::Row for SourceShown {
    type By = SourcesBy;
    const USUAL: whole::Sort<SourcesBy> = whole::Sort::rising(SourcesBy::Source);
    fn key(&self, by: SourcesBy) -> whole::Key {
        match by {
            SourcesBy::Source => self.source.as_str().into(),
            SourcesBy::Mean => self.mean.0.into(),
            SourcesBy::Ratings => i64::from(self.ratings).into(),
        }
    }
    fn id(&self) -> String {
        self.source.clone()
    }
    fn words(&self) -> String {
        self.source.clone()
    }
}

/// How the leads of a source are rated.
pub(super) async fn rating(cx: &Cx, tx: &mut Tx, source: &str) -> Result<SourceRating, Fail> {
    let (count, sum) = store::source_rating(tx, cx.program(), source).await?;
    Ok(SourceRating { count, sum })
}

/// Every source that was rated, by name.
pub async fn list(cx: &Cx, tx: &mut Tx) -> Result<Vec<SourceShown>, Fail> {
    let policy: GradingPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section("grading")?;
    let rows = store::sources(tx, cx.program()).await?;
    let shown = rows.into_iter().map(|(source, count, sum)| {
        let rating = SourceRating { count, sum };
        SourceShown { source, ratings: count, mean: rating.mean(), demoted: rating.is_bad(&policy) }
    });
    Ok(shown.collect())
}
