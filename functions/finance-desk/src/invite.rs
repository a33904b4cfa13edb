//! Inviting somebody.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::account::{EmailAddress, LONGEST_NAME};
use domain::member::{InvitePeople, Member, Role};
use domain::notice::{Notice, SendNotices};
use web::form::Posted;
use web::govuk::{Button, Fieldset, Hint, Input, Label, Legend, RadioItem, Radios};
use web::member::Colleague;
use web::mistake::{Mistake, email_address, email_field, summary, wrong};
use web::{Failure, PageFrame, Portal, page, see_other};

use crate::people::LIST;
use crate::{Desk, Keep};

#[derive(Template)]
#[template(path = "invite.html")]
struct Ask {
    frame: PageFrame,
    first_name: Input,
    last_name: Input,
    email: Input,
    role: Radios,
    button: Button,
}

/// As typed.
#[derive(Default)]
struct Typed<'a> {
    first_name: &'a str,
    last_name: &'a str,
    email: &'a str,
    role: &'a str,
}

struct Invitation {
    first_name: String,
    last_name: String,
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
        first_name: posted.one("first-name"),
        last_name: posted.one("last-name"),
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
    let member = Member {
        id,
        first_name: invitation.first_name,
        last_name: invitation.last_name,
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
        let mut mistakes = Vec::new();
        let mut name = |field, what: &str, typed: &str| {
            let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
            match name.chars().count() {
                0 => mistakes.push(Mistake::new(field, format!("Enter their {what}"))),
                1..=LONGEST_NAME => {}
                _ => {
                    let words = format!("Their {what} must be {LONGEST_NAME} characters or less");
                    mistakes.push(Mistake::new(field, words));
                }
            }
            name
        };
        let first_name = name("first-name", "first name", self.first_name);
        let last_name = name("last-name", "last name", self.last_name);
        let email = email_address(self.email).map_err(|mistake| match self.email {
            "" => Mistake::new("email", "Enter their email address"),
            _ => mistake,
        });
        let role = Role::named(self.role)
            .ok_or_else(|| Mistake::new("role", "Select what work they do here"));
        match (email, role) {
            (Ok(email), Ok(role)) if mistakes.is_empty() => Ok(Invitation {
                first_name,
                last_name,
                email,
                role,
            }),
            (email, role) => {
                mistakes.extend(email.err());
                mistakes.extend(role.err());
                Err(mistakes)
            }
        }
    }
}

impl Ask {
    fn new(portal: &Portal, typed: &Typed<'_>, mistakes: &[Mistake]) -> Self {
        let name = |id: &'static str, label: &'static str, value: &str| Input {
            id: id.into(),
            name: id.into(),
            label: Label::of(label),
            value: value.to_owned().into(),
            spellcheck: Some(false),
            error_message: wrong(mistakes, id),
            ..Input::default()
        };
        Self {
            frame: portal
                .page("Invite somebody")
                .back(LIST)
                .errors(summary(mistakes)),
            first_name: name("first-name", "First name", typed.first_name),
            last_name: name("last-name", "Last name", typed.last_name),
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
            button: Button {
                text: "Send the invitation".into(),
                prevent_double_click: Some(true),
                ..Button::default()
            },
        }
    }
}
