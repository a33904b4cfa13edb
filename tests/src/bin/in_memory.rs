//! The test kit's store as the pages of accounts need it, on which every port
//! that it does not keep fails. With it a page's own cost is told from the cost
//! of its calls to the table.

use domain::account::{Account, AccountId, EmailAddress, KeepAccounts, ReadAccounts};
use domain::application::{
    Application, ConfirmApplications, Confirmation, KeepApplications, Progress, ReadApplications,
    Submitted,
};
use domain::audit::{Access, ReadAudit, Subject};
use domain::complaint::{Complaint, KeepComplaints, Taken, TellOfComplaints, Untold};
use domain::draft::{Answer, Answers, DraftKey, KeepDrafts, ReadDrafts};
use domain::evidence::{Evidence, KeepEvidence};
use domain::fault::StoreFault;
use domain::notice::{Attempt, Delivery, KeepAttempts};
use domain::reference::Reference;
use domain::saved::{KeepSavedForms, NewSavedForm, SavedForm, SavedId};
use domain::session::{KeepSessions, ReadSessions, Session, SessionKey};
use domain::sign_in::{CodeSet, KeepSignIns, SignIn, SignInKey, Tried};
use jiff::Timestamp;
use testkit::InMemoryStore;

/// Drafts, saved forms and sessions in memory.
#[derive(Clone, Debug)]
pub(crate) struct InMemory(pub(crate) InMemoryStore);

/// Implements a port that the store keeps, or one that always fails.
macro_rules! port {
    ($port:ident: kept; $($name:ident($($given:ident: $kind:ty),*) -> $answer:ty;)*) => {
        impl $port for InMemory {
            $(async fn $name(&self, $($given: $kind),*) -> Result<$answer, StoreFault> {
                self.0.$name($($given),*).await
            })*
        }
    };
    ($port:ident: not_kept; $($name:ident($($given:ident: $kind:ty),*) -> $answer:ty;)*) => {
        impl $port for InMemory {
            $(async fn $name(&self, $(_: $kind),*) -> Result<$answer, StoreFault> {
                Err(StoreFault {
                    operation: stringify!($name),
                    source: "it is not kept in memory".into(),
                })
            })*
        }
    };
}

port! { ReadSessions: kept;
    read_session(key: &SessionKey) -> Option<Session>;
}
port! { KeepSessions: kept;
    start_session(key: &SessionKey, session: &Session) -> ();
    touch_session(key: &SessionKey, now: Timestamp) -> ();
    open_form(key: &SessionKey, form: &str, saved: Option<&SavedId>) -> ();
    end_session(key: &SessionKey) -> ();
    end_sessions(account: &AccountId) -> ();
    end_other_sessions(account: &AccountId, kept: &SessionKey) -> ();
}
port! { ReadDrafts: kept;
    read_draft(key: &DraftKey, form: &str, now: Timestamp) -> Answers;
}
port! { KeepDrafts: kept;
    keep_answer(key: &DraftKey, form: &str, question: &str, answer: Answer, now: Timestamp) -> Answers;
    remove_answer(key: &DraftKey, form: &str, question: &str, now: Timestamp) -> Answers;
    clear_draft(key: &DraftKey, form: &str) -> ();
}
port! { KeepSavedForms: kept;
    saved_forms(account: &AccountId, now: Timestamp) -> Vec<SavedForm>;
    read_saved_form(account: &AccountId, id: &SavedId, now: Timestamp) -> Option<SavedForm>;
    start_saved_form(account: &AccountId, form: &NewSavedForm, now: Timestamp) -> ();
    adopt_draft(visit: &DraftKey, account: &AccountId, into: &NewSavedForm, now: Timestamp) -> bool;
    name_saved_form(account: &AccountId, id: &SavedId, name: &str) -> ();
    delete_saved_form(account: &AccountId, id: &SavedId) -> ();
    find_saved_form(reference: &Reference) -> Option<(AccountId, SavedId)>;
}
port! { ReadApplications: kept;
    read_application(account: &AccountId, reference: &Reference) -> Option<(Application, Progress)>;
    applications(account: &AccountId) -> Vec<(Application, Progress)>;
}
port! { KeepApplications: not_kept;
    submit(application: &Application) -> Submitted;
}
port! { ConfirmApplications: not_kept;
    to_confirm(before: Timestamp, most: usize) -> Vec<Confirmation>;
    confirmed(confirmation: &Confirmation) -> ();
}
port! { ReadAccounts: not_kept;
    read_account(id: &AccountId) -> Option<Account>;
}
port! { KeepAccounts: not_kept;
    keep_account(account: &Account) -> ();
    change_email(id: &AccountId, email: &EmailAddress) -> ();
    delete_account(id: &AccountId, now: Timestamp) -> ();
}
port! { KeepAttempts: not_kept;
    keep_attempt(attempt: &Attempt) -> ();
    note_delivery(message: &str, delivery: Delivery, at: Timestamp) -> ();
}
port! { ReadAudit: not_kept;
    accesses(subject: &Subject) -> Vec<Access>;
}
port! { KeepComplaints: not_kept;
    keep_complaint(complaint: &Complaint) -> Taken;
    read_complaint(reference: &Reference, now: Timestamp) -> Option<Complaint>;
    complaints(account: &AccountId, now: Timestamp) -> Vec<Complaint>;
}
port! { TellOfComplaints: not_kept;
    complaints_to_tell(before: Timestamp, most: usize) -> Vec<Untold>;
    complaint_told(untold: &Untold) -> ();
}
port! { KeepEvidence: not_kept;
    announce_evidence(account: &AccountId, saved: &SavedId, evidence: &Evidence) -> bool;
    evidence(account: &AccountId, saved: &SavedId) -> Vec<Evidence>;
    remove_evidence(account: &AccountId, saved: &SavedId, id: &str) -> ();
    judge_evidence(account: &AccountId, saved: &SavedId, evidence: &Evidence) -> bool;
}
port! { KeepSignIns: not_kept;
    start_sign_in(key: &SignInKey, sign_in: &SignIn) -> ();
    read_sign_in(key: &SignInKey, now: Timestamp) -> Option<SignIn>;
    set_code(key: &SignInKey, email: &EmailAddress, code_hash: &str, now: Timestamp) -> CodeSet;
    try_code(key: &SignInKey, code_hash: &str, proof_hash: &str, now: Timestamp) -> Tried;
    take_proof(key: &SignInKey, proof_hash: &str, now: Timestamp) -> Option<EmailAddress>;
    end_sign_in(key: &SignInKey) -> ();
}
