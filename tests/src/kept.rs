//! What was kept is said to be kept: a later step that fails, such as the e-mail
//! about it, does not tell the author that the service is unavailable. The same
//! button pressed again keeps nothing twice.

use std::collections::BTreeSet;

use axum::http::Method;
use domain::access::sign_in::SensitiveAction;
use domain::access::staff_user::Role;
use domain::application::information_request::InformationRequestReader as _;
use domain::application::{ApplicationKind, ApplicationReader as _};
use domain::correspondence::complaint::ComplaintStore as _;
use domain::correspondence::team_inbox::{InboxDesk as _, InboxList, TeamInbox};
use domain::forms::saved_form::SavedFormStore as _;
use domain::records::holder_access::{AccessEvent, HeldRecordReader as _, HolderAccessReader as _};
use domain::records::staff_queues::StaffUserAdmin as _;
use domain::values::person_id::PersonId;
use testkit::{CrashPoint, Reply, Visitor};

use crate::people::{Person, PopulatedApp, borrowed, sends};
use crate::routes;

const COMPLAINT: &str = "/saved-forms/your-data/complaint";

/// A new route that takes a form is red here until it is pressed below or is said
/// why it need not be.
#[test]
fn every_route_that_takes_a_form_is_pressed_here_or_says_why_it_is_not() {
    let all = routes::all().into_iter();
    let posts = all.filter(|route| route.method == Method::POST);
    let posts: BTreeSet<_> = posts.map(|route| route.template).collect();
    let pressed: BTreeSet<_> = Step::ALL.iter().map(|step| step.route()).collect();
    let excepted = NOT_PRESSED.iter().flat_map(|(_, routes)| *routes).copied();
    let excepted: BTreeSet<_> = excepted.collect();
    assert!(pressed.is_disjoint(&excepted));
    let said: BTreeSet<_> = pressed.union(&excepted).copied().collect();
    assert_eq!(posts, said);
}

#[tokio::test]
async fn every_post_that_keeps_something_says_so_also_while_no_email_can_be_sent() {
    let mut wrong = Vec::new();
    for step in Step::ALL {
        let sent = PreparedStep::new(step).await;
        let as_ever = sent.press().await;
        assert_eq!(as_ever.status, 303, "{step:?}: {}", as_ever.words());
        let down = PreparedStep::new(step).await;
        down.app.mailer().fail(true);
        for turn in ["once", "twice"] {
            let reply = down.press().await;
            let twice_goes_elsewhere = turn == "twice" && step.ends_with_the_first();
            if page_of(&reply) != page_of(&as_ever) && !twice_goes_elsewhere {
                wrong.push(format!("{step:?} {turn}: {}", reply.words()));
            }
            assert!(reply.status < 500, "{step:?} {turn}: {}", reply.words());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_page_says_that_an_email_about_what_is_done_could_not_be_sent() {
    for (step, done, unsent) in [
        (
            Step::Complain,
            "We have received your complaint",
            "We could not send you an email about it",
        ),
        (
            Step::Invite,
            "Invited",
            "we could not send them the email about it",
        ),
        (
            Step::InviteAgain,
            "Invited",
            "we could not send them the email about it",
        ),
        (
            Step::RemovePhone,
            "None",
            "we could not send them the email about it",
        ),
    ] {
        let prepared = PreparedStep::new(step).await;
        for fails in [true, false] {
            prepared.app.mailer().fail(fails);
            let reply = prepared.press().await;
            let words = prepared.visitor.clone().follow(reply).await.words();
            assert!(words.contains(done), "{step:?}: {words}");
            assert_eq!(words.contains(unsent), fails, "{step:?}: {words}");
        }
    }
}

/// The table stops answering after each number of requests in turn. Once the
/// request that keeps the thing is answered, so is its author.
#[tokio::test]
async fn what_the_table_has_kept_is_said_to_be_kept_whatever_fails_afterwards() {
    for step in Step::KEPT_BY_THE_TABLE {
        let (mut failed, mut done) = (0, false);
        for requests in 0..40 {
            let prepared = PreparedStep::new(step).await;
            let routes = prepared.app.crashing(CrashPoint::AfterReply(requests));
            let reply = prepared
                .post(prepared.visitor.clone().moved_to(routes))
                .await;
            let kept = prepared.kept().await;
            let says_so = reply.status == 303;
            assert_eq!(kept == 1, says_so, "{step:?} {requests}: {}", reply.words());
            failed += usize::from(!says_so);
            // Pressing the button again completes the work.
            prepared.press().await;
            assert_eq!(prepared.kept().await, 1, "{step:?} {requests}");
            done = says_so;
            if done {
                break;
            }
        }
        assert!(done && failed >= 2, "{step:?}: {failed}");
    }
}

#[tokio::test]
async fn somebody_whose_file_has_reached_us_is_told_so_although_the_table_does_not_answer() {
    let mut told = 0;
    for requests in 0..20 {
        let app = PopulatedApp::new().await;
        let person = app.add_person().await;
        let visitor = app.signed_in(&person, None, 0).await;
        let routes = app.crashing(CrashPoint::AfterReply(requests));
        let sent = format!("/apply/evidence/files/{}/sent", person.id("file to come"));
        let reply = visitor.moved_to(routes).get(&sent).await;
        if reply.status == 303 {
            assert!(told >= 1, "{requests}");
            return;
        }
        told += usize::from(reply.heading() == "Your file was sent");
    }
    panic!("it is never shown");
}

/// A post that keeps or changes something and then does something else.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Step {
    Complain,
    Feedback,
    Opinion,
    Apply,
    DeleteForm,
    DeleteAccount,
    SignOutEverywhere,
    NewPassword,
    Invite,
    InviteAgain,
    RemovePhone,
    Close,
    StaffSignOutEverywhere,
    Concern,
    CallBack,
    SelfAssess,
    AskQuestions,
    SendAnswers,
    AcceptInvitation,
    StopHolder,
}

impl Step {
    const ALL: [Self; 20] = [
        Self::Complain,
        Self::Feedback,
        Self::Opinion,
        Self::Apply,
        Self::DeleteForm,
        Self::DeleteAccount,
        Self::SignOutEverywhere,
        Self::NewPassword,
        Self::Invite,
        Self::InviteAgain,
        Self::RemovePhone,
        Self::Close,
        Self::StaffSignOutEverywhere,
        Self::Concern,
        Self::CallBack,
        Self::SelfAssess,
        Self::AskQuestions,
        Self::SendAnswers,
        Self::AcceptInvitation,
        Self::StopHolder,
    ];

    const KEPT_BY_THE_TABLE: [Self; 11] = [
        Self::Complain,
        Self::Apply,
        Self::DeleteForm,
        Self::Invite,
        Self::Concern,
        Self::CallBack,
        Self::SelfAssess,
        Self::AskQuestions,
        Self::SendAnswers,
        Self::AcceptInvitation,
        Self::StopHolder,
    ];

    /// Returns the route of the button.
    const fn route(self) -> &'static str {
        match self {
            Self::Complain => COMPLAINT,
            Self::Feedback => "/help/feedback",
            Self::Opinion => "/help/questions/{question}/helpful",
            Self::Apply => "/apply/submit",
            Self::DeleteForm => "/saved-forms/{id}/delete",
            Self::DeleteAccount => "/saved-forms/your-data/delete",
            Self::SignOutEverywhere => "/account/sign-out-everywhere",
            Self::NewPassword => "/sign-in/new-password/choose",
            Self::Invite => "/finance/people/invite",
            Self::InviteAgain => "/finance/people/{id}/invite-again",
            Self::RemovePhone => "/finance/people/{id}/remove-phone",
            Self::Close => "/finance/people/{id}/close",
            Self::StaffSignOutEverywhere => "/professionals/account/sign-out-everywhere",
            Self::Concern => "/report-concern/submit",
            Self::CallBack => "/call-back",
            Self::SelfAssess => "/assess-needs/submit",
            Self::AskQuestions => "/practice/applications/{reference}/ask",
            Self::SendAnswers => "/questions/{reference}/{id}/send",
            Self::AcceptInvitation => "/account-access/{invitation}/code",
            Self::StopHolder => "/care-record/{person}/holders/{access}/stop",
        }
    }

    /// Whether there is nothing left to press after the first time.
    const fn ends_with_the_first(self) -> bool {
        matches!(
            self,
            Self::DeleteForm
                | Self::DeleteAccount
                | Self::SignOutEverywhere
                | Self::NewPassword
                | Self::StaffSignOutEverywhere
        )
    }

    const fn is_of_staff(self) -> bool {
        matches!(
            self,
            Self::Invite
                | Self::InviteAgain
                | Self::RemovePhone
                | Self::Close
                | Self::StaffSignOutEverywhere
        )
    }
}

/// Somebody who is about to press a button.
struct PreparedStep {
    app: PopulatedApp,
    step: Step,
    person: Person,
    visitor: Visitor,
    to: String,
    fields: Vec<(&'static str, String)>,
}

impl PreparedStep {
    async fn new(step: Step) -> Self {
        let app = PopulatedApp::new().await;
        let person = app.add_person().await;
        let colleague = app.add_staff_user(Role::Provider).await;
        let mut visitor = match step {
            step if step.is_of_staff() => app.new_staff_browser(Role::Finance).await,
            Step::NewPassword | Step::CallBack => app.visitor(),
            Step::Concern => app.visitor_with_answers_of(&person).await,
            Step::AskQuestions => {
                let priya = app.add_practitioner_of(&person).await;
                app.staff_browser(&priya).await
            }
            _ => app.signed_in(&person, None, 0).await,
        };
        let own = |what: &str| format!("/saved-forms/{}/{what}", person.id("request"));
        let of_colleague = |what: &str| format!("/finance/people/{}/{what}", colleague.id.0);
        let id = "0123456789abcdef0123456789abcdef";
        let (to, fields) = match step {
            Step::Complain => {
                let fields = vec![("id", id), ("what-happened", "It took too long")];
                (COMPLAINT.to_owned(), owned(&fields))
            }
            Step::Feedback => {
                let fields = vec![("id", id), ("ease", "easy"), ("comment", "")];
                ("/help/feedback".to_owned(), owned(&fields))
            }
            Step::Opinion => {
                let to = "/help/questions/account/helpful".to_owned();
                (to, owned(&[("id", id), ("helpful", "yes")]))
            }
            Step::Apply => {
                let declaration = visitor.get("/apply/declaration").await;
                ("/apply/submit".to_owned(), sends(&declaration))
            }
            Step::DeleteForm => (own("delete"), Vec::new()),
            Step::DeleteAccount => {
                let deletes = SensitiveAction::DeleteAccount;
                app.reauthenticate(&mut visitor, deletes).await;
                ("/saved-forms/your-data/delete".to_owned(), Vec::new())
            }
            Step::SignOutEverywhere => ("/account/sign-out-everywhere".to_owned(), Vec::new()),
            Step::NewPassword => {
                let email = person.address();
                let asked = [("email", email.as_str())];
                visitor.post("/sign-in/new-password", &asked).await;
                visitor.give_code(&app, &email).await;
                let new = [("password", "three quiet herons walk")];
                ("/sign-in/new-password/choose".to_owned(), owned(&new))
            }
            Step::Invite => {
                let fields = [
                    ("first-name", "Nia"),
                    ("last-name", "Rees"),
                    ("email", INVITED),
                    ("role", "provider"),
                ];
                ("/finance/people/invite".to_owned(), owned(&fields))
            }
            Step::InviteAgain => (of_colleague("invite-again"), Vec::new()),
            Step::RemovePhone => (of_colleague("remove-phone"), Vec::new()),
            Step::Close => (of_colleague("close"), Vec::new()),
            Step::StaffSignOutEverywhere => {
                let to = "/professionals/account/sign-out-everywhere";
                (to.to_owned(), Vec::new())
            }
            Step::Concern => ("/report-concern/submit".to_owned(), owned(&[("id", id)])),
            Step::CallBack => {
                let fields = [
                    ("id", id),
                    ("name", "Jo Bloggs"),
                    ("phone", "01632 960 001"),
                    ("time", "any"),
                    ("about", "help"),
                ];
                ("/call-back".to_owned(), owned(&fields))
            }
            Step::SelfAssess => {
                let form = journey::forms::needs_self_assessment();
                let answered = visitor.answer("/assess-needs", form, &[]).await;
                answered.unwrap();
                let declaration = visitor.get("/assess-needs/declaration").await;
                ("/assess-needs/submit".to_owned(), sends(&declaration))
            }
            Step::AskQuestions => {
                let to = format!("/practice/applications/{}/ask", person.id("application"));
                (to, owned(QUESTIONS))
            }
            Step::SendAnswers => {
                let (application, id) = (person.id("application"), person.id("questions"));
                let page = format!("/questions/{application}/{id}");
                let answer = [("do", "continue"), ("answer-1", "My sister.")];
                let kept = visitor.post(&page, &answer).await;
                assert_eq!(kept.status, 303, "{}", kept.words());
                (format!("{page}/send"), Vec::new())
            }
            Step::AcceptInvitation => app.invited_elsewhere(&person, &mut visitor).await,
            Step::StopHolder => {
                let (case, access) = (person.id("case"), person.id("access"));
                let to = format!("/care-record/{case}/holders/{access}/stop");
                (to, owned(&[("record", case)]))
            }
        };
        Self {
            app,
            step,
            person,
            visitor,
            to,
            fields,
        }
    }

    /// Presses the button.
    async fn press(&self) -> Reply {
        self.post(self.visitor.clone()).await
    }

    async fn post(&self, mut visitor: Visitor) -> Reply {
        visitor.post(&self.to, &borrowed(&self.fields)).await
    }

    /// Counts what the button was to keep, or to delete.
    async fn kept(&self) -> usize {
        let (table, now) = (self.app.table(), self.app.now());
        let account = self.person.account();
        match self.step {
            Step::Complain => {
                let complaints = table.complaints(&account, now).await.unwrap();
                let new = complaints.iter();
                new.filter(|one| one.what_happened == "It took too long")
                    .count()
            }
            Step::Apply => {
                let sent = table.applications(&account).await.unwrap();
                let request = self.person.saved("request");
                sent.iter().filter(|(one, _)| one.saved == request).count()
            }
            Step::DeleteForm => {
                let request = self.person.saved("request");
                let found = table.read_saved_form(&account, &request, now).await;
                usize::from(found.unwrap().is_none())
            }
            Step::Invite => {
                let staff = table.staff_users().await.unwrap();
                staff
                    .iter()
                    .filter(|one| one.email.as_str() == INVITED)
                    .count()
            }
            Step::Concern => self.messages(TeamInbox::Concerns).await,
            Step::CallBack => self.messages(TeamInbox::CallBacks).await,
            Step::SelfAssess => {
                let sent = table.applications(&account).await.unwrap();
                let kind = ApplicationKind::NeedsSelfAssessment;
                sent.iter().filter(|(one, _)| one.kind == kind).count()
            }
            Step::AskQuestions => {
                let asked = table.information_requests_to(&account, None, 9, now);
                let asked = asked.await.unwrap().items.into_iter();
                let words = QUESTIONS[3].1;
                asked.filter(|one| one.questions[0].words == words).count()
            }
            Step::SendAnswers => {
                let asked = table.information_requests_to(&account, None, 9, now);
                let asked = asked.await.unwrap().items.into_iter();
                asked.filter(|one| one.sent.is_some()).count()
            }
            Step::AcceptInvitation => {
                let held = table.held_records(&account).await.unwrap();
                let own = PersonId::parse(self.person.id("case")).unwrap();
                held.iter().filter(|held| held.person != own).count()
            }
            Step::StopHolder => {
                let own = PersonId::parse(self.person.id("case")).unwrap();
                let access = table.access_of(&account, &own).await.unwrap().unwrap();
                let steps = access.history.iter().map(|step| step.event);
                steps
                    .filter(|event| *event == AccessEvent::StoppedByHolder)
                    .count()
            }
            _ => 0,
        }
    }

    async fn messages(&self, inbox: TeamInbox) -> usize {
        let (table, now) = (self.app.table(), self.app.now());
        let open = table.inbox_page(inbox, InboxList::Open, None, 9, now);
        open.await.unwrap().items.len()
    }
}

impl PopulatedApp {
    /// Invites a person to the care record of somebody else, and has them prove
    /// what was agreed. Returns the button that gives the code, and its fields.
    async fn invited_elsewhere(
        &self,
        person: &Person,
        visitor: &mut Visitor,
    ) -> (String, Vec<(&'static str, String)>) {
        let other = self.add_person().await;
        let priya = self.add_practitioner_of(&other).await;
        let (case, email) = (other.id("case"), person.address());
        let mut fields = vec![("record", case), ("email", email.as_str())];
        fields.extend_from_slice(INVITATION);
        let invite = format!("/practice/people/{case}/account/invite");
        let invited = self
            .staff_browser(&priya)
            .await
            .post(&invite, &fields)
            .await;
        assert_eq!(invited.status, 303, "{}", invited.words());
        let page = format!("/account-access/{}", INVITATION[0].1);
        let detail = [("detail", "Mr Tibbs")];
        let proven = visitor.post(&page, &detail).await;
        assert_eq!(proven.status, 303, "{}", proven.words());
        let code = self.phones().last().unwrap();
        (format!("{page}/code"), vec![("code", code)])
    }
}

/// The fields that ask about an application.
const QUESTIONS: &[(&str, &str)] = &[
    ("id", "a1a1a1a1a1a1a1a1"),
    ("count", "1"),
    ("do", "send"),
    ("question-1", "Who helps you now?"),
    ("why-1", "To plan your support."),
    ("kind-1", "words"),
    ("by-day", "10"),
    ("by-month", "12"),
    ("by-year", "2026"),
];

/// The fields that invite somebody to a record, but for whose and to which address.
const INVITATION: &[(&str, &str)] = &[
    ("access", "a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1"),
    ("first-name", "Bea"),
    ("last-name", "Doe"),
    ("basis", "consent"),
    ("relation", "daughter"),
    ("decided-by", "Ana Doe"),
    ("decided-day", "20"),
    ("decided-month", "11"),
    ("decided-year", "2026"),
    ("level", "everything"),
    ("ends-day", "24"),
    ("ends-month", "12"),
    ("ends-year", "2026"),
    ("phone", "07700 900982"),
    ("detail", "Mr. Tibbs"),
];

/// The routes that take a form and are not pressed here: why, and which.
const NOT_PRESSED: &[(&str, &[&str])] = &[
    (
        "the e-mail or the code is what is asked for, so whoever asks is told that it was not sent",
        &[
            "/account-access/{invitation}",
            "/account-access/{invitation}/send",
            "/account/create",
            "/account/email",
            "/professionals/account/phone",
            "/professionals/new-password",
            "/professionals/sign-in",
            "/professionals/sign-in/code/resend",
            "/professionals/sign-in/phone",
            "/questions/open",
            "/questions/{reference}/{id}/code",
            "/saved-forms/recover",
            "/sign-in",
            "/sign-in/code/resend",
            "/sign-in/new-password",
        ],
    ),
    (
        "a sign-in or a proof, of which fault_injection.rs and pressed_twice.rs say what a fault leaves",
        &[
            "/professionals/account/app/prove",
            "/professionals/account/password/prove",
            "/professionals/new-password/choose",
            "/professionals/sign-in/app",
            "/professionals/sign-in/code",
            "/sign-in/code",
            "/sign-in/code/name",
        ],
    ),
    (
        "an e-mail about it follows, and the button is not pressed here yet",
        &[
            "/account/password",
            "/day-services/{supplier}/people/invite",
            "/finance/applications/{reference}/ask",
            "/finance/applications/{reference}/questions/{id}/end",
            "/finance/people/{id}/sign-out",
            "/finance/suppliers/{supplier}/invite",
            "/practice/applications/{reference}/questions/{id}/end",
            "/practice/people/{person}/account/invite",
            "/practice/people/{person}/account/{access}",
            "/professionals/account/app",
            "/professionals/account/app/remove",
            "/professionals/account/password",
        ],
    ),
    (
        "no e-mail and no code goes out",
        &[
            "/account/name",
            "/account/sessions",
            "/account/stay",
            "/api/v1/estimates",
            "/api/v1/screenings",
            "/apply/attach",
            "/apply/clear",
            "/apply/evidence/files/{id}/remove",
            "/apply/evidence/{document}/add",
            "/apply/{group}/{item}",
            "/apply/{group}/{item}/remove",
            "/apply/{page}",
            "/assess-needs/clear",
            "/assess-needs/{group}/{item}",
            "/assess-needs/{group}/{item}/remove",
            "/assess-needs/{page}",
            "/care-record/{person}/attendance/{supplier}/{week}/{order}/{line}/{session}",
            "/check-support/clear",
            "/check-support/{group}/{item}",
            "/check-support/{group}/{item}/remove",
            "/check-support/{page}",
            "/day-services/{supplier}/non-payment/{year}",
            "/day-services/{supplier}/people/{id}/remove",
            "/day-services/{supplier}/requests/{kind}",
            "/day-services/{supplier}/{week}",
            "/day-services/{supplier}/{week}/cells",
            "/day-services/{supplier}/{week}/rows",
            "/day-services/{supplier}/{week}/save",
            "/day-services/{supplier}/{week}/submit",
            "/day-services/{supplier}/{week}/upload",
            "/estimate-costs/clear",
            "/estimate-costs/what-if/{page}",
            "/estimate-costs/what-if/{page}/keep",
            "/estimate-costs/{group}/{item}",
            "/estimate-costs/{group}/{item}/remove",
            "/estimate-costs/{page}",
            "/finance/accesses",
            "/finance/applications",
            "/finance/assessments/{reference}/step",
            "/finance/complaints/{reference}/acknowledge",
            "/finance/imports/{snapshot}/release",
            "/finance/messages/write",
            "/finance/messages/{id}/end",
            "/finance/requests/{supplier}/{id}",
            "/finance/suppliers/{supplier}/contracts/{terms}",
            "/finance/suppliers/{supplier}/non-payment/{year}",
            "/finance/suppliers/{supplier}/people/{id}",
            "/finance/suppliers/{supplier}/people/{id}/take",
            "/finance/suppliers/{supplier}/registers/{week}/adjust/{order}/{line}",
            "/finance/suppliers/{supplier}/registers/{week}/adjustments/{id}/approve",
            "/finance/suppliers/{supplier}/registers/{week}/adjustments/{id}/turn-down",
            "/finance/suppliers/{supplier}/registers/{week}/unlock",
            "/finance/suppliers/{supplier}/registers/{week}/unregistered/{order}/{line}/settle",
            "/finance/undelivered/{reference}/settle",
            "/practice/applications",
            "/practice/call-backs/{reference}/done",
            "/practice/concerns/{reference}/done",
            "/practice/people/new",
            "/practice/people/{person}/assessment/clear",
            "/practice/people/{person}/assessment/new-version",
            "/practice/people/{person}/assessment/sign-off",
            "/practice/people/{person}/assessment/{group}/{item}",
            "/practice/people/{person}/assessment/{group}/{item}/remove",
            "/practice/people/{person}/assessment/{page}",
            "/practice/people/{person}/contact/clear",
            "/practice/people/{person}/contact/new-version",
            "/practice/people/{person}/contact/sign-off",
            "/practice/people/{person}/contact/{group}/{item}",
            "/practice/people/{person}/contact/{group}/{item}/remove",
            "/practice/people/{person}/contact/{page}",
            "/practice/people/{person}/next",
            "/practice/people/{person}/plan/clear",
            "/practice/people/{person}/plan/new-version",
            "/practice/people/{person}/plan/sign-off",
            "/practice/people/{person}/plan/{group}/{item}",
            "/practice/people/{person}/plan/{group}/{item}/remove",
            "/practice/people/{person}/plan/{page}",
            "/practice/people/{person}/review/clear",
            "/practice/people/{person}/review/new-version",
            "/practice/people/{person}/review/sign-off",
            "/practice/people/{person}/review/{group}/{item}",
            "/practice/people/{person}/review/{group}/{item}/remove",
            "/practice/people/{person}/review/{page}",
            "/professionals/account/sessions",
            "/professionals/sign-out",
            "/professionals/stay",
            "/questions/{reference}/{id}",
            "/report-concern/clear",
            "/report-concern/{group}/{item}",
            "/report-concern/{group}/{item}/remove",
            "/report-concern/{page}",
            "/saved-forms/start",
            "/saved-forms/{id}/name",
            "/saved-forms/{id}/resume",
            "/sign-out",
        ],
    ),
];

const INVITED: &str = "nia.rees@brookside.example";

fn owned(fields: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let fields = fields.iter();
    fields
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect()
}

/// Returns the page that a reply leads to, without the query and without what
/// is somebody's own: the reference of what was sent.
fn page_of(reply: &Reply) -> (u16, usize, String) {
    let to = reply.location().unwrap_or_default();
    let to = to.split('?').next().unwrap_or_default();
    let parts: Vec<&str> = to.split('/').collect();
    let first = parts.iter().take(3).copied().collect::<Vec<_>>().join("/");
    (reply.status, parts.len(), first)
}
