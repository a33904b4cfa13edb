//! The types of a form's data file: sections, pages, questions and words.

use domain::access::staff_user::Role;
use domain::eligibility::Voice;
use domain::forms::draft::Answer;
use serde::{Deserialize, Serialize};

/// A form, as its data file says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The id of the form, `estimate-costs`, which is also the first part of
    /// its addresses.
    pub id: String,
    /// The version of the form, raised when a stored answer would mean
    /// something else than before.
    pub version: u32,
    /// The people who may start the form.
    pub audience: Audience,
    /// Whether the pages may be answered in any order, as staff do who fill in a
    /// form while somebody talks. Without it a page opens once every page before
    /// it is answered.
    #[serde(default)]
    pub any_order: bool,
    /// The title of the form: `Estimate what you may pay for care`.
    pub title: String,
    /// The answer that says whom the form is about, and so chooses between
    /// "you" and "they".
    #[serde(default)]
    pub person: Option<SubjectQuestion>,
    /// The answers that are known from other forms, so that they are filled in
    /// before their question is answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried: Vec<CarriedAnswer>,
    /// The parts of the task list, in order.
    pub sections: Vec<FormSection>,
    /// Every page, in order.
    pub pages: Vec<Page>,
}

/// The people who may start a form. Every form names its audience: nobody is
/// offered a form for another audience, and such a form never joins the forms
/// that they keep.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Citizens, with or without an account of their own.
    Citizens,
    /// Anybody at all, and never in an account: the answers are of a visit, also
    /// while somebody is signed in.
    Anybody,
    /// Social workers and other practitioners of the council.
    Practitioners,
    /// People who work for a day service.
    Providers,
    /// Finance staff of the council.
    FinanceStaff,
}

impl Audience {
    /// All audiences, citizens first.
    pub const ALL: [Self; 5] = [
        Self::Citizens,
        Self::Anybody,
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
pub struct SubjectQuestion {
    /// The question, of kind `one_of`.
    pub question: String,
    /// The values that mean that the form is about somebody else.
    pub somebody_else: Vec<String>,
    /// The questions whose answers are not about that person, so that they stay
    /// when the form is about another person from now on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_about: Vec<String>,
}

/// An answer that is filled in beforehand, because somebody gave it in another
/// form. Whoever answers sees it and where it comes from, and can choose
/// otherwise.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedAnswer {
    /// The question of this form.
    pub question: String,
    /// The id of the other form.
    pub from: String,
    /// The question of the other form.
    pub answer: String,
    /// The value here for each value there, where both questions offer choices.
    /// Left out where both questions are of one kind: the answer is then the
    /// same, if both forms are about the same person.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub values: std::collections::BTreeMap<String, String>,
}

impl CarriedAnswer {
    /// Whether the answer is taken as it is, so that it is carried only between
    /// forms about the same person.
    #[must_use]
    pub fn is_about_a_person(&self) -> bool {
        self.values.is_empty()
    }

    /// Returns the answer here for an answer there, if there is one.
    #[must_use]
    pub fn here(&self, there: &Answer) -> Option<Answer> {
        match there {
            _ if self.is_about_a_person() => Some(there.clone()),
            Answer::Text(value) => self.values.get(value).cloned().map(Answer::Text),
            Answer::Choices(values) => {
                let here = values.iter().filter_map(|value| self.values.get(value));
                let here: Vec<_> = here.cloned().collect();
                (!here.is_empty()).then_some(Answer::Choices(here))
            }
            Answer::Fields(_) => None,
        }
    }
}

/// A part of the task list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormSection {
    /// The id of the section: `income`.
    pub id: String,
    /// The title of the section: `Money coming in`.
    pub title: String,
}

/// The person whom the words of a page speak of.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum GrammaticalPerson {
    /// The reader: "you".
    You,
    /// Somebody the reader answers for: "they".
    They,
}

impl From<GrammaticalPerson> for Voice {
    fn from(person: GrammaticalPerson) -> Self {
        match person {
            GrammaticalPerson::You => Self::You,
            GrammaticalPerson::They => Self::They,
        }
    }
}

/// The words of a text: one set for everybody, or one set to the person and one
/// about the person.
///
/// The words of [`AnswerMistake::Incomplete`] may hold `{parts}`, which becomes the
/// names of the missing parts: `a day and a month`, `a postcode`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Words {
    /// One set of words for everybody.
    Plain(String),
    /// Two sets of words: `Do you live alone?`, `Do they live alone?`
    ByPerson {
        /// The words to the person.
        you: String,
        /// The words about somebody else.
        they: String,
    },
}

impl Words {
    /// Returns the words for the person whom the form speaks of.
    #[must_use]
    pub fn say(&self, voice: GrammaticalPerson) -> &str {
        match (self, voice) {
            (Self::Plain(words), _) => words,
            (Self::ByPerson { you, .. }, GrammaticalPerson::You) => you,
            (Self::ByPerson { they, .. }, GrammaticalPerson::They) => they,
        }
    }
}

impl Form {
    /// Returns the page with this id, whether or not it is asked.
    #[must_use]
    pub fn page(&self, id: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.id == id)
    }

    /// Returns the most items of the group of an item, which is kept under
    /// `group/item`; none if the key is of no item.
    #[must_use]
    pub fn most_items(&self, key: &str) -> Option<u32> {
        let (group, _) = key.split_once('/')?;
        match self.group(group)?.1.question {
            Question::Group { most, .. } => Some(*most),
            _ => None,
        }
    }

    /// Returns the page that an address names, by its own id or by the id of one
    /// of its questions: a link that was kept, or a page that was drawn, when
    /// that question had a page of its own. The question is returned too, then.
    #[must_use]
    pub fn page_of(&self, named: &str) -> Option<(&Page, Option<AskedQuestion<'_>>)> {
        if let Some(page) = self.page(named) {
            return Some((page, None));
        }
        self.pages.iter().find_map(|page| {
            let question = page.questions().find(|asked| asked.id == named)?;
            Some((page, Some(question)))
        })
    }

    /// Returns a group with its page: a page of its own, or a page on which
    /// several groups are offered.
    #[must_use]
    pub fn group(&self, id: &str) -> Option<(&Page, AskedQuestion<'_>)> {
        self.pages.iter().find_map(|page| {
            let mut groups = page.questions().filter(|asked| asked.is_group());
            groups
                .find(|asked| asked.id == id)
                .map(|asked| (page, asked))
        })
    }

    /// Returns the question whose answer is kept under this id, whether or not
    /// it is asked.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<AskedQuestion<'_>> {
        let mut questions = self.pages.iter().flat_map(Page::questions);
        questions.find(|asked| asked.id == id)
    }
}

/// A page: one question or several, with the words around them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// The last part of the page's address: `age`. Also the id of the question,
    /// if the page has only one.
    pub id: String,
    /// The section that the page belongs to.
    pub section: String,
    /// The condition on which the page is asked; always, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// The choices after which nothing else is asked and the result is shown at
    /// once, without the check of all answers: somebody who has to act now is
    /// shown how.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ends_with: Vec<String>,
    /// The question in words: label, legend and heading in one.
    pub label: Words,
    /// A line of help under the question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Words>,
    /// The guidance between the heading and the fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guidance: Vec<Guidance>,
    /// The name of the question on the check-answers page; the label, if left
    /// out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary_label: Option<Words>,
    /// Whether the question may be left empty.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// The question: its kind and its limits.
    pub question: Question,
    /// The words of errors, by [`AnswerMistake`] name; every mistake that the kind of
    /// question can make must have its words (a test holds this).
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub errors: std::collections::BTreeMap<AnswerMistake, Words>,
}

/// A piece of guidance around a question.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Guidance {
    /// A paragraph.
    Text(Words),
    /// A bulleted list.
    List(Vec<Words>),
    /// A bulleted list of telephone numbers that call when they are chosen.
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

/// A telephone number, and the occasion to call it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The telephone number: `116 123`.
    pub telephone: String,
    /// The words that follow the number: `for Samaritans, to talk to somebody`.
    pub about: Words,
}

/// A question: its kind and its limits.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Question {
    /// Yes or no: `Answer::Text("yes" | "no")`.
    YesNo,
    /// One of several: `Answer::Text(value)`.
    OneOf {
        /// The choices.
        options: Vec<Choice>,
    },
    /// Many of several: `Answer::Choices`.
    ManyOf {
        /// The choices.
        options: Vec<Choice>,
        /// The value of an exclusive "none of these", shown last after "or".
        #[serde(default)]
        none: Option<Choice>,
    },
    /// An amount in pounds: `Answer::Text("1234.50")`.
    Money,
    /// An amount and its frequency: `Answer::Fields { amount, every }`.
    RegularMoney {
        /// The frequencies offered (`week`, `fortnight`, `four_weeks`, `month`, `quarter`, `year`).
        every: Vec<domain::values::money::Frequency>,
    },
    /// A date: `Answer::Fields { day, month, year }`.
    Date {
        /// The earliest year; an earlier one counts as a mistake.
        earliest_year: i16,
        /// Whether a date after today is a mistake.
        #[serde(default)]
        past: bool,
        /// The first day that the answer may be, if there is one: a day before
        /// it is [`AnswerMistake::TooLow`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        earliest: Option<DayLimit>,
        /// The last day that the answer may be, if there is one: a day after it
        /// is [`AnswerMistake::TooHigh`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        latest: Option<DayLimit>,
        /// The least age in years of somebody born on that date, if there is
        /// one: somebody younger is [`AnswerMistake::TooHigh`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        least_age: Option<u8>,
        /// Whether whoever answers for somebody else may say about how old they
        /// are instead: `Answer::Fields { age }`.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        or_age: bool,
    },
    /// A whole number: `Answer::Text("85")`.
    Number {
        /// The least number.
        least: u32,
        /// The greatest number.
        most: u32,
        /// The unit after the field.
        #[serde(default)]
        suffix: Option<String>,
    },
    /// A number with up to two decimal places: `Answer::Text("10.5")`.
    Decimal {
        /// The least number.
        least: u32,
        /// The greatest number.
        most: u32,
        /// The unit after the field.
        #[serde(default)]
        suffix: Option<String>,
    },
    /// One line of text: `Answer::Text`.
    Text {
        /// The most characters of the text.
        longest: u32,
    },
    /// Several lines of text: `Answer::Text`.
    LongText {
        /// The most characters of the text.
        longest: u32,
    },
    /// A name: `Answer::Fields { first, last }`, or one of the two of somebody who
    /// has one name.
    Name,
    /// An address in the UK: `Answer::Fields { line1, line2, town, county,
    /// postcode }`, and `unsettled: yes` of somebody without a settled one.
    Address {
        /// Whether somebody may say that there is no settled address: then the
        /// first line says where they can be found or written to, and nothing else
        /// is needed.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        unsettled: bool,
    },
    /// A telephone number: `Answer::Text`.
    Phone,
    /// An e-mail address: `Answer::Text`.
    Email,
    /// An NHS number: `Answer::Text("9990000018")`.
    NhsNumber,
    /// A National Insurance number: `Answer::Text("QQ123456C")`.
    NiNumber,
    /// A group of items of one kind, added one at a time: each is an
    /// `Answer::Fields` at `page/item`, one entry a field id.
    Group {
        /// The word for one item: `property`.
        one: String,
        /// The word for several items: `properties`, as in "You have added 2
        /// properties".
        many: String,
        /// The most items that can be added.
        most: u32,
        /// The questions about each item, all on one page.
        fields: Vec<FieldQuestion>,
    },
    /// Items of one kind, each a row of fields on the page itself:
    /// `Answer::Fields` with one entry for each field of a row,
    /// `<row>.<field>`. Rows count from 1; the parts of a field have names as
    /// in [`Self::Group`].
    Rows {
        /// The word for one row: `visit`, as in "Visit 2" and "Add another
        /// visit".
        one: String,
        /// The most rows.
        most: u32,
        /// The questions in each row.
        fields: Vec<FieldQuestion>,
    },
    /// Several questions on one page, each with an id of its own under which
    /// its answer is kept. The label of the page is the heading.
    Several {
        /// The questions, of any kind but `group`, `several` and `any_of`.
        questions: Vec<FieldQuestion>,
    },
    /// Several groups that are offered together, one box for each, so that
    /// somebody to whom none applies says so once. A group whose box is ticked
    /// is then filled in on pages of its own. The words of the errors are the
    /// page's.
    AnyOf {
        /// The groups. The label of each is that of its box.
        groups: Vec<FieldQuestion>,
        /// The exclusive "none of these", shown last after "or".
        none: Choice,
    },
}

/// A question as a page asks it: the only one of the page, or one of several.
#[derive(Clone, Copy, Debug)]
pub struct AskedQuestion<'f> {
    /// The id under which the answer is kept, and the name of the field.
    pub id: &'f str,
    /// The question in words.
    pub label: &'f Words,
    /// A line of help under the question.
    pub hint: Option<&'f Words>,
    /// The name of the question on the check-answers page; the label, if left
    /// out.
    pub summary_label: Option<&'f Words>,
    /// The condition on which the question is asked on its page; always, if
    /// left out.
    pub when: Option<&'f Condition>,
    /// Whether the question may be left empty.
    pub optional: bool,
    /// The question: its kind and its limits.
    pub question: &'f Question,
    /// The words of errors.
    pub errors: &'f std::collections::BTreeMap<AnswerMistake, Words>,
}

impl<'f> AskedQuestion<'f> {
    /// Takes a page as one question: the only one that it asks, or the choice
    /// among the groups that it offers.
    #[must_use]
    pub const fn whole(page: &'f Page) -> Self {
        Self {
            id: page.id.as_str(),
            label: &page.label,
            hint: page.hint.as_ref(),
            summary_label: page.summary_label.as_ref(),
            when: None,
            optional: page.optional,
            question: &page.question,
            errors: &page.errors,
        }
    }

    /// Takes one of several questions as a page asks it.
    #[must_use]
    pub(crate) const fn one_of(field: &'f FieldQuestion) -> Self {
        Self {
            id: field.id.as_str(),
            label: &field.label,
            hint: field.hint.as_ref(),
            summary_label: field.summary_label.as_ref(),
            when: field.when.as_ref(),
            optional: field.optional,
            question: &field.question,
            errors: &field.errors,
        }
    }

    /// Whether the question is a group of items.
    #[must_use]
    pub const fn is_group(&self) -> bool {
        matches!(self.question, Question::Group { .. })
    }
}

/// The choice under which a question of the same page is revealed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct RevealedBy<'f> {
    /// The question that offers the choice.
    pub question: &'f str,
    /// The value of the choice.
    pub value: &'f str,
}

impl Condition {
    /// Finds the one choice that this condition waits for, if it waits for a
    /// single choice of one of these questions.
    #[must_use]
    pub fn revealed_by(&self, beside: impl Fn(&str) -> bool + Copy) -> Option<RevealedBy<'_>> {
        match self {
            Self::All(conditions) => conditions.iter().find_map(|each| each.revealed_by(beside)),
            Self::Is { question, one_of } | Self::Includes { question, one_of } => {
                match one_of.as_slice() {
                    [value] if beside(question) => Some(RevealedBy { question, value }),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Whether this condition depends on one of these questions.
    #[must_use]
    pub fn depends_on(&self, any: impl Fn(&str) -> bool + Copy) -> bool {
        match self {
            Self::All(conditions) | Self::Any(conditions) => {
                conditions.iter().any(|each| each.depends_on(any))
            }
            Self::Not(condition) => condition.depends_on(any),
            Self::Is { question, .. }
            | Self::Includes { question, .. }
            | Self::AtLeast { question, .. } => any(question),
            Self::Count { questions, .. } => questions.iter().any(|question| any(question)),
        }
    }
}

impl Page {
    /// Lists the questions of the page in order; the page itself is the
    /// question if it has only one.
    pub fn questions(&self) -> impl Iterator<Item = AskedQuestion<'_>> {
        let (only, several) = match &self.question {
            Question::Several { questions }
            | Question::AnyOf {
                groups: questions, ..
            } => (None, questions.as_slice()),
            _ => (Some(AskedQuestion::whole(self)), [].as_slice()),
        };
        let several = several.iter().map(AskedQuestion::one_of);
        only.into_iter().chain(several)
    }

    /// Whether the page adds the items of a group, or of several groups.
    #[must_use]
    pub const fn is_group(&self) -> bool {
        matches!(
            self.question,
            Question::Group { .. } | Question::AnyOf { .. }
        )
    }

    /// Whether the page asks this question.
    #[must_use]
    pub fn has(&self, question: &str) -> bool {
        self.questions().any(|asked| asked.id == question)
    }

    /// Finds the choice of the same page under which a question is revealed.
    #[must_use]
    pub fn revealed_by<'f>(&'f self, asked: &AskedQuestion<'f>) -> Option<RevealedBy<'f>> {
        asked.when?.revealed_by(|question| self.has(question))
    }
}

impl Question {
    /// Lists the mistakes that somebody can make in the answer, in the order of
    /// [`AnswerMistake`]. The form has words for each of them.
    #[must_use]
    pub fn mistakes(&self, optional: bool) -> Vec<AnswerMistake> {
        use AnswerMistake::{
            FrequencyMissing, InTheFuture, Incomplete, Invalid, Missing, NoneAndOthers, TooHigh,
            TooLow,
        };
        let mut mistakes: Vec<AnswerMistake> = match self {
            Self::YesNo
            | Self::OneOf { .. }
            | Self::ManyOf { none: None, .. }
            | Self::Rows { .. } => vec![Missing],
            Self::ManyOf { none: Some(_), .. } | Self::AnyOf { .. } => {
                vec![Missing, NoneAndOthers]
            }
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
            Self::Text { .. } | Self::LongText { .. } | Self::Name => vec![Missing, TooHigh],
            Self::Address { .. } => vec![Missing, Invalid, TooHigh, Incomplete],
            Self::Phone | Self::Email | Self::NhsNumber | Self::NiNumber => {
                vec![Missing, Invalid]
            }
            // A group is always ended by saying "no", so it is never skipped.
            Self::Group { .. } => return vec![Missing, TooHigh],
            // Each question of the page has its own mistakes.
            Self::Several { .. } => return Vec::new(),
        };
        if optional {
            mistakes.retain(|mistake| *mistake != Missing);
        }
        mistakes
    }

    /// Returns the ends of the names of the question's HTML fields, after the
    /// id of the page or field: `["day", "month", "year"]`. A question of one
    /// field has one empty part, a question made of questions has none.
    #[must_use]
    pub const fn parts(&self) -> &'static [&'static str] {
        match self {
            Self::RegularMoney { .. } => &["amount", "every"],
            Self::Date { or_age: false, .. } => &["day", "month", "year"],
            Self::Date { or_age: true, .. } => &["day", "month", "year", "age"],
            Self::Name => &["first", "last"],
            Self::Address { unsettled: false } => &["line1", "line2", "town", "county", "postcode"],
            Self::Address { unsettled: true } => {
                &["line1", "line2", "town", "county", "postcode", "unsettled"]
            }
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
            | Self::NhsNumber
            | Self::NiNumber
            | Self::Group { .. } => &[""],
            Self::Rows { .. } | Self::Several { .. } | Self::AnyOf { .. } => &[],
        }
    }
}

/// A choice of a question.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The value that is stored.
    pub value: String,
    /// The words that people read.
    pub label: Words,
    /// A line of help under the choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Words>,
    /// A heading shown before this choice, to divide a long list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub divider: Option<String>,
    /// The condition on which the choice is offered; always, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Whether the choice stands behind "Something else", with all others that
    /// few people have. Such choices come last.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unusual: bool,
}

/// A question that stands on a page with others: one of several, a field of an
/// item of a group, or a field of a row.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldQuestion {
    /// The id of the field: `value`. For one of several questions on a page it
    /// is also the id under which the answer is kept, and no other question of
    /// the form may have it.
    pub id: String,
    /// The question in words.
    pub label: Words,
    /// A line of help under the question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Words>,
    /// The name of the question where the answers are listed; the label, if
    /// left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary_label: Option<Words>,
    /// The condition on which the question is asked; always, if left out. It
    /// may depend on a question that stands before this one on the page: where
    /// it waits for a single choice of that question, the page reveals this one
    /// under the choice. In an item or a row it is `is`, of an earlier field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Whether the field may be left empty.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// The answer to another field of the same item with which the field may not
    /// be left empty, though it may be with others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needed_if: Option<NeededIf>,
    /// The question. In an item or a row its kind is one of `yes_no`, `one_of`,
    /// `money`, `regular_money` (stored as `<id>` and `<id>_every`), `number`,
    /// `decimal`, `text`, `date` (stored as `<id>_day`, `<id>_month`,
    /// `<id>_year`).
    pub question: Question,
    /// The words of errors.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub errors: std::collections::BTreeMap<AnswerMistake, Words>,
}

impl FieldQuestion {
    /// Whether the field is never needed: it may be left empty whatever the other
    /// fields say.
    #[must_use]
    pub const fn is_never_needed(&self) -> bool {
        self.optional && self.needed_if.is_none()
    }
}

/// An answer to another field of an item that makes a field needed.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeededIf {
    /// The id of the other field.
    pub field: String,
    /// The values of the other field with which the field is needed.
    pub one_of: Vec<String>,
}

/// A first or last day that an answer may be: a day of its own, or one of the law
/// that the estimate uses, which moves when a year of amounts is added.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum DayLimit {
    /// This day.
    Day(jiff::civil::Date),
    /// A day of the law.
    OfLaw(DayOfLaw),
}

/// A day of the law that the estimate uses.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOfLaw {
    /// The first day for which there are amounts.
    FirstDayOfLaw,
    /// The last day for which there are amounts.
    LastDayOfLaw,
}

impl DayLimit {
    /// Returns the day.
    #[must_use]
    pub fn day(self) -> jiff::civil::Date {
        match self {
            Self::Day(day) => day,
            Self::OfLaw(DayOfLaw::FirstDayOfLaw) => charging::law::first_day(),
            Self::OfLaw(DayOfLaw::LastDayOfLaw) => charging::law::last_day(),
        }
    }
}

/// A mistake in answering a question.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerMistake {
    /// Nothing was entered or selected.
    Missing,
    /// The text is no answer of this kind: letters in a number, no such date.
    Invalid,
    /// The answer is below the least: a negative amount, too low a number, too
    /// early a day.
    TooLow,
    /// The answer is above the most: too high a number, too long a text, too
    /// late a day, or too many items.
    TooHigh,
    /// A part of a date, name or address is missing.
    Incomplete,
    /// The frequency is missing where there is an amount.
    FrequencyMissing,
    /// "None of these" was chosen together with another choice.
    NoneAndOthers,
    /// The date is after today, and must be in the past.
    InTheFuture,
    /// The age in place of a date is no number of years.
    AgeFigures,
    /// The year of a date has not four figures.
    YearFigures,
    /// The year of a date is before the first that is taken.
    YearTooEarly,
    /// The year of a date is after the last that is taken.
    YearTooLate,
}

/// A condition on the answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// Every one of the conditions holds.
    All(Vec<Condition>),
    /// At least one of the conditions holds.
    Any(Vec<Condition>),
    /// The condition does not hold.
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
    /// The number or amount answered is at least this; for a group, the number
    /// of items added; for money with a frequency, the amount as entered.
    AtLeast {
        /// The question.
        question: String,
        /// The least.
        number: u32,
    },
    /// At least this many of these questions were answered with a value that
    /// counts.
    Count {
        /// The questions, of kind `yes_no` or `one_of`.
        questions: Vec<String>,
        /// The values that count.
        one_of: Vec<String>,
        /// The least number of such answers.
        at_least: u32,
    },
}

/// Returns a text with its first letter as a capital, as a heading begins:
/// `Property`.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().chain(characters).collect())
        .unwrap_or_default()
}
