//! Who is restricted now, and who is shown to whom.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::provision::{AttendingPerson, LineKey, OrderLineNumber, PersonReference, PurchaseOrder};

/// The lines of a supplier whose person is restricted now. A line that ended
/// stays among them: its person is on registers that have ended.
///
/// ```
/// use attendance::provision::{LineKey, PersonReference};
/// use attendance::restricted::RestrictedLines;
///
/// let (line, ana) = (LineKey::parse("0004512", "1")?, PersonReference::parse("P1")?);
/// let mut lines = RestrictedLines::default();
/// lines.restrict(&line, &ana);
/// lines.end(&line);
/// assert!(lines.people().contains(&ana));
/// # Ok::<(), attendance::text_id::NotACaseReference>(())
/// ```
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct RestrictedLines(Vec<RestrictedLine>);

/// A line whose person is restricted.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
struct RestrictedLine {
    order: PurchaseOrder,
    line: OrderLineNumber,
    person: PersonReference,
    ended: bool,
}

impl RestrictedLine {
    fn is(&self, key: &LineKey) -> bool {
        self.order == key.order && self.line == key.line
    }
}

impl RestrictedLines {
    /// Notes that the person of a line is restricted.
    pub fn restrict(&mut self, key: &LineKey, person: &PersonReference) {
        self.0.retain(|line| !line.is(key));
        self.0.push(RestrictedLine {
            order: key.order.clone(),
            line: key.line.clone(),
            person: person.clone(),
            ended: false,
        });
        self.0
            .sort_by(|a, b| (&a.order, &a.line).cmp(&(&b.order, &b.line)));
    }

    /// Notes that a line says of its person that they are not restricted. Their
    /// lines that have ended follow when no other line says that they are.
    pub fn lift(&mut self, key: &LineKey, person: &PersonReference) {
        self.0.retain(|line| !line.is(key));
        let goes_on = |line: &RestrictedLine| line.person == *person && !line.ended;
        if !self.0.iter().any(goes_on) {
            self.0.retain(|line| line.person != *person);
        }
    }

    /// Notes that a line has ended: its person stays restricted.
    pub fn end(&mut self, key: &LineKey) {
        for line in self.0.iter_mut().filter(|line| line.is(key)) {
            line.ended = true;
        }
    }

    /// Whether a line is among them.
    #[must_use]
    pub fn has(&self, key: &LineKey) -> bool {
        self.0.iter().any(|line| line.is(key))
    }

    /// Whether nobody is restricted.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the people who are restricted now.
    #[must_use]
    pub fn people(&self) -> BTreeSet<PersonReference> {
        self.0.iter().map(|line| line.person.clone()).collect()
    }
}

/// The people of a supplier who are shown to somebody.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ShownPeople {
    /// Everybody.
    Everybody,
    /// Everybody but these, and those whose row says that they are restricted.
    AllBut(BTreeSet<PersonReference>),
}

impl ShownPeople {
    /// Whether a person is shown.
    ///
    /// ```
    /// use attendance::provision::{AttendingPerson, PersonReference};
    /// use attendance::restricted::ShownPeople;
    ///
    /// let ana = AttendingPerson {
    ///     reference: PersonReference::parse("P1")?,
    ///     surname: "Doe".to_owned(),
    ///     forename: "Ana".to_owned(),
    ///     restricted: false,
    /// };
    /// assert!(ShownPeople::AllBut([].into()).has(&ana));
    /// assert!(!ShownPeople::AllBut([ana.reference.clone()].into()).has(&ana));
    /// # Ok::<(), attendance::text_id::NotACaseReference>(())
    /// ```
    #[must_use]
    pub fn has(&self, person: &AttendingPerson) -> bool {
        match self {
            Self::Everybody => true,
            Self::AllBut(hidden) => !person.restricted && !hidden.contains(&person.reference),
        }
    }
}
