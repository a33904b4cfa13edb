//! The journey and the file name of each report that can be had as a PDF.

use journey::report::Report;

/// Returns the address at which a report's journey begins.
pub(crate) const fn home(report: Report) -> &'static str {
    match report {
        Report::CheckSupport => "/check-support",
        Report::EstimateCosts => "/estimate-costs",
    }
}

/// Returns the name for saving the file, before its date.
pub(crate) const fn file_name(report: Report) -> &'static str {
    match report {
        Report::CheckSupport => "care-and-support-check",
        Report::EstimateCosts => "care-costs-estimate",
    }
}
