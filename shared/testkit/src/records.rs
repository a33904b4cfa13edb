//! Stores the records with which a test begins, through the ports that the
//! functions use.

use attendance::provision_plan::{KeptSupplier, PlanKeeper as _};
use attendance::restricted::RestrictedLines;
use attendance::supplier::{DayServiceId, Supplier};
use domain::access::account::AccountStore as _;
use domain::application::evidence::{Evidence, EvidenceStore as _, FileState};
use domain::application::{
    Application, ApplicationReader as _, ApplicationStore as _, ConfirmationQueue as _,
    ExportQueue as _, Submitted, ToExport,
};
use domain::forms::draft::{Answer, DraftKey, DraftStore as _};
use domain::forms::saved_form::{NewSavedForm, SavedForm, SavedFormStore as _};
use domain::values::account_id::AccountId;
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use jiff::Timestamp;
use jiff::civil::date;

use crate::TestApp;
use crate::builders::{account, new_saved_form};

/// # Panics
/// Each of these panics if the store refuses: a test that cannot begin has
/// failed.
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
impl TestApp {
    /// Keeps a supplier that has been there for years, with one day service of
    /// the same name.
    pub async fn keep_supplier(&self, id: &str, name: &str) -> Supplier {
        let supplier = Supplier {
            id: id.parse().unwrap(),
            name: name.to_owned(),
            joined: date(2020, 4, 1),
            left: None,
        };
        let service = DayServiceId::parse(id).unwrap();
        let kept = KeptSupplier {
            supplier: supplier.clone(),
            services: [(service, name.to_owned())].into(),
            restricted: RestrictedLines::default(),
        };
        self.table().keep_supplier(&kept).await.unwrap();
        supplier
    }

    /// Keeps the profile of an account.
    pub async fn keep_account(&self, id: &str) {
        self.table().keep_account(&account(id)).await.unwrap();
    }

    /// Deletes an account as its owner does.
    pub async fn delete_account(&self, id: &str, now: Timestamp) {
        let id = AccountId(id.to_owned());
        self.table().delete_account(&id, now).await.unwrap();
    }

    /// Saves a form that was last changed at that time.
    pub async fn save_form(
        &self,
        form: &str,
        account: &str,
        id: &str,
        changed_at: Timestamp,
    ) -> NewSavedForm {
        let new = new_saved_form(form, account, id);
        let account = AccountId(account.to_owned());
        let saved = self.table();
        let saved = saved.start_saved_form(&account, &new, changed_at);
        saved.await.unwrap();
        new
    }

    /// Keeps answers in a saved form.
    pub async fn answer_form(
        &self,
        form: &str,
        account: &str,
        id: &str,
        answers: &[(&str, Answer)],
        now: Timestamp,
    ) {
        let key = DraftKey::Saved {
            account: AccountId(account.to_owned()),
            id: SavedId(id.to_owned()),
        };
        let table = self.table();
        for (question, answer) in answers {
            let kept = table.keep_answer(&key, form, question, answer.clone(), now);
            kept.await.unwrap();
        }
    }

    /// Finds the form of this kind that an account saved.
    pub async fn saved_form(&self, account: &str, form: &str) -> SavedForm {
        let (account, now) = (AccountId(account.to_owned()), self.site().now());
        let saved = self.table().saved_forms(&account, now).await.unwrap();
        saved.into_iter().find(|saved| saved.form == form).unwrap()
    }

    /// Lists the files of a saved form.
    pub async fn evidence(&self, account: &str, saved: &str) -> Vec<Evidence> {
        let (account, saved) = (AccountId(account.to_owned()), SavedId(saved.to_owned()));
        self.table().evidence(&account, &saved).await.unwrap()
    }

    /// Stores the verdict on a file that was announced.
    pub async fn record_verdict(&self, account: &str, saved: &str, file: &Evidence) {
        let (account, saved) = (AccountId(account.to_owned()), SavedId(saved.to_owned()));
        let judged = self.table().record_verdict(&account, &saved, file).await;
        assert!(judged.unwrap(), "the file is there");
    }

    /// Announces a file of a saved form, and settles it if its state is a later
    /// one. A clean file is put into the bucket, with `content`.
    pub async fn add_evidence(&self, account: &str, saved: &str, file: &Evidence, content: &[u8]) {
        let (account, saved) = (AccountId(account.to_owned()), SavedId(saved.to_owned()));
        let announced = Evidence {
            state: FileState::Expected,
            ..file.clone()
        };
        let table = self.table();
        let taken = table.announce_evidence(&account, &saved, &announced).await;
        assert!(taken.unwrap(), "the file is taken");
        if file.state != FileState::Expected {
            self.record_verdict(&account.0, &saved.0, file).await;
        }
        if file.state == FileState::Clean {
            let buckets = self.buckets();
            buckets.put_clean(&account, &saved, &file.id, content, file.added_at);
        }
    }

    /// Lists the applications of an account.
    pub async fn applications(&self, account: &str) -> Vec<Application> {
        let account = AccountId(account.to_owned());
        let found = self.table().applications(&account).await.unwrap();
        found.into_iter().map(|(one, _)| one).collect()
    }

    /// Submits an application.
    pub async fn submit(&self, application: &Application) {
        let submitted = self.table().submit(application).await.unwrap();
        assert_eq!(submitted, Submitted::Now);
    }

    /// Notes that each confirmation of an application was sent.
    pub async fn confirm(&self, application: &Application) {
        let table = self.table();
        for confirmation in application.confirmations() {
            table.confirmed(&confirmation).await.unwrap();
        }
    }

    /// Notes that every record in the outbox was exported.
    pub async fn export(&self, now: Timestamp) {
        let table = self.table();
        for what in self.outbox().await {
            table.exported(&what, now).await.unwrap();
        }
    }

    /// Lists the records that wait for export.
    pub async fn outbox(&self) -> Vec<ToExport> {
        self.table()
            .to_export(None, usize::MAX)
            .await
            .unwrap()
            .items
    }

    /// Notes that the case system has an application.
    pub async fn receive(&self, reference: &Reference, at: Timestamp) {
        assert!(self.table().received(reference, at).await.unwrap());
    }
}
