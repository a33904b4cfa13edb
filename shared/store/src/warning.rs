//! The saved forms whose owners are to be warned: the index `DueOn`, which a
//! form leaves once its owner is warned. It has accounts as well:
//! [`crate::idle_account`].

use domain::fault::StoreFault;
use domain::forms::saved_form::{DueForm, ExpiryWarningQueue};
use domain::values::account_id::AccountId;
use domain::values::saved_id::SavedId;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::attributes::{CHANGES, DUE_ON, RATES_UNTIL, SUBMITTED_IN, WARNING_UNTIL};
use crate::keys::{PK, Partition};
use crate::read::{Attributes as _, Item, Unreadable, readable};
use crate::write::Write;
use crate::{EXPIRES_AT, Table, fault, keys, number, text};

/// The name of the index.
const DUE: &str = "DueOn";

impl ExpiryWarningQueue for Table {
    /// Lists from the index, which is a moment behind the table. The conditions
    /// of the two writes below refuse a form that has changed since.
    async fn forms_to_warn_of(&self, day: Date) -> Result<Vec<DueForm>, StoreFault> {
        const OPERATION: &str = "list the forms to warn of";
        let items = self.due_on(OPERATION, day, keys::SAVED).await?;
        Ok(readable(OPERATION, &items, |item| due_form(item, day)))
    }

    async fn claim_for_warning(
        &self,
        due: &DueForm,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreFault> {
        self.claim_form("take a form to warn of", WARNING_UNTIL, due, (now, until))
            .await
    }

    async fn warned(&self, due: &DueForm) -> Result<bool, StoreFault> {
        let warned = Write::update(keys::saved(&due.account, &due.id))
            .remove(DUE_ON)
            .remove(WARNING_UNTIL)
            .add(CHANGES, 1)
            .if_is(DUE_ON, text(due.day.to_string()));
        let refused = self
            .write_once("note that an owner is warned", warned)
            .await?;
        Ok(refused.is_none())
    }

    async fn claim_for_new_rates(
        &self,
        due: &DueForm,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreFault> {
        let operation = "take a form to tell of new amounts";
        self.claim_form(operation, RATES_UNTIL, due, (now, until))
            .await
    }

    async fn told_of_new_rates(&self, due: &DueForm, until: Timestamp) -> Result<(), StoreFault> {
        let told = Write::update(keys::saved(&due.account, &due.id))
            .set(RATES_UNTIL, number(until.as_second()))
            .add(CHANGES, 1)
            .if_is(DUE_ON, text(due.day.to_string()));
        let operation = "note that an owner is told of new amounts";
        self.write_once(operation, told).await.map(drop)
    }
}

impl Table {
    /// Takes a due form upon a run until an instant, which the attribute keeps,
    /// unless another run has taken it until later. Returns whether the form was
    /// taken.
    async fn claim_form(
        &self,
        operation: &'static str,
        taken_until: &'static str,
        due: &DueForm,
        (now, until): (Timestamp, Timestamp),
    ) -> Result<bool, StoreFault> {
        let day = due.day.to_string();
        let seconds = now.as_second();
        let taken = Write::update(keys::saved(&due.account, &due.id))
            .set(taken_until, number(until.as_second()))
            .add(CHANGES, 1)
            .if_is(DUE_ON, text(&day))
            .if_without(SUBMITTED_IN)
            .if_above(EXPIRES_AT, seconds)
            .if_without(taken_until)
            .or()
            .if_is(DUE_ON, text(&day))
            .if_without(SUBMITTED_IN)
            .if_above(EXPIRES_AT, seconds)
            .if_at_most(taken_until, seconds);
        let refused = self.write_once(operation, taken).await?;
        Ok(refused.is_none())
    }

    /// Lists from the index what is due on a day and has a sort key that begins
    /// like this.
    pub(crate) async fn due_on(
        &self,
        operation: &'static str,
        day: Date,
        sort: &str,
    ) -> Result<Vec<Item>, StoreFault> {
        let mut due = Vec::new();
        let mut from = None;
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.name)
                .index_name(DUE)
                .key_condition_expression("#due_on = :day")
                .expression_attribute_names("#due_on", DUE_ON)
                .expression_attribute_values(":day", text(day.to_string()))
                .set_exclusive_start_key(from)
                .send()
                .await
                .map_err(|source| fault(operation, source))?;
            let items = page.items.unwrap_or_default().into_iter();
            due.extend(items.filter(|item| item.sort_after(sort).is_ok()));
            from = page.last_evaluated_key;
            if from.is_none() {
                return Ok(due);
            }
        }
    }
}

fn due_form(item: &Item, day: Date) -> Result<DueForm, Unreadable> {
    let account = Partition::Account.whose(item.text(PK)?);
    Ok(DueForm {
        account: AccountId(account.ok_or(Unreadable(PK))?.to_owned()),
        id: SavedId(item.sort_after(keys::SAVED)?.to_owned()),
        day,
    })
}
