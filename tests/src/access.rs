//! Sends requests to every route as every role, for the role's own things and
//! for somebody else's, and compares what each may see.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::Method;
use domain::access::staff_user;
use serde_json::Value;
use testkit::{PASSWORD, Reply, Visitor};

use crate::people::{CODE, Person, PopulatedApp, borrowed, key_of, sends, text};
use crate::routes::{self, Answer, Route};

#[test]
fn every_route_has_its_row_and_every_row_its_route() {
    let routes: Vec<_> = routes::all()
        .iter()
        .map(|route| named(&route.method, route.template))
        .collect();
    let rows: Vec<_> = table()
        .iter()
        .map(|row| named(&row.method, row.template))
        .collect();
    for route in &routes {
        let own = rows.iter().filter(|row| *row == route).count();
        assert_eq!(
            own, 1,
            "{route} has its row in the table of who may see what"
        );
    }
    for row in &rows {
        assert!(routes.contains(row), "{row} is a route");
    }
}

#[test]
fn every_role_of_who_is_invited_has_a_visitor() {
    for role in staff_user::Role::ALL {
        let visitor = match role {
            staff_user::Role::Practitioner => Role::Practitioner,
            staff_user::Role::Provider => Role::Provider,
            staff_user::Role::Finance => Role::Finance,
        };
        assert!(ROLES.contains(&visitor), "{role:?}");
    }
}

#[tokio::test]
async fn every_route_gives_every_role_its_own_safely_and_nothing_of_anothers() {
    let mut sweep = Sweep::new().await;
    let (rows, mut tried, mut wrong) = (table(), 0, Vec::new());
    let mut shown_to_owners = BTreeSet::new();
    for route in routes::all() {
        let what = named(&route.method, route.template);
        let mut rows = rows.iter();
        let row = rows.find(|row| named(&row.method, row.template) == what);
        let row = row.expect("every route has its row");
        for (place, role) in ROLES.into_iter().enumerate() {
            let mut come = vec![(Whose::Own, row.own), (Whose::Others, row.anothers)];
            if role == Role::OneForm {
                come.push((Whose::Rest, row.anothers));
            }
            let mut own = None;
            for (whose, columns) in come {
                tried += 1;
                let got = sweep.tries(role, &route, whose).await;
                let who = format!("{what}: {role:?} of {whose:?}");
                routes::is_safe(&who, &got.reply);
                if got.gets != columns[place] {
                    wrong.push(format!("{who} gets {:?}", got.gets));
                }
                if !got.leaks.is_empty() {
                    wrong.push(format!("{who} is shown {:?}", got.leaks));
                }
                if whose == Whose::Own {
                    shown_to_owners.extend(got.shows.clone());
                    own = Some(got);
                } else if got.is_a_pdf() && own.as_ref().map(Tried::bytes) != Some(got.bytes()) {
                    // The text of a PDF cannot be read here. Its bytes are the
                    // same whatever else the request names.
                    wrong.push(format!("{who} gets another PDF"));
                }
            }
        }
        let changed = sweep.changed().await;
        wrong.extend(changed.iter().map(|item| format!("{what}: {item}")));
    }
    wrong.append(&mut sweep.told_by_mail());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(tried, routes::all().len() * 19);
    // Every mark is on a page of its owner, so a leak of any of them would be
    // found.
    let marks = sweep.other.marks().into_iter();
    let never: Vec<_> = marks
        .filter(|(mark, _)| !shown_to_owners.contains(mark))
        .collect();
    assert!(never.is_empty(), "nobody was ever shown {never:?}");
}

/// The kind of person who asks. A new role is a variant here, a place in
/// [`ROLES`] and a way in [`Sweep::comes`] in which it arrives.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Role {
    /// Somebody with no cookie.
    Nobody,
    /// Somebody who is not signed in and has answered two forms.
    Visitor,
    /// Somebody who entered a form's reference and has still to type the code:
    /// for their own form, or for somebody else's with their own e-mail
    /// address.
    PendingSignIn,
    /// Somebody who is signed in.
    Citizen,
    /// Somebody whose session has ended.
    Ended,
    /// Somebody who came in by the reference of a form and may see that form
    /// alone.
    OneForm,
    /// A practitioner who was invited and is signed in.
    Practitioner,
    /// A provider of day services who was invited and is signed in.
    Provider,
    /// Finance staff who were invited and are signed in.
    Finance,
}

const ROLES: [Role; 9] = [
    Role::Nobody,
    Role::Visitor,
    Role::PendingSignIn,
    Role::Citizen,
    Role::Ended,
    Role::OneForm,
    Role::Practitioner,
    Role::Provider,
    Role::Finance,
];

/// The outcome of a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Gets {
    /// The page or file at the address.
    Shown,
    /// A redirect to another address.
    On,
    /// A redirect to the sign-in page, and from there back to the address.
    SignIn,
    /// A redirect to the sign-in page of invited people, and from there back to
    /// the address.
    StaffSignIn,
    /// Not found, with the same words as for something that never was.
    NotFound,
    /// A page which says that the request cannot be done, or what is wrong with
    /// it.
    Refused,
    /// An answer that the portal should never give.
    Broken,
}

/// The outcome for each role, in the order of [`ROLES`].
type Columns = [Gets; ROLES.len()];

/// A route, and the outcome for each role with its own things and with somebody
/// else's. The ids of somebody else's things are put into the address, the
/// query, the fields of the page and fields that the page does not have.
struct Row {
    method: Method,
    template: &'static str,
    own: Columns,
    anothers: Columns,
}

const fn row(method: Method, template: &'static str, own: Columns, anothers: Columns) -> Row {
    Row {
        method,
        template,
        own,
        anothers,
    }
}

/// Makes the row of a page whose outcome is the same whoever owns the ids in
/// the request.
const fn get(template: &'static str, gets: Columns) -> Row {
    row(Method::GET, template, gets, gets)
}

/// Makes the row of a post whose outcome is the same whoever owns the ids in
/// the request.
const fn post(template: &'static str, gets: Columns) -> Row {
    row(Method::POST, template, gets, gets)
}

/// The route that asks about one session of attendance.
const SESSION: &str = "/care-record/{person}/attendance/{supplier}/{week}/{order}/{line}/{session}";

const fn get_of(template: &'static str, own: Columns, anothers: Columns) -> Row {
    row(Method::GET, template, own, anothers)
}

const fn post_of(template: &'static str, own: Columns, anothers: Columns) -> Row {
    row(Method::POST, template, own, anothers)
}

/// Gives every role one outcome.
const fn everybody(gets: Gets) -> Columns {
    [gets; ROLES.len()]
}

/// Puts the outcomes for citizens and for invited people in the order of
/// [`ROLES`].
const fn with_staff_users(citizens: [Gets; 6], staff_users: [Gets; 3]) -> Columns {
    let [nobody, visitor, on_the_way, citizen, ended, one_form] = citizens;
    let [practitioner, provider, finance] = staff_users;
    [
        nobody,
        visitor,
        on_the_way,
        citizen,
        ended,
        one_form,
        practitioner,
        provider,
        finance,
    ]
}

/// Gives every invited person one outcome, and sends citizens to sign in.
const fn with_membership(gets: Gets) -> Columns {
    with_staff_users([Gets::StaffSignIn; 6], [gets; 3])
}

/// Gives finance staff an outcome; other invited people are told that they have
/// no access.
const fn of_finance(gets: Gets) -> Columns {
    with_staff_users([Gets::StaffSignIn; 6], [Gets::Refused, Gets::Refused, gets])
}

/// Gives providers of day services an outcome; other invited people are told
/// that they have no access.
const fn of_provider(gets: Gets) -> Columns {
    with_staff_users([Gets::StaffSignIn; 6], [Gets::Refused, gets, Gets::Refused])
}

/// Gives practitioners an outcome; other invited people are told that they have
/// no access.
const fn of_practitioner(gets: Gets) -> Columns {
    with_staff_users([Gets::StaffSignIn; 6], [gets, Gets::Refused, Gets::Refused])
}

/// Returns the row of a page of a register: for those alone to whom its supplier
/// is granted.
const fn register_page(template: &'static str) -> Row {
    let (own, anothers) = (of_provider(Gets::Shown), of_provider(Gets::NotFound));
    row(Method::GET, template, own, anothers)
}

/// Gives one outcome to roles that have answers, with an account or without,
/// and another to roles that have none.
const fn with_answers(with: Gets, without: Gets) -> Columns {
    let columns = [without, with, without, with, Gets::SignIn, without];
    with_staff_users(columns, [without; 3])
}

/// Gives one outcome to a visitor who has answered a form that is part of no
/// account, and another to everybody else.
const fn with_visit(with: Gets, without: Gets) -> Columns {
    let columns = [without, with, without, without, without, without];
    with_staff_users(columns, [without; 3])
}

/// Gives an outcome to somebody who is signed in to the whole of their account,
/// and sends others to sign in.
const fn with_account(gets: Gets) -> Columns {
    use Gets::SignIn;
    let columns = [SignIn, SignIn, SignIn, gets, SignIn, SignIn];
    with_staff_users(columns, [SignIn; 3])
}

/// Gives an outcome to somebody who is signed in, or who came in by the form's
/// reference.
const fn with_request(gets: Gets) -> Columns {
    use Gets::SignIn;
    let columns = [SignIn, SignIn, SignIn, gets, SignIn, gets];
    with_staff_users(columns, [SignIn; 3])
}

/// Gives an outcome to somebody who is signed in to the account that is asked, and
/// everybody else the page with the way to the questions.
const fn asked(gets: Gets) -> Columns {
    use Gets::Shown;
    with_staff_users([Shown, Shown, Shown, gets, Shown, Shown], [Shown; 3])
}

/// Gives one outcome to somebody in the middle of a sign-in and another to
/// everybody else.
const fn on_the_way(is: Gets, not: Gets) -> Columns {
    with_staff_users([not, not, is, not, not, not], [not; 3])
}

/// Gives one outcome to somebody who is signed in already and another to
/// everybody else.
const fn not_signed_in(is: Gets, not: Gets) -> Columns {
    with_staff_users([not, not, not, is, not, not], [not; 3])
}

/// Makes an address that nobody has had before.
fn an_address() -> String {
    static GIVEN: AtomicU64 = AtomicU64::new(0);
    let number = GIVEN.fetch_add(1, Ordering::Relaxed);
    format!("somebody.{number}@example.org")
}

/// Lists the posts that somebody without a cookie can make: the others lead them
/// to sign in first.
pub(crate) fn posts_of_nobody() -> BTreeSet<String> {
    let rows = table().into_iter();
    let open = rows.filter(|row| {
        let is_closed = matches!(row.own[0], Gets::SignIn | Gets::StaffSignIn);
        // Of a form of staff there is no list of things to anybody.
        let is_nothing = row.own == everybody(Gets::NotFound) && row.template.contains("{person}");
        row.method == Method::POST && !is_closed && !is_nothing
    });
    open.map(|row| named(&row.method, row.template)).collect()
}

/// Lists every route. A test is red if a route is missing here.
fn table() -> Vec<Row> {
    use Gets::{NotFound, On, Refused, Shown};
    let [open, led_on, nothing, refused] = [Shown, On, NotFound, Refused].map(everybody);
    let form = with_answers(Shown, Shown);
    let result = with_answers(Shown, On);
    let kept = with_answers(On, On);
    let [page, done, missing] = [Shown, On, NotFound].map(with_account);
    let [form_page, form_done, form_missing] = [Shown, On, NotFound].map(with_request);
    vec![
        // Pages for everybody.
        get("/", open),
        get("/safeguarding", open),
        get("/carers", open),
        get("/professionals", open),
        get("/cookies", open),
        get("/privacy", open),
        get("/accessibility", open),
        get("/how-budgets-are-worked-out", open),
        get("/directory", open),
        get("/directory/{service}", nothing),
        get("/help", open),
        get("/help/questions", open),
        post("/help/questions/{question}/helpful", led_on),
        get("/help/contact", open),
        get("/help/guides/{guide}", open),
        get("/help/paper-forms", open),
        get("/paper-forms/{form}", open),
        get("/help/feedback", open),
        post("/help/feedback", led_on),
        get("/help/feedback/thank-you", open),
        get("/robots.txt", open),
        get("/.well-known/security.txt", open),
        get("/assets/{name}", open),
        get("/assets/pictures/{name}", nothing),
        get("/api/v1/directory", open),
        get("/api/v1/directory/services", open),
        get("/api/v1/directory/services/{id}", nothing),
        get("/api/v1/directory/taxonomies", open),
        get("/api/v1/directory/taxonomies/{id}", nothing),
        get("/api/v1/directory/taxonomy_terms", open),
        get("/api/v1/directory/taxonomy_terms/{id}", nothing),
        get("/api/v1/openapi.json", open),
        post("/api/v1/screenings", refused),
        post("/api/v1/estimates", refused),
        // The check of support, for anybody who answers it.
        get("/check-support", form),
        get("/check-support/as-carer", form),
        get("/check-support/result", result),
        get("/check-support/result.pdf", result),
        get("/check-support/check-answers", result),
        get("/check-support/tasks", form),
        get("/check-support/clear", form),
        post("/check-support/clear", kept),
        get("/check-support/{page}", form),
        post("/check-support/{page}", kept),
        get("/check-support/{group}/{item}", nothing),
        post("/check-support/{group}/{item}", nothing),
        get("/check-support/{group}/{item}/remove", nothing),
        post("/check-support/{group}/{item}/remove", nothing),
        // A call, for anybody who asks for one.
        get("/call-back", open),
        post("/call-back", led_on),
        get("/call-back/sent/{reference}", nothing),
        // A concern, for anybody who sends one.
        get("/report-concern", open),
        get("/report-concern/submit", with_visit(Shown, On)),
        post("/report-concern/submit", led_on),
        get("/report-concern/sent/{reference}", nothing),
        get("/report-concern/check-answers", with_visit(Shown, On)),
        get("/report-concern/tasks", open),
        get("/report-concern/clear", open),
        post("/report-concern/clear", led_on),
        get("/report-concern/{page}", open),
        post("/report-concern/{page}", led_on),
        get("/report-concern/{group}/{item}", nothing),
        post("/report-concern/{group}/{item}", nothing),
        get("/report-concern/{group}/{item}/remove", nothing),
        post("/report-concern/{group}/{item}/remove", nothing),
        // The estimate, for anybody who answers it.
        get("/estimate-costs", form),
        get("/estimate-costs/result", result),
        get("/estimate-costs/result.pdf", result),
        get("/estimate-costs/what-if", result),
        get("/estimate-costs/what-if/{page}", result),
        post("/estimate-costs/what-if/{page}", result),
        post("/estimate-costs/what-if/{page}/keep", kept),
        get("/estimate-costs/check-answers", result),
        get("/estimate-costs/tasks", form),
        get("/estimate-costs/clear", form),
        post("/estimate-costs/clear", kept),
        get("/estimate-costs/{page}", form),
        post("/estimate-costs/{page}", kept),
        // An item with somebody else's id is a new item of one's own.
        get("/estimate-costs/{group}/{item}", result),
        post("/estimate-costs/{group}/{item}", with_answers(On, Refused)),
        get_of("/estimate-costs/{group}/{item}/remove", result, kept),
        post("/estimate-costs/{group}/{item}/remove", kept),
        // Accounts and sessions.
        get("/account/create", open),
        post("/account/create", led_on),
        get("/sign-in", not_signed_in(On, Shown)),
        post_of("/sign-in", led_on, refused),
        get("/sign-in/code", on_the_way(Shown, On)),
        post_of("/sign-in/code", led_on, on_the_way(NotFound, On)),
        post("/sign-in/code/resend", led_on),
        // Asked only at a first sign-in: tests/src/accounts.rs.
        get("/sign-in/code/name", led_on),
        post("/sign-in/code/name", led_on),
        get("/sign-in/new-password", open),
        post("/sign-in/new-password", led_on),
        get("/sign-in/new-password/choose", led_on),
        post("/sign-in/new-password/choose", led_on),
        get("/sign-out", open),
        post("/sign-out", led_on),
        get("/sign-out/done", open),
        get("/account", page),
        get("/account/name", page),
        post("/account/name", done),
        get("/account/email", page),
        // One's own address is refused. The owner of somebody else's address
        // gets an e-mail; the page is the same as for an address that nobody
        // has.
        post_of("/account/email", with_account(Refused), done),
        get("/account/sessions", page),
        post("/account/sessions", with_account(Refused)),
        // The right password leads to the page that asks for a code.
        get("/account/password", page),
        post("/account/password", done),
        post("/account/stay", form_page),
        post("/account/sign-out-everywhere", done),
        // The sign-in of invited people, and what they sign in with.
        get(
            "/professionals/sign-in",
            with_staff_users([Shown; 6], [On; 3]),
        ),
        post("/professionals/sign-in", refused),
        get("/professionals/sign-in/phone", led_on),
        post("/professionals/sign-in/phone", led_on),
        get("/professionals/sign-in/code", led_on),
        post("/professionals/sign-in/code", led_on),
        post("/professionals/sign-in/code/resend", led_on),
        get("/professionals/sign-in/app", led_on),
        post("/professionals/sign-in/app", led_on),
        get("/professionals/new-password", open),
        post("/professionals/new-password", refused),
        get("/professionals/new-password/choose", led_on),
        post("/professionals/new-password/choose", led_on),
        post("/professionals/sign-out", led_on),
        get("/professionals/sign-out/done", open),
        post("/professionals/stay", with_membership(Shown)),
        get("/professionals/account", with_membership(Shown)),
        post(
            "/professionals/account/sign-out-everywhere",
            with_membership(On),
        ),
        get("/professionals/account/app", with_membership(Shown)),
        post("/professionals/account/app", with_membership(On)),
        post("/professionals/account/app/prove", with_membership(Refused)),
        get("/professionals/account/app/remove", with_membership(On)),
        post("/professionals/account/app/remove", with_membership(On)),
        get("/professionals/account/password", with_membership(Shown)),
        post("/professionals/account/password", with_membership(On)),
        post(
            "/professionals/account/password/prove",
            with_membership(Refused),
        ),
        get("/professionals/account/sessions", with_membership(Shown)),
        post("/professionals/account/sessions", with_membership(Refused)),
        get("/professionals/account/phone", with_membership(Shown)),
        post("/professionals/account/phone", with_membership(On)),
        // The finance desk.
        get("/finance", of_finance(Shown)),
        get("/finance/people", of_finance(Shown)),
        get("/finance/people/invite", of_finance(Shown)),
        post("/finance/people/invite", of_finance(Refused)),
        get("/finance/people/{id}", of_finance(NotFound)),
        post("/finance/people/{id}/remove-phone", of_finance(NotFound)),
        post("/finance/people/{id}/sign-out", of_finance(NotFound)),
        post("/finance/people/{id}/close", of_finance(NotFound)),
        post("/finance/people/{id}/invite-again", of_finance(NotFound)),
        get("/finance/assessments", of_finance(Shown)),
        // What the person sent is a request for help, which finance staff do not
        // see.
        get("/finance/assessments/{reference}", of_finance(NotFound)),
        post(
            "/finance/assessments/{reference}/step",
            of_finance(NotFound),
        ),
        get("/finance/undelivered", of_finance(Shown)),
        // The person's e-mails arrive, so the application is not on the list.
        get("/finance/undelivered/{reference}", of_finance(NotFound)),
        post("/finance/undelivered/{reference}/settle", of_finance(On)),
        get("/finance/complaints", of_finance(Shown)),
        get("/finance/complaints/{reference}", of_finance(Shown)),
        // There is no such complaint: to acknowledge a real one would change it
        // for the roles that follow.
        post(
            "/finance/complaints/{reference}/acknowledge",
            of_finance(NotFound),
        ),
        get("/finance/imports", of_finance(Shown)),
        get("/finance/imports/runs/{version}", of_finance(NotFound)),
        get("/finance/imports/{snapshot}", of_finance(NotFound)),
        post("/finance/imports/{snapshot}/release", of_finance(NotFound)),
        get("/finance/uprating", of_finance(Shown)),
        get("/finance/accesses", of_finance(Shown)),
        post("/finance/accesses", of_finance(Refused)),
        get("/finance/messages", of_finance(Shown)),
        get("/finance/messages/write", of_finance(Shown)),
        post("/finance/messages/write", of_finance(Refused)),
        post("/finance/messages/{id}/end", of_finance(NotFound)),
        get("/finance/requests", of_finance(Shown)),
        get("/finance/requests/{supplier}/{id}", of_finance(NotFound)),
        // Without an answer there is nothing to settle, and no such request.
        post("/finance/requests/{supplier}/{id}", of_finance(NotFound)),
        get("/finance/payments", of_finance(Shown)),
        get("/finance/payments/{period}", of_finance(Shown)),
        get("/finance/transport", of_finance(Shown)),
        get("/finance/transport/{period}", of_finance(Shown)),
        get("/finance/unregistered", of_finance(Shown)),
        // No such days: they are settled, or taken back.
        get(
            "/finance/suppliers/{supplier}/registers/{week}/unregistered/{order}/{line}",
            of_finance(NotFound),
        ),
        post(
            "/finance/suppliers/{supplier}/registers/{week}/unregistered/{order}/{line}/settle",
            of_finance(NotFound),
        ),
        get("/finance/registers", of_finance(Shown)),
        get("/finance/registers/unacknowledged", of_finance(Shown)),
        get(
            "/finance/suppliers/{supplier}/registers/{week}",
            of_finance(Shown),
        ),
        // Without a reason.
        post(
            "/finance/suppliers/{supplier}/registers/{week}/unlock",
            of_finance(Refused),
        ),
        get("/finance/adjustments", of_finance(Shown)),
        // A register that is not locked is not adjusted.
        get(
            "/finance/suppliers/{supplier}/registers/{week}/adjust",
            of_finance(NotFound),
        ),
        get(
            "/finance/suppliers/{supplier}/registers/{week}/adjust/{order}/{line}",
            of_finance(NotFound),
        ),
        post(
            "/finance/suppliers/{supplier}/registers/{week}/adjust/{order}/{line}",
            of_finance(NotFound),
        ),
        get(
            "/finance/suppliers/{supplier}/registers/{week}/adjustments/{id}",
            of_finance(NotFound),
        ),
        post(
            "/finance/suppliers/{supplier}/registers/{week}/adjustments/{id}/approve",
            of_finance(NotFound),
        ),
        post(
            "/finance/suppliers/{supplier}/registers/{week}/adjustments/{id}/turn-down",
            of_finance(NotFound),
        ),
        get("/finance/suppliers", of_finance(Shown)),
        get("/finance/suppliers/{supplier}", of_finance(Shown)),
        get("/finance/suppliers/{supplier}/accesses", of_finance(Shown)),
        get("/finance/suppliers/{supplier}/invite", of_finance(Shown)),
        post("/finance/suppliers/{supplier}/invite", of_finance(Refused)),
        get(
            "/finance/suppliers/{supplier}/people/{id}",
            of_finance(NotFound),
        ),
        post(
            "/finance/suppliers/{supplier}/people/{id}",
            of_finance(NotFound),
        ),
        post(
            "/finance/suppliers/{supplier}/people/{id}/take",
            of_finance(NotFound),
        ),
        get(
            "/finance/suppliers/{supplier}/contracts/{terms}",
            of_finance(NotFound),
        ),
        post(
            "/finance/suppliers/{supplier}/contracts/{terms}",
            of_finance(NotFound),
        ),
        get(
            "/finance/suppliers/{supplier}/non-payment/{year}",
            of_finance(Shown),
        ),
        // Without a reason.
        post(
            "/finance/suppliers/{supplier}/non-payment/{year}",
            of_finance(Refused),
        ),
        // Day services.
        get("/day-services", of_provider(Shown)),
        get_of(
            "/day-services/{supplier}",
            of_provider(Shown),
            of_provider(NotFound),
        ),
        post_of(
            "/day-services/{supplier}/{week}/save",
            of_provider(Refused),
            of_provider(NotFound),
        ),
        get_of(
            "/day-services/{supplier}/{week}/submit",
            of_provider(Shown),
            of_provider(NotFound),
        ),
        post_of(
            "/day-services/{supplier}/{week}/submit",
            of_provider(Refused),
            of_provider(NotFound),
        ),
        get_of(
            "/day-services/{supplier}/{week}/receipt",
            of_provider(On),
            of_provider(NotFound),
        ),
        post_of(
            "/day-services/{supplier}/{week}/cells",
            of_provider(Refused),
            of_provider(NotFound),
        ),
        post_of(
            "/day-services/{supplier}/{week}/rows",
            of_provider(Refused),
            of_provider(NotFound),
        ),
        register_page("/day-services/{supplier}/{week}/upload"),
        post_of(
            "/day-services/{supplier}/{week}/upload",
            of_provider(Refused),
            of_provider(NotFound),
        ),
        get_of(
            "/day-services/{supplier}/people",
            of_provider(Shown),
            of_provider(NotFound),
        ),
        get_of(
            "/day-services/{supplier}/people/invite",
            of_provider(Shown),
            of_provider(NotFound),
        ),
        post_of(
            "/day-services/{supplier}/people/invite",
            of_provider(Refused),
            of_provider(NotFound),
        ),
        get_of(
            "/day-services/{supplier}/people/{id}/remove",
            of_provider(NotFound),
            of_provider(NotFound),
        ),
        post_of(
            "/day-services/{supplier}/people/{id}/remove",
            of_provider(On),
            of_provider(NotFound),
        ),
        get_of(
            "/day-services/{supplier}/requests",
            of_provider(Shown),
            of_provider(NotFound),
        ),
        get_of(
            "/day-services/{supplier}/requests/{kind}",
            of_provider(Shown),
            of_provider(NotFound),
        ),
        post_of(
            "/day-services/{supplier}/requests/{kind}",
            of_provider(Refused),
            of_provider(NotFound),
        ),
        get_of(
            "/day-services/{supplier}/non-payment/{year}",
            of_provider(Shown),
            of_provider(NotFound),
        ),
        post_of(
            "/day-services/{supplier}/non-payment/{year}",
            of_provider(Shown),
            of_provider(NotFound),
        ),
        // Questions about an application. Whoever is not asked and has no code gets
        // the page on which both can be done, and nothing of the questions.
        get("/questions", page),
        get("/questions/open", open),
        post("/questions/open", refused),
        get("/questions/{reference}/{id}", open),
        post_of("/questions/{reference}/{id}", asked(Refused), open),
        get_of("/questions/{reference}/{id}/check", asked(On), open),
        post_of("/questions/{reference}/{id}/send", asked(On), open),
        post("/questions/{reference}/{id}/code", led_on),
        get("/questions/{reference}/{id}/opened", led_on),
        // Practitioners find any application; finance staff financial assessments
        // alone, which this one is not.
        get("/practice/applications", of_practitioner(Shown)),
        post("/practice/applications", of_practitioner(Refused)),
        get("/practice/applications/{reference}", of_practitioner(Shown)),
        get(
            "/practice/applications/{reference}/ask",
            of_practitioner(Shown),
        ),
        post(
            "/practice/applications/{reference}/ask",
            of_practitioner(Refused),
        ),
        get(
            "/practice/applications/{reference}/questions/{id}",
            of_practitioner(Shown),
        ),
        post(
            "/practice/applications/{reference}/questions/{id}/end",
            of_practitioner(Refused),
        ),
        get("/finance/applications", of_finance(Shown)),
        post("/finance/applications", of_finance(Refused)),
        get("/finance/applications/{reference}", of_finance(NotFound)),
        get(
            "/finance/applications/{reference}/ask",
            of_finance(NotFound),
        ),
        post(
            "/finance/applications/{reference}/ask",
            of_finance(NotFound),
        ),
        get(
            "/finance/applications/{reference}/questions/{id}",
            of_finance(NotFound),
        ),
        post(
            "/finance/applications/{reference}/questions/{id}/end",
            of_finance(NotFound),
        ),
        get("/practice", of_practitioner(Shown)),
        get_of(
            "/practice/teams/{team}",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        // Of the inbox of another team there is no page.
        get("/practice/call-backs", of_practitioner(NotFound)),
        get(
            "/practice/call-backs/{reference}",
            of_practitioner(NotFound),
        ),
        post(
            "/practice/call-backs/{reference}/done",
            of_practitioner(NotFound),
        ),
        get("/practice/concerns", of_practitioner(NotFound)),
        get("/practice/concerns/{reference}", of_practitioner(NotFound)),
        post(
            "/practice/concerns/{reference}/done",
            of_practitioner(NotFound),
        ),
        get("/practice/people/new", of_practitioner(Shown)),
        post("/practice/people/new", of_practitioner(On)),
        get_of(
            "/practice/people/{person}",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        post_of(
            "/practice/people/{person}/next",
            of_practitioner(On),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/budget",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        // Nobody has begun the assessment.
        get(
            "/practice/people/{person}/budget/{version}",
            of_practitioner(NotFound),
        ),
        // Nobody has sent one into the case.
        get(
            "/practice/people/{person}/self-assessments/{reference}",
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/account",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/account/invite",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        post_of(
            "/practice/people/{person}/account/invite",
            of_practitioner(Refused),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/account/{access}",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        post_of(
            "/practice/people/{person}/account/{access}",
            of_practitioner(Refused),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/account/{access}/preview",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        // Invitations that were accepted, which lead to their record.
        get("/account-access", page),
        get("/account-access/{invitation}", missing),
        post_of("/account-access/{invitation}", done, missing),
        get("/account-access/{invitation}/code", missing),
        post_of("/account-access/{invitation}/code", done, missing),
        post("/account-access/{invitation}/send", missing),
        get("/care-record", page),
        get_of("/care-record/{person}", page, missing),
        get("/care-record/{person}/documents/{document}", missing),
        get("/care-record/{person}/forms/{form}/{version}", missing),
        get_of("/care-record/{person}/attendance", page, missing),
        // Their cases have no number of the case system.
        get(
            "/care-record/{person}/attendance/{supplier}/{week}",
            missing,
        ),
        get(SESSION, missing),
        post(SESSION, missing),
        get_of("/care-record/{person}/holders", page, missing),
        get_of("/care-record/{person}/holders/{access}/stop", page, missing),
        post_of("/care-record/{person}/holders/{access}/stop", done, missing),
        get_of(
            "/practice/people/{person}/contact",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/contact/check-answers",
            of_practitioner(On),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/contact/tasks",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/contact/clear",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        post_of(
            "/practice/people/{person}/contact/clear",
            of_practitioner(On),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/contact/sign-off",
            of_practitioner(On),
            of_practitioner(NotFound),
        ),
        post_of(
            "/practice/people/{person}/contact/sign-off",
            of_practitioner(On),
            of_practitioner(NotFound),
        ),
        post_of(
            "/practice/people/{person}/contact/new-version",
            of_practitioner(NotFound),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/contact/versions/{version}",
            of_practitioner(NotFound),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/contact/{page}",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        post_of(
            "/practice/people/{person}/contact/{page}",
            of_practitioner(Refused),
            of_practitioner(NotFound),
        ),
        get("/practice/people/{person}/contact/{group}/{item}", nothing),
        post("/practice/people/{person}/contact/{group}/{item}", nothing),
        get(
            "/practice/people/{person}/contact/{group}/{item}/remove",
            nothing,
        ),
        post(
            "/practice/people/{person}/contact/{group}/{item}/remove",
            nothing,
        ),
        get_of(
            "/practice/people/{person}/assessment",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/assessment/check-answers",
            of_practitioner(On),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/assessment/tasks",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/assessment/clear",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        post_of(
            "/practice/people/{person}/assessment/clear",
            of_practitioner(On),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/assessment/sign-off",
            of_practitioner(On),
            of_practitioner(NotFound),
        ),
        post_of(
            "/practice/people/{person}/assessment/sign-off",
            of_practitioner(On),
            of_practitioner(NotFound),
        ),
        post_of(
            "/practice/people/{person}/assessment/new-version",
            of_practitioner(NotFound),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/assessment/versions/{version}",
            of_practitioner(NotFound),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/assessment/{page}",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        post_of(
            "/practice/people/{person}/assessment/{page}",
            of_practitioner(Refused),
            of_practitioner(NotFound),
        ),
        get(
            "/practice/people/{person}/assessment/{group}/{item}",
            nothing,
        ),
        post(
            "/practice/people/{person}/assessment/{group}/{item}",
            nothing,
        ),
        get(
            "/practice/people/{person}/assessment/{group}/{item}/remove",
            nothing,
        ),
        post(
            "/practice/people/{person}/assessment/{group}/{item}/remove",
            nothing,
        ),
        get_of(
            "/practice/people/{person}/plan",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/plan/check-answers",
            of_practitioner(On),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/plan/tasks",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/plan/clear",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        post_of(
            "/practice/people/{person}/plan/clear",
            of_practitioner(On),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/plan/sign-off",
            of_practitioner(On),
            of_practitioner(NotFound),
        ),
        post_of(
            "/practice/people/{person}/plan/sign-off",
            of_practitioner(On),
            of_practitioner(NotFound),
        ),
        post_of(
            "/practice/people/{person}/plan/new-version",
            of_practitioner(NotFound),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/plan/versions/{version}",
            of_practitioner(NotFound),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/plan/{page}",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        post_of(
            "/practice/people/{person}/plan/{page}",
            of_practitioner(Refused),
            of_practitioner(NotFound),
        ),
        get("/practice/people/{person}/plan/{group}/{item}", nothing),
        post("/practice/people/{person}/plan/{group}/{item}", nothing),
        get(
            "/practice/people/{person}/plan/{group}/{item}/remove",
            nothing,
        ),
        post(
            "/practice/people/{person}/plan/{group}/{item}/remove",
            nothing,
        ),
        get_of(
            "/practice/people/{person}/review",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/review/check-answers",
            of_practitioner(On),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/review/tasks",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/review/clear",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        post_of(
            "/practice/people/{person}/review/clear",
            of_practitioner(On),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/review/sign-off",
            of_practitioner(On),
            of_practitioner(NotFound),
        ),
        post_of(
            "/practice/people/{person}/review/sign-off",
            of_practitioner(On),
            of_practitioner(NotFound),
        ),
        post_of(
            "/practice/people/{person}/review/new-version",
            of_practitioner(NotFound),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/review/versions/{version}",
            of_practitioner(NotFound),
            of_practitioner(NotFound),
        ),
        get_of(
            "/practice/people/{person}/review/{page}",
            of_practitioner(Shown),
            of_practitioner(NotFound),
        ),
        post_of(
            "/practice/people/{person}/review/{page}",
            of_practitioner(Refused),
            of_practitioner(NotFound),
        ),
        get("/practice/people/{person}/review/{group}/{item}", nothing),
        post("/practice/people/{person}/review/{group}/{item}", nothing),
        get(
            "/practice/people/{person}/review/{group}/{item}/remove",
            nothing,
        ),
        post(
            "/practice/people/{person}/review/{group}/{item}/remove",
            nothing,
        ),
        register_page("/day-services/{supplier}/{week}"),
        post_of(
            "/day-services/{supplier}/{week}",
            of_provider(Shown),
            of_provider(NotFound),
        ),
        register_page("/day-services/{supplier}/{week}/lines/{order}/{line}"),
        register_page("/day-services/{supplier}/{week}/lines/{order}/{line}/amounts"),
        register_page("/day-services/{supplier}/{week}/history"),
        register_page("/day-services/{supplier}/{week}/register.csv"),
        register_page("/day-services/{supplier}/{week}/print"),
        // Saved forms, and a person's own data.
        get("/saved-forms", form_page),
        get("/saved-forms/start", led_on),
        post("/saved-forms/start", done),
        get("/saved-forms/{id}/resume", led_on),
        post_of("/saved-forms/{id}/resume", form_done, form_missing),
        get_of("/saved-forms/{id}/name", page, missing),
        post_of("/saved-forms/{id}/name", done, missing),
        get_of("/saved-forms/{id}/delete", page, missing),
        post_of("/saved-forms/{id}/delete", done, missing),
        get("/saved-forms/recover", open),
        post("/saved-forms/recover", led_on),
        get("/saved-forms/your-data", page),
        get("/saved-forms/your-data.json", page),
        get("/saved-forms/your-data/delete", page),
        post("/saved-forms/your-data/delete", done),
        get("/saved-forms/your-data/deleted", open),
        get("/saved-forms/your-data/complaint", open),
        post("/saved-forms/your-data/complaint", led_on),
        // Says when the complaint will be answered, and nothing about who
        // complained of what.
        get(
            "/saved-forms/your-data/complaint/received/{reference}",
            open,
        ),
        // Needs self-assessments: nobody of these has one.
        get("/assess-needs", open),
        get("/assess-needs/declaration", done),
        get("/assess-needs/submit", led_on),
        post("/assess-needs/submit", done),
        get("/assess-needs/check-answers", done),
        get("/assess-needs/tasks", page),
        get("/assess-needs/clear", page),
        post("/assess-needs/clear", done),
        get("/assess-needs/{page}", page),
        post("/assess-needs/{page}", done),
        get("/assess-needs/{group}/{item}", nothing),
        post("/assess-needs/{group}/{item}", nothing),
        get("/assess-needs/{group}/{item}/remove", nothing),
        post("/assess-needs/{group}/{item}/remove", nothing),
        // Asking for help.
        get("/apply", open),
        get("/apply/attach", page),
        post_of("/apply/attach", done, with_account(Refused)),
        get("/apply/declaration", page),
        get("/apply/submit", led_on),
        // Somebody else's form is not sent: the request leads back to the
        // start.
        post("/apply/submit", done),
        get_of("/apply/sent/{reference}", page, missing),
        get_of("/apply/sent/{reference}/you-were-told.json", page, missing),
        get_of("/apply/sent/{reference}/confirmation.pdf", page, missing),
        get("/apply/check-answers", form_page),
        get("/apply/tasks", form_page),
        get("/apply/clear", form_page),
        post("/apply/clear", form_done),
        get("/apply/{page}", form_page),
        post("/apply/{page}", form_done),
        get("/apply/{group}/{item}", nothing),
        post("/apply/{group}/{item}", nothing),
        get("/apply/{group}/{item}/remove", nothing),
        post("/apply/{group}/{item}/remove", nothing),
        // Documents.
        get("/apply/evidence", form_page),
        post("/apply/evidence/{document}/add", form_done),
        get_of("/apply/evidence/files/{id}", form_page, form_missing),
        get_of("/apply/evidence/files/{id}/sent", form_done, form_missing),
        get_of("/apply/evidence/files/{id}/remove", form_page, form_missing),
        // A file that is not there counts as removed: the request leads back to
        // the list.
        post("/apply/evidence/files/{id}/remove", form_done),
    ]
}

/// The owner of the things that a request names.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Whose {
    /// The person who asks, as on the pages.
    Own,
    /// The person who asks, but with the other things of their account in place
    /// of the form by which they came in.
    Rest,
    /// Somebody else.
    Others,
}

/// Two people with everything that one can have, their cookies, and a browser
/// for every role.
pub(crate) struct Sweep {
    app: PopulatedApp,
    /// The person whose things the requests for somebody else's things name.
    other: Person,
    /// The words and ids that give the other person away: a name, and its text
    /// in an answer.
    marks: Vec<(&'static str, String)>,
    /// Everything that was stored before the first request.
    stored: Vec<Value>,
    /// The fields with which the other person's declaration would be sent.
    sending: Vec<(&'static str, String)>,
    /// A person who only reads, so that their things never change.
    reader: Person,
    /// The reader's browser from before they had an account.
    visiting: Visitor,
}

/// The outcome of a request, and what it shows.
struct Tried {
    gets: Gets,
    /// The person's own marks in the answer that they may see.
    shows: Vec<&'static str>,
    /// Marks in the answer that the person may not see.
    leaks: Vec<&'static str>,
    reply: Reply,
}

impl Tried {
    fn is_a_pdf(&self) -> bool {
        self.reply.header("content-type") == "application/pdf"
    }

    fn bytes(&self) -> &str {
        &self.reply.body
    }
}

/// A request: its address and the fields that it posts.
struct Asked {
    address: String,
    fields: Vec<(&'static str, String)>,
}

impl Sweep {
    pub(crate) async fn new() -> Self {
        let app = PopulatedApp::new().await;
        let other = app.add_person().await;
        let cookies = [
            app.signed_in(&other, None, 0).await,
            app.visitor_with_answers_of(&other).await,
            app.recovering(&other, other.reference("reference of the request"))
                .await,
        ];
        let mut marks = other.marks();
        for visitor in &cookies {
            for value in visitor.cookies().values() {
                marks.push(("cookie", value.clone()));
                marks.push(("key", key_of(value)));
            }
        }
        let declaration = cookies[0].clone().get("/apply/declaration").await;
        let mut stored = app.database().stored_records().await;
        // An address's count of codes rises whoever asks for the codes.
        stored.retain(|item| {
            let partition = text(item, "PK");
            !partition.starts_with("EMAIL#") && !partition.starts_with("BUDGET#")
        });
        let reader = app.add_person().await;
        let visiting = app.visitor_with_answers_of(&reader).await;
        Self {
            app,
            other,
            marks,
            stored,
            sending: sends(&declaration),
            reader,
            visiting,
        }
    }

    /// Opens a browser as this role.
    async fn comes(&self, role: Role, person: &Person, for_whose: &Person) -> Visitor {
        let app = &self.app;
        match role {
            Role::Nobody => app.visitor(),
            Role::Visitor => app.visitor_with_answers_of(person).await,
            Role::PendingSignIn => {
                let reference = for_whose.reference("reference of the request");
                app.recovering(person, reference).await
            }
            Role::Citizen => app.signed_in(person, None, 0).await,
            Role::Ended => app.signed_in(person, None, 31).await,
            Role::OneForm => app.signed_in(person, Some("request"), 0).await,
            Role::Practitioner => {
                let practitioner = app.add_practitioner_of(person).await;
                app.staff_browser(&practitioner).await
            }
            Role::Provider => {
                let provider = app.add_provider_of(person).await;
                app.staff_browser(&provider).await
            }
            Role::Finance => app.new_staff_browser(staff_user::Role::Finance).await,
        }
    }

    /// Makes a request for the things of `theirs`: one's own as the pages make
    /// it, somebody else's with their ids wherever an id could go.
    async fn asks(&self, route: &Route, asker: &Person, whose: Whose, theirs: &Person) -> Asked {
        let mut asked = Asked {
            address: address(route, theirs),
            fields: match route.method == Method::POST {
                true => self.fields(route, asker, whose, theirs).await,
                false => Vec::new(),
            },
        };
        if whose == Whose::Own {
            return asked;
        }
        let named = [
            ("id", "request"),
            ("saved", "estimate"),
            ("account", "account"),
            ("owner", "account"),
            ("file", "file"),
            ("reference", "reference of the request"),
            ("application", "application"),
            ("complaint", "complaint"),
            ("supplier", "supplier"),
        ]
        .map(|(name, what)| (name, theirs.id(what).to_owned()));
        let query: Vec<String> = named
            .iter()
            .map(|(name, id)| format!("{name}={id}"))
            .collect();
        asked.address = format!("{}?{}", asked.address, query.join("&"));
        if route.method == Method::POST {
            asked.fields.extend(named);
        }
        asked
    }

    /// Returns the fields that the page at an address posts, with the owner's
    /// things in them.
    async fn fields(
        &self,
        route: &Route,
        asker: &Person,
        whose: Whose,
        theirs: &Person,
    ) -> Vec<(&'static str, String)> {
        let one = |name: &'static str, value: &str| vec![(name, value.to_owned())];
        match route.template {
            "/help/questions/{question}/helpful" => one("helpful", "yes"),
            "/help/feedback" => one("ease", "easy"),
            "/check-support/{page}" | "/assess-needs/{page}" => one("who", "myself"),
            "/report-concern/{page}" => one("danger", "no"),
            "/call-back" => vec![
                ("name", "Mallory Example".to_owned()),
                ("phone", "07700 900982".to_owned()),
                ("time", "any".to_owned()),
                ("about", "help".to_owned()),
            ],
            "/estimate-costs/{page}" => one("who-for", "me"),
            "/estimate-costs/what-if/{page}" | "/estimate-costs/what-if/{page}/keep" => {
                one("age", "86")
            }
            "/estimate-costs/{group}/{item}" => vec![
                ("agreed-allowances-name", "Bowls".to_owned()),
                ("agreed-allowances-amount-amount", "6".to_owned()),
                ("agreed-allowances-amount-every", "week".to_owned()),
            ],
            "/apply/{page}" => one("what", "help"),
            "/practice/people/new" => vec![
                ("case", self.app.site().new_id()),
                ("first-name", "Mallory".to_owned()),
            ],
            "/practice/people/{person}/next" => one("step", "nothing"),
            "/practice/people/{person}/account/invite"
            | "/care-record/{person}/holders/{access}/stop" => one("record", theirs.id("case")),
            "/practice/people/{person}/account/{access}" => vec![
                ("record", theirs.id("case").to_owned()),
                ("do", "given-back".to_owned()),
            ],
            "/account/create" => vec![
                ("first-name", "Mallory".to_owned()),
                ("last-name", "Example".to_owned()),
                ("email", theirs.address()),
                ("password", "three quiet herons walk".to_owned()),
            ],
            "/sign-in" => {
                let password = match whose {
                    Whose::Own => PASSWORD,
                    Whose::Rest | Whose::Others => "not their words",
                };
                vec![
                    ("email", theirs.address()),
                    ("password", password.to_owned()),
                ]
            }
            "/account/name" => vec![
                ("first-name", asker.typed("first name")),
                ("last-name", asker.typed("last name")),
            ],
            "/account/email" => vec![
                ("email", theirs.address()),
                ("password", PASSWORD.to_owned()),
            ],
            "/account/password" | "/saved-forms/your-data/delete" => one("password", PASSWORD),
            "/sign-in/code" => one("code", CODE),
            "/sign-in/new-password" => one("email", &theirs.address()),
            "/sign-in/new-password/choose" => one("password", "three quiet herons walk"),
            "/saved-forms/start" => one("form", "estimate-costs"),
            "/saved-forms/{id}/name" => one("name", "Mallory’s now"),
            "/saved-forms/recover" => vec![
                (
                    "reference",
                    theirs.id("reference of the request").to_owned(),
                ),
                ("email", asker.address()),
            ],
            "/saved-forms/your-data/complaint" => vec![
                ("what-happened", "Nothing yet.".to_owned()),
                ("name", "Mallory Example".to_owned()),
                // One address may ask for no more than five an hour.
                ("email", an_address()),
            ],
            "/apply/attach" => one("attached", theirs.id("estimate")),
            "/apply/submit" if whose == Whose::Others => self.sending.clone(),
            "/apply/submit" => {
                let mut browser = self.app.signed_in(asker, None, 0).await;
                sends(&browser.get("/apply/declaration").await)
            }
            _ => Vec::new(),
        }
    }

    /// Sends a request as one role.
    async fn tries(&self, role: Role, route: &Route, whose: Whose) -> Tried {
        let reads = route.method == Method::GET;
        // Each post comes from a new person, whom no earlier post has changed.
        let has_account = matches!(
            role,
            Role::PendingSignIn | Role::Citizen | Role::Ended | Role::OneForm
        );
        let asker = match has_account && !reads {
            true => &self.app.add_person().await,
            false => &self.reader,
        };
        let theirs = match whose {
            Whose::Own => asker,
            Whose::Rest => &asker.with_the_rest_in_place_of_the_request(),
            Whose::Others => &self.other,
        };
        let asked = self.asks(route, asker, whose, theirs).await;
        let mut visitor = match role {
            Role::Visitor if reads => self.visiting.clone(),
            _ => self.comes(role, asker, theirs).await,
        };
        let reply = if reads {
            visitor.get(&asked.address).await
        } else if route.answer == Answer::Document {
            let document: serde_json::Map<String, Value> = asked
                .fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str())))
                .collect();
            let document = Value::from(document).to_string();
            visitor.post_json(&asked.address, document).await
        } else {
            visitor.post(&asked.address, &borrowed(&asked.fields)).await
        };
        let of_others = match (role, route.template) {
            // Finance staff may read complaints; the reading is recorded.
            (Role::Finance, "/finance/complaints" | "/finance/complaints/{reference}") => {
                Vec::new()
            }
            // Finance staff see every supplier.
            (Role::Finance, template) if is_of_suppliers(template) => Vec::new(),
            // Practitioners find every application; the reading is recorded.
            (Role::Practitioner, template) if is_of_applications(template) => Vec::new(),
            _ => shown(&self.marks, &asked, &reply),
        };
        let (seen, hidden) = shown(&asker.marks(), &asked, &reply)
            .into_iter()
            .partition(|mark| may_see(role, mark));
        let hidden = match role {
            Role::Finance if route.template.starts_with("/finance/complaints") => Vec::new(),
            Role::Finance if is_of_suppliers(route.template) => Vec::new(),
            Role::Practitioner if is_of_applications(route.template) => Vec::new(),
            _ => hidden,
        };
        Tried {
            gets: gets(&reply),
            shows: seen,
            leaks: [of_others, hidden].concat(),
            reply,
        }
    }

    /// Sends a request as somebody without an account. Returns the items that
    /// it added or changed.
    pub(crate) async fn adds(&self, route: &Route, role: Role) -> Vec<Value> {
        let reader = &self.reader;
        let mut visitor = self.comes(role, reader, reader).await;
        let asked = self.asks(route, reader, Whose::Own, reader).await;
        let before = self.app.database().stored_records().await;
        match route.method == Method::GET {
            true => visitor.get(&asked.address).await,
            false => visitor.post(&asked.address, &borrowed(&asked.fields)).await,
        };
        let mut after = self.app.database().stored_records().await;
        after.retain(|item| !before.contains(item));
        after
    }

    /// Lists what e-mails to other people give away about the other person.
    fn told_by_mail(&self) -> Vec<String> {
        let mut told = Vec::new();
        for (to, mail) in self.app.mailer().sent() {
            let said = format!("{mail:?}");
            let marks = self.marks.iter().filter(|(_, mark)| said.contains(mark));
            if to != self.other.email() {
                told.extend(marks.map(|(mark, _)| format!("an e-mail tells of {mark}")));
            }
        }
        told
    }

    /// Lists the stored items that have changed, are gone or were added since
    /// the last call.
    async fn changed(&mut self) -> Vec<String> {
        let key = |item: &Value| (text(item, "PK").to_owned(), text(item, "SK").to_owned());
        let known: BTreeSet<_> = self.stored.iter().map(key).collect();
        let partitions: BTreeSet<_> = known.iter().map(|(partition, _)| partition).collect();
        let mut now = Vec::new();
        for partition in partitions {
            let mut there = self.app.database().stored_in(partition).await;
            // Partitions that belong to nobody hold items of other people as
            // well.
            there.retain(|item| partition.contains('#') || known.contains(&key(item)));
            now.append(&mut there);
        }
        let gone = self.stored.iter().filter(|item| !now.contains(item));
        let new = now.iter().filter(|item| !self.stored.contains(item));
        let changed: BTreeSet<_> = gone.chain(new).map(key).collect();
        self.stored = now;
        changed
            .into_iter()
            .map(|(partition, sort)| format!("{partition} {sort} has changed"))
            .collect()
    }
}

/// Fills the address of a route with somebody's ids.
pub(crate) fn address(route: &Route, whose: &Person) -> String {
    let put = |place: &str, what: &str| route.template.replace(place, whose.id(what));
    match route.template {
        template if template.starts_with("/saved-forms/{id}/") => put("{id}", "request"),
        "/apply/evidence/files/{id}/remove" => put("{id}", "file"),
        template if template.starts_with("/apply/evidence/files/") => put("{id}", "file to come"),
        template if template.starts_with("/apply/sent/") => put("{reference}", "application"),
        template if template.ends_with("/received/{reference}") => put("{reference}", "complaint"),
        "/finance/complaints/{reference}" => put("{reference}", "complaint"),
        template
            if template.starts_with("/questions/{reference}")
                || template.contains("/applications/") =>
        {
            put("{reference}", "application").replace("{id}", whose.id("questions"))
        }
        template
            if template.starts_with("/finance/undelivered/")
                || template.starts_with("/finance/assessments/") =>
        {
            put("{reference}", "application")
        }
        template if template.starts_with("/finance/people/{id}") => put("{id}", "account"),
        template if template.starts_with("/practice/teams/") => put("{team}", "team"),
        template if template.starts_with("/practice/people/{person}") => {
            let rest = route.address.split_once("p-1").unwrap().1;
            let rest = rest.replace("a-1", whose.id("access"));
            format!("/practice/people/{}{rest}", whose.id("case"))
        }
        template if template.starts_with("/account-access/") => put("{invitation}", "access"),
        template if template.starts_with("/care-record/") => put("{person}", "case")
            .replace("{access}", whose.id("access"))
            .replace("{document}", "D1")
            .replace("{form}", "needs-assessment")
            .replace("{version}", "1")
            .replace("{supplier}", whose.id("supplier"))
            .replace("{week}", "2026-11-22")
            .replace("{order}", &whose.typed("purchase order"))
            .replace("{line}", "1")
            .replace("{session}", "mon_am"),
        template if template.contains("/{supplier}") => {
            let rest = [
                ("{kind}", "person_missing"),
                ("{line}", "1"),
                ("{terms}", "T1"),
                ("{week}", "2026-11-22"),
                ("{year}", "2026"),
            ];
            let address = put("{supplier}", "supplier")
                .replace("{id}", whose.id("account"))
                .replace("{order}", &whose.typed("purchase order"));
            let rest = rest.into_iter();
            rest.fold(address, |address, (place, of)| address.replace(place, of))
        }
        template if template.starts_with("/estimate-costs/{group}/{item}") => {
            put("{item}", "item").replace("{group}", "agreed-allowances")
        }
        "/apply/evidence/{document}/add" => "/apply/evidence/deputy-order/add".to_owned(),
        _ => route.address.split('?').next().unwrap().to_owned(),
    }
}

/// Whether a page of the finance desk is about suppliers, every one of whom
/// finance staff see.
fn is_of_suppliers(template: &str) -> bool {
    let homes = ["/finance/suppliers", "/finance/payments"];
    homes.iter().any(|home| template.starts_with(home))
}

/// Whether a page is about applications that practitioners find by their
/// references.
fn is_of_applications(template: &str) -> bool {
    template.starts_with("/practice/applications/")
}

/// Whether a role may be shown this of its own things.
fn may_see(role: Role, mark: &str) -> bool {
    match role {
        Role::Nobody | Role::Ended | Role::Finance => false,
        Role::Practitioner => matches!(
            mark,
            "case"
                | "team"
                | "name of whom a case is about"
                | "access"
                | "name of an account holder"
                | "email address"
        ),
        Role::Provider => matches!(
            mark,
            "supplier" | "name of the supplier" | "name of somebody who attends" | "purchase order"
        ),
        Role::Visitor => matches!(mark, "answer: an allowance" | "item"),
        Role::PendingSignIn => matches!(mark, "email address" | "item"),
        Role::Citizen => true,
        // The form by which they came in, and their own names.
        Role::OneForm => matches!(
            mark,
            "first name"
                | "request"
                | "reference of the request"
                | "name of the request"
                | "answer: somebody's name"
                | "answer: a street"
                | "answer: a doctor"
                | "answer: what is difficult"
                | "file"
                | "file to come"
                | "name of a file"
                | "item"
        ),
    }
}

/// Lists the marks that an answer shows, in its headers or its body. A mark
/// that the request itself named does not count, because the sender knew it.
fn shown(marks: &[(&'static str, String)], asked: &Asked, reply: &Reply) -> Vec<&'static str> {
    let mut known = asked.address.clone();
    for (_, value) in &asked.fields {
        known.push_str(value);
    }
    let answer = format!("{:?} {}", reply.headers, reply.body);
    let is_new = |mark: &str| !known.contains(&mark.replace('-', "")) && !known.contains(mark);
    marks
        .iter()
        .filter(|(_, mark)| answer.contains(mark.as_str()) && is_new(mark))
        .map(|(what, _)| *what)
        .collect()
}

fn gets(reply: &Reply) -> Gets {
    match (reply.status, reply.location()) {
        (200, _) => Gets::Shown,
        (303, Some(to)) if to.starts_with("/sign-in?next=") => Gets::SignIn,
        (303, Some(to)) if to.starts_with("/professionals/sign-in?next=") => Gets::StaffSignIn,
        (303, Some(to)) if to.starts_with('/') => Gets::On,
        (404, _) => Gets::NotFound,
        (400 | 403 | 409 | 415 | 422 | 429, _) => Gets::Refused,
        _ => Gets::Broken,
    }
}

/// Names a route as both tables name it.
pub(crate) fn named(method: &Method, template: &str) -> String {
    format!("{method} {template}")
}
