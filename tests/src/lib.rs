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
    web::finish(open_to_all(&portal, &world.store(), policy), &portal)
}

/// Every function's routes over the table, finished as each is when deployed.
/// Nobody can send a file.
pub fn whole_house(world: &World, policy: &Policy, table: &Table) -> Router {
    house_with_files(world, policy, table, NoFiles)
}

/// The same with somewhere to send files.
pub fn house_with_files<F: UploadFiles>(
    world: &World,
    policy: &Policy,
    table: &Table,
    files: F,
) -> Router {
    let portal = world.portal();
    let parts = || {
        let (identity, notices) = (world.identity(table.clone()), world.notices());
        (portal.clone(), table.clone(), identity, notices)
    };
    let mut routes = open_to_all(&portal, table, policy);
    let (portal_, store, identity, notices) = parts();
    routes = routes.merge(create_account::router(portal_, store, identity, notices));
    let (portal_, store, identity, notices) = parts();
    routes = routes.merge(sign_in::router(portal_, store, identity, notices));
    let (portal_, store, identity, notices) = parts();
    routes = routes.merge(verify_email_code::router(portal_, store, identity, notices));
    let kept = saved_forms::Kept::new(SavedFor::default(), Retention::default());
    let (portal_, store, identity, notices) = parts();
    routes = routes.merge(saved_forms::router(portal_, store, identity, notices, kept));
    let (portal_, store, _, notices) = parts();
    routes = routes.merge(submit_application::router(
        portal_,
        store,
        notices,
        Directory::SHIPPED,
        policy.clone(),
    ));
    let (portal_, store, _, _) = parts();
    routes = routes.merge(upload_evidence::router(
        portal_,
        store,
        files,
        policy.clone(),
    ));
    web::finish(routes, &portal)
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

fn open_to_all<S: KeepAnswers + KeepFeedback + ReadApplications>(
    portal: &Portal,
    store: &S,
    policy: &Policy,
) -> Router {
    portal::router(portal.clone(), store.clone())
        .merge(screener::router(
            portal.clone(),
            store.clone(),
            Directory::SHIPPED,
        ))
        .merge(calculator::router(
            portal.clone(),
            store.clone(),
            policy.clone(),
        ))
        .merge(make_document::router(
            portal.clone(),
            store.clone(),
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
