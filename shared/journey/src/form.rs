//! A form as its data file says it: sections, pages, questions and words.

use domain::member::Role;
use serde::{Deserialize, Serialize};

/// A form.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// `estimate-costs`: also the first part of its addresses.
    pub id: String,
    /// Raised when a stored answer would mean something else than before.
    pub version: u32,
    /// Who may start it.
    pub audience: Audience,
    /// What it is called in titles: `Estimate what you may pay for care`.
    pub title: String,
    /// Who the answers are about, which chooses between "you" and "they".
    #[serde(default)]
    pub person: Option<Person>,
    /// The parts of the task list, in order.
    pub sections: Vec<Section>,
    /// Every page, in order. A page is one question.
    pub pages: Vec<Page>,
}

/// Names the people who may start a form. Every form says one: nobody is
/// offered a form that is for others, and it never joins what they keep.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Anybody, with or without an account of their own.
    Citizens,
    /// Social workers and other practitioners of the council.
    Practitioners,
    /// People who work for a day service.
    Providers,
    /// Finance staff of the council.
    FinanceStaff,
}

impl Audience {
    /// Lists every audience, citizens first.
    pub const ALL: [Self; 4] = [
        Self::Citizens,
        Self::Practitioners,
        Self::Providers,
        Self::FinanceStaff,
    ];

    /// Finds the audience that people with a role belong to.
    #[must_use]
    pub const fn of(role: Role) -> Self {
        match role {
            Role::Practitioner => Self::Practitioners,
            Role::Provider => Self::Providers,
            Role::Finance => Self::FinanceStaff,
        }
    }
}

/// The answer that makes the form speak of somebody else.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The question, of kind `one_of`.
    pub question: String,
    /// The values that mean it is about somebody else.
    pub somebody_else: Vec<String>,
}

/// A part of the task list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// `income`.
    pub id: String,
    /// `Money coming in`.
    pub title: String,
}

/// Whom the words of a page speak of.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Voice {
    /// The reader: "you".
    You,
    /// Somebody the reader answers for: "they".
    They,
}

/// Words, or two sets of words: to the person, and about the person.
///
/// The words of [`Mistake::Incomplete`] may hold `{parts}`, which becomes what
/// is missing: `a day and a month`, `a postcode`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Words {
    /// The same for everybody.
    Plain(String),
    /// `Do you live alone?`, `Do they live alone?`
    ByPerson {
        /// To the person.
        you: String,
        /// About somebody else.
        they: String,
    },
}

impl Words {
    /// The words for whom the form speaks of.
    #[must_use]
    pub fn say(&self, voice: Voice) -> &str {
        match (self, voice) {
            (Self::Plain(words), _) => words,
            (Self::ByPerson { you, .. }, Voice::You) => you,
            (Self::ByPerson { they, .. }, Voice::They) => they,
        }
    }
}

impl Form {
    /// The page with this id, whether or not it is asked.
    #[must_use]
    pub fn page(&self, id: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.id == id)
    }
}

/// A page: one question, with what stands around it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// The last part of its address, and the question's id: `age`.
    pub id: String,
    /// The section it belongs to.
    pub section: String,
    /// When it is asked; always, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// The question in words: label, legend and heading in one.
    pub label: Words,
    /// A line of help under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Words>,
    /// What stands between the heading and the fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guidance: Vec<Guidance>,
    /// How it is called on the check-answers page; the label, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary_label: Option<Words>,
    /// May be left empty.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// What is asked.
    pub question: Question,
    /// The words of errors, by [`Mistake`] name; every mistake that the kind
    /// can make must have its words (a test holds this).
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub errors: std::collections::BTreeMap<Mistake, Words>,
}

/// What stands around a question.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Guidance {
    /// A paragraph.
    Text(Words),
    /// A bulleted list.
    List(Vec<Words>),
    /// Whom to call: a bulleted list of numbers that call when they are chosen.
    Calls(Vec<Call>),
    /// Text set apart.
    Inset(Words),
    /// A warning.
    Warning(Words),
    /// Text behind a summary that opens.
    Details {
        /// The summary.
        summary: Words,
        /// The paragraphs.
        text: Vec<Words>,
    },
}

/// A number to call and when.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// `116 123`.
    pub telephone: String,
    /// What goes on from the number: `for Samaritans, to talk to somebody`.
    pub about: Words,
}

/// What is asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Question {
    /// Yes or no: `Answer::Text("yes" | "no")`.
    YesNo,
    /// One of several: `Answer::Text(value)`.
    OneOf {
        /// What can be chosen.
        options: Vec<Choice>,
    },
    /// Many of several: `Answer::Choices`.
    ManyOf {
        /// What can be chosen.
        options: Vec<Choice>,
        /// The value of an exclusive "none of these", shown last after "or".
        #[serde(default)]
        none: Option<Choice>,
    },
    /// An amount in pounds: `Answer::Text("1234.50")`.
    Money,
    /// An amount and how often: `Answer::Fields { amount, every }`.
    RegularMoney {
        /// The frequencies offered (`week`, `fortnight`, `four_weeks`, `month`, `quarter`, `year`).
        every: Vec<domain::money::Frequency>,
    },
    /// A date: `Answer::Fields { day, month, year }`.
    Date {
        /// The earliest year that is not taken for a slip.
        earliest_year: i16,
        /// Whether a date after today is a mistake.
        #[serde(default)]
        past: bool,
        /// The first day that can be answered for, if there is one: a day
        /// before it is [`Mistake::TooLow`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        earliest: Option<jiff::civil::Date>,
        /// The last day that can be answered for, if there is one: a day after
        /// it is [`Mistake::TooHigh`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        latest: Option<jiff::civil::Date>,
        /// The least age in years of somebody born on that date, if there is
        /// one: somebody younger is [`Mistake::TooHigh`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        least_age: Option<u8>,
    },
    /// A whole number: `Answer::Text("85")`.
    Number {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
        /// A unit set after the field.
        #[serde(default)]
        suffix: Option<String>,
    },
    /// A number with up to two decimal places: `Answer::Text("10.5")`.
    Decimal {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
        /// A unit set after the field.
        #[serde(default)]
        suffix: Option<String>,
    },
    /// One line of text: `Answer::Text`.
    Text {
        /// The most characters.
        longest: u32,
    },
    /// Several lines of text: `Answer::Text`.
    LongText {
        /// The most characters.
        longest: u32,
    },
    /// A name: `Answer::Fields { first, last }`.
    Name,
    /// An address in the UK: `Answer::Fields { line1, line2, town, county, postcode }`.
    Address,
    /// A telephone number: `Answer::Text`.
    Phone,
    /// An e-mail address: `Answer::Text`.
    Email,
    /// A National Insurance number: `Answer::Text("QQ123456C")`.
    NiNumber,
    /// Things of one kind, added one at a time: each is an
    /// `Answer::Fields` at `page/item`, one entry a field id.
    Group {
        /// `property`: used in "You have added 2 properties".
        one: String,
        /// `properties`.
        many: String,
        /// The most that can be added.
        most: u32,
        /// What is asked of each, all on one page.
        fields: Vec<ItemField>,
    },
}

impl Page {
    /// Whether things are added here one by one.
    #[must_use]
    pub const fn is_group(&self) -> bool {
        matches!(self.question, Question::Group { .. })
    }
}

impl Question {
    /// The mistakes that can be made in answering, in the order of
    /// [`Mistake`]; the form says the words of each.
    #[must_use]
    pub fn mistakes(&self, optional: bool) -> Vec<Mistake> {
        use Mistake::{
            FrequencyMissing, InTheFuture, Incomplete, Invalid, Missing, NoneAndOthers, TooHigh,
            TooLow,
        };
        let mut mistakes: Vec<Mistake> = match self {
            Self::YesNo | Self::OneOf { .. } | Self::ManyOf { none: None, .. } => vec![Missing],
            Self::ManyOf { none: Some(_), .. } => vec![Missing, NoneAndOthers],
            Self::Money | Self::Number { .. } | Self::Decimal { .. } => {
                vec![Missing, Invalid, TooLow, TooHigh]
            }
            Self::RegularMoney { .. } => {
                vec![Missing, Invalid, TooLow, TooHigh, FrequencyMissing]
            }
            Self::Date {
                past,
                earliest,
                latest,
                least_age,
                ..
            } => [
                Some(Missing),
                Some(Invalid),
                earliest.map(|_| TooLow),
                (latest.is_some() || least_age.is_some()).then_some(TooHigh),
                Some(Incomplete),
                past.then_some(InTheFuture),
            ]
            .into_iter()
            .flatten()
            .collect(),
            Self::Text { .. } | Self::LongText { .. } => vec![Missing, TooHigh],
            Self::Name => vec![Missing, TooHigh, Incomplete],
            Self::Address => vec![Missing, Invalid, TooHigh, Incomplete],
            Self::Phone | Self::Email | Self::NiNumber => vec![Missing, Invalid],
            // A group is always ended by saying "no", so it is never skipped.
            Self::Group { .. } => return vec![Missing, TooHigh],
        };
        if optional {
            mistakes.retain(|mistake| *mistake != Missing);
        }
        mistakes
    }

    /// What stands after a page's or item field's name in the names of its
    /// HTML fields; one empty part for a question of one field.
    #[must_use]
    pub const fn parts(&self) -> &'static [&'static str] {
        match self {
            Self::RegularMoney { .. } => &["amount", "every"],
            Self::Date { .. } => &["day", "month", "year"],
            Self::Name => &["first", "last"],
            Self::Address => &["line1", "line2", "town", "county", "postcode"],
            Self::YesNo
            | Self::OneOf { .. }
            | Self::ManyOf { .. }
            | Self::Money
            | Self::Number { .. }
            | Self::Decimal { .. }
            | Self::Text { .. }
            | Self::LongText { .. }
            | Self::Phone
            | Self::Email
            | Self::NiNumber
            | Self::Group { .. } => &[""],
        }
    }
}

/// Something that can be chosen.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is read.
    pub label: Words,
    /// A line of help under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Words>,
    /// A heading shown before this choice, to divide a long list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub divider: Option<String>,
    /// When it is offered; always, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

/// A field of an item of a group.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemField {
    /// `value`.
    pub id: String,
    /// The question.
    pub label: Words,
    /// A line of help under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Words>,
    /// How it is called where the item is listed; the label, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary_label: Option<Words>,
    /// May be left empty.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// What is asked: one of `yes_no`, `one_of`, `money`, `regular_money`
    /// (stored as `<id>` and `<id>_every`), `number`, `decimal`, `text`, `date`
    /// (stored as `<id>_day`, `<id>_month`, `<id>_year`).
    pub question: Question,
    /// The words of errors.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub errors: std::collections::BTreeMap<Mistake, Words>,
}

/// What can be wrong with what was typed.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mistake {
    /// Nothing was entered or selected.
    Missing,
    /// Not what such an answer looks like: letters in a number, no such date.
    Invalid,
    /// Below the least: a negative amount, too low a number, too early a day.
    TooLow,
    /// Above the most, too long, too late a day, or too many things.
    TooHigh,
    /// A part of a date, name or address is missing.
    Incomplete,
    /// How often is missing where there is an amount.
    FrequencyMissing,
    /// "None of these" together with something else.
    NoneAndOthers,
    /// A date after today where it must be in the past.
    InTheFuture,
}

/// A condition on the answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// Every one of them holds.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// The answer to a question is one of these values.
    Is {
        /// The question.
        question: String,
        /// The values.
        one_of: Vec<String>,
    },
    /// The choices made include at least one of these values.
    Includes {
        /// The question, of kind `many_of`.
        question: String,
        /// The values.
        one_of: Vec<String>,
    },
    /// The number or amount answered is at least this; of a group, the number
    /// of things added; of money with a frequency, the amount as entered.
    AtLeast {
        /// The question.
        question: String,
        /// The least.
        number: u32,
    },
    /// At least this many choices were made over these questions together, or
    /// answered with a value that counts.
    Count {
        /// The questions, of kind `yes_no` or `one_of`.
        questions: Vec<String>,
        /// The values that count.
        one_of: Vec<String>,
        /// How many.
        at_least: u32,
    },
}
