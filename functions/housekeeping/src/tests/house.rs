//! The table, the identity provider, the mail service and the bucket in memory,
//! which can be killed at any call.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use domain::account::{Account, AccountId, EmailAddress, ReadAccounts};
use domain::application::{
    Addressee, Applicant, Application, AwaitAcknowledgements, ConfirmApplications, Confirmation,
    ExportApplications, Kind, LateFile, Progress, ReadApplications, ToExport,
};
use domain::complaint::{TellOfComplaints, Untold};
use domain::draft::{Answers, DraftKey, StoreFault};
use domain::evidence::{AwaitVerdicts, Awaited, Evidence, FileState, KeepEvidence};
use domain::files::FilesFault;
use domain::notice::{Attempt, Delivery, KeepAttempts, Notice, NoticeFault, SendNotices};
use domain::reference::Reference;
use domain::retention::{
    DeletedAccount, EraseAccounts, EraseFiles, ForgetApplications, ForgetUnproven, Unproven,
};
use domain::retention_period::Retention;
use domain::saved::{
    DueForm, KeepSavedForms, NewSavedForm, SavedForm, SavedId, WarnOfExpiry, warned_on,
};
use domain::sign_in::IdentityFault;
use jiff::Timestamp;
use jiff::civil::Date;

type FormKey = (AccountId, SavedId);

/// How many identities the provider shows at a time.
const SHOWN: usize = 2;

/// Everything that there is. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct House(Arc<Mutex<Inside>>);

#[derive(Debug, Default)]
struct Inside {
    accounts: BTreeSet<AccountId>,
    to_erase: BTreeSet<AccountId>,
    identities: BTreeMap<AccountId, Identity>,
    /// Whose identity the provider does not delete.
    stuck: String,
    forms: BTreeMap<FormKey, Form>,
    evidence: BTreeMap<FormKey, Vec<Evidence>>,
    files: BTreeMap<FormKey, Timestamp>,
    applications: BTreeMap<Reference, (Application, Option<Timestamp>)>,
    awaited: Vec<Awaited>,
    outbox: Vec<ToExport>,
    untold: Vec<Untold>,
    confirmations: Vec<Confirmation>,
    attempts: Vec<Attempt>,
    deliveries: Vec<(String, Delivery, Timestamp)>,
    sent: Vec<(String, Notice)>,
    refused: String,
    calls: usize,
    kill_at: Option<usize>,
}

#[derive(Clone, Copy, Debug)]
struct Identity {
    changed_at: Timestamp,
    proven: bool,
}

#[derive(Clone, Debug)]
struct Form {
    changed_at: Timestamp,
    /// Its day in the index, which can lag behind.
    indexed: Date,
    warned: bool,
    in_hand_until: Option<Timestamp>,
    submitted: bool,
    ended: bool,
}

fn key(owner: &str, saved: &str) -> FormKey {
    (AccountId(owner.to_owned()), SavedId(saved.to_owned()))
}

fn reference_of((account, saved): &FormKey) -> Reference {
    let id: String = format!("{}{}", account.0, saved.0)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    Reference::of_id(&id)
}

fn killed(operation: &'static str) -> StoreFault {
    StoreFault {
        operation,
        source: "it was killed".into(),
    }
}

fn not_asked_of_it<T>() -> Result<T, StoreFault> {
    Err(killed("do what housekeeping never asks"))
}

impl House {
    fn open(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap()
    }

    /// Lets others go first, counts the call, and fails if it was killed.
    async fn call(&self, operation: &'static str) -> Result<MutexGuard<'_, Inside>, StoreFault> {
        tokio::task::yield_now().await;
        let mut inside = self.open();
        inside.calls += 1;
        match inside.kill_at {
            Some(kill_at) if inside.calls >= kill_at => Err(killed(operation)),
            _ => Ok(inside),
        }
    }

    /// Something for every job.
    pub(crate) fn fill(&self, now: Timestamp) {
        let day = jiff::SignedDuration::from_hours(24);
        for number in 0..5 {
            let owner = format!("owner-{number}");
            self.save_form(&owner, "1", now - day * 21);
            self.apply(&owner, "2", Some(now - day * 400));
            self.send_file(&owner, "3", now - day * 30);
        }
        for number in 0..3 {
            let left = format!("left-{number}");
            self.save_form(&left, "1", now - day * 3);
            self.send_file(&left, "1", now - day * 3);
            self.apply(&left, "2", None);
            self.delete_profile(&left);
        }
        for number in 0..3 {
            self.sign_up(&format!("unproven-{number}"), now - day * 8, false);
            self.sign_up(&format!("young-{number}"), now - day * 3, false);
            // One of them was not noted as proven.
            self.sign_up(&format!("owner-{number}"), now - day * 400, number > 0);
        }
    }

    /// An account is made, and the first code is given or is not.
    pub(crate) fn sign_up(&self, owner: &str, changed_at: Timestamp, proven: bool) {
        let identity = Identity { changed_at, proven };
        let mut inside = self.open();
        inside
            .identities
            .insert(AccountId(owner.to_owned()), identity);
    }

    pub(crate) fn keep_profile(&self, owner: &str) {
        self.open().accounts.insert(AccountId(owner.to_owned()));
    }

    pub(crate) fn refuse_to_forget(&self, owner: &str) {
        owner.clone_into(&mut self.open().stuck);
    }

    /// Whose identities there are.
    pub(crate) fn identities(&self) -> Vec<String> {
        let inside = self.open();
        inside.identities.keys().map(|id| id.0.clone()).collect()
    }

    pub(crate) fn save_form(&self, owner: &str, saved: &str, changed_at: Timestamp) {
        let mut inside = self.open();
        inside.accounts.insert(AccountId(owner.to_owned()));
        inside.forms.insert(
            key(owner, saved),
            Form {
                changed_at,
                indexed: warned_on(Retention::default().saved_form, changed_at),
                warned: false,
                in_hand_until: None,
                submitted: false,
                ended: false,
            },
        );
    }

    pub(crate) fn change_form(&self, owner: &str, saved: &str, at: Timestamp, index_lags: bool) {
        let mut inside = self.open();
        let form = inside.forms.get_mut(&key(owner, saved)).unwrap();
        form.changed_at = at;
        form.warned = false;
        form.in_hand_until = None;
        if !index_lags {
            form.indexed = warned_on(Retention::default().saved_form, at);
        }
    }

    pub(crate) fn submit_form(&self, owner: &str, saved: &str) {
        self.open()
            .forms
            .get_mut(&key(owner, saved))
            .unwrap()
            .submitted = true;
    }

    /// As the table forgets: the form alone.
    pub(crate) fn end_form(&self, owner: &str, saved: &str, _now: Timestamp) {
        self.open().forms.get_mut(&key(owner, saved)).unwrap().ended = true;
    }

    pub(crate) fn delete_profile(&self, owner: &str) {
        let mut inside = self.open();
        let account = AccountId(owner.to_owned());
        inside.accounts.remove(&account);
        inside.to_erase.insert(account);
    }

    pub(crate) fn send_file(&self, owner: &str, saved: &str, at: Timestamp) {
        let mut inside = self.open();
        inside.files.insert(key(owner, saved), at);
        inside.evidence.insert(
            key(owner, saved),
            vec![Evidence {
                id: "9f86d081884c7d659a2feaa0c55ad015".to_owned(),
                document: "bank-statement".to_owned(),
                name: "statement.pdf".to_owned(),
                file_type: None,
                size: 0,
                fingerprint: None,
                state: FileState::Clean,
                refusal: None,
                added_at: at,
            }],
        );
    }

    pub(crate) fn apply(&self, owner: &str, saved: &str, received: Option<Timestamp>) -> Reference {
        let (account, saved) = key(owner, saved);
        let reference = reference_of(&(account.clone(), saved.clone()));
        let application = Application {
            reference: reference.clone(),
            kind: Kind::RequestForHelp,
            account,
            saved,
            submitted_at: "2025-01-01T09:00:00Z".parse().unwrap(),
            contact_by: "2025-01-10".parse().unwrap(),
            applicant: Applicant {
                first_name: "Jo".to_owned(),
                last_name: "Bloggs".to_owned(),
                email: EmailAddress::parse("jo@example.com").unwrap(),
                copy_to: None,
            },
            forms: Vec::new(),
            told: Vec::new(),
            evidence: Vec::new(),
        };
        self.open()
            .applications
            .insert(reference.clone(), (application, received));
        reference
    }

    /// A file of an application, of which the scanner has said nothing.
    pub(crate) fn await_verdict(&self, owner: &str, saved: &str, added_at: Timestamp) -> LateFile {
        let mut inside = self.open();
        let (account, saved) = key(owner, saved);
        let files = inside.evidence.get_mut(&(account.clone(), saved.clone()));
        let file = files.unwrap().first_mut().unwrap();
        file.state = FileState::Scanning;
        file.added_at = added_at;
        let file = LateFile {
            added_at,
            reference: reference_of(&(account.clone(), saved.clone())),
            id: file.id.clone(),
        };
        inside.awaited.push(Awaited {
            account,
            saved,
            file: file.clone(),
        });
        file
    }

    /// The states of a form's files.
    pub(crate) fn states(&self, owner: &str, saved: &str) -> Vec<FileState> {
        let inside = self.open();
        let files = inside.evidence.get(&key(owner, saved));
        files.into_iter().flatten().map(|file| file.state).collect()
    }

    pub(crate) fn awaited(&self) -> usize {
        self.open().awaited.len()
    }

    pub(crate) fn outbox(&self) -> Vec<ToExport> {
        self.open().outbox.clone()
    }

    /// The export wrote everything.
    pub(crate) fn export(&self) {
        self.open().outbox.clear();
    }

    /// The council has not been told of a complaint.
    pub(crate) fn complain(&self, number: u64, received_at: Timestamp) -> Untold {
        let untold = Untold {
            reference: Reference::of_id(&format!("{number:032x}")),
            received_at,
        };
        self.open().untold.push(untold.clone());
        untold
    }

    pub(crate) fn untold(&self) -> Vec<Untold> {
        self.open().untold.clone()
    }

    /// The applicant has not been written to.
    pub(crate) fn to_confirm(&self, reference: &Reference, submitted_at: Timestamp) {
        self.open().confirmations.push(Confirmation {
            reference: reference.clone(),
            submitted_at,
            to: Addressee::Applicant,
        });
    }

    pub(crate) fn refuse_mail_to(&self, address: &str) {
        address.clone_into(&mut self.open().refused);
    }

    pub(crate) fn kill_at(&self, call: Option<usize>) {
        self.open().kill_at = call;
    }

    pub(crate) fn calls(&self) -> usize {
        self.open().calls
    }

    pub(crate) fn reference(&self, owner: &str, saved: &str) -> Reference {
        reference_of(&key(owner, saved))
    }

    pub(crate) fn sent(&self) -> Vec<(String, Notice)> {
        self.open().sent.clone()
    }

    /// How many e-mails were sent about each form.
    pub(crate) fn mails_a_form(&self) -> BTreeMap<Reference, usize> {
        let mut mails = BTreeMap::new();
        for (_, notice) in self.sent() {
            if let Notice::FormExpires { reference, .. } = notice {
                *mails.entry(reference).or_default() += 1;
            }
        }
        mails
    }

    pub(crate) fn attempts(&self) -> Vec<(String, &'static str)> {
        let inside = self.open();
        let of = |attempt: &Attempt| (attempt.message.clone(), attempt.kind);
        inside.attempts.iter().map(of).collect()
    }

    pub(crate) fn deliveries(&self) -> Vec<(String, Delivery, Timestamp)> {
        self.open().deliveries.clone()
    }

    pub(crate) fn has_application(&self, reference: &Reference) -> bool {
        self.open().applications.contains_key(reference)
    }

    /// What is kept of an account, beside its profile.
    pub(crate) fn kept_of(&self, owner: &str) -> Vec<String> {
        let inside = self.open();
        let mut kept = Vec::new();
        let is_theirs = |(account, _): &&FormKey| account.0 == owner;
        for (_, saved) in inside.forms.keys().filter(is_theirs) {
            kept.push(format!("form {}", saved.0));
        }
        for (_, saved) in inside.evidence.keys().filter(is_theirs) {
            kept.push(format!("evidence {}", saved.0));
        }
        for (_, saved) in inside.files.keys().filter(is_theirs) {
            kept.push(format!("file {}", saved.0));
        }
        for (application, _) in inside.applications.values() {
            if application.account.0 == owner {
                kept.push(format!("application {}", application.saved.0));
            }
        }
        kept
    }

    /// What is kept of everybody, but for when forms were in hand.
    pub(crate) fn kept(&self) -> String {
        let inside = self.open();
        let warned: BTreeMap<&FormKey, bool> = inside
            .forms
            .iter()
            .map(|(key, form)| (key, form.warned))
            .collect();
        format!(
            "{:#?}",
            (
                warned,
                &inside.evidence,
                &inside.files,
                inside.applications.keys().collect::<Vec<_>>(),
                &inside.to_erase,
                &inside.accounts,
                inside.identities.keys().collect::<Vec<_>>(),
            )
        )
    }

    /// Everything, word for word, but for the calls.
    pub(crate) fn snapshot(&self) -> String {
        let inside = self.open();
        format!(
            "{:#?}{:#?}{:#?}{:#?}{:#?}",
            (&inside.forms, &inside.evidence, &inside.files),
            (&inside.applications, &inside.to_erase, &inside.accounts),
            (&inside.attempts, &inside.deliveries),
            &inside.identities,
            &inside.sent,
        )
    }
}

impl ReadAccounts for House {
    async fn read_account(&self, id: &AccountId) -> Result<Option<Account>, StoreFault> {
        let inside = self.call("read an account").await?;
        Ok(inside.accounts.get(id).map(|id| Account {
            id: id.clone(),
            first_name: "Jo".to_owned(),
            last_name: "Bloggs".to_owned(),
            email: EmailAddress::parse(&format!("{}@example.com", id.0)).unwrap(),
            created_at: Timestamp::UNIX_EPOCH,
        }))
    }
}

impl WarnOfExpiry for House {
    async fn forms_to_warn_of(&self, day: Date) -> Result<Vec<DueForm>, StoreFault> {
        let inside = self.call("find forms to warn of").await?;
        Ok(inside
            .forms
            .iter()
            .filter(|(_, form)| form.indexed == day && !form.warned)
            .map(|((account, id), _)| DueForm {
                account: account.clone(),
                id: id.clone(),
                day,
            })
            .collect())
    }

    async fn take_to_warn(
        &self,
        due: &DueForm,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreFault> {
        let mut inside = self.call("take a form in hand").await?;
        let key = (due.account.clone(), due.id.clone());
        Ok(inside.forms.get_mut(&key).is_some_and(|form| {
            let free = form.in_hand_until.is_none_or(|until| until <= now);
            let due_then = warned_on(Retention::default().saved_form, form.changed_at) == due.day;
            let taken = free && due_then && !form.warned && !form.submitted;
            if taken {
                form.in_hand_until = Some(until);
            }
            taken
        }))
    }

    async fn warned(&self, due: &DueForm) -> Result<bool, StoreFault> {
        let mut inside = self.call("note a warning").await?;
        let key = (due.account.clone(), due.id.clone());
        Ok(inside.forms.get_mut(&key).is_some_and(|form| {
            let due_then = warned_on(Retention::default().saved_form, form.changed_at) == due.day;
            due_then && !std::mem::replace(&mut form.warned, true)
        }))
    }
}

impl KeepSavedForms for House {
    async fn saved_forms(&self, _: &AccountId, _: Timestamp) -> Result<Vec<SavedForm>, StoreFault> {
        not_asked_of_it()
    }

    async fn read_saved_form(
        &self,
        account: &AccountId,
        id: &SavedId,
        now: Timestamp,
    ) -> Result<Option<SavedForm>, StoreFault> {
        let inside = self.call("read a saved form").await?;
        let key = (account.clone(), id.clone());
        let kept_for = Retention::default().saved_form;
        Ok(inside
            .forms
            .get(&key)
            .filter(|form| !form.ended && kept_for.after(form.changed_at) > now)
            .map(|form| SavedForm {
                id: id.clone(),
                form: "estimate-costs".to_owned(),
                name: "Mum".to_owned(),
                reference: reference_of(&key),
                answers: Answers::default(),
                created_at: form.changed_at,
                changed_at: form.changed_at,
                expires_at: kept_for.after(form.changed_at),
                submitted_in: form.submitted.then(|| reference_of(&key)),
            }))
    }

    async fn start_saved_form(
        &self,
        _: &AccountId,
        _: &NewSavedForm,
        _: Timestamp,
    ) -> Result<(), StoreFault> {
        not_asked_of_it()
    }

    async fn adopt_draft(
        &self,
        _: &DraftKey,
        _: &AccountId,
        _: &NewSavedForm,
        _: Timestamp,
    ) -> Result<bool, StoreFault> {
        not_asked_of_it()
    }

    async fn name_saved_form(&self, _: &AccountId, _: &SavedId, _: &str) -> Result<(), StoreFault> {
        not_asked_of_it()
    }

    async fn delete_saved_form(&self, _: &AccountId, _: &SavedId) -> Result<(), StoreFault> {
        not_asked_of_it()
    }

    async fn find_saved_form(
        &self,
        _: &Reference,
    ) -> Result<Option<(AccountId, SavedId)>, StoreFault> {
        not_asked_of_it()
    }
}

impl KeepEvidence for House {
    async fn announce_evidence(
        &self,
        _: &AccountId,
        _: &SavedId,
        _: &Evidence,
    ) -> Result<bool, StoreFault> {
        not_asked_of_it()
    }

    async fn evidence(
        &self,
        account: &AccountId,
        saved: &SavedId,
    ) -> Result<Vec<Evidence>, StoreFault> {
        let inside = self.call("read evidence").await?;
        let key = (account.clone(), saved.clone());
        Ok(inside.evidence.get(&key).cloned().unwrap_or_default())
    }

    async fn remove_evidence(
        &self,
        account: &AccountId,
        saved: &SavedId,
        id: &str,
    ) -> Result<(), StoreFault> {
        let mut inside = self.call("remove evidence").await?;
        let key = (account.clone(), saved.clone());
        // What was sent with an application is part of it.
        let mut sent = inside.applications.values().map(|(sent, _)| sent);
        if sent.any(|sent| (&sent.account, &sent.saved) == (account, saved)) {
            return Err(killed("take out a file that was sent"));
        }
        if let Some(files) = inside.evidence.get_mut(&key) {
            files.retain(|file| file.id != id);
            if files.is_empty() {
                inside.evidence.remove(&key);
            }
        }
        Ok(())
    }

    async fn judge_evidence(
        &self,
        account: &AccountId,
        saved: &SavedId,
        judged: &Evidence,
    ) -> Result<bool, StoreFault> {
        let mut inside = self.call("judge evidence").await?;
        let inside = &mut *inside;
        let files = inside.evidence.get_mut(&(account.clone(), saved.clone()));
        let known = files.and_then(|files| files.iter_mut().find(|file| file.id == judged.id));
        let Some(known) = known.filter(|known| !known.state.is_final()) else {
            return Ok(false);
        };
        known.state = judged.state;
        let late = inside
            .awaited
            .iter()
            .position(|one| one.file.id == judged.id);
        if let Some(place) = late {
            let late = inside.awaited.remove(place);
            inside.outbox.push(ToExport::LateFile(late.file));
        }
        Ok(true)
    }
}

impl AwaitVerdicts for House {
    async fn awaited(&self, before: Timestamp, most: usize) -> Result<Vec<Awaited>, StoreFault> {
        let inside = self.call("find awaited verdicts").await?;
        let old = inside
            .awaited
            .iter()
            .filter(|one| one.file.added_at < before);
        Ok(old.take(most).cloned().collect())
    }

    async fn no_longer_awaited(&self, file: &LateFile) -> Result<(), StoreFault> {
        let mut inside = self.call("await a verdict no longer").await?;
        inside.awaited.retain(|one| one.file != *file);
        Ok(())
    }
}

impl ReadApplications for House {
    async fn read_application(
        &self,
        _: &AccountId,
        _: &Reference,
    ) -> Result<Option<(Application, Progress)>, StoreFault> {
        not_asked_of_it()
    }

    async fn applications(
        &self,
        account: &AccountId,
    ) -> Result<Vec<(Application, Progress)>, StoreFault> {
        let inside = self.call("read applications").await?;
        Ok(inside
            .applications
            .values()
            .filter(|(application, _)| application.account == *account)
            .map(|(application, received)| {
                let progress = received.map_or(Progress::Sent, |at| Progress::Received { at });
                (application.clone(), progress)
            })
            .collect())
    }
}

impl ConfirmApplications for House {
    async fn to_confirm(
        &self,
        before: Timestamp,
        most: usize,
    ) -> Result<Vec<Confirmation>, StoreFault> {
        let inside = self.call("find what to confirm").await?;
        Ok(inside
            .confirmations
            .iter()
            .filter(|one| one.submitted_at <= before)
            .take(most)
            .cloned()
            .collect())
    }

    async fn confirmed(&self, confirmation: &Confirmation) -> Result<(), StoreFault> {
        let mut inside = self.call("note a confirmation").await?;
        inside.confirmations.retain(|one| one != confirmation);
        Ok(())
    }
}

impl TellOfComplaints for House {
    async fn complaints_to_tell(
        &self,
        before: Timestamp,
        most: usize,
    ) -> Result<Vec<Untold>, StoreFault> {
        let inside = self.call("find complaints to tell of").await?;
        let old = inside.untold.iter().filter(|one| one.received_at < before);
        Ok(old.take(most).cloned().collect())
    }

    async fn complaint_told(&self, untold: &Untold) -> Result<(), StoreFault> {
        let mut inside = self.call("note that the council was told").await?;
        inside.untold.retain(|one| one != untold);
        Ok(())
    }
}

impl AwaitAcknowledgements for House {
    async fn unacknowledged(
        &self,
        before: Timestamp,
        most: usize,
    ) -> Result<Vec<Reference>, StoreFault> {
        let inside = self.call("find what is not acknowledged").await?;
        let waiting = inside
            .applications
            .iter()
            .filter(|(_, (sent, received))| received.is_none() && sent.submitted_at < before)
            .map(|(reference, _)| reference.clone());
        Ok(waiting.take(most).collect())
    }
}

impl ExportApplications for House {
    async fn application_to_export(
        &self,
        reference: &Reference,
    ) -> Result<Option<Application>, StoreFault> {
        let inside = self.call("read an application").await?;
        Ok(inside
            .applications
            .get(reference)
            .map(|(application, _)| application.clone()))
    }

    async fn late_file_to_export(&self, _: &LateFile) -> Result<Option<Evidence>, StoreFault> {
        not_asked_of_it()
    }

    async fn to_export(&self, most: usize) -> Result<Vec<ToExport>, StoreFault> {
        let inside = self.call("find what to export").await?;
        Ok(inside.outbox.iter().take(most).cloned().collect())
    }

    async fn exported(&self, _: &ToExport, _: Timestamp) -> Result<(), StoreFault> {
        not_asked_of_it()
    }

    async fn received(&self, _: &Reference, _: Timestamp) -> Result<bool, StoreFault> {
        not_asked_of_it()
    }
}

impl ForgetApplications for House {
    async fn received_before(
        &self,
        before: Timestamp,
        most: usize,
    ) -> Result<Vec<Reference>, StoreFault> {
        let inside = self.call("find old applications").await?;
        Ok(inside
            .applications
            .iter()
            .filter(|(_, (_, received))| received.is_some_and(|at| at < before))
            .map(|(reference, _)| reference.clone())
            .take(most)
            .collect())
    }

    async fn forget_application(&self, reference: &Reference) -> Result<bool, StoreFault> {
        let mut inside = self.call("forget an application").await?;
        inside.applications.remove(reference);
        Ok(true)
    }
}

impl EraseAccounts for House {
    async fn accounts_to_erase(&self, most: usize) -> Result<Vec<DeletedAccount>, StoreFault> {
        let inside = self.call("find accounts to erase").await?;
        let deleted = inside.to_erase.iter().map(|id| DeletedAccount {
            deleted_at: Timestamp::UNIX_EPOCH,
            id: id.clone(),
        });
        Ok(deleted.take(most).collect())
    }

    async fn erase_account(&self, deleted: &DeletedAccount) -> Result<(), StoreFault> {
        let mut inside = self.call("erase an account").await?;
        let account = &deleted.id;
        inside.forms.retain(|(owner, _), _| owner != account);
        inside.evidence.retain(|(owner, _), _| owner != account);
        inside.accounts.remove(account);
        inside.to_erase.remove(account);
        Ok(())
    }
}

impl ForgetUnproven for House {
    async fn unproven(
        &self,
        before: Timestamp,
        after: Option<&str>,
    ) -> Result<Unproven, IdentityFault> {
        let inside = self.call("list identities").await.map_err(identity_fault)?;
        let shown: Vec<_> = inside
            .identities
            .iter()
            .filter(|(id, _)| after.is_none_or(|after| id.0.as_str() > after))
            .take(SHOWN)
            .collect();
        Ok(Unproven {
            next: shown.get(SHOWN - 1).map(|(id, _)| id.0.clone()),
            identities: shown
                .into_iter()
                .filter(|(_, identity)| identity.changed_at < before && !identity.proven)
                .map(|(id, _)| id.clone())
                .collect(),
        })
    }

    async fn forget_identity(&self, id: &AccountId) -> Result<(), IdentityFault> {
        const FORGET: &str = "delete an identity";
        let mut inside = self.call(FORGET).await.map_err(identity_fault)?;
        if id.0 == inside.stuck {
            return Err(identity_fault(killed(FORGET)));
        }
        inside.identities.remove(id);
        Ok(())
    }
}

fn identity_fault(fault: StoreFault) -> IdentityFault {
    IdentityFault {
        operation: fault.operation,
        source: fault.source,
    }
}

impl EraseFiles for House {
    async fn forms_with_files(
        &self,
        before: Timestamp,
        after: Option<&FormKey>,
        most: usize,
    ) -> Result<Vec<FormKey>, FilesFault> {
        let inside = self.call("list files").await.map_err(files_fault)?;
        Ok(inside
            .files
            .iter()
            .filter(|(key, sent_at)| **sent_at < before && after.is_none_or(|after| *key > after))
            .map(|(key, _)| key.clone())
            .take(most)
            .collect())
    }

    async fn erase_files(&self, account: &AccountId, saved: &SavedId) -> Result<(), FilesFault> {
        let mut inside = self.call("erase files").await.map_err(files_fault)?;
        inside.files.remove(&(account.clone(), saved.clone()));
        Ok(())
    }
}

fn files_fault(fault: StoreFault) -> FilesFault {
    FilesFault {
        operation: fault.operation,
        source: fault.source,
    }
}

impl KeepAttempts for House {
    async fn keep_attempt(&self, attempt: &Attempt) -> Result<(), StoreFault> {
        self.call("keep an attempt")
            .await?
            .attempts
            .push(attempt.clone());
        Ok(())
    }

    async fn note_delivery(
        &self,
        message: &str,
        delivery: Delivery,
        at: Timestamp,
    ) -> Result<(), StoreFault> {
        let mut inside = self.call("note a delivery").await?;
        let noted = (message.to_owned(), delivery, at);
        if !inside.deliveries.contains(&noted) {
            inside.deliveries.push(noted);
        }
        Ok(())
    }
}

impl SendNotices for House {
    async fn send_notice(&self, to: &EmailAddress, notice: &Notice) -> Result<String, NoticeFault> {
        let mut inside = self.call("send").await.map_err(|fault| NoticeFault {
            source: fault.source,
        })?;
        if to.as_str() == inside.refused {
            return Err(NoticeFault {
                source: "it answered MessageRejected".into(),
            });
        }
        inside.sent.push((to.as_str().to_owned(), notice.clone()));
        Ok(format!("message-{}", inside.sent.len()))
    }
}
