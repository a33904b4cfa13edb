//! What councils have published of their models, and figures that were worked
//! by hand: each a model in `published/` and rows of `published/figures.json`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use rust_decimal::{Decimal, dec};
use serde::Deserialize;

use super::*;

#[test]
fn ras_01_norfolks_bands_give_their_amount_and_nothing_outside_them() {
    assert_eq!(every_figure_of("RAS-01"), 16);
}

#[test]
fn ras_03_haltons_one_off_maximum_is_no_allocation_and_is_looked_at_again() {
    assert_eq!(every_figure_of("RAS-03"), 3);
    let halton = model("ras-03");
    let low = allocate(&halton, &BudgetAnswers::of([("level", "low")]));
    assert_eq!(low.outcome, BudgetOutcome::Predicted, "£0 is an outcome");
    assert!(low.results[0].says[0].contains("advice"), "{low:?}");
    let window = review_days(&halton, date(2015, 4, 1)).unwrap();
    assert_eq!(window, (date(2015, 5, 13), date(2015, 6, 3)));
}

#[test]
fn ras_05_a_supplement_stands_beside_the_system_and_a_year_is_only_shown_as_weeks() {
    assert_eq!(every_figure_of("RAS-05"), 2);
    let year = Annual::of(dec!(84678.00));
    let shown = |weeks| year.shown_a_week(weeks).to_string();
    assert_eq!(
        shown(WeeksInYear::FiftyTwo),
        "£1,628.42 a week (the year divided by 52 weeks)"
    );
    assert!(shown(WeeksInYear::FiftyTwoPointOneFour).starts_with("£1,624.05 a week"));
    assert!(shown(WeeksInYear::DaysOverSeven).starts_with("£1,623.96 a week"));
}

#[test]
fn ras_06_one_band_says_nothing_of_the_points_beside_it() {
    assert_eq!(every_figure_of("RAS-06"), 4);
}

#[test]
fn ras_07_an_uprating_is_a_version_of_its_own_rounded_once_where_it_is_published() {
    assert_eq!(every_figure_of("RAS-07"), 2);
    let before = model("ras-07");
    let source = "Uprated by 1.57%, Rotherham cabinet report 2013 to 2014";
    let after = before
        .uprated(dec!(1.0157), "2", date(2013, 4, 1), source)
        .unwrap();
    let rows = &after.tables["levels"].rows;
    let gives: Vec<_> = rows.iter().map(|row| row.gives.unwrap()).collect();
    assert_eq!(gives, [dec!(0.00), dec!(83.64), dec!(1015.70)]);
    assert_eq!(after.figures["hour"].amount, dec!(83.64));
    assert!(after.figures["hour"].source.ends_with(source));
    assert_eq!(
        (after.from, before.version.as_str()),
        (date(2013, 4, 1), "1")
    );
    assert_eq!(after.version, "2");

    let answers = BudgetAnswers::of([("level", "high"), ("hours", "10")]);
    let uprating = Uprating::between(&before, &after, &answers);
    let result = &uprating.results[0];
    let changes: Vec<_> = result.answers.iter().map(|line| line.change).collect();
    assert_eq!(changes, [dec!(15.70), dec!(12.90)]);
    assert_eq!(result.after.pounds() - result.before.pounds(), dec!(28.60));

    // What was worked out before keeps its version.
    let kept = KeptBudget::begin(&allocate(&before, &answers), &answers, date(2013, 3, 1));
    assert_eq!(kept.indicative.model.version, "1");
}

#[test]
fn ras_08_a_model_without_points_runs_as_one_with_points() {
    assert_eq!(every_figure_of("RAS-08"), 10);
}

#[test]
fn ras_c1_the_order_of_the_operators_is_data() {
    assert_eq!(every_figure_of("RAS-C1"), 3);
    let more = model("ras-c1-share-first");
    let none = figures()
        .into_iter()
        .find(|row| row.id == "RAS-C1")
        .unwrap();
    let none = none.answers().with("unpaid", "0");
    let without = allocate(&more, &none).results[0].computed.unwrap().pounds();
    for percent in 1..=100 {
        let share = Decimal::new(percent, 2).to_string();
        let with = allocate(&more, &none.with("unpaid", &share));
        let with = with.results[0].computed.unwrap().pounds();
        assert!(with <= without, "{share}: {with}");
    }
}

#[test]
fn ras_c2_a_least_amount_raises_an_end_of_the_range_cuts_nothing_and_a_plan_is_compared() {
    assert_eq!(every_figure_of("RAS-C2"), 4);
    let model = model("ras-c2");
    let indicative = Amount::AWeek(Weekly::of(dec!(316.72)));
    let against = |cost: Decimal| {
        let item = PlanItem {
            what: String::from("Support"),
            price: String::from("support"),
            units: cost,
        };
        let plan = CostedPlan::of(&model, &[item]).unwrap();
        Sufficiency::of(indicative, &plan).unwrap()
    };
    let short = against(dec!(352.00));
    let shortfall = short.shortfall.unwrap();
    assert_eq!(shortfall.amount, Amount::AWeek(Weekly::of(dec!(35.28))));
    assert_eq!(shortfall.percent, Some(dec!(11.1)));
    let words = short.in_words();
    for said in [
        "£316.72 a week",
        "£352 a week",
        "£35.28",
        "11.1%",
        "can go on",
    ] {
        assert!(words.contains(said), "{words}");
    }
    let enough = against(dec!(290.00));
    assert_eq!(enough.shortfall, None);
    let both = "The indicative budget is £316.72 a week. The plan costs £290 a week.";
    assert_eq!(enough.in_words(), both);
}

#[test]
fn every_published_figure_has_a_test_by_its_id() {
    let ids: BTreeSet<_> = figures().into_iter().map(|row| row.id).collect();
    let tested = [
        "RAS-01", "RAS-03", "RAS-05", "RAS-06", "RAS-07", "RAS-08", "RAS-C1", "RAS-C2",
    ];
    assert_eq!(ids.iter().map(String::as_str).collect::<Vec<_>>(), tested);
    let used: BTreeSet<_> = figures().into_iter().map(|row| row.model).collect();
    let on_file: BTreeSet<_> = MODELS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(used, on_file);
}

macro_rules! models {
    ($($name:literal)*) => {
        /// The models in `published/`.
        pub(crate) const MODELS: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("../published/", $name, ".json"))),)*
        ];
    };
}

models! {
    "ras-01" "ras-03" "ras-05" "ras-06" "ras-07" "ras-08-derby" "ras-08-devon" "ras-08-rochdale"
    "ras-08-tower-hamlets" "ras-c1-second-worker-first" "ras-c1-share-first" "ras-c2"
}

/// Reads a model of `published/`.
pub(crate) fn model(name: &str) -> Model {
    let (name, json) = MODELS.iter().find(|(known, _)| *known == name).unwrap();
    Model::read(name, json).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// A row of `published/figures.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    model: String,
    answers: BTreeMap<String, String>,
    expected: Expected,
}

impl Row {
    fn answers(&self) -> BudgetAnswers {
        let pairs = self.answers.iter();
        BudgetAnswers::of(pairs.map(|(id, answer)| (id.as_str(), answer.as_str())))
    }
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Expected {
    extent: Option<String>,
    computed: Option<Decimal>,
    need: Option<Decimal>,
    decision: Option<String>,
    flag: Option<String>,
    says: Option<String>,
    display: Option<String>,
    lines: Vec<(String, Decimal)>,
    numbers: BTreeMap<String, Decimal>,
}

fn figures() -> Vec<Row> {
    serde_json::from_str(include_str!("../published/figures.json")).unwrap()
}

/// Compares every row of an id with what its model says, and counts them.
fn every_figure_of(id: &str) -> usize {
    let rows: Vec<_> = figures().into_iter().filter(|row| row.id == id).collect();
    for row in &rows {
        let allocation = allocate(&model(&row.model), &row.answers());
        compare(row, &allocation);
    }
    rows.len()
}

fn compare(row: &Row, allocation: &Allocation) {
    let (expected, place) = (&row.expected, format!("{} {:?}", row.model, row.answers));
    let result = &allocation.results[0];
    let extent = result.extent.map(|extent| extent.to_string());
    match (&expected.decision, &expected.flag) {
        (Some(decision), None) => {
            let BudgetOutcome::APersonDecides(reasons) = &allocation.outcome else {
                panic!("{place}: {:?}", allocation.outcome);
            };
            assert_eq!(reasons[0].kind.name(), decision, "{place}");
            assert_eq!(extent, None, "{place}: nothing is predicted");
        }
        (None, Some(flag)) => {
            assert_eq!(allocation.outcome, BudgetOutcome::Incomplete, "{place}");
            assert_eq!(allocation.flags[0].kind.name(), flag, "{place}");
            assert_eq!(extent, None, "{place}: nothing is predicted");
        }
        _ => assert_eq!(allocation.outcome, BudgetOutcome::Predicted, "{place}"),
    }
    if expected.extent.is_some() {
        assert_eq!(extent, expected.extent, "{place}");
    }
    let pounds = |amount: Option<Amount>| amount.map(Amount::pounds);
    if expected.computed.is_some() {
        assert_eq!(pounds(result.computed), expected.computed, "{place}");
    }
    assert_eq!(
        pounds(result.need).filter(|_| expected.need.is_some()),
        expected.need,
        "{place}"
    );
    if !expected.lines.is_empty() {
        let lines = result.lines.iter();
        let lines: Vec<_> = lines
            .map(|line| (line.stage.clone(), line.change))
            .collect();
        assert_eq!(lines, expected.lines, "{place}");
        let sum: Decimal = lines.iter().map(|(_, change)| change).sum();
        assert_eq!(
            Some(sum),
            pounds(result.computed),
            "{place}: the changes add up"
        );
    }
    for (stage, number) in &expected.numbers {
        let line = allocation.trace.iter().find(|line| line.stage == *stage);
        assert_eq!(line.unwrap().number, Some(*number), "{place}: {stage}");
    }
    if let Some(says) = &expected.says {
        assert!(
            result.says.iter().any(|said| said.contains(says)),
            "{place}: {result:?}"
        );
    }
    if let Some(display) = &expected.display {
        assert!(result.display[0].contains(display), "{place}: {result:?}");
        assert!(
            result.display[0].contains("52 weeks"),
            "{place}: the divisor is named"
        );
    }
}
