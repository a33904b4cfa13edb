//! Shows what the next rates change for the estimates that people have saved: the
//! report that housekeeping makes each morning once the rates are on file.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use charging::law;
use charging::uprating::{ChangeBand, CountyReport};
use domain::records::county_report::{CountyReportReader as _, KeptCountyReport};
use domain::values::calendar::in_words;
use domain::values::london::date_in_london;
use domain::values::money;
use jiff::civil::Date;
use rust_decimal::Decimal;
use web::govuk::{SummaryList, SummaryRow};
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, StackedCell, StackedTable, page};

use crate::{AppState, FinanceDeskPorts};

/// The address of the page.
pub(crate) const NEW_RATES: &str = "/finance/uprating";

/// The households of which a number is not said: so few could be recognised.
const TOO_FEW: usize = 5;

#[derive(Template)]
#[template(path = "uprating.html")]
struct NewRates {
    frame: PageFrame,
    /// The last day of the rates on file, where there are none after today's.
    ends: Option<String>,
    /// The first day of the next rates, where they are on file.
    begins: Option<String>,
    report: Option<Shown>,
}

/// The report as the page shows it.
struct Shown {
    summary: SummaryList,
    bands: StackedTable,
    crossings: StackedTable,
    sections: StackedTable,
    figures: StackedTable,
}

pub(crate) async fn show<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
) -> Result<Response, Failure> {
    let kept = state.ports.store().county_report().await?;
    let today = state.site.today();
    let next = law::sets().iter().find(|set| set.from > today);
    let view = NewRates {
        frame: staff.page("What new rates change").back("/finance"),
        ends: next.is_none().then(|| in_words(law::last_day())),
        begins: next.map(|set| in_words(set.from)),
        report: kept.as_ref().and_then(Shown::of),
    };
    Ok(page(StatusCode::OK, &view))
}

impl Shown {
    /// Reads a report; `None` of a version that this page does not know, in whose
    /// place the next morning brings another.
    fn of(kept: &KeptCountyReport) -> Option<Self> {
        let report: CountyReport = serde_json::from_str(&kept.body).ok()?;
        Some(Self {
            summary: summary(date_in_london(kept.made_at), &report),
            bands: bands(&report.bands),
            crossings: crossings(&report),
            sections: sections(&report),
            figures: figures(&report),
        })
    }
}

/// Says a number of households, unless they are too few.
fn count(households: usize) -> String {
    match households {
        0 => "None".to_owned(),
        1..TOO_FEW => format!("Fewer than {TOO_FEW}"),
        more => more.to_string(),
    }
}

/// Says an amount with its sign, which shows whether more or less is paid.
fn difference(amount: Decimal) -> String {
    let sign = if amount > Decimal::ZERO { "+" } else { "" };
    format!("{sign}{}", money::in_words(amount))
}

fn summary(made: Date, report: &CountyReport) -> SummaryList {
    let year = |amounts: &str, on| format!("{amounts}, on {}", in_words(on));
    let rows = [
        ("Made on", in_words(made)),
        (
            "Rates of before",
            year(&report.before.amounts, report.before.on),
        ),
        ("New rates", year(&report.after.amounts, report.after.on)),
        ("Saved estimates", report.households.to_string()),
        ("Would pay more", count(report.pay_more)),
        ("Would pay less", count(report.pay_less)),
        ("Would pay the same", count(report.pay_the_same)),
        (
            "Care whose cost is not known, at full cost",
            count(report.cost_not_known),
        ),
        ("Not worked out", count(report.refused)),
        (
            "All charges, a week",
            format!(
                "{} before, {} after",
                money::in_words(report.charges_before),
                money::in_words(report.charges_after)
            ),
        ),
        ("From the new rates, a week", difference(report.from_rates)),
        (
            "From reaching 25 or pension age, a week",
            difference(report.from_change),
        ),
    ];
    SummaryList {
        rows: rows.map(|(key, value)| SummaryRow::of(key, value)).into(),
        ..SummaryList::default()
    }
}

fn bands(bands: &[ChangeBand]) -> StackedTable {
    let rows = bands.iter().filter(|band| band.households > 0).map(|band| {
        let words = match (band.from, band.to) {
            (Some(from), Some(to)) if from == to => "No change".to_owned(),
            (Some(from), Some(to)) => format!("{} to {}", difference(from), difference(to)),
            (Some(from), None) => format!("{} or more", difference(from)),
            (None, Some(to)) => format!("{} or less", difference(to)),
            (None, None) => "Any".to_owned(),
        };
        vec![
            StackedCell::of(words),
            StackedCell::of(count(band.households)),
        ]
    });
    table(
        "How many would pay how much more or less a week",
        &["Difference", "Estimates"],
        rows.collect(),
    )
}

fn crossings(report: &CountyReport) -> StackedTable {
    let crossings = &report.crossings;
    let rows = [
        ("Would begin to pay nothing", crossings.to_nothing),
        ("Would begin to pay something", crossings.from_nothing),
        ("Would begin to pay the full cost", crossings.to_full_cost),
        (
            "Would no longer pay the full cost",
            crossings.from_full_cost,
        ),
    ];
    let rows = rows.map(|(words, households)| {
        vec![StackedCell::of(words), StackedCell::of(count(households))]
    });
    table(
        "Who would start or stop paying, or paying the full cost",
        &["What changes", "Estimates"],
        rows.into(),
    )
}

fn sections(report: &CountyReport) -> StackedTable {
    let rows = report.sections.iter().map(|moved| {
        // A sum of too few would be somebody's.
        let sum = if moved.households < TOO_FEW {
            "Not said".to_owned()
        } else {
            difference(moved.difference)
        };
        let words = moved.section.replace('_', " ");
        vec![
            StackedCell::of(in_capitals(&words)),
            StackedCell::of(count(moved.households)),
            StackedCell::of(sum),
        ]
    });
    table(
        "Which parts of the sum would move",
        &["Part", "Estimates", "All together, a week"],
        rows.collect(),
    )
}

fn figures(report: &CountyReport) -> StackedTable {
    let amount = |amount: Option<Decimal>| {
        StackedCell::of(amount.map_or_else(|| "Not on file".to_owned(), money::in_words))
    };
    let rows = report.figures.iter().map(|moved| {
        let name = law::FigureName::ALL
            .iter()
            .find(|name| name.key() == moved.figure);
        let words = name.map_or(moved.figure.as_str(), |name| name.words());
        vec![
            StackedCell::of(words.to_owned()),
            amount(moved.before),
            amount(moved.after),
            StackedCell::of(count(moved.households)),
        ]
    });
    table(
        "Which rates move",
        &["Rate", "Before", "After", "Estimates that rest on it"],
        rows.collect(),
    )
}

fn in_capitals(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn table(
    caption: &'static str,
    columns: &[&'static str],
    rows: Vec<Vec<StackedCell>>,
) -> StackedTable {
    StackedTable {
        caption: caption.into(),
        columns: columns.iter().map(|&column| column.into()).collect(),
        rows,
    }
}
