//! The whole portal in one process: every function's routes over one store,
//! for the tests and the benchmarks.

pub mod answering;
pub mod prices;

use axum::Router;
use domain::account::AccountId;
use domain::application::ReadApplications;
use domain::charging::policy::Policy;
use domain::directory::Directory;
use domain::feedback::KeepFeedback;
use domain::files::{FilesFault, UploadFiles, UploadForm};
use domain::retention::Retention;
use domain::saved::{SavedFor, SavedId};
use jiff::Timestamp;
use store::Table;
use testkit::World;
use web::Portal;
use web::visitor::KeepAnswers;

/// The routes of the functions for which nobody has to sign in, over a store in
/// memory, finished as each is when deployed.
pub fn house(world: &World, policy: &Policy) -> Router {
    let portal = world.portal();
    let routes = open_to_all(&portal, |_| world.store(), policy);
    web::finish(routes, &portal)
}

/// Every function's routes over the table, finished as each is when deployed.
/// Nobody can send a file.
pub fn whole_house(world: &World, policy: &Policy, table: &Table) -> Router {
    house_of(world, policy, table, SavedFor::default())
}

/// The same of a council that keeps saved forms for so long.
pub fn house_of(world: &World, policy: &Policy, table: &Table, saved_for: SavedFor) -> Router {
    all_of_it(world, policy, table, NoFiles, saved_for)
}

/// The same with somewhere to send files.
pub fn house_with_files<F: UploadFiles>(
    world: &World,
    policy: &Policy,
    table: &Table,
    files: F,
) -> Router {
    all_of_it(world, policy, table, files, SavedFor::default())
}

fn all_of_it<F: UploadFiles>(
    world: &World,
    policy: &Policy,
    table: &Table,
    files: F,
    saved_for: SavedFor,
) -> Router {
    let of = |function: &'static str| testkit::with_rights_of(function, table);
    let identity = || world.identity(of("answer-auth-challenge"));
    let routes = open_to_all(&world.portal(), of, policy)
        .merge(create_account::router(
            world.portal(),
            of("create-account"),
            identity(),
            world.notices(),
        ))
        .merge(sign_in::router(
            world.portal(),
            of("sign-in"),
            identity(),
            world.notices(),
        ))
        .merge(verify_email_code::router(
            world.portal(),
            of("verify-email-code"),
            identity(),
            world.notices(),
            saved_for,
        ))
        .merge(saved_forms::router(
            world.portal(),
            of("saved-forms"),
            identity(),
            world.notices(),
            saved_forms::Kept::new(saved_for, Retention::default()),
        ))
        .merge(submit_application::router(
            world.portal(),
            of("submit-application"),
            world.notices(),
            Directory::SHIPPED,
            policy.clone(),
        ))
        .merge(upload_evidence::router(
            world.portal(),
            of("upload-evidence"),
            files,
            policy.clone(),
        ))
        .merge(for_members(world, of));
    web::finish(routes, &world.portal())
}

/// The routes of the functions for people who were invited.
fn for_members(world: &World, of: impl Fn(&'static str) -> Table) -> Router {
    let portal = world.portal();
    let identity = world.invited(of("answer-auth-challenge"));
    professional_sign_in::router(
        portal.clone(),
        of("professional-sign-in"),
        identity.clone(),
        world.notices(),
        world.phones(),
    )
    .merge(verify_phone_code::router(
        portal.clone(),
        of("verify-phone-code"),
        identity.clone(),
        world.notices(),
        world.phones(),
    ))
    .merge(finance_desk::router(
        portal,
        of("finance-desk"),
        identity,
        world.notices(),
    ))
}

/// Where files would go: takes none.
#[derive(Clone, Copy, Debug)]
struct NoFiles;

impl UploadFiles for NoFiles {
    fn origin(&self) -> String {
        "https://evidence.example".to_owned()
    }

    async fn offer_upload(
        &self,
        _: &AccountId,
        _: &SavedId,
        id: &str,
        back: &str,
        _: Timestamp,
    ) -> Result<UploadForm, FilesFault> {
        Ok(UploadForm {
            address: "https://evidence.example/".to_owned(),
            fields: vec![
                ("key".to_owned(), id.to_owned()),
                ("back".to_owned(), back.to_owned()),
            ],
        })
    }

    async fn remove_upload(&self, _: &AccountId, _: &SavedId, _: &str) -> Result<(), FilesFault> {
        Ok(())
    }
}

/// The routes of the functions for which nobody has to sign in, each with the
/// store that it is given.
fn open_to_all<S: KeepAnswers + KeepFeedback + ReadApplications>(
    portal: &Portal,
    of: impl Fn(&'static str) -> S,
    policy: &Policy,
) -> Router {
    portal::router(portal.clone(), of("portal"), Retention::default())
        .merge(screener::router(
            portal.clone(),
            of("screener"),
            Directory::SHIPPED,
        ))
        .merge(calculator::router(
            portal.clone(),
            of("calculator"),
            policy.clone(),
        ))
        .merge(make_document::router(
            portal.clone(),
            of("make-document"),
            Directory::SHIPPED,
            policy.clone(),
        ))
}

/// The charging policy that ships as an illustration.
///
/// # Panics
/// If the file is not what it should be.
#[expect(clippy::expect_used, reason = "only tests and benchmarks ask")]
pub fn illustration() -> Policy {
    let council: serde_json::Value =
        serde_json::from_str(include_str!("../../infra/councils/illustration.json"))
            .expect("the file is JSON");
    serde_json::from_value(council["local_charging_policy"].clone()).expect("it is a policy")
}
