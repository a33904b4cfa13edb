//! Adjustments of locked registers: each in the partition of its register, and
//! an entry in the list of those that wait for a second person.

use attendance::adjustment_proposal::{
    AdjustedVersion, AdjustmentDecided, AdjustmentId, AdjustmentKeeper, AdjustmentProposal,
    WaitingAdjustment, read_body,
};
use attendance::cell::{RecordedBy, RecordedVia};
use attendance::kept_register::{HeadKept, RegisterKey};
use attendance::supplier::SupplierId;
use attendance::week::Week;
use domain::fault::StoreFault;
use domain::values::list_page::{ListCursor, ListPage};

use crate::attributes::{AT, BECAUSE, BODY, BY, DECIDED, VERSION};
use crate::item::Item;
use crate::keys::{ADJUSTMENT, Partition, SK};
use crate::read::{Attributes as _, List, Order, SortKeys, Unreadable};
use crate::register::{expires, replacing_line, version_writes};
use crate::write::{AllWritten, Write};
use crate::{EXPIRES_AT, Table, fault, keys, number, text};

/// The most adjustments of a register that are listed.
const MOST: usize = 200;

impl AdjustmentKeeper for Table {
    async fn keep_proposal(&self, proposal: &AdjustmentProposal) -> Result<(), StoreFault> {
        let operation = "keep an adjustment";
        let body = proposal.body().map_err(|source| fault(operation, source))?;
        let week = proposal.register.week;
        let mut item = keys::adjustment(&proposal.register, &proposal.id);
        item.insert(VERSION.to_owned(), number(i64::from(proposal.from_version)));
        item.insert(BECAUSE.to_owned(), text(&proposal.because));
        item.insert(BY.to_owned(), text(&proposal.by.user));
        item.insert(AT.to_owned(), text(proposal.by.at.to_string()));
        item.insert(BODY.to_owned(), text(body));
        item.insert(EXPIRES_AT.to_owned(), expires(week));
        let mut listed = keys::waiting_adjustment(proposal);
        listed.insert(EXPIRES_AT.to_owned(), expires(week));
        let writes = vec![Write::put(item).if_not_there(), Write::put(listed)];
        // A refusal is a proposal that was kept before.
        self.write_all(operation, writes).await.map(drop)
    }

    async fn proposal(
        &self,
        register: &RegisterKey,
        id: &AdjustmentId,
    ) -> Result<Option<AdjustmentProposal>, StoreFault> {
        let operation = "read an adjustment";
        let found = self.read(operation, keys::adjustment(register, id)).await?;
        let found = found.map(|item| proposal(register, &item)).transpose();
        found.map_err(|source| fault(operation, source))
    }

    async fn proposals_of(
        &self,
        register: &RegisterKey,
    ) -> Result<Vec<AdjustmentProposal>, StoreFault> {
        let operation = "list the adjustments of a register";
        let list = List {
            partition: keys::of_register(register),
            keys: SortKeys::Starting(ADJUSTMENT.to_owned()),
            order: Order::Ascending,
        };
        let page = self.page(operation, &list, None, MOST).await?;
        let mut found = page.read(operation, |item| proposal(register, item)).items;
        found.sort_by_key(|one| (one.by.at, one.id.clone()));
        Ok(found)
    }

    async fn waiting_proposals(
        &self,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<WaitingAdjustment>, StoreFault> {
        let operation = "list the adjustments that wait";
        let list = List {
            partition: Partition::ToApprove.only(),
            keys: SortKeys::All,
            order: Order::Ascending,
        };
        let page = self.page(operation, &list, after, most).await?;
        Ok(page.read(operation, waiting))
    }

    async fn keep_adjusted(
        &self,
        proposal: &AdjustmentProposal,
        decided: &AdjustmentDecided,
        adjusted: &AdjustedVersion,
    ) -> Result<HeadKept, StoreFault> {
        let operation = "keep an adjusted register";
        let key = &proposal.register;
        let mut writes = version_writes(operation, key, &adjusted.head, &adjusted.version)?;
        let lines = adjusted.lines.iter();
        writes.extend(lines.map(|line| replacing_line(key, line)));
        writes.extend(deciding(operation, proposal, decided)?);
        Ok(match self.write_all(operation, writes).await? {
            AllWritten::Done => HeadKept::Kept,
            AllWritten::Refused(_) => HeadKept::Overtaken,
        })
    }

    async fn turn_down(
        &self,
        proposal: &AdjustmentProposal,
        decided: &AdjustmentDecided,
    ) -> Result<bool, StoreFault> {
        let operation = "turn an adjustment down";
        let writes = deciding(operation, proposal, decided)?;
        let written = self.write_all(operation, writes.into()).await?;
        Ok(matches!(written, AllWritten::Done))
    }
}

/// Makes the writes of a decision, on the condition that there is none.
fn deciding(
    operation: &'static str,
    proposal: &AdjustmentProposal,
    decided: &AdjustmentDecided,
) -> Result<[Write; 2], StoreFault> {
    let body = serde_json::to_string(decided).map_err(|source| fault(operation, source))?;
    let update = Write::update(keys::adjustment(&proposal.register, &proposal.id))
        .set(DECIDED, text(body))
        .if_there()
        .if_without(DECIDED);
    Ok([update, Write::delete(keys::waiting_adjustment(proposal))])
}

fn proposal(register: &RegisterKey, item: &Item) -> Result<AdjustmentProposal, Unreadable> {
    let body = read_body(register.week, item.text(BODY)?).ok_or(Unreadable(BODY))?;
    let (changes, lines) = body;
    let decided = item.text_of(DECIDED).map(serde_json::from_str);
    let id = item.sort_after(ADJUSTMENT)?;
    Ok(AdjustmentProposal {
        id: AdjustmentId::parse(id).map_err(|_| Unreadable(SK))?,
        register: register.clone(),
        from_version: u32::try_from(item.number(VERSION)?).map_err(|_| Unreadable(VERSION))?,
        because: item.text(BECAUSE)?.to_owned(),
        by: RecordedBy {
            user: item.text(BY)?.to_owned(),
            at: item.instant(AT)?,
            via: RecordedVia::Adjustment,
        },
        changes,
        lines,
        decided: decided.transpose().map_err(|_| Unreadable(DECIDED))?,
    })
}

fn waiting(item: &Item) -> Result<WaitingAdjustment, Unreadable> {
    let parts: Vec<_> = item.text(SK)?.split('#').collect();
    let [at, supplier, week, id] = parts.as_slice() else {
        return Err(Unreadable(SK));
    };
    let ending = week.parse().map_err(|_| Unreadable(SK))?;
    Ok(WaitingAdjustment {
        at: at.parse().map_err(|_| Unreadable(SK))?,
        register: RegisterKey {
            supplier: SupplierId::parse(supplier).map_err(|_| Unreadable(SK))?,
            week: Week::ending_on(ending).map_err(|_| Unreadable(SK))?,
        },
        id: AdjustmentId::parse(id).map_err(|_| Unreadable(SK))?,
    })
}
