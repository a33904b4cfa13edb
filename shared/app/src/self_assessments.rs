//! The use cases of needs self-assessments: sending one into the work list of a
//! team, and reading one that is in a case.

use domain::access::account::{Account, AccountReader};
use domain::access::audit::{Actor, AuditLog, Subject};
use domain::access::staff_user::StaffUser;
use domain::application::self_assessment::{
    CaseForSelfAssessment, SelfAssessmentReader, SelfAssessmentStore,
};
use domain::application::{
    Applicant, Application, ApplicationKind, CompletedForm, ConfirmationQueue, ReportSnapshot,
    Submitted, contact_by,
};
use domain::correspondence::email::{DeliveryLog, Mailer};
use domain::council::Council;
use domain::eligibility::Who;
use domain::fault::StoreFault;
use domain::forms::caseload::{CaseDue, CasePerson, CaseStep};
use domain::forms::saved_form::{SavedForm, SavedFormStore};
use domain::forms::staff_case::TeamId;
use domain::values::account_id::AccountId;
use domain::values::london::date_in_london;
use domain::values::person_id::PersonId;
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use jiff::Timestamp;
use jiff::civil::Date;
use journey::forms::needs_self_assessment;
use journey::journey::Journey;
use journey::needs_self_assessment::{SelfAssessed, indication, self_assessed};

use crate::applications::confirm_all;
use crate::attachments::filled;

/// A saved self-assessment in which every question is answered, and which was not
/// sent: everything that the council would be sent of it now.
#[derive(Debug)]
pub struct FinishedSelfAssessment {
    /// The id of the saved form.
    pub saved: SavedId,
    /// The person whom it is about.
    pub about: SelfAssessed,
    /// What the answers indicate, as its owner is told.
    pub told: ReportSnapshot,
    form: CompletedForm,
}

/// The state of a saved self-assessment.
#[derive(Debug)]
pub enum SelfAssessmentState {
    /// Every question is answered, so that it can be sent.
    Finished(Box<FinishedSelfAssessment>),
    /// A question has no answer.
    Unfinished {
        /// The path of the page that is answered next.
        next: String,
    },
    /// The self-assessment was sent, in the application with this reference.
    Sent(Reference),
    /// The account has no such self-assessment.
    NotFound,
}

/// The declaration of somebody who sends a self-assessment: what they were shown,
/// and whether they confirmed that.
#[derive(Clone, Copy, Debug)]
pub struct SelfAssessmentDeclaration<'a> {
    /// The account of the sender.
    pub account: &'a AccountId,
    /// The self-assessment that is sent.
    pub finished: &'a FinishedSelfAssessment,
    /// The seal of what they were shown.
    pub seal: &'a str,
    /// Whether they confirmed that what they were shown is true.
    pub confirmed: bool,
}

/// The outcome of sending a self-assessment.
#[derive(Debug)]
pub enum SelfAssessmentSent {
    /// The team has it, under this reference, from now or from before.
    Sent(Reference),
    /// The self-assessment is no longer what the sender was shown.
    Changed,
    /// The sender has not confirmed what they were shown.
    NotConfirmed,
    /// The saved form was deleted.
    FormDeleted,
    /// The account was deleted while its session was open.
    AccountDeleted,
}

impl FinishedSelfAssessment {
    fn of(saved: &SavedForm, council: &Council, today: Date) -> Option<Self> {
        let journey = Journey::new(needs_self_assessment(), &saved.answers);
        let document = indication(&journey, council, today)?;
        let form = filled(&journey);
        Some(Self {
            saved: saved.id.clone(),
            about: self_assessed(&journey)?,
            told: exchange::told::told(form.form.clone(), None, document),
            form,
        })
    }

    /// Returns the seal, which changes with every answer and with everything that
    /// the person was told.
    #[must_use]
    pub fn seal(&self) -> String {
        let CompletedForm {
            form,
            version,
            answers,
        } = &self.form;
        exchange::canonical::fingerprint(&(form, version, answers, &self.told.fingerprint))
    }

    /// Returns the id of the case that it goes into. What somebody says of
    /// themselves goes into one case, as an adult and as a carer; what they say of
    /// another opens a case of its own, because only a person can tell whether two
    /// people with one name are the same.
    fn case(&self, account: &AccountId) -> Result<PersonId, StoreFault> {
        let id = match self.about.somebody_else {
            Some(_) => &self.saved.0,
            None => &account.0,
        };
        PersonId::parse(id).map_err(|source| StoreFault {
            operation: "find the case of a self-assessment",
            source: source.into(),
        })
    }

    fn person(&self, id: PersonId, sender: &Account, now: Timestamp) -> CasePerson {
        let own = || (sender.first_name.clone(), sender.last_name.clone());
        let name = self.about.somebody_else.clone().unwrap_or_else(own);
        // Somebody with one name may have entered it as either.
        let (first_name, last_name) = match name {
            (first, last) if first.is_empty() => (last, first),
            name => name,
        };
        CasePerson {
            id,
            first_name,
            last_name,
            born: self.about.born,
            case_number: None,
            opened_at: now,
        }
    }
}

/// Returns the team that gets the self-assessments of an audience; none if the
/// council offers the audience none.
#[must_use]
pub fn team(council: &Council, who: Who) -> Option<TeamId> {
    let teams = &council.needs_self_assessments;
    let id = match who {
        Who::Adult => teams.adults.as_ref(),
        Who::Carer => teams.carers.as_ref(),
    };
    id.map(|id| TeamId(id.clone()))
}

/// Reads a saved self-assessment of an account.
///
/// # Errors
/// When the store does not answer.
pub async fn read(
    store: &impl SavedFormStore,
    account: &AccountId,
    id: &SavedId,
    council: &Council,
    now: Timestamp,
) -> Result<SelfAssessmentState, StoreFault> {
    let form = needs_self_assessment();
    let saved = store.read_saved_form(account, id, now).await?;
    let Some(saved) = saved.filter(|saved| saved.form == form.id) else {
        return Ok(SelfAssessmentState::NotFound);
    };
    if let Some(reference) = saved.submitted_in {
        return Ok(SelfAssessmentState::Sent(reference));
    }
    Ok(
        match FinishedSelfAssessment::of(&saved, council, date_in_london(now)) {
            Some(finished) => SelfAssessmentState::Finished(Box::new(finished)),
            None => SelfAssessmentState::Unfinished {
                next: Journey::new(form, &saved.answers)
                    .resume()
                    .path()
                    .to_owned(),
            },
        },
    )
}

/// Sends a self-assessment into the work list of a team, once, if it is what the
/// sender was shown and has confirmed, and confirms that by e-mail.
///
/// # Errors
/// When the store does not answer.
pub async fn send(
    store: &(impl SelfAssessmentStore + ConfirmationQueue + DeliveryLog + AccountReader),
    mailer: &impl Mailer,
    declaration: SelfAssessmentDeclaration<'_>,
    (reference, team): (&Reference, &TeamId),
    now: Timestamp,
) -> Result<SelfAssessmentSent, StoreFault> {
    let SelfAssessmentDeclaration {
        account, finished, ..
    } = declaration;
    if declaration.seal != finished.seal() {
        return Ok(SelfAssessmentSent::Changed);
    }
    if !declaration.confirmed {
        return Ok(SelfAssessmentSent::NotConfirmed);
    }
    let Some(sender) = store.read_account(account).await? else {
        return Ok(SelfAssessmentSent::AccountDeleted);
    };
    let by = contact_by(date_in_london(now));
    let case = CaseForSelfAssessment {
        person: finished.person(finished.case(account)?, &sender, now),
        team: team.clone(),
        due: CaseDue {
            on: by,
            step: CaseStep::Contact,
        },
    };
    let application = Application {
        reference: reference.clone(),
        kind: ApplicationKind::NeedsSelfAssessment,
        account: account.clone(),
        saved: finished.saved.clone(),
        submitted_at: now,
        contact_by: by,
        applicant: Applicant {
            first_name: sender.first_name,
            last_name: sender.last_name,
            email: sender.email,
            copy_to: None,
        },
        forms: vec![finished.form.clone()],
        told: vec![finished.told.clone()],
        evidence: Vec::new(),
    };
    let submitted = store.submit_self_assessment(&application, &case).await?;
    Ok(match submitted {
        Submitted::Now => {
            confirm_all(store, mailer, &application, now).await;
            SelfAssessmentSent::Sent(application.reference)
        }
        Submitted::Before(before) => SelfAssessmentSent::Sent(before),
        Submitted::Gone => SelfAssessmentSent::FormDeleted,
        Submitted::FilesChanged => SelfAssessmentSent::Changed,
    })
}

/// Reads a self-assessment that is in a case of one of somebody's teams. The
/// reading is on the record of the case, and on that of the account from which it
/// was sent, whose owner can see it. Returns none if there is no such case, if
/// another team works on it, or if the portal no longer keeps the
/// self-assessment.
///
/// # Errors
/// When the store does not answer.
pub async fn read_in_case(
    store: &(impl SelfAssessmentReader + AuditLog),
    staff: &StaffUser,
    (person, reference): (&PersonId, &Reference),
    now: Timestamp,
) -> Result<Option<Application>, StoreFault> {
    let Some(team) = store.team_of(person).await? else {
        return Ok(None);
    };
    if !store.is_in_team(&team.id, &staff.id).await? {
        return Ok(None);
    }
    let what = format!("read self-assessment {}", reference.plain());
    let actor = Actor::from(staff);
    let entry = store
        .audit(person.clone(), actor, what.clone(), now)
        .await?;
    let Some(application) = store.self_assessment_in_case(&entry, reference).await? else {
        return Ok(None);
    };
    let sender = application.account.clone();
    let _entry = store
        .audit(Subject::Account(sender), Actor::from(staff), what, now)
        .await?;
    Ok(Some(application))
}
