//! What providers ask of finance about their registers.

use domain::access::budget::Budget;
use domain::fault::StoreFault;
use domain::values::account_id::AccountId;
use domain::values::calendar::in_words;
use domain::values::list_page::{ListCursor, ListPage};
use domain::values::london::date_in_london;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::attendance_query::{AttendanceQuery, answer_by};
use crate::provision::AttendingPerson;
pub use crate::request_id::{RequestId, RequestedCell};
use crate::supplier::SupplierId;
use crate::week::Week;

/// The most characters of what a provider writes in one field of a request.
pub const LONGEST_REQUEST: usize = 1_000;
/// The most characters of the name of somebody who is missing.
pub const LONGEST_MISSING_NAME: usize = 200;
/// The most edits of an adjustment request.
pub const MOST_LATE_EDITS: usize = 500;
/// The most characters of one edit of an adjustment request.
pub const LONGEST_LATE_EDIT: usize = 200;

/// What a provider asks for.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum RequestSubject {
    /// Somebody attends and is on no register.
    PersonMissing {
        /// The name, or the reference of the case system, as typed.
        who: String,
        /// Since when, or anything else that helps.
        details: String,
    },
    /// More care was given than is commissioned.
    MoreCare {
        /// The week.
        week: Week,
        /// The cell.
        cell: RequestedCell,
        /// What was given and why.
        why: String,
    },
    /// A pattern of attendance that has become permanent is to be commissioned.
    Recommission {
        /// The purchase order.
        order: String,
        /// The line within it.
        line: String,
        /// The pattern, in words.
        pattern: String,
    },
    /// A submitted register is to be changed.
    Adjustment {
        /// The week.
        week: Week,
        /// What is wrong.
        why: String,
        /// The edits that came after the lock, each as a line of text.
        edits: Vec<String>,
    },
    /// A person, or somebody on their behalf, says that a session was not what
    /// the register says.
    AttendanceQuery(AttendanceQuery),
}

domain::named_enum! {
    /// The kind of a request, by which lists name it.
    pub enum RequestKind {
        /// [`RequestSubject::PersonMissing`].
        PersonMissing = "person_missing",
        /// [`RequestSubject::MoreCare`].
        MoreCare = "more_care",
        /// [`RequestSubject::Recommission`].
        Recommission = "recommission",
        /// [`RequestSubject::Adjustment`].
        Adjustment = "adjustment",
        /// [`RequestSubject::AttendanceQuery`].
        AttendanceQuery = "attendance_query",
    }
}

impl RequestKind {
    /// Returns the words for a request of this kind.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::PersonMissing => "Somebody is missing from the register",
            Self::MoreCare => "More care than is commissioned",
            Self::Recommission => "Commission a new pattern",
            Self::Adjustment => "Change a submitted register",
            Self::AttendanceQuery => "A session is not what happened",
        }
    }

    /// Returns the day by which a request of this kind is answered that was sent
    /// at an instant; none where nobody was told a day.
    #[must_use]
    pub fn answer_by(self, sent: Timestamp) -> Option<Date> {
        (self == Self::AttendanceQuery).then(|| answer_by(sent))
    }
}

impl RequestSubject {
    /// Returns the kind.
    #[must_use]
    pub const fn kind(&self) -> RequestKind {
        match self {
            Self::PersonMissing { .. } => RequestKind::PersonMissing,
            Self::MoreCare { .. } => RequestKind::MoreCare,
            Self::Recommission { .. } => RequestKind::Recommission,
            Self::Adjustment { .. } => RequestKind::Adjustment,
            Self::AttendanceQuery(_) => RequestKind::AttendanceQuery,
        }
    }

    /// Whether the request is about somebody who has just come with an import:
    /// the reference as it is written, or forename and surname in either order,
    /// whatever the accents and capitals.
    #[must_use]
    pub fn is_missing(&self, person: &AttendingPerson) -> bool {
        let Self::PersonMissing { who, .. } = self else {
            return false;
        };
        person.is_called(who) || who.trim() == person.reference.as_str()
    }
}

/// Who settled a request.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestSettler {
    /// Somebody in finance, by id.
    Finance(String),
    /// An import, which brought the person who was missing.
    Import,
}

/// How a request was settled.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RequestSettled {
    /// Who.
    pub by: RequestSettler,
    /// When.
    pub at: Timestamp,
    /// What the provider is told.
    pub answer: String,
}

/// A request of a provider to finance.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ProviderRequest {
    /// The id.
    pub id: RequestId,
    /// The supplier.
    pub supplier: SupplierId,
    /// Who asks.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// What is asked for.
    pub about: RequestSubject,
    /// How it was settled; none while it is open.
    pub settled: Option<RequestSettled>,
}

impl ProviderRequest {
    /// Whether the request is about somebody whom only people with permission may
    /// see.
    #[must_use]
    pub const fn is_restricted(&self) -> bool {
        match &self.about {
            RequestSubject::AttendanceQuery(query) => query.restricted,
            _ => false,
        }
    }

    /// Lists what the request says, each with its name: what is asked for, then
    /// how it was settled.
    #[must_use]
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let of_line =
            |order: &str, line: &str| ("Purchase order and line", format!("{order}/{line}"));
        let of_week = |week: &Week| ("Week", week.to_string());
        let mut facts = match &self.about {
            RequestSubject::PersonMissing { who, details } => {
                vec![
                    ("Who is missing", who.clone()),
                    ("Details", details.clone()),
                ]
            }
            RequestSubject::MoreCare { week, cell, why } => vec![
                of_week(week),
                of_line(&cell.order, &cell.line),
                ("Day", in_words(cell.day)),
                ("What", cell.symbol.words().to_owned()),
                ("What was given and why", why.clone()),
            ],
            RequestSubject::Recommission {
                order,
                line,
                pattern,
            } => vec![of_line(order, line), ("Pattern", pattern.clone())],
            RequestSubject::Adjustment { week, why, edits } => {
                let mut facts = vec![of_week(week), ("What is wrong", why.clone())];
                if !edits.is_empty() {
                    facts.push(("Edits after the lock", edits.join("; ")));
                }
                facts
            }
            RequestSubject::AttendanceQuery(query) => query_facts(query),
        };
        facts.push(("Sent", day_of(self.at)));
        if let (None, Some(day)) = (&self.settled, self.about.kind().answer_by(self.at)) {
            facts.push(("Answer by", in_words(day)));
        }
        if let Some(settled) = &self.settled {
            facts.push(("Settled", day_of(settled.at)));
            facts.push(("Answer", settled.answer.clone()));
        }
        facts.retain(|(_, value)| !value.is_empty());
        facts
    }
}

/// Lists what a question about a session says.
fn query_facts(query: &AttendanceQuery) -> Vec<(&'static str, String)> {
    let asked_by = match &query.on_behalf {
        Some(relation) => format!("{} ({relation}), on their behalf", query.asked_by),
        None => query.asked_by.clone(),
    };
    vec![
        ("Person", query.person.clone()),
        ("Reference", query.reference.to_string()),
        ("Asked by", asked_by),
        ("Week", query.week.to_string()),
        (
            "Purchase order and line",
            format!("{}/{}", query.cell.order, query.cell.line),
        ),
        ("Day", in_words(query.cell.day)),
        ("What", query.cell.symbol.words().to_owned()),
        ("The record said", query.recorded.clone()),
        ("What happened instead", query.why.clone()),
    ]
}

fn day_of(at: Timestamp) -> String {
    in_words(date_in_london(at))
}

/// A request as the list of the finance desk has it: nothing of a person.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListedRequest {
    /// The id.
    pub id: RequestId,
    /// The supplier.
    pub supplier: SupplierId,
    /// When it was made.
    pub at: Timestamp,
    /// The kind.
    pub kind: RequestKind,
}

/// The outcome of making a request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RequestMade {
    /// The request is kept, now or by the same post before.
    Kept,
    /// This budget is spent, and nothing was kept.
    TooMany(Budget),
}

/// Reads the requests of providers.
pub trait ProviderRequestReader: Clone + Send + Sync + 'static {
    /// Lists the requests of a supplier that are kept, the newest first.
    fn requests_of(
        &self,
        supplier: &SupplierId,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<ProviderRequest>, StoreFault>> + Send;
}

/// Keeps the requests of providers.
pub trait ProviderRequestStore: ProviderRequestReader {
    /// Keeps a request and takes one from each budget. MUST keep a request that
    /// comes again once, and MUST then take nothing.
    fn keep_request(
        &self,
        request: &ProviderRequest,
        budgets: &[Budget],
    ) -> impl Future<Output = Result<RequestMade, StoreFault>> + Send;
}

/// Settles the requests of providers.
pub trait ProviderRequestQueue: Clone + Send + Sync + 'static {
    /// Lists the requests that are open, the oldest first, at most `most` after
    /// a place in the list.
    fn open_requests(
        &self,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<ListedRequest>, StoreFault>> + Send;

    /// Reads a request.
    fn request(
        &self,
        supplier: &SupplierId,
        id: &RequestId,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<ProviderRequest>, StoreFault>> + Send;

    /// Settles a request and takes it from the list, in one transaction.
    /// Returns whether it was open.
    fn settle_request(
        &self,
        request: &ProviderRequest,
        settled: &RequestSettled,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provision::PersonReference;

    fn person(forename: &str, surname: &str) -> AttendingPerson {
        AttendingPerson {
            reference: PersonReference::parse("0098765").unwrap(),
            surname: surname.to_owned(),
            forename: forename.to_owned(),
            restricted: false,
        }
    }

    #[test]
    fn who_is_missing_is_known_by_name_in_either_order_or_by_the_reference() {
        let missing = |who: &str| RequestSubject::PersonMissing {
            who: who.to_owned(),
            details: String::new(),
        };
        let zoe = person("Zoë", "Łukasz");
        for who in ["Zoë Łukasz", "zoe lukasz", " LUKASZ, Zoe ", "0098765"] {
            assert!(missing(who).is_missing(&zoe), "{who}");
        }
        for who in ["", " ", "Zoë", "98765", "Zoë Łukasz-Doe"] {
            assert!(!missing(who).is_missing(&zoe), "{who}");
        }
        let only_surname = person("", "Sukarno");
        assert!(missing("sukarno").is_missing(&only_surname));
    }
}
