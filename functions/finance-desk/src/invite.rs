//! Inviting somebody.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::account::EmailAddress;
use domain::member::{InvitePeople, Member, Role};
use domain::notice::{Notice, SendNotices};
use web::form::Posted;
use web::govuk::{Button, Fieldset, Hint, Input, Label, Legend, RadioItem, Radios};
use web::member::Colleague;
use web::mistake::{Mistake, email_address, email_field, summary, wrong};
use web::names::{TypedNames, Whose};
use web::{Failure, PageFrame, Portal, page, see_other};

use crate::people::LIST;
use crate::{Desk, Keep};

#[derive(Template)]
#[template(path = "invite.html")]
struct Ask {
    frame: PageFrame,
    names: [Input; 2],
    email: Input,
    role: Radios,
    button: Button,
}

/// As typed.
#[derive(Default)]
struct Typed<'a> {
    names: TypedNames,
    email: &'a str,
    role: &'a str,
}

struct Invitation {
    names: (String, String),
    email: EmailAddress,
    role: Role,
}

pub(crate) async fn ask<S: Keep, I: InvitePeople, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    colleague: Colleague,
) -> Result<Response, Failure> {
    let (desk, _) = desk.staffed(&colleague).await?;
    let view = Ask::new(&desk.portal, &Typed::default(), &[]);
    Ok(page(StatusCode::OK, &view))
}

/// Done twice it invites once, and changes names and work of who was invited
/// before.
pub(crate) async fn invite<S: Keep, I: InvitePeople, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    colleague: Colleague,
    posted: Posted,
) -> Result<Response, Failure> {
    let (desk, staff) = desk.staffed(&colleague).await?;
    let typed = Typed {
        names: TypedNames::of(&posted),
        email: posted.one("email").trim(),
        role: posted.one("role"),
    };
    let invitation = match typed.read() {
        Ok(invitation) => invitation,
        Err(mistakes) => {
            let view = Ask::new(&desk.portal, &typed, &mistakes);
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
        }
    };
    let id = desk.identity.invite(&invitation.email).await?;
    if id == *staff.id() && invitation.role != Role::Finance {
        let words = "This is your own account. You cannot change your own work";
        let view = Ask::new(&desk.portal, &typed, &[Mistake::new("role", words)]);
        return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
    }
    let (first_name, last_name) = invitation.names;
    let member = Member {
        id,
        first_name,
        last_name,
        email: invitation.email,
        role: invitation.role,
        invited_at: desk.portal.now(),
        phone: None,
        app: None,
        closed_at: None,
    };
    let what = format!("invited as {}", member.role.name());
    desk.note(staff.member(), &member.id, what).await?;
    desk.store.keep_member(&member).await?;
    desk.tell(&member, &Notice::Invited).await?;
    Ok(see_other(&format!("{LIST}/{}", member.id.0)))
}

impl Typed<'_> {
    /// The invitation, or everything that is wrong, in the order of the page.
    fn read(&self) -> Result<Invitation, Vec<Mistake>> {
        let names = self.names.read(Whose::Theirs);
        let email = email_address(self.email).map_err(|mistake| match self.email {
            "" => Mistake::new("email", "Enter their email address"),
            _ => mistake,
        });
        let role = Role::named(self.role)
            .ok_or_else(|| Mistake::new("role", "Select what work they do here"));
        match (names, email, role) {
            (Ok(names), Ok(email), Ok(role)) => Ok(Invitation { names, email, role }),
            (names, email, role) => {
                let mut mistakes = names.err().unwrap_or_default();
                mistakes.extend(email.err());
                mistakes.extend(role.err());
                Err(mistakes)
            }
        }
    }
}

impl Ask {
    fn new(portal: &Portal, typed: &Typed<'_>, mistakes: &[Mistake]) -> Self {
        Self {
            frame: portal
                .page("Invite somebody")
                .back(LIST)
                .errors(summary(mistakes)),
            names: typed.names.fields(Whose::Theirs, mistakes),
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
            button: Button::of("Send the invitation"),
        }
    }
}
