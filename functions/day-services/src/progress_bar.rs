//! The progress of a supplier through a financial year, as a bar and in words.

use app::providers::SupplierYear;
use askama::Template;
use askama::filters::HtmlSafe;
use attendance::progress::WeekProgress;

/// The width of a week in the bar.
const WEEK: usize = 10;

/// A bar with a place for each week of the year, and what it shows in words and
/// numbers. The bar itself is hidden from screen readers: the words say all of
/// it. Places differ in height as well as in colour.
#[derive(Clone, Debug, Template)]
#[template(path = "progress-bar.html")]
pub(crate) struct ProgressBar {
    /// The width of the whole.
    width: usize,
    /// Weeks of one kind that follow each other: class, beginning and width.
    runs: Vec<(&'static str, usize, usize)>,
    /// The words: `30 submitted, 2 in progress, 18 to come, 2 not paid`.
    words: String,
}

impl HtmlSafe for ProgressBar {}

impl ProgressBar {
    /// Draws the progress of a year.
    pub(crate) fn of(year: &SupplierYear) -> Self {
        let places = &year.progress.0;
        let mut runs: Vec<(&'static str, usize, usize)> = Vec::new();
        for (place, (_, progress)) in places.iter().enumerate() {
            let class = class(*progress);
            match runs.last_mut() {
                Some((last, _, width)) if *last == class => *width += WEEK,
                _ => runs.push((class, place * WEEK, WEEK)),
            }
        }
        Self {
            width: places.len() * WEEK,
            runs,
            words: in_words(year),
        }
    }
}

/// Says the progress, with how many of the open registers nobody has worked on.
fn in_words(year: &SupplierYear) -> String {
    let words = year.progress.words();
    match year.progress.count(WeekProgress::Untouched) {
        0 => words,
        1 => format!("{words}. Nobody has worked on 1 of those in progress"),
        more => format!("{words}. Nobody has worked on {more} of those in progress"),
    }
}

const fn class(progress: WeekProgress) -> &'static str {
    match progress {
        WeekProgress::Submitted => "submitted",
        WeekProgress::InProgress | WeekProgress::Untouched => "open",
        WeekProgress::Future => "to-come",
        WeekProgress::NonPayment => "not-paid",
        WeekProgress::NoRegister | WeekProgress::BeforeJoining => "none",
    }
}
