//! Takes the code that went to the telephone of an invitation, and accepts the
//! invitation.

use app::holder_access;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::records::holder_access::{
    HolderAccessId, HolderInvitationStore as _, HolderProof, InvitationCodeSet, InvitationCodeTried,
};
use domain::values::london::time_in_london;
use domain::values::phone_number::CodeChannel;
use jiff::Timestamp;
use web::care_record::invitation_code_hash;
use web::code_field::{code_input, wrong_code};
use web::govuk::{Button, Input};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary};
use web::who::sign_in::{new_code, typed_code};
use web::who::{Citizen, WholeAccount};
use web::{Failure, PageFrame, PathId, page, see_other};

use crate::{AccountAccessPorts, AppState, Invitation, address, code_address};

#[derive(Template)]
#[template(path = "code.html")]
struct Code {
    frame: PageFrame,
    /// The end of the number: `982`.
    ending: String,
    landline: bool,
    /// The time at which a code was sent: `9:40am`. Empty if it could not be sent.
    sent_at: String,
    /// The code that the page knows of, for a button that is pressed twice.
    sent: String,
    action: String,
    send: String,
    code: Input,
    button: Button,
    again: Button,
}

pub(crate) async fn ask<P: AccountAccessPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    PathId(id): PathId<HolderAccessId>,
) -> Result<Response, Failure> {
    let invitation = state.invitation(&citizen, &id).await?;
    let invitation = invitation.ok_or(Failure::NOT_FOUND)?;
    Ok(match &invitation.proof {
        Some(proof) => page(
            StatusCode::OK,
            &Code::new(&citizen, &invitation, proof, &[]),
        ),
        None => see_other(&address(&id)),
    })
}

/// Tries the code, and accepts the invitation if it is right. Pressed twice, the
/// second leads to the record too.
pub(crate) async fn check<P: AccountAccessPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    PathId(id): PathId<HolderAccessId>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let Some(invitation) = state.invitation(&citizen, &id).await? else {
        return state.accepted_before(citizen.account(), &id).await;
    };
    let Some(proof) = &invitation.proof else {
        return Ok(see_other(&address(&id)));
    };
    let words = match typed_code(posted.one("code")) {
        None => "Enter the code. It is 6 numbers, like 123456".to_owned(),
        Some(code) => match state.try_code(&citizen, &invitation, &code).await? {
            Ok(accepted) => return Ok(accepted),
            Err(words) => words,
        },
    };
    let mistakes = [FieldMistake::new("code", words)];
    let view = Code::new(&citizen, &invitation, proof, &mistakes);
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
}

/// Sends another code, in place of the one before.
pub(crate) async fn send_again<P: AccountAccessPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    PathId(id): PathId<HolderAccessId>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let invitation = state.invitation(&citizen, &id).await?;
    let invitation = invitation.ok_or(Failure::NOT_FOUND)?;
    let Some(proof) = &invitation.proof else {
        return Ok(see_other(&address(&id)));
    };
    let shown = posted.one("sent").parse().ok();
    let set = state.send_another(&citizen, &invitation, shown).await?;
    if set == InvitationCodeSet::No {
        let words = "We have sent as many codes as we send for one invitation. Ask the person who invited you to send the invitation again";
        let mistakes = [FieldMistake::new("code", words)];
        let view = Code::new(&citizen, &invitation, proof, &mistakes);
        return Ok(page(StatusCode::TOO_MANY_REQUESTS, &view));
    }
    Ok(see_other(&code_address(&id)))
}

const NO_MORE: &str = "This code cannot be used any more. Get a new code";

impl<P: AccountAccessPorts> AppState<P> {
    /// Tries a code and accepts the invitation, or returns what is wrong.
    async fn try_code(
        &self,
        citizen: &Citizen<WholeAccount>,
        invitation: &Invitation,
        code: &str,
    ) -> Result<Result<Response, String>, Failure> {
        let (store, now) = (self.ports.store(), self.site.now());
        let (access, account) = (&invitation.access, citizen.account());
        let hash = invitation_code_hash(&access.id, code);
        let tried = store.try_holder_code(access, account, &hash, now).await?;
        if let InvitationCodeTried::Wrong { left } = tried {
            // The other press of the same button may have accepted it.
            let accepted = self.accepted_before(account, &access.id).await;
            return Ok(accepted.map_err(|_| match left {
                0 => NO_MORE.to_owned(),
                left => wrong_code(left),
            }));
        }
        match holder_access::accept(store, access, account, now).await? {
            true => {
                let record = format!("/care-record/{}", access.person.as_str());
                Ok(Ok(see_other(&record)))
            }
            false => Ok(Ok(self.accepted_before(account, &access.id).await?)),
        }
    }

    async fn send_another(
        &self,
        citizen: &Citizen<WholeAccount>,
        invitation: &Invitation,
        shown: Option<Timestamp>,
    ) -> Result<InvitationCodeSet, Failure> {
        let (store, phones) = (self.ports.store(), self.ports.phones());
        let access = &invitation.access;
        let code = new_code(&self.site);
        let hash = invitation_code_hash(&access.id, &code);
        let sent = holder_access::send_code_again(
            store,
            phones,
            (access, citizen.account()),
            (&code, &hash),
            (shown, self.site.now()),
        );
        Ok(sent.await?)
    }
}

impl Code {
    fn new(
        citizen: &Citizen<WholeAccount>,
        invitation: &Invitation,
        proof: &HolderProof,
        mistakes: &[FieldMistake],
    ) -> Self {
        let Invitation { access, .. } = invitation;
        let (phone, sent_at) = (&access.terms.phone, proof.code_sent_at);
        let (title, again) = match sent_at {
            Some(_) => ("Check your telephone", "Send another code"),
            None => ("We could not send your code", "Send the code"),
        };
        Self {
            frame: citizen
                .page(title)
                .back(crate::LIST)
                .errors(summary(mistakes)),
            ending: phone.ending().to_owned(),
            landline: phone.reached_by() == CodeChannel::Call,
            sent_at: sent_at.map(time_in_london).unwrap_or_default(),
            sent: sent_at.map(|at| at.to_string()).unwrap_or_default(),
            action: code_address(&access.id),
            send: format!("{}/send", address(&access.id)),
            code: code_input("The code is 6 numbers.", mistakes),
            button: Button::of("Accept the invitation"),
            again: Button {
                classes: "govuk-button--secondary".into(),
                ..Button::of(again)
            },
        }
    }
}
