//! What was kept is said to be kept: a later step that fails, such as the e-mail
//! about it, does not tell the author that the service is unavailable. The same
//! button pressed again keeps nothing twice.

use domain::access::sign_in::SensitiveAction;
use domain::access::staff_user::Role;
use domain::application::ApplicationReader as _;
use domain::correspondence::complaint::ComplaintStore as _;
use domain::forms::saved_form::SavedFormStore as _;
use domain::records::staff_queues::StaffUserAdmin as _;
use testkit::{CrashPoint, Reply, Visitor};

use crate::people::{Person, PopulatedApp, borrowed, sends};

const COMPLAINT: &str = "/saved-forms/your-data/complaint";

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
}

impl Step {
    const ALL: [Self; 13] = [
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
    ];

    const KEPT_BY_THE_TABLE: [Self; 4] =
        [Self::Complain, Self::Apply, Self::DeleteForm, Self::Invite];

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
            Step::NewPassword => app.visitor(),
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
            _ => 0,
        }
    }
}

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
