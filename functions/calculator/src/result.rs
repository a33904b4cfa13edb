//! Shows the result: the answer, what it means and what to do now first, then
//! benefits and the picture of the money; how it was worked out is folded away.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use charging::report::{self, MoneyPicture, Slice, say};
use domain::document::{Document, DocumentSection};
use domain::eligibility::Voice;
use journey::estimate_costs::Estimate;
use journey::journey::Journey;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use web::answers::AnswerStore;
use web::govuk::Button;
use web::page::document::{Folded, Sections};
use web::who::CitizenRequest;
use web::{Failure, PageFrame, page};

use crate::{AppState, no_estimate};

#[derive(Template)]
#[template(path = "result.html")]
struct ResultPage {
    frame: PageFrame,
    /// The sentences of the answer between the first, which is the heading, and
    /// the last, which says how far to trust it.
    meaning: Vec<String>,
    certainty: String,
    send: Button,
    document: Document,
    money: Option<Money>,
}

/// The picture of the money: both sides, which are one sum.
struct Money {
    bars: [Bar; 2],
    total: String,
    note: Option<String>,
}

/// One side of the picture.
struct Bar {
    caption: String,
    parts: Vec<Part>,
}

/// A part of one side of the picture, measured in thousandths of its width.
#[derive(Debug, Eq, PartialEq)]
struct Part {
    label: String,
    amount: String,
    /// The number of the fill in the stylesheet.
    fill: usize,
    from: u32,
    width: u32,
}

/// The first fill of the money that counts, so that a colour does not stand for
/// one thing on this side and for another on the other.
const FILLS_OF_WHAT_COUNTS: usize = 5;

impl ResultPage {
    /// Returns the sections that stand in the open. The picture is instead of
    /// the tables about the money.
    fn shown(&self) -> &[DocumentSection] {
        let end = self.place(&[report::MONEY, report::WHY]);
        self.document.sections.get(..end).unwrap_or_default()
    }

    /// Returns the sections after the picture that stand in the open.
    fn after_money(&self) -> &[DocumentSection] {
        let money = self.place(&[report::MONEY, report::WHY]);
        let from = money + usize::from(self.money.is_some());
        let why = self.place(&[report::WHY]);
        self.document.sections.get(from..why).unwrap_or_default()
    }

    fn folded(&self) -> &[DocumentSection] {
        let from = self.place(&[report::WHY]);
        self.document.sections.get(from..).unwrap_or_default()
    }

    /// Finds the first section with one of these headings.
    fn place(&self, headings: &[&str]) -> usize {
        let mut sections = self.document.sections.iter();
        sections
            .position(|section| headings.contains(&section.heading.as_str()))
            .unwrap_or_default()
    }
}

pub(crate) async fn show<S: AnswerStore>(
    State(state): State<AppState<S>>,
    visitor: CitizenRequest,
) -> Result<Response, Failure> {
    let (state, opened) = state.open(visitor).await?;
    let journey = Journey::new(crate::spec().form, &opened.answers);
    let estimate = match state.estimate(&journey) {
        Ok(estimate) => estimate,
        Err(why) => return Ok(no_estimate::explain(&state, &journey, &why)),
    };
    Ok(page(
        StatusCode::OK,
        &ResultPage::new(&state, &journey, &estimate),
    ))
}

impl ResultPage {
    fn new<S: AnswerStore>(
        state: &AppState<S>,
        journey: &Journey<'_>,
        estimate: &Estimate,
    ) -> Self {
        let document = estimate.report(journey, &state.policy, state.site.council());
        let mut meaning = document.answer.clone();
        let headline = meaning.remove(0);
        let certainty = meaning.pop().unwrap_or_default();
        Self {
            frame: state
                .site
                .page(headline.trim_end_matches('.').to_owned())
                .part(crate::spec().form.title.as_str())
                .back(format!("{}/check-answers", crate::START)),
            meaning,
            certainty,
            send: Button {
                text: "Send this estimate and ask for help".into(),
                href: "/apply".into(),
                ..Button::default()
            },
            money: money(estimate, journey.speaks_of().into()),
            document,
        }
    }
}

fn money(estimate: &Estimate, voice: Voice) -> Option<Money> {
    let assessment = &estimate.assessment;
    let picture = report::where_money_goes(assessment)?;
    let total = picture.total();
    let MoneyPicture { counts, goes } = picture;
    let side = |caption: &str, slices: &[Slice], fill| Bar {
        caption: say(caption, voice).into_owned(),
        parts: parts(slices, total, fill, voice),
    };
    Some(Money {
        bars: [
            side(
                "The money that counts, a week",
                &counts,
                FILLS_OF_WHAT_COUNTS,
            ),
            side("Where it goes, a week", &goes, 1),
        ],
        total: domain::values::money::in_words(total),
        note: report::about_tariff_income(assessment).map(|note| say(&note, voice).into_owned()),
    })
}

/// Puts the slices side by side. Their ends are rounded, not their widths, so
/// that together they are exactly the whole.
fn parts(slices: &[Slice], whole: Decimal, first_fill: usize, voice: Voice) -> Vec<Part> {
    let thousandths = |sum: Decimal| {
        (sum * Decimal::ONE_THOUSAND / whole)
            .round()
            .to_u32()
            .unwrap_or_default()
    };
    let mut sum = Decimal::ZERO;
    slices
        .iter()
        .enumerate()
        .map(|(place, slice)| {
            let from = thousandths(sum);
            sum += slice.amount;
            Part {
                label: say(slice.label, voice).into_owned(),
                amount: domain::values::money::in_words(slice.amount),
                fill: first_fill + place,
                from,
                width: thousandths(sum) - from,
            }
        })
        .collect()
}
