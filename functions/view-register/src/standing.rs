//! What stands at the top of a register: its state, who submitted it and when,
//! and how old the plan is.

use std::collections::{BTreeMap, BTreeSet};

use attendance::cell::RecordedBy;
use attendance::kept_register::KeptStatus;
use attendance::provision_plan::NightDifference;
use domain::fault::StoreFault;
use domain::values::calendar::{in_words, with_weekday};
use domain::values::london::{date_in_london, time_in_london};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use web::govuk::WarningText;
use web::who::{Provider, Staff};

use crate::sheet::ShownRegister;
use crate::{AppState, RegisterPageStore};

/// The names of people by their ids, as far as somebody may know them.
pub(crate) struct NamesOfUsers(BTreeMap<String, String>);

/// What stands at the top of the page.
pub(crate) struct TopOfRegister {
    /// The state in one sentence.
    pub(crate) state: String,
    /// What last night changed; empty if nothing.
    pub(crate) night: String,
    /// The warnings, which stand before everything else.
    pub(crate) warnings: Vec<WarningText>,
    /// Whether the register can be submitted now.
    pub(crate) can_submit: bool,
    /// Whether the register is submitted.
    pub(crate) is_locked: bool,
}

impl<S: RegisterPageStore> AppState<S> {
    /// Names the users who recorded something: "you", a colleague who is granted
    /// the same supplier, and nobody else.
    pub(crate) async fn names(
        &self,
        staff: &Staff<Provider>,
        sheet: &ShownRegister,
        users: BTreeSet<&str>,
    ) -> Result<NamesOfUsers, StoreFault> {
        let me = staff.staff_user().id.0.as_str();
        let mut names = BTreeMap::from([(me.to_owned(), "you".to_owned())]);
        let others: Vec<_> = users.into_iter().filter(|user| *user != me).collect();
        if others.is_empty() {
            return Ok(NamesOfUsers(names));
        }
        let granted = self.store.granted(&sheet.key.supplier).await?;
        let colleagues = granted
            .iter()
            .filter(|grant| others.contains(&grant.to.0.as_str()));
        let read = colleagues.map(async |grant| {
            let name = self.store.staff_name(&grant.to).await?;
            Ok::<_, StoreFault>(name.map(|name| (grant.to.0.clone(), name)))
        });
        names.extend(try_join_all(read).await?.into_iter().flatten());
        Ok(NamesOfUsers(names))
    }

    /// Says what stands at the top of a register.
    pub(crate) async fn standing(
        &self,
        staff: &Staff<Provider>,
        sheet: &ShownRegister,
    ) -> Result<TopOfRegister, StoreFault> {
        let (head, now) = (&sheet.opened.kept.head, self.site.now());
        let users = match &head.status {
            KeptStatus::Locked { by } | KeptStatus::Locking { by } => {
                BTreeSet::from([by.user.as_str()])
            }
            KeptStatus::Open | KeptStatus::Unlocked { .. } => BTreeSet::new(),
        };
        let names = self.names(staff, sheet, users).await?;
        Ok(TopOfRegister {
            state: state(sheet, &names, now),
            night: sheet.opened.night.as_ref().map(night).unwrap_or_default(),
            warnings: warnings(sheet, now),
            is_locked: sheet.is_locked(),
            can_submit: sheet.can_change && sheet.key.week.has_ended(now),
        })
    }
}

impl NamesOfUsers {
    /// Returns the name of a user.
    pub(crate) fn of(&self, user: &str) -> &str {
        self.0.get(user).map_or("somebody else", String::as_str)
    }

    /// Says who did something and when: `you on 24 March 2026 at 10am`.
    pub(crate) fn who_and_when(&self, by: &RecordedBy) -> String {
        format!("{} on {}", self.of(&by.user), moment(by.at))
    }
}

/// Writes an instant in London: `24 March 2026 at 10am`.
pub(crate) fn moment(at: Timestamp) -> String {
    format!("{} at {}", in_words(date_in_london(at)), time_in_london(at))
}

fn state(sheet: &ShownRegister, names: &NamesOfUsers, now: Timestamp) -> String {
    let week = sheet.key.week;
    match &sheet.opened.kept.head.status {
        KeptStatus::Locked { by } => format!(
            "Submitted by {}. Nothing in it can be changed.",
            names.who_and_when(by)
        ),
        KeptStatus::Locking { by } => {
            format!("{} is submitting this register now.", names.of(&by.user))
        }
        KeptStatus::Unlocked { because, until, .. } => format!(
            "Unlocked by Adult Care Financial Services until {}: {because}. What is not submitted by then goes back to what you submitted before.",
            moment(*until)
        ),
        KeptStatus::Open if !week.has_begun(now) => format!(
            "Not begun yet: this week begins on {}. You can record absences that you know of.",
            with_weekday(week.monday())
        ),
        KeptStatus::Open if week.has_ended(now) => {
            "Not submitted yet. Check it and submit it to be paid.".to_owned()
        }
        KeptStatus::Open => format!(
            "In progress. You can submit it from {}.",
            with_weekday(week.next().monday())
        ),
    }
}

fn night(difference: &NightDifference) -> String {
    let NightDifference {
        taken_at,
        new,
        changed,
        ended,
    } = difference;
    let parts = [
        (*new, "person new", "people new"),
        (*ended, "ended", "ended"),
        (*changed, "plan changed", "plans changed"),
    ];
    let parts: Vec<_> = parts
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, more)| format!("{count} {}", if count == 1 { one } else { more }))
        .collect();
    match parts.is_empty() {
        true => String::new(),
        false => format!(
            "Changed on {}: {}.",
            in_words(date_in_london(*taken_at)),
            parts.join(", ")
        ),
    }
}

fn warnings(sheet: &ShownRegister, now: Timestamp) -> Vec<WarningText> {
    let mut warnings = Vec::new();
    let warning = |words: String| WarningText {
        text: words.into(),
        icon_fallback_text: "Warning".into(),
        ..WarningText::default()
    };
    if sheet.can_change && sheet.opened.is_stale(now) {
        let since = sheet
            .opened
            .last_import
            .as_ref()
            .map(|import| moment(import.taken_at));
        warnings.push(warning(match since {
            Some(since) => format!(
                "What the council has arranged was last updated on {since}. People who joined or changed since then are not shown yet."
            ),
            None => "What the council has arranged has not been updated yet.".to_owned(),
        }));
    }
    match sheet.not_shown {
        0 => {}
        1 => warnings.push(warning(
            "One person on this register is not shown. Contact Adult Care Financial Services."
                .to_owned(),
        )),
        more => warnings.push(warning(format!(
            "{more} people on this register are not shown. Contact Adult Care Financial Services."
        ))),
    }
    warnings
}
