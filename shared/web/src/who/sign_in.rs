//! The steps of a sign-in that is not finished: its cookie, its codes, and the
//! address that follows it.

use std::convert::Infallible;
use std::fmt;
use std::time::Duration;

use app::Outage;
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use domain::access::budget::{Budget, BudgetHolder, BudgetPurpose, BudgetSpending, BudgetStore};
use domain::access::phone_codes::PhoneCodeSender;
use domain::access::sign_in::{
    BegunBySignIn, CodeDelivery, CodeRepeated, CodeSet, Purpose, SIGN_IN_LIVES, SignIn, SignInEnd,
    SignInKey, SignInStore,
};
use domain::access::source_address::SourceAddress;
use domain::correspondence::email::{DeliveryLog, Email, Mailer};
use domain::values::digits::number_of;
use domain::values::email_address::EmailAddress;
use domain::values::phone_number::{CodeChannel, PhoneNumber};
use domain::values::typed_text::ungrouped;
use jiff::Timestamp;

use crate::http::failure::Failure;
use crate::http::form::PostedForm;
use crate::http::{cookie, digest};
use crate::page::site_context::SiteContext;
use crate::page::{PageFrame, page, see_other};
use crate::session::citizen::SessionCookie;
use crate::session::staff::StaffCookie;

/// The address at which the code is typed.
pub const CODE_PAGE: &str = "/sign-in/code";

/// The address at which somebody is asked for their name at a first sign-in.
pub const NAME_PAGE: &str = "/sign-in/code/name";

/// The address at which somebody who is signed in asks to use another e-mail
/// address.
pub const NEW_EMAIL_PAGE: &str = "/account/email";

/// The address at which somebody who is signed in changes their password.
pub const PASSWORD_PAGE: &str = "/account/password";

/// The address at which somebody who is signed in deletes their account.
pub const DELETE_ACCOUNT_PAGE: &str = "/saved-forms/your-data/delete";

const NAME: &str = "__Host-sign-in";

/// The pauses in which the second press of a button waits for the end of the
/// first: several times what a sign-in takes.
pub const PAUSES: [Duration; 3] = [
    Duration::from_millis(200),
    Duration::from_millis(600),
    Duration::from_millis(1_600),
];

/// The pause before something goes on that another press of the button has begun,
/// and that seems to have been cut off.
pub const BEFORE_GOING_ON: Duration = Duration::from_secs(2);

/// What a page sends that shows no code which was sent.
const NO_CODE_SENT: &str = "none";

/// The source of a request, by which it is counted; `None` if nothing that can
/// be believed says where the request comes from.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestSource(pub Option<SourceAddress>);

/// The page which says that the source of the request has asked for too many
/// codes.
#[derive(Template)]
#[template(path = "page/too-many-codes.html")]
struct TooManyFromSource {
    frame: PageFrame,
    /// The address at which they sign in with their password.
    sign_in: &'static str,
    telephone: String,
}

/// The cookie of a sign-in that is not finished.
#[derive(Clone, Debug)]
pub struct SignInCookie {
    value: String,
    key: SignInKey,
}

/// The unfinished sign-in that a request belongs to, if any.
#[derive(Clone, Debug)]
pub struct PendingSignIn(Option<SignInCookie>);

impl PendingSignIn {
    /// Finds the sign-in that the request belongs to, with its cookie; `None`
    /// if there is no cookie or the sign-in is over.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn find(
        self,
        store: &impl SignInStore,
        site: &SiteContext,
    ) -> Result<Option<(SignInCookie, SignIn)>, Failure> {
        let Some(cookie) = self.0 else {
            return Ok(None);
        };
        let found = store.read_sign_in(cookie.key(), site.now()).await?;
        Ok(found.map(|sign_in| (cookie, sign_in)))
    }

    /// Returns the cookie of the sign-in, which may be over.
    #[must_use]
    pub const fn cookie(&self) -> Option<&SignInCookie> {
        self.0.as_ref()
    }

    /// Answers the second press of a button whose first press has ended the
    /// sign-in, as the first was answered; `None` if it has not ended just now.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn answered_before(
        &self,
        store: &impl SignInStore,
        site: &SiteContext,
    ) -> Result<Option<Response>, Failure> {
        match self.cookie() {
            Some(cookie) => cookie.answered_before(store, site).await,
            None => Ok(None),
        }
    }
}

/// Finds where a sign-in stands whose right code comes again, and waits for a
/// moment if the press that gave it first is still being answered.
///
/// # Errors
/// When the store does not answer.
pub async fn repeat_code(
    site: &SiteContext,
    store: &impl SignInStore,
    cookie: &SignInCookie,
    code: &str,
    pauses: &[Duration],
) -> Result<CodeRepeated, Failure> {
    let hash = cookie.code_hash(code);
    let mut found = store.repeat_code(cookie.key(), &hash, site.now()).await?;
    for time in pauses {
        match &found {
            CodeRepeated::Open(sign_in) if sign_in.purpose.ends_with_its_code() => {
                site.pause(*time).await;
                found = store.repeat_code(cookie.key(), &hash, site.now()).await?;
            }
            _ => break,
        }
    }
    Ok(found)
}

/// Whether another press of the button has begun this sign-in, so that a code was
/// sent or is right; waits for that one for a moment. A sign-in that the other
/// press has given up is not begun.
///
/// # Errors
/// When the store does not answer.
pub async fn is_begun_before(
    site: &SiteContext,
    store: &impl SignInStore,
    cookie: &SignInCookie,
) -> Result<bool, Failure> {
    for time in PAUSES {
        match store.read_sign_in(cookie.key(), site.now()).await? {
            Some(sign_in) if sign_in.proven || sign_in.code_sent_at.is_some() => return Ok(true),
            Some(_) => site.pause(time).await,
            None => {
                let end = store.read_sign_in_end(cookie.key(), site.now()).await?;
                return Ok(end.is_some());
            }
        }
    }
    Ok(true)
}

/// Returns a sign-in as the page knew it from which a code is asked for: a code
/// that was sent since then, by another press of the same button, stays.
#[must_use]
pub fn as_shown(sign_in: SignIn, posted: &PostedForm) -> SignIn {
    let code_sent_at = match posted.one("sent") {
        "" => sign_in.code_sent_at,
        sent => sent.parse().ok(),
    };
    SignIn {
        code_sent_at,
        ..sign_in
    }
}

/// Returns what a page sends for [`as_shown`].
#[must_use]
pub fn shown(sign_in: &SignIn) -> String {
    let sent_at = sign_in.code_sent_at;
    sent_at.map_or_else(|| NO_CODE_SENT.to_owned(), |sent_at| sent_at.to_string())
}

impl SignInCookie {
    fn of(value: String) -> Self {
        let key = SignInKey(digest::whole(value.as_bytes()));
        Self { value, key }
    }

    /// Makes a new cookie, as for every sign-in.
    #[must_use]
    pub fn new(site: &SiteContext) -> Self {
        Self::of(site.new_id())
    }

    /// Makes the cookie of what a form asks for, from the id with which the form
    /// was shown and what was typed: a button that is pressed twice asks for one
    /// thing, whichever of the two answers the browser keeps. `None` if the form
    /// has no id that the portal can have made.
    ///
    /// The id is kept nowhere but on the page, so that nobody learns from the
    /// cookie what was typed.
    #[must_use]
    pub fn asked_for(site: &SiteContext, form: &str, typed: &[&str]) -> Option<Self> {
        if site.id_of_form(form) != form {
            return None;
        }
        // The lengths say where one text ends and the next begins.
        let typed = typed.iter().map(|text| format!("{}:{text}", text.len()));
        let whole: String = std::iter::once(form.to_owned()).chain(typed).collect();
        let mut value = digest::whole(whole.as_bytes());
        value.truncate(32);
        Some(Self::of(value))
    }

    /// Makes the cookie of what a form asks for, or a new one for a form without an
    /// id, which is always the first press of its button.
    #[must_use]
    pub fn asked_for_once(site: &SiteContext, form: &str, typed: &[&str]) -> Self {
        Self::asked_for(site, form, typed).unwrap_or_else(|| Self::new(site))
    }

    /// Describes the end of this sign-in, for [`SignInStore::finish_sign_in`].
    #[must_use]
    pub fn end(site: &SiteContext, began: BegunBySignIn, next: &str) -> SignInEnd {
        SignInEnd {
            id: site.new_id(),
            began,
            next: next.to_owned(),
        }
    }

    /// Makes the value of the cookie that begins with the end of this sign-in,
    /// 128 bits: from the value of this one, which is stored nowhere, and from
    /// the id of the end, which no browser is told.
    fn value_after(&self, end: &SignInEnd) -> String {
        let (began, id) = (end.began.name(), &end.id);
        let mut value = digest::whole(format!("{began}:{id}:{}", self.value).as_bytes());
        value.truncate(32);
        value
    }

    /// Makes the cookie of the citizen's session that begins with the end of this
    /// sign-in.
    #[must_use]
    pub fn session(&self, end: &SignInEnd) -> SessionCookie {
        SessionCookie::new(self.value_after(end))
    }

    /// Makes the cookie of the staff user's session that begins with the end of
    /// this sign-in.
    #[must_use]
    pub fn staff_session(&self, end: &SignInEnd) -> StaffCookie {
        StaffCookie::new(self.value_after(end))
    }

    /// Makes the cookie of the sign-in that begins with the end of this one.
    #[must_use]
    pub fn next(&self, end: &SignInEnd) -> Self {
        Self::of(self.value_after(end))
    }

    /// Answers as [`PendingSignIn::answered_before`] does.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn answered_before(
        &self,
        store: &impl SignInStore,
        site: &SiteContext,
    ) -> Result<Option<Response>, Failure> {
        let end = store.read_sign_in_end(self.key(), site.now()).await?;
        Ok(end.map(|end| self.answer_to(&end)))
    }

    /// Returns the answer of the request that has claimed what this sign-in is
    /// for ([`SignInStore::claim_sign_in`]), if that one comes to its end within
    /// moments; `None` if it was cut off.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn answer_of_claim(
        &self,
        store: &impl SignInStore,
        site: &SiteContext,
    ) -> Result<Option<Response>, Failure> {
        site.pause(BEFORE_GOING_ON).await;
        self.answered_before(store, site).await
    }

    /// Answers the request that has ended the sign-in, and any that repeats it.
    #[must_use]
    pub fn answer_to(&self, end: &SignInEnd) -> Response {
        let response = see_other(&end.next);
        match end.began {
            BegunBySignIn::Nothing => forgotten_in(response),
            BegunBySignIn::Session => forgotten_in(self.session(end).remembered_in(response)),
            BegunBySignIn::StaffSession => {
                forgotten_in(self.staff_session(end).remembered_in(response))
            }
            BegunBySignIn::SignIn => self.next(end).remembered_in(response),
        }
    }

    /// Returns the key under which the sign-in is kept.
    #[must_use]
    pub const fn key(&self) -> &SignInKey {
        &self.key
    }

    /// Hashes a code together with the value of the cookie. The value is stored
    /// nowhere, so nobody can search a copy of the table for the million
    /// possible codes.
    #[must_use]
    pub fn code_hash(&self, code: &str) -> String {
        digest::whole(format!("{}:{code}", self.value).as_bytes())
    }

    /// Adds the cookie to a response, for as long as a sign-in is kept.
    #[must_use]
    pub fn remembered_in(&self, mut response: Response) -> Response {
        cookie::set(
            &mut response,
            NAME,
            &self.value,
            Some(SIGN_IN_LIVES.as_secs()),
        );
        response
    }
}

/// Deletes the cookie of a sign-in in the browser.
#[must_use]
pub fn forgotten_in(mut response: Response) -> Response {
    cookie::forget(&mut response, NAME);
    response
}

/// Starts a sign-in and sends its first code. The response leads to the page
/// that asks for the code, or says that the source of the request has asked for
/// too many; so it does not tell whether an address has an account. A sign-in
/// that this cookie has begun before, because a button was pressed twice, has its
/// code.
///
/// # Errors
/// When the store or the mail service does not answer.
pub async fn start(
    site: &SiteContext,
    store: &(impl SignInStore + BudgetStore + DeliveryLog),
    mailer: &impl Mailer,
    cookie: &SignInCookie,
    sign_in: &SignIn,
    source: RequestSource,
) -> Result<Response, Failure> {
    let sent = if sign_in.purpose.code_is_sent_by() == Some(CodeDelivery::Email) {
        let code = NewCode::of(site, sign_in, source);
        let (key, hash) = (cookie.key(), cookie.code_hash(&code.digits));
        let set = store.start_with_code(key, sign_in, &hash, &code.budgets, code.now);
        code.send(store, mailer, cookie, sign_in, set.await?)
            .await?
    } else {
        store.start_sign_in(cookie.key(), sign_in).await?;
        CodeSet::NoSignIn
    };
    Ok(match sent {
        CodeSet::TooManyFromSource => too_many_from_source(site, &sign_in.purpose),
        CodeSet::Set | CodeSet::TooMany | CodeSet::NoSignIn => {
            cookie.remembered_in(see_other(CODE_PAGE))
        }
    })
}

/// Sends a new code by e-mail, which replaces every earlier one. Nothing is
/// sent, and an earlier code stays, if too many were sent within the hour, if
/// one was sent after that of which `sign_in` knows, or if codes of this sign-in
/// are not sent by e-mail.
///
/// # Errors
/// When the store or the mail service does not answer. A code that the mail
/// service did not take is not counted.
pub async fn send_code(
    site: &SiteContext,
    store: &(impl SignInStore + BudgetStore + DeliveryLog),
    mailer: &impl Mailer,
    cookie: &SignInCookie,
    sign_in: &SignIn,
    source: RequestSource,
) -> Result<CodeSet, Failure> {
    if sign_in.purpose.code_is_sent_by() != Some(CodeDelivery::Email) {
        return Ok(CodeSet::NoSignIn);
    }
    let code = NewCode::of(site, sign_in, source);
    let set = code.set(store, cookie, sign_in).await?;
    code.send(store, mailer, cookie, sign_in, set).await
}

/// Sends a new code to a telephone, which replaces every earlier one. Nothing
/// is sent, and an earlier code stays, if too many were sent within the hour,
/// if one was sent after that of which `sign_in` knows, or if codes of this
/// sign-in are not sent to a telephone.
///
/// # Errors
/// When the store or the telephone service does not answer. A code that the
/// telephone service did not take is not counted.
pub async fn send_phone_code<S, P>(
    site: &SiteContext,
    store: &S,
    phones: &P,
    cookie: &SignInCookie,
    sign_in: &SignIn,
    to: (&PhoneNumber, CodeChannel),
) -> Result<CodeSet, Failure>
where
    S: SignInStore + DeliveryLog,
    P: PhoneCodeSender,
{
    if sign_in.purpose.code_is_sent_by() != Some(CodeDelivery::Telephone) {
        return Ok(CodeSet::NoSignIn);
    }
    let code = NewCode::to_phone(site, sign_in);
    let set = code.set(store, cookie, sign_in).await?;
    if set == CodeSet::Set {
        code.send_to_phone(store, phones, cookie, to).await?;
    }
    Ok(set)
}

/// A code that is about to be sent, and the budgets that it is taken from.
pub struct NewCode {
    digits: String,
    budgets: Vec<Budget>,
    /// The budget of everybody from which the e-mail is taken, where it may go to
    /// an address without an account.
    in_all: Option<Budget>,
    now: Timestamp,
}

/// Hides the code, so that no log line ever has one.
impl fmt::Debug for NewCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewCode({} budgets)", self.budgets.len())
    }
}

impl NewCode {
    /// Makes a code for a sign-in, which nothing is taken for yet.
    #[must_use]
    pub fn of(site: &SiteContext, sign_in: &SignIn, source: RequestSource) -> Self {
        let limits = site.limits();
        let purpose = &sign_in.purpose;
        let source = source.0.filter(|_| purpose.needs_no_password());
        let of_source = source.map(|source| Budget {
            purpose: BudgetPurpose::CodeWithoutPassword,
            holder: BudgetHolder::Source(source),
            most: limits.codes_for_source,
        });
        let in_all = match purpose {
            Purpose::Nothing { .. } => {
                Some((BudgetPurpose::UnknownAddress, limits.unknown_addresses))
            }
            Purpose::NewAccount { .. } => Some((BudgetPurpose::NewAccount, limits.accounts)),
            _ => None,
        };
        Self {
            digits: new_code(site),
            budgets: std::iter::once(purpose.budget(&sign_in.email))
                .chain(of_source)
                .collect(),
            in_all: in_all.map(|(purpose, most)| Budget {
                purpose,
                holder: BudgetHolder::Everybody,
                most,
            }),
            now: site.now(),
        }
    }

    /// Makes a code to a telephone, which is not counted by the source of the
    /// request.
    #[must_use]
    pub fn to_phone(site: &SiteContext, sign_in: &SignIn) -> Self {
        Self::of(site, sign_in, RequestSource::default())
    }

    /// Returns the budgets of one person that the code is taken from.
    #[must_use]
    pub fn budgets(&self) -> &[Budget] {
        &self.budgets
    }

    /// Takes the code from the budgets of one person, ahead of setting it: other
    /// calls then go side by side with this one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn take(&self, store: &impl BudgetStore) -> Result<BudgetSpending, Failure> {
        Ok(store.spend(&self.budgets, self.now).await?)
    }

    /// Gives a code back to its budgets that was taken and is not sent. A fault is
    /// logged.
    pub async fn give_back(&self, store: &impl BudgetStore) {
        if store.give_back(&self.budgets, self.now).await.is_err() {
            tracing::warn!("a code that was not sent is counted");
        }
    }

    /// Starts a sign-in with a code that was taken from its budgets.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn start_taken(
        &self,
        store: &impl SignInStore,
        cookie: &SignInCookie,
        sign_in: &SignIn,
    ) -> Result<(), Failure> {
        let (key, hash) = (cookie.key(), cookie.code_hash(&self.digits));
        store
            .start_with_code(key, sign_in, &hash, &[], self.now)
            .await?;
        Ok(())
    }

    /// Sends a code by e-mail that is set.
    ///
    /// # Errors
    /// [`Outage::Mail`] if the mail service did not take the code;
    /// [`Outage::Store`] if it did and the attempt is not recorded.
    pub async fn send_taken(
        &self,
        store: &impl DeliveryLog,
        mailer: &impl Mailer,
        sign_in: &SignIn,
    ) -> Result<(), Outage> {
        match self.email(&sign_in.purpose) {
            Some(mail) => app::email::send(store, mailer, &sign_in.email, &mail, self.now).await,
            None => Ok(()),
        }
    }

    /// Sets a code that [`Self::take`] has taken, and sends it to a telephone.
    ///
    /// # Errors
    /// When the store or the telephone service does not answer. A code that the
    /// telephone service did not take is not counted.
    pub async fn send_taken_to_phone<S, P>(
        &self,
        store: &S,
        phones: &P,
        cookie: &SignInCookie,
        sign_in: &SignIn,
        to: (&PhoneNumber, CodeChannel),
    ) -> Result<(), Failure>
    where
        S: SignInStore + DeliveryLog,
        P: PhoneCodeSender,
    {
        let hash = cookie.code_hash(&self.digits);
        let set = store.set_code(cookie.key(), &sign_in.email, &hash, &[], self.now);
        match set.await? {
            CodeSet::Set => self.send_to_phone(store, phones, cookie, to).await,
            CodeSet::TooMany | CodeSet::TooManyFromSource | CodeSet::NoSignIn => Ok(()),
        }
    }

    async fn send_to_phone<S, P>(
        &self,
        store: &S,
        phones: &P,
        cookie: &SignInCookie,
        to: (&PhoneNumber, CodeChannel),
    ) -> Result<(), Failure>
    where
        S: SignInStore + DeliveryLog,
        P: PhoneCodeSender,
    {
        let sent = app::phone::send_code(store, phones, to, &self.digits, self.now).await;
        self.unless_handed_over(store, cookie, sent).await
    }

    async fn set(
        &self,
        store: &impl SignInStore,
        cookie: &SignInCookie,
        sign_in: &SignIn,
    ) -> Result<CodeSet, Failure> {
        let hash = cookie.code_hash(&self.digits);
        let (key, email, before) = (cookie.key(), &sign_in.email, sign_in.code_sent_at);
        let set = store.replace_code(key, email, before, &hash, &self.budgets, self.now);
        Ok(set.await?)
    }

    /// Sends the code by e-mail, if it is set.
    async fn send(
        &self,
        store: &(impl SignInStore + BudgetStore + DeliveryLog),
        mailer: &impl Mailer,
        cookie: &SignInCookie,
        sign_in: &SignIn,
        set: CodeSet,
    ) -> Result<CodeSet, Failure> {
        if set != CodeSet::Set || self.is_left_out(store).await? {
            return Ok(set);
        }
        let sent = self.send_taken(store, mailer, sign_in).await;
        self.unless_handed_over(store, cookie, sent).await?;
        Ok(set)
    }

    /// Whether the e-mail is left out because the address has no account and
    /// enough such e-mails were sent within the hour. The page is the one that
    /// everybody sees, so that it does not tell.
    async fn is_left_out(&self, store: &impl BudgetStore) -> Result<bool, Failure> {
        let Some(in_all) = &self.in_all else {
            return Ok(false);
        };
        let spent = store.spend(std::slice::from_ref(in_all), self.now);
        Ok(match spent.await? {
            BudgetSpending::Taken => false,
            BudgetSpending::Spent(_) => {
                tracing::warn!("the e-mails to addresses without an account are used up");
                true
            }
        })
    }

    fn email(&self, purpose: &Purpose) -> Option<Email> {
        let code = self.digits.clone();
        Some(match purpose {
            Purpose::SignIn { .. } | Purpose::NewAccount { .. } => Email::SignInCode { code },
            Purpose::HasAccount => Email::HasAccount { code },
            Purpose::NewPassword | Purpose::InvitedPassword => Email::NewPasswordCode { code },
            Purpose::NewEmail { .. } => Email::NewEmailCode { code },
            Purpose::Reauthentication { .. } => Email::ReauthenticationCode { code },
            Purpose::TakenEmail { .. } => Email::EmailTaken,
            Purpose::Recover { .. } => Email::RecoverCode { code },
            Purpose::AnswerQuestions { .. } => Email::QuestionsCode { code },
            Purpose::Nothing { .. } => Email::NoAccount,
            Purpose::Invited { .. }
            | Purpose::NewPhone { .. }
            | Purpose::ChangeApp { .. }
            | Purpose::ChangeStaffPassword { .. }
            | Purpose::FirstSignIn { .. } => return None,
        })
    }

    /// Takes the code back if the service that sends it did not take it. A
    /// service that took it has sent it, whatever failed afterwards.
    async fn unless_handed_over(
        &self,
        store: &impl SignInStore,
        cookie: &SignInCookie,
        sent: Result<(), Outage>,
    ) -> Result<(), Failure> {
        if let Err(Outage::Mail(_)) = &sent {
            let hash = cookie.code_hash(&self.digits);
            let back = store.take_code_back(cookie.key(), &hash, &self.budgets, self.now);
            if back.await.is_err() {
                tracing::warn!("a code that was not sent is counted");
            }
        }
        Ok(sent?)
    }
}

/// Says that the source of the request has asked for too many codes.
fn too_many_from_source(site: &SiteContext, purpose: &Purpose) -> Response {
    let sign_in = sign_in_page(purpose);
    let view = TooManyFromSource {
        frame: site.page("Too many codes were asked for").back(sign_in),
        sign_in,
        telephone: site.council().telephone.clone(),
    };
    page(StatusCode::TOO_MANY_REQUESTS, &view)
}

/// Returns the address at which people who have codes of this purpose sign in.
#[must_use]
pub fn sign_in_page(purpose: &Purpose) -> &'static str {
    match purpose.is_of_staff() {
        true => crate::staff_pages::SIGN_IN,
        false => "/sign-in",
    }
}

/// Describes a sign-in that is about to start.
#[must_use]
pub fn new_sign_in(
    site: &SiteContext,
    email: EmailAddress,
    purpose: Purpose,
    next: &str,
) -> SignIn {
    SignIn {
        email,
        purpose,
        names: None,
        phone: None,
        next: safe_next(next).to_owned(),
        started_at: site.now(),
        code_sent_at: None,
        proven: false,
    }
}

/// Hashes the proof that a code was right, for the store.
#[must_use]
pub fn proof_hash(proof: &str) -> String {
    digest::whole(proof.as_bytes())
}

/// Makes a code of six digits from an id that nobody can guess.
#[must_use]
pub fn new_code(site: &SiteContext) -> String {
    format!("{:06}", number_of(&site.new_id()) % 1_000_000)
}

/// Reads a code as somebody types or pastes it, without what cannot be seen and
/// what only groups; `None` if that is not six digits.
#[must_use]
pub fn typed_code(typed: &str) -> Option<String> {
    let code = ungrouped(typed);
    (code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
}

/// Returns a path of the portal to go on to; the list of saved forms in place
/// of anything else, so that no link leads from the sign-in to another site.
#[must_use]
pub fn safe_next(next: &str) -> &str {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.starts_with("/sign-")
        && next.len() <= 300
        && next
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if ours { next } else { "/saved-forms" }
}

/// Reads the address to go on to from a query, as [`safe_next`] allows it.
#[must_use]
pub fn next_of(query: Option<&str>) -> String {
    let next = query
        .unwrap_or_default()
        .split('&')
        .find_map(|field| field.strip_prefix("next="))
        .and_then(|next| crate::http::percent::decoded(next.as_bytes()));
    safe_next(next.as_deref().unwrap_or_default()).to_owned()
}

/// Adds the address to go on to afterwards to an address.
#[must_use]
pub fn with_next(address: &str, next: &str) -> String {
    format!("{address}?next={}", crate::http::percent::encoded(next))
}

/// Builds the address at which a citizen signs in and then returns to where
/// they were.
#[must_use]
pub fn to_sign_in(back_to: &str) -> String {
    with_next("/sign-in", back_to)
}

impl<S: Send + Sync> FromRequestParts<S> for PendingSignIn {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let value = cookie::read(&parts.headers, NAME);
        Ok(Self(value.map(|value| SignInCookie::of(value.to_owned()))))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RequestSource {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get().copied()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;

    #[test]
    fn a_code_is_six_digits_however_it_is_pasted() {
        assert_eq!(new_code(&example::site()).len(), 6);
        for typed in [
            "012345",
            " 012 345 ",
            "012-345\n",
            "012345\u{200b}",
            "\u{2060}012\u{ad}345",
            "012–345",
            "012‑345",
            "012345.",
            "012_345",
            "０１２３４５",
            "012\u{a0}345",
        ] {
            assert_eq!(typed_code(typed).as_deref(), Some("012345"), "{typed}");
        }
        for typed in ["", "12345", "1234567", "01234a", "٠١٢٣٤٥"] {
            assert_eq!(typed_code(typed), None, "{typed}");
        }
    }

    #[test]
    fn one_code_in_two_sign_ins_is_kept_as_two_things() {
        let one = SignInCookie::of("0123456789abcdefghjkmnpqrs".to_owned());
        let other = SignInCookie::of("0123456789abcdefghjkmnpqrt".to_owned());
        assert_ne!(one.code_hash("012345"), other.code_hash("012345"));
        // printf 0123456789abcdefghjkmnpqrs:012345 | sha256sum
        assert_eq!(one.code_hash("012345").len(), 64);
    }

    #[test]
    fn a_form_that_asks_twice_for_the_same_has_one_cookie_and_any_other_its_own() {
        let site = example::site();
        let (form, other) = ("0".repeat(32), "1".repeat(32));
        let key = |form: &str, typed: &[&str]| {
            let cookie = SignInCookie::asked_for(&site, form, typed);
            cookie.map(|cookie| cookie.key().clone())
        };
        let first = key(&form, &["ada@example.org", "Ada"]);
        assert!(first.is_some());
        assert_eq!(first, key(&form, &["ada@example.org", "Ada"]));
        for (form, typed) in [
            (&form, ["ada@example.org", "Adam"]),
            (&form, ["ada@example.or", "gAda"]),
            (&other, ["ada@example.org", "Ada"]),
        ] {
            assert_ne!(first, key(form, &typed), "{form} {typed:?}");
        }
        for foreign in ["", "0011", "../../0011223344556677"] {
            assert_eq!(key(foreign, &["Ada"]), None, "{foreign}");
        }
    }

    #[test]
    fn nobody_is_sent_to_another_site() {
        for next in ["/estimate-costs/savings?change=1", "/saved-forms"] {
            assert_eq!(safe_next(next), next);
        }
        let long = format!("/{}", "a".repeat(300));
        for next in [
            "",
            "https://example.com",
            "//example.com",
            "/\\example.com",
            "/a\r\nb",
            "/sign-in?next=/sign-in",
            "/sign-out",
            &long,
        ] {
            assert_eq!(safe_next(next), "/saved-forms", "{next}");
        }
    }
}
