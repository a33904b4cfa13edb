//! Asks for the non-payment weeks of a supplier's year, shows what was chosen,
//! and nominates the weeks.

use app::non_payment_weeks::{self, Nomination, problem_words};
use app::providers::{self, GrantedSupplier};
use askama::Template;
use attendance::non_payment::{NominatedBy, NominationRefused, NonPaymentYear};
use attendance::provider_access::ProviderRole;
use attendance::provision_plan::SupplierReader as _;
use attendance::supplier::SupplierId;
use attendance::week::{FinancialYear, Week};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::values::calendar::in_words;
use web::govuk::{Button, CheckboxItem, Checkboxes, Fieldset, Hint, Legend, WarningText};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::who::{Provider, Staff};
use web::{Failure, PageFrame, PathIds, page, see_other};

use crate::{AppState, NominationPorts};

const WEEK: &str = "week";

#[derive(Template)]
#[template(path = "weeks.html")]
struct Weeks {
    frame: PageFrame,
    year: String,
    due: u8,
    by: String,
    /// The weeks that are not paid as it stands.
    in_force: Vec<String>,
    weeks: Checkboxes,
    button: Button,
}

#[derive(Template)]
#[template(path = "confirm.html")]
struct Confirm {
    frame: PageFrame,
    address: String,
    /// The chosen weeks: as sent, and in words.
    chosen: Vec<(String, String)>,
    /// How many weeks are left to the default ones.
    left: usize,
    /// The weeks in which something is recorded.
    marked: Vec<WarningText>,
    button: Button,
}

/// The year of a supplier whose weeks are nominated, and who does.
struct YearToNominate {
    granted: GrantedSupplier,
    weeks: NonPaymentYear,
}

pub(crate) async fn ask<P: NominationPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
    PathIds(supplier, year): PathIds<SupplierId, FinancialYear>,
) -> Result<Response, Failure> {
    let found = state.year(&staff, &supplier, year).await?;
    let chosen: Vec<_> = found.weeks.nominated().keys().copied().collect();
    let view = Weeks::new(&staff, &found, &chosen, &[]);
    Ok(page(StatusCode::OK, &view))
}

/// Shows what was chosen, or every problem; when that is confirmed, nominates
/// the weeks.
pub(crate) async fn nominate<P: NominationPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
    PathIds(supplier, year): PathIds<SupplierId, FinancialYear>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let found = state.year(&staff, &supplier, year).await?;
    let weeks: Result<Vec<Week>, _> = posted.all(WEEK).map(str::parse).collect();
    let weeks = weeks.map_err(|_| Failure::BAD_REQUEST)?;
    let problems = state.problems(&staff, &found, &weeks, &posted).await?;
    let Some(problems) = problems else {
        return Ok(see_other(&year_page(&supplier, year)));
    };
    let (marked, others): (Vec<_>, Vec<_>) = problems
        .into_iter()
        .partition(|problem| matches!(problem, NominationRefused::HasMarks(_)));
    if others.is_empty() {
        let view = Confirm::new(&staff, &found, &weeks, &marked);
        return Ok(page(StatusCode::OK, &view));
    }
    let mistakes = others.iter().map(problem_words);
    let mistakes: Vec<_> = mistakes
        .map(|words| FieldMistake::new(WEEK, words))
        .collect();
    let view = Weeks::new(&staff, &found, &weeks, &mistakes);
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
}

impl<P: NominationPorts> AppState<P> {
    /// Finds the year of a supplier that somebody manages. This and the next
    /// year can be nominated for.
    async fn year(
        &self,
        staff: &Staff<Provider>,
        supplier: &SupplierId,
        year: FinancialYear,
    ) -> Result<YearToNominate, Failure> {
        let (store, account) = (self.ports.store(), &staff.staff_user().id);
        let found = providers::granted_supplier(store, account, supplier).await?;
        let granted = found.ok_or(Failure::NOT_FOUND)?;
        if granted.grant.role != ProviderRole::Manager {
            return Err(NOT_A_MANAGER);
        }
        let present = Week::of(self.site.today()).financial_year();
        if year != present && year.previous() != present {
            return Err(Failure::NOT_FOUND);
        }
        let (weeks, _) = store.non_payment_year(granted.supplier(), year).await?;
        Ok(YearToNominate { granted, weeks })
    }

    /// Nominates the weeks if that was confirmed. Returns every problem with
    /// them otherwise, and none when they are nominated.
    async fn problems(
        &self,
        staff: &Staff<Provider>,
        found: &YearToNominate,
        weeks: &[Week],
        posted: &PostedForm,
    ) -> Result<Option<Vec<NominationRefused>>, Failure> {
        let (store, now) = (self.ports.store(), self.site.now());
        let by = (staff.staff_user(), &NominatedBy::Provider);
        let of = (found.granted.supplier(), found.weeks.year());
        if posted.one("confirm") != "yes" {
            let problems = non_payment_weeks::check(store, by, of, weeks, now).await?;
            return Ok(Some(problems));
        }
        let marks_are_known = posted.one("marks") == "yes";
        let nominated =
            non_payment_weeks::nominate(store, by, of, weeks, marks_are_known, now).await?;
        match nominated {
            Nomination::Done => Ok(None),
            Nomination::Refused(problems) => Ok(Some(problems)),
            Nomination::Busy => Err(Failure::new(StatusCode::CONFLICT)),
        }
    }
}

/// 403: the supplier's staff do not nominate weeks.
const NOT_A_MANAGER: Failure = Failure::new(StatusCode::FORBIDDEN).saying(
    "Only a manager can choose non-payment weeks",
    &["Ask the manager of your day service, or the council’s finance team."],
);

fn year_page(supplier: &SupplierId, year: FinancialYear) -> String {
    format!("/day-services/{supplier}/non-payment/{}", year.begins_in())
}

impl Weeks {
    fn new(
        staff: &Staff<Provider>,
        found: &YearToNominate,
        chosen: &[Week],
        mistakes: &[FieldMistake],
    ) -> Self {
        let supplier = found.granted.supplier();
        let (weeks, now) = (&found.weeks, staff.site().now());
        let in_force = weeks.in_force();
        let all = weeks.year().weeks().into_iter();
        let offered = all.filter(|week| {
            let is_theirs = week.ending() >= weeks.joined() && !week.has_begun(now);
            is_theirs || in_force.contains(week) || chosen.contains(week)
        });
        let items = offered.map(|week| CheckboxItem {
            value: week.ending().to_string().into(),
            text: in_full(week).into(),
            checked: Some(chosen.contains(&week)),
            ..CheckboxItem::default()
        });
        let title = format!("Non-payment weeks of {}", supplier.name);
        let due = weeks.due();
        Self {
            frame: staff
                .page(title)
                .back(format!("/day-services/{}", supplier.id))
                .errors(summary(mistakes)),
            year: weeks.year().to_string(),
            due,
            by: in_words(weeks.nominate_by()),
            in_force: in_force.iter().copied().map(in_full).collect(),
            weeks: Checkboxes {
                name: WEEK.into(),
                fieldset: Some(Fieldset {
                    legend: Legend::of(match due {
                        1 => "Which week do you choose?".to_owned(),
                        due => format!("Which {due} weeks do you choose?"),
                    }),
                    ..Fieldset::default()
                }),
                hint: Some(Hint::of(
                    "Whole weeks, Monday to Sunday. They need not follow each other.",
                )),
                error_message: wrong(mistakes, WEEK),
                items: items.collect(),
                ..Checkboxes::default()
            },
            button: Button::of("Continue"),
        }
    }
}

impl Confirm {
    fn new(
        staff: &Staff<Provider>,
        found: &YearToNominate,
        weeks: &[Week],
        marked: &[NominationRefused],
    ) -> Self {
        let supplier = found.granted.supplier();
        let address = year_page(&supplier.id, found.weeks.year());
        let marked = marked.iter().map(|problem| WarningText {
            text: problem_words(problem).into(),
            ..WarningText::default()
        });
        Self {
            frame: staff
                .page(format!(
                    "Confirm the non-payment weeks of {}",
                    supplier.name
                ))
                .back(address.clone()),
            address,
            chosen: weeks
                .iter()
                .map(|week| (week.ending().to_string(), in_full(*week)))
                .collect(),
            left: usize::from(found.weeks.due()).saturating_sub(weeks.len()),
            marked: marked.collect(),
            button: Button::of("Confirm these weeks"),
        }
    }
}

/// Says a week by its first and its last day.
fn in_full(week: Week) -> String {
    let (monday, sunday) = (in_words(week.monday()), in_words(week.ending()));
    format!("Monday {monday} to Sunday {sunday}")
}
