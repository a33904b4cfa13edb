//! The faults of the services behind the ports, and the text of errors for
//! the log.

use std::error::Error;

/// A fault of the store, which did not answer as it should. Says nothing about
/// the person.
#[derive(Debug, thiserror::Error)]
#[error("the store failed to {operation}")]
pub struct StoreFault {
    /// The operation asked of the store: `keep an answer`.
    pub operation: &'static str,
    /// The error of the store, for the log only.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

impl StoreFault {
    /// Whether the store answered with a record that cannot be read, which it
    /// will do each time until somebody has mended the record.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        self.source.is::<UnreadableRecord>()
    }
}

/// The error of a stored record without a value that it always has, or with one
/// of another shape. Names the value's place and leaves the value out.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a stored item has no {0} that can be read")]
pub struct UnreadableRecord(pub &'static str);

/// A fault of the identity provider, which did not answer as it should. Says
/// nothing about the person.
#[derive(Debug, thiserror::Error)]
#[error("the identity provider failed to {operation}")]
pub struct IdentityFault {
    /// The operation asked of the provider: `prove a password`.
    pub operation: &'static str,
    /// The error of the provider, for the log only.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// A fault of the mail or telephone service, which did not take a message.
#[derive(Debug, thiserror::Error)]
#[error("a notice was not taken")]
pub struct MessageFault {
    /// The error of the service, for the log only.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// A fault of the file storage, which did not answer as it should. Says nothing
/// about the person.
#[derive(Debug, thiserror::Error)]
#[error("the files failed to {operation}")]
pub struct FilesFault {
    /// The operation asked of the storage: `copy evidence`.
    pub operation: &'static str,
    /// The error of the storage, for the log only.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// Returns the text of an error and of everything that caused it, on one line.
#[must_use]
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{says}")]
    struct Broken {
        says: &'static str,
        source: Option<Box<Broken>>,
    }

    #[test]
    fn every_cause_is_told_the_first_one_last() {
        let cause = |says, source: Option<Broken>| Broken {
            says,
            source: source.map(Box::new),
        };
        let wire = cause("the wire is cut", None);
        assert_eq!(chain(&wire), "the wire is cut");
        let all = cause("no page", Some(cause("no table", Some(wire))));
        assert_eq!(chain(&all), "no page: no table: the wire is cut");
    }
}
