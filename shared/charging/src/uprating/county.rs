//! What new amounts or a new policy change in a whole county, as counts and sums
//! without anybody's circumstances.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{ChargeParts, UpratingDifference, figures_moved, with_ages_of};
use crate::assessment::{AssessmentResult, Basis, Totals};
use crate::batch::{BatchAnswer, PackedHouseholds};
use crate::circumstances::Circumstances;
use crate::law;
use crate::policy::Policy;

/// What a county is assessed under, before or after.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CountySide {
    /// The day whose law is used.
    pub on: Date,
    /// The year of the amounts: `2026 to 2027`.
    pub amounts: String,
    /// The name of the council's policy.
    pub policy: String,
}

/// What changes in a county. Amounts are pounds a week, below 0 where less is
/// paid. The README of `charging` lists every field.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CountyReport {
    /// The version of this format: 1.
    pub version: u8,
    /// What was before.
    pub before: CountySide,
    /// What is after.
    pub after: CountySide,
    /// The households that were looked at.
    pub households: usize,
    /// Those that are refused before or after, and so are in no other number.
    pub refused: usize,
    /// Those whose charge is the full cost of care whose cost is not known, before
    /// or after, and so has no difference.
    pub cost_not_known: usize,
    /// Those who pay more.
    pub pay_more: usize,
    /// Those who pay less.
    pub pay_less: usize,
    /// Those who pay what they paid.
    pub pay_the_same: usize,
    /// All charges of before.
    pub charges_before: Decimal,
    /// All charges of after.
    pub charges_after: Decimal,
    /// The part of the difference that the new amounts of the law make.
    pub from_rates: Decimal,
    /// The part that changes of people or of the policy make.
    pub from_change: Decimal,
    /// How many move by how much, from the largest fall to the largest rise.
    pub bands: Vec<ChangeBand>,
    /// Who begins or ceases to pay nothing, or the full cost.
    pub crossings: Crossings,
    /// Each section of the sum that moved for somebody.
    pub sections: Vec<SectionInCounty>,
    /// Each figure of the law that moved and that somebody's result rests on.
    pub figures: Vec<FigureInCounty>,
}

/// How many households move by an amount between two.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeBand {
    /// The least difference; `None` for every lower one.
    pub from: Option<Decimal>,
    /// The greatest difference; `None` for every higher one.
    pub to: Option<Decimal>,
    /// The households.
    pub households: usize,
}

/// How many households begin or cease to pay nothing, or the full cost.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Crossings {
    /// Those who paid something and pay nothing.
    pub to_nothing: usize,
    /// Those who paid nothing and pay something.
    pub from_nothing: usize,
    /// Those who begin to pay the full cost.
    pub to_full_cost: usize,
    /// Those who no longer pay the full cost.
    pub from_full_cost: usize,
}

/// A section of the sum that moved.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SectionInCounty {
    /// The section, as the API names the total: `minimum_income_guarantee`.
    pub section: String,
    /// The households for which it moved.
    pub households: usize,
    /// The sum of its differences.
    pub difference: Decimal,
}

/// A figure of the law that moved.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FigureInCounty {
    /// The figure, by its key in the files of the law.
    pub figure: String,
    /// The amount of before; `None` where it was not on file.
    pub before: Option<Decimal>,
    /// The amount of after.
    pub after: Option<Decimal>,
    /// The households whose results rest on it.
    pub households: usize,
}

/// The upper ends of the bands, in pence; a band begins a penny above the one
/// before.
const BAND_ENDS: [i64; 12] = [
    -5_001, -2_001, -1_001, -501, -201, -1, 0, 200, 500, 1_000, 2_000, 5_000,
];

/// Assesses a county on one day by one policy and on another by another.
///
/// ```
/// use charging::circumstances::Circumstances;
/// use charging::policy::Policy;
/// use charging::uprating::county_report;
/// use jiff::civil::date;
/// use rust_decimal::dec;
///
/// let county: Vec<Circumstances> = serde_json::from_value(serde_json::json!([{
///     "person": { "age": 80 },
///     "care": { "setting": "at_home", "weekly_cost": "400" },
///     "income": [{ "kind": "state_pension", "amount": "300" }]
/// }]))
/// .unwrap();
/// let policy = Policy::default();
///
/// let report = county_report(
///     &county,
///     (date(2024, 6, 3), &policy),
///     (date(2025, 6, 2), &policy),
/// );
/// assert_eq!((report.pay_less, report.from_rates), (1, dec!(-3.90)));
/// assert_eq!(report.figures[0].figure, "single_pension_age");
/// ```
#[must_use]
pub fn county_report(
    households: &[Circumstances],
    before: (Date, &Policy),
    after: (Date, &Policy),
) -> CountyReport {
    let as_they_were: Vec<Circumstances> = households
        .iter()
        .map(|household| with_ages_of(before.0, after.0, household))
        .collect();
    let (now, then) = (
        PackedHouseholds::pack(households),
        PackedHouseholds::pack(&as_they_were),
    );
    let first = now.under(before.0, before.1);
    let between = then.under(after.0, before.1);
    let last = now.under(after.0, after.1);
    let mut counted = Counted::new(before, after);
    let answers = first.answers().zip(between.answers()).zip(last.answers());
    for ((first, between), last) in answers {
        counted.add(first, between, last);
    }
    counted.report
}

struct Counted {
    report: CountyReport,
    days: (Date, Date),
}

impl Counted {
    fn new(before: (Date, &Policy), after: (Date, &Policy)) -> Self {
        let side = |(on, policy): (Date, &Policy)| CountySide {
            on,
            amounts: law::amounts(on).map_or_else(|_| String::new(), |set| set.name.to_owned()),
            policy: policy.name.clone(),
        };
        let penny = |pence: i64| Decimal::new(pence, 2);
        let begins = std::iter::once(None).chain(BAND_ENDS.map(|end| Some(penny(end + 1))));
        let ends = BAND_ENDS
            .map(|end| Some(penny(end)))
            .into_iter()
            .chain([None]);
        Self {
            report: CountyReport {
                version: 1,
                before: side(before),
                after: side(after),
                households: 0,
                refused: 0,
                cost_not_known: 0,
                pay_more: 0,
                pay_less: 0,
                pay_the_same: 0,
                charges_before: penny(0),
                charges_after: penny(0),
                from_rates: penny(0),
                from_change: penny(0),
                bands: begins
                    .zip(ends)
                    .map(|(from, to)| ChangeBand {
                        from,
                        to,
                        households: 0,
                    })
                    .collect(),
                crossings: Crossings::default(),
                sections: Vec::new(),
                figures: Vec::new(),
            },
            days: (before.0, after.0),
        }
    }

    fn add(&mut self, first: BatchAnswer, between: BatchAnswer, last: BatchAnswer) {
        self.report.households += 1;
        let results = (
            first.into_result(),
            between.into_result(),
            last.into_result(),
        );
        let (Ok(before), Ok(by_new_rates), Ok(after)) = results else {
            self.report.refused += 1;
            return;
        };
        let used = before.figures_used.and(by_new_rates.figures_used);
        let difference = UpratingDifference {
            before,
            by_new_rates,
            after,
            figures: figures_moved(self.days.0, self.days.1, used),
        };
        self.cross(&before, &after);
        self.sections(&before.totals, &after.totals);
        self.figures(&difference);
        match difference.charge() {
            Some(parts) => self.charge(&difference, parts),
            None => self.report.cost_not_known += 1,
        }
    }

    fn charge(&mut self, difference: &UpratingDifference, parts: ChargeParts) {
        let report = &mut self.report;
        let whole = parts.whole();
        if whole.is_zero() {
            report.pay_the_same += 1;
        } else if whole > Decimal::ZERO {
            report.pay_more += 1;
        } else {
            report.pay_less += 1;
        }
        report.from_rates += parts.from_rates;
        report.from_change += parts.from_change;
        report.charges_before += difference.before.charge.weekly.unwrap_or_default();
        report.charges_after += difference.after.charge.weekly.unwrap_or_default();
        let band = report
            .bands
            .iter_mut()
            .find(|band| band.to.is_none_or(|to| whole <= to));
        if let Some(band) = band {
            band.households += 1;
        }
    }

    fn cross(&mut self, before: &AssessmentResult, after: &AssessmentResult) {
        let nothing = |result: &AssessmentResult| result.charge.weekly == Some(Decimal::ZERO);
        let full = |result: &AssessmentResult| result.charge.basis == Basis::FullCost;
        let crossings = &mut self.report.crossings;
        for (count, crossed) in [
            (
                &mut crossings.to_nothing,
                !nothing(before) && nothing(after),
            ),
            (
                &mut crossings.from_nothing,
                nothing(before) && !nothing(after),
            ),
            (&mut crossings.to_full_cost, !full(before) && full(after)),
            (&mut crossings.from_full_cost, full(before) && !full(after)),
        ] {
            *count += usize::from(crossed);
        }
    }

    fn sections(&mut self, before: &Totals, after: &Totals) {
        for ((section, before), (_, after)) in sections(before).into_iter().zip(sections(after)) {
            let (Some(before), Some(after)) = (before, after) else {
                continue;
            };
            if before == after {
                continue;
            }
            let sections = &mut self.report.sections;
            let at = sections.binary_search_by(|each| each.section.as_str().cmp(section));
            let place = at.unwrap_or_else(|place| {
                let new = SectionInCounty {
                    section: section.to_owned(),
                    households: 0,
                    difference: Decimal::new(0, 2),
                };
                sections.insert(place, new);
                place
            });
            if let Some(moved) = sections.get_mut(place) {
                moved.households += 1;
                moved.difference += after - before;
            }
        }
    }

    fn figures(&mut self, difference: &UpratingDifference) {
        for figure in &difference.figures {
            let key = figure.name.key();
            let figures = &mut self.report.figures;
            if let Some(known) = figures.iter_mut().find(|known| known.figure == key) {
                known.households += 1;
                continue;
            }
            let new = FigureInCounty {
                figure: key.to_owned(),
                before: figure.before,
                after: figure.after,
                households: 1,
            };
            let place = figures.partition_point(|known| known.figure.as_str() < key);
            figures.insert(place, new);
        }
    }
}

/// Lists the sections of a sum whose movement a county asks for; `None` is an
/// amount that hangs on a cost that is not known, and has no difference.
fn sections(totals: &Totals) -> [(&'static str, Option<Decimal>); 11] {
    [
        ("agreed_allowances", Some(totals.agreed_allowances)),
        ("arrangement_fee", Some(totals.arrangement_fee)),
        ("couple_adjustment", Some(totals.couple_adjustment)),
        ("council_pays", totals.council_pays),
        (
            "disability_related_expenses",
            Some(totals.disability_related_expenses),
        ),
        ("housing", Some(totals.housing)),
        ("income_counted", Some(totals.income_counted)),
        (
            "minimum_income_guarantee",
            Some(totals.minimum_income_guarantee.unwrap_or_default()),
        ),
        (
            "personal_expenses_allowance",
            Some(totals.personal_expenses_allowance.unwrap_or_default()),
        ),
        ("tariff_income", Some(totals.tariff_income)),
        ("weekly_charge", totals.weekly_charge),
    ]
}
