//! The names of the files. A name holds the reference and ids of the portal,
//! and nothing about a person.

use attendance::kept_register::RegisterKey;
use domain::application::evidence::FileType;
use domain::values::reference::Reference;

/// The name of an application's data file, within its folder.
pub const APPLICATION: &str = "application.json";

/// The name of the record of what the applicant was told, within the folder of
/// the application.
pub const TOLD: &str = "you-were-told.json";

/// Returns the key of an application's data file in the exchange bucket. The
/// data file is written last: if it is there, every file that it names is
/// there.
///
/// ```
/// use domain::values::reference::Reference;
/// use exchange::name;
///
/// let reference = Reference::parse("K7F-3MM-XT4F")?;
/// assert_eq!(
///     name::application(&reference),
///     "applications/K7F3MMXT4F/application.json"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn application(reference: &Reference) -> String {
    in_folder(reference, APPLICATION)
}

/// Returns the key of a file of an application in the exchange bucket.
///
/// ```
/// use domain::values::reference::Reference;
/// use exchange::name;
///
/// let reference = Reference::parse("K7F-3MM-XT4F")?;
/// assert_eq!(
///     name::in_folder(&reference, name::TOLD),
///     "applications/K7F3MMXT4F/you-were-told.json"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn in_folder(reference: &Reference, file: &str) -> String {
    format!("applications/{}/{file}", reference.plain())
}

/// Returns the name of a file of evidence within the folder of the application.
///
/// ```
/// use domain::application::evidence::FileType;
/// use exchange::name;
///
/// assert_eq!(
///     name::evidence("3d4e5f60718293a4b5c6d7e8f90a1b2c", FileType::Jpeg),
///     "evidence/3d4e5f60718293a4b5c6d7e8f90a1b2c.jpg"
/// );
/// ```
#[must_use]
pub fn evidence(id: &str, file_type: FileType) -> String {
    format!("evidence/{id}.{}", extension(file_type))
}

/// Returns the key, in the exchange bucket, of the verdict on a file that was
/// judged after its application was sent. The verdict is written after the file
/// that it names.
///
/// ```
/// use domain::values::reference::Reference;
/// use exchange::name;
///
/// let reference = Reference::parse("K7F-3MM-XT4F")?;
/// assert_eq!(
///     name::late(&reference, "3d4e5f60718293a4b5c6d7e8f90a1b2c"),
///     "applications/K7F3MMXT4F/late-evidence/3d4e5f60718293a4b5c6d7e8f90a1b2c.json"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn late(reference: &Reference, id: &str) -> String {
    in_folder(reference, &format!("late-evidence/{id}.json"))
}

/// Returns the key, in the bucket of locked records, of the record of what an
/// applicant was told.
///
/// ```
/// use domain::values::reference::Reference;
/// use exchange::name;
///
/// let reference = Reference::parse("K7F-3MM-XT4F")?;
/// assert_eq!(name::record(&reference), "you-were-told/K7F3MMXT4F.json");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn record(reference: &Reference) -> String {
    format!("you-were-told/{}.json", reference.plain())
}

/// Returns the key of an application's acknowledgement in the exchange bucket.
///
/// ```
/// use domain::values::reference::Reference;
/// use exchange::name;
///
/// let reference = Reference::parse("K7F-3MM-XT4F")?;
/// assert_eq!(
///     name::acknowledgement(&reference),
///     "acknowledgements/K7F3MMXT4F.json"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn acknowledgement(reference: &Reference) -> String {
    format!("acknowledgements/{}.json", reference.plain())
}

/// The name of the data file of a locked register, within its folder.
pub const REGISTER: &str = "register.json";

/// The name of the rows of Client Level Data, within the folder of a locked
/// register.
pub const CLIENT_LEVEL_DATA: &str = "client-level-data.json";

/// Returns the key of a file of a locked version of a register in the exchange
/// bucket. `register.json` is written last.
///
/// ```
/// use attendance::kept_register::RegisterKey;
/// use attendance::supplier::SupplierId;
/// use attendance::week::Week;
/// use exchange::name;
/// use jiff::civil::date;
///
/// let key = RegisterKey {
///     supplier: SupplierId::parse("S12")?,
///     week: Week::ending_on(date(2026, 3, 29))?,
/// };
/// assert_eq!(
///     name::in_register(&key, 2, name::REGISTER),
///     "registers/S12/2026-03-29/2/register.json"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn in_register(register: &RegisterKey, number: u32, file: &str) -> String {
    let RegisterKey { supplier, week } = register;
    format!("registers/{supplier}/{}/{number}/{file}", week.ending())
}

/// Returns the key of the acknowledgement of a locked version of a register. A
/// supplier's reference has no underscore, so that no two have one name.
///
/// ```
/// use attendance::kept_register::RegisterKey;
/// use attendance::supplier::SupplierId;
/// use attendance::week::Week;
/// use exchange::name::register_acknowledgement;
/// use jiff::civil::date;
///
/// let key = RegisterKey {
///     supplier: SupplierId::parse("S12")?,
///     week: Week::ending_on(date(2026, 3, 29))?,
/// };
/// let name = "acknowledgements/S12_2026-03-29_2.json";
/// assert_eq!(register_acknowledgement(&key, 2), name);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn register_acknowledgement(register: &RegisterKey, number: u32) -> String {
    let RegisterKey { supplier, week } = register;
    format!(
        "acknowledgements/{supplier}_{}_{number}.json",
        week.ending()
    )
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

/// Returns the media type that goes with the extension.
pub(crate) const fn media_type(file_type: FileType) -> &'static str {
    match file_type {
        FileType::Pdf => "application/pdf",
        FileType::Jpeg => "image/jpeg",
        FileType::Png => "image/png",
        FileType::Heic => "image/heic",
        FileType::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
}
