//! Who a visitor is: nobody, but for a random value in a cookie that leads to
//! what they have typed; or somebody who is signed in.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use domain::draft::{Answer, Answers, DraftKey, KeepDrafts, ReadDrafts};
use domain::reference::Reference;
use domain::retention_period::ANONYMOUS_DRAFT_KEPT;
use domain::saved::{KeepSavedForms, NewSavedForm, SavedId};
use domain::session::{KeepSessions, ReadSessions, Session, SessionKey, Standing};
use jiff::Timestamp;
use journey::form::Form;

use crate::failure::Failure;
use crate::meant::MeantFor;
use crate::portal::Portal;
use crate::session::{self, SessionCookie, SignedIn};
use crate::{cookie, digest};

const NAME: &str = "__Host-visit";

/// What a page of a form needs of the store to keep answers, whoever gives
/// them.
pub trait KeepAnswers: KeepDrafts + KeepSessions + KeepSavedForms {}

impl<S: KeepDrafts + KeepSessions + KeepSavedForms> KeepAnswers for S {}

/// A visitor, with or without cookies.
#[derive(Clone, Debug)]
pub struct Visitor {
    visit: Option<Visit>,
    session: Option<SessionCookie>,
}

/// A visitor with a cookie who is not signed in.
#[derive(Clone, Debug)]
pub struct Visit {
    value: String,
    key: DraftKey,
}

/// Whose answers a page is about.
#[derive(Clone, Debug)]
pub enum Whose {
    /// Those of somebody who is not signed in.
    Visitor(Option<Visit>),
    /// Those of somebody who is.
    SignedIn(SignedIn),
    /// Those of somebody who was, and had this form open; where it is, if that
    /// is still known. Nothing is shown until they sign in again.
    Ended(Option<DraftKey>),
}

/// A form as a page finds it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What every page knows, and who is signed in.
    pub portal: Portal,
    /// Everything answered so far.
    pub answers: Answers,
    visitor: Visitor,
    whose: Whose,
    /// What has to be done in the session before it shows this form.
    turn: Turn,
    /// Whether the form is only for people who are signed in.
    pub(crate) needs_account: bool,
}

/// What is to be done with what somebody typed in a page that was drawn for
/// another form than the one that was open.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Turn {
    /// Nothing: the form that was meant is open.
    None,
    /// To begin a form, under this id if it is free.
    Begin(Option<SavedId>),
    /// To keep it aside for the form of [`Whose`], until somebody signs in who
    /// may change that.
    Aside,
    /// To forget which form was open in this session, which has ended: it is for
    /// none that there is.
    Close(SessionKey),
}

impl Visitor {
    /// Where what they typed without signing in is kept: nothing is, without a
    /// cookie.
    #[must_use]
    pub fn key(&self) -> Option<&DraftKey> {
        self.visit.as_ref().map(Visit::key)
    }

    /// Where what they typed for a saved form after their session had ended is
    /// kept, until it joins that form and no other.
    #[must_use]
    pub fn key_aside(&self, saved: &SavedId) -> Option<DraftKey> {
        self.visit.as_ref().map(|visit| visit.aside(saved))
    }

    /// Where their session is kept, also one that has ended.
    #[must_use]
    pub fn session(&self) -> Option<&SessionKey> {
        self.session.as_ref().map(SessionCookie::key)
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// [`Failure::SIGNED_OUT`] if nobody is, which sends them to sign in and
    /// then back; when the store does not answer.
    pub async fn signed_in<S: KeepSessions>(
        &self,
        store: &S,
        portal: &Portal,
    ) -> Result<SignedIn, Failure> {
        to_all_of_it(self.known(store, portal).await?)
    }

    /// Who is signed in, if somebody is; also somebody who came by a form's
    /// reference, of whom [`SignedIn::only`] says which. The caller MUST show
    /// them nothing else.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn known<S: KeepSessions>(
        &self,
        store: &S,
        portal: &Portal,
    ) -> Result<Option<SignedIn>, Failure> {
        let now = portal.now();
        Ok(match self.live(store, portal).await? {
            Some(signed_in) => Some(signed_in.touch(store, now).await?),
            None => None,
        })
    }

    /// Who is signed in, for a report that changes nothing, not even when they
    /// were last seen.
    ///
    /// # Errors
    /// [`Failure::SIGNED_OUT`] if nobody is; when the store does not answer.
    pub async fn signed_in_to_read<S: ReadSessions>(
        &self,
        store: &S,
        portal: &Portal,
    ) -> Result<SignedIn, Failure> {
        to_all_of_it(self.live(store, portal).await?)
    }

    /// A form of theirs, to be shown.
    ///
    /// # Errors
    /// [`Failure::SIGNED_OUT`] if it is one that only shows after signing in;
    /// when the store does not answer.
    pub async fn open<S: ReadDrafts + KeepSessions>(
        self,
        store: &S,
        portal: &Portal,
        form: &Form,
    ) -> Result<Opened, Failure> {
        let opened = self.open_even_ended(store, portal, form).await?;
        if opened.shows() {
            Ok(opened)
        } else {
            Err(Failure::SIGNED_OUT)
        }
    }

    /// A form of theirs. Also where their session has ended: what they typed is
    /// then kept aside until they have signed in again.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn open_even_ended<S: ReadDrafts + KeepSessions>(
        self,
        store: &S,
        portal: &Portal,
        form: &Form,
    ) -> Result<Opened, Failure> {
        let found = self.find_session(store).await?;
        let whose = self.whose(found, portal.now(), form);
        self.opened(store, portal, form, whose, Turn::None).await
    }

    /// A form of theirs, to be changed by what they posted from a page that was
    /// drawn for this form: not always the one that is open in their session,
    /// where they have two of a kind in two tabs. The one that was meant is
    /// theirs and can be changed, or what was typed begins a new one: it never
    /// goes into another.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn open_meant<S: KeepAnswers>(
        self,
        store: &S,
        portal: &Portal,
        form: &Form,
        meant: MeantFor,
    ) -> Result<Opened, Failure> {
        let found = self.find_session(store).await?;
        let now = portal.now();
        let (whose, turn) = match (found, meant) {
            (found, MeantFor::Unsaid) => (self.whose(found, now, form), Turn::None),
            (None, _) => (self.whose(None, now, form), Turn::None),
            (Some((key, session)), meant) => {
                let account = session.account.clone();
                let wanted = match &meant {
                    MeantFor::Unsaid => None,
                    MeantFor::Saved(id) | MeantFor::New(id) => Some(id.clone()),
                    MeantFor::Visit(mark) => {
                        let name = Session::joins_as(mark, &form.id);
                        session.joined.get(&name).cloned()
                    }
                };
                // The form that was meant; where that is gone, the one that
                // begins in its place, once however often the page is posted.
                let (mut live, mut begun) = (None, None);
                for id in wanted.iter().flat_map(|id| [id.clone(), in_place_of(id)]) {
                    match store.read_saved_form(&account, &id, now).await? {
                        Some(saved) if saved.form == form.id && saved.submitted_in.is_none() => {
                            live = Some(saved.id);
                            break;
                        }
                        // A new one begins under the id that its page has.
                        None if meant == MeantFor::New(id.clone()) => {
                            begun = Some(id);
                            break;
                        }
                        None => begun = Some(id),
                        Some(_) => begun = None,
                    }
                }
                let was_open = session.open.get(&form.id).cloned();
                let (whose, turn) = self.turn(form, now, (key, session), live, begun);
                // Who goes on from that page goes on in its form.
                if let Whose::SignedIn(signed_in) = &whose
                    && let Some(id) = signed_in.open(&form.id)
                    && was_open.as_ref() != Some(id)
                {
                    store.open_form(signed_in.key(), &form.id, Some(id)).await?;
                }
                (whose, turn)
            }
        };
        self.opened(store, portal, form, whose, turn).await
    }

    /// Whose answers a page is about that was drawn for a form: for this one
    /// that is theirs, or for one that is to begin.
    fn turn(
        &self,
        form: &Form,
        now: Timestamp,
        (key, session): (SessionKey, Session),
        live: Option<SavedId>,
        begun: Option<SavedId>,
    ) -> (Whose, Turn) {
        let is_open = session.open.contains_key(&form.id);
        let aside = |id: SavedId| {
            let account = session.account.clone();
            Whose::Ended(Some(DraftKey::Saved { account, id }))
        };
        match (session.standing(now), live) {
            // Somebody who came by a form's reference may change that form alone.
            (Standing::Live { .. }, Some(id))
                if session.only.as_ref().is_some_and(|only| *only != id) =>
            {
                (aside(id), Turn::Aside)
            }
            (Standing::Live { .. }, None) if session.only.is_some() => {
                (Whose::Visitor(self.visit.clone()), Turn::None)
            }
            (Standing::Live { until }, live) => {
                let turn = match &live {
                    Some(_) => Turn::None,
                    None => Turn::Begin(begun),
                };
                let signed_in = SignedIn::new(key, session, until).with_open(&form.id, live);
                (Whose::SignedIn(signed_in), turn)
            }
            (Standing::Ended, Some(id)) => (aside(id), Turn::Aside),
            (Standing::Ended, None) if is_open => (Whose::Ended(None), Turn::Close(key)),
            (Standing::Ended, None) => (Whose::Visitor(self.visit.clone()), Turn::None),
        }
    }

    async fn opened<S: ReadDrafts + KeepSessions>(
        self,
        store: &S,
        portal: &Portal,
        form: &Form,
        whose: Whose,
        turn: Turn,
    ) -> Result<Opened, Failure> {
        let now = portal.now();
        let mut portal = portal.clone();
        let whose = match whose {
            Whose::SignedIn(signed_in) => {
                let signed_in = signed_in.touch(store, now).await?;
                portal = portal.shown_to(signed_in.clone());
                Whose::SignedIn(signed_in)
            }
            whose => whose,
        };
        Ok(Opened {
            answers: whose.answers(store, &portal, form).await?,
            portal,
            visitor: self,
            whose,
            turn,
            needs_account: false,
        })
    }

    /// Everything answered so far, for a report that changes nothing.
    ///
    /// # Errors
    /// [`Failure::SIGNED_OUT`] if it is one that only shows after signing in;
    /// when the store does not answer.
    pub async fn answers<S: ReadDrafts + ReadSessions>(
        &self,
        store: &S,
        portal: &Portal,
        form: &Form,
    ) -> Result<Answers, Failure> {
        let found = self.find_session(store).await?;
        let whose = self.whose(found, portal.now(), form);
        if matches!(whose, Whose::Ended(_)) {
            return Err(Failure::SIGNED_OUT);
        }
        whose.answers(store, portal, form).await
    }

    /// The visit so far, or a new one.
    #[must_use]
    pub fn visit(self, portal: &Portal) -> Visit {
        self.visit.unwrap_or_else(|| Visit::new(portal.new_id()))
    }

    async fn find_session<S: ReadSessions>(
        &self,
        store: &S,
    ) -> Result<Option<(SessionKey, Session)>, Failure> {
        let Some(cookie) = &self.session else {
            return Ok(None);
        };
        let found = store.read_session(cookie.key()).await?;
        Ok(found.map(|session| (cookie.key().clone(), session)))
    }

    /// The session that they have, if it has not ended.
    async fn live<S: ReadSessions>(
        &self,
        store: &S,
        portal: &Portal,
    ) -> Result<Option<SignedIn>, Failure> {
        let found = self.find_session(store).await?;
        Ok(
            found.and_then(|(key, session)| match session.standing(portal.now()) {
                Standing::Live { until } => Some(SignedIn::new(key, session, until)),
                Standing::Ended => None,
            }),
        )
    }

    fn whose(&self, found: Option<(SessionKey, Session)>, now: Timestamp, form: &Form) -> Whose {
        let anonymous = Whose::Visitor(self.visit.clone());
        let Some((key, session)) = found else {
            // A cookie without its session: signed out on another device.
            return match self.session {
                Some(_) => Whose::Ended(None),
                None => anonymous,
            };
        };
        let open = session.open.get(&form.id);
        match (session.standing(now), open) {
            // Somebody who came by a form's reference may see that form alone.
            (Standing::Live { .. }, open)
                if session.only.is_some() && session.only.as_ref() != open =>
            {
                anonymous
            }
            (Standing::Live { until }, _) => Whose::SignedIn(SignedIn::new(key, session, until)),
            (Standing::Ended, Some(id)) => Whose::Ended(Some(DraftKey::Saved {
                account: session.account.clone(),
                id: id.clone(),
            })),
            (Standing::Ended, None) => anonymous,
        }
    }
}

/// Somebody who came by a form's reference may see that form alone.
fn to_all_of_it(live: Option<SignedIn>) -> Result<SignedIn, Failure> {
    live.filter(|signed_in| signed_in.only().is_none())
        .ok_or(Failure::SIGNED_OUT)
}

impl Whose {
    /// Everything answered so far.
    async fn answers<S: ReadDrafts>(
        &self,
        store: &S,
        portal: &Portal,
        form: &Form,
    ) -> Result<Answers, Failure> {
        match self.draft(form) {
            Some(key) => Ok(store.read_draft(&key, &form.id, portal.now()).await?),
            None => Ok(Answers::default()),
        }
    }

    /// Where the answers of a form are; nowhere if there are none yet.
    fn draft(&self, form: &Form) -> Option<DraftKey> {
        match self {
            Self::Visitor(visit) => visit.as_ref().map(|visit| visit.key().clone()),
            Self::SignedIn(signed_in) => signed_in.open(&form.id).map(|id| DraftKey::Saved {
                account: signed_in.account().clone(),
                id: id.clone(),
            }),
            Self::Ended(key) => key.clone(),
        }
    }
}

/// What became of an answer.
#[derive(Debug)]
pub struct Kept {
    /// Everything answered now.
    pub answers: Answers,
    visit: Option<Visit>,
    ended: bool,
}

impl Kept {
    /// The response, with the cookie that leads to the answer; if the session
    /// had ended, the way to sign in instead, and back to this address.
    #[must_use]
    pub fn answered(&self, response: Response, back_to: &str) -> Response {
        let response = if self.ended {
            crate::page::see_other(&to_sign_in(back_to))
        } else {
            response
        };
        match &self.visit {
            Some(visit) => visit.remembered_in(response),
            None => response,
        }
    }
}

/// The address that leads to signing in and then back to where somebody was.
#[must_use]
pub fn to_sign_in(back_to: &str) -> String {
    crate::sign_in::with_next("/sign-in", back_to)
}

impl Opened {
    /// Who is signed in, if somebody is.
    #[must_use]
    pub const fn signed_in(&self) -> Option<&SignedIn> {
        match &self.whose {
            Whose::SignedIn(signed_in) => Some(signed_in),
            _ => None,
        }
    }

    /// Whether the form may be shown.
    #[must_use]
    pub const fn shows(&self) -> bool {
        match self.whose {
            Whose::SignedIn(_) => true,
            Whose::Visitor(_) => !self.needs_account,
            Whose::Ended(_) => false,
        }
    }

    /// What a page that is drawn now says of which form it is for, in its field
    /// [`crate::meant::MEANT_FOR`].
    #[must_use]
    pub fn meant_for(&self, form: &Form) -> MeantFor {
        let new = || MeantFor::New(SavedId::new(self.portal.now(), &self.portal.new_id()));
        match (&self.whose, &self.turn) {
            (Whose::SignedIn(_), Turn::Begin(Some(id))) => MeantFor::New(id.clone()),
            (Whose::SignedIn(signed_in), _) => match signed_in.open(&form.id) {
                Some(id) => MeantFor::Saved(id.clone()),
                None => new(),
            },
            (Whose::Visitor(visit), _) => match visit.as_ref().and_then(|visit| visit.key().mark())
            {
                Some(mark) => MeantFor::Visit(mark.to_owned()),
                None => new(),
            },
            (Whose::Ended(Some(DraftKey::Saved { id, .. })), _) => MeantFor::Saved(id.clone()),
            (Whose::Ended(_), _) => MeantFor::Unsaid,
        }
    }

    /// Keeps an answer where their answers are: for a visitor under a cookie;
    /// in the saved form of somebody who is signed in, which is started if
    /// there is none; for somebody whose session has ended under a cookie,
    /// until they sign in and it joins the rest.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn keep<S: KeepAnswers>(
        &self,
        store: &S,
        form: &Form,
        key: &str,
        answer: Answer,
    ) -> Result<Kept, Failure> {
        let now = self.portal.now();
        let (draft, visit) = match &self.whose {
            Whose::SignedIn(signed_in) => {
                if let Some(draft) = self.whose.draft(form) {
                    let kept = store.keep_answer(&draft, &form.id, key, answer.clone(), now);
                    let answers = kept.await?;
                    if !answers.is_empty() {
                        return Ok(Kept {
                            answers,
                            visit: None,
                            ended: false,
                        });
                    }
                }
                // None is open, or it was deleted or sent in another tab: this
                // answer begins a new one.
                (self.start(store, signed_in, form).await?, None)
            }
            Whose::Visitor(_) | Whose::Ended(_) => {
                let visit = self.visitor.clone().visit(&self.portal);
                let key = match (&self.whose, &self.turn) {
                    (Whose::Ended(Some(DraftKey::Saved { id, .. })), Turn::Aside) => {
                        visit.aside(id)
                    }
                    _ => visit.key().clone(),
                };
                if let Turn::Close(session) = &self.turn {
                    store.open_form(session, &form.id, None).await?;
                }
                (key, Some(visit))
            }
        };
        Ok(Kept {
            answers: store
                .keep_answer(&draft, &form.id, key, answer, now)
                .await?,
            visit,
            ended: !self.shows(),
        })
    }

    /// Takes an answer out, wherever their answers are.
    ///
    /// # Errors
    /// [`Failure::SIGNED_OUT`] if their session has ended; when the store does
    /// not answer.
    pub async fn remove<S: KeepAnswers>(
        &self,
        store: &S,
        form: &Form,
        key: &str,
    ) -> Result<(), Failure> {
        if matches!(self.whose, Whose::Ended(_)) {
            return Err(Failure::SIGNED_OUT);
        }
        if let Some(draft) = self.whose.draft(form) {
            let now = self.portal.now();
            store.remove_answer(&draft, &form.id, key, now).await?;
        }
        Ok(())
    }

    /// Deletes the form that the page was drawn for, or every answer of it.
    ///
    /// # Errors
    /// [`Failure::SIGNED_OUT`] if their session has ended; when the store does
    /// not answer.
    pub async fn clear<S: KeepAnswers>(&self, store: &S, form: &Form) -> Result<(), Failure> {
        match &self.whose {
            Whose::Visitor(Some(visit)) => store.clear_draft(visit.key(), &form.id).await?,
            Whose::Visitor(None) => {}
            Whose::SignedIn(signed_in) => {
                if let Some(id) = signed_in.open(&form.id) {
                    store.delete_saved_form(signed_in.account(), id).await?;
                    store.open_form(signed_in.key(), &form.id, None).await?;
                }
            }
            Whose::Ended(_) => return Err(Failure::SIGNED_OUT),
        }
        Ok(())
    }

    /// A new saved form, open in the session: opened first, so that an answer
    /// that is sent again because this stopped half way finds what was started
    /// and does not start another.
    async fn start<S: KeepAnswers>(
        &self,
        store: &S,
        signed_in: &SignedIn,
        form: &Form,
    ) -> Result<DraftKey, Failure> {
        let mut new = new_saved_form(&self.portal, form);
        if let Turn::Begin(Some(id)) = &self.turn {
            new.id = id.clone();
        }
        let now = self.portal.now();
        store
            .open_form(signed_in.key(), &form.id, Some(&new.id))
            .await?;
        store
            .start_saved_form(signed_in.account(), &new, now)
            .await?;
        Ok(DraftKey::Saved {
            account: signed_in.account().clone(),
            id: new.id,
        })
    }
}

/// The id of the form that begins where this one is gone.
fn in_place_of(gone: &SavedId) -> SavedId {
    let time = gone.0.get(..11).unwrap_or_default();
    SavedId(format!("{time:0>11}{}", digest::short(gone.0.as_bytes())))
}

/// A form about to be saved, with the name that it has until its owner gives it
/// another.
#[must_use]
pub fn new_saved_form(portal: &Portal, form: &Form) -> NewSavedForm {
    NewSavedForm {
        id: SavedId::new(portal.now(), &portal.new_id()),
        form: form.id.clone(),
        name: form.title.clone(),
        reference: Reference::of_id(&portal.new_id()),
    }
}

impl Visit {
    fn new(value: String) -> Self {
        let key = DraftKey::Visit(digest::whole(value.as_bytes()));
        Self { value, key }
    }

    /// Where what they typed is kept.
    #[must_use]
    pub const fn key(&self) -> &DraftKey {
        &self.key
    }

    /// Where what they typed for one saved form is kept, apart from the rest.
    fn aside(&self, saved: &SavedId) -> DraftKey {
        let value = format!("{}#{}", self.value, saved.0);
        DraftKey::Visit(digest::whole(value.as_bytes()))
    }

    /// Sends the cookie with an answer: for what was saved, from now on for as
    /// long as it is kept.
    #[must_use]
    pub fn remembered_in(&self, mut response: Response) -> Response {
        let seconds = ANONYMOUS_DRAFT_KEPT.length().as_secs();
        cookie::set(&mut response, NAME, &self.value, Some(seconds));
        response
    }
}

/// Takes the visit's cookie away: what it led to has joined an account.
#[must_use]
pub fn visit_forgotten_in(mut response: Response) -> Response {
    cookie::forget(&mut response, NAME);
    response
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let value = |name| cookie::read(&parts.headers, name).map(str::to_owned);
        Ok(Self {
            visit: value(NAME).map(Visit::new),
            session: value(session::NAME).map(SessionCookie::of),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;

    #[test]
    fn the_key_is_a_hash_of_the_value_and_the_cookie_is_locked_down() {
        let nobody = Visitor {
            visit: None,
            session: None,
        };
        let visit = nobody.visit(&example::portal());
        // printf 0123456789abcdefghjkmnpqrs | sha256sum
        let hash = "6aab299c78d0b17077bd60f9ea95ff9c4dc6a4dfa7b3b308d01c7c187cba3709";
        assert_eq!(*visit.key(), DraftKey::Visit(hash.to_owned()));
        let response = visit.remembered_in(Response::default());
        assert_eq!(
            response.headers()["set-cookie"],
            "__Host-visit=0123456789abcdefghjkmnpqrs; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=86400"
        );
    }
}
