//! Registers: an item for the whole, an item a line with every version of its
//! cells, an item for each locked version.

use std::collections::{BTreeMap, BTreeSet};

use attendance::cell::{Mark, RecordedBy, RecordedVia};
use attendance::command::CellCommand;
use attendance::kept_line::{CellVersion, KeptLine, LineTexts, name_of_cell, names_in_plan};
use attendance::kept_register::{
    CellKeeper, CellKept, HeadKept, KeptRegister, KeptStatus, KeptVersion, LineKept, RegisterHead,
    RegisterKeeper, RegisterKey, RegisterReader,
};
use attendance::ledger::LedgerAmounts;
use attendance::missed_transport::MissedTransport;
use attendance::provision::LineKey;
use attendance::register::{ChangeRefused, Register};
use attendance::register_export::{LockedVersionKey, WaitingVersion};
use attendance::restricted::ShownPeople;
use attendance::supplier::SupplierId;
use attendance::symbol::Symbol;
use attendance::terms::{ContractBook, ContractTerms, TermsId};
use attendance::week::Week;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::fault::StoreFault;
use domain::records::retention_schedule::REGISTER_KEPT;
use futures_util::future::try_join_all;
use jiff::Timestamp;
use jiff::tz::Offset;

use crate::attributes::{
    AT, BECAUSE, BODY, BY, CHANGES, NAME, RESTRICTED, STATE, TERMS, UNTIL, VERSION, VIA,
};
use crate::item::Item;
use crate::keys::{self, PK, SK};
use crate::provision_plan;
use crate::read::{Attributes as _, List, Order, SortKeys, Unreadable};
use crate::stored::register_version;
use crate::write::{AllWritten, Write, Written};
use crate::{EXPIRES_AT, Table, fault, number, text};

/// The number of the version that a line is locked as.
const LOCKED: &str = "locked";
/// The instant until which a locked line can be changed, which sorts.
const OPEN_UNTIL: &str = "open_until";
/// The number of the import that a register follows.
const PLAN_VERSION: &str = "plan_version";
/// The amounts of the last locked version.
const PLANNED: &str = "planned";
const PAID: &str = "paid";
const BILLED: &str = "billed";
/// The journeys of the last locked version that did not come, those of them
/// without a session, and what was not paid for them.
const MISSED_JOURNEYS: &str = "missed_journeys";
const MISSED_SESSIONS: &str = "missed_sessions";
const NOT_PAID: &str = "not_paid";
/// The attributes of a line that are no text of it.
const NOT_TEXTS: [&str; 3] = [PK, SK, OPEN_UNTIL];
/// The most versions of a cell: a week has no use for more, and an item has no
/// room without end.
const MOST_VERSIONS: u32 = 200;
/// The most items of a register that one request reads: more than a megabyte
/// has, so that the request alone says how many.
const MOST_ITEMS: usize = 4000;
/// The lines that are written side by side.
const SIDE_BY_SIDE: usize = 25;

impl RegisterReader for Table {
    async fn register(&self, key: &RegisterKey) -> Result<Option<KeptRegister>, StoreFault> {
        let operation = "read a register";
        let list = List {
            partition: keys::of_register(key),
            // Locked versions come after the lines.
            keys: SortKeys::Between("HEAD".to_owned(), format!("{}~", keys::LINE)),
            order: Order::Ascending,
        };
        let items = self.page(operation, &list, None, MOST_ITEMS).await?.items;
        let Some((head, lines)) = items.split_first() else {
            return Ok(None);
        };
        let read = read_register(key, head, lines);
        read.map(Some).map_err(|source| fault(operation, source))
    }

    async fn register_heads(
        &self,
        supplier: &SupplierId,
        weeks: &[Week],
    ) -> Result<BTreeMap<Week, RegisterHead>, StoreFault> {
        let operation = "read registers";
        let keys = weeks.iter().map(|week| {
            keys::register_head(&RegisterKey {
                supplier: supplier.clone(),
                week: *week,
            })
        });
        let items = self.read_batches(operation, keys.collect()).await?;
        let heads = items.iter().map(|item| Ok((week_of(item)?, head(item)?)));
        let heads: Result<_, Unreadable> = heads.collect();
        heads.map_err(|source| fault(operation, source))
    }

    async fn contract_book(&self, terms: &BTreeSet<TermsId>) -> Result<ContractBook, StoreFault> {
        let operation = "read the terms of contracts";
        let keys = terms
            .iter()
            .flat_map(|terms| [keys::contract(terms), keys::effects(terms)]);
        let items = self.read_batches(operation, keys.collect()).await?;
        book(&items).map_err(|source| fault(operation, source))
    }

    async fn locked_version(
        &self,
        key: &RegisterKey,
        number: u32,
    ) -> Result<Option<KeptVersion>, StoreFault> {
        let operation = "read a locked register";
        let found = self.read(operation, keys::register_version(key, number));
        let Some(item) = found.await? else {
            return Ok(None);
        };
        let body = item.get(BODY).ok_or(Unreadable(BODY));
        let body = body.map_err(|source| fault(operation, source))?;
        let version = register_version::read(key, body);
        version.map(Some).map_err(|source| fault(operation, source))
    }
}

impl CellKeeper for Table {
    async fn keep_shown_cell(
        &self,
        key: &RegisterKey,
        command: &CellCommand,
        recorded: &RecordedBy,
        shown: &ShownPeople,
    ) -> Result<CellKept, StoreFault> {
        let operation = "keep a cell";
        if command.seen >= MOST_VERSIONS {
            return Ok(CellKept::Refused(ChangeRefused::NotAsShown));
        }
        let write = marking(key, command, recorded, shown);
        match self.write(operation, write).await? {
            Written::Done(_) => Ok(CellKept::Kept(command.seen.saturating_add(1))),
            Written::Refused(item) if item.is_empty() => {
                Ok(CellKept::Refused(ChangeRefused::NoSuchLine))
            }
            Written::Refused(item) => {
                let kept = line(key, &item).map_err(|source| fault(operation, source))?;
                Ok(match shown.has(&kept.line.provision.person) {
                    true => why_refused(key, kept, command, recorded),
                    false => CellKept::Refused(ChangeRefused::NoSuchLine),
                })
            }
        }
    }
}

impl RegisterKeeper for Table {
    async fn make_register(&self, register: &KeptRegister) -> Result<(), StoreFault> {
        let operation = "make a register";
        let key = &register.key;
        let lines: Vec<_> = register.lines.values().collect();
        for lines in lines.chunks(SIDE_BY_SIDE) {
            let writes = lines.iter().map(|line| {
                let item = line_item(key, line, line.changes);
                self.write(operation, Write::put(item).if_not_there())
            });
            try_join_all(writes).await?;
        }
        // The head comes last: a register is there when all of it is.
        let head = head_item(key, &register.head, register.head.changes);
        self.write(operation, Write::put(head).if_not_there())
            .await?;
        Ok(())
    }

    async fn add_line(&self, key: &RegisterKey, line: &KeptLine) -> Result<bool, StoreFault> {
        let item = line_item(key, line, line.changes);
        let added = self.write("add a line", Write::put(item).if_not_there());
        Ok(matches!(added.await?, Written::Done(_)))
    }

    async fn keep_line(
        &self,
        key: &RegisterKey,
        before: &KeptLine,
        after: &KeptLine,
        now: Timestamp,
    ) -> Result<LineKept, StoreFault> {
        let (was, is) = (before.texts(), after.texts());
        if was == is {
            return Ok(LineKept::Kept);
        }
        let mut write = Write::update(keys::register_line(key, &before.line.provision.key));
        for (name, value) in &is.fields {
            if was.fields.get(name) != Some(value) {
                write = write.set(name, text(value));
            }
        }
        for name in was.fields.keys() {
            if !is.fields.contains_key(name) {
                write = write.remove(name);
            }
        }
        for (name, versions) in &is.cells {
            if was.cells.get(name) != Some(versions) {
                write = write.set(name, list(versions));
            }
        }
        let write = if_open(write.add(CHANGES, 1), now, |write| {
            write.if_is(CHANGES, count(before.changes))
        });
        Ok(match self.write("keep a line", write).await? {
            Written::Done(_) => LineKept::Kept,
            Written::Refused(item) if is_locked(&item, now) => LineKept::Locked,
            Written::Refused(_) => LineKept::Overtaken,
        })
    }

    async fn keep_head(
        &self,
        key: &RegisterKey,
        head: &RegisterHead,
    ) -> Result<HeadKept, StoreFault> {
        let written = self.write("keep a register", heading(key, head)).await?;
        Ok(match written {
            Written::Done(_) => HeadKept::Kept,
            Written::Refused(_) => HeadKept::Overtaken,
        })
    }

    async fn freeze_line(
        &self,
        key: &RegisterKey,
        line_key: &LineKey,
        version: u32,
    ) -> Result<Option<KeptLine>, StoreFault> {
        let operation = "freeze a line";
        let write = Write::update(keys::register_line(key, line_key))
            .set(LOCKED, number(i64::from(version)))
            .remove(OPEN_UNTIL)
            .add(CHANGES, 1)
            .if_there();
        match self.write(operation, write).await? {
            Written::Refused(_) => Ok(None),
            Written::Done(item) => {
                let line = line(key, &item).map_err(|source| fault(operation, source))?;
                Ok(Some(line))
            }
        }
    }

    async fn thaw_line(
        &self,
        key: &RegisterKey,
        line: &LineKey,
        until: Option<Timestamp>,
    ) -> Result<(), StoreFault> {
        let write = Write::update(keys::register_line(key, line))
            .add(CHANGES, 1)
            .if_there();
        let write = match until {
            Some(until) => write.set(OPEN_UNTIL, text(keys::sortable(until))),
            None => write.remove(LOCKED).remove(OPEN_UNTIL),
        };
        self.write("thaw a line", write).await.map(drop)
    }

    async fn restore_line(&self, key: &RegisterKey, line: &KeptLine) -> Result<(), StoreFault> {
        let item = line_item(key, line, line.changes);
        self.write("restore a line", Write::put(item))
            .await
            .map(drop)
    }

    async fn keep_version(
        &self,
        key: &RegisterKey,
        head: &RegisterHead,
        version: &KeptVersion,
    ) -> Result<HeadKept, StoreFault> {
        let operation = "keep a locked register";
        let writes = version_writes(operation, key, head, version)?;
        Ok(match self.write_all(operation, writes).await? {
            AllWritten::Done => HeadKept::Kept,
            AllWritten::Refused(_) => HeadKept::Overtaken,
        })
    }
}

/// Makes the writes that keep a locked version with the head that says so, and
/// what exports it.
pub(crate) fn version_writes(
    operation: &'static str,
    key: &RegisterKey,
    head: &RegisterHead,
    version: &KeptVersion,
) -> Result<Vec<Write>, StoreFault> {
    let body = register_version::write(version).map_err(|source| fault(operation, source))?;
    let mut item = keys::register_version(key, version.number);
    item.insert(BODY.to_owned(), body);
    item.insert(EXPIRES_AT.to_owned(), expires(key.week));
    let mut outbox = keys::register_outbox(&WaitingVersion {
        locked_at: version.by.at,
        version: LockedVersionKey {
            register: key.clone(),
            number: version.number,
        },
    });
    outbox.insert(EXPIRES_AT.to_owned(), expires(key.week));
    Ok(vec![
        heading(key, head),
        Write::put(item).if_not_there(),
        Write::put(outbox),
    ])
}

/// Makes the write that puts a line in place of the one that was read.
pub(crate) fn replacing_line(key: &RegisterKey, line: &KeptLine) -> Write {
    let item = line_item(key, line, line.changes + 1);
    Write::put(item).if_is(CHANGES, count(line.changes))
}

/// Makes the write of a mark: one item, without a read.
fn marking(
    key: &RegisterKey,
    command: &CellCommand,
    recorded: &RecordedBy,
    shown: &ShownPeople,
) -> Write {
    let cell = &command.cell;
    let name = name_of_cell(cell.day, cell.symbol);
    let version = CellVersion {
        mark: command.mark.clone(),
        recorded: recorded.clone(),
        command: Some(command.id.clone()),
    };
    let write = Write::update(keys::register_line(key, &cell.line))
        .append(&name, text(version.text()))
        .add(CHANGES, 1);
    if_open(write, recorded.at, |write| {
        let write = match command.seen {
            0 => write.if_without(&name),
            seen => write.if_size(&name, i64::from(seen)),
        };
        if_shown(if_markable(write, command), shown)
    })
}

/// Adds the condition that the person of a line is shown.
fn if_shown(write: Write, shown: &ShownPeople) -> Write {
    let ShownPeople::AllBut(hidden) = shown else {
        return write;
    };
    let hidden: Vec<_> = hidden.iter().map(|person| text(person.as_str())).collect();
    let write = write.if_without(RESTRICTED);
    // DynamoDB compares with at most 100 values at once.
    hidden.chunks(100).fold(write, |write, some| {
        write.if_none_of("person", some.to_vec())
    })
}

/// Adds the conditions under which a register has a cell to mark. What takes
/// something back that was recorded is always possible.
fn if_markable(write: Write, command: &CellCommand) -> Write {
    let takes_back = match &command.mark {
        Mark::AsPlanned => true,
        Mark::Received { quantity, .. } => quantity.is_zero() && command.seen > 0,
    };
    let write = write.if_there();
    if takes_back {
        return write;
    }
    let day = text(command.cell.day.to_string());
    let write = write
        .if_text_at_most("starts", day.clone())
        .if_text_at_most("appeared_on", day.clone())
        .if_without_or_text_at_least("ends", day);
    match command.cell.symbol {
        Symbol::Morning | Symbol::Afternoon => write,
        symbol @ (Symbol::Evening | Symbol::OneToOne | Symbol::TwoToTwo) => {
            write.if_contains("plan", &names_in_plan(symbol))
        }
        Symbol::Out | Symbol::Back => {
            let journeys = [Symbol::Out, Symbol::Back].map(names_in_plan);
            write.if_contains("plan", journeys.as_flattened())
        }
    }
}

/// Adds the condition that a line can be changed at an instant, with others that
/// have to hold as well.
fn if_open(write: Write, now: Timestamp, others: impl Fn(Write) -> Write) -> Write {
    let write = others(write.if_without(LOCKED)).or();
    others(write.if_text_above(OPEN_UNTIL, text(keys::sortable(now))))
}

/// Finds out why a mark was not made, from the line that is there.
fn why_refused(
    key: &RegisterKey,
    kept: KeptLine,
    command: &CellCommand,
    recorded: &RecordedBy,
) -> CellKept {
    let cell = &command.cell;
    let place = (cell.day, cell.symbol);
    let versions = kept.versions.get(&place).map_or(&[][..], Vec::as_slice);
    let by_it = |version: &CellVersion| version.command.as_ref() == Some(&command.id);
    if let Some(at) = versions.iter().position(by_it) {
        return CellKept::Kept(u32::try_from(at + 1).unwrap_or(u32::MAX));
    }
    if kept.is_locked(recorded.at) {
        return CellKept::Locked;
    }
    let stands = kept.line.records.get(&place).cloned();
    if let Some(stands) = stands.filter(|stands| stands.version != command.seen) {
        return match stands.mark == command.mark {
            true => CellKept::Kept(stands.version),
            false => CellKept::Conflict(stands),
        };
    }
    let mut register = Register {
        supplier: key.supplier.clone(),
        week: key.week,
        lines: [(cell.line.clone(), kept.line)].into(),
        plan_version: 0,
    };
    let action = attendance::register::RegisterAction::Record {
        cell: cell.clone(),
        mark: command.mark.clone(),
        seen: command.seen,
    };
    match register.apply(&action, recorded, &ContractBook::default()) {
        Err(refused) => CellKept::Refused(refused),
        // Nobody had marked the cell, and the command saw a mark.
        Ok(_) => CellKept::Refused(ChangeRefused::NotAsShown),
    }
}

fn is_locked(item: &Item, now: Timestamp) -> bool {
    let open_until = item.text_of(OPEN_UNTIL).unwrap_or_default();
    item.contains_key(LOCKED) && open_until <= keys::sortable(now).as_str()
}

/// Reads a register from its items, the head first.
fn read_register(
    key: &RegisterKey,
    first: &Item,
    lines: &[Item],
) -> Result<KeptRegister, Unreadable> {
    let lines = lines.iter().map(|item| {
        let kept = line(key, item)?;
        Ok((kept.line.provision.key.clone(), kept))
    });
    Ok(KeptRegister {
        key: key.clone(),
        head: head(first)?,
        lines: lines.collect::<Result<_, Unreadable>>()?,
    })
}

/// Reads a line from its item.
fn line(key: &RegisterKey, item: &Item) -> Result<KeptLine, Unreadable> {
    let line_key = provision_plan::line_key(item)?;
    let mut texts = LineTexts::default();
    for (name, value) in item {
        match value {
            AttributeValue::S(value) if !NOT_TEXTS.contains(&name.as_str()) => {
                texts.fields.insert(name.clone(), value.clone());
            }
            AttributeValue::L(versions) => {
                let versions = versions.iter().map(|one| one.as_s().cloned());
                let versions: Result<_, _> = versions.collect();
                let versions = versions.map_err(|_| Unreadable("cell"))?;
                texts.cells.insert(name.clone(), versions);
            }
            _ => {}
        }
    }
    let kept = KeptLine::read(&key.supplier, key.week, line_key, &texts);
    let mut kept = kept.map_err(|unreadable| Unreadable(unreadable.0))?;
    kept.changes = item.number(CHANGES)?.unsigned_abs();
    kept.locked = item.number_of(LOCKED).and_then(|it| u32::try_from(it).ok());
    kept.open_until = item.instant_of(OPEN_UNTIL)?;
    Ok(kept)
}

/// Writes a line as its item.
fn line_item(key: &RegisterKey, kept: &KeptLine, changes: u64) -> Item {
    let mut item = keys::register_line(key, &kept.line.provision.key);
    let texts = kept.texts();
    item.extend(
        texts
            .fields
            .into_iter()
            .map(|(name, value)| (name, text(value))),
    );
    let cells = texts.cells.iter();
    item.extend(cells.map(|(name, versions)| (name.clone(), list(versions))));
    item.insert(CHANGES.to_owned(), count(changes));
    if let Some(version) = kept.locked {
        item.insert(LOCKED.to_owned(), number(i64::from(version)));
    }
    if let Some(until) = kept.open_until {
        item.insert(OPEN_UNTIL.to_owned(), text(keys::sortable(until)));
    }
    item.insert(EXPIRES_AT.to_owned(), expires(key.week));
    item
}

fn list(versions: &[String]) -> AttributeValue {
    AttributeValue::L(versions.iter().map(text).collect())
}

fn count(changes: u64) -> AttributeValue {
    number(i64::try_from(changes).unwrap_or(i64::MAX))
}

/// Returns the instant at which the items of a week expire, in seconds since
/// 1970.
pub(crate) fn expires(week: Week) -> AttributeValue {
    let ends = week
        .next()
        .monday()
        .to_datetime(jiff::civil::Time::midnight());
    let ends = Offset::UTC.to_timestamp(ends).unwrap_or(Timestamp::MAX);
    let expires = ends.checked_add(REGISTER_KEPT.length());
    number(expires.unwrap_or(Timestamp::MAX).as_second())
}

fn week_of(item: &Item) -> Result<Week, Unreadable> {
    let (_, ending) = item.text(PK)?.rsplit_once('#').ok_or(Unreadable(PK))?;
    let ending = ending.parse().map_err(|_| Unreadable(PK))?;
    Week::ending_on(ending).map_err(|_| Unreadable(PK))
}

/// Reads the head of a register.
fn head(item: &Item) -> Result<RegisterHead, Unreadable> {
    let by = || -> Result<RecordedBy, Unreadable> {
        Ok(RecordedBy {
            user: item.text(BY)?.to_owned(),
            at: item.instant(AT)?,
            via: RecordedVia::named(item.text(VIA)?).ok_or(Unreadable(VIA))?,
        })
    };
    let status = match item.text(STATE)? {
        "open" => KeptStatus::Open,
        "locking" => KeptStatus::Locking { by: by()? },
        "locked" => KeptStatus::Locked { by: by()? },
        "unlocked" => KeptStatus::Unlocked {
            by: by()?,
            because: item.text(BECAUSE)?.to_owned(),
            until: item.instant(UNTIL)?,
        },
        _ => return Err(Unreadable(STATE)),
    };
    let whole = |name: &'static str| -> Result<u32, Unreadable> {
        u32::try_from(item.number(name)?).map_err(|_| Unreadable(name))
    };
    let amount = |name: &'static str| -> Result<_, Unreadable> {
        item.text(name)?.parse().map_err(|_| Unreadable(name))
    };
    let amounts = match item.contains_key(PAID) {
        true => Some(LedgerAmounts {
            planned: amount(PLANNED)?,
            paid: amount(PAID)?,
            billed: amount(BILLED)?,
        }),
        false => None,
    };
    let transport = match item.contains_key(MISSED_JOURNEYS) {
        true => Some(MissedTransport {
            journeys: whole(MISSED_JOURNEYS)?,
            with_session: whole(MISSED_SESSIONS)?,
            not_paid: amount(NOT_PAID)?,
        }),
        false => None,
    };
    Ok(RegisterHead {
        supplier_name: item.text(NAME)?.to_owned(),
        plan_version: whole(PLAN_VERSION)?,
        status,
        version: whole(VERSION)?,
        amounts,
        transport,
        changes: item.number(CHANGES)?.unsigned_abs(),
    })
}

/// Writes the head of a register as its item.
fn head_item(key: &RegisterKey, head: &RegisterHead, changes: u64) -> Item {
    let mut item = keys::register_head(key);
    let mut set = |name: &str, value| item.insert(name.to_owned(), value);
    let (state, by) = match &head.status {
        KeptStatus::Open => ("open", None),
        KeptStatus::Locking { by } => ("locking", Some(by)),
        KeptStatus::Locked { by } => ("locked", Some(by)),
        KeptStatus::Unlocked { by, because, until } => {
            set(BECAUSE, text(because));
            set(UNTIL, text(until.to_string()));
            ("unlocked", Some(by))
        }
    };
    set(STATE, text(state));
    if let Some(by) = by {
        set(BY, text(&by.user));
        set(AT, text(by.at.to_string()));
        set(VIA, text(by.via.name()));
    }
    if let Some(amounts) = &head.amounts {
        set(PLANNED, text(amounts.planned.to_string()));
        set(PAID, text(amounts.paid.to_string()));
        set(BILLED, text(amounts.billed.to_string()));
    }
    if let Some(missed) = &head.transport {
        set(MISSED_JOURNEYS, number(i64::from(missed.journeys)));
        set(MISSED_SESSIONS, number(i64::from(missed.with_session)));
        set(NOT_PAID, text(missed.not_paid.to_string()));
    }
    set(NAME, text(&head.supplier_name));
    set(PLAN_VERSION, number(i64::from(head.plan_version)));
    set(VERSION, number(i64::from(head.version)));
    set(CHANGES, count(changes));
    set(EXPIRES_AT, expires(key.week));
    item
}

/// Makes the write of a head that nobody else has written since it was read.
fn heading(key: &RegisterKey, head: &RegisterHead) -> Write {
    let item = head_item(key, head, head.changes + 1);
    Write::put(item).if_is(CHANGES, count(head.changes))
}

/// Reads terms, and what the reasons of an absence pay and bill beside them.
fn book(items: &[Item]) -> Result<ContractBook, Unreadable> {
    let of_terms = items.iter().filter(|item| item.contains_key(TERMS));
    let terms: Result<Vec<_>, Unreadable> = of_terms.map(contract).collect();
    let mut book = ContractBook::new(terms?);
    for item in items.iter().filter(|item| !item.contains_key(TERMS)) {
        if let Some(terms) = book.terms_mut(&provision_plan::terms_of(item)?) {
            terms.effects = provision_plan::effects(item)?;
        }
    }
    Ok(book)
}

fn contract(item: &Item) -> Result<ContractTerms, Unreadable> {
    serde_json::from_str(item.text(TERMS)?).map_err(|_| Unreadable(TERMS))
}
