//! Asks for the detail that somebody agreed with the worker who invited them.

use app::holder_access;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::records::holder_access::{DetailTried, HeldRecordReader as _, HolderAccessId};
use domain::values::account_id::AccountId;
use web::care_record::{agreed_detail, detail_hash, invitation_code_hash};
use web::govuk::{Button, Hint, Input, Label};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::who::sign_in::new_code;
use web::who::{Citizen, WholeAccount};
use web::{Failure, PageFrame, PathId, page, see_other};

use crate::{AccountAccessPorts, AppState, Invitation, LIST, address, code_address};

#[derive(Template)]
#[template(path = "detail.html")]
struct Detail {
    frame: PageFrame,
    action: String,
    detail: Input,
    button: Button,
}

pub(crate) async fn ask<P: AccountAccessPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    PathId(id): PathId<HolderAccessId>,
) -> Result<Response, Failure> {
    let invitation = state.invitation(&citizen, &id).await?;
    let invitation = invitation.ok_or(Failure::NOT_FOUND)?;
    if invitation.proof.is_some() {
        return Ok(see_other(&code_address(&id)));
    }
    let view = Detail::new(&citizen, &id, &[]);
    Ok(page(StatusCode::OK, &view))
}

/// Tries the detail, and sends a code to the telephone if it is right. Pressed
/// twice, the second finds it proven and sends nothing.
pub(crate) async fn check<P: AccountAccessPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    PathId(id): PathId<HolderAccessId>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let Some(invitation) = state.invitation(&citizen, &id).await? else {
        return state.accepted_before(citizen.account(), &id).await;
    };
    let words = match agreed_detail(posted.one("detail")) {
        None => "Enter the detail that you agreed with the person who invited you".to_owned(),
        Some(detail) => match state.try_detail(&citizen, &invitation, &detail).await? {
            DetailTried::Right | DetailTried::Before => return Ok(see_other(&code_address(&id))),
            DetailTried::Wrong { left } => wrong_detail(left),
        },
    };
    let mistakes = [FieldMistake::new("detail", words)];
    let view = Detail::new(&citizen, &id, &mistakes);
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
}

fn wrong_detail(left: u32) -> String {
    match left {
        0 => "This is not the detail that you agreed. You cannot try again. Ask the person who invited you to send the invitation again".to_owned(),
        1 => "This is not the detail that you agreed. You can try one more time".to_owned(),
        left => format!("This is not the detail that you agreed. You can try {left} more times"),
    }
}

impl<P: AccountAccessPorts> AppState<P> {
    async fn try_detail(
        &self,
        citizen: &Citizen<WholeAccount>,
        invitation: &Invitation,
        detail: &str,
    ) -> Result<DetailTried, Failure> {
        let (store, phones) = (self.ports.store(), self.ports.phones());
        let access = &invitation.access;
        let code = new_code(&self.site);
        let hashes = (
            detail_hash(&access.id, detail),
            invitation_code_hash(&access.id, &code),
        );
        let tried = holder_access::try_detail(
            store,
            phones,
            (access, citizen.account()),
            (&hashes.0, &code, &hashes.1),
            self.site.now(),
        );
        Ok(tried.await?)
    }

    /// Answers a request about an invitation that is not one any more: leads to
    /// the record if the account accepted it just now.
    pub(crate) async fn accepted_before(
        &self,
        account: &AccountId,
        id: &HolderAccessId,
    ) -> Result<Response, Failure> {
        let held = self.ports.store().held_records(account).await?;
        let held = held.into_iter().find(|held| held.access == *id);
        let held = held.ok_or(Failure::NOT_FOUND)?;
        Ok(see_other(&format!("/care-record/{}", held.person.as_str())))
    }
}

impl Detail {
    fn new(
        citizen: &Citizen<WholeAccount>,
        id: &HolderAccessId,
        mistakes: &[FieldMistake],
    ) -> Self {
        Self {
            frame: citizen
                .page("Accept the invitation")
                .back(LIST)
                .errors(summary(mistakes)),
            action: address(id),
            detail: Input {
                id: "detail".into(),
                name: "detail".into(),
                label: Label::of("The detail that you agreed with the person who invited you"),
                hint: Some(Hint::of(
                    "For example, the name of a pet. Capital letters and spaces do not matter.",
                )),
                autocomplete: "off".into(),
                spellcheck: Some(false),
                error_message: wrong(mistakes, "detail"),
                ..Input::default()
            },
            button: Button::of("Continue"),
        }
    }
}
