//! How a file is, in words, and what to do about it.

use domain::evidence::FileState;
use web::govuk::Tag;

/// The tag of a state.
pub(crate) fn tag(state: FileState) -> Tag {
    let (text, colour) = match state {
        FileState::Expected => ("Not sent yet", "grey"),
        FileState::Scanning => ("Being checked", "blue"),
        FileState::Clean => ("Ready", "green"),
        FileState::Infected => ("Virus found", "red"),
        FileState::Unscannable => ("Could not be checked", "orange"),
        FileState::Refused => ("Cannot be used", "red"),
    };
    Tag {
        text: text.into(),
        classes: format!("govuk-tag--{colour}").into(),
        ..Tag::default()
    }
}

/// What it means, and what to do. Nothing has to be done about a file that can
/// be used.
pub(crate) const fn words(state: FileState) -> &'static str {
    match state {
        FileState::Expected => {
            "You have not sent this file. Choose the file, or remove it from the list."
        }
        FileState::Scanning => {
            "We are checking this file for viruses. It usually takes less than a minute. Nobody can open it before that."
        }
        FileState::Clean => "",
        FileState::Infected => {
            "We found a virus in this file and deleted it. Do not send it again. Check your device for viruses, then send a photograph of the document instead, or bring us a paper copy."
        }
        FileState::Unscannable => {
            "We could not check this file for viruses, so we deleted it and nobody opened it. It may have a password. Send a copy without a password, or a photograph of the document."
        }
        FileState::Refused => {
            "We could not use this file, so we deleted it. It may be empty, damaged, larger than 10MB, or of another kind than PDF, photograph or Word document. It may also have programs or other files inside it. Send a photograph of the document instead."
        }
    }
}
