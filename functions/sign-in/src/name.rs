//! The change of somebody's own name. What was sent before keeps the name that
//! it was sent with.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::account::AccountNamer as _;
use web::govuk::{Button, Input};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary};
use web::who::names::{NameOwner, TypedNames};
use web::who::{Citizen, WholeAccount};
use web::{Failure, PageFrame, page, see_other};

use crate::account::NAME_CHANGED;
use crate::{AppState, SignInPorts};

#[derive(Template)]
#[template(path = "name.html")]
struct NewName {
    frame: PageFrame,
    fields: [Input; 2],
    button: Button,
}

pub(crate) async fn ask<P: SignInPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
) -> Result<Response, Failure> {
    let account = state.account_of(&citizen).await?;
    let present = TypedNames::from([account.first_name, account.last_name]);
    Ok(page(StatusCode::OK, &NewName::new(&citizen, &present, &[])))
}

pub(crate) async fn set<P: SignInPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let typed = TypedNames::of(&posted);
    let (first, last) = match typed.read(NameOwner::Own) {
        Ok(names) => names,
        Err(mistakes) => {
            let view = NewName::new(&citizen, &typed, &mistakes);
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
        }
    };
    let (store, session) = (state.ports.store(), citizen.signed_in().key());
    let changed = store.change_name(citizen.account(), session, [&first, &last]);
    changed.await?;
    Ok(see_other(NAME_CHANGED))
}

impl NewName {
    fn new(citizen: &Citizen<WholeAccount>, typed: &TypedNames, mistakes: &[FieldMistake]) -> Self {
        Self {
            frame: citizen
                .page("Change your name")
                .back("/account")
                .errors(summary(mistakes)),
            fields: typed.fields(NameOwner::Own, mistakes),
            button: Button::of("Save"),
        }
    }
}
