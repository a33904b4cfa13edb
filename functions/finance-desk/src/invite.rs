//! Invites somebody.

use app::staff_users::{self, Invitation, Invited};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::staff_user::Role;
use web::govuk::{Button, Fieldset, Hint, Input, Label, Legend, RadioItem, Radios};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, email_field, summary, wrong};
use web::page::unsent_email::page_after;
use web::who::names::{NameOwner, TypedNames};
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, SiteContext, page, see_other};

use crate::people::{LIST, address, page_of};
use crate::{AppState, FinanceDeskPorts};

#[derive(Template)]
#[template(path = "invite.html")]
struct Ask {
    frame: PageFrame,
    names: [Input; 2],
    email: Input,
    role: Radios,
    /// The id by which a second press of the button is known.
    id: String,
    button: Button,
}

/// The fields as typed.
#[derive(Default)]
struct Typed<'a> {
    names: TypedNames,
    email: &'a str,
    role: &'a str,
}

pub(crate) async fn ask(staff: Staff<Finance>) -> Response {
    let view = Ask::new(staff.site(), &Typed::default(), &[]);
    page(StatusCode::OK, &view)
}

/// Invites somebody. A second invitation changes the names and the work of the
/// person and makes no second account.
pub(crate) async fn invite<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let typed = Typed {
        names: TypedNames::of(&posted),
        email: posted.one("email").trim(),
        role: posted.one("role"),
    };
    let refuse = |mistakes: &[FieldMistake]| {
        let view = Ask::new(staff.site(), &typed, mistakes);
        Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
    };
    let invitation = match typed.read() {
        Ok(invitation) => invitation,
        Err(mistakes) => return refuse(&mistakes),
    };
    let (store, identity, mail) = (
        state.ports.store(),
        state.ports.identity(),
        state.ports.mailer(),
    );
    let press = (page_of(&state.site, &posted), state.site.now());
    let staff = staff.staff_user();
    match staff_users::invite(
        store,
        identity,
        mail,
        staff,
        invitation,
        (&press.0, press.1),
    )
    .await?
    {
        Invited::Yes(id, email) => Ok(see_other(&page_after(&address(&id), email))),
        Invited::OwnAccess => {
            let words = "This is your own account. You cannot change your own work";
            refuse(&[FieldMistake::new("role", words)])
        }
    }
}

impl Typed<'_> {
    /// Returns the invitation, or every mistake in the order of the page.
    fn read(&self) -> Result<Invitation, Vec<FieldMistake>> {
        let person = self.names.read_with_email(self.email);
        let role = Role::named(self.role)
            .ok_or_else(|| FieldMistake::new("role", "Select what work they do here"));
        match (person, role) {
            (Ok(person), Ok(role)) => Ok(Invitation {
                first_name: person.first_name,
                last_name: person.last_name,
                email: person.email,
                role,
            }),
            (person, role) => {
                let mut mistakes = person.err().unwrap_or_default();
                mistakes.extend(role.err());
                Err(mistakes)
            }
        }
    }
}

impl Ask {
    fn new(site: &SiteContext, typed: &Typed<'_>, mistakes: &[FieldMistake]) -> Self {
        Self {
            frame: site
                .page("Invite somebody")
                .back(LIST)
                .errors(summary(mistakes)),
            names: typed.names.fields(NameOwner::Theirs, mistakes),
            email: Input {
                autocomplete: "off".into(),
                label: Label::of("Work email address"),
                hint: Some(Hint::of(
                    "The invitation goes here, and they sign in with it.",
                )),
                ..email_field(typed.email, mistakes)
            },
            role: Radios {
                name: "role".into(),
                fieldset: Some(Fieldset {
                    legend: Legend::of("What work do they do here?"),
                    ..Fieldset::default()
                }),
                error_message: wrong(mistakes, "role"),
                items: Role::ALL
                    .into_iter()
                    .map(|role| RadioItem {
                        value: role.name().into(),
                        text: role.title().into(),
                        ..RadioItem::default()
                    })
                    .collect(),
                value: typed.role.to_owned().into(),
                ..Radios::default()
            },
            id: site.new_id(),
            button: Button::of("Send the invitation"),
        }
    }
}
