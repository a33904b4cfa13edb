//! Shows the result: the answer first, then the reasons, then every line of the
//! sum.

use std::ops::Range;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use charging::report::{self, Slice};
use domain::document::{Document, DocumentSection};
use journey::form::GrammaticalPerson;
use journey::journey::Journey;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use web::answers::AnswerStore;
use web::page::document::{Blocks, Sections};
use web::who::CitizenRequest;
use web::{Failure, PageFrame, page};

use crate::{AppState, no_estimate};

#[derive(Template)]
#[template(path = "result.html")]
struct ResultPage {
    frame: PageFrame,
    document: Document,
    /// The place of the section about where the money goes, if the document has
    /// one. The picture stands in that section.
    money: Option<usize>,
    /// The number of sections before the one about what to do now.
    first: usize,
    bar: Vec<Part>,
    somebody_else: bool,
}

impl ResultPage {
    fn money(&self) -> Option<&DocumentSection> {
        self.document.sections.get(self.money?)
    }

    fn before(&self) -> Sections<'_> {
        self.sections(0..self.money.unwrap_or_default())
    }

    fn between(&self) -> Sections<'_> {
        self.sections(self.money.map_or(0, |money| money + 1)..self.first)
    }

    fn after(&self) -> Sections<'_> {
        self.sections(self.first..self.document.sections.len())
    }

    fn sections(&self, which: Range<usize>) -> Sections<'_> {
        Sections {
            sections: self.document.sections.get(which).unwrap_or_default(),
        }
    }
}

/// A part of the picture of where the money goes, measured in thousandths of
/// its width.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Part {
    pub(crate) label: &'static str,
    pub(crate) amount: String,
    /// The number of the fill in the stylesheet.
    pub(crate) fill: usize,
    pub(crate) from: u32,
    pub(crate) width: u32,
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
    let document = estimate.report(&journey, &state.policy, state.site.council());
    Ok(page(
        StatusCode::OK,
        &ResultPage {
            frame: state
                .site
                .page(document.title.clone())
                .part(crate::spec().form.title.as_str())
                .back(format!("{}/check-answers", crate::START)),
            money: place(&document, report::MONEY),
            first: place(&document, report::WORKED_OUT).unwrap_or_default(),
            bar: bar(&report::where_money_goes(&estimate.assessment)),
            somebody_else: journey.speaks_of() == GrammaticalPerson::They,
            document,
        },
    ))
}

fn place(document: &Document, heading: &str) -> Option<usize> {
    let mut sections = document.sections.iter();
    sections.position(|section| section.heading == heading)
}

/// Puts the slices side by side. Their ends are rounded, not their widths, so
/// that together they are exactly the whole.
pub(crate) fn bar(slices: &[Slice]) -> Vec<Part> {
    let whole: Decimal = slices.iter().map(|slice| slice.amount).sum();
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
                label: slice.label,
                amount: domain::values::money::in_words(slice.amount),
                fill: place + 1,
                from,
                width: thousandths(sum) - from,
            }
        })
        .collect()
}
