//! Messages of finance to everybody who acts for a supplier.

use domain::fault::StoreFault;
use jiff::Timestamp;
use jiff::civil::Date;

domain::named_enum! {
    /// The kind of a message, the most urgent first.
    pub enum ProviderMessageKind {
        /// Something does not work.
        Error = "error",
        /// Something has to be done, or is about to change.
        Warning = "warning",
        /// Something to know.
        Information = "information",
        /// A greeting.
        Welcome = "welcome",
    }
}

impl ProviderMessageKind {
    /// Returns the heading of a message of this kind.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Error => "Problem",
            Self::Warning => "Warning",
            Self::Information => "Information",
            Self::Welcome => "Welcome",
        }
    }
}

/// The most characters of a message.
pub const LONGEST_MESSAGE: usize = 1_000;

/// A message of finance to every provider.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ProviderMessage {
    /// The id, under which it is kept once however often it is sent.
    pub id: String,
    /// The kind.
    pub kind: ProviderMessageKind,
    /// The words.
    pub words: String,
    /// The first day on which it is shown.
    pub starts: Date,
    /// The last day on which it is shown; none if it stays until somebody ends
    /// it.
    pub ends: Option<Date>,
    /// The instant at which somebody ended it before its last day.
    pub ended_at: Option<Timestamp>,
}

impl ProviderMessage {
    /// Whether providers see the message on a day in London.
    #[must_use]
    pub fn is_in_force(&self, today: Date) -> bool {
        let is_over = self.is_over(today);
        self.starts <= today && !is_over
    }

    /// Whether nobody will see the message any more.
    #[must_use]
    pub fn is_over(&self, today: Date) -> bool {
        self.ended_at.is_some() || self.ends.is_some_and(|ends| ends < today)
    }
}

/// Reads the messages of finance.
pub trait ProviderMessageReader: Clone + Send + Sync + 'static {
    /// Lists the messages that are kept, by their first day, whether they are in
    /// force or not.
    fn provider_messages(
        &self,
    ) -> impl Future<Output = Result<Vec<ProviderMessage>, StoreFault>> + Send;
}

/// Writes the messages of finance.
pub trait ProviderMessageKeeper: ProviderMessageReader {
    /// Keeps a message, in place of one with its id.
    fn keep_provider_message(
        &self,
        message: &ProviderMessage,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn section_3_2_a_message_is_shown_from_its_first_day_to_its_last_unless_it_is_ended() {
        let message = ProviderMessage {
            id: "1".to_owned(),
            kind: ProviderMessageKind::Warning,
            words: "Submit by Tuesday".to_owned(),
            starts: date(2026, 11, 23),
            ends: Some(date(2026, 11, 29)),
            ended_at: None,
        };
        let in_force = [22, 23, 29, 30].map(|day| message.is_in_force(date(2026, 11, day)));
        assert_eq!(in_force, [false, true, true, false]);
        let open = ProviderMessage {
            ends: None,
            ..message.clone()
        };
        assert!(open.is_in_force(date(2030, 1, 1)));
        let ended = ProviderMessage {
            ended_at: Some(Timestamp::UNIX_EPOCH),
            ..message
        };
        assert!(!ended.is_in_force(date(2026, 11, 24)));
    }
}
