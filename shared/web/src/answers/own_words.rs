//! What is known of somebody from other forms, beside a form that staff fill in
//! about them: who said it and when, in the words in which it was said, whatever
//! staff answer.

use domain::application::{Application, CompletedForm};
use domain::forms::draft::Answers;
use domain::forms::staff_case::CaseForm;
use domain::values::calendar::in_words;
use domain::values::london::date_in_london;
use jiff::Timestamp;
use journey::form::{CarriedAnswer, Form};
use journey::forms;
use journey::journey::Journey;
use journey::summary::answer_in_words;

use super::holder::KnownAnswers;

/// Adds what somebody wrote in a self-assessment.
pub(super) fn of_the_person(known: &mut KnownAnswers, sent: &Application, rows: &[&CarriedAnswer]) {
    let Some(CompletedForm { answers, .. }) = sent.forms.first() else {
        return;
    };
    let form = forms::needs_self_assessment();
    let by = (sent.applicant.name(), sent.submitted_at);
    add(known, (form, answers), rows, |_| Some(by.clone()));
}

/// Adds what staff answered in another form of the case.
pub(super) fn of_staff(
    known: &mut KnownAnswers,
    form: &Form,
    kept: &CaseForm,
    rows: &[&CarriedAnswer],
) {
    add(known, (form, &kept.answers), rows, |question| {
        let by = kept.attributions.get(question)?;
        Some((by.name.clone(), by.at))
    });
}

/// Adds the answers of a form that the rows carry, each with whoever `by` says
/// gave it. A question that is filled in already is not filled in again.
fn add(
    known: &mut KnownAnswers,
    (form, answers): (&Form, &Answers),
    rows: &[&CarriedAnswer],
    by: impl Fn(&str) -> Option<(String, Timestamp)>,
) {
    let journey = Journey::new(form, answers);
    for carried in rows.iter().filter(|carried| carried.from == form.id) {
        let Some((label, words)) = answer_in_words(&journey, &carried.answer) else {
            continue;
        };
        let who = by(&carried.answer).map_or_else(String::new, |(name, at)| {
            format!("{name} on {}, ", in_words(date_in_london(at)))
        });
        let title = &form.title;
        known.say(format!("{label}: {words} ({who}in ‘{title}’)"));
        let here = answers.get(&carried.answer);
        known.add(
            &carried.question,
            here.and_then(|answer| carried.here(answer)),
        );
    }
}
