#![doc = include_str!("../README.md")]

mod email;
mod join;
mod name;
mod repeat;

use app::accounts;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::account::{Account, AccountReader as _, AccountStore};
use domain::access::budget::BudgetStore;
use domain::access::session::SessionStore;
use domain::access::sign_in::{
    CODE_LIVES, CodeAttempt, CodeDelivery, CodeSet, IdentityProvider, Purpose, SensitiveAction,
    SignIn, SignInOutcome, SignInStore,
};
use domain::correspondence::email::{DeliveryLog, Mailer};
use domain::forms::draft::DraftReader;
use domain::forms::refused_page::RefusedPageStore;
use domain::forms::saved_form::SavedFormStore;
use domain::records::retention_schedule::Retention;
use domain::values::account_id::AccountId;
use domain::values::reference::Reference;
use domain::values::retention_period::RetentionPeriod;
use futures_util::future::{join, try_join};
use web::code_field::{code_input, read_code, wrong_code};
use web::govuk::{Button, Input};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary};
use web::who::CitizenRequest;
use web::who::sign_in::{
    CODE_PAGE, DELETE_ACCOUNT_PAGE, NAME_PAGE, NEW_EMAIL_PAGE, PASSWORD_PAGE, PendingSignIn,
    RequestSource, SignInCookie, as_shown, proof_hash, send_code, shown, sign_in_page,
};
use web::{Failure, PageFrame, RefusedPages, RouteTable, SiteContext, Text, page, see_other};

domain::ports! {
    /// Lists the ports of taking a code, and of the changes that a code allows.
    pub trait EmailCodePorts {
        store: AccountStore + BudgetStore + DeliveryLog + DraftReader + RefusedPageStore + SavedFormStore + SessionStore + SignInStore;
        identity: IdentityProvider;
        mailer: Mailer;
    }
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<P> {
    site: SiteContext,
    ports: P,
    retention: Retention,
}

/// Returns the routes of the code. The pages say how long the council keeps
/// saved forms. The caller adds [`web::finish`], as for every function.
pub fn router<P: EmailCodePorts>(site: SiteContext, ports: P, retention: Retention) -> RouteTable {
    let refused = RefusedPages::new(&site, ports.store());
    RouteTable::new()
        .get(CODE_PAGE, ask)
        .post_fields(CODE_PAGE, &["code"], check)
        .post_fields("/sign-in/code/resend", &["sent"], resend)
        .get(NAME_PAGE, name::ask)
        .post_fields(NAME_PAGE, &["first-name", "last-name"], name::keep)
        .with_state(AppState {
            site,
            ports,
            retention,
        })
        .keeping(refused)
}

#[derive(Template)]
#[template(path = "code.html")]
struct Code {
    frame: PageFrame,
    email: String,
    /// The address of the page on which the e-mail address was typed.
    back: &'static str,
    /// Whether the password was right, with which alone codes are asked for.
    after_password: bool,
    /// Whether the code goes to the present address of somebody who is signed
    /// in, which they did not type.
    to_present_address: bool,
    /// Whether the code goes to the address that we wrote to, which whoever has
    /// our e-mail did not type and is not shown.
    to_known_address: bool,
    /// The time at which the code was sent, `9:40am`; empty if none could be.
    sent_at: String,
    /// The code that the page knows of, for a button that is pressed twice.
    sent: String,
    /// Whether the address has had as many codes as are sent within an hour.
    too_many: bool,
    /// Whether the source of the request has.
    too_many_from_source: bool,
    /// The address at which they sign in with their password.
    sign_in: &'static str,
    telephone: String,
    code: Input,
    button: Button,
    resend: Button,
}

/// The page which says that the form is gone, or is not theirs.
#[derive(Template)]
#[template(path = "no-form.html")]
struct NoForm {
    frame: PageFrame,
    /// The period for which a form is kept.
    kept: RetentionPeriod,
}

async fn ask<P: EmailCodePorts>(
    State(state): State<AppState<P>>,
    on_the_way: PendingSignIn,
) -> Result<Response, Failure> {
    Ok(match state.waiting(on_the_way).await? {
        Ok((_, sign_in)) => page(StatusCode::OK, &Code::new(&state.site, &sign_in, &[])),
        Err(elsewhere) => elsewhere,
    })
}

async fn resend<P: EmailCodePorts>(
    State(state): State<AppState<P>>,
    on_the_way: PendingSignIn,
    source: RequestSource,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let (cookie, sign_in) = match state.waiting(on_the_way).await? {
        Ok((cookie, sign_in)) => (cookie, as_shown(sign_in, &posted)),
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (site, store) = (&state.site, state.ports.store());
    let mailer = state.ports.mailer();
    match send_code(site, store, mailer, &cookie, &sign_in, source).await? {
        CodeSet::Set | CodeSet::NoSignIn => Ok(see_other(CODE_PAGE)),
        too_many @ (CodeSet::TooMany | CodeSet::TooManyFromSource) => {
            let view = Code {
                too_many: too_many == CodeSet::TooMany,
                too_many_from_source: too_many == CodeSet::TooManyFromSource,
                ..Code::new(site, &sign_in, &[])
            };
            Ok(page(StatusCode::TOO_MANY_REQUESTS, &view))
        }
    }
}

async fn check<P: EmailCodePorts>(
    State(state): State<AppState<P>>,
    on_the_way: PendingSignIn,
    visitor: CitizenRequest,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let code = read_code(posted.one("code"));
    let (cookie, sign_in) = match state.waiting(on_the_way.clone()).await? {
        Ok(waiting) => waiting,
        Err(elsewhere) => {
            let repeated = state.repeated(on_the_way.cookie(), code.ok(), &visitor);
            return Ok(repeated.await?.unwrap_or(elsewhere));
        }
    };
    if sign_in.proven && goes_on_again(&sign_in.purpose) {
        return state.complete(&cookie, sign_in, code.ok(), &visitor).await;
    }
    match code {
        Ok(code) => state.try_code(&cookie, sign_in, code, &visitor).await,
        Err(words) => Ok(state.refuse(&sign_in, words.into())),
    }
}

impl<P: EmailCodePorts> AppState<P> {
    /// Finds the sign-in that waits for its code; for any other request, where
    /// to go on.
    async fn waiting(
        &self,
        on_the_way: PendingSignIn,
    ) -> Result<Result<(SignInCookie, SignIn), Response>, Failure> {
        let found = on_the_way.find(self.ports.store(), &self.site).await?;
        let Some((cookie, sign_in)) = found else {
            return Ok(Err(see_other("/sign-in")));
        };
        // Staff share the cookie while they sign in. Their code went to a
        // telephone, and a code by e-mail would take its place.
        Ok(match sign_in.purpose.code_is_sent_by() {
            // The code was right, and something failed before it was known for
            // which account: the identity provider takes no second code.
            Some(CodeDelivery::Email)
                if sign_in.proven && sign_in.purpose.continuation().is_some() =>
            {
                Err(see_other(&web::who::sign_in::to_sign_in(&sign_in.next)))
            }
            Some(CodeDelivery::Email) => Ok((cookie, sign_in)),
            Some(CodeDelivery::Telephone) => Err(see_other(web::staff_pages::CODE_PAGE)),
            None => Err(see_other(NAME_PAGE)),
        })
    }

    /// Shows the page again, with what is wrong with the code.
    fn refuse(&self, sign_in: &SignIn, words: Text) -> Response {
        let view = Code::new(&self.site, sign_in, &[FieldMistake::new("code", words)]);
        page(StatusCode::UNPROCESSABLE_ENTITY, &view)
    }

    /// Tries a code, and does what it allows if it is right.
    async fn try_code(
        &self,
        cookie: &SignInCookie,
        sign_in: SignIn,
        code: String,
        visitor: &CitizenRequest,
    ) -> Result<Response, Failure> {
        let proof = self.site.new_id();
        let (hash, proof_hash) = (cookie.code_hash(&code), proof_hash(&proof));
        let (store, now) = (self.ports.store(), self.site.now());
        let tried = store.try_code(cookie.key(), &hash, &proof_hash, now);
        let (tried, owner) = join(tried, self.owner_of_change(&sign_in, visitor)).await;
        let words = match tried? {
            CodeAttempt::Right => {
                return self.go_on(cookie, sign_in, &proof, owner?, visitor).await;
            }
            CodeAttempt::NoCode => {
                let repeated = self.repeated(Some(cookie), Some(code), visitor).await?;
                if let Some(answer) = repeated {
                    return Ok(answer);
                }
                match sign_in.code_has_run_out(now) {
                    true => format!(
                        "The code has run out. It worked for {} minutes. Send a new code",
                        CODE_LIVES.as_mins()
                    )
                    .into(),
                    false => "This code cannot be used any more. Send a new code".into(),
                }
            }
            CodeAttempt::Wrong { left: 0 } => {
                "The code was not right too many times. Send a new code".into()
            }
            CodeAttempt::Wrong { left } => wrong_code(left).into(),
        };
        Ok(self.refuse(&sign_in, words))
    }

    /// Does what the code allows.
    async fn go_on(
        &self,
        cookie: &SignInCookie,
        sign_in: SignIn,
        proof: &str,
        owner: Option<Account>,
        visitor: &CitizenRequest,
    ) -> Result<Response, Failure> {
        if let Some(next) = next_page(&sign_in) {
            return Ok(see_other(next));
        }
        match &sign_in.purpose {
            Purpose::SignIn { continuation }
            | Purpose::NewAccount {
                continuation: Some(continuation),
            } => {
                let identity = self.ports.identity();
                let finished = identity
                    .finish(&sign_in.email, continuation, cookie.key(), proof)
                    .await
                    .map_err(sign_in_again)?;
                match finished {
                    SignInOutcome::Yes { account } => {
                        let signed_in = self.sign_in(cookie, &sign_in, account.clone(), visitor);
                        match signed_in.await {
                            Err(failure) => {
                                self.go_on_later(cookie, &sign_in, account, failure).await
                            }
                            signed_in => signed_in,
                        }
                    }
                    // The identity provider waits no longer than 15 minutes for
                    // the code.
                    SignInOutcome::No => {
                        Ok(see_other(&web::who::sign_in::to_sign_in(&sign_in.next)))
                    }
                }
            }
            Purpose::NewEmail { .. } => self.change_email(cookie, &sign_in, owner, visitor).await,
            Purpose::Reauthentication {
                account,
                session,
                action: SensitiveAction::ChangeEmail { to },
            } => {
                let asked = (account, session, to);
                self.ask_new_address(cookie, asked, visitor).await
            }
            Purpose::Recover { reference } => {
                self.recover(cookie, &sign_in, reference, visitor).await
            }
            // The others go on with a page.
            _ => Ok(see_other("/sign-in")),
        }
    }

    /// Keeps the sign-in of an account whose code was right but that could not
    /// be signed in, so that pressing a button goes on from there: the identity
    /// provider takes no second code for it.
    async fn go_on_later(
        &self,
        cookie: &SignInCookie,
        sign_in: &SignIn,
        account: AccountId,
        failure: Failure,
    ) -> Result<Response, Failure> {
        failure.note();
        let kept = self.ask_for_name(cookie, sign_in, account).await;
        kept.map_err(sign_in_again)
    }

    /// Opens the form with this reference, if it belongs to the account with
    /// the address that the code was sent to.
    async fn recover(
        &self,
        cookie: &SignInCookie,
        sign_in: &SignIn,
        reference: &Reference,
        visitor: &CitizenRequest,
    ) -> Result<Response, Failure> {
        let found = self.ports.store().find_saved_form(reference).await?;
        let Some((id, saved)) = found else {
            return Ok(self.no_form());
        };
        let (store, now) = (self.ports.store(), self.site.now());
        let form = store.read_saved_form(&id, &saved, now);
        let (account, form) = try_join(store.read_account(&id), form).await?;
        let account = account.filter(|account| account.email == sign_in.email);
        match (account, form) {
            (Some(account), Some(form)) => {
                let noted = accounts::note_use(store, &account, now);
                let opened = self.open_alone(cookie, &account, visitor, &form);
                let (noted, opened) = join(noted, opened).await;
                noted?;
                opened
            }
            _ => Ok(self.no_form()),
        }
    }

    fn no_form(&self) -> Response {
        let frame = self
            .site
            .page("We could not find that form")
            .back("/saved-forms/recover");
        let kept = self.retention.saved_form;
        page(StatusCode::NOT_FOUND, &NoForm { frame, kept })
    }
}

/// Whether the page that takes the code goes on without another one, once it was
/// right.
const fn goes_on_again(purpose: &Purpose) -> bool {
    matches!(
        purpose,
        Purpose::NewEmail { .. } | Purpose::Reauthentication { .. }
    )
}

/// Returns the page with which somebody goes on whose code was right; `None` if
/// the code itself does what it is for.
fn next_page(sign_in: &SignIn) -> Option<&str> {
    match &sign_in.purpose {
        purpose if purpose.ends_with_its_code() => None,
        Purpose::FirstSignIn { .. } => Some(NAME_PAGE),
        Purpose::Reauthentication { .. } | Purpose::AnswerQuestions { .. } => Some(&sign_in.next),
        Purpose::InvitedPassword => Some("/professionals/new-password/choose"),
        Purpose::NewPassword | Purpose::NewAccount { .. } => Some("/sign-in/new-password/choose"),
        // This page proves e-mail addresses. Codes to a telephone have a page of
        // their own.
        _ => Some("/sign-in"),
    }
}

/// Says what to do after the code was used up and nothing is left to go on
/// from.
fn sign_in_again(failure: impl Into<Failure>) -> Failure {
    failure.into().saying(
        "Sign in again",
        &[
            "Your code was right, but something went wrong at our end before you were signed in.",
            "Wait a few minutes, then sign in again with your email address and password. We will send you a new code.",
        ],
    )
}

impl Code {
    fn new(site: &SiteContext, sign_in: &SignIn, mistakes: &[FieldMistake]) -> Self {
        let sent_at = sign_in
            .code_sent_at
            .map(domain::values::london::time_in_london);
        let back = match &sign_in.purpose {
            Purpose::NewEmail { .. } | Purpose::TakenEmail { .. } => NEW_EMAIL_PAGE,
            Purpose::Reauthentication { action, .. } => match action {
                SensitiveAction::ChangeEmail { .. } => NEW_EMAIL_PAGE,
                SensitiveAction::DeleteAccount => DELETE_ACCOUNT_PAGE,
                SensitiveAction::ChangePassword => PASSWORD_PAGE,
            },
            purpose => sign_in_page(purpose),
        };
        Self {
            frame: site
                .page("Check your email")
                .back(back)
                .errors(summary(mistakes)),
            email: match &sign_in.purpose {
                Purpose::AnswerQuestions { .. } => "the address that we wrote to".to_owned(),
                _ => sign_in.email.as_str().to_owned(),
            },
            back,
            after_password: matches!(sign_in.purpose, Purpose::SignIn { .. }),
            to_present_address: matches!(sign_in.purpose, Purpose::Reauthentication { .. }),
            to_known_address: matches!(sign_in.purpose, Purpose::AnswerQuestions { .. }),
            sent_at: sent_at.unwrap_or_default(),
            sent: shown(sign_in),
            too_many: false,
            too_many_from_source: false,
            sign_in: sign_in_page(&sign_in.purpose),
            telephone: site.council().telephone.clone(),
            code: code_input(
                "The code is 6 numbers. You can copy it from the email and paste it here.",
                mistakes,
            ),
            button: Button::of("Continue"),
            resend: Button {
                classes: "govuk-button--secondary".into(),
                ..Button::of("Send a new code")
            },
        }
    }
}
