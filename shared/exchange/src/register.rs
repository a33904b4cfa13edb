//! The files of a locked version of a register for the case system:
//! `register.json` and the rows of Client Level Data.

use std::collections::BTreeMap;

use attendance::adjustment::{AdjustmentLine, differences};
use attendance::cell::Cell;
use attendance::client_level_data::rows;
use attendance::kept_line::KeptLine;
use attendance::kept_register::{KeptVersion, LockedAmounts, RegisterKey};
use attendance::ledger::{EntryPrice, Ledger, LedgerEntry};
use attendance::locked_chain::chain_of;
use attendance::provision::LineKey;
use attendance::symbol::Symbol;
use attendance::terms::ContractBook;

use crate::file::File;
use crate::v1::client_level_data::ClientLevelData;
use crate::v1::register::{
    Adjustment, Amounts, Chain, Day, Difference, KindAmounts, Line, Register, Submission, Supplier,
    pounds,
};
use crate::v1::{self, NamedFile};
use crate::{canonical, name};

/// The files to write for one locked version, in the order in which they must be
/// written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RegisterPackage {
    /// The rows of Client Level Data.
    pub client_level_data: File,
    /// The register, which names the other file: last.
    pub register: File,
    /// What is kept of the version and differs from what its lines and terms
    /// make today. What is kept is what is sent; somebody has to look at it.
    pub kept_otherwise: Vec<KeptOtherwise>,
}

domain::named_enum! {
    /// Something that is kept of a locked version and differs from what its
    /// lines and terms make.
    pub enum KeptOtherwise {
        /// Amounts of a line and a kind of care.
        Amounts = "amounts",
        /// The last hash of its chain.
        Chain = "chain",
    }
}

/// Makes the files to write for a locked version. They follow from the version
/// and the one before alone, so that they are the same whenever they are made.
///
/// ```
/// use attendance::cell::{RecordedBy, RecordedVia};
/// use attendance::kept_register::{KeptVersion, RegisterKey};
/// use attendance::supplier::SupplierId;
/// use attendance::terms::ContractBook;
/// use attendance::week::Week;
/// use exchange::register::package;
/// use jiff::civil::date;
///
/// let key = RegisterKey {
///     supplier: SupplierId::parse("S12")?,
///     week: Week::ending_on(date(2026, 3, 29))?,
/// };
/// let version = KeptVersion {
///     number: 1,
///     by: RecordedBy {
///         user: "6f1e2b0a".to_owned(),
///         at: "2026-03-30T08:00:00Z".parse()?,
///         via: RecordedVia::Page,
///     },
///     supplier_name: "Willow Grove".to_owned(),
///     lines: [].into(),
///     plan_version: 7,
///     book: ContractBook::default(),
///     amounts: Vec::new(),
///     chain: String::new(),
///     adjustment: None,
/// };
/// assert_eq!(package(&key, None, &version), package(&key, None, &version));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn package(
    key: &RegisterKey,
    before: Option<&KeptVersion>,
    version: &KeptVersion,
) -> RegisterPackage {
    let register = version.register(key);
    let ledger = Ledger::of(&register, &version.book);
    let supplier = Supplier {
        id: key.supplier.as_str(),
        name: &version.supplier_name,
    };
    let rows = rows(&register, &ledger, &version.book);
    let client_level_data = canonical::file(&ClientLevelData {
        format: "client-level-data",
        version: v1::VERSION,
        supplier,
        week_ending: key.week.ending(),
        number: version.number,
        rows: rows.iter().map(Into::into).collect(),
    });
    let chain = chain_of(key, before, version);
    let computed = LockedAmounts::of(&ledger);
    let mut amounts = version.amounts.clone();
    amounts.sort_by(|a, b| (&a.order, &a.line, a.kind).cmp(&(&b.order, &b.line, b.kind)));
    let mut file = Register {
        format: "register",
        version: v1::VERSION,
        supplier,
        week_ending: key.week.ending(),
        submission: Submission::of(version.number, version.plan_version, &version.by),
        adjustment: version.adjustment.as_ref().map(|adjustment| Adjustment {
            because: &adjustment.because,
            proposed_by: &adjustment.proposed_by.user,
            proposed_at: adjustment.proposed_by.at,
            approved_by: &adjustment.approved_by.user,
            approved_at: adjustment.approved_by.at,
        }),
        totals: Amounts::of(
            LockedAmounts::total(&amounts),
            ledger.kinds().values().any(|week| week.rate_missing),
        ),
        lines: lines(key, version, &amounts, &ledger),
        differences: before
            .map(|before| differences(&before.amounts, &amounts))
            .unwrap_or_default()
            .into_iter()
            .map(Difference::from)
            .collect(),
        chain: Chain {
            before: chain.before().as_str().to_owned(),
            lines: chain.lines().iter().map(|line| line.text.clone()).collect(),
            hash: &version.chain,
        },
        files: vec![NamedFile {
            name: name::CLIENT_LEVEL_DATA,
            media_type: "application/json",
            bytes: client_level_data.len() as u64,
            sha256: canonical::sha256(&client_level_data),
        }],
        sha256: None,
    };
    file.sha256 = Some(canonical::fingerprint(&file));
    let mut kept_otherwise = Vec::new();
    if !is_as_computed(&amounts, &computed) {
        kept_otherwise.push(KeptOtherwise::Amounts);
    }
    if chain.root().as_str() != version.chain {
        kept_otherwise.push(KeptOtherwise::Chain);
    }
    let named = |file| name::in_register(key, version.number, file);
    RegisterPackage {
        client_level_data: File {
            name: named(name::CLIENT_LEVEL_DATA),
            json: client_level_data,
        },
        register: File {
            name: named(name::REGISTER),
            json: canonical::file(&file),
        },
        kept_otherwise,
    }
}

fn is_as_computed(kept: &[LockedAmounts], computed: &[LockedAmounts]) -> bool {
    differences(kept, computed).is_empty()
        && LockedAmounts::total(kept).planned == LockedAmounts::total(computed).planned
}

impl From<AdjustmentLine> for Difference {
    fn from(line: AdjustmentLine) -> Self {
        let AdjustmentLine {
            line,
            kind,
            adjustment,
            amount,
        } = line;
        Self {
            purchase_order: line.order.to_string(),
            line: line.line.to_string(),
            kind,
            adjustment,
            amount: pounds(amount.pounds()),
        }
    }
}

fn lines<'a>(
    key: &RegisterKey,
    version: &'a KeptVersion,
    amounts: &[LockedAmounts],
    ledger: &Ledger,
) -> Vec<Line<'a>> {
    let mut entries: BTreeMap<&Cell, &LedgerEntry> = BTreeMap::new();
    for entry in ledger.entries() {
        entries.entry(&entry.cell).or_insert(entry);
    }
    let lines = version.lines.iter().map(|(line, kept)| {
        let provision = &kept.line.provision;
        let of_line =
            |of: &&LockedAmounts| of.order == line.order.as_str() && of.line == line.line.as_str();
        let amounts = amounts.iter().filter(of_line);
        Line {
            purchase_order: line.order.as_str(),
            line: line.line.as_str(),
            person: provision.person.reference.as_str(),
            service: provision.service.as_str(),
            terms: provision.terms.as_str(),
            starts: provision.starts,
            ends: provision.ends,
            on_the_register_since: kept.line.appeared_on,
            days: days(key, line, kept, &version.book, &entries),
            amounts: amounts
                .map(|of| KindAmounts::of(of, ledger.kind(line, of.kind).rate_missing))
                .collect(),
        }
    });
    lines.collect()
}

/// Lists the cells of a line in which something is planned, received or marked.
fn days(
    key: &RegisterKey,
    line: &LineKey,
    kept: &KeptLine,
    book: &ContractBook,
    entries: &BTreeMap<&Cell, &LedgerEntry>,
) -> Vec<Day> {
    let places = key.week.days().into_iter();
    let places = places.flat_map(|day| Symbol::ALL.map(|symbol| (day, symbol)));
    let days = places.filter_map(|(day, symbol)| {
        let state = kept.line.state(day, symbol, book);
        if state.planned.is_zero() && state.received.is_zero() && state.version == 0 {
            return None;
        }
        let terms = book.terms(&kept.line.provision.terms);
        let kind = terms.kind_of(symbol, day);
        let cell = Cell {
            line: line.clone(),
            day,
            symbol,
        };
        let price = match (entries.get(&cell), terms.rate_of(kind, day)) {
            (Some(entry), _) => entry.price,
            (None, Some(rate)) => EntryPrice::Rate(rate),
            (None, None) => EntryPrice::RateMissing,
        };
        Some(Day::of((day, symbol), kind, &state, price))
    });
    days.collect()
}
