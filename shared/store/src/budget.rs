//! Counters of what is spent within an hour.

use domain::access::budget::{Budget, BudgetHolder, BudgetSpending, BudgetStore};
use domain::fault::StoreFault;
use futures_util::future::{try_join, try_join_all};
use jiff::Timestamp;

use crate::attributes::{COUNT, HOUR_BEGAN};
use crate::hourly::{Counted, Counter};
use crate::read::Item;
use crate::write::Write;
use crate::{Table, keys, number};

/// Budgets by whether one person holds them or everybody together.
#[derive(Debug)]
pub(crate) struct ByHolder {
    /// The budgets of one person: of an address, an account or a source.
    pub(crate) own: Vec<Budget>,
    /// The budgets of everybody.
    pub(crate) shared: Vec<Budget>,
}

impl ByHolder {
    pub(crate) fn of(budgets: &[Budget]) -> Self {
        let of_everybody = |budget: &Budget| budget.holder == BudgetHolder::Everybody;
        let (shared, own) = budgets.iter().cloned().partition(of_everybody);
        Self { own, shared }
    }
}

/// Says which of several budgets is spent.
pub(crate) fn spent(budgets: &[Budget], which: usize) -> BudgetSpending {
    match budgets.get(which) {
        Some(spent) => BudgetSpending::Spent(spent.clone()),
        None => BudgetSpending::Taken,
    }
}

impl BudgetStore for Table {
    /// Counts the budgets of one person in one transaction, and then those of
    /// everybody in another. A transaction that meets another at a counter is
    /// cancelled, and everybody meets at theirs. One person seldom spends twice
    /// within an hour; whether everybody's hour has begun is read meanwhile.
    async fn spend(
        &self,
        budgets: &[Budget],
        now: Timestamp,
    ) -> Result<BudgetSpending, StoreFault> {
        const OPERATION: &str = "spend a budget";
        let budgets = ByHolder::of(budgets);
        let own = self.counters(&budgets.own);
        let counted = self.write_counted_rarely(OPERATION, &own, now, &[]);
        let begins = async {
            match own.is_empty() {
                // Nothing is waited for: the first call finds it out.
                true => Ok(vec![false; budgets.shared.len()]),
                false => self.begin_together(OPERATION, &budgets, now).await,
            }
        };
        let (counted, begins) = try_join(counted, begins).await?;
        match counted {
            Counted::TooMany(which) => Ok(spent(&budgets.own, which)),
            // There is no other write, whose condition could not hold.
            Counted::Done | Counted::Refused => {
                self.spend_together(OPERATION, &budgets, now, begins).await
            }
        }
    }

    async fn give_back(&self, budgets: &[Budget], spent_at: Timestamp) -> Result<(), StoreFault> {
        let back = budgets.iter().map(|budget| {
            let back = Write::update(self.counter(budget).key)
                .add(COUNT, -1)
                .if_above(COUNT, 0)
                .if_at_most(HOUR_BEGAN, spent_at.as_second());
            // The write is refused if another hour has begun.
            self.write_once("give a budget back", back)
        });
        try_join_all(back).await.map(drop)
    }

    async fn refill(&self, budget: &Budget) -> Result<(), StoreFault> {
        self.begin_count_again("refill a budget", self.counter(budget).key)
            .await
    }
}

impl Table {
    /// Counts from nothing again at a counter, if there is one.
    pub(crate) async fn begin_count_again(
        &self,
        operation: &'static str,
        key: Item,
    ) -> Result<(), StoreFault> {
        let none = Write::update(key).set(COUNT, number(0)).if_there();
        self.write(operation, none).await.map(drop)
    }

    /// Reads of each budget of everybody whether its hour begins with the next
    /// count.
    pub(crate) async fn begin_together(
        &self,
        operation: &'static str,
        budgets: &ByHolder,
        now: Timestamp,
    ) -> Result<Vec<bool>, StoreFault> {
        self.hours_that_begin(operation, &self.counters(&budgets.shared), now)
            .await
    }

    /// Takes one from each budget of everybody, after those of one person. These
    /// are given back if one of everybody's is spent. `begins` is what
    /// [`Self::begin_together`] has read.
    pub(crate) async fn spend_together(
        &self,
        operation: &'static str,
        budgets: &ByHolder,
        now: Timestamp,
        begins: Vec<bool>,
    ) -> Result<BudgetSpending, StoreFault> {
        let shared = self.counters(&budgets.shared);
        match self.count_from(operation, &shared, now, begins).await? {
            Counted::TooMany(which) => {
                self.give_back(&budgets.own, now).await?;
                Ok(spent(&budgets.shared, which))
            }
            Counted::Done | Counted::Refused => Ok(BudgetSpending::Taken),
        }
    }

    /// Returns the counters of budgets.
    pub(crate) fn counters(&self, budgets: &[Budget]) -> Vec<Counter> {
        budgets.iter().map(|budget| self.counter(budget)).collect()
    }

    /// Returns the counter of a budget.
    pub(crate) fn counter(&self, budget: &Budget) -> Counter {
        Counter {
            key: keys::budget(budget, &self.source_key),
            most: budget.most,
        }
    }
}
