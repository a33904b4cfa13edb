//! A person's own attendance at day services in the care record, and questions
//! about one session: from the holder to finance's desk and the provider, and the
//! answer back.

use app::register_lock::submit;
use app::registers::make;
use attendance::absence::AbsenceReason;
use attendance::cell::{Cell, Mark, RecordedBy, RecordedVia};
use attendance::command::{CellCommand, CommandId};
use attendance::kept_register::RegisterKey;
use attendance::person_attendance::PersonAttendanceReader as _;
use attendance::provider_access::ProviderRole;
use attendance::symbol::Symbol;
use attendance::week::Week;
use domain::access::audit::{Actor, AuditLog as _, AuditReader as _, Subject};
use domain::access::staff_user::Role;
use domain::forms::attribution::Attribution;
use domain::forms::caseload::{CasePerson, CaseStanding, CaseloadStore as _};
use domain::forms::staff_case::TeamId;
use domain::records::holder_access::{
    AccessBasis, AccessEvent, AccessLevel, AccessStep, DetailTried, HolderAccess,
    HolderInvitationStore as _, HolderInviter as _, HolderTerms, INVITATION_LIVES, RecordPart,
};
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use domain::values::person_id::PersonId;
use domain::values::phone_number::PhoneNumber;
use futures_util::future::join;
use testkit::{StaffUserBuilder, TestApp, Visitor, day_services};

use crate::visitors::visitor;

const ATTENDANCE: &str = "/care-record/ana-doe/attendance";
const WHY: &str = "We rang on Friday. The person who answered wrote it down.";

#[tokio::test]
async fn ds_55_a_relative_sees_each_session_asks_about_one_and_sees_the_answer() {
    let at = Attended::new("0098765").await;
    let mut bea = at.holder("bea", AccessLevel::Everything, &[]).await;
    let record = bea.get("/care-record/ana-doe").await;
    let words = "See attendance at day services, and what it cost";
    assert_eq!(record.link(words).as_deref(), Some(ATTENDANCE));
    let list = bea.get(ATTENDANCE).await;
    let row = list.table_row(&at.title()).expect("the week");
    assert_eq!(row[2], "To be confirmed by finance", "{row:?}");
    assert_eq!(list.link(&at.title()).as_deref(), Some(&*at.week()));
    let week = bea.get(&at.week()).await;
    for words in [
        "Did not attend. The day service was not told, or was told too late.",
        "1 × £31.20 (session rate from 1 April 2026) = £31.20",
        "has not confirmed yet what an absence costs",
        "The day service, when it confirmed the week",
    ] {
        assert!(week.words().contains(words), "{words}: {}", week.words());
    }
    // Nothing of the other people on the register.
    for other in ["Zoë", "Łukasz", "0098766", "0004513"] {
        assert!(!week.body.contains(other), "{other}");
    }
    let asked = bea.get(&at.session()).await;
    assert!(asked.heading().starts_with("What happened on Monday"));
    assert!(
        asked.words().contains("Finance answers by"),
        "{}",
        asked.words()
    );
    let sent = at.ask(&mut bea, "1", WHY).await;
    assert_eq!(sent.0, 303);
    assert_eq!(sent.1.as_deref(), Some(&*at.week()));
    let week = bea.get(&at.week()).await;
    for words in [
        WHY,
        "Bea Doe (daughter), on behalf of Ana Doe",
        "We answer by",
    ] {
        assert!(week.words().contains(words), "{words}: {}", week.words());
    }

    // Finance has it in its list, with the day, and answers.
    let mut farah = at.finance().await;
    let list = farah.get("/finance/requests").await;
    let words = "A session is not what happened";
    assert!(list.words().contains("Answer by"), "{}", list.words());
    assert!(!list.body.contains("Doe"), "no name is on the list");
    let one = list.link(words).expect("the question");
    let shown = farah.get(&one).await;
    for words in [
        WHY,
        "Ana Doe",
        "0098765",
        "Bea Doe (daughter), on their behalf",
    ] {
        assert!(shown.words().contains(words), "{words}: {}", shown.words());
    }
    let mut mia = at.provider().await;
    let thread = mia.get("/day-services/S12/requests").await;
    assert!(thread.words().contains(WHY), "{}", thread.words());
    let answer = [("answer", "You are right. It is not charged.")];
    let done = farah.post(&one, &answer).await;
    assert_eq!(done.location(), Some("/finance/requests"));
    let thread = mia.get("/day-services/S12/requests").await;
    assert!(thread.words().contains("You are right."));
    let week = bea.get(&at.week()).await;
    assert!(week.words().contains("You are right. It is not charged."));
    // What was asked and read is on the record of the person.
    let ana = Subject::Person(PersonId::parse("ana-doe").unwrap());
    let noted = at.app.table().accesses(&ana).await.unwrap();
    let noted: Vec<_> = noted.iter().map(|entry| entry.what.as_str()).collect();
    for what in [
        "read the attendance at day services",
        "read a week of attendance at day services",
        "asked about a session of attendance",
    ] {
        assert!(noted.contains(&what), "{what}: {noted:?}");
    }
}

#[tokio::test]
async fn ds_55_a_question_is_asked_once_however_often_the_button_is_pressed() {
    let at = Attended::new("0098765").await;
    let mut bea = at.holder("bea", AccessLevel::Everything, &[]).await;
    let empty = at.ask(&mut bea, "1", " ").await;
    assert_eq!(empty.0, 422);
    let mut other = bea.clone();
    let both = join(at.ask(&mut bea, "1", WHY), at.ask(&mut other, "1", WHY)).await;
    assert_eq!((both.0.0, both.1.0), (303, 303));
    at.ask(&mut bea, "2", "Again").await;
    assert_eq!(at.questions().await, 1, "one waits for its answer");
    assert_eq!(bea.get(&at.session()).await.location(), Some(&*at.week()));
    // The page of another record asks nothing.
    let fields = [("record", "ben-roe"), ("turn", "1"), ("why", WHY)];
    assert_eq!(bea.post(&at.session(), &fields).await.status, 400);
    let nowhere = at.session().replace("mon_am", "sun_am");
    assert_eq!(bea.get(&nowhere).await.status, 404);
}

#[tokio::test]
async fn ds_55_only_who_may_sees_attendance_and_only_who_may_do_things_asks() {
    let at = Attended::new("0098765").await;
    let mut sees = at.holder("sees", AccessLevel::SeeOnly, &[]).await;
    let week = sees.get(&at.week()).await;
    assert_eq!(week.status, 200);
    assert!(!week.words().contains("This is not what happened"));
    assert_eq!(sees.get(&at.session()).await.status, 404);
    assert_eq!(at.ask(&mut sees, "1", WHY).await.0, 404);
    let kept_back = [RecordPart::Attendance];
    let not_shown = [
        ("writes", AccessLevel::MessagesOnly, &[][..]),
        ("kept", AccessLevel::Everything, &kept_back[..]),
    ];
    for (name, level, withheld) in not_shown {
        let mut holder = at.holder(name, level, withheld).await;
        let record = holder.get("/care-record/ana-doe").await;
        assert!(!record.words().contains("day services"), "{name}");
        for address in [ATTENDANCE, &at.week(), &at.session()] {
            assert_eq!(holder.get(address).await.status, 404, "{name}: {address}");
        }
    }
    assert_eq!(at.questions().await, 0);
}

#[tokio::test]
async fn ds_55_a_number_that_was_typed_wrong_leads_to_nobody_elses_attendance() {
    // The number of Zoë Łukasz, who has a line on the same register.
    let at = Attended::new("0098766").await;
    let mut bea = at.holder("bea", AccessLevel::Everything, &[]).await;
    let list = bea.get(ATTENDANCE).await;
    assert!(
        list.words().contains("There is no week here"),
        "{}",
        list.words()
    );
    assert_eq!(bea.get(&at.week()).await.status, 404);
}

/// A week of S12 that was submitted, in which Ana Doe was absent on Monday
/// morning without notice, and the case of Ana Doe.
struct Attended {
    app: TestApp,
    week: Week,
}

impl Attended {
    async fn new(case_number: &str) -> Self {
        let app = TestApp::default();
        let table = app.table();
        day_services::keep_supplier(&table, 2, app.site().now()).await;
        let week = Week::of(app.site().today());
        let supplier = day_services::willow_grove().supplier;
        make(&table, &supplier, week, app.site().now())
            .await
            .unwrap();
        app.pass_hours(8 * 24);
        let by = RecordedBy {
            user: "mia".to_owned(),
            at: app.site().now(),
            via: RecordedVia::Page,
        };
        let absent = CellCommand {
            id: CommandId::parse("absent-on-monday").unwrap(),
            cell: Cell {
                line: day_services::line_key(0),
                day: week.monday(),
                symbol: Symbol::Morning,
            },
            mark: Mark::absent(Some(AbsenceReason::WithoutNotice)),
            seen: 0,
        };
        let key = RegisterKey {
            supplier: supplier.id,
            week,
        };
        submit(&table, &key, &[absent], true, &by).await.unwrap();
        let person = CasePerson {
            id: PersonId::parse("ana-doe").unwrap(),
            first_name: "Ana".to_owned(),
            last_name: "Doe".to_owned(),
            born: None,
            case_number: Some(case_number.to_owned()),
            opened_at: app.site().now(),
        };
        let standing = CaseStanding {
            team: TeamId("north".to_owned()),
            worker: None,
            due: None,
            changes: 1,
        };
        table.open_case(&person, &standing).await.unwrap();
        Self { app, week }
    }

    fn title(&self) -> String {
        let ending = self.week.ending().strftime("%-d %B %Y");
        format!("Week ending {ending} at Willow Grove")
    }

    fn week(&self) -> String {
        format!("{ATTENDANCE}/S12/{}", self.week.ending())
    }

    fn session(&self) -> String {
        format!("{}/0004512/1/mon_am", self.week())
    }

    /// Signs somebody in who holds the record, with a level.
    async fn holder(&self, name: &str, level: AccessLevel, withheld: &[RecordPart]) -> Visitor {
        let (table, now) = (self.app.table(), self.app.site().now());
        let person = PersonId::parse("ana-doe").unwrap();
        let account = AccountId(format!("account-of-{name}"));
        let step = |event, by: &AccountId| AccessStep {
            event,
            by: Attribution {
                by: by.clone(),
                name: "Bea Doe".to_owned(),
                at: now,
            },
        };
        let invitation = HolderAccess {
            id: format!("access-of-{name}").parse().unwrap(),
            person: person.clone(),
            terms: HolderTerms {
                first_name: "Bea".to_owned(),
                last_name: "Doe".to_owned(),
                email: EmailAddress::parse(&format!("{name}@example.org")).unwrap(),
                phone: PhoneNumber::parse("07700 900982").unwrap(),
                relation: "daughter".to_owned(),
                basis: AccessBasis::Consent,
                decided_by: "Ana Doe".to_owned(),
                decided_on: self.app.site().today(),
                level,
                withheld: withheld.to_vec(),
                ends_on: None,
            },
            account: None,
            detail_tries: 0,
            invited_until: INVITATION_LIVES.after(now),
            history: vec![step(AccessEvent::Invited, &AccountId("priya".to_owned()))],
        };
        let (actor, what) = (Actor::Job("tests".to_owned()), "invited".to_owned());
        let entry = table.audit(person, actor, what, now).await.unwrap();
        let invited = table.invite_holder(&entry, &invitation, "hash").await;
        assert!(invited.unwrap());
        let tried = table.try_detail(&invitation, "hash", &account, ("code", now));
        assert_eq!(tried.await.unwrap(), DetailTried::Right);
        let opened = step(AccessEvent::Opened, &account);
        let accepted = table.accept_invitation(&invitation, &account, &opened);
        assert!(accepted.await.unwrap());
        let routes = tests::whole_house(&self.app, &tests::illustration(), &table);
        self.app.keep_account(&account.0).await;
        let visitor = Visitor::new(routes);
        self.app.sign_in(&account.0, visitor, &[]).await
    }

    /// Asks, and returns the status and where it leads.
    async fn ask(&self, holder: &mut Visitor, turn: &str, why: &str) -> (u16, Option<String>) {
        let fields = [("record", "ana-doe"), ("turn", turn), ("why", why)];
        let reply = holder.post(&self.session(), &fields).await;
        (reply.status, reply.location().map(ToOwned::to_owned))
    }

    /// Returns how many questions are kept.
    async fn questions(&self) -> usize {
        let (table, person) = (self.app.table(), day_services::provision(0).person);
        let supplier = day_services::willow_grove().supplier.id;
        let now = self.app.site().now();
        let found = table.questions_about(&supplier, &person.reference, now);
        found.await.unwrap().len()
    }

    async fn finance(&self) -> Visitor {
        let staff = StaffUserBuilder::new("Farah", Role::Finance);
        let staff = self.app.invite(staff).await;
        self.app.at_work(&staff, visitor(&self.app)).await
    }

    async fn provider(&self) -> Visitor {
        let staff = StaffUserBuilder::new("Mia", Role::Provider);
        let staff = self.app.invite(staff).await;
        let supplier = day_services::willow_grove().supplier.id;
        self.app.grant(&staff, &supplier, ProviderRole::Staff).await;
        self.app.at_work(&staff, visitor(&self.app)).await
    }
}
