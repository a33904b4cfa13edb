//! `terms.csv`: the terms of each contract, one row for each period in which
//! none of them changes.

use std::collections::{BTreeMap, BTreeSet};

use attendance::notice::{NoticePeriod, NoticeUnit};
use attendance::terms::{
    BankHolidayRule, ContractTerms, Dated, EveningTerms, JourneysNotMade, PayBasis, SwapRule,
    TermsId, Timeline, TransportTerms, TransportUnit,
};
use domain::values::digits::hex;
use domain::values::money::Money;
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use super::fields::Fields;
use super::manifest::ManifestEntry;
use super::row_fault::{RefusedRow, RowFault, RowProblem};
use super::suspicion::{NotSurveyed, Suspicion};
use crate::incoming::without_mark;
use crate::v1::provisions::TERMS;

/// The content of `terms.csv`.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct TermsTable {
    /// The number of rows, those that were refused included.
    pub rows: u64,
    /// The terms of each contract of which every row could be read. What an
    /// absence pays and bills is not among them: finance staff say so.
    pub contracts: Vec<ContractTerms>,
    /// The rows that were refused.
    pub refused: Vec<RefusedRow>,
    /// The contracts with a row that was refused: their terms stay as they
    /// were, so that no rate is missing for a mistake.
    pub left_as_they_were: Vec<TermsId>,
}

/// The terms of one period.
struct Period {
    from: Date,
    to: Option<Date>,
    session_rate: Option<Money>,
    hourly_rate: Option<Money>,
    two_to_two_rate: Option<Money>,
    evening: EveningTerms,
    transport: Option<TransportTerms>,
    pay_basis: PayBasis,
    notice: Option<NoticePeriod>,
    bank_holidays: BankHolidayRule,
    swaps: SwapRule,
}

impl TermsTable {
    /// Reads the whole of `terms.csv`, if it is the file that its manifest is
    /// about.
    ///
    /// ```
    /// use exchange::provisions::manifest::ManifestEntry;
    /// use exchange::provisions::terms_table::TermsTable;
    ///
    /// let said = ManifestEntry { rows: 0, bytes: 5, sha256: "0".repeat(64) };
    /// assert!(TermsTable::read_as_said(b"terms", &said).is_err());
    /// ```
    ///
    /// # Errors
    /// Returns [`NotSurveyed`] where the file is not this table, or is not what
    /// the manifest says.
    pub fn read_as_said(file: &[u8], said: &ManifestEntry) -> Result<Self, NotSurveyed> {
        let sha256 = hex(&Sha256::digest(file));
        Suspicion::check_bytes(said, file.len() as u64, &sha256)?;
        let table = Self::read(file)?;
        Suspicion::check_rows(said, table.rows)?;
        Ok(table)
    }

    /// Reads the whole of `terms.csv`, which has a few hundred rows.
    ///
    /// ```
    /// use exchange::provisions::terms_table::TermsTable;
    /// use jiff::civil::date;
    ///
    /// let table = TermsTable::read(
    ///     "terms,from,to,session_rate,evening_rate,hourly_rate,two_to_two_rate,transport_rate,\
    ///      transport_unit,transport_paid_here,transport_not_made,pay_basis,notice_value,\
    ///      notice_unit,bank_holidays,swaps\n\
    ///      DC-high,2024-04-01,2025-03-31,30.00,,16.50,,7.00,day,yes,not_paid,plan,7,clear_days,\
    ///      as_any_day,allowed\n\
    ///      DC-high,2025-04-01,,31.20,,17.00,,7.20,day,yes,not_paid,plan,7,clear_days,\
    ///      as_any_day,allowed\n".as_bytes(),
    /// )?;
    /// let rate = table.contracts[0].session_rate.on(date(2025, 4, 1));
    /// assert_eq!(rate.map(|dated| dated.value.to_string()), Some("£31.20".to_owned()));
    /// # Ok::<(), exchange::provisions::suspicion::NotSurveyed>(())
    /// ```
    ///
    /// # Errors
    /// Returns [`NotSurveyed`] where the file is not this table.
    pub fn read(file: &[u8]) -> Result<Self, NotSurveyed> {
        let file = without_mark(file);
        let mut reader = csv::ReaderBuilder::new()
            .terminator(csv::Terminator::Any(b'\n'))
            .trim(csv::Trim::All)
            .from_reader(file);
        if reader.byte_headers().ok() != Some(&csv::ByteRecord::from(TERMS.to_vec())) {
            return Err(Suspicion::Heading.into());
        }
        let mut found = Found::default();
        let mut record = csv::ByteRecord::new();
        loop {
            match reader.read_byte_record(&mut record) {
                Ok(true) => found.add(&record),
                Ok(false) => return Ok(found.end()),
                Err(fault) => {
                    let line = fault.position().map_or(0, csv::Position::line);
                    return Err(Suspicion::Row { line }.into());
                }
            }
        }
    }
}

/// The rows of the table so far.
#[derive(Default)]
struct Found {
    rows: u64,
    periods: BTreeMap<TermsId, Vec<Period>>,
    refused: Vec<RefusedRow>,
    left: BTreeSet<TermsId>,
}

impl Found {
    fn add(&mut self, record: &csv::ByteRecord) {
        self.rows += 1;
        let line = record.position().map_or(0, csv::Position::line);
        let columns = TERMS.map(str::to_owned);
        let mut fields = Fields::new(&columns, record);
        let id = fields.reference("terms", TermsId::parse);
        let period = Period::of(&mut fields);
        let beside = id.as_ref().and_then(|id| self.periods.get(id));
        if let (Some(period), Some(beside)) = (&period, beside)
            && beside.iter().any(|other| other.overlaps(period))
        {
            fields.refuse("from", RowProblem::Overlaps);
        }
        match fields.end(id.clone().zip(period)) {
            Ok((id, period)) => self.periods.entry(id).or_default().push(period),
            Err(faults) => self.refuse(line, id, faults),
        }
    }

    fn refuse(&mut self, line: u64, id: Option<TermsId>, faults: Vec<RowFault>) {
        self.left.extend(id);
        self.refused.push(RefusedRow { line, faults });
    }

    fn end(mut self) -> TermsTable {
        self.periods.retain(|id, _| !self.left.contains(id));
        TermsTable {
            rows: self.rows,
            contracts: self
                .periods
                .into_iter()
                .filter_map(|(id, periods)| contract(id, &periods))
                .collect(),
            refused: self.refused,
            left_as_they_were: self.left.into_iter().collect(),
        }
    }
}

impl Period {
    fn of(fields: &mut Fields<'_>) -> Option<Self> {
        let from = fields.date("from");
        let to = fields.or_none("to", Fields::date);
        if to.flatten().zip(from).is_some_and(|(to, from)| to < from) {
            fields.refuse("to", RowProblem::BeforeTheStart);
        }
        let session_rate = fields.or_none("session_rate", Fields::money);
        let evening_rate = fields.or_none("evening_rate", Fields::money);
        let hourly_rate = fields.or_none("hourly_rate", Fields::money);
        let two_to_two_rate = fields.or_none("two_to_two_rate", Fields::money);
        let transport = fields.or_none("transport_unit", transport);
        let pay_basis = fields.named("pay_basis", PayBasis::named);
        let notice = fields.or_none("notice_unit", notice);
        let bank_holidays = fields.named("bank_holidays", BankHolidayRule::named);
        let swaps = fields.named("swaps", SwapRule::named);
        Some(Self {
            from: from?,
            to: to?,
            session_rate: session_rate?,
            hourly_rate: hourly_rate?,
            two_to_two_rate: two_to_two_rate?,
            evening: evening_rate?.map_or(EveningTerms::SharesSessions, |rate| EveningTerms::Own {
                rate,
            }),
            transport: transport?,
            pay_basis: pay_basis?,
            notice: notice?,
            bank_holidays: bank_holidays?,
            swaps: swaps?,
        })
    }

    fn overlaps(&self, other: &Self) -> bool {
        let begins_within = |one: &Self, other: &Self| {
            one.from <= other.from && one.to.is_none_or(|to| to >= other.from)
        };
        begins_within(self, other) || begins_within(other, self)
    }

    fn holds<T>(&self, value: T) -> Dated<T> {
        Dated {
            from: self.from,
            to: self.to,
            value,
        }
    }
}

fn transport(fields: &mut Fields<'_>, column: &str) -> Option<TransportTerms> {
    let unit = fields.named(column, TransportUnit::named);
    let rate = fields.or_none("transport_rate", Fields::money);
    let paid_here = fields.yes("transport_paid_here");
    let not_made = fields.named("transport_not_made", JourneysNotMade::named);
    let rate = match (unit?, rate?) {
        (TransportUnit::InsideTheSession, rate) => rate.unwrap_or_default(),
        (_, Some(rate)) => rate,
        (_, None) => {
            fields.refuse("transport_rate", RowProblem::Missing);
            return None;
        }
    };
    Some(TransportTerms {
        rate,
        unit: unit?,
        paid_here: paid_here?,
        not_made: not_made?,
    })
}

fn notice(fields: &mut Fields<'_>, column: &str) -> Option<NoticePeriod> {
    let unit = fields.named(column, NoticeUnit::named);
    let value = fields.number("notice_value", 0, 999);
    Some(NoticePeriod {
        value: value?,
        unit: unit?,
    })
}

/// Makes the terms of a contract of its periods. Periods that overlap were
/// refused before, so each term is a timeline.
fn contract(id: TermsId, periods: &[Period]) -> Option<ContractTerms> {
    Some(ContractTerms {
        session_rate: timeline(periods, |period| period.session_rate)?,
        hourly_rate: timeline(periods, |period| period.hourly_rate)?,
        two_to_two_rate: timeline(periods, |period| period.two_to_two_rate)?,
        evening: timeline(periods, |period| Some(period.evening))?,
        transport: timeline(periods, |period| period.transport)?,
        pay_basis: timeline(periods, |period| Some(period.pay_basis))?,
        notice: timeline(periods, |period| period.notice)?,
        bank_holidays: timeline(periods, |period| Some(period.bank_holidays))?,
        swaps: timeline(periods, |period| Some(period.swaps))?,
        ..ContractTerms::new(id)
    })
}

fn timeline<T>(periods: &[Period], value: impl Fn(&Period) -> Option<T>) -> Option<Timeline<T>> {
    let dated = periods
        .iter()
        .filter_map(|period| Some(period.holds(value(period)?)));
    Timeline::new(dated.collect()).ok()
}
