//! What each number of distribution may be.

use super::{
    draw::Fit,
    policy::{ASKED_AT_ONCE, BandRule, DistributionPolicy, KRule, SIDE_BY_SIDE},
};
use crate::bounds::{BadNumber, Checks};

impl DistributionPolicy {
    /// Every number stands within its bounds, or the list of those that do not.
    pub fn validate(&self) -> Result<(), Vec<BadNumber>> {
        let mut checks = Checks::default();
        for mode in [&self.mode].into_iter().chain(self.mode_by_source.values()).chain(self.mode_by_product.values()) {
            checks.within("mode.n", mode.slots(), 1..=SIDE_BY_SIDE);
        }
        checks.within("wanted_started", self.wanted_started, 1..=SIDE_BY_SIDE);
        let asked = 1..=ASKED_AT_ONCE;
        match self.k {
            KRule::Adaptive { min, max, target } => checks
                .within("k.min", min, asked.clone())
                .within("k.max", max, asked)
                .not_below("k.max", max, "k.min", min)
                .within("k.target", target.0, 10_000..=990_000),
            KRule::Fixed { k } => checks.within("k.k", k, asked),
        };
        if let BandRule::Places { places } = self.band {
            checks.within("band.places", places, 1..=1_000).not_below("band.places", places, "k.max", self.k.largest());
        }
        checks.within("band_reach", self.band_reach, 1..=1_000);
        checks.within("second_wave_more", self.second_wave_more, 0..=50).within("waves", self.waves, 1..=3);
        for (urgency, windows) in self.window_minutes.each() {
            let field = format!("window_minutes.{urgency}");
            if windows.is_empty() {
                checks.length(&field, 0, 1);
            }
            for window in windows {
                checks.within(&field, *window, 1..=60 * 24 * 30);
            }
        }
        for (urgency, minutes) in self.start_minutes.each() {
            checks.within(&format!("start_minutes.{urgency}"), *minutes, 1..=60 * 24 * 90);
        }
        for (urgency, days) in self.update_days.each() {
            checks.within(&format!("update_days.{urgency}"), *days, 1..=365);
        }
        self.validate_fairness(&mut checks);
        self.validate_numbers(&mut checks);
        checks.done()
    }

    fn validate_fairness(&self, checks: &mut Checks) {
        checks
            .within("must_serve_after", self.must_serve_after, 1..=1_000)
            .within("newcomer_days", self.newcomer_days, 0..=3_650)
            .within("newcomer_offers", self.newcomer_offers, 0..=1_000)
            .within("acceptance_charge", self.acceptance_charge.0, 0..=10_000_000)
            .within("decline_refund", self.decline_refund.0, 0..=1_000_000)
            .within("refund_cap", self.refund_cap.0, 0..=1_000_000)
            .within("refund_days", self.refund_days, 1..=365)
            .within("open_cap", self.open_cap, 1..=100_000)
            .within("new_per_day_cap", self.new_per_day_cap, 1..=100_000)
            .within("share_min", self.share_min.0, 10_000..=100_000_000)
            .within("share_max", self.share_max.0, 10_000..=100_000_000)
            .not_below("share_max", self.share_max.0, "share_min", self.share_min.0)
            .within("half_life_days", self.half_life_days, 1..=3_650);
    }

    fn validate_numbers(&self, checks: &mut Checks) {
        checks
            .within("newcomer_places", self.newcomer_places, 0..=SIDE_BY_SIDE)
            .within("balance_owed", self.balance_owed, 0..=100)
            .within("balance_brought", self.balance_brought, 0..=100)
            .within("balance_weight", self.balance_weight.0, 0..=1_000_000)
            .within("balance_share_min", self.balance_share_min.0, 10_000..=1_000_000)
            .within("balance_share_max", self.balance_share_max.0, 1_000_000..=10_000_000)
            .within("prior_partners", self.prior_partners, 2..=10_000)
            .within("prior_heaviest", self.prior_heaviest, 1..=10_000)
            .not_below("fit_most", place(self.fit_most), "fit_least", place(self.fit_least))
            .within("window_reminder", self.window_reminder.0, 100_000..=1_000_000)
            .within("window_reminder_minutes", self.window_reminder_minutes, 0..=1_440)
            .within("update_reminder_days", self.update_reminder_days, 0..=30);
        for (name, prior) in [("answers_prior", self.answers_prior), ("wins_prior", self.wins_prior)] {
            checks.within(&format!("{name}.alpha"), prior.alpha.0, 10_000..=100_000_000);
            checks.within(&format!("{name}.beta"), prior.beta.0, 10_000..=100_000_000);
        }
    }
}

/// A fit as a number, for comparing.
const fn place(fit: Fit) -> u32 {
    match fit {
        Fit::Half => 0,
        Fit::TwoThirds => 1,
        Fit::One => 2,
        Fit::ThreeHalves => 3,
        Fit::Two => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            numbers::Prior,
            policy::{ByUrgency, Mode},
        },
        *,
    };
    use crate::fixed::Millionths;

    #[test]
    fn a_wrong_number_is_named() {
        let policy = DistributionPolicy {
            k: KRule::Adaptive { min: 5, max: 3, target: Millionths::ONE },
            waves: 4,
            window_minutes: ByUrgency { hot: vec![], normal: vec![0], cold: vec![60] },
            share_max: Millionths(100_000),
            ..DistributionPolicy::default()
        };
        let fields: Vec<String> = policy.validate().unwrap_err().into_iter().map(|bad| bad.field).collect();
        let windows = ["window_minutes.hot", "window_minutes.normal"];
        assert_eq!(fields, [&["k.max", "k.target", "waves"], &windows[..], &["share_max"]].concat());
    }

    #[test]
    fn no_more_work_side_by_side_or_are_asked_first_than_is_allowed() {
        let of = |n, k| DistributionPolicy { mode: Mode::Parallel { n }, k, ..DistributionPolicy::default() };
        assert_eq!(of(8, KRule::Fixed { k: 20 }).validate(), Ok(()));
        let wrong = of(99, KRule::Fixed { k: 21 }).validate().unwrap_err();
        assert_eq!(wrong.iter().map(|bad| bad.field.as_str()).collect::<Vec<_>>(), ["mode.n", "k.k"]);
    }

    #[test]
    fn a_policy_from_before_a_number_was_one_means_what_it_meant() {
        let mut old = serde_json::to_value(DistributionPolicy::default()).unwrap();
        let fields = old.as_object_mut().unwrap();
        for name in ["newcomer_places", "balance_weight", "answers_prior", "fit_most", "window_reminder"] {
            assert!(fields.remove(name).is_some(), "{name}");
        }
        assert_eq!(serde_json::from_value::<DistributionPolicy>(old).unwrap(), DistributionPolicy::default());
        let upside_down = DistributionPolicy {
            fit_least: Fit::Two,
            fit_most: Fit::Half,
            prior_partners: 1,
            answers_prior: Prior { alpha: Millionths(0), ..Prior::ANSWERS },
            ..DistributionPolicy::default()
        };
        let wrong: Vec<String> = upside_down.validate().unwrap_err().into_iter().map(|bad| bad.field).collect();
        assert_eq!(wrong, ["prior_partners", "fit_most", "answers_prior.alpha"]);
    }
}
