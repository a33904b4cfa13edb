//! The indicative budget of a case beside its assessment: what it comes to, why,
//! what is missing, what the plan costs, and what was decided in the end.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use budget::{Allocation, BudgetOutcome, BudgetResult, FlagKind, Model, allocate};
use domain::forms::staff_case::CaseForm;
use domain::values::calendar::in_words;
use domain::values::london::date_in_london;
use domain::values::money::in_words as pounds_in_words;
use domain::values::person_id::PersonId;
use journey::forms::{needs_assessment, support_plan};
use journey::journey::Journey;
use rust_decimal::Decimal;
use web::answers::{
    AnswerHolder as _, SignsOff as _, StaffCaseAnswers, StaffCaseForm, StaffCaseRequest,
};
use web::govuk::{SummaryList, SummaryRow};
use web::{Failure, PageFrame, PathId, PathIds, StackedCell, StackedTable, page};

use crate::budget_needs::{self, FoundNeeds, MissingNeed};
use crate::{AppState, PracticeStore, addresses, plan_costs};

/// The pattern of the pages of the assessment.
const ASSESSMENT: &str = "/practice/people/{person}/assessment";

#[derive(Template)]
#[template(path = "indicative.html")]
struct IndicativePage {
    frame: PageFrame,
    /// From what, and by which model.
    worked_out: String,
    /// Whether the model is made up.
    illustration: bool,
    answer: String,
    reasons: Vec<String>,
    missing: Vec<MissingNeed>,
    /// The address below which the pages of the assessment are.
    assessment: String,
    tables: Vec<StackedTable>,
    notes: Vec<String>,
    plan: Option<PlanBeside>,
    /// The earlier versions, each with its address.
    earlier: Vec<(u32, String)>,
    case: String,
}

/// The plan beside the budget.
struct PlanBeside {
    costs: Option<StackedTable>,
    sentences: Vec<String>,
    decided: Option<SummaryList>,
}

/// The indicative budget of a version of an assessment.
pub(crate) struct WorkedOut {
    model: &'static Model,
    allocation: Allocation,
    needs: FoundNeeds,
}

/// Shows the indicative budget of the assessment as it stands now, with the plan
/// and what was decided.
pub(crate) async fn show<S: PracticeStore>(
    State(state): State<AppState<S>>,
    PathId(person): PathId<PersonId>,
    request: StaffCaseRequest,
) -> Result<Response, Failure> {
    state.offers_budgets()?;
    let holder = StaffCaseAnswers::new(state.site, state.store);
    let open = holder.open(needs_assessment(), request).await?;
    let (plan, signed) = holder.latest_and_signed_off(&open, support_plan()).await?;
    let worked_out = WorkedOut::of(&open)?;
    let beside = PlanBeside::new(&worked_out.allocation, &plan, signed.as_ref(), &open);
    let view = IndicativePage::new(&open, &person, worked_out, Some(beside));
    Ok(page(StatusCode::OK, &view))
}

/// Shows the indicative budget of an earlier version of the assessment, by the
/// model of the day on which that version was signed off.
pub(crate) async fn show_version<S: PracticeStore>(
    State(state): State<AppState<S>>,
    PathIds(person, version): PathIds<PersonId, u32>,
    request: StaffCaseRequest,
) -> Result<Response, Failure> {
    state.offers_budgets()?;
    let holder = StaffCaseAnswers::new(state.site, state.store);
    let open = holder.open_version(needs_assessment(), request, version);
    let open = open.await?;
    let worked_out = WorkedOut::of(&open)?;
    let view = IndicativePage::new(&open, &person, worked_out, None);
    Ok(page(StatusCode::OK, &view))
}

impl<S> AppState<S> {
    /// Refuses the page where the council works out no budgets for practitioners.
    fn offers_budgets(&self) -> Result<(), Failure> {
        let offered = self.site.council().indicative_budgets.practitioners;
        offered.then_some(()).ok_or(Failure::NOT_FOUND)
    }
}

impl WorkedOut {
    /// Works the budget out. A version that was signed off keeps its answers, and
    /// the model of that day never changes, so that its budget stays as it was.
    pub(crate) fn of(open: &StaffCaseForm) -> Result<Self, Failure> {
        let signed = open.signed_off().map(|by| date_in_london(by.at));
        let on = signed.unwrap_or_else(|| open.site.today());
        let model = Model::of(on).map_err(|_| Failure::NOT_FOUND)?;
        let needs = budget_needs::of(&Journey::new(open.form, &open.answers));
        Ok(Self {
            model,
            allocation: allocate(model, &needs.answers),
            needs,
        })
    }

    /// Says in a sentence what the budget comes to.
    pub(crate) fn sentence(&self) -> String {
        match (&self.allocation.outcome, self.needs.missing.len()) {
            (BudgetOutcome::Predicted, _) => {
                let words = self.allocation.in_words().unwrap_or_default();
                format!("The indicative budget is {words}.")
            }
            (BudgetOutcome::APersonDecides(_), _) => {
                "No amount is predicted: a person works the budget out.".to_owned()
            }
            (BudgetOutcome::Incomplete, 1) => {
                "No amount is predicted yet: 1 answer is missing.".to_owned()
            }
            (BudgetOutcome::Incomplete, missing) => {
                format!("No amount is predicted yet: {missing} answers are missing.")
            }
        }
    }

    /// Names the version of the assessment, and the model.
    fn made_from(&self, open: &StaffCaseForm) -> String {
        let version = open.version.as_ref().map_or(1, |version| version.number);
        let version = match open.signed_off() {
            Some(by) => {
                let on = in_words(date_in_london(by.at));
                format!(
                    "version {version} of the assessment, which {} signed off on {on}",
                    by.name
                )
            }
            None => format!("the draft of version {version} of the assessment"),
        };
        let (name, model) = (&self.model.name, &self.allocation.model.version);
        format!("Worked out from {version}, by the model “{name}”, version {model}.")
    }

    /// Lists why a person decides.
    fn reasons(&self) -> Vec<String> {
        match &self.allocation.outcome {
            BudgetOutcome::APersonDecides(reasons) => reasons
                .iter()
                .map(|reason| reason.sentence.clone())
                .collect(),
            BudgetOutcome::Predicted | BudgetOutcome::Incomplete => Vec::new(),
        }
    }

    /// Lists what a person has to look at, besides what is missing.
    fn notes(&self) -> Vec<String> {
        let flags = self.allocation.flags.iter();
        let flags = flags.filter(|flag| flag.kind != FlagKind::Missing);
        let says = self
            .allocation
            .results
            .iter()
            .flat_map(|result| &result.says);
        let of_model = flags.map(|flag| &flag.sentence).chain(says);
        let own = self.needs.contradictions.iter();
        own.chain(of_model).cloned().collect()
    }
}

impl IndicativePage {
    fn new(
        open: &StaffCaseForm,
        person: &PersonId,
        worked_out: WorkedOut,
        plan: Option<PlanBeside>,
    ) -> Self {
        let version = open.version.as_ref();
        let before = match &plan {
            Some(_) => 1..version.map_or(1, |version| version.latest),
            None => 1..1,
        };
        let results = worked_out.allocation.results.iter();
        Self {
            frame: open
                .site
                .page("Indicative budget")
                .back(addresses::case(person)),
            worked_out: worked_out.made_from(open),
            illustration: worked_out.allocation.illustration,
            answer: worked_out.sentence(),
            reasons: worked_out.reasons(),
            tables: results
                .flat_map(|result| [steps(result), answers(result)])
                .flatten()
                .collect(),
            notes: worked_out.notes(),
            missing: worked_out.needs.missing,
            assessment: addresses::form(ASSESSMENT, person),
            plan,
            earlier: before
                .map(|number| (number, addresses::budget_version(person, number)))
                .collect(),
            case: addresses::case(person),
        }
    }
}

/// Lists the steps of a sum: the need first, what family and friends give as a
/// line of its own.
fn steps(result: &BudgetResult) -> Option<StackedTable> {
    let rows = result.lines.iter().enumerate().map(|(place, line)| {
        let change = match place {
            0 => String::new(),
            _ => signed(line.change),
        };
        vec![
            StackedCell::of(line.label.clone()),
            StackedCell::of(change),
            StackedCell::of(line.amount.to_string()),
        ]
    });
    (!result.lines.is_empty()).then(|| StackedTable {
        caption: format!("{}: step by step", result.label).into(),
        columns: ["Step", "Change", "Amount"].map(Into::into).into(),
        rows: rows.collect(),
    })
}

/// Lists what each answer adds or takes off. Answers that change nothing are
/// counted in the last row.
fn answers(result: &BudgetResult) -> Option<StackedTable> {
    let (count, nothing): (Vec<_>, Vec<_>) = result
        .answers
        .iter()
        .partition(|line| !line.pounds.is_zero());
    let row = |what: &str, answer: &str, pounds: String| {
        vec![
            StackedCell::of(what.to_owned()),
            StackedCell::of(answer.to_owned()),
            StackedCell::of(pounds),
        ]
    };
    let before = result
        .before_answers
        .filter(|amount| !amount.pounds().is_zero());
    let before = before.map(|amount| row("Before any answer", "", signed(amount.pounds())));
    let rows = count
        .iter()
        .map(|line| row(&line.ask, &line.answer, signed(line.pounds)));
    let rest = format!("{} other answers", nothing.len());
    let rest = (!nothing.is_empty()).then(|| row(&rest, "", pounds_in_words(Decimal::ZERO)));
    (!result.answers.is_empty()).then(|| StackedTable {
        caption: format!("{}: what each answer comes to", result.label).into(),
        columns: ["Question", "Answer", "Pounds"].map(Into::into).into(),
        rows: before.into_iter().chain(rows).chain(rest).collect(),
    })
}

/// Returns pounds with their sign.
fn signed(pounds: Decimal) -> String {
    match pounds > Decimal::ZERO {
        true => format!("+{}", pounds_in_words(pounds)),
        false => pounds_in_words(pounds),
    }
}

impl PlanBeside {
    fn new(
        allocation: &Allocation,
        plan: &CaseForm,
        signed: Option<&CaseForm>,
        assessment: &StaffCaseForm,
    ) -> Self {
        let (costs, mut sentences) = match plan_costs::costed(&plan.answers) {
            Ok(Some(plan)) => {
                let sentences = plan_costs::sufficiency(allocation, &plan);
                (Some(costs(&plan)), sentences)
            }
            Ok(None) => (
                None,
                vec!["The care and support plan buys nothing yet.".to_owned()],
            ),
            Err(faults) => (None, faults),
        };
        let assessed = assessment.signed_off().map(|by| by.at);
        let decided = signed.and_then(|signed| signed.signed_off.as_ref());
        if decided
            .zip(assessed)
            .is_some_and(|(decided, at)| decided.at < at)
        {
            let words = "The final budget was decided before this assessment was signed off.";
            sentences.push(words.to_owned());
        }
        Self {
            costs,
            sentences,
            decided: signed.map(decision),
        }
    }
}

/// Lists the lines of a plan, each with its sum.
fn costs(plan: &budget::CostedPlan) -> StackedTable {
    let lines = plan.items.iter().map(|item| {
        let cells = [item.what.clone(), item.sum.clone()];
        cells.map(StackedCell::of).into()
    });
    let totals = plan.totals.iter().map(|total| {
        let cells = ["Together".to_owned(), total.to_string()];
        cells.map(StackedCell::of).into()
    });
    StackedTable {
        caption: "What the plan costs".into(),
        columns: ["What", "Cost"].map(Into::into).into(),
        rows: lines.chain(totals).collect(),
    }
}

/// Returns the final budget, as the plan that was signed off has it.
fn decision(plan: &CaseForm) -> SummaryList {
    let pounds = |question: &str| {
        let pounds = plan.answers.text(question)?.parse::<Decimal>().ok()?;
        Some(format!("{} a week", pounds_in_words(pounds)))
    };
    let by = plan.signed_off.as_ref();
    let by = by.map(|by| format!("{}, on {}", by.name, in_words(date_in_london(by.at))));
    let reasons = plan.answers.text("budget-reasons").map(str::to_owned);
    let rows = [
        ("Final budget", pounds("budget-total")),
        ("The person pays", pounds("budget-person")),
        ("The council pays", pounds("budget-council")),
        ("Reasons", reasons),
        ("Plan signed off by", by),
    ];
    SummaryList {
        rows: rows
            .into_iter()
            .filter_map(|(name, value)| Some(SummaryRow::of(name, value?)))
            .collect(),
        ..SummaryList::default()
    }
}
