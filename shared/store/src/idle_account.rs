//! The accounts that nobody signs in to, and the staff users whose access was closed
//! long ago.

use domain::fault::StoreFault;
use domain::forms::staff_case::TeamId;
use domain::records::retention::{
    ClosedStaffEraser, ClosedStaffUser, DeletedAccount, IdleAccount, IdleAccountQueue,
    IdleAccountStep,
};
use domain::values::account_id::AccountId;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::account::account;
use crate::attributes::{APP, APP_STEP, CLOSED_AT, DUE_ON, ENDS_ON, PHONE, WARNING_UNTIL};
use crate::keys::{PK, Partition, SK};
use crate::read::{Attributes as _, Item, Order, Unreadable, readable};
use crate::write::Write;
use crate::{Table, fault, keys, number, text};

impl IdleAccountQueue for Table {
    /// Lists from the index, which is a moment behind the table. The conditions
    /// of the writes below refuse an account that was used since.
    async fn idle_accounts(&self, day: Date) -> Result<Vec<IdleAccount>, StoreFault> {
        const OPERATION: &str = "list the accounts that nobody uses";
        let items = self.due_on(OPERATION, day, keys::PROFILE).await?;
        Ok(readable(OPERATION, &items, |item| idle_account(item, day)))
    }

    async fn claim_idle_account(
        &self,
        idle: &IdleAccount,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<IdleAccountStep>, StoreFault> {
        const OPERATION: &str = "take an account that nobody uses";
        let claimed = Write::update(keys::account(&idle.id))
            .set(WARNING_UNTIL, number(until.as_second()))
            .if_is(DUE_ON, text(idle.day.to_string()))
            .if_without(WARNING_UNTIL)
            .or()
            .if_is(DUE_ON, text(idle.day.to_string()))
            .if_at_most(WARNING_UNTIL, now.as_second());
        if self.write_once(OPERATION, claimed).await?.is_some() {
            return Ok(None);
        }
        let item = self.read(OPERATION, keys::account(&idle.id)).await?;
        let step = |item: Item| {
            let account = account(&idle.id, &item)?;
            Ok(match item.contains_key(ENDS_ON) {
                true => IdleAccountStep::End(account),
                false => IdleAccountStep::Warn(account),
            })
        };
        item.map(step)
            .transpose()
            .map_err(|source: Unreadable| fault(OPERATION, source))
    }

    async fn idle_account_warned(
        &self,
        idle: &IdleAccount,
        ends_on: Date,
    ) -> Result<bool, StoreFault> {
        let warned = Write::update(keys::account(&idle.id))
            .set(ENDS_ON, text(ends_on.to_string()))
            .set(DUE_ON, text(ends_on.to_string()))
            .remove(WARNING_UNTIL)
            .if_is(DUE_ON, text(idle.day.to_string()));
        let refused = self
            .write_once("note that the owner of an account is warned", warned)
            .await?;
        Ok(refused.is_none())
    }

    async fn end_idle_account(
        &self,
        idle: &IdleAccount,
        now: Timestamp,
    ) -> Result<bool, StoreFault> {
        let deleted = DeletedAccount {
            deleted_at: now,
            id: idle.id.clone(),
        };
        let writes = vec![
            Write::delete(keys::account(&idle.id)).if_is(ENDS_ON, text(idle.day.to_string())),
            Write::put(keys::to_erase(&deleted)),
        ];
        let written = self.write_all("end an account that nobody uses", writes);
        Ok(written.await?.refusals().is_none())
    }
}

/// The most teams that somebody leaves with their account, in one transaction of a
/// hundred writes. Somebody is in one or two.
const MOST_TEAMS: usize = 49;

impl ClosedStaffEraser for Table {
    async fn closed_staff_users(&self) -> Result<Vec<ClosedStaffUser>, StoreFault> {
        const OPERATION: &str = "list closed staff users";
        let (partition, order) = (Partition::Members.only(), Order::Ascending);
        let items = self.list(OPERATION, partition, "", order, usize::MAX);
        let items = readable(OPERATION, &items.await?, closed_staff_user);
        Ok(items.into_iter().flatten().collect())
    }

    async fn remove_factors_of_closed(&self, id: &AccountId) -> Result<(), StoreFault> {
        let write = Write::update(keys::staff_user(id))
            .remove(PHONE)
            .remove(APP)
            .remove(APP_STEP)
            .if_has(CLOSED_AT);
        self.write("remove the factors of a closed staff user", write)
            .await
            .map(drop)
    }

    async fn forget_staff_user(&self, closed: &ClosedStaffUser) -> Result<(), StoreFault> {
        const OPERATION: &str = "forget a staff user";
        let (partition, order) = (keys::of_staff_user(&closed.id), Order::Ascending);
        let teams = self.list(OPERATION, partition, keys::TEAM, order, MOST_TEAMS);
        let closed_at = text(closed.closed_at.to_string());
        let mut writes =
            vec![Write::delete(keys::staff_user(&closed.id)).if_is(CLOSED_AT, closed_at)];
        for team in teams.await? {
            let team = team.sort_after(keys::TEAM);
            let team = TeamId(team.map_err(|source| fault(OPERATION, source))?.to_owned());
            writes.push(Write::delete(keys::in_team(&team, &closed.id)));
            writes.push(Write::delete(keys::team_of_staff_user(&closed.id, &team)));
        }
        self.write_all(OPERATION, writes).await.map(drop)
    }
}

fn idle_account(item: &Item, day: Date) -> Result<IdleAccount, Unreadable> {
    let account = Partition::Account.whose(item.text(PK)?);
    Ok(IdleAccount {
        id: AccountId(account.ok_or(Unreadable(PK))?.to_owned()),
        day,
    })
}

/// Reads a staff user whose access is closed, and nothing of any other.
fn closed_staff_user(item: &Item) -> Result<Option<ClosedStaffUser>, Unreadable> {
    let Some(closed_at) = item.instant_of(CLOSED_AT)? else {
        return Ok(None);
    };
    Ok(Some(ClosedStaffUser {
        id: AccountId(item.text(SK)?.to_owned()),
        closed_at,
        has_factors: item.contains_key(PHONE) || item.contains_key(APP),
    }))
}
