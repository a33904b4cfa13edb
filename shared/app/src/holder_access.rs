//! The use cases of the social care online account: a practitioner invites
//! somebody to see a person's care record, they accept, and the access is
//! suspended, given back and ended. Every reading of a record is on the record of
//! the person before it is made.

use domain::access::audit::{Actor, AuditLog, Audited};
use domain::access::phone_codes::PhoneCodeSender;
use domain::access::staff_user::StaffUser;
use domain::correspondence::email::{DeliveryLog, Email, Mailer};
use domain::fault::StoreFault;
use domain::forms::attribution::Attribution;
use domain::forms::caseload::{CaseFormStanding, CaseOverview};
use domain::forms::staff_case::{CaseForm, CaseFormReader, CaseKey, CaseTeamReader};
use domain::records::holder_access::{
    AccessBasis, AccessEvent, AccessLevel, AccessStanding, AccessStep, DetailTried, HeldRecord,
    HolderAccess, HolderAccessId, HolderAccessKeeper, HolderAccessReader, HolderInvitationStore,
    HolderInviter, HolderTerms, INVITATION_LIVES, InvitationCodeSet, MOST_HOLDERS, RecordPart,
};
use domain::values::account_id::AccountId;
use domain::values::london::date_in_london;
use domain::values::person_id::PersonId;
use jiff::Timestamp;
use journey::legal_content::{NEEDS_ASSESSMENT, STRENGTHS_REVIEW, SUPPORT_PLAN};

use crate::email::{self, EmailHandover};
use crate::outage::Outage;
use crate::phone;

/// The forms of which the person gets a copy: the law asks for one of the
/// assessment and of the plan (Care Act 2014, sections 12(3) and 25(9)), and a
/// review says what became of the plan.
const COPIED: [&str; 3] = [NEEDS_ASSESSMENT, SUPPORT_PLAN, STRENGTHS_REVIEW];

/// A case of one of a practitioner's teams, with the proof that what they do with
/// it is on the record.
#[derive(Debug)]
pub struct TeamCase<'a> {
    /// The proof.
    pub entry: Audited<PersonId>,
    /// The name of the person whom the case is about.
    pub name: String,
    staff: &'a StaffUser,
}

/// The outcome of inviting somebody.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum HolderInvited {
    /// The person is invited; and whether the e-mail is on its way.
    Yes(EmailHandover),
    /// Somebody was invited by this page before.
    Before,
    /// Nothing was done, because the address is invited already or sees the
    /// record.
    HoldsAlready,
    /// Nothing was done, because the record has [`MOST_HOLDERS`].
    TooMany,
}

/// The outcome of a change of an access.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AccessChanged {
    /// The change is made; an e-mail about it, if there is one, is on its way or
    /// not.
    Yes(EmailHandover),
    /// The access stands otherwise than the page showed, so nothing was done: it
    /// was changed by somebody else, or by the first press of the same button.
    Overtaken,
}

/// Returns the step that somebody takes now.
fn step_of(event: AccessEvent, by: AccountId, name: String, at: Timestamp) -> AccessStep {
    AccessStep {
        event,
        by: Attribution { by, name, at },
    }
}

/// Opens the case of a person for a practitioner of the team that works on it, and
/// puts on the record what they do with it. Returns none if there is no such case,
/// or another team works on it.
///
/// # Errors
/// When the store does not answer.
pub async fn team_case<'a>(
    store: &(impl CaseTeamReader + AuditLog),
    staff: &'a StaffUser,
    person: &PersonId,
    what: &str,
    now: Timestamp,
) -> Result<Option<TeamCase<'a>>, StoreFault> {
    let Some(team) = store.team_of(person).await? else {
        return Ok(None);
    };
    if !store.is_in_team(&team.id, &staff.id).await? {
        return Ok(None);
    }
    let (who, actor) = (person.clone(), Actor::from(staff));
    let entry = store.audit(who, actor, what.to_owned(), now).await?;
    let name = team.person_name.unwrap_or_default();
    Ok(Some(TeamCase { entry, name, staff }))
}

/// Invites somebody to the record of a person. The e-mail says neither whose
/// record it is nor why.
///
/// # Errors
/// When the store does not answer.
pub async fn invite(
    store: &(impl HolderInviter + DeliveryLog),
    mailer: &impl Mailer,
    case: &TeamCase<'_>,
    (id, terms): (HolderAccessId, HolderTerms),
    detail_hash: &str,
    now: Timestamp,
) -> Result<HolderInvited, StoreFault> {
    let others = store.holders_of(&case.entry).await?;
    if others.iter().any(|other| other.id == id) {
        return Ok(HolderInvited::Before);
    }
    let is_over = |other: &&HolderAccess| {
        let standing = other.standing(now);
        matches!(standing, AccessStanding::Withdrawn | AccessStanding::Ended)
    };
    let (mut holders, mut is_among) = (0, false);
    for other in others.iter().filter(|other| !is_over(other)) {
        holders += 1;
        is_among |= other.terms.email == terms.email;
    }
    if is_among {
        return Ok(HolderInvited::HoldsAlready);
    }
    if holders >= MOST_HOLDERS {
        return Ok(HolderInvited::TooMany);
    }
    let (event, by) = (AccessEvent::Invited, case.staff.id.clone());
    let invitation = HolderAccess {
        id,
        person: case.entry.subject().clone(),
        terms,
        account: None,
        detail_tries: 0,
        invited_until: INVITATION_LIVES.after(now),
        history: vec![step_of(event, by, case.staff.name(), now)],
    };
    let kept = store.invite_holder(&case.entry, &invitation, detail_hash);
    if !kept.await? {
        return Ok(HolderInvited::Before);
    }
    let sent = tell(store, mailer, &invitation, invitation.invited_until, now);
    Ok(HolderInvited::Yes(sent.await))
}

/// Tells somebody by e-mail that they are invited.
async fn tell(
    store: &impl DeliveryLog,
    mailer: &impl Mailer,
    invitation: &HolderAccess,
    until: Timestamp,
    now: Timestamp,
) -> EmailHandover {
    // The last whole day, because the invitation ends within the day after it.
    let until = date_in_london(until).yesterday();
    let until = until.unwrap_or_else(|_| date_in_london(now));
    let mail = Email::RecordInvitation { until };
    email::send_about_done(store, mailer, &invitation.terms.email, &mail, now).await
}

/// Changes an access as a practitioner asks for: withdraws the invitation or
/// sends it again, suspends, gives back, ends. `seen` is the number of steps that
/// the page showed.
///
/// # Errors
/// When the store does not answer.
pub async fn change(
    store: &(impl HolderInviter + DeliveryLog),
    mailer: &impl Mailer,
    case: &TeamCase<'_>,
    (before, event, seen): (&HolderAccess, AccessEvent, usize),
    now: Timestamp,
) -> Result<AccessChanged, StoreFault> {
    if before.history.len() != seen || !before.allows(event, now) {
        return Ok(AccessChanged::Overtaken);
    }
    let step = step_of(event, case.staff.id.clone(), case.staff.name(), now);
    if event != AccessEvent::Invited {
        let is_made = store.add_step(&case.entry, before, &step).await?;
        return Ok(match is_made {
            true => AccessChanged::Yes(EmailHandover::Taken),
            false => AccessChanged::Overtaken,
        });
    }
    let until = INVITATION_LIVES.after(now);
    let is_made = store.renew_invitation(&case.entry, before, &step, until);
    Ok(match is_made.await? {
        true => AccessChanged::Yes(tell(store, mailer, before, until, now).await),
        false => AccessChanged::Overtaken,
    })
}

/// Tries the agreed detail of an invitation. If it is right, a code goes to the
/// telephone of the invitation. A code that could not be sent is taken back, and
/// the page of the code says so.
///
/// # Errors
/// When the store does not answer.
pub async fn try_detail(
    store: &(impl HolderInvitationStore + DeliveryLog),
    phones: &impl PhoneCodeSender,
    (invitation, account): (&HolderAccess, &AccountId),
    (detail_hash, code, code_hash): (&str, &str, &str),
    now: Timestamp,
) -> Result<DetailTried, StoreFault> {
    let tried = store.try_detail(invitation, detail_hash, account, (code_hash, now));
    let tried = tried.await?;
    if tried == DetailTried::Right {
        let code = (code, code_hash);
        send(store, phones, (invitation, account), code, now).await?;
    }
    Ok(tried)
}

/// Sends another code to the telephone of an invitation whose detail is proven.
/// `shown` is when the code was sent that the page knew. A code that could not be
/// sent is taken back, as in [`try_detail`].
///
/// # Errors
/// When the store does not answer.
pub async fn send_code_again(
    store: &(impl HolderInvitationStore + DeliveryLog),
    phones: &impl PhoneCodeSender,
    (invitation, account): (&HolderAccess, &AccountId),
    (code, code_hash): (&str, &str),
    (shown, now): (Option<Timestamp>, Timestamp),
) -> Result<InvitationCodeSet, StoreFault> {
    let set = store.set_holder_code(invitation, account, code_hash, shown, now);
    let set = set.await?;
    if set == InvitationCodeSet::Yes {
        let code = (code, code_hash);
        send(store, phones, (invitation, account), code, now).await?;
    }
    Ok(set)
}

/// Sends a code: in a text message to a mobile, spoken to a landline. A code that
/// the telephone service did not take is taken back, so that it does not count.
async fn send(
    store: &(impl HolderInvitationStore + DeliveryLog),
    phones: &impl PhoneCodeSender,
    (invitation, account): (&HolderAccess, &AccountId),
    (code, code_hash): (&str, &str),
    now: Timestamp,
) -> Result<(), StoreFault> {
    let to = &invitation.terms.phone;
    let sent = phone::send_code(store, phones, (to, to.reached_by()), code, now);
    let Err(outage) = sent.await else {
        return Ok(());
    };
    outage.note();
    match outage {
        // The code is on its way, and nothing but its record is missing.
        Outage::Store(_) => Ok(()),
        Outage::Files(_) | Outage::Mail(_) | Outage::Identity(_) => {
            let back = store.take_holder_code_back(invitation, account, code_hash);
            back.await
        }
    }
}

/// Accepts an invitation for an account that has proven everything. Returns false
/// if it is not an invitation any more.
///
/// # Errors
/// When the store does not answer.
pub async fn accept(
    store: &(impl HolderInvitationStore + AuditLog),
    invitation: &HolderAccess,
    account: &AccountId,
    now: Timestamp,
) -> Result<bool, StoreFault> {
    if !invitation.allows(AccessEvent::Opened, now) {
        return Ok(false);
    }
    let actor = Actor::Holder(account.clone());
    let person = invitation.person.clone();
    let what = "opened the online account".to_owned();
    let _entry = store.audit(person, actor, what, now).await?;
    let name = invitation.terms.name();
    let step = step_of(AccessEvent::Opened, account.clone(), name, now);
    store.accept_invitation(invitation, account, &step).await
}

/// An access by which an account sees a record now, on the record of the person.
#[derive(Debug)]
pub struct OpenAccess {
    /// The proof that the reading is on the record.
    pub entry: Audited<PersonId>,
    /// The access.
    pub access: HolderAccess,
}

/// The reason why an account is not let in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum NotLetIn {
    /// The account may not see the record any more. Holds its access.
    Stopped(Box<HolderAccess>),
    /// The account was never given the record, or there is none.
    Unknown,
}

/// Lets an account in to the record of a person, if it may see it now. The reading
/// is on the record of the person, and so is a refusal.
///
/// # Errors
/// When the store does not answer.
pub async fn let_in(
    store: &(impl HolderAccessReader + CaseTeamReader + AuditLog),
    account: &AccountId,
    person: &PersonId,
    what: &str,
    now: Timestamp,
) -> Result<Result<OpenAccess, NotLetIn>, StoreFault> {
    let actor = Actor::Holder(account.clone());
    let why = match store.access_of(account, person).await? {
        Some(access) if access.standing(now) == AccessStanding::Open => {
            let entry = store.audit(person.clone(), actor, what.to_owned(), now);
            let entry = entry.await?;
            return Ok(Ok(OpenAccess { entry, access }));
        }
        Some(access) => NotLetIn::Stopped(Box::new(access)),
        None => NotLetIn::Unknown,
    };
    // Of a person who is not there nothing can be on the record.
    if store.team_of(person).await?.is_some() {
        let refused = format!("was refused: {what}");
        let _entry = store.audit(person.clone(), actor, refused, now).await?;
    }
    Ok(Err(why))
}

/// Lists the records that an account may see now, oldest first.
///
/// # Errors
/// When the store does not answer.
pub async fn records_of(
    store: &impl HolderAccessReader,
    account: &AccountId,
    now: Timestamp,
) -> Result<Vec<HolderAccess>, StoreFault> {
    let held = store.held_records(account).await?;
    let mut accesses = store.accesses_held(&held).await?;
    accesses.retain(|access| {
        let is_theirs = access.account.as_ref() == Some(account);
        is_theirs && access.standing(now) == AccessStanding::Open
    });
    accesses.sort_by_key(|access| {
        let of = |held: &&HeldRecord| held.access == access.id;
        held.iter().find(of).map(|held| held.since)
    });
    Ok(accesses)
}

/// Lists the forms of a case of which its person gets a copy: of each kind the
/// last version that was signed off.
#[must_use]
pub fn copies(case: &CaseOverview) -> Vec<&CaseFormStanding> {
    let last = |form: &&str| {
        let signed_off = case.forms.iter().filter(|version| {
            let is_of_kind = version.form == **form;
            is_of_kind && version.signed_off.is_some()
        });
        signed_off.max_by_key(|version| version.version)
    };
    COPIED.iter().filter_map(last).collect()
}

/// Reads the copy of a form for a holder, if it is one of [`copies`] and forms are
/// not kept back from them. The reading is on the record of the person.
///
/// # Errors
/// When the store does not answer.
pub async fn read_copy(
    store: &(impl CaseFormReader + AuditLog),
    (open, case): (&OpenAccess, &CaseOverview),
    (form, version): (&str, u32),
    (account, now): (&AccountId, Timestamp),
) -> Result<Option<CaseForm>, StoreFault> {
    let is_copied = |copy: &&CaseFormStanding| copy.form == form && copy.version == version;
    let is_shown = open.access.terms.shows(RecordPart::Forms);
    if !is_shown || !copies(case).iter().any(is_copied) {
        return Ok(None);
    }
    let key = CaseKey {
        person: case.person.id.clone(),
        form: form.to_owned(),
    };
    let what = format!("read the copy of {form}, version {version}");
    let actor = Actor::Holder(account.clone());
    let entry = store.audit(key, actor, what, now).await?;
    store.case_form(&entry, version).await
}

/// Whether a holder may see who else may see the record, and stop them: the
/// person whose record it is, with a level that lets them do things.
#[must_use]
pub fn runs_the_record(access: &HolderAccess) -> bool {
    let terms = &access.terms;
    terms.basis == AccessBasis::Own && terms.level == AccessLevel::Everything
}

/// Lists the accesses to a record that are open and that a holder may stop: one's
/// own, and for the person whose record it is those of everybody else.
///
/// # Errors
/// When the store does not answer.
pub async fn stoppable(
    store: &impl HolderAccessKeeper,
    open: &OpenAccess,
    now: Timestamp,
) -> Result<Vec<HolderAccess>, StoreFault> {
    if !runs_the_record(&open.access) {
        return Ok(vec![open.access.clone()]);
    }
    let mut holders = store.holders_of(&open.entry).await?;
    holders.retain(|holder| {
        let standing = holder.standing(now);
        matches!(standing, AccessStanding::Open | AccessStanding::Suspended)
    });
    Ok(holders)
}

/// Finds an access that a holder may stop, whether or not it has ended.
///
/// # Errors
/// When the store does not answer.
pub async fn to_stop(
    store: &impl HolderAccessKeeper,
    open: &OpenAccess,
    id: &HolderAccessId,
) -> Result<Option<HolderAccess>, StoreFault> {
    match open.access.id == *id {
        true => Ok(Some(open.access.clone())),
        false if runs_the_record(&open.access) => store.holder(&open.entry, id).await,
        false => Ok(None),
    }
}

/// Stops an access that [`to_stop`] found: one's own, or that of somebody who
/// holds the account on one's behalf. An access that has ended counts as stopped.
///
/// # Errors
/// When the store does not answer.
pub async fn stop(
    store: &impl HolderAccessKeeper,
    open: &OpenAccess,
    access: &HolderAccess,
    (account, now): (&AccountId, Timestamp),
) -> Result<(), StoreFault> {
    let own = &open.access;
    let event = match own.id == access.id {
        true => AccessEvent::StoppedByHolder,
        false => AccessEvent::StoppedByPerson,
    };
    let step = step_of(event, account.clone(), own.terms.name(), now);
    let is_done = |access: &HolderAccess| !access.allows(event, now);
    if is_done(access) || store.add_step(&open.entry, access, &step).await? {
        return Ok(());
    }
    // Staff have suspended it or given it back meanwhile.
    let found = store.holder(&open.entry, &access.id).await?;
    if let Some(access) = found.filter(|access| !is_done(access)) {
        store.add_step(&open.entry, &access, &step).await?;
    }
    Ok(())
}
