//! Ids that come from outside: in addresses, in queries and in the fields of
//! forms. A text that cannot be an id, and the id of another kind of thing, are
//! not found; neither is ever a failure.

use std::collections::BTreeSet;

use axum::http::Method;
use domain::access::staff_user::Role;
use syn::visit::Visit;
use testkit::{Reply, Visitor};

use crate::access;
use crate::input::{Personas, Who, typed_everywhere};
use crate::people::PopulatedApp;
use crate::routes::{self, Route};
use crate::tree;

#[tokio::test]
async fn what_cannot_be_an_id_is_not_found_at_every_address() {
    let mut personas = Personas::new().await;
    let (mut tried, mut wrong) = (0, Vec::new());
    for (route, place) in places() {
        for who in Who::ALL {
            for id in malformed() {
                let (reply, address) = ask(&personas, who, &route, place, &id).await;
                tried += 1;
                // Led to sign in, or refused for another role.
                let is_sent_away = matches!(reply.status, 303 | 403) && !who.is_for(&route);
                if !(reply.status == 404 || is_sent_away) {
                    wrong.push(format!("{who:?}: {address:.80}: {}", reply.status));
                }
            }
            personas.renew(who, &route).await;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried >= 1_000, "{tried}");
}

/// The address of a new item of a group may have any id that an item can have.
/// A page whose button can be pressed twice leads back to its list if the thing
/// is gone.
#[tokio::test]
async fn the_id_of_another_kind_of_thing_is_not_found_or_leads_back_to_the_list() {
    const TWICE: [&str; 3] = [
        "/apply/evidence/files/{id}/remove",
        "/finance/undelivered/{reference}/settle",
        "/day-services/{supplier}/people/{id}/remove",
    ];
    let mut personas = Personas::new().await;
    let mut wrong = Vec::new();
    for (route, place) in places() {
        let template = route.template;
        if template.split('/').nth(place) == Some("{item}") {
            continue;
        }
        let pressed_twice = TWICE.contains(&template) && route.method == Method::POST;
        for who in Who::ALL.into_iter().filter(|who| who.is_for(&route)) {
            for id in of_other_kinds(&personas, &route, place) {
                let (reply, address) = ask(&personas, who, &route, place, &id).await;
                let leads_back = pressed_twice && reply.status == 303;
                if !(reply.status == 404 || leads_back) {
                    wrong.push(format!("{who:?}: {address}: {}", reply.status));
                }
            }
            personas.renew(who, &route).await;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_cannot_be_an_id_breaks_nothing_in_any_field_and_in_any_query() {
    let mut personas = Personas::new().await;
    let long = "a".repeat(1_100);
    let mut wrong = Vec::new();
    for id in [long.as_str(), "..", "a#b\0\n/\u{e9}"] {
        for answered in typed_everywhere(&mut personas, id).await {
            if answered.reply.status >= 500 {
                wrong.push(format!("{}: {}", answered.what, answered.reply.status));
            }
        }
    }
    for route in routes::all() {
        if route.method != Method::GET {
            continue;
        }
        for who in Who::ALL {
            let (mut visitor, address) = personas.come(who, &route).await;
            for id in malformed() {
                let names = ["id", "form", "reference", "thanked", "need", "next", "page"];
                let query = names.map(|name| format!("{name}={id}")).join("&");
                let reply = visitor.get(&format!("{address}?{query}")).await;
                if reply.status >= 500 {
                    wrong.push(format!("{address}?{query:.80}: {}", reply.status));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_request_that_is_sent_under_no_id_leads_to_the_start_of_a_request() {
    let app = PopulatedApp::new().await;
    let person = app.add_person().await;
    let mut visitor = app.signed_in(&person, None, 0).await;
    for id in ["a".repeat(1_100), "a#b".to_owned(), String::new()] {
        let fields = [("form", id.as_str()), ("confirm", "yes")];
        let sent = visitor.post("/apply/submit", &fields).await;
        assert_eq!(sent.location(), Some("/apply"), "{}", sent.words());
    }
}

#[tokio::test]
async fn the_id_of_an_account_that_no_key_can_hold_is_nobody_to_finance_staff() {
    let app = PopulatedApp::new().await;
    let mut desk = app.new_staff_browser(Role::Finance).await;
    let nobody = format!("/finance/people/{}", "a".repeat(1_100));
    assert_eq!(desk.get(&nobody).await.status, 404);
    for does in ["close", "remove-phone", "invite-again"] {
        let reply = desk.post(&format!("{nobody}/{does}"), &[]).await;
        assert_eq!(reply.status, 404, "{does}");
    }
}

/// The constructors of ids are public, for the store and for tests. A function
/// parses.
#[test]
fn no_function_makes_an_id_of_a_text_that_it_has_not_parsed() {
    let mut made = BTreeSet::new();
    let mut files = 0;
    for file in tree::files("functions", &[".rs"]) {
        let place = file.strip_prefix(tree::top()).unwrap();
        let place = place.display().to_string();
        if place.contains("/tests") {
            continue;
        }
        files += 1;
        let parsed = syn::parse_file(&tree::text(&file)).unwrap();
        let mut constructors = Constructors::default();
        constructors.visit_file(&parsed);
        let found = constructors.found.into_iter();
        made.extend(found.map(|id| format!("{place}: {id}")));
    }
    assert!(files > 80, "{files}");
    assert_eq!(made, BTreeSet::new());
}

/// The uses of constructors of ids as a value, `SavedId(text)` and
/// `map(SavedId)`, outside of tests.
#[derive(Default)]
struct Constructors {
    found: Vec<String>,
}

impl<'ast> Visit<'ast> for Constructors {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if module.ident != "tests" {
            syn::visit::visit_item_mod(self, module);
        }
    }

    fn visit_expr_path(&mut self, expression: &'ast syn::ExprPath) {
        let last = expression.path.segments.last();
        let name = last.map(|last| last.ident.to_string()).unwrap_or_default();
        if ["AccountId", "SavedId"].contains(&name.as_str()) {
            self.found.push(name);
        }
        syn::visit::visit_expr_path(self, expression);
    }
}

/// Texts that cannot be an id, as they stand in an address.
fn malformed() -> Vec<String> {
    let mut ids = vec!["a".repeat(1_100), format!("1a20{}", "1".repeat(300))];
    let others = [
        "",
        "..",
        "%2e%2e",
        "a%23b",
        "%C3%A9",
        "a%00",
        "a%0Ab",
        "%20",
        "a%2Fb",
        "%F0%9F%91%B5",
    ];
    ids.extend(others.map(str::to_owned));
    ids
}

/// Lists the ids of the citizen's things that are not of the kind that the route
/// is about.
fn of_other_kinds(personas: &Personas, route: &Route, place: usize) -> Vec<String> {
    let citizen = personas.citizen();
    let own: &[&str] = match route.template {
        template if template.starts_with("/apply/evidence/files") => {
            &["file", "file to come", "sent file"]
        }
        template if template.starts_with("/finance/complaints") => &["complaint"],
        template if template.contains("/{supplier}") => &["supplier"],
        _ => &[],
    };
    let address = access::address(route, citizen);
    let mut known: BTreeSet<&str> = own.iter().map(|what| citizen.id(what)).collect();
    known.extend(address.split('/').nth(place));
    [
        "account",
        "request",
        "file",
        "application",
        "complaint",
        "item",
    ]
    .map(|what| citizen.id(what))
    .into_iter()
    .filter(|id| !known.contains(id))
    .map(str::to_owned)
    .collect()
}

/// Lists every part in braces of every route: its place in the template.
fn places() -> Vec<(Route, usize)> {
    let mut places = Vec::new();
    for route in routes::all() {
        for (place, part) in route.template.split('/').enumerate() {
            if part.starts_with('{') {
                places.push((route.clone(), place));
            }
        }
    }
    assert!(places.len() >= 50, "{}", places.len());
    places
}

/// Sends a request to a route with this in place of one of its ids.
async fn ask(
    personas: &Personas,
    who: Who,
    route: &Route,
    place: usize,
    id: &str,
) -> (Reply, String) {
    let (mut visitor, address): (Visitor, String) = personas.come(who, route).await;
    let mut parts: Vec<&str> = address.split('/').collect();
    parts[place] = id;
    let address = parts.join("/");
    let reply = match route.method {
        Method::GET => visitor.get(&address).await,
        _ => visitor.post(&address, &[]).await,
    };
    (reply, address)
}
