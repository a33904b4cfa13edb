//! What a citizen does at the declaration before an answered form is sent.

use crate::form_walker::Given;
use crate::visitor::{Reply, Visitor};

/// The fields that a declaration posts.
pub type DeclaredFields = Vec<(&'static str, String)>;

/// Returns the fields of a declaration as its page shows it now, confirmed.
pub async fn declaration(citizen: &mut Visitor, prefix: &str) -> DeclaredFields {
    let page = citizen.get(&format!("{prefix}/declaration")).await;
    assert_eq!(page.status, 200, "{:?}", page.location());
    vec![
        ("form", page.hidden("form")),
        ("seen", page.hidden("seen")),
        ("confirm", "yes".to_owned()),
    ]
}

/// Posts the fields of a declaration.
pub async fn submit(citizen: &mut Visitor, prefix: &str, fields: &[(&str, String)]) -> Reply {
    let fields: Vec<Given<'_>> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    citizen.post(&format!("{prefix}/submit"), &fields).await
}

/// Confirms a declaration and sends it. Returns the address to which that leads.
pub async fn send_declared(citizen: &mut Visitor, prefix: &str) -> String {
    let fields = declaration(citizen, prefix).await;
    let reply = submit(citizen, prefix, &fields).await;
    assert_eq!(reply.status, 303, "{}", reply.words());
    reply.location().unwrap_or_default().to_owned()
}
