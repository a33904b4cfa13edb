//! A line of a register as it is kept: the line, every version of its cells,
//! and the texts that stand for them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::cell::CellRecord;
pub use crate::cell_version::{CellVersion, UnreadableLine};
use crate::command::CommandId;
use crate::kept_text::{
    MarkText, RecordedText, cell_name, choices_text, json, marks_text, pattern_text,
    read_cell_name, read_choices, read_json, read_pattern, read_version, read_week, short_name,
    short_week_text, version_text, week_text,
};
use crate::non_payment::NonPaymentYear;
use crate::provision::{
    AttendancePattern, AttendingPerson, LineKey, PersonReference, PlannedWeek, ProvisionLine,
};
use crate::register::{AbsentAllWeek, PlanChange, RegisterLine};
use crate::supplier::{DayServiceId, SupplierId};
use crate::symbol::Symbol;
use crate::terms::TermsId;
use crate::week::Week;

/// A line of a register as it is kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeptLine {
    /// The line.
    pub line: RegisterLine,
    /// Every version of each cell that was ever marked, the first one first.
    pub versions: BTreeMap<(Date, Symbol), Vec<CellVersion>>,
    /// The number of times that the line was written. A change of more than one
    /// cell is made on the condition that it is still this.
    pub changes: u64,
    /// The number of the locked version that the line is part of.
    pub locked: Option<u32>,
    /// The instant until which the line can be changed although it is locked.
    pub open_until: Option<Timestamp>,
}

/// The texts of a line: fields with one text, and cells with one for each of
/// their versions.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LineTexts {
    /// The fields by name.
    pub fields: BTreeMap<String, String>,
    /// The versions by the name of the cell.
    pub cells: BTreeMap<String, Vec<String>>,
}

/// A change of the plan, as its text has it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanChangeText {
    on: Date,
    before: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended_before: Option<Date>,
}

/// An absence of the whole week, as its text has it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AbsentAllWeekText {
    recorded: RecordedText,
    before: BTreeMap<String, MarkText>,
}

impl KeptLine {
    /// Makes a line of which nothing is kept yet.
    #[must_use]
    pub const fn new(line: RegisterLine) -> Self {
        Self {
            line,
            versions: BTreeMap::new(),
            changes: 0,
            locked: None,
            open_until: None,
        }
    }

    /// Whether the line is locked at an instant.
    #[must_use]
    pub fn is_locked(&self, now: Timestamp) -> bool {
        self.locked.is_some() && self.open_until.is_none_or(|until| until <= now)
    }

    /// Returns this line after a change: each cell whose version is new has one
    /// more version, by the command if one is given.
    #[must_use]
    pub fn changed_to(&self, line: RegisterLine, command: Option<&CommandId>) -> Self {
        let mut versions = self.versions.clone();
        for (place, record) in &line.records {
            let of_cell = versions.entry(*place).or_default();
            if usize::try_from(record.version).is_ok_and(|version| version > of_cell.len()) {
                of_cell.push(CellVersion {
                    mark: record.mark.clone(),
                    recorded: record.recorded.clone(),
                    command: command.cloned(),
                });
            }
        }
        Self {
            line,
            versions,
            ..self.clone()
        }
    }

    /// Writes the texts of the line.
    ///
    /// ```
    /// use attendance::kept_line::KeptLine;
    /// # use attendance::provision::*;
    /// # use attendance::register::RegisterLine;
    /// # use attendance::supplier::{DayServiceId, SupplierId};
    /// # use attendance::terms::TermsId;
    /// # use attendance::week::Week;
    /// # use jiff::civil::date;
    /// # let week = Week::of(date(2025, 5, 5));
    /// # let mut plan = PlannedWeek::default();
    /// # plan.0[0].morning = true;
    /// # let provision = ProvisionLine {
    /// #     key: LineKey::parse("0004512", "1")?,
    /// #     person: AttendingPerson {
    /// #         reference: PersonReference::parse("0098765")?,
    /// #         surname: "Doe".to_owned(),
    /// #         forename: "Ana".to_owned(),
    /// #         restricted: false,
    /// #     },
    /// #     supplier: SupplierId::parse("S1")?,
    /// #     service: DayServiceId::parse("D1")?,
    /// #     terms: TermsId::parse("T1")?,
    /// #     starts: date(2025, 4, 28),
    /// #     ends: None,
    /// #     pattern: AttendancePattern::weekly(plan),
    /// # };
    /// let line = KeptLine::new(RegisterLine::new(provision, week, week.monday()));
    /// assert_eq!(line.texts().fields["plan"], "A//////");
    /// # Ok::<(), attendance::text_id::NotACaseReference>(())
    /// ```
    #[must_use]
    pub fn texts(&self) -> LineTexts {
        let line = &self.line;
        let mut fields = provision_fields(&line.provision);
        fields.insert("plan".to_owned(), short_week_text(&line.plan));
        fields.insert("appeared_on".to_owned(), line.appeared_on.to_string());
        if !line.plan_changes.is_empty() {
            let changes = line.plan_changes.iter().map(|change| PlanChangeText {
                on: change.on,
                before: week_text(&change.before),
                ended_before: change.ended_before,
            });
            let changes: Vec<_> = changes.collect();
            fields.insert("plan_changes".to_owned(), json(&changes));
        }
        if let Some(absent) = &line.absent_all_week {
            let text = AbsentAllWeekText {
                recorded: (&absent.recorded).into(),
                before: marks_text(&absent.before),
            };
            fields.insert("absent_all_week".to_owned(), json(&text));
        }
        if let Some(checked) = &line.checked {
            let text = json(&RecordedText::from(checked));
            fields.insert("checked".to_owned(), text);
        }
        if !line.explained_doubles.is_empty() {
            let doubles = line.explained_doubles.iter();
            let doubles: BTreeMap<_, _> = doubles
                .map(|((day, symbol), because)| (cell_name(*day, *symbol), because))
                .collect();
            fields.insert("explained_doubles".to_owned(), json(&doubles));
        }
        let cells = self.versions.iter().map(|((day, symbol), versions)| {
            let versions = versions.iter().map(version_text).collect();
            (cell_name(*day, *symbol), versions)
        });
        LineTexts {
            fields,
            cells: cells.collect(),
        }
    }

    /// Reads a line from its texts. Who keeps them knows the supplier, the week
    /// and the key by the place of the texts.
    ///
    /// # Errors
    /// [`UnreadableLine`].
    pub fn read(
        supplier: &SupplierId,
        week: Week,
        key: LineKey,
        texts: &LineTexts,
    ) -> Result<Self, UnreadableLine> {
        let fields = &texts.fields;
        let plan = read_plan(field(fields, "plan")?)?;
        let pattern = AttendancePattern::weekly(plan);
        let provision = read_fields(supplier, key, pattern, fields)?;
        let mut line = RegisterLine::new(provision, week, date_in(fields, "appeared_on")?);
        if let Some(text) = fields.get("plan_changes") {
            let changes: Vec<PlanChangeText> = read_json("plan_changes", text)?;
            for change in changes {
                line.plan_changes.push(PlanChange {
                    on: change.on,
                    before: read_week(&change.before).ok_or(UnreadableLine("plan_changes"))?,
                    ended_before: change.ended_before,
                });
            }
        }
        if let Some(text) = fields.get("absent_all_week") {
            let text: AbsentAllWeekText = read_json("absent_all_week", text)?;
            let before = text.before.into_iter().map(|(name, mark)| {
                let place = read_cell_name(week, &name);
                let place = place.ok_or(UnreadableLine("absent_all_week"))?;
                Ok((place, mark.into()))
            });
            line.absent_all_week = Some(AbsentAllWeek {
                recorded: text.recorded.into(),
                before: before.collect::<Result<_, _>>()?,
            });
        }
        if let Some(text) = fields.get("checked") {
            let text: RecordedText = read_json("checked", text)?;
            line.checked = Some(text.into());
        }
        if let Some(text) = fields.get("explained_doubles") {
            let doubles: BTreeMap<String, String> = read_json("explained_doubles", text)?;
            for (name, because) in doubles {
                let place = read_cell_name(week, &name);
                let place = place.ok_or(UnreadableLine("explained_doubles"))?;
                line.explained_doubles.insert(place, because);
            }
        }
        let mut kept = Self::new(line);
        for (name, texts) in &texts.cells {
            let place = read_cell_name(week, name).ok_or(UnreadableLine("cell"))?;
            let versions: Option<Vec<_>> = texts.iter().map(|text| read_version(text)).collect();
            kept.keep(place, versions.ok_or(UnreadableLine("cell"))?);
        }
        Ok(kept)
    }

    /// Gives a cell its versions, of which the last one stands.
    fn keep(&mut self, place: (Date, Symbol), versions: Vec<CellVersion>) {
        let Some(last) = versions.last() else {
            return;
        };
        let record = CellRecord {
            mark: last.mark.clone(),
            version: u32::try_from(versions.len()).unwrap_or(u32::MAX),
            recorded: last.recorded.clone(),
        };
        self.line.records.insert(place, record);
        self.versions.insert(place, versions);
    }
}

impl CellVersion {
    /// Writes the version as a text.
    #[must_use]
    pub fn text(&self) -> String {
        version_text(self)
    }

    /// Reads a version from its text.
    ///
    /// # Errors
    /// [`UnreadableLine`].
    pub fn read(text: &str) -> Result<Self, UnreadableLine> {
        read_version(text).ok_or(UnreadableLine("cell"))
    }
}

/// Returns the name under which the versions of a cell are kept in its line.
///
/// ```
/// use attendance::kept_line::name_of_cell;
/// use attendance::symbol::Symbol;
/// use jiff::civil::date;
///
/// assert_eq!(name_of_cell(date(2025, 5, 6), Symbol::OneToOne), "tue_one_to_one");
/// ```
#[must_use]
pub fn name_of_cell(day: Date, symbol: Symbol) -> String {
    cell_name(day, symbol)
}

/// Returns what the text of a line's plan has if it has anything of a symbol:
/// its letter, or its name in a plan of before.
#[must_use]
pub const fn names_in_plan(symbol: Symbol) -> [&'static str; 2] {
    [short_name(symbol), symbol.name()]
}

/// Writes the plan of a week as a line has it.
#[must_use]
pub fn plan_text(week: &PlannedWeek) -> String {
    short_week_text(week)
}

/// Reads the plan of a week as a line has it, in either form.
///
/// # Errors
/// [`UnreadableLine`].
pub fn read_plan(text: &str) -> Result<PlannedWeek, UnreadableLine> {
    read_week(text).ok_or(UnreadableLine("plan"))
}

/// Writes the fields of a provision, with its whole pattern.
///
/// Who keeps them knows the supplier and the key by their place.
#[must_use]
pub fn provision_texts(provision: &ProvisionLine) -> BTreeMap<String, String> {
    let mut fields = provision_fields(provision);
    fields.insert("pattern".to_owned(), pattern_text(&provision.pattern));
    fields
}

/// Reads a provision from what [`provision_texts`] wrote.
///
/// # Errors
/// [`UnreadableLine`].
pub fn read_provision(
    supplier: &SupplierId,
    key: LineKey,
    fields: &BTreeMap<String, String>,
) -> Result<ProvisionLine, UnreadableLine> {
    let pattern = read_pattern(field(fields, "pattern")?);
    let pattern = pattern.ok_or(UnreadableLine("pattern"))?;
    read_fields(supplier, key, pattern, fields)
}

/// Writes the choices of non-payment weeks that were made for a year.
#[must_use]
pub fn non_payment_text(year: &NonPaymentYear) -> String {
    choices_text(year)
}

/// Gives a year the choices that [`non_payment_text`] wrote.
///
/// # Errors
/// [`UnreadableLine`].
pub fn read_non_payment(
    year: NonPaymentYear,
    text: &str,
) -> Result<NonPaymentYear, UnreadableLine> {
    Ok(year.with_choices(read_choices(text)?))
}

fn provision_fields(provision: &ProvisionLine) -> BTreeMap<String, String> {
    let person = &provision.person;
    let mut fields: BTreeMap<_, _> = [
        ("person", person.reference.as_str().to_owned()),
        ("surname", person.surname.clone()),
        ("forename", person.forename.clone()),
        ("service", provision.service.as_str().to_owned()),
        ("terms", provision.terms.as_str().to_owned()),
        ("starts", provision.starts.to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    if let Some(ends) = provision.ends {
        fields.insert("ends".to_owned(), ends.to_string());
    }
    if person.restricted {
        fields.insert("restricted".to_owned(), "yes".to_owned());
    }
    fields
}

fn read_fields(
    supplier: &SupplierId,
    key: LineKey,
    pattern: AttendancePattern,
    fields: &BTreeMap<String, String>,
) -> Result<ProvisionLine, UnreadableLine> {
    let reference = PersonReference::parse(field(fields, "person")?);
    let service = DayServiceId::parse(field(fields, "service")?);
    let terms = TermsId::parse(field(fields, "terms")?);
    Ok(ProvisionLine {
        key,
        person: AttendingPerson {
            reference: reference.map_err(|_| UnreadableLine("person"))?,
            surname: field(fields, "surname")?.to_owned(),
            forename: field(fields, "forename")?.to_owned(),
            restricted: fields.contains_key("restricted"),
        },
        supplier: supplier.clone(),
        service: service.map_err(|_| UnreadableLine("service"))?,
        terms: terms.map_err(|_| UnreadableLine("terms"))?,
        starts: date_in(fields, "starts")?,
        ends: match fields.contains_key("ends") {
            true => Some(date_in(fields, "ends")?),
            false => None,
        },
        pattern,
    })
}

fn field<'a>(
    fields: &'a BTreeMap<String, String>,
    name: &'static str,
) -> Result<&'a str, UnreadableLine> {
    let found = fields.get(name).map(String::as_str);
    found.ok_or(UnreadableLine(name))
}

fn date_in(fields: &BTreeMap<String, String>, name: &'static str) -> Result<Date, UnreadableLine> {
    let text = field(fields, name)?;
    text.parse().map_err(|_| UnreadableLine(name))
}
