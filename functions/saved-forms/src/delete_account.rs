//! Deletes an account, after the password and a code to its e-mail address.

use app::accounts::{AccountErasure, erase, find_erasure};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::sign_in::{
    BegunBySignIn, IdentityProvider as _, SensitiveAction, SensitiveActionKind, SignIn,
    SignInStore as _,
};
use domain::application::ApplicationReader as _;
use domain::forms::saved_form::SavedFormStore as _;
use domain::records::retention_schedule::{FILES_ERASED_WITHIN, OnErasure, RecordClass, Retention};
use domain::values::email_address::EmailAddress;
use domain::values::list_page::EVERY_ITEM;
use domain::values::retention_period::RetentionPeriod;
use futures_util::future::{try_join, try_join3};
use web::govuk::{Button, Input, WarningText};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary};
use web::who::present_password::password_field;
use web::who::reauthentication::{NewReauthentication, find_proof};
use web::who::sign_in::{DELETE_ACCOUNT_PAGE, PendingSignIn, SignInCookie, forgotten_in};
use web::who::{Citizen, WholeAccount};
use web::{Failure, PageFrame, page, see_other};

use crate::list::kind;
use crate::your_data::YOUR_DATA;
use crate::{AppState, SavedFormsPorts};

pub(crate) const DONE: &str = "/saved-forms/your-data/deleted";

#[derive(Template)]
#[template(path = "delete-account.html")]
struct Delete {
    frame: PageFrame,
    /// The forms, and the applications, that cannot be read.
    hidden_forms: usize,
    hidden_applications: usize,
    /// The names of the forms that are deleted with the account.
    forms: Vec<String>,
    /// The applications that stay.
    applications: Vec<String>,
    /// The time for which an application stays.
    application: String,
    /// The other records that stay, and how long.
    stays: Vec<String>,
    files_erased_within: RetentionPeriod,
    warning: WarningText,
    /// The field for the password, of somebody who has not proven who they are.
    password: Option<Input>,
    /// The id by which a second press of the button is known.
    id: String,
    button: Button,
}

#[derive(Template)]
#[template(path = "account-deleted.html")]
struct Deleted {
    frame: PageFrame,
}

pub(crate) async fn ask<P: SavedFormsPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    on_the_way: PendingSignIn,
) -> Result<Response, Failure> {
    let proof = state.proof(&citizen, on_the_way).await?;
    let view = state.view(&citizen, proof.is_some(), &[]).await?;
    Ok(page(StatusCode::OK, &view))
}

impl<P: SavedFormsPorts> AppState<P> {
    /// Finds the proof with which the account may be deleted.
    async fn proof(
        &self,
        citizen: &Citizen<WholeAccount>,
        on_the_way: PendingSignIn,
    ) -> Result<Option<(SignInCookie, SignIn)>, Failure> {
        let (store, site) = (self.ports.store(), &self.site);
        let action = SensitiveActionKind::DeleteAccount;
        find_proof(on_the_way, store, site, citizen.signed_in(), action).await
    }

    /// Proves the password and sends a code to the address of the account.
    async fn prove(
        &self,
        citizen: &Citizen<WholeAccount>,
        email: EmailAddress,
        posted: &PostedForm,
    ) -> Result<Response, Failure> {
        let proving = NewReauthentication {
            signed_in: citizen.signed_in(),
            action: SensitiveAction::DeleteAccount,
            next: DELETE_ACCOUNT_PAGE,
            form: posted.one("id"),
        };
        let (store, identity, mailer) = (
            self.ports.store(),
            self.ports.identity(),
            self.ports.mailer(),
        );
        let typed = posted.one("password");
        let begun = proving.begin_at(email, &self.site, store, identity, mailer, typed);
        match begun.await? {
            Ok(sent) => Ok(sent),
            Err(mistake) => {
                let view = self.view(citizen, false, &[mistake]).await?;
                Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
            }
        }
    }

    /// Says what goes and what stays, and asks for the password until the
    /// person has proven who they are.
    async fn view(
        &self,
        citizen: &Citizen<WholeAccount>,
        proven: bool,
        mistakes: &[FieldMistake],
    ) -> Result<Delete, Failure> {
        let (account, now) = (citizen.account(), self.site.now());
        let store = self.ports.store();
        let forms = store.saved_forms_page(account, None, EVERY_ITEM, now);
        let applications = store.applications_page(account, None, EVERY_ITEM);
        let (forms, applications) = try_join(forms, applications).await?;
        let retention = self.retention;
        Ok(Delete {
            frame: citizen
                .page("Delete your account")
                .back(YOUR_DATA)
                .errors(summary(mistakes)),
            hidden_forms: forms.unreadable,
            hidden_applications: applications.unreadable,
            forms: forms
                .items
                .into_iter()
                .filter(|form| form.submitted_in.is_none())
                .map(|form| form.name)
                .collect(),
            applications: applications
                .items
                .iter()
                .map(|(sent, _)| format!("{}: {}", kind(sent.kind), sent.reference))
                .collect(),
            application: RecordClass::Application.row().kept_in_words(&retention),
            stays: stays(&retention),
            files_erased_within: FILES_ERASED_WITHIN,
            warning: WarningText {
                text: "You cannot undo this.".into(),
                ..WarningText::default()
            },
            password: (!proven).then(|| password_field("Your password", mistakes)),
            id: citizen.site().new_id(),
            button: match proven {
                true => Button {
                    classes: "govuk-button--warning".into(),
                    ..Button::of("Delete my account")
                },
                false => Button::of("Continue"),
            },
        })
    }
}

/// Lists the classes of record that stay when an account is erased, with how
/// long. Applications are listed one by one beside them.
fn stays(retention: &Retention) -> Vec<String> {
    RecordClass::of_citizens()
        .filter(|class| *class != RecordClass::Application)
        .map(RecordClass::row)
        .filter(|row| {
            matches!(
                row.on_erasure,
                OnErasure::Stays(_) | OnErasure::ErasedUnless(_)
            )
        })
        .map(|row| format!("{}: {}", row.title, row.kept_in_words(retention)))
        .collect()
}

/// Deletes the account of somebody who has proven who they are in this session,
/// and asks anybody else for the proof.
pub(crate) async fn delete<P: SavedFormsPorts>(
    State(state): State<AppState<P>>,
    citizen: Result<Citizen<WholeAccount>, Failure>,
    on_the_way: PendingSignIn,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let citizen = match citizen {
        Ok(citizen) => citizen,
        // The session went with the account, if the button was pressed twice.
        Err(failure) => {
            let before = on_the_way.answered_before(state.ports.store(), &state.site);
            return before.await?.ok_or(failure);
        }
    };
    let claimed = state.claim(on_the_way.cookie());
    let erasure = async { Ok(find_erasure(state.ports.store(), citizen.account()).await?) };
    let proof = state.proof(&citizen, on_the_way.clone());
    let (proof, erasure, claimed) = try_join3(proof, erasure, claimed).await?;
    if proof.is_none() {
        // Without an address, a fault has stopped an erasure after the identity was
        // gone. It goes on without a password, because there is none any more.
        let email = state.ports.identity().email_of(citizen.account()).await?;
        if let Some(email) = email {
            return state.prove(&citizen, email, &posted).await;
        }
    }
    state.erase_once(erasure, proof, claimed).await
}

fn signed_out(response: Response) -> Response {
    forgotten_in(web::session::citizen::forgotten_in(response))
}

impl<P: SavedFormsPorts> AppState<P> {
    /// Claims the deletion of an account for this press of the button.
    async fn claim(&self, cookie: Option<&SignInCookie>) -> Result<bool, Failure> {
        let Some(cookie) = cookie else {
            return Ok(false);
        };
        let action = SensitiveActionKind::DeleteAccount;
        let claimed = self.ports.store().claim_sign_in(cookie.key(), action);
        Ok(claimed.await?)
    }

    /// Erases the account, unless another press of the button does.
    async fn erase_once(
        &self,
        erasure: AccountErasure,
        proof: Option<(SignInCookie, SignIn)>,
        claimed: bool,
    ) -> Result<Response, Failure> {
        let (site, store, now) = (&self.site, self.ports.store(), self.site.now());
        let (identity, mail) = (self.ports.identity(), self.ports.mailer());
        let Some((cookie, _)) = proof else {
            erase(store, identity, mail, erasure, None, now).await?;
            return Ok(signed_out(see_other(DONE)));
        };
        if !claimed && let Some(answer) = cookie.answer_of_claim(store, site).await? {
            return Ok(signed_out(answer));
        }
        let end = SignInCookie::end(site, BegunBySignIn::Nothing, DONE);
        let proof = Some((cookie.key(), &end));
        erase(store, identity, mail, erasure, proof, now).await?;
        Ok(signed_out(cookie.answer_to(&end)))
    }
}

pub(crate) async fn done<P: SavedFormsPorts>(State(state): State<AppState<P>>) -> Response {
    let frame = state.site.page("Your account is deleted");
    page(StatusCode::OK, &Deleted { frame })
}
