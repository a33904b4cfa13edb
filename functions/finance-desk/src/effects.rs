//! What the reasons of an absence pay and bill in a contract, which finance
//! confirms.

use std::collections::BTreeSet;

use app::contract_effects;
use askama::Template;
use attendance::absence::{AbsenceEffect, AbsenceReason, EffectStatus, EffectTable};
use attendance::provision_plan::{EffectKeeper, SupplierReader};
use attendance::supplier::SupplierId;
use attendance::terms::{Dated, TermsId, Timeline};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::fault::StoreFault;
use domain::values::calendar::in_words;
use jiff::civil::Date;
use web::govuk::{Button, CheckboxItem, Checkboxes, DateInput, Fieldset, Legend};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary};
use web::page::typed_date::{DateFields, TypedDate};
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, PathIds, StackedCell, StackedTable, page, see_other};

use crate::supplier_address::of_supplier;
use crate::{AppState, FinanceDeskPorts};

/// The fields of an effect table.
pub(crate) const FIELDS: &[&str] = &[
    "with_notice",
    "without_notice",
    "non_payment",
    "not_provided",
    "from-day",
    "from-month",
    "from-year",
];

const FROM: DateFields = DateFields {
    whole: "from",
    parts: ["from-day", "from-month", "from-year"],
    earliest_year: 2000,
};

#[derive(Template)]
#[template(path = "effects.html")]
struct Effects {
    frame: PageFrame,
    standing: &'static str,
    tables: Vec<StackedTable>,
    reasons: Vec<Checkboxes>,
    from: DateInput,
    button: Button,
}

/// Lists the contracts that a supplier's people are bought on, with the standing
/// of each one's effects.
pub(crate) async fn contracts(
    store: &(impl SupplierReader + EffectKeeper),
    supplier: &SupplierId,
) -> Result<StackedTable, StoreFault> {
    let mut rows = Vec::new();
    for terms in contract_effects::contracts_of(store, supplier).await? {
        let effects = store.effects(&terms).await?;
        let words = standing(&effects).words();
        let to = format!("{}/contracts/{terms}", of_supplier(supplier));
        rows.push(vec![
            StackedCell::link(terms.to_string(), to),
            StackedCell::of(words),
        ]);
    }
    Ok(StackedTable {
        caption: "What an absence pays and charges, by contract".into(),
        columns: ["Contract", "Standing"].map(Into::into).into(),
        rows,
    })
}

pub(crate) async fn show<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathIds(supplier, terms): PathIds<SupplierId, TermsId>,
) -> Result<Response, Failure> {
    let effects = state.effects_of(&supplier, &terms).await?;
    let today = state.site.today();
    let latest = effects.values().last();
    let table = latest.map(|dated| dated.value.clone()).unwrap_or_default();
    let from = TypedDate::showing(today);
    let view = Effects::new(&staff, (&supplier, &terms), &effects, (&table, &from), &[]);
    Ok(page(StatusCode::OK, &view))
}

/// Confirms the effects from a day on. What held before that day stays.
pub(crate) async fn confirm<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathIds(supplier, terms): PathIds<SupplierId, TermsId>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let effects = state.effects_of(&supplier, &terms).await?;
    let (table, typed) = (typed_table(&posted), TypedDate::of(&posted, &FROM));
    let from = match from_day(&typed) {
        Ok(from) => from,
        Err(mistake) => {
            let of = (&supplier, &terms);
            let view = Effects::new(&staff, of, &effects, (&table, &typed), &[mistake]);
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
        }
    };
    let (store, now) = (state.ports.store(), state.site.now());
    let by = staff.staff_user();
    contract_effects::confirm(store, by, (&supplier, &terms), (from, table), now).await?;
    Ok(see_other(&of_supplier(&supplier)))
}

impl<P: FinanceDeskPorts> AppState<P> {
    /// Reads the effects of a contract that a supplier's people are bought on.
    async fn effects_of(
        &self,
        supplier: &SupplierId,
        terms: &TermsId,
    ) -> Result<Timeline<EffectTable>, Failure> {
        let store = self.ports.store();
        let contracts: BTreeSet<TermsId> = contract_effects::contracts_of(store, supplier).await?;
        match contracts.contains(terms) {
            true => Ok(store.effects(terms).await?),
            false => Err(Failure::NOT_FOUND),
        }
    }
}

fn from_day(typed: &TypedDate) -> Result<Date, FieldMistake> {
    let words = "Enter the day from which this holds";
    let missing = || FieldMistake::new(FROM.whole, words);
    typed.read(&FROM)?.ok_or_else(missing)
}

fn typed_table(posted: &PostedForm) -> EffectTable {
    let effect = |reason: AbsenceReason| {
        let is = |value: &str| posted.all(reason.name()).any(|sent| sent == value);
        AbsenceEffect {
            paid: is("paid"),
            billed: is("billed"),
        }
    };
    EffectTable {
        with_notice: effect(AbsenceReason::WithNotice),
        without_notice: effect(AbsenceReason::WithoutNotice),
        non_payment: effect(AbsenceReason::NonPayment),
        not_provided: effect(AbsenceReason::NotProvided),
        status: EffectStatus::ToBeConfirmed,
    }
}

/// Returns the standing of a contract's effects: confirmed when all are.
fn standing(effects: &Timeline<EffectTable>) -> EffectStatus {
    let mut values = effects.values().iter();
    let open = values.find(|dated| dated.value.status == EffectStatus::ToBeConfirmed);
    match (open, effects.values().last()) {
        (None, Some(last)) => last.value.status.clone(),
        _ => EffectStatus::ToBeConfirmed,
    }
}

fn table_of(dated: &Dated<EffectTable>) -> StackedTable {
    let yes = |is: bool| if is { "Yes" } else { "No" };
    let rows = AbsenceReason::ALL.into_iter().map(|reason| {
        let effect = dated.value.of(reason);
        vec![
            StackedCell::of(reason.words()),
            StackedCell::of(yes(effect.paid)),
            StackedCell::of(yes(effect.billed)),
        ]
    });
    let from = in_words(dated.from);
    let held = match dated.to {
        Some(to) => format!("From {from} to {}", in_words(to)),
        None => format!("From {from}"),
    };
    StackedTable {
        caption: format!("{held}: {}", dated.value.status.words()).into(),
        columns: ["Reason", "Provider is paid", "Person is charged"]
            .map(Into::into)
            .into(),
        rows: rows.collect(),
    }
}

impl Effects {
    fn new(
        staff: &Staff<Finance>,
        (supplier, terms): (&SupplierId, &TermsId),
        effects: &Timeline<EffectTable>,
        (table, from): (&EffectTable, &TypedDate),
        mistakes: &[FieldMistake],
    ) -> Self {
        let boxes = AbsenceReason::ALL.into_iter().map(|reason| {
            let effect = table.of(reason);
            let item = |value: &'static str, text: &'static str, checked| CheckboxItem {
                value: value.into(),
                text: text.into(),
                checked: Some(checked),
                ..CheckboxItem::default()
            };
            Checkboxes {
                name: reason.name().into(),
                fieldset: Some(Fieldset {
                    legend: Legend::of(reason.words()),
                    ..Fieldset::default()
                }),
                items: vec![
                    item("paid", "The provider is paid", effect.paid),
                    item("billed", "The person is charged", effect.billed),
                ],
                ..Checkboxes::default()
            }
        });
        Self {
            frame: staff
                .page(format!(
                    "What an absence pays and charges in contract {terms}"
                ))
                .back(of_supplier(supplier))
                .errors(summary(mistakes)),
            standing: standing(effects).words(),
            tables: effects.values().iter().map(table_of).collect(),
            reasons: boxes.collect(),
            from: from.input(
                &FROM,
                (
                    "From which day?",
                    "What held before that day stays as it is.",
                ),
                mistakes,
            ),
            button: Button::of("Confirm"),
        }
    }
}
