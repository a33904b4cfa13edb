//! What the files are called. A name holds the reference and ids of ours, and
//! nothing about a person.

use domain::evidence::FileType;
use domain::reference::Reference;

/// The data file of an application, within its folder.
pub const APPLICATION: &str = "application.json";

/// What the applicant was told, within the folder of the application.
pub const TOLD: &str = "you-were-told.json";

/// The data file of an application, in the exchange bucket. It is written last:
/// where it is, every file that it names is.
#[must_use]
pub fn application(reference: &Reference) -> String {
    in_folder(reference, APPLICATION)
}

/// A file of an application, in the exchange bucket.
#[must_use]
pub fn in_folder(reference: &Reference, file: &str) -> String {
    format!("applications/{}/{file}", reference.plain())
}

/// A file of evidence, within the folder of the application.
#[must_use]
pub fn evidence(id: &str, file_type: FileType) -> String {
    format!("evidence/{id}.{}", extension(file_type))
}

/// What was found out of a file after its application was sent, in the exchange
/// bucket. It is written after the file that it names.
#[must_use]
pub fn late(reference: &Reference, id: &str) -> String {
    in_folder(reference, &format!("late-evidence/{id}.json"))
}

/// What an applicant was told, in the bucket of locked records.
#[must_use]
pub fn record(reference: &Reference) -> String {
    format!("you-were-told/{}.json", reference.plain())
}

/// The acknowledgement of an application, in the exchange bucket.
#[must_use]
pub fn acknowledgement(reference: &Reference) -> String {
    format!("acknowledgements/{}.json", reference.plain())
}

const fn extension(file_type: FileType) -> &'static str {
    match file_type {
        FileType::Pdf => "pdf",
        FileType::Jpeg => "jpg",
        FileType::Png => "png",
        FileType::Heic => "heic",
        FileType::Docx => "docx",
    }
}

/// The media type that goes with the extension.
pub(crate) const fn media_type(file_type: FileType) -> &'static str {
    match file_type {
        FileType::Pdf => "application/pdf",
        FileType::Jpeg => "image/jpeg",
        FileType::Png => "image/png",
        FileType::Heic => "image/heic",
        FileType::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
}
