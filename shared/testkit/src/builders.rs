//! Values with what is usual in them, so that a test writes only what it is
//! about.

use domain::access::account::Account;
use domain::access::staff_user::{Role, StaffUser};
use domain::application::evidence::{Evidence, FileState, FileType};
use domain::application::{Applicant, Application, ApplicationKind, CompletedForm};
use domain::council::Council;
use domain::forms::saved_form::NewSavedForm;
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use exchange::canonical::sha256;
use jiff::Timestamp;

/// The hour at which every test begins: 22 November 2026, 9am in London.
pub(crate) const BEGINNING: i64 = 1_795_338_000;

/// Returns the time at which every test begins.
pub(crate) fn beginning() -> Timestamp {
    Timestamp::from_second(BEGINNING).unwrap_or_default()
}

/// Makes up a council. Its telephone numbers are from the range that Ofcom
/// reserves for drama.
///
/// # Panics
/// If the file that describes the council cannot be read.
#[must_use]
#[expect(clippy::expect_used, reason = "a test fails by panicking")]
pub fn council() -> Council {
    const FILE: &str = include_str!("../../domain/tests-data/council.json");
    serde_json::from_str(FILE).expect("the file describes a council")
}

/// Makes an e-mail address.
///
/// # Panics
/// If the text is not an e-mail address.
#[must_use]
#[expect(clippy::expect_used, reason = "a test fails by panicking")]
pub fn email(address: &str) -> EmailAddress {
    EmailAddress::parse(address).expect("an e-mail address")
}

/// Makes the reference that a test calls by some words: the same words always
/// make the same reference, other words another.
#[must_use]
pub fn reference(of: &str) -> Reference {
    let id = sha256(of.as_bytes());
    Reference::of_id(id.get(..32).unwrap_or_default())
}

/// Makes the account with this id: Jo Bloggs, whose e-mail address is made from
/// the id.
#[must_use]
pub fn account(id: &str) -> Account {
    Account {
        id: AccountId(id.to_owned()),
        first_name: "Jo".to_owned(),
        last_name: "Bloggs".to_owned(),
        email: email(&format!("{id}@example.com")),
        created_at: beginning(),
        used_at: beginning(),
    }
}

/// Describes a form that an account is about to save. Its reference is made
/// from both ids.
#[must_use]
pub fn new_saved_form(form: &str, account: &str, id: &str) -> NewSavedForm {
    NewSavedForm {
        id: SavedId(id.to_owned()),
        form: form.to_owned(),
        name: "Mum".to_owned(),
        reference: reference(&format!("form {id} of {account}")),
    }
}

/// Builds somebody who was invited. Unless a test sets more, they have no
/// telephone and no authenticator app yet.
#[derive(Clone, Debug)]
pub struct StaffUserBuilder(StaffUser);

impl StaffUserBuilder {
    /// Starts with somebody of this first name, of which the id and the address
    /// are made.
    #[must_use]
    pub fn new(first_name: &str, role: Role) -> Self {
        let id = first_name.to_lowercase();
        Self(StaffUser {
            email: email(&format!("{id}@exampleshire.example")),
            id: AccountId(id),
            first_name: first_name.to_owned(),
            last_name: "Iqbal".to_owned(),
            role,
            invited_at: beginning(),
            phone: None,
            app: None,
            closed_at: None,
        })
    }

    /// Sets the address.
    #[must_use]
    pub fn with_email(self, address: &str) -> Self {
        let email = email(address);
        Self(StaffUser { email, ..self.0 })
    }

    /// Sets the instant of the invitation.
    #[must_use]
    pub fn with_invited_at(self, invited_at: Timestamp) -> Self {
        Self(StaffUser {
            invited_at,
            ..self.0
        })
    }

    /// Returns the person who was invited.
    #[must_use]
    pub fn build(self) -> StaffUser {
        self.0
    }
}

/// Builds a file of evidence. Unless a test sets more, the file is announced
/// and has not arrived.
#[derive(Clone, Debug)]
pub struct EvidenceBuilder(Evidence);

impl EvidenceBuilder {
    /// Starts with a bank statement whose id is made from the name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let id = sha256(name.as_bytes());
        Self(Evidence {
            id: id.get(..32).unwrap_or_default().to_owned(),
            document: "bank-statement".to_owned(),
            name: format!("{name}.pdf"),
            file_type: None,
            size: 0,
            fingerprint: None,
            state: FileState::Expected,
            refusal: None,
            added_at: beginning(),
        })
    }

    /// Sets the id.
    #[must_use]
    pub fn with_id(self, id: &str) -> Self {
        Self(Evidence {
            id: id.to_owned(),
            ..self.0
        })
    }

    /// Sets the document of the planner of `charging::documents` that the file is.
    #[must_use]
    pub fn with_document(self, document: &str) -> Self {
        Self(Evidence {
            document: document.to_owned(),
            ..self.0
        })
    }

    /// Sets the state.
    #[must_use]
    pub fn with_state(self, state: FileState) -> Self {
        Self(Evidence { state, ..self.0 })
    }

    /// Sets when the file was announced.
    #[must_use]
    pub fn with_added_at(self, added_at: Timestamp) -> Self {
        Self(Evidence { added_at, ..self.0 })
    }

    /// Makes the file a clean PDF with this content.
    #[must_use]
    pub fn with_clean_content(self, content: &[u8]) -> Self {
        Self(Evidence {
            file_type: Some(FileType::Pdf),
            size: content.len() as u64,
            fingerprint: Some(sha256(content)),
            state: FileState::Clean,
            ..self.0
        })
    }

    /// Returns the file.
    #[must_use]
    pub fn build(self) -> Evidence {
        self.0
    }
}

/// Builds an application. Unless a test sets more, Jo Bloggs asks for help,
/// without a form, a report or evidence.
#[derive(Clone, Debug)]
pub struct ApplicationBuilder(Application);

impl ApplicationBuilder {
    /// Starts with the application that an account makes of a saved form. Its
    /// reference is made from both ids.
    #[must_use]
    pub fn new(account: &str, saved: &str) -> Self {
        let email = email(&format!("{account}@example.com"));
        Self(Application {
            reference: reference(&format!("application of form {saved} of {account}")),
            kind: ApplicationKind::RequestForHelp,
            account: AccountId(account.to_owned()),
            saved: SavedId(saved.to_owned()),
            submitted_at: beginning(),
            contact_by: jiff::civil::date(2026, 12, 1),
            applicant: Applicant {
                first_name: "Jo".to_owned(),
                last_name: "Bloggs".to_owned(),
                email,
                copy_to: None,
            },
            forms: Vec::new(),
            told: Vec::new(),
            evidence: Vec::new(),
        })
    }

    /// Sets the kind.
    #[must_use]
    pub fn with_kind(self, kind: ApplicationKind) -> Self {
        Self(Application { kind, ..self.0 })
    }

    /// Sets when the application was submitted.
    #[must_use]
    pub fn with_submitted_at(self, submitted_at: Timestamp) -> Self {
        Self(Application {
            submitted_at,
            ..self.0
        })
    }

    /// Sets the owner of this account as the person who applies.
    #[must_use]
    pub fn with_applicant(self, account: &Account) -> Self {
        let applicant = Applicant {
            first_name: account.first_name.clone(),
            last_name: account.last_name.clone(),
            email: account.email.clone(),
            copy_to: None,
        };
        Self(Application {
            applicant,
            ..self.0
        })
    }

    /// Adds a form after the others.
    #[must_use]
    pub fn with_form(mut self, filled: CompletedForm) -> Self {
        self.0.forms.push(filled);
        self
    }

    /// Adds a file after the others.
    #[must_use]
    pub fn with_evidence(mut self, evidence: Evidence) -> Self {
        self.0.evidence.push(evidence);
        self
    }

    /// Returns the application.
    #[must_use]
    pub fn build(self) -> Application {
        self.0
    }
}
