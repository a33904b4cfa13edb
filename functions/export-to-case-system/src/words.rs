//! Writes a form in its words, so that a person can read an application.

use domain::application::CompletedForm;
use exchange::application::{FormInWords, RowInWords, SectionInWords};
use journey::form::Form;
use journey::forms;
use journey::journey::Journey;

/// Returns a form in its words; `None` if the portal no longer has that version
/// of the form.
pub(crate) fn of(filled: &CompletedForm) -> Option<FormInWords> {
    let form = form(&filled.form).filter(|form| form.version == filled.version)?;
    let journey = Journey::new(form, &filled.answers);
    Some(FormInWords {
        title: form.title.clone(),
        sections: journey
            .summary()
            .into_iter()
            .map(|section| SectionInWords {
                heading: section.section.title.clone(),
                rows: section
                    .rows
                    .into_iter()
                    .map(|row| RowInWords {
                        question: row.question.to_owned(),
                        item: row.item.map(str::to_owned),
                        label: row.label,
                        said: row.value,
                    })
                    .collect(),
            })
            .collect(),
    })
}

fn form(id: &str) -> Option<&'static Form> {
    forms::find(id).map(|(form, _)| form)
}
