//! The state of a file in words, and what to do about it.

use domain::application::evidence::content::Refusal;
use domain::application::evidence::{Evidence, FileState};
use web::govuk::Tag;

/// Returns the tag of a state.
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

/// Returns what the state means, and what to do. Nothing has to be done about a
/// clean file.
pub(crate) fn words(file: &Evidence) -> String {
    let words = match file.state {
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
            "We could not check this file for viruses, so we deleted it and nobody opened it. It may have a password, or be locked against changes. Send a copy without a password, or a photograph of the document."
        }
        FileState::Refused => return refused(file.refusal),
    };
    words.to_owned()
}

/// Returns why a file was refused, what happened to it, and what to do.
fn refused(refusal: Option<Refusal>) -> String {
    match refusal {
        Some(refusal) => {
            let (wrong, what_to_do) = (wrong(refusal), what_to_do(refusal));
            format!("{wrong}. We deleted it. {what_to_do}")
        }
        // The file was judged before reasons were kept.
        None => "We could not use this file, so we deleted it. Send a photograph of the document instead.".to_owned(),
    }
}

/// Returns the error message for a refused file. The script uses the same words
/// before the file is sent, if a browser can see the problem.
pub(crate) const fn wrong(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Empty => "The selected file is empty",
        Refusal::TooLarge => "The selected file must be no larger than 10MB",
        Refusal::Kind => "The selected file must be a PDF, JPEG, PNG, HEIC or DOCX",
        Refusal::Damaged => {
            "The selected file cannot be read in full: it may be damaged, or not all of it arrived"
        }
        Refusal::Polyglot => "The selected file may have another file hidden in it",
        Refusal::Bomb => "The selected file becomes far too large when it is opened",
        Refusal::Locked => "The selected file has a password",
        Refusal::Active => {
            "The selected file contains macros, programs or other files, or opens or fetches something by itself"
        }
    }
}

const fn what_to_do(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Empty => "Check that it opens on your device, and send it again.",
        Refusal::TooLarge => "Send a smaller copy, or a photograph of each page.",
        Refusal::Kind => "Send it as one of these, or send a photograph of the document.",
        Refusal::Damaged => {
            "Send it again. If that does not help, send a photograph of the document."
        }
        Refusal::Bomb => "Send a smaller copy, or a photograph of the document instead.",
        Refusal::Polyglot | Refusal::Active => "Send a photograph of the document instead.",
        Refusal::Locked => "Send a copy without a password, or a photograph of the document.",
    }
}
