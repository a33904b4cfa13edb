//! The life of a register: open, submitted and locked, unlocked for a while by
//! finance, adjusted. Every locked version is kept.

use jiff::Timestamp;

use crate::adjustment::{AdjustmentLine, ProposedAdjustment, adjustment_lines, differences};
use crate::breach::Breach;
use crate::cell::{Cell, Mark, RecordedBy};
use crate::kept_register::LockedAmounts;
use crate::ledger::{Ledger, LedgerAmounts, LedgerScope, LedgerSide};
use crate::merge::{MergeOutcome, MergeReport, NightlyPlan};
use crate::payment_calendar::{PaymentCalendar, PaymentRun};
use crate::register::{ChangeRefused, Register, RegisterAction, RegisterChanged};
use crate::terms::ContractBook;

/// A register with its state and its locked versions.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RegisterRecord {
    register: Register,
    status: RegisterStatus,
    versions: Vec<LockedVersion>,
    not_locked_in_time: Vec<LateEdit>,
}

/// The state of a register.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RegisterStatus {
    /// A register that was never submitted.
    Open,
    /// A submitted register: nothing in it changes.
    Locked {
        /// Who submitted it and when.
        by: RecordedBy,
    },
    /// Finance unlocked it for a while.
    Unlocked {
        /// Who unlocked it and when.
        by: RecordedBy,
        /// Why.
        because: String,
        /// The instant at which it returns to the last locked version.
        until: Timestamp,
    },
}

/// A version of a register as it was locked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LockedVersion {
    /// The number, from 1.
    pub number: u32,
    /// Who locked it and when.
    pub by: RecordedBy,
    /// The name of the supplier at that time.
    pub supplier_name: String,
    /// The register, with the names of people at that time.
    pub register: Register,
    /// The ledger, by the terms of that time.
    pub ledger: Ledger,
    /// The adjustment that made the version, if one did.
    pub adjustment: Option<ApprovedAdjustment>,
}

/// An adjustment that a second person approved.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ApprovedAdjustment {
    /// Why.
    pub because: String,
    /// Who proposed it.
    pub proposed_by: RecordedBy,
    /// Who approved it.
    pub approved_by: RecordedBy,
    /// The difference from the version before.
    pub lines: Vec<AdjustmentLine>,
}

/// What stands in the way of submitting a register.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SubmitObstacle {
    /// The week-ending date has not passed.
    WeekNotOver {
        /// The instant at which submission opens.
        opens: Timestamp,
    },
    /// The box that says that the register is right was not ticked.
    NotDeclared,
    /// Something recorded cannot be submitted.
    Breach(Breach),
}

/// The reason why a change was not taken.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum RecordRefused {
    /// The register is locked.
    #[error("the register is locked")]
    Locked {
        /// Who locked it and when.
        by: RecordedBy,
    },
    /// The change cannot be made.
    #[error(transparent)]
    Change(#[from] ChangeRefused),
}

/// The reason why finance cannot unlock or adjust a register.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum FinanceRefused {
    /// The register is not locked.
    #[error("the register is not locked")]
    NotLocked,
    /// No reason was given.
    #[error("say why")]
    NoReasonGiven,
    /// The end of the unlocking is not in the future.
    #[error("the end must be in the future")]
    EndsBeforeItBegins,
    /// The one who approves is the one who proposed.
    #[error("a second person has to approve it")]
    SamePerson,
    /// The register has another version than the proposal was made from.
    #[error("the register has changed since")]
    NotTheLatestVersion,
    /// The change cannot be recorded.
    #[error("what is proposed cannot be recorded")]
    NotRecordable,
    /// The adjustment changes no cell and no amount.
    #[error("the adjustment changes nothing")]
    NothingChanges,
    /// The register would hold what a provider could not submit.
    #[error("the register could not be submitted like this")]
    Breaches(Vec<Breach>),
    /// The net effect is not what it was when it was proposed.
    #[error("the amounts have changed since it was proposed")]
    EffectChanged,
    /// Somebody decided on the adjustment before.
    #[error("somebody has decided on it")]
    Decided,
}

/// A register that was submitted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct RegisterSubmitted<'a> {
    /// The version.
    pub version: &'a LockedVersion,
    /// Whether it had been submitted before, so that nothing was done.
    pub again: bool,
}

/// The result of edits that came with the submission.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EditsAndSubmission {
    /// The edits that were taken.
    pub changed: RegisterChanged,
    /// The edits that were refused, by their place. One of them stops the
    /// submission, because it was on the screen and is not in the register.
    pub refused: Vec<(usize, RecordRefused)>,
    /// What else stands in the way; empty if the register is locked.
    pub obstacles: Vec<SubmitObstacle>,
    /// The number of the version that was locked.
    pub locked: Option<u32>,
}

/// A locked register with the changes of an adjustment, before anybody has
/// approved it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AdjustedRegister {
    /// The register with the changes.
    pub register: Register,
    /// Its ledger.
    pub ledger: Ledger,
    /// The net effect: the difference from what was locked.
    pub lines: Vec<AdjustmentLine>,
}

/// What would be paid if the register were submitted at an instant.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ShadowLock {
    /// The amounts.
    pub amounts: LedgerAmounts,
    /// Whether a rate is missing, so that the amounts are incomplete.
    pub incomplete: bool,
    /// The payment run that it would be in.
    pub run: Option<PaymentRun>,
    /// What stands in the way.
    pub obstacles: Vec<SubmitObstacle>,
}

/// Edits that came after the lock, as one request to finance.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AdjustmentRequest {
    /// Who asks and when.
    pub by: RecordedBy,
    /// The edits.
    pub edits: Vec<LateEdit>,
}

/// An edit that came after the lock.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LateEdit {
    /// The cell.
    pub cell: Cell,
    /// What is locked.
    pub stands: Mark,
    /// What was to be recorded.
    pub wanted: Mark,
}

impl RegisterRecord {
    /// Makes the record of a register that nobody has submitted.
    #[must_use]
    pub const fn new(register: Register) -> Self {
        Self {
            register,
            status: RegisterStatus::Open,
            versions: Vec::new(),
            not_locked_in_time: Vec::new(),
        }
    }

    /// Returns the register as it stands.
    #[must_use]
    pub const fn register(&self) -> &Register {
        &self.register
    }

    /// Returns the state.
    #[must_use]
    pub const fn status(&self) -> &RegisterStatus {
        &self.status
    }

    /// Returns the locked versions, the first one first.
    #[must_use]
    pub fn versions(&self) -> &[LockedVersion] {
        &self.versions
    }

    /// Returns the edits that were made while the register was unlocked and not
    /// locked in time: they are for a request to finance.
    #[must_use]
    pub fn not_locked_in_time(&self) -> &[LateEdit] {
        &self.not_locked_in_time
    }

    /// Takes an action of a provider, unless the register is locked.
    ///
    /// # Errors
    /// [`RecordRefused`]; nothing is changed.
    pub fn change(
        &mut self,
        action: &RegisterAction,
        recorded: &RecordedBy,
        book: &ContractBook,
    ) -> Result<RegisterChanged, RecordRefused> {
        self.expire(recorded.at);
        if let RegisterStatus::Locked { by } = &self.status {
            return Err(RecordRefused::Locked { by: by.clone() });
        }
        Ok(self.register.apply(action, recorded, book)?)
    }

    /// Takes in a plan. A register that was ever submitted stays as it is.
    pub fn merge(&mut self, plan: &NightlyPlan<'_>) -> MergeReport {
        if self.status == RegisterStatus::Open {
            return self.register.merge(plan);
        }
        let report = self.register.clone().merge(plan);
        let outcome = match report.outcome {
            MergeOutcome::Taken => MergeOutcome::WeekHasEnded,
            outcome => outcome,
        };
        MergeReport { outcome, ..report }
    }

    /// Lists what stands in the way of submitting the register.
    #[must_use]
    pub fn obstacles(
        &self,
        now: Timestamp,
        declared: bool,
        book: &ContractBook,
    ) -> Vec<SubmitObstacle> {
        let mut obstacles = Vec::new();
        if !self.register.week.has_ended(now) {
            let opens = self.register.week.opens_for_submission();
            obstacles.push(SubmitObstacle::WeekNotOver { opens });
        }
        if !declared {
            obstacles.push(SubmitObstacle::NotDeclared);
        }
        let breaches = self.register.breaches(book).into_iter();
        obstacles.extend(breaches.map(SubmitObstacle::Breach));
        obstacles
    }

    /// Submits the register: saves, confirms and locks it. A register that is
    /// already locked gives its version again.
    ///
    /// # Errors
    /// Every [`SubmitObstacle`], at once.
    pub fn submit(
        &mut self,
        by: &RecordedBy,
        declared: bool,
        supplier_name: &str,
        book: &ContractBook,
    ) -> Result<RegisterSubmitted<'_>, Vec<SubmitObstacle>> {
        self.expire(by.at);
        let again = matches!(self.status, RegisterStatus::Locked { .. });
        if !again {
            let obstacles = self.obstacles(by.at, declared, book);
            if !obstacles.is_empty() {
                return Err(obstacles);
            }
            self.versions.push(LockedVersion {
                number: self.next_number(),
                by: by.clone(),
                supplier_name: supplier_name.to_owned(),
                register: self.register.clone(),
                ledger: Ledger::of(&self.register, book),
                adjustment: None,
            });
            self.status = RegisterStatus::Locked { by: by.clone() };
        }
        match self.versions.last() {
            Some(version) => Ok(RegisterSubmitted { version, again }),
            None => Err(Vec::new()),
        }
    }

    /// Takes the edits that were still waiting, then submits: what was on the
    /// screen is in the locked version. Edits that can be taken are saved even
    /// if the register cannot be locked.
    pub fn save_confirm_and_lock(
        &mut self,
        waiting: &[RegisterAction],
        by: &RecordedBy,
        declared: bool,
        supplier_name: &str,
        book: &ContractBook,
    ) -> EditsAndSubmission {
        let mut result = EditsAndSubmission {
            changed: RegisterChanged::default(),
            refused: Vec::new(),
            obstacles: Vec::new(),
            locked: None,
        };
        for (place, action) in waiting.iter().enumerate() {
            match self.change(action, by, book) {
                Ok(changed) => result.changed.cells.extend(changed.cells),
                Err(refused) => result.refused.push((place, refused)),
            }
        }
        if !result.refused.is_empty() {
            return result;
        }
        match self.submit(by, declared, supplier_name, book) {
            Ok(submitted) => result.locked = Some(submitted.version.number),
            Err(obstacles) => result.obstacles = obstacles,
        }
        result
    }

    /// Works out what would be paid if the register were submitted at an
    /// instant, and the day on which it would reach the bank.
    #[must_use]
    pub fn if_locked_now(
        &self,
        now: Timestamp,
        book: &ContractBook,
        calendar: &PaymentCalendar,
    ) -> ShadowLock {
        let ledger = Ledger::of(&self.register, book);
        let of = |side| ledger.total(&LedgerScope::Week, side);
        let paid = of(LedgerSide::Paid);
        ShadowLock {
            amounts: LedgerAmounts {
                planned: of(LedgerSide::Planned).amount,
                paid: paid.amount,
                billed: of(LedgerSide::Billed).amount,
            },
            incomplete: paid.incomplete,
            run: calendar.run_for(now.max(self.register.week.opens_for_submission())),
            obstacles: self.obstacles(now, true, book),
        }
    }

    /// Unlocks the register until an instant.
    ///
    /// # Errors
    /// [`FinanceRefused`].
    pub fn unlock(
        &mut self,
        by: &RecordedBy,
        because: &str,
        until: Timestamp,
    ) -> Result<(), FinanceRefused> {
        if because.trim().is_empty() {
            return Err(FinanceRefused::NoReasonGiven);
        }
        if until <= by.at {
            return Err(FinanceRefused::EndsBeforeItBegins);
        }
        self.expire(by.at);
        if !matches!(self.status, RegisterStatus::Locked { .. }) {
            return Err(FinanceRefused::NotLocked);
        }
        self.status = RegisterStatus::Unlocked {
            by: by.clone(),
            because: because.to_owned(),
            until,
        };
        Ok(())
    }

    /// Ends an unlocking that has run out: the register is again what was
    /// locked last. The edits that were made meanwhile are kept apart.
    pub fn expire(&mut self, now: Timestamp) {
        let RegisterStatus::Unlocked { until, .. } = &self.status else {
            return;
        };
        let (true, Some(last)) = (now >= *until, self.versions.last()) else {
            return;
        };
        let locked = last.register.clone();
        let mut edits = Vec::new();
        for (key, line) in &self.register.lines {
            for ((day, symbol), record) in &line.records {
                let cell = Cell {
                    line: key.clone(),
                    day: *day,
                    symbol: *symbol,
                };
                let stands = mark_of(&locked, &cell);
                if stands != record.mark {
                    let wanted = record.mark.clone();
                    edits.push(LateEdit {
                        cell,
                        stands,
                        wanted,
                    });
                }
            }
        }
        let by = last.by.clone();
        self.register = locked;
        self.status = RegisterStatus::Locked { by };
        self.not_locked_in_time.extend(edits);
    }

    /// Makes one request to finance of edits that came after the lock. An edit
    /// that says what is locked is none.
    #[must_use]
    pub fn request_adjustment(
        &self,
        late: impl IntoIterator<Item = (Cell, Mark)>,
        by: &RecordedBy,
    ) -> AdjustmentRequest {
        let edits = late.into_iter().filter_map(|(cell, wanted)| {
            let stands = mark_of(&self.register, &cell);
            (stands != wanted).then_some(LateEdit {
                cell,
                stands,
                wanted,
            })
        });
        AdjustmentRequest {
            by: by.clone(),
            edits: edits.collect(),
        }
    }

    /// Proposes an adjustment of a locked register: works out its net effect by
    /// the terms of today's book and changes nothing.
    ///
    /// # Errors
    /// [`FinanceRefused`].
    pub fn propose_adjustment(
        &self,
        changes: &[(Cell, Mark)],
        because: &str,
        by: &RecordedBy,
        book: &ContractBook,
    ) -> Result<ProposedAdjustment, FinanceRefused> {
        let (RegisterStatus::Locked { .. }, Some(last)) = (&self.status, self.versions.last())
        else {
            return Err(FinanceRefused::NotLocked);
        };
        let amounts = LockedAmounts::of(&last.ledger);
        let locked = (&last.register, amounts.as_slice());
        let adjusted = AdjustedRegister::of(locked, changes, because, by, book)?;
        Ok(ProposedAdjustment {
            from_version: last.number,
            because: because.to_owned(),
            by: by.clone(),
            lines: adjusted.lines,
            register: adjusted.register,
            ledger: adjusted.ledger,
        })
    }

    /// Approves an adjustment, which makes a new version. The version before
    /// stays as it is.
    ///
    /// # Errors
    /// [`FinanceRefused`].
    pub fn approve(
        &mut self,
        proposed: ProposedAdjustment,
        approved_by: &RecordedBy,
    ) -> Result<&LockedVersion, FinanceRefused> {
        let (RegisterStatus::Locked { .. }, Some(last)) = (&self.status, self.versions.last())
        else {
            return Err(FinanceRefused::NotLocked);
        };
        let proposal = (proposed.by.user.as_str(), proposed.from_version);
        may_approve(proposal, &approved_by.user, last.number)?;
        let supplier_name = last.supplier_name.clone();
        self.register = proposed.register.clone();
        self.versions.push(LockedVersion {
            number: self.next_number(),
            by: approved_by.clone(),
            supplier_name,
            register: proposed.register,
            ledger: proposed.ledger,
            adjustment: Some(ApprovedAdjustment {
                because: proposed.because,
                proposed_by: proposed.by,
                approved_by: approved_by.clone(),
                lines: proposed.lines,
            }),
        });
        self.versions.last().ok_or(FinanceRefused::NotLocked)
    }

    fn next_number(&self) -> u32 {
        self.versions.last().map_or(1, |last| last.number + 1)
    }
}

/// Says whether somebody may approve an adjustment: not who proposed it, and only
/// while the version that it changes is the latest one.
///
/// # Errors
/// [`FinanceRefused`].
pub fn may_approve(
    (proposed_by, from_version): (&str, u32),
    approved_by: &str,
    latest: u32,
) -> Result<(), FinanceRefused> {
    if approved_by == proposed_by {
        return Err(FinanceRefused::SamePerson);
    }
    if latest != from_version {
        return Err(FinanceRefused::NotTheLatestVersion);
    }
    Ok(())
}

impl AdjustedRegister {
    /// Makes a locked register with its amounts what changes of cells make of it,
    /// by the terms of today's book.
    ///
    /// # Errors
    /// [`FinanceRefused`].
    pub fn of(
        (locked, amounts): (&Register, &[LockedAmounts]),
        changes: &[(Cell, Mark)],
        because: &str,
        by: &RecordedBy,
        book: &ContractBook,
    ) -> Result<Self, FinanceRefused> {
        if because.trim().is_empty() {
            return Err(FinanceRefused::NoReasonGiven);
        }
        let mut register = locked.clone();
        for (cell, mark) in changes {
            let found = register.lines.get(&cell.line);
            let record = found.and_then(|line| line.records.get(&(cell.day, cell.symbol)));
            let action = RegisterAction::Record {
                cell: cell.clone(),
                mark: mark.clone(),
                seen: record.map_or(0, |record| record.version),
            };
            let applied = register.apply(&action, by, book);
            applied.map_err(|_| FinanceRefused::NotRecordable)?;
        }
        let ledger = Ledger::of(&register, book);
        let lines = differences(amounts, &LockedAmounts::of(&ledger));
        if register == *locked && lines.is_empty() {
            return Err(FinanceRefused::NothingChanges);
        }
        let breaches = register.breaches(book);
        if !breaches.is_empty() {
            return Err(FinanceRefused::Breaches(breaches));
        }
        Ok(Self {
            register,
            ledger,
            lines,
        })
    }
}

impl LockedVersion {
    /// Returns what this version sends to the case system beyond the version
    /// before: positive lines with a type.
    #[must_use]
    pub fn difference_from(&self, before: &Self) -> Vec<AdjustmentLine> {
        adjustment_lines(&before.ledger, &self.ledger)
    }
}

fn mark_of(register: &Register, cell: &Cell) -> Mark {
    let line = register.lines.get(&cell.line);
    let record = line.and_then(|line| line.records.get(&(cell.day, cell.symbol)));
    record.map_or_else(Mark::default, |record| record.mark.clone())
}
