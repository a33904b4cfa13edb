//! The place that somebody has reached in a form: a pure function of the form
//! and the answers.

use std::fmt;

use domain::forms::draft::{Answer, Answers};
use domain::values::nhs_number::NhsNumber;
use rust_decimal::Decimal;

use crate::form::{
    AskedQuestion, Choice, Condition, Form, FormSection, GrammaticalPerson, Page, Question,
};
use crate::rows::rows_of;

/// A form under the answers given so far.
///
/// Only answers of pages that are themselves asked count. An answer that a
/// changed earlier answer hides, that chooses an option no longer offered, or
/// that has another shape than its question is kept but does not count. It
/// counts again when its page is asked again.
#[derive(Clone, Debug)]
pub struct Journey<'a> {
    form: &'a Form,
    answers: &'a Answers,
    /// The pages that are asked, in order.
    visible: Vec<&'a Page>,
    /// Whether every question of the page at this place in `visible` is
    /// answered.
    done: Vec<bool>,
    /// The number of questions on the page at this place in `visible`, without
    /// those that a choice of the same page reveals.
    counted: Vec<usize>,
    /// The questions of the pages that are asked, in order.
    questions: Vec<Given<'a>>,
    /// The number of pages that are answered before the first one that is not.
    answered: usize,
}

/// A question that is asked, and its answer if that counts.
#[derive(Clone, Copy, Debug)]
struct Given<'a> {
    asked: AskedQuestion<'a>,
    answer: Option<&'a Answer>,
}

/// A place on the way through a form.
#[derive(Clone, Copy, Debug)]
pub enum Stop<'a> {
    /// A question.
    Page(&'a Page),
    /// The page of all answers, after the last question.
    CheckAnswers,
}

impl<'a> Stop<'a> {
    /// Returns the last part of the place's address: the page's id, or
    /// `check-answers`.
    #[must_use]
    pub fn path(self) -> &'a str {
        match self {
            Self::Page(page) => &page.id,
            Self::CheckAnswers => "check-answers",
        }
    }
}

/// The numbers of the questions on a page among all that are asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct QuestionNumbers {
    /// The number of the page's first question, from 1.
    pub first: usize,
    /// The number of the page's last question.
    pub last: usize,
    /// The number of questions that are asked under the answers so far.
    pub of: usize,
}

/// Writes the numbers in words: `Question 6 of 17`, `Questions 6 to 8 of 17`.
impl fmt::Display for QuestionNumbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, last, of } = self;
        match first == last {
            true => write!(f, "Question {first} of {of}"),
            false => write!(f, "Questions {first} to {last} of {of}"),
        }
    }
}

/// The progress of a part of the task list.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Status {
    /// An earlier question has to be answered first.
    CannotStartYet,
    /// No question is answered.
    NotStarted,
    /// Some questions are answered.
    InProgress,
    /// Every question is answered.
    Complete,
}

/// A part of the task list.
#[derive(Clone, Copy, Debug)]
pub struct Task<'a> {
    /// The part of the form.
    pub section: &'a FormSection,
    /// The progress of the part.
    pub status: Status,
    /// The page to go to: the first unanswered one or, if all are answered, the
    /// first. `None` if none of the pages may be visited yet.
    pub start: Option<&'a Page>,
}

impl<'a> Journey<'a> {
    /// Works out the journey through a form under these answers.
    #[must_use]
    pub fn new(form: &'a Form, answers: &'a Answers) -> Self {
        let mut journey = Self {
            form,
            answers,
            visible: Vec::with_capacity(form.pages.len()),
            done: Vec::with_capacity(form.pages.len()),
            counted: Vec::with_capacity(form.pages.len()),
            questions: Vec::with_capacity(form.pages.len()),
            answered: 0,
        };
        // A condition sees only the pages before its own, because no other is
        // in the list yet. So the order of pages alone decides, and conditions
        // cannot form a circle.
        for page in &form.pages {
            if page.when.as_ref().is_none_or(|when| journey.holds(when)) {
                journey.ask(page);
            }
        }
        journey
    }

    /// Adds a page to those that are asked, with the answers to its questions
    /// that count. A page of which no question is asked is not asked either.
    fn ask(&mut self, page: &'a Page) {
        let (before, mut counted, mut all_done) = (self.questions.len(), 0, true);
        for asked in page.questions() {
            // The questions before this one on the page are in the list
            // already, so a condition sees them too.
            if asked.when.is_some_and(|when| !self.holds(when)) {
                continue;
            }
            let answer = self.answers.get(asked.id);
            let answer = answer.filter(|answer| self.counts(asked, answer));
            all_done &= done(asked.question, answer);
            counted += usize::from(!depends_on_its_page(page, asked));
            self.questions.push(Given { asked, answer });
        }
        if self.questions.len() == before {
            return;
        }
        self.counted.push(counted);
        if self.answered == self.visible.len() && all_done {
            self.answered += 1;
        }
        self.visible.push(page);
        self.done.push(all_done);
    }

    /// Returns the form.
    #[must_use]
    pub const fn form(&self) -> &'a Form {
        self.form
    }

    /// Returns every answer kept, hidden ones included. Those that count are
    /// [`Self::visible_answers`].
    #[must_use]
    pub const fn answers(&self) -> &'a Answers {
        self.answers
    }

    /// Returns the pages that are asked, in order.
    #[must_use]
    pub fn visible(&self) -> &[&'a Page] {
        &self.visible
    }

    /// Returns the answer to a question, if that counts.
    #[must_use]
    pub fn given(&self, question: &str) -> Option<&'a Answer> {
        self.question(question)?.answer
    }

    /// Whether the page is asked and open: every page before it is answered, or
    /// the form is answered in any order.
    #[must_use]
    pub fn may_visit(&self, page: &str) -> bool {
        self.place(page).is_some_and(|place| self.is_open(place))
    }

    const fn is_open(&self, place: usize) -> bool {
        self.form.any_order || place <= self.answered
    }

    /// Returns the first page that is asked and not answered.
    #[must_use]
    pub fn first_unanswered(&self) -> Option<&'a Page> {
        self.visible.get(self.answered).copied()
    }

    /// Whether every page that is asked is answered.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.answered == self.visible.len()
    }

    /// Returns the place to go on from: the first unanswered page, or the check
    /// of the answers. After a changed answer, this is the page to which the
    /// change leads.
    #[must_use]
    pub fn resume(&self) -> Stop<'a> {
        self.first_unanswered()
            .map_or(Stop::CheckAnswers, Stop::Page)
    }

    /// Returns the place after a page in the order of the form, whether or not
    /// the page is asked; after a page that the form does not have, the place
    /// of [`Self::resume`].
    #[must_use]
    pub fn after(&self, page: &str) -> Stop<'a> {
        let Some(place) = self.form.pages.iter().position(|known| known.id == page) else {
            return self.resume();
        };
        self.form
            .pages
            .iter()
            .skip(place + 1)
            .find(|page| self.place(&page.id).is_some())
            .map_or(Stop::CheckAnswers, Stop::Page)
    }

    /// Returns the place before a page, for its link back; `None` before the
    /// first page (where the start page is) and for a page that the form does
    /// not have. The last page is the place before `check-answers`.
    #[must_use]
    pub fn before(&self, page: &str) -> Option<Stop<'a>> {
        if page == Stop::CheckAnswers.path() {
            return self.visible.last().copied().map(Stop::Page);
        }
        let place = self.form.pages.iter().position(|known| known.id == page)?;
        self.form
            .pages
            .iter()
            .take(place)
            .rfind(|page| self.place(&page.id).is_some())
            .map(Stop::Page)
    }

    /// Returns the sections that have a page to be asked, with their status.
    #[must_use]
    pub fn tasks(&self) -> Vec<Task<'a>> {
        self.form
            .sections
            .iter()
            .filter_map(|section| self.task(section))
            .collect()
    }

    fn task(&self, section: &'a FormSection) -> Option<Task<'a>> {
        let (mut first, mut first_open, mut any_done) = (None, None, false);
        for (place, page) in self.visible.iter().enumerate() {
            if page.section == section.id {
                first = first.or(Some(place));
                if self.done.get(place).copied().unwrap_or_default() {
                    any_done = true;
                } else {
                    first_open = first_open.or(Some(place));
                }
            }
        }
        let first = first?;
        let reachable = |place: &usize| self.is_open(*place);
        let start = first_open
            .filter(reachable)
            .or(Some(first).filter(reachable));
        let status = match (first_open, any_done, start) {
            (None, _, _) => Status::Complete,
            (Some(_), _, None) => Status::CannotStartYet,
            (Some(_), true, Some(_)) => Status::InProgress,
            (Some(_), false, Some(_)) => Status::NotStarted,
        };
        let start = start.and_then(|place| self.visible.get(place).copied());
        Some(Task {
            section,
            status,
            start,
        })
    }

    /// Numbers the questions of a page among all that are asked under the
    /// answers so far; `None` for a page that is not asked. A question that a
    /// choice of its own page reveals is a part of the question that offers the
    /// choice, and has no number.
    ///
    /// The number never falls as somebody goes on, because an answer decides
    /// only about later pages. The count of all questions follows the answers:
    /// an answer that opens more questions raises the count on the next page
    /// and not before, so that nobody is told of questions that they may never
    /// be asked.
    #[must_use]
    pub fn numbers(&self, page: &str) -> Option<QuestionNumbers> {
        let place = self.place(page)?;
        let before: usize = self.counted.get(..place)?.iter().sum();
        let here = self.counted.get(place)?;
        Some(QuestionNumbers {
            first: before + 1,
            last: before + here,
            of: self.counted.iter().sum(),
        })
    }

    /// Returns the person whom the words of the form speak of: the reader or
    /// somebody else.
    #[must_use]
    pub fn speaks_of(&self) -> GrammaticalPerson {
        let about_another = self.form.person.as_ref().is_some_and(|person| {
            matches!(self.given(&person.question),
                Some(Answer::Text(value)) if person.somebody_else.contains(value))
        });
        if about_another {
            GrammaticalPerson::They
        } else {
            GrammaticalPerson::You
        }
    }

    /// Lists the answers that are about another person once these answers are
    /// given: every other one, if they change between the reader and somebody
    /// else. Each is taken back ([`Answer::taken_back`]), so that nothing about
    /// one person is ever taken to be about another.
    #[must_use]
    pub fn about_another(&self, given: &[(String, Answer)]) -> Vec<(String, Answer)> {
        let Some(person) = &self.form.person else {
            return Vec::new();
        };
        let is_another = |answer: Option<&Answer>| match answer {
            Some(Answer::Text(value)) => Some(person.somebody_else.contains(value)),
            _ => None,
        };
        let now = given.iter().find(|(key, _)| *key == person.question);
        let (was, is) = (
            is_another(self.given(&person.question)),
            is_another(now.map(|(_, answer)| answer)),
        );
        if was.is_none() || is.is_none() || was == is {
            return Vec::new();
        }
        let stays = |key: &str| {
            given.iter().any(|(given, _)| given == key)
                || person.not_about.iter().any(|question| question == key)
                // What the form does not ask is about no person.
                || self.form.question(key.split('/').next().unwrap_or(key)).is_none()
        };
        let kept = self.answers.iter();
        let kept = kept.filter(|(key, answer)| !stays(key) && **answer != Answer::taken_back());
        kept.map(|(key, _)| (key.to_owned(), Answer::taken_back()))
            .collect()
    }

    /// Returns the answers that count: those of pages that are asked, with the
    /// items of their groups and without choices no longer offered. An optional
    /// question that was skipped has the answer `Answer::Text("")`.
    #[must_use]
    pub fn visible_answers(&self) -> Answers {
        let mut visible = Vec::new();
        for Given { asked, answer } in &self.questions {
            if let Question::Group { .. } = asked.question {
                visible.extend(self.answers.items(asked.id).map(|(item, fields)| {
                    let key = format!("{}/{item}", asked.id);
                    (key, Answer::Fields(fields.clone()))
                }));
            }
            let answer = match (answer, asked.question) {
                (Some(Answer::Choices(chosen)), Question::ManyOf { options, none }) => {
                    let mut chosen = chosen.clone();
                    chosen.retain(|value| self.is_offered(options, none.as_ref(), value));
                    Answer::Choices(chosen)
                }
                (Some(answer), _) => (*answer).clone(),
                (None, _) => continue,
            };
            visible.push((asked.id.to_owned(), answer));
        }
        visible.into_iter().collect()
    }

    /// Returns the choices that are offered under the answers, without the
    /// "none of these" of [`Question::ManyOf`]; empty for a question without
    /// choices.
    #[must_use]
    pub fn offered(&self, question: &'a Question) -> Vec<&'a Choice> {
        match question {
            Question::OneOf { options } | Question::ManyOf { options, .. } => options
                .iter()
                .filter(|option| self.offers(option))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Whether one more item can be added to a group.
    #[must_use]
    pub fn may_add(&self, group: AskedQuestion<'_>) -> bool {
        match group.question {
            Question::Group { most, .. } => self.has_fewer(group.id, *most),
            _ => false,
        }
    }

    /// Finds the first group of a page to which somebody has said that they
    /// want to add an item: its answer is `yes`.
    #[must_use]
    pub fn to_be_filled(&self, page: &Page) -> Option<AskedQuestion<'a>> {
        let here = self.questions.iter();
        let mut here = here.filter(|given| page.has(given.asked.id));
        let wanted = here.find(|given| {
            given.asked.is_group()
                && self.may_add(given.asked)
                && matches!(given.answer, Some(Answer::Text(text)) if text == "yes")
        });
        wanted.map(|given| given.asked)
    }

    /// Whether a question is asked under the answers.
    #[must_use]
    pub fn asks(&self, question: &str) -> bool {
        self.question(question).is_some()
    }

    /// Whether a question of a page can be asked there, whatever else is
    /// answered on that page: the part of its condition that depends on
    /// other pages holds.
    #[must_use]
    pub fn may_ask(&self, page: &Page, asked: &AskedQuestion<'_>) -> bool {
        let holds = |when| self.holds_elsewhere(when, page);
        asked.when.is_none_or(holds)
    }

    fn holds_elsewhere(&self, condition: &Condition, page: &Page) -> bool {
        match condition {
            Condition::All(conditions) => {
                let mut each = conditions.iter();
                each.all(|each| self.holds_elsewhere(each, page))
            }
            Condition::Any(conditions) => {
                let mut each = conditions.iter();
                each.any(|each| self.holds_elsewhere(each, page))
            }
            condition => {
                condition.depends_on(|question| page.has(question)) || self.holds(condition)
            }
        }
    }

    /// Returns the answer that is kept for a question, whether or not the
    /// question is asked, if it has the shape of one.
    #[must_use]
    pub fn kept(&self, asked: AskedQuestion<'_>) -> Option<&'a Answer> {
        let kept = self.answers.get(asked.id);
        kept.filter(|answer| self.counts(asked, answer))
    }

    /// Whether fewer items than this are added to a group.
    pub(crate) fn has_fewer(&self, group: &str, most: u32) -> bool {
        u32::try_from(self.answers.items(group).count()).is_ok_and(|count| count < most)
    }

    fn question(&self, id: &str) -> Option<&Given<'a>> {
        self.questions.iter().find(|given| given.asked.id == id)
    }

    fn place(&self, page: &str) -> Option<usize> {
        self.visible.iter().position(|known| known.id == page)
    }

    fn offers(&self, option: &Choice) -> bool {
        option.when.as_ref().is_none_or(|when| self.holds(when))
    }

    pub(crate) fn is_offered(
        &self,
        options: &[Choice],
        none: Option<&Choice>,
        value: &str,
    ) -> bool {
        options
            .iter()
            .chain(none)
            .any(|option| option.value == value && self.offers(option))
    }

    /// Whether the answer has the shape of its question.
    fn counts(&self, asked: AskedQuestion<'_>, answer: &Answer) -> bool {
        let skipped = matches!(answer, Answer::Text(text) if text.is_empty());
        if skipped {
            return asked.optional;
        }
        match (asked.question, answer) {
            (Question::YesNo | Question::Group { .. }, Answer::Text(text)) => {
                text == "yes" || text == "no"
            }
            (Question::OneOf { options }, Answer::Text(value)) => {
                self.is_offered(options, None, value)
            }
            (Question::ManyOf { options, none }, Answer::Choices(chosen)) => chosen
                .iter()
                .any(|value| self.is_offered(options, none.as_ref(), value)),
            (
                Question::Money
                | Question::Number { .. }
                | Question::Decimal { .. }
                | Question::Text { .. }
                | Question::LongText { .. }
                | Question::Phone
                | Question::Email
                | Question::NiNumber,
                Answer::Text(_),
            ) => true,
            // What was kept before numbers were checked is asked for again.
            (Question::NhsNumber, Answer::Text(number)) => {
                number.is_empty() || NhsNumber::parse(number).is_ok()
            }
            (Question::Date { or_age: true, .. }, Answer::Fields(fields))
                if fields.contains_key("age") =>
            {
                self.speaks_of() == GrammaticalPerson::They
            }
            (Question::RegularMoney { .. } | Question::Date { .. }, Answer::Fields(fields)) => {
                let mut parts = asked.question.parts().iter();
                parts.all(|part| *part == "age" || fields.contains_key(*part))
            }
            (Question::Name, Answer::Fields(fields)) => {
                let mut parts = asked.question.parts().iter();
                parts.any(|part| fields.contains_key(*part))
            }
            (Question::Address { unsettled }, Answer::Fields(fields)) => {
                let has = |part: &str| fields.contains_key(part);
                let settled = !(*unsettled && has("unsettled"));
                has("line1") && (!settled || (has("town") && has("postcode")))
            }
            (Question::Rows { .. }, Answer::Fields(fields)) => !fields.is_empty(),
            _ => false,
        }
    }

    pub(crate) fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::All(conditions) => conditions.iter().all(|each| self.holds(each)),
            Condition::Any(conditions) => conditions.iter().any(|each| self.holds(each)),
            Condition::Not(condition) => !self.holds(condition),
            Condition::Is { question, one_of } => self.is_one_of(question, one_of),
            Condition::Includes { question, one_of } => self.includes(question, one_of),
            Condition::AtLeast { question, number } => self.at_least(question, *number),
            Condition::Count {
                questions,
                one_of,
                at_least,
            } => {
                let counted = questions
                    .iter()
                    .filter(|question| self.is_one_of(question, one_of))
                    .count();
                u32::try_from(counted).is_ok_and(|counted| counted >= *at_least)
            }
        }
    }

    fn is_one_of(&self, question: &str, one_of: &[String]) -> bool {
        matches!(self.given(question), Some(Answer::Text(value)) if one_of.contains(value))
    }

    fn includes(&self, question: &str, one_of: &[String]) -> bool {
        let Some(Given { asked, answer }) = self.question(question) else {
            return false;
        };
        match (asked.question, answer) {
            (Question::ManyOf { options, none }, Some(Answer::Choices(chosen))) => {
                chosen.iter().any(|value| {
                    one_of.contains(value) && self.is_offered(options, none.as_ref(), value)
                })
            }
            _ => false,
        }
    }

    fn at_least(&self, question: &str, number: u32) -> bool {
        let Some(Given { asked, answer }) = self.question(question) else {
            return false;
        };
        let counted = match (asked.question, answer) {
            (Question::Group { .. }, _) => Some(self.answers.items(asked.id).count()),
            (Question::Rows { .. }, Some(answer)) => Some(rows_of(answer).len()),
            _ => None,
        };
        if let Some(count) = counted {
            return u32::try_from(count).is_ok_and(|count| count >= number);
        }
        let typed = match answer {
            Some(Answer::Text(text)) => Some(text.as_str()),
            Some(Answer::Fields(fields)) => fields.get("amount").map(String::as_str),
            _ => None,
        };
        typed
            .and_then(|text| text.parse::<Decimal>().ok())
            .is_some_and(|answered| answered >= Decimal::from(number))
    }
}

/// Whether a question is asked or not by what is answered on its own page.
fn depends_on_its_page(page: &Page, asked: AskedQuestion<'_>) -> bool {
    let of_page = |when: &Condition| when.depends_on(|question| page.has(question));
    asked.when.is_some_and(of_page)
}

/// Whether a question is answered. The question of a group is answered once
/// somebody says that there is nothing more to add.
fn done(question: &Question, given: Option<&Answer>) -> bool {
    match question {
        Question::Group { .. } => matches!(given, Some(Answer::Text(text)) if text == "no"),
        _ => given.is_some(),
    }
}
