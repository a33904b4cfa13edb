#![doc = include_str!("../README.md")]

use app::Outage;
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::budget::{
    Budget, BudgetHolder, BudgetPurpose, BudgetStore, by_source_and_in_all,
};
use domain::access::password::{ADVICE, Password};
use domain::access::sign_in::{
    IdentityProvider, PasswordProven, Purpose, SignIn, SignInStart, SignInStore, SignedUp,
};
use domain::correspondence::email::{DeliveryLog, Mailer};
use domain::council::Council;
use domain::forms::refused_page::RefusedPageStore;
use domain::values::email_address::EmailAddress;
use futures_util::future::{join, try_join};
use web::govuk::{Button, Hint, Input, Label};
use web::http::form::PostedForm;
use web::page::limit::note_limit;
use web::page::mistake::{FieldMistake, email_address, email_field, summary, wrong};
use web::who::names::{NameOwner, TypedNames};
use web::who::sign_in::{
    CODE_PAGE, NewCode, RequestSource, SignInCookie, new_sign_in, next_of, safe_next,
};
use web::{Failure, PageFrame, RefusedPages, RouteTable, SiteContext, page, see_other};

domain::ports! {
    /// Lists the ports of making an account.
    pub trait CreateAccountPorts {
        store: BudgetStore + DeliveryLog + RefusedPageStore + SignInStore;
        identity: IdentityProvider;
        mailer: Mailer;
    }
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<P> {
    site: SiteContext,
    ports: P,
}

/// Returns the routes of making an account. The caller adds [`web::finish`], as
/// for every function.
pub fn router<P: CreateAccountPorts>(site: SiteContext, ports: P) -> RouteTable {
    let refused = RefusedPages::new(&site, ports.store());
    RouteTable::new()
        .get("/account/create", ask)
        .post_fields(
            "/account/create",
            &["first-name", "last-name", "email", "password", "next", "id"],
            create,
        )
        .with_state(AppState { site, ports })
        .keeping(refused)
}

/// The typed fields, to show the page again. The password is not shown again.
#[derive(Clone, Debug, Default)]
struct Typed {
    names: TypedNames,
    email: String,
    next: String,
}

/// The checked fields of somebody who may make an account.
#[derive(Debug)]
struct Applicant {
    names: (String, String),
    email: EmailAddress,
    password: Password,
}

#[derive(Template)]
#[template(path = "create.html")]
struct Create {
    frame: PageFrame,
    fields: [Input; 4],
    next: String,
    /// The id by which a second press of the button is known.
    id: String,
    sign_in: String,
    button: Button,
}

async fn ask<P: CreateAccountPorts>(
    State(state): State<AppState<P>>,
    RawQuery(query): RawQuery,
) -> Response {
    let typed = Typed {
        next: next_of(query.as_deref()),
        ..Typed::default()
    };
    page(StatusCode::OK, &Create::new(&state.site, typed, &[]))
}

async fn create<P: CreateAccountPorts>(
    State(state): State<AppState<P>>,
    source: RequestSource,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let typed = Typed::of(&posted);
    let read = typed.read(posted.one("password"), state.site.council());
    let applicant = match read {
        Ok(applicant) => applicant,
        Err(mistakes) => {
            let view = Create::new(&state.site, typed, &mistakes);
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
        }
    };
    let asked = [
        applicant.email.as_str(),
        applicant.password.reveal(),
        &applicant.names.0,
        &applicant.names.1,
        &typed.next,
    ];
    let cookie = SignInCookie::asked_for(&state.site, posted.one("id"), &asked);
    let begun = state.begin(cookie, &applicant, &typed.next, source).await?;
    Ok(begun.unwrap_or_else(|spent| {
        let mistakes = [too_many(&spent, state.site.council())];
        let view = Create::new(&state.site, typed, &mistakes);
        page(StatusCode::TOO_MANY_REQUESTS, &view)
    }))
}

/// Says which limit is reached, and what to do instead.
fn too_many(spent: &Budget, council: &Council) -> FieldMistake {
    note_limit(spent);
    let why = match spent.holder {
        BudgetHolder::Everybody => "We cannot make more accounts in this hour.",
        BudgetHolder::Source(_) | BudgetHolder::Address(_) | BudgetHolder::Account(_) => {
            "Too many accounts or codes were asked for from your internet connection in the last hour."
        }
    };
    let words = format!(
        "{why} Your account is not made. You can wait an hour and try again, or call us on {}",
        council.telephone
    );
    FieldMistake::new("email", words)
}

impl<P: CreateAccountPorts> AppState<P> {
    /// Sends the code, or leads to the page that asks for the code which another
    /// press of the same button sends; otherwise returns the budget that is
    /// spent. A form without an id is always the first press.
    ///
    /// Every account that is begun leaves an identity, so it is counted before
    /// anything is made.
    async fn begin(
        &self,
        cookie: Option<SignInCookie>,
        applicant: &Applicant,
        next: &str,
        source: RequestSource,
    ) -> Result<Result<Response, Budget>, Failure> {
        let cookie = cookie.unwrap_or_else(|| SignInCookie::new(&self.site));
        let unknown = Purpose::NewAccount { continuation: None };
        let mut sign_in = new_sign_in(&self.site, applicant.email.clone(), unknown, next);
        sign_in.names = Some(applicant.names.clone());
        let code = NewCode::of(&self.site, &sign_in, source);
        match self.start_once(&cookie, &sign_in, &code, source).await? {
            SignInStart::Now => self.send(&cookie, applicant, sign_in, &code).await?,
            SignInStart::Before => {}
            // The page that asks for the code says so, whoever has asked for codes
            // to the address.
            SignInStart::TooMany(spent) if matches!(spent.holder, BudgetHolder::Address(_)) => {
                let store = self.ports.store();
                store.start_sign_in(cookie.key(), &sign_in).await?;
            }
            SignInStart::TooMany(spent) => return Ok(Err(spent)),
        }
        Ok(Ok(cookie.remembered_in(see_other(CODE_PAGE))))
    }

    /// Starts the sign-in of the first press, and takes the code and the account
    /// from their budgets.
    async fn start_once(
        &self,
        cookie: &SignInCookie,
        sign_in: &SignIn,
        code: &NewCode,
        RequestSource(source): RequestSource,
    ) -> Result<SignInStart, Failure> {
        let limits = self.site.limits();
        let (for_source, in_all) = (limits.accounts_for_source, limits.accounts);
        let accounts = by_source_and_in_all(BudgetPurpose::NewAccount, source, for_source, in_all);
        let budgets = [code.budgets(), &accounts].concat();
        let (store, now) = (self.ports.store(), self.site.now());
        let started = store.start_sign_in_once(cookie.key(), sign_in, &budgets, now);
        Ok(started.await?)
    }

    /// Sends the code of a sign-in that was started. If it cannot be sent, the
    /// code is not counted and the sign-in ends, so that the next press begins
    /// again. The account is counted, because its identity may be there.
    async fn send(
        &self,
        cookie: &SignInCookie,
        applicant: &Applicant,
        mut sign_in: SignIn,
        code: &NewCode,
    ) -> Result<(), Failure> {
        let (store, mailer) = (self.ports.store(), self.ports.mailer());
        let set = async {
            sign_in.purpose = self.purpose(applicant).await?;
            code.start_taken(store, cookie, &sign_in).await
        };
        let (failure, is_sent) = match set.await {
            Err(failure) => (failure, false),
            Ok(()) => match code.send_taken(store, mailer, &sign_in).await {
                Ok(()) => return Ok(()),
                Err(outage @ Outage::Mail(_)) => (outage.into(), false),
                Err(outage) => (outage.into(), true),
            },
        };
        let given_back = async {
            if !is_sent {
                code.give_back(store).await;
            }
        };
        let (ended, ()) = join(store.end_sign_in(cookie.key()), given_back).await;
        ended?;
        Err(failure)
    }

    /// Decides the purpose of the code: the first sign-in of a new account, or,
    /// for an address that has an account already, an e-mail that tells only
    /// its reader so. An address whose identity no code has proven has no
    /// account: whoever proves it chooses the password.
    ///
    /// The calls are the same ones for every address, so that their time does
    /// not tell which it is. Whether an identity that was there before is proven
    /// does not change by signing up, so the two are asked side by side.
    async fn purpose(&self, applicant: &Applicant) -> Result<Purpose, Failure> {
        let (email, password) = (&applicant.email, applicant.password.reveal());
        let identity = self.ports.identity();
        let signed_up = identity.sign_up(email, password);
        let (unproven, signed_up) = try_join(identity.is_unproven(email), signed_up).await?;
        let has_account = match signed_up {
            SignedUp::Created => false,
            SignedUp::HasAccount => !unproven,
        };
        // For an address that has an account, the password of an account that
        // nobody has is tried: to try theirs would count against them.
        let tried = match has_account {
            false => email.clone(),
            true => nobody(&self.site)?,
        };
        let proven = identity.prove_password(&tried, password).await?;
        Ok(match proven {
            _ if has_account => Purpose::HasAccount,
            PasswordProven::Right { continuation, .. } => Purpose::NewAccount {
                continuation: Some(continuation),
            },
            // Somebody else chose another password.
            PasswordProven::Wrong | PasswordProven::TooMany => {
                Purpose::NewAccount { continuation: None }
            }
        })
    }
}

/// Makes an address that nobody can have (RFC 2606).
fn nobody(site: &SiteContext) -> Result<EmailAddress, Failure> {
    let address = format!("{}@nobody.invalid", site.new_id());
    EmailAddress::parse(&address).map_err(Failure::broken)
}

impl Typed {
    fn of(posted: &PostedForm) -> Self {
        Self {
            names: TypedNames::of(posted),
            email: posted.one("email").trim().to_owned(),
            next: safe_next(posted.one("next")).to_owned(),
        }
    }

    /// Returns the applicant, or every mistake in the order of the page.
    fn read(&self, password: &str, council: &Council) -> Result<Applicant, Vec<FieldMistake>> {
        let names = self.names.read(NameOwner::Own);
        let email = email_address(&self.email);
        let [first, last] = self.names.both();
        let password = Password::choose(password, &[&self.email, first, last], council)
            .map_err(|bad| FieldMistake::new("password", bad.to_string()));
        match (names, email, password) {
            (Ok(names), Ok(email), Ok(password)) => Ok(Applicant {
                names,
                email,
                password,
            }),
            (names, email, password) => {
                let mut mistakes = names.err().unwrap_or_default();
                mistakes.extend(email.err());
                mistakes.extend(password.err());
                Err(mistakes)
            }
        }
    }
}

impl Create {
    fn new(site: &SiteContext, typed: Typed, mistakes: &[FieldMistake]) -> Self {
        let [first_name, last_name] = typed.names.fields(NameOwner::Own, mistakes);
        let fields = [
            first_name,
            last_name,
            Input {
                hint: Some(Hint::of(
                    "We will send a code to this address. You need to be able to read its emails now.",
                )),
                ..email_field(&typed.email, mistakes)
            },
            Input {
                id: "password".into(),
                name: "password".into(),
                label: Label::of("Create a password"),
                hint: Some(Hint::of(ADVICE)),
                autocomplete: "new-password".into(),
                error_message: wrong(mistakes, "password"),
                ..Input::default()
            }
            .for_password(),
        ];
        Self {
            frame: site
                .page("Create an account")
                .back("/sign-in")
                .errors(summary(mistakes)),
            fields,
            sign_in: web::who::sign_in::to_sign_in(&typed.next),
            next: typed.next,
            id: site.new_id(),
            button: Button::of("Continue"),
        }
    }
}
