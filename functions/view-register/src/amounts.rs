//! Explains the amounts of one line's week: the steps of what is paid and of
//! what is billed, why the two differ, and the cells and terms behind them.
//!
//! Everything is read from the ledger of the register, which the payment, the
//! bill and the export are read from too, so that the page cannot say another
//! amount than they do.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use attendance::cell::Cell;
use attendance::explain::{ExplainedStep, NamedDifference};
use attendance::ledger::{
    EntryId, Ledger, LedgerAmounts, LedgerEntry, LedgerScope, LedgerSide, MarkSource,
};
use attendance::provision::LineKey;
use attendance::symbol::CareKind;
use attendance::terms::{ContractTerms, TermName};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::values::calendar::in_words;
use domain::values::money;
use jiff::civil::Date;
use rust_decimal::Decimal;
use web::http::failure::Failure;
use web::register_form::{LineAt, anchor, line_address};
use web::who::{Provider, Staff};
use web::{PageFrame, StackedCell, StackedTable, page};

use crate::sheet::{Found, ShownRegister};
use crate::standing::{NamesOfUsers, moment};
use crate::whole::title;
use crate::{AppState, RegisterPageStore};

#[derive(Template)]
#[template(path = "amounts.html")]
struct Amounts {
    frame: PageFrame,
    name: String,
    week: String,
    person: String,
    line: LineKey,
    paid: String,
    billed: String,
    transport: Option<String>,
    is_incomplete: bool,
    kinds: Vec<KindSteps>,
    differences: Vec<Difference>,
    terms: Vec<DecidedBy>,
    cells: StackedTable,
}

/// What a kind of care pays and bills, step by step.
struct KindSteps {
    /// The place on the page that an entry of the kind leads back to.
    id: &'static str,
    heading: String,
    sides: Vec<SideSteps>,
}

/// The steps of one side: `Paid: £120`.
struct SideSteps {
    heading: String,
    steps: Vec<Step>,
    rounding: String,
}

/// A step with the cells that it was made from.
struct Step {
    sentence: String,
    cells: Vec<CellLink>,
}

/// A cell and its address on the page of the person.
struct CellLink {
    words: String,
    href: String,
}

/// A named reason why what is billed differs from what is paid.
struct Difference {
    sentence: String,
    cells: Vec<CellLink>,
}

/// A term of the contract and the cells that it decided.
struct DecidedBy {
    sentence: String,
    cells: Vec<CellLink>,
}

pub(crate) async fn show<S: RegisterPageStore>(
    State(state): State<AppState<S>>,
    staff: Staff<Provider>,
    LineAt(key, line): LineAt,
) -> Result<Response, Failure> {
    let sheet = match state.sheet(&staff, key).await? {
        Found::Sheet(sheet) => sheet,
        Found::NoSheet(why) => return Ok(why),
    };
    let names = state
        .names(&staff, &sheet, who_marked(&sheet, &line))
        .await?;
    let amounts = Amounts::of(&staff, &sheet, &line, &names).ok_or(Failure::NOT_FOUND)?;
    Ok(page(StatusCode::OK, &amounts))
}

/// Lists the users who marked something on a line.
fn who_marked<'a>(sheet: &'a ShownRegister, line: &LineKey) -> BTreeSet<&'a str> {
    let entries = sheet.ledger.entries().iter();
    let users = entries
        .filter(|entry| entry.cell.line == *line)
        .filter_map(|entry| match &entry.source {
            MarkSource::Recorded { user, .. } => Some(user.as_str()),
            MarkSource::AsPlanned { .. } | MarkSource::BankHolidayRule => None,
        });
    users.collect()
}

impl Amounts {
    fn of(
        staff: &Staff<Provider>,
        sheet: &ShownRegister,
        line: &LineKey,
        names: &NamesOfUsers,
    ) -> Option<Self> {
        let provision = &sheet.register.lines.get(line)?.provision;
        let explained = Explained {
            ledger: &sheet.ledger,
            line,
            person: line_address(&sheet.key, line),
        };
        let scope = LedgerScope::Line(line.clone());
        let paid = sheet.ledger.total(&scope, LedgerSide::Paid);
        let billed = sheet.ledger.total(&scope, LedgerSide::Billed);
        let (name, week) = (provision.person.name(), title(sheet));
        let terms = sheet.opened.book.terms(&provision.terms);
        Some(Self {
            frame: staff
                .page(format!("How the amounts of {name} are worked out - {week}"))
                .back(explained.person.clone()),
            name,
            week,
            line: line.clone(),
            transport: explained.transport(),
            is_incomplete: paid.incomplete,
            paid: money::in_words(paid.amount),
            billed: money::in_words(billed.amount),
            kinds: explained.kinds(),
            differences: explained.differences(&scope),
            terms: explained.terms(&terms),
            cells: explained.cells(names),
            person: explained.person,
        })
    }
}

/// The ledger of one line, with the address that its cells are at.
struct Explained<'a> {
    ledger: &'a Ledger,
    line: &'a LineKey,
    person: String,
}

impl Explained<'_> {
    fn entries(&self) -> impl Iterator<Item = &LedgerEntry> {
        let entries = self.ledger.entries().iter();
        entries.filter(|entry| entry.cell.line == *self.line)
    }

    /// Says what transport pays and bills, which is apart from the amount that
    /// the register shows in its first column.
    fn transport(&self) -> Option<String> {
        let journeys = self
            .ledger
            .kinds_of(self.line)
            .find(|(kind, _)| *kind == CareKind::Journeys)?;
        let LedgerAmounts { paid, billed, .. } = journeys.1.amounts;
        Some(format!(
            "Transport is {} of what is paid and {} of what is billed. It is not in the amount a week that the register shows.",
            money::in_words(paid),
            money::in_words(billed)
        ))
    }

    fn kinds(&self) -> Vec<KindSteps> {
        let kinds = self.ledger.kinds_of(self.line).map(|(kind, _)| KindSteps {
            id: kind.name(),
            heading: heading(kind),
            sides: [("Paid", LedgerSide::Paid), ("Billed", LedgerSide::Billed)]
                .map(|(words, side)| self.side(kind, words, side))
                .into(),
        });
        kinds.collect()
    }

    fn side(&self, kind: CareKind, words: &str, side: LedgerSide) -> SideSteps {
        let scope = LedgerScope::Kind(self.line.clone(), kind);
        let total = self.ledger.total(&scope, side);
        SideSteps {
            heading: format!("{words}: {}", money::in_words(total.amount)),
            rounding: match total.rounding.is_zero() {
                true => String::new(),
                false => format!("Rounding to the penny: {}", exact(total.rounding)),
            },
            steps: self
                .ledger
                .explain(&scope, side)
                .iter()
                .map(|step| self.step(step))
                .collect(),
        }
    }

    fn step(&self, step: &ExplainedStep) -> Step {
        Step {
            sentence: step.sentence(),
            cells: self.links(&step.entries),
        }
    }

    fn differences(&self, scope: &LedgerScope) -> Vec<Difference> {
        let named = self
            .ledger
            .differences(scope, LedgerSide::Paid, LedgerSide::Billed);
        let differences = named.iter().map(|named: &NamedDifference| Difference {
            sentence: format!("{}: {}", named.reason.words(), exact(named.amount)),
            cells: self.links(&named.entries),
        });
        differences.collect()
    }

    /// Lists each term that decided something, with the day from which it has
    /// the value that decided, and the cells.
    fn terms(&self, terms: &ContractTerms) -> Vec<DecidedBy> {
        let mut decided: BTreeMap<(TermName, Option<Date>), Vec<EntryId>> = BTreeMap::new();
        for name in TermName::ALL {
            for id in self.ledger.entries_by(&terms.id, name) {
                let Some(entry) = self.ledger.entry(id) else {
                    continue;
                };
                if entry.cell.line == *self.line {
                    let from = terms.value_from(name, entry.cell.day);
                    decided.entry((name, from)).or_default().push(id);
                }
            }
        }
        let decided = decided
            .into_iter()
            .map(|((name, from), entries)| DecidedBy {
                sentence: match from {
                    Some(from) => format!("{}, from {}", first_upper(name.words()), in_words(from)),
                    None => format!(
                        "{}: the contract says nothing, so the council’s usual rule holds",
                        first_upper(name.words())
                    ),
                },
                cells: self.links(&entries),
            });
        decided.collect()
    }

    /// Lists what became of each cell, with the total that it is part of.
    fn cells(&self, names: &NamesOfUsers) -> StackedTable {
        let columns = [
            "Recorded for",
            "What became of it",
            "Why",
            "Paid",
            "Billed",
            "Part of",
        ];
        StackedTable {
            caption: "Cell by cell, before rounding".into(),
            columns: columns.map(Into::into).into(),
            rows: self.entries().map(|entry| self.row(entry, names)).collect(),
        }
    }

    fn row(&self, entry: &LedgerEntry, names: &NamesOfUsers) -> Vec<StackedCell> {
        let link = self.link(&entry.cell);
        let amounts = entry.amounts();
        let part = self.ledger.totals_with(entry.id);
        let kind = part.into_iter().find_map(|scope| match scope {
            LedgerScope::Kind(_, kind) => Some(kind),
            LedgerScope::Cell(_) | LedgerScope::Line(_) | LedgerScope::Week => None,
        });
        let kind = kind.unwrap_or(entry.kind);
        let units = entry.kind.number_of(entry.quantity).normalize();
        vec![
            StackedCell::link(link.words, link.href),
            StackedCell::of(format!("{units} {}", entry.cause.words())),
            StackedCell::of(source(&entry.source, names)),
            StackedCell::of(exact(amounts.paid)),
            StackedCell::of(exact(amounts.billed)),
            StackedCell::link(heading(kind), format!("#{}", kind.name())),
        ]
    }

    /// Returns the cells of entries, each once.
    fn links(&self, entries: &[EntryId]) -> Vec<CellLink> {
        let mut cells: Vec<&Cell> = Vec::new();
        for entry in entries.iter().filter_map(|id| self.ledger.entry(*id)) {
            if !cells.contains(&&entry.cell) {
                cells.push(&entry.cell);
            }
        }
        cells.into_iter().map(|cell| self.link(cell)).collect()
    }

    fn link(&self, cell: &Cell) -> CellLink {
        CellLink {
            words: format!(
                "{}, {}",
                cell.day.strftime("%A %-d %B"),
                cell.symbol.words()
            ),
            href: format!("{}{}", self.person, anchor(cell)),
        }
    }
}

/// Returns what a kind is called over its steps.
fn heading(kind: CareKind) -> String {
    match kind {
        CareKind::Journeys => "Transport".to_owned(),
        CareKind::Sessions | CareKind::Evenings | CareKind::OneToOne | CareKind::TwoToTwo => {
            first_upper(kind.words())
        }
    }
}

fn first_upper(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// Writes pounds that are not rounded: in pence where these are all there is,
/// with every place where there is more.
fn exact(pounds: Decimal) -> String {
    let shown = money::in_words(pounds);
    match pounds.round_dp(2) == pounds {
        true => shown,
        false if pounds.is_sign_negative() => {
            format!("{}£{}", money::MINUS, pounds.abs().normalize())
        }
        false => format!("£{}", pounds.normalize()),
    }
}

/// Says where what an entry holds comes from.
fn source(source: &MarkSource, names: &NamesOfUsers) -> String {
    match source {
        MarkSource::AsPlanned { plan_version } => {
            format!("as the council planned it, version {plan_version} of its data")
        }
        MarkSource::Recorded { user, at, .. } => {
            format!("recorded by {} on {}", names.of(user), moment(*at))
        }
        MarkSource::BankHolidayRule => "the contract’s rule for bank holidays".to_owned(),
    }
}
