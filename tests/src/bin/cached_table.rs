//! The table behind a cache: what was asked once is answered again without a
//! call, so that a page's own cost can be told from that of its calls.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::access::account::{Account, AccountReader, AccountStore};
use domain::access::audit::{Access, AuditReader, Subject};
use domain::access::budget::{Budget, BudgetSpending, BudgetStore};
use domain::access::session::{Session, SessionKey, SessionList, SessionReader, SessionStore};
use domain::access::sign_in::{
    CodeAttempt, CodeRepeated, CodeSet, SensitiveActionKind, SignIn, SignInEnd, SignInKey,
    SignInStart, SignInStore,
};
use domain::application::evidence::{AwaitedVerdict, Evidence, EvidenceStore};
use domain::application::information_request::{InformationRequest, InformationRequestReader};
use domain::application::{
    Application, ApplicationReader, ApplicationStore, Confirmation, ConfirmationQueue,
    DeferredEvidence, Progress, Submitted,
};
use domain::correspondence::complaint::{Complaint, ComplaintReceipt, ComplaintStore};
use domain::correspondence::email::{
    DeliveryLog, DeliveryStatus, EmailDelivery, EmailHistory, ListedEmail,
};
use domain::fault::StoreFault;
use domain::forms::draft::{Answer, Answers, DraftKey, DraftReader, DraftStore};
use domain::forms::refused_page::{RefusedPageKey, RefusedPageStore, SealedPage};
use domain::forms::saved_form::{FormStart, NewSavedForm, SavedForm, SavedFormStore};
use domain::records::holder_access::{HeldRecord, HeldRecordReader};
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use domain::values::information_request::InformationRequestKey;
use domain::values::list_page::{ListCursor, ListPage};
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use jiff::Timestamp;
use store::Table;

/// A table behind a cache, which carries every request out once. The cache
/// knows no rules of the table, so it is right only for a caller that repeats
/// the same requests.
#[derive(Clone, Debug)]
pub(crate) struct CachedTable {
    table: Table,
    answers: Arc<Mutex<HashMap<String, Box<dyn Any + Send>>>>,
}

impl CachedTable {
    pub(crate) fn of(table: Table) -> Self {
        Self {
            table,
            answers: Arc::default(),
        }
    }

    fn known<T: Clone + 'static>(&self, request: &str) -> Option<T> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.get(request)?.downcast_ref().cloned()
    }

    fn note<T: Clone + Send + 'static>(&self, request: String, answer: &T) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.insert(request, Box::new(answer.clone()));
    }
}

/// Puts ports of the table behind the cache.
macro_rules! cached {
    ($($port:ident {
        $($name:ident($($given:ident: $kind:ty),*) -> $answer:ty;)*
    })*) => {
        $(impl $port for CachedTable {
            $(async fn $name(&self, $($given: $kind),*) -> Result<$answer, StoreFault> {
                let request = format!("{:?}", (stringify!($name), $(&$given),*));
                if let Some(answer) = self.known(&request) {
                    return Ok(answer);
                }
                let answer = self.table.$name($($given),*).await?;
                self.note(request, &answer);
                Ok(answer)
            })*
        })*
    };
}

cached! {
    SessionReader {
        read_session(key: &SessionKey) -> Option<Session>;
    }
    SessionList {
        sessions_page(account: &AccountId, after: Option<&ListCursor>, most: usize) -> ListPage<(SessionKey, Session)>;
    }
    SessionStore {
        start_session(key: &SessionKey, session: &Session) -> ();
        touch_session(key: &SessionKey, now: Timestamp) -> ();
        open_form(key: &SessionKey, form: &str, saved: Option<&SavedId>) -> ();
        end_session(key: &SessionKey) -> ();
        end_sessions(account: &AccountId) -> ();
        end_other_sessions(account: &AccountId, kept: &SessionKey) -> ();
    }
    DraftReader {
        read_draft(key: &DraftKey, form: &str, now: Timestamp) -> Answers;
    }
    DraftStore {
        keep_answer(key: &DraftKey, form: &str, question: &str, answer: Answer, now: Timestamp) -> Answers;
        keep_answers(key: &DraftKey, form: &str, answers: Vec<(String, Answer)>, now: Timestamp) -> Answers;
        keep_item(key: &DraftKey, form: &str, item: &str, answer: Answer, most: u32, now: Timestamp) -> Answers;
        remove_answer(key: &DraftKey, form: &str, question: &str, now: Timestamp) -> Answers;
        clear_draft(key: &DraftKey, form: &str) -> ();
    }
    SavedFormStore {
        saved_forms_page(account: &AccountId, after: Option<&ListCursor>, most: usize, now: Timestamp) -> ListPage<SavedForm>;
        saved_form_ids(account: &AccountId) -> Vec<SavedId>;
        read_saved_form(account: &AccountId, id: &SavedId, now: Timestamp) -> Option<SavedForm>;
        start_saved_form(account: &AccountId, form: &NewSavedForm, now: Timestamp) -> FormStart;
        adopt_draft(visit: &DraftKey, account: &AccountId, into: &NewSavedForm, now: Timestamp) -> bool;
        name_saved_form(account: &AccountId, id: &SavedId, name: &str) -> ();
        delete_saved_form(account: &AccountId, id: &SavedId) -> ();
        find_saved_form(reference: &Reference) -> Option<(AccountId, SavedId)>;
    }
    RefusedPageStore {
        keep_refused_page(key: &RefusedPageKey, page: SealedPage, now: Timestamp) -> ();
        read_refused_page(key: &RefusedPageKey, now: Timestamp) -> Option<SealedPage>;
    }
    HeldRecordReader {
        held_records(account: &AccountId) -> Vec<HeldRecord>;
    }
    InformationRequestReader {
        information_request(key: &InformationRequestKey, now: Timestamp) -> Option<InformationRequest>;
        first_open_request(reference: &Reference, now: Timestamp) -> Option<InformationRequest>;
        information_requests_to(account: &AccountId, after: Option<&ListCursor>, most: usize, now: Timestamp) -> ListPage<InformationRequest>;
    }
    ApplicationReader {
        read_application(account: &AccountId, reference: &Reference) -> Option<(Application, Progress)>;
        applications_page(account: &AccountId, after: Option<&ListCursor>, most: usize) -> ListPage<(Application, Progress)>;
    }
    ApplicationStore {
        submit(application: &Application) -> Submitted;
    }
    ConfirmationQueue {
        to_confirm(before: Timestamp, after: Option<&ListCursor>, most: usize) -> ListPage<Confirmation>;
        confirmed(confirmation: &Confirmation) -> ();
    }
    AccountReader {
        read_account(id: &AccountId) -> Option<Account>;
    }
    AccountStore {
        keep_account(account: &Account) -> bool;
        change_email(id: &AccountId, email: &EmailAddress) -> ();
        note_use(id: &AccountId, now: Timestamp) -> ();
        delete_account(id: &AccountId, now: Timestamp) -> ();
    }
    DeliveryLog {
        keep_delivery(attempt: &EmailDelivery) -> ();
        keep_email(to: &EmailAddress, attempt: &EmailDelivery) -> ();
        note_delivery(message: &str, delivery: DeliveryStatus, at: Timestamp) -> ();
    }
    EmailHistory {
        emails_to(address: &EmailAddress, after: Option<&ListCursor>, most: usize, now: Timestamp) -> ListPage<ListedEmail>;
    }
    AuditReader {
        accesses_page(subject: &Subject, after: Option<&ListCursor>, most: usize) -> ListPage<Access>;
    }
    ComplaintStore {
        keep_complaint(complaint: &Complaint, budgets: &[Budget]) -> ComplaintReceipt;
        claim_confirmation(reference: &Reference, now: Timestamp) -> bool;
        note_confirmed(reference: &Reference, now: Timestamp) -> ();
        give_up_confirmation(reference: &Reference) -> ();
        read_complaint(reference: &Reference, now: Timestamp) -> Option<Complaint>;
        complaints_page(account: &AccountId, after: Option<&ListCursor>, most: usize, now: Timestamp) -> ListPage<Complaint>;
    }
    EvidenceStore {
        announce_evidence(account: &AccountId, saved: &SavedId, evidence: &Evidence) -> bool;
        evidence_page(account: &AccountId, saved: &SavedId) -> ListPage<Evidence>;
        evidence_of_account(account: &AccountId, after: Option<&ListCursor>, most: usize) -> ListPage<(SavedId, Evidence)>;
        remove_evidence(account: &AccountId, saved: &SavedId, id: &str) -> ();
        record_verdict(account: &AccountId, saved: &SavedId, evidence: &Evidence) -> bool;
        awaited(before: Timestamp, after: Option<&ListCursor>, most: usize) -> ListPage<AwaitedVerdict>;
        no_longer_awaited(file: &DeferredEvidence) -> ();
    }
    BudgetStore {
        spend(budgets: &[Budget], now: Timestamp) -> BudgetSpending;
        give_back(budgets: &[Budget], spent_at: Timestamp) -> ();
        refill(budget: &Budget) -> ();
    }
    SignInStore {
        start_sign_in(key: &SignInKey, sign_in: &SignIn) -> ();
        start_sign_in_once(key: &SignInKey, sign_in: &SignIn, budgets: &[Budget], now: Timestamp) -> SignInStart;
        start_with_code(key: &SignInKey, sign_in: &SignIn, code_hash: &str, budgets: &[Budget], now: Timestamp) -> CodeSet;
        read_sign_in(key: &SignInKey, now: Timestamp) -> Option<SignIn>;
        set_code(key: &SignInKey, email: &EmailAddress, code_hash: &str, budgets: &[Budget], now: Timestamp) -> CodeSet;
        replace_code(key: &SignInKey, email: &EmailAddress, sent_at: Option<Timestamp>, code_hash: &str, budgets: &[Budget], now: Timestamp) -> CodeSet;
        take_code_back(key: &SignInKey, code_hash: &str, budgets: &[Budget], set_at: Timestamp) -> ();
        try_code(key: &SignInKey, code_hash: &str, proof_hash: &str, now: Timestamp) -> CodeAttempt;
        take_proof(key: &SignInKey, proof_hash: &str, now: Timestamp) -> Option<EmailAddress>;
        repeat_code(key: &SignInKey, code_hash: &str, now: Timestamp) -> CodeRepeated;
        claim_sign_in(key: &SignInKey, action: SensitiveActionKind) -> bool;
        finish_sign_in(key: &SignInKey, end: &SignInEnd, now: Timestamp) -> bool;
        read_sign_in_end(key: &SignInKey, now: Timestamp) -> Option<SignInEnd>;
        end_sign_in(key: &SignInKey) -> ();
    }
}
