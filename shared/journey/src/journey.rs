//! The place that somebody has reached in a form: a pure function of the form
//! and the answers.

use domain::draft::{Answer, Answers};
use rust_decimal::Decimal;

use crate::form::{Choice, Condition, Form, Page, Question, Section, Voice};

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
    /// The answers that count, one place for each page of `visible`.
    given: Vec<Option<&'a Answer>>,
    /// The number of pages from the first on that are answered without a gap.
    answered: usize,
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
    pub section: &'a Section,
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
            given: Vec::with_capacity(form.pages.len()),
            answered: 0,
        };
        // A condition sees only the pages before its own, because no other is
        // in the list yet. So the order of pages alone decides, and conditions
        // cannot form a circle.
        for page in &form.pages {
            if page.when.as_ref().is_none_or(|when| journey.holds(when)) {
                let given = answers
                    .get(&page.id)
                    .filter(|answer| journey.counts(page, answer));
                if journey.answered == journey.visible.len() && done(page, given) {
                    journey.answered += 1;
                }
                journey.visible.push(page);
                journey.given.push(given);
            }
        }
        journey
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

    /// Returns the answer of a page, if it counts.
    #[must_use]
    pub fn given(&self, page: &str) -> Option<&'a Answer> {
        self.given.get(self.place(page)?).copied().flatten()
    }

    /// Whether the page is asked and every page before it is answered.
    #[must_use]
    pub fn may_visit(&self, page: &str) -> bool {
        self.place(page).is_some_and(|place| place <= self.answered)
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

    fn task(&self, section: &'a Section) -> Option<Task<'a>> {
        let (mut first, mut first_open, mut any_done) = (None, None, false);
        for (place, page) in self.visible.iter().enumerate() {
            if page.section == section.id {
                first = first.or(Some(place));
                if done(page, self.given.get(place).copied().flatten()) {
                    any_done = true;
                } else {
                    first_open = first_open.or(Some(place));
                }
            }
        }
        let first = first?;
        let reachable = |place: &usize| *place <= self.answered;
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

    /// Returns the person whom the words of the form speak of.
    #[must_use]
    pub fn speaks_of(&self) -> Voice {
        let about_another = self.form.person.as_ref().is_some_and(|person| {
            matches!(self.given(&person.question),
                Some(Answer::Text(value)) if person.somebody_else.contains(value))
        });
        if about_another {
            Voice::They
        } else {
            Voice::You
        }
    }

    /// Returns the answers that count: those of pages that are asked, with the
    /// items of their groups and without choices no longer offered. An optional
    /// question that was skipped has the answer `Answer::Text("")`.
    #[must_use]
    pub fn visible_answers(&self) -> Answers {
        let mut visible = Vec::new();
        for (page, given) in self.visible.iter().zip(&self.given) {
            if let Question::Group { .. } = page.question {
                visible.extend(self.answers.items(&page.id).map(|(item, fields)| {
                    let key = format!("{}/{item}", page.id);
                    (key, Answer::Fields(fields.clone()))
                }));
            }
            let answer = match (given, &page.question) {
                (Some(Answer::Choices(chosen)), Question::ManyOf { options, none }) => {
                    let mut chosen = chosen.clone();
                    chosen.retain(|value| self.is_offered(options, none.as_ref(), value));
                    Answer::Choices(chosen)
                }
                (Some(answer), _) => (*answer).clone(),
                (None, _) => continue,
            };
            visible.push((page.id.clone(), answer));
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
    pub fn may_add(&self, page: &Page) -> bool {
        match page.question {
            Question::Group { most, .. } => {
                u32::try_from(self.answers.items(&page.id).count()).is_ok_and(|count| count < most)
            }
            _ => false,
        }
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
    fn counts(&self, page: &Page, answer: &Answer) -> bool {
        let skipped = matches!(answer, Answer::Text(text) if text.is_empty());
        if skipped {
            return page.optional;
        }
        match (&page.question, answer) {
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
            (
                Question::RegularMoney { .. }
                | Question::Date { .. }
                | Question::Name
                | Question::Address,
                Answer::Fields(fields),
            ) => page
                .question
                .parts()
                .iter()
                .filter(|part| !matches!(**part, "line2" | "county"))
                .all(|part| fields.contains_key(*part)),
            _ => false,
        }
    }

    fn holds(&self, condition: &Condition) -> bool {
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
        let Some(place) = self.place(question) else {
            return false;
        };
        match (
            self.visible.get(place).map(|page| &page.question),
            self.given.get(place),
        ) {
            (Some(Question::ManyOf { options, none }), Some(Some(Answer::Choices(chosen)))) => {
                chosen.iter().any(|value| {
                    one_of.contains(value) && self.is_offered(options, none.as_ref(), value)
                })
            }
            _ => false,
        }
    }

    fn at_least(&self, question: &str, number: u32) -> bool {
        let Some(page) = self
            .place(question)
            .and_then(|place| self.visible.get(place))
        else {
            return false;
        };
        if let Question::Group { .. } = page.question {
            let count = self.answers.items(&page.id).count();
            return u32::try_from(count).is_ok_and(|count| count >= number);
        }
        let typed = match self.given(question) {
            Some(Answer::Text(text)) => Some(text.as_str()),
            Some(Answer::Fields(fields)) => fields.get("amount").map(String::as_str),
            _ => None,
        };
        typed
            .and_then(|text| text.parse::<Decimal>().ok())
            .is_some_and(|answered| answered >= Decimal::from(number))
    }
}

/// Whether a page is answered. A group is answered once there is nothing more
/// to add.
fn done(page: &Page, given: Option<&Answer>) -> bool {
    match page.question {
        Question::Group { .. } => matches!(given, Some(Answer::Text(text)) if text == "no"),
        _ => given.is_some(),
    }
}
