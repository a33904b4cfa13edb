//! Nominates non-payment weeks on behalf of a supplier, with a reason.

use app::non_payment_weeks::{self, Nomination, problem_words};
use askama::Template;
use attendance::non_payment::{NominatedBy, NominationRefused, NonPaymentYear};
use attendance::provision_plan::SupplierReader as _;
use attendance::supplier::{Supplier, SupplierId};
use attendance::week::{FinancialYear, Week};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::values::calendar::in_words;
use web::govuk::{Button, CheckboxItem, Checkboxes, Fieldset, Hint, Input, Label, Legend};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, PathIds, page, see_other};

use crate::supplier_address::of_supplier;
use crate::{AppState, FinanceDeskPorts};

/// The fields of a nomination.
pub(crate) const FIELDS: &[&str] = &["week", "because", "marks"];

/// The most characters of a reason.
const LONGEST_REASON: usize = 300;

#[derive(Template)]
#[template(path = "non-payment.html")]
struct Weeks {
    frame: PageFrame,
    due: u8,
    weeks: Checkboxes,
    because: Input,
    marks: Checkboxes,
    button: Button,
}

/// The fields as typed.
struct Typed {
    weeks: Vec<Week>,
    because: String,
    marks: bool,
}

pub(crate) async fn ask<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathIds(supplier, year): PathIds<SupplierId, FinancialYear>,
) -> Result<Response, Failure> {
    let kept = state.supplier(&supplier).await?;
    let (weeks, _) = state
        .ports
        .store()
        .non_payment_year(&kept.supplier, year)
        .await?;
    let typed = Typed {
        weeks: weeks.nominated().keys().copied().collect(),
        because: String::new(),
        marks: false,
    };
    let view = Weeks::new(&staff, &kept.supplier, &weeks, &typed, &[]);
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn nominate<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathIds(supplier, year): PathIds<SupplierId, FinancialYear>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let kept = state.supplier(&supplier).await?;
    let typed = Typed::of(&posted).ok_or(Failure::BAD_REQUEST)?;
    let mistakes = state
        .nominated(&staff, &kept.supplier, year, &typed)
        .await?;
    if mistakes.is_empty() {
        return Ok(see_other(&of_supplier(&supplier)));
    }
    let (weeks, _) = state
        .ports
        .store()
        .non_payment_year(&kept.supplier, year)
        .await?;
    let view = Weeks::new(&staff, &kept.supplier, &weeks, &typed, &mistakes);
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
}

impl<P: FinanceDeskPorts> AppState<P> {
    /// Nominates weeks. Returns every mistake; then nothing was changed.
    async fn nominated(
        &self,
        staff: &Staff<Finance>,
        supplier: &Supplier,
        year: FinancialYear,
        typed: &Typed,
    ) -> Result<Vec<FieldMistake>, Failure> {
        if typed.because.chars().count() > LONGEST_REASON {
            let words = format!("The reason must be {LONGEST_REASON} characters or fewer");
            return Ok(vec![FieldMistake::new("because", words)]);
        }
        let by = NominatedBy::Finance {
            because: typed.because.clone(),
        };
        let (store, now) = (self.ports.store(), self.site.now());
        let (by, of) = ((staff.staff_user(), &by), (supplier, year));
        let nominated =
            non_payment_weeks::nominate(store, by, of, &typed.weeks, typed.marks, now).await?;
        match nominated {
            Nomination::Done => Ok(Vec::new()),
            Nomination::Refused(problems) => Ok(problems.iter().map(mistake).collect()),
            Nomination::Busy => Err(Failure::new(StatusCode::CONFLICT)),
        }
    }
}

fn mistake(problem: &NominationRefused) -> FieldMistake {
    let field = match problem {
        NominationRefused::NoReasonGiven => "because",
        NominationRefused::HasMarks(_) => "marks",
        _ => "week",
    };
    FieldMistake::new(field, problem_words(problem))
}

impl Typed {
    /// Reads the fields; none if a week is no week.
    fn of(posted: &PostedForm) -> Option<Self> {
        let weeks: Result<Vec<Week>, _> = posted.all("week").map(str::parse).collect();
        Some(Self {
            weeks: weeks.ok()?,
            because: posted.one("because").trim().to_owned(),
            marks: posted.one("marks") == "yes",
        })
    }
}

impl Weeks {
    fn new(
        staff: &Staff<Finance>,
        supplier: &Supplier,
        weeks: &NonPaymentYear,
        typed: &Typed,
        mistakes: &[FieldMistake],
    ) -> Self {
        let in_force = weeks.in_force();
        let all = weeks.year().weeks().into_iter();
        let items = all
            .filter(|week| week.ending() >= supplier.joined)
            .map(|week| {
                let (monday, sunday) = (in_words(week.monday()), in_words(week.ending()));
                let not_paid = match in_force.contains(&week) {
                    true => " (not paid as it stands)",
                    false => "",
                };
                CheckboxItem {
                    value: week.ending().to_string().into(),
                    text: format!("{monday} to {sunday}{not_paid}").into(),
                    checked: Some(typed.weeks.contains(&week)),
                    ..CheckboxItem::default()
                }
            });
        let title = format!("Non-payment weeks of {}, {}", supplier.name, weeks.year());
        Self {
            frame: staff
                .page(title)
                .back(of_supplier(&supplier.id))
                .errors(summary(mistakes)),
            due: weeks.due(),
            weeks: Checkboxes {
                name: "week".into(),
                fieldset: Some(Fieldset {
                    legend: Legend::of("Which weeks are not paid?"),
                    ..Fieldset::default()
                }),
                error_message: wrong(mistakes, "week"),
                items: items.collect(),
                ..Checkboxes::default()
            },
            because: Input {
                id: "because".into(),
                name: "because".into(),
                label: Label::of("Why do you choose for the provider?"),
                hint: Some(Hint::of("This is recorded. Do not name a person.")),
                value: typed.because.clone().into(),
                error_message: wrong(mistakes, "because"),
                ..Input::default()
            },
            marks: Checkboxes {
                name: "marks".into(),
                error_message: wrong(mistakes, "marks"),
                items: vec![CheckboxItem {
                    value: "yes".into(),
                    text: "I know that what is recorded in these weeks will not be paid".into(),
                    checked: Some(typed.marks),
                    ..CheckboxItem::default()
                }],
                ..Checkboxes::default()
            },
            button: Button::of("Save these weeks"),
        }
    }
}
