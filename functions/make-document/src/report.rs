//! Which reports can be had as a PDF, and under what names.

use journey::report::Report;

/// Where a report's journey begins.
pub(crate) const fn home(report: Report) -> &'static str {
    match report {
        Report::CheckSupport => "/check-support",
        Report::EstimateCosts => "/estimate-costs",
    }
}

/// What the file is called where it is saved, before its date.
pub(crate) const fn file_name(report: Report) -> &'static str {
    match report {
        Report::CheckSupport => "care-and-support-check",
        Report::EstimateCosts => "care-costs-estimate",
    }
}
