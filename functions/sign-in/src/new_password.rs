//! A new password: a code to the address, then the password, then the ordinary
//! sign-in with its own code. Nobody comes in by this way alone.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::account::EmailAddress;
use domain::notice::{Notice, SendNotices};
use domain::password::{ADVICE, Password};
use domain::sign_in::{ProveIdentity, Purpose, SignIn};
use web::form::Posted;
use web::govuk::{Button, Hint, Input, Label};
use web::mistake::{Mistake, email_address, email_field, summary, wrong};
use web::sign_in::{OnTheWay, SignInCookie, new_sign_in};
use web::{Failure, PageFrame, Portal, page, see_other};

use crate::{Desk, Keep};

const ASK: &str = "/sign-in/new-password";

#[derive(Template)]
#[template(path = "new-password.html")]
struct Ask {
    frame: PageFrame,
    email: Input,
    button: Button,
}

#[derive(Template)]
#[template(path = "choose-password.html")]
struct Choose {
    frame: PageFrame,
    username: String,
    password: Input,
    button: Button,
}

pub(crate) async fn ask<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
) -> Response {
    page(StatusCode::OK, &Ask::new(&desk.portal, "", &[]))
}

pub(crate) async fn send<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    posted: Posted,
) -> Result<Response, Failure> {
    let typed = posted.one("email").trim();
    let email = match email_address(typed) {
        Ok(email) => email,
        Err(mistake) => {
            let view = Ask::new(&desk.portal, typed, &[mistake]);
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
        }
    };
    let purpose = match desk.identity.find_account(&email).await? {
        Some(_) => Purpose::NewPassword,
        None => Purpose::Nothing,
    };
    let sign_in = new_sign_in(&desk.portal, email, purpose, "/saved-forms");
    web::sign_in::start(&desk.portal, &desk.store, &desk.notices, &sign_in).await
}

pub(crate) async fn choose<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    on_the_way: OnTheWay,
) -> Result<Response, Failure> {
    Ok(match desk.proven(on_the_way).await? {
        Some((_, sign_in)) => page(
            StatusCode::OK,
            &Choose::new(&desk.portal, &sign_in.email, &[]),
        ),
        None => see_other(ASK),
    })
}

pub(crate) async fn set<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    on_the_way: OnTheWay,
    posted: Posted,
) -> Result<Response, Failure> {
    let Some((cookie, sign_in)) = desk.proven(on_the_way).await? else {
        return Ok(see_other(ASK));
    };
    let password = match Password::choose(posted.one("password"), &[sign_in.email.as_str()]) {
        Ok(password) => password,
        Err(bad) => {
            let mistakes = [Mistake::new("password", bad.to_string())];
            let view = Choose::new(&desk.portal, &sign_in.email, &mistakes);
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
        }
    };
    desk.change(&sign_in.email, &password).await?;
    desk.store.end_sign_in(cookie.key()).await?;
    Ok(web::sign_in::forgotten_in(see_other("/sign-in")))
}

impl<S: Keep, I: ProveIdentity, N: SendNotices> Desk<S, I, N> {
    /// The sign-in whose code for a new password was given.
    async fn proven(
        &self,
        on_the_way: OnTheWay,
    ) -> Result<Option<(SignInCookie, SignIn)>, Failure> {
        let found = on_the_way.find(&self.store, &self.portal).await?;
        Ok(found.filter(|(_, found)| found.proven && found.purpose == Purpose::NewPassword))
    }

    /// The new password counts, every device is signed out, and the address is
    /// told.
    async fn change(&self, email: &EmailAddress, password: &Password) -> Result<(), Failure> {
        self.identity.set_password(email, password.reveal()).await?;
        if let Some(account) = self.identity.find_account(email).await? {
            self.store.end_sessions(&account).await?;
        }
        let (portal, store) = (&self.portal, &self.store);
        web::notice::send(
            portal,
            store,
            &self.notices,
            email,
            &Notice::PasswordChanged,
        )
        .await
    }
}

impl Ask {
    fn new(portal: &Portal, typed: &str, mistakes: &[Mistake]) -> Self {
        Self {
            frame: portal
                .page("Choose a new password")
                .back("/sign-in")
                .errors(summary(mistakes)),
            email: Input {
                hint: Some(Hint::of("The address you use for your account")),
                autocomplete: "username".into(),
                ..email_field(typed, mistakes)
            },
            button: Button {
                text: "Send a code".into(),
                prevent_double_click: Some(true),
                ..Button::default()
            },
        }
    }
}

impl Choose {
    fn new(portal: &Portal, email: &EmailAddress, mistakes: &[Mistake]) -> Self {
        Self {
            frame: portal
                .page("Choose a new password")
                .errors(summary(mistakes)),
            username: email.as_str().to_owned(),
            password: Input {
                id: "password".into(),
                name: "password".into(),
                r#type: "password".into(),
                label: Label::of("New password"),
                hint: Some(Hint::of(ADVICE)),
                autocomplete: "new-password".into(),
                spellcheck: Some(false),
                error_message: wrong(mistakes, "password"),
                ..Input::default()
            },
            button: Button {
                text: "Save and sign in".into(),
                prevent_double_click: Some(true),
                ..Button::default()
            },
        }
    }
}
