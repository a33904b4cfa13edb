//! A change that is tried: the answers with one or more of them changed. A trial
//! is carried from page to page in hidden fields, so that nothing is kept.

use domain::forms::draft::{Answer, Answers};
use jiff::civil::Date;
use journey::form::{Form, Page};
use journey::journey::{Journey, Stop};
use journey::parse::{FieldError, PostedFields, parse_part};

use web::answers::TARGET_FORM;
use web::http::form::PostedForm;

use super::{Named, single};

/// The hidden field that names the questions that the trial has answered so far,
/// in order.
const TRIED: &str = "tried";

/// The questions about the cost of the care. The cost at home says nothing of
/// the cost of a care home, so a trial of another place asks for it.
const COST: [&str; 4] = ["cost", "weekly-cost", "hours", "hourly-price"];

/// The question that asks where the care is.
pub(super) const SETTING: &str = "setting";

/// Answers with a change that is tried.
pub(super) struct Trial {
    form: &'static Form,
    /// The answers with the change.
    pub(super) answers: Answers,
    /// The answers that were given in the trial, each under its key.
    pub(super) given: Vec<(String, Answer)>,
    tried: Vec<Named>,
}

/// A page of a trial whose answer cannot be taken.
pub(super) struct RefusedTrial {
    /// The trial up to that page.
    pub(super) trial: Trial,
    /// The page.
    pub(super) asked: &'static Page,
    /// The mistakes.
    pub(super) errors: Vec<FieldError>,
}

/// Returns the name by which an address and a hidden field know a part.
fn name(part: &Named) -> &'static str {
    match part {
        (_, Some(only)) => only.id,
        (page, None) => &page.id,
    }
}

fn same(one: &Named, other: &Named) -> bool {
    name(one) == name(other)
}

impl Trial {
    /// Reads a trial: the answers to the questions that it has asked before, and
    /// to this one.
    pub(super) fn read(
        (form, before): (&'static Form, &Answers),
        asked: Named,
        posted: &PostedForm,
        today: Date,
    ) -> Result<Self, Box<RefusedTrial>> {
        let mut trial = Self {
            form,
            answers: before.clone(),
            given: Vec::new(),
            tried: Vec::new(),
        };
        let earlier = posted.all(TRIED).filter_map(single);
        let mut parts: Vec<Named> = Vec::new();
        for part in earlier.filter(|part| !same(part, &asked)).chain([asked]) {
            if !parts.iter().any(|other| same(other, &part)) {
                parts.push(part);
            }
        }
        for part in parts {
            let journey = Journey::new(form, &trial.answers);
            let typed = PostedFields(posted.fields());
            match parse_part(part, &typed, &journey, today) {
                Ok(answers) => trial.take(part, answers),
                Err(errors) => {
                    return Err(Box::new(RefusedTrial {
                        trial,
                        asked: part.0,
                        errors,
                    }));
                }
            }
        }
        Ok(trial)
    }

    fn take(&mut self, part: Named, answers: Vec<(String, Answer)>) {
        let was = self.answers.get(SETTING).cloned();
        for (key, answer) in answers {
            self.answers.set(key.as_str(), answer.clone());
            self.given.push((key, answer));
        }
        if was.as_ref() != self.answers.get(SETTING) {
            for question in COST {
                self.answers.remove(question);
            }
        }
        self.tried.push(part);
    }

    /// Finds the next question that the change opens; `None` if there is none. A
    /// list that the change opens is taken to be empty, because it is long, and
    /// a trial is a guess.
    pub(super) fn next_question(&mut self) -> Option<&'static Page> {
        for _ in 0..self.form.pages.len() {
            let open = match Journey::new(self.form, &self.answers).resume() {
                Stop::CheckAnswers => return None,
                Stop::Page(open) => open.id.clone(),
            };
            let open = self.form.page(&open)?;
            if !open.is_group() {
                return Some(open);
            }
            for list in open.questions() {
                let none = Answer::Text("no".to_owned());
                self.answers.set(list.id, none.clone());
                self.given.push((list.id.to_owned(), none));
            }
        }
        None
    }

    /// Returns the hidden fields that carry the trial to the page that asks this
    /// question.
    pub(super) fn carried(&self, asked: &Page, posted: &PostedForm) -> Vec<(String, String)> {
        let names = self.tried.iter().filter(|(page, _)| page.id != asked.id);
        let names = names.map(|part| (TRIED.to_owned(), name(part).to_owned()));
        let fields = posted.fields().iter().filter(|(name, _)| {
            let owner = self.owner(name);
            owner.is_some_and(|owner| {
                owner.id != asked.id && self.tried.iter().any(|(page, _)| page.id == owner.id)
            })
        });
        names.chain(fields.cloned()).collect()
    }

    /// Returns the fields to post again if the trial is kept.
    pub(super) fn all_fields(&self, posted: &PostedForm) -> Vec<(String, String)> {
        let names = self.tried.iter();
        let names = names.map(|part| (TRIED.to_owned(), name(part).to_owned()));
        let fields = posted.fields().iter();
        let fields = fields.filter(|(name, _)| name == TARGET_FORM || self.owner(name).is_some());
        names.chain(fields.cloned()).collect()
    }

    /// Finds the page that a field is on: `amount-state-pension-every` is a part
    /// of `amount-state-pension`.
    fn owner(&self, field: &str) -> Option<&'static Page> {
        let pages = self.form.pages.iter();
        let owned = |id: &str| {
            field
                .strip_prefix(id)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        pages
            .filter_map(|page| {
                let questions = page.questions();
                let ids = questions.filter(|asked| owned(asked.id));
                Some((ids.map(|asked| asked.id.len()).max()?, page))
            })
            .max_by_key(|(length, _)| *length)
            .map(|(_, page)| page)
    }
}
