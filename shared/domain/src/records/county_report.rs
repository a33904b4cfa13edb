//! The report of what new amounts of the law change in the county: counts and sums
//! of saved estimates, and nothing of anybody.

use jiff::Timestamp;

use crate::fault::StoreFault;

/// The report that was made last.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeptCountyReport {
    /// The instant at which the report was made.
    pub made_at: Timestamp,
    /// The report as JSON, which `charging` describes.
    pub body: String,
}

/// The port that reads the report.
pub trait CountyReportReader: Clone + Send + Sync + 'static {
    /// Reads the report, if one was made.
    fn county_report(
        &self,
    ) -> impl Future<Output = Result<Option<KeptCountyReport>, StoreFault>> + Send;
}

/// The port that keeps the report.
pub trait CountyReportKeeper: Clone + Send + Sync + 'static {
    /// Keeps a report in the place of the one before.
    fn keep_county_report(
        &self,
        report: &KeptCountyReport,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}
