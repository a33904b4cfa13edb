//! Counters of what is spent within an hour.

use domain::access::budget::{Budget, BudgetHolder, BudgetSpending, BudgetStore};
use domain::fault::StoreFault;
use futures_util::future::try_join_all;
use jiff::Timestamp;

use crate::attributes::{COUNT, HOUR_BEGAN};
use crate::hourly::{Counted, Counter};
use crate::read::Item;
use crate::write::Write;
use crate::{Table, keys, number};

impl BudgetStore for Table {
    /// Counts the budgets of one person in one transaction, and then those of
    /// everybody in another. A transaction that meets another at a counter is
    /// cancelled, and everybody meets at theirs. One person seldom spends twice
    /// within an hour, and everybody often do.
    async fn spend(
        &self,
        budgets: &[Budget],
        now: Timestamp,
    ) -> Result<BudgetSpending, StoreFault> {
        const OPERATION: &str = "spend a budget";
        let of_everybody = |budget: &&Budget| budget.holder == BudgetHolder::Everybody;
        let (shared, own): (Vec<&Budget>, Vec<&Budget>) = budgets.iter().partition(of_everybody);
        let mut taken = Vec::new();
        for (together, is_rare) in [(own, true), (shared, false)] {
            let counters: Vec<_> = together.iter().map(|budget| self.counter(budget)).collect();
            let counted = match is_rare {
                true => self.count_rare(OPERATION, &counters, now).await?,
                false => self.write_counted(OPERATION, &counters, now, &[]).await?,
            };
            match counted {
                Counted::TooMany(which) => {
                    self.give_back(&taken, now).await?;
                    let spent = together.get(which).or(together.first());
                    return Ok(match spent {
                        Some(spent) => BudgetSpending::Spent((*spent).clone()),
                        None => BudgetSpending::Taken,
                    });
                }
                // There is no other write, whose condition could not hold.
                Counted::Done | Counted::Refused => {}
            }
            taken.extend(together.into_iter().cloned());
        }
        Ok(BudgetSpending::Taken)
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

    /// Returns the counter of a budget.
    pub(crate) fn counter(&self, budget: &Budget) -> Counter {
        Counter {
            key: keys::budget(budget, &self.source_key),
            most: budget.most,
        }
    }
}
