//! The whole portal in one process: every function's routes over one store,
//! for the tests and the benchmarks.

use axum::Router;
use domain::charging::policy::Policy;
use domain::directory::Directory;
use testkit::World;

/// Every function's routes in one router, finished as each is when deployed.
pub fn house(world: &World, policy: &Policy) -> Router {
    let (portal, store) = (world.portal(), world.store());
    let routes = portal::router(portal.clone(), store.clone())
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
            store,
            Directory::SHIPPED,
            policy.clone(),
        ));
    web::finish(routes, &portal)
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
