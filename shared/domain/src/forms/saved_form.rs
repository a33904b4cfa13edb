//! Saved forms, which an account keeps.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::fault::StoreFault;
use crate::forms::draft::{Answers, DraftKey};
use crate::values::account_id::AccountId;
use crate::values::list_page::{EVERY_ITEM, ListCursor, ListPage};
use crate::values::reference::Reference;
use crate::values::saved_id::SavedId;

/// The most characters of the name that somebody gives a form.
pub const LONGEST_NAME: usize = 60;

/// The most forms that one account keeps, unless a deployment sets another number.
/// Somebody who tries every choice saves some tens.
pub const MOST_SAVED_FORMS: usize = 100;

/// A form that an account keeps.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SavedForm {
    /// The id of the form.
    pub id: SavedId,
    /// The name of the kind of form: `estimate-costs`.
    pub form: String,
    /// The name that the owner gave the form: `Mum, with the care home`.
    pub name: String,
    /// The reference, which recovers the form by telephone or by e-mail code.
    pub reference: Reference,
    /// The answers.
    pub answers: Answers,
    /// The instant at which the form was first saved.
    pub created_at: Timestamp,
    /// The instant of the last change.
    pub changed_at: Timestamp,
    /// The instant at which the form is deleted unless it is changed again.
    pub expires_at: Timestamp,
    /// The application that the form was submitted in; the form can then be
    /// read and no longer changed.
    pub submitted_in: Option<Reference>,
}

impl SavedForm {
    /// Returns a day, in London, on the whole of which the form is still kept:
    /// the day before the day of the end in UTC, because that day ends in
    /// London at 23:00 or 24:00 UTC.
    #[must_use]
    pub fn kept_until(&self) -> Date {
        let ends = self.expires_at.to_zoned(jiff::tz::TimeZone::UTC).date();
        ends.yesterday().unwrap_or(ends)
    }
}

/// A form about to be saved.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewSavedForm {
    /// The id of the form.
    pub id: SavedId,
    /// The name of the kind of form.
    pub form: String,
    /// The name of the form until its owner gives it another.
    pub name: String,
    /// The reference, which recovers the form.
    pub reference: Reference,
}

/// The outcome of starting a saved form.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FormStart {
    /// The form is saved, now or before.
    Saved,
    /// The account has as many forms as it may, and this one is not saved.
    TooMany,
}

/// A saved form whose owner is to be warned.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DueForm {
    /// The account of the owner.
    pub account: AccountId,
    /// The id of the form.
    pub id: SavedId,
    /// The day of the warning. A form that is changed has another one.
    pub day: Date,
}

/// The port that keeps saved forms. Their answers are read and kept one at a
/// time by [`crate::forms::draft::DraftStore`] under [`DraftKey::Saved`].
pub trait SavedFormStore: Clone + Send + Sync + 'static {
    /// Lists the forms of an account that have not expired, newest first, at
    /// most `most` after a place in the list.
    fn saved_forms_page(
        &self,
        account: &AccountId,
        after: Option<&ListCursor>,
        most: usize,
        now: Timestamp,
    ) -> impl Future<Output = Result<ListPage<SavedForm>, StoreFault>> + Send;

    /// Lists every form of an account that has not expired and can be read,
    /// oldest first.
    fn saved_forms(
        &self,
        account: &AccountId,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<SavedForm>, StoreFault>> + Send {
        async move {
            let page = self
                .saved_forms_page(account, None, EVERY_ITEM, now)
                .await?;
            Ok(page.items.into_iter().rev().collect())
        }
    }

    /// Lists the ids of every form of an account that is stored, also those that
    /// have expired or cannot be read.
    fn saved_form_ids(
        &self,
        account: &AccountId,
    ) -> impl Future<Output = Result<Vec<SavedId>, StoreFault>> + Send;

    /// Reads a form of an account. MUST return none for another account's form.
    fn read_saved_form(
        &self,
        account: &AccountId,
        id: &SavedId,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<SavedForm>, StoreFault>> + Send;

    /// Saves a new form without answers, and the pointer to it by its
    /// reference, unless the account has as many forms as it may: those that it
    /// has stay as they are. MUST do nothing, successfully, if it is saved
    /// already.
    fn start_saved_form(
        &self,
        account: &AccountId,
        form: &NewSavedForm,
        now: Timestamp,
    ) -> impl Future<Output = Result<FormStart, StoreFault>> + Send;

    /// Moves a visitor's answers of a form into a saved form of an account,
    /// over the answers that it has. The account may have as many forms as it
    /// has: what somebody entered before they signed in is not refused. MUST lose no answer and leave none behind,
    /// even after a fault half way: called again, it completes the move.
    /// Returns whether there were any answers.
    fn adopt_draft(
        &self,
        visit: &DraftKey,
        account: &AccountId,
        into: &NewSavedForm,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Gives a form another name. MUST NOT bring back a deleted form.
    fn name_saved_form(
        &self,
        account: &AccountId,
        id: &SavedId,
        name: &str,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Deletes a form, the pointer to it and the records of its documents, all
    /// or none. Documents that were sent with an application are part of it and
    /// stay. MUST succeed if there is none.
    fn delete_saved_form(
        &self,
        account: &AccountId,
        id: &SavedId,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Finds the form with this reference: its account and its id.
    fn find_saved_form(
        &self,
        reference: &Reference,
    ) -> impl Future<Output = Result<Option<(AccountId, SavedId)>, StoreFault>> + Send;
}

/// The port that finds the forms whose owners are to be warned.
pub trait ExpiryWarningQueue: Clone + Send + Sync + 'static {
    /// Lists the forms whose owners are to be warned on this day and have not
    /// been.
    fn forms_to_warn_of(
        &self,
        day: Date,
    ) -> impl Future<Output = Result<Vec<DueForm>, StoreFault>> + Send;

    /// Claims a form until an instant, so that no other run warns its owner
    /// meanwhile; the claim of a run that is killed ends then. MUST return yes
    /// to one caller until then, and no if the owner was warned or the form has
    /// another day by now, is submitted or deleted.
    fn claim_for_warning(
        &self,
        due: &DueForm,
        now: Timestamp,
        until: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Notes that the owner was warned, so that they are warned once. MUST
    /// change nothing if the form has another day by now. Returns whether this
    /// was the first time.
    fn warned(&self, due: &DueForm) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Claims a form until an instant for the e-mail that says that the amounts of
    /// the law changed: of a run, until no other run can have begun; once the e-mail
    /// is sent, until those amounts end. MUST return yes to one caller until then,
    /// and no if the form has another day by now, is submitted or deleted.
    fn claim_for_new_rates(
        &self,
        due: &DueForm,
        now: Timestamp,
        until: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Notes that the owner was told of the new amounts, which end at an instant.
    /// MUST change nothing if the form has another day by now.
    fn told_of_new_rates(
        &self,
        due: &DueForm,
        until: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::london::date_in_london;

    #[test]
    fn the_day_that_is_told_is_over_when_the_form_is_deleted() {
        for (ends, day) in [
            ("2026-12-20T09:00:00Z", "2026-12-19"),
            ("2026-12-20T00:00:00Z", "2026-12-19"),
            // This instant is half past midnight in London.
            ("2026-07-21T23:30:00Z", "2026-07-20"),
        ] {
            let ends: Timestamp = ends.parse().unwrap();
            let form = SavedForm {
                id: SavedId("1".to_owned()),
                form: "estimate-costs".to_owned(),
                name: "Mum".to_owned(),
                reference: Reference::of_id("1"),
                answers: Answers::default(),
                created_at: ends,
                changed_at: ends,
                expires_at: ends,
                submitted_in: None,
            };
            assert_eq!(form.kept_until().to_string(), day);
            assert!(date_in_london(ends) > form.kept_until());
        }
    }

    #[test]
    fn ids_sort_by_time() {
        let at = |text: &str| SavedId::new(text.parse().unwrap(), "ffffffffffffffffffff");
        let (early, late) = (at("2026-11-22T09:00:00Z"), at("2026-11-22T09:00:00.001Z"));
        assert!(early < late);
        assert_eq!(early.0.len(), 27);
    }
}
