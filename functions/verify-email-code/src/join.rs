//! Joins what somebody had entered to the account that they sign in to, exactly
//! as it was.

use std::collections::BTreeMap;

use axum::response::Response;
use domain::access::account::Account;
use domain::access::session::{Session, SessionReader as _, SessionStore as _};
use domain::forms::saved_form::{NewSavedForm, SavedForm, SavedFormStore as _};
use domain::values::saved_id::SavedId;
use journey::form::{Audience, Form};
use journey::journey::Journey;
use web::answers::new_saved_form;
use web::session::citizen::SessionCookie;
use web::who::{CitizenRequest, visit_forgotten_in};
use web::{Failure, see_other};

use crate::{AppState, EmailCodePorts};

/// The forms with which a session begins: see [`Session`].
struct NewSession {
    only: Option<SavedId>,
    open: BTreeMap<String, SavedId>,
    joined: BTreeMap<String, SavedId>,
}

impl<P: EmailCodePorts> AppState<P> {
    /// Signs in with a new session. What the visitor had entered joins the
    /// account, and the forms that were open in the session before are open
    /// again.
    pub(crate) async fn join(
        &self,
        account: &Account,
        visitor: &CitizenRequest,
        next: &str,
    ) -> Result<Response, Failure> {
        let (mut open, mut joined) = self.open_before(account, visitor).await?;
        let now = self.site.now();
        if let Some(visit) = visitor.key() {
            let mut entered = BTreeMap::new();
            for (form, _) in self.site.forms().for_audience(Audience::Citizens) {
                let into = self.into(form, open.get(&form.id));
                let store = self.ports.store();
                let adopted = store.adopt_draft(visit, &account.id, &into, now);
                if adopted.await? {
                    let mark = visit.mark().unwrap_or_default();
                    entered.insert(Session::joins_as(mark, &form.id), into.id.clone());
                    open.insert(form.id.clone(), into.id);
                }
            }
            if !entered.is_empty() {
                joined = entered;
            }
            for saved in self.ports.store().saved_forms(&account.id, now).await? {
                if self.take_up(account, visitor, &saved).await? {
                    open.insert(saved.form, saved.id);
                }
            }
        }
        let of = NewSession {
            only: None,
            open,
            joined,
        };
        let cookie = self.start_session(account, visitor, of).await?;
        Ok(visit_forgotten_in(cookie.remembered_in(see_other(next))))
    }

    /// Joins the answers to a form that were given after the session had ended.
    /// Returns whether there were any.
    async fn take_up(
        &self,
        account: &Account,
        visitor: &CitizenRequest,
        saved: &SavedForm,
    ) -> Result<bool, Failure> {
        let Some(aside) = visitor.key_aside(&saved.id) else {
            return Ok(false);
        };
        let into = NewSavedForm {
            id: saved.id.clone(),
            form: saved.form.clone(),
            name: saved.name.clone(),
            reference: saved.reference.clone(),
        };
        let now = self.site.now();
        let store = self.ports.store();
        let adopted = store.adopt_draft(&aside, &account.id, &into, now);
        Ok(adopted.await?)
    }

    /// Signs in to one form alone, and joins the answers to that form that were
    /// given after a session had ended.
    pub(crate) async fn open_alone(
        &self,
        account: &Account,
        visitor: &CitizenRequest,
        saved: &SavedForm,
    ) -> Result<Response, Failure> {
        let forms = self.site.forms();
        let found = forms.find_for(Audience::Citizens, &saved.form);
        let (form, prefix) = found.ok_or(Failure::NOT_FOUND)?;
        self.take_up(account, visitor, saved).await?;
        let open = BTreeMap::from([(form.id.clone(), saved.id.clone())]);
        let of = NewSession {
            only: Some(saved.id.clone()),
            open,
            joined: BTreeMap::new(),
        };
        let cookie = self.start_session(account, visitor, of).await?;
        let on = Journey::new(form, &saved.answers)
            .resume()
            .path()
            .to_owned();
        Ok(cookie.remembered_in(see_other(&format!("{prefix}/{on}"))))
    }

    /// Finds the forms that were open in the visitor's last session, and what
    /// had joined them, if that session was of this account.
    async fn open_before(
        &self,
        account: &Account,
        visitor: &CitizenRequest,
    ) -> Result<(BTreeMap<String, SavedId>, BTreeMap<String, SavedId>), Failure> {
        let Some(key) = visitor.session() else {
            return Ok(Default::default());
        };
        let before = self.ports.store().read_session(key).await?;
        let before = before.filter(|session| session.account == account.id);
        Ok(before
            .map(|session| (session.open, session.joined))
            .unwrap_or_default())
    }

    /// Returns the saved form that a visitor's answers join: the open one, or a
    /// new one.
    fn into(&self, form: &Form, open: Option<&SavedId>) -> NewSavedForm {
        let new = new_saved_form(&self.site, form);
        match open {
            Some(id) => NewSavedForm {
                id: id.clone(),
                ..new
            },
            None => new,
        }
    }

    /// Starts a new session, as for every sign-in. The session that this
    /// browser had before ends, whoever it belonged to.
    async fn start_session(
        &self,
        account: &Account,
        visitor: &CitizenRequest,
        NewSession { only, open, joined }: NewSession,
    ) -> Result<SessionCookie, Failure> {
        let cookie = SessionCookie::new(self.site.new_id());
        let now = self.site.now();
        let session = Session {
            account: account.id.clone(),
            first_name: account.first_name.clone(),
            signed_in_at: now,
            seen_at: now,
            only,
            open,
            joined,
        };
        self.ports
            .store()
            .start_session(cookie.key(), &session)
            .await?;
        if let Some(before) = visitor.session() {
            self.ports.store().end_session(before).await?;
        }
        Ok(cookie)
    }
}
