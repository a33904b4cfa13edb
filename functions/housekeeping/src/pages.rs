//! The way of a job through its list, and the time that it has.

use std::time::Duration;

use domain::values::list_page::{ListCursor, ListPage};
use tokio::time::{Instant, timeout_at};

/// The number of records that a job lists at a time.
pub(crate) const PAGE: usize = 100;

/// The way of a job through a list, page by page to its end, so that what fails
/// at the front keeps nothing behind it from being dealt with.
#[derive(Debug, Default)]
pub(crate) struct ListSweep {
    after: Option<ListCursor>,
    is_over: bool,
}

impl ListSweep {
    /// Whether the list may have more pages.
    pub(crate) const fn goes_on(&self) -> bool {
        !self.is_over
    }

    /// Returns the place after which the next page begins.
    pub(crate) const fn after(&self) -> Option<&ListCursor> {
        self.after.as_ref()
    }

    /// Returns the records of a page, and moves on to the next. Records that
    /// cannot be read are logged by the store, for which an alarm sounds.
    pub(crate) fn turn<T>(&mut self, page: ListPage<T>) -> Vec<T> {
        self.is_over = page.next.is_none();
        self.after = page.next;
        page.items
    }
}

/// The error of a job that did not come to the end of its list in its time.
#[derive(Debug, thiserror::Error)]
#[error("a job did not come to the end of its list in its time")]
pub(crate) struct OutOfTime;

/// The time of a run, of which each job has an equal share, and what the jobs
/// before it left of theirs. A job whose share is over is stopped, as by a
/// crash, which every job survives.
#[derive(Debug)]
pub(crate) struct RunTime {
    ends: Instant,
    share: Duration,
}

impl RunTime {
    /// Divides a time that begins now among as many jobs.
    pub(crate) fn divided(whole: Duration, jobs: u32) -> Self {
        Self {
            ends: Instant::now(),
            share: whole / jobs,
        }
    }

    /// Does the next job until its share is over.
    pub(crate) async fn share(&mut self, job: impl Future<Output = ()>) -> Result<(), OutOfTime> {
        self.ends += self.share;
        timeout_at(self.ends, job).await.map_err(|_| OutOfTime)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_job_that_does_not_end_leaves_the_others_their_time() {
        let mut time = RunTime::divided(Duration::from_millis(200), 2);
        assert!(time.share(std::future::pending()).await.is_err());
        let short = tokio::time::sleep(Duration::from_millis(1));
        assert!(time.share(short).await.is_ok());
    }
}
