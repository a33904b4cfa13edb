#![doc = include_str!("../README.md")]

mod new_password;
mod password;
mod sign_out;

use domain::member::KeepMembers;
use domain::notice::{KeepAttempts, SendNotices};
use domain::sign_in::{KeepSignIns, ProveIdentity};
use domain::telephone::SendPhoneCodes;
use web::{Portal, RouteTable};

domain::ports! {
    /// Lists the ports of signing in with a password, for staff.
    pub trait ProfessionalSignInPorts {
        store: KeepSignIns + KeepAttempts + KeepMembers;
        identity: ProveIdentity;
        mailer: SendNotices;
        phones: SendPhoneCodes;
    }
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<P> {
    portal: Portal,
    ports: P,
}

/// Returns the routes of signing in and out for invited people. The caller adds
/// [`web::finish`], as for every function.
pub fn router<P: ProfessionalSignInPorts>(portal: Portal, ports: P) -> RouteTable {
    RouteTable::new()
        .get(web::member::SIGN_IN, password::ask)
        .post_fields(
            web::member::SIGN_IN,
            &["email", "password", "next"],
            password::prove,
        )
        .get("/professionals/new-password", new_password::ask)
        .post_fields(
            "/professionals/new-password",
            &["email"],
            new_password::send,
        )
        .get("/professionals/new-password/choose", new_password::choose)
        .post_fields(
            "/professionals/new-password/choose",
            &["password"],
            new_password::set,
        )
        .post(web::member::SIGN_OUT, sign_out::sign_out)
        .get("/professionals/sign-out/done", sign_out::done)
        .with_state(AppState { portal, ports })
}
