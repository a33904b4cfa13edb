//! The length of the handlers of pages: each parses a request, does one thing
//! and shows one thing, on one screen.

use std::collections::BTreeSet;

use syn::{Item, ReturnType};

use crate::tree;

/// The most lines that a handler has between its braces.
const ONE_SCREEN: usize = 25;

/// The handlers that are longer. The list may only shrink.
const LONGER: &[&str] = &[
    "calculator/src/what_if.rs: compare",
    "finance-desk/src/invite.rs: invite",
    "sign-in/src/password.rs: prove",
    "submit-application/src/start.rs: show",
    "upload-evidence/src/send.rs: announce",
    "upload-evidence/src/send.rs: form",
];

#[test]
fn a_handler_fits_on_one_screen() {
    let (mut all, mut longer) = (0, BTreeSet::new());
    for file in tree::files("functions", &[".rs"]) {
        let place = file.strip_prefix(tree::top().join("functions")).unwrap();
        let place = place.display().to_string();
        if place.contains("/tests") {
            continue;
        }
        let text = tree::text(&file);
        for handler in handlers(&text) {
            all += 1;
            if lines(&text, &handler) > ONE_SCREEN {
                longer.insert(format!("{place}: {handler}"));
            }
        }
    }
    assert!(all > 100, "{all}");
    let known: BTreeSet<_> = LONGER.iter().map(|&place| place.to_owned()).collect();
    assert_eq!(longer, known);
}

/// Lists the handlers of a file by name: the `async` functions outside of
/// `impl` blocks that return a response.
fn handlers(text: &str) -> Vec<String> {
    let parsed = syn::parse_file(text).expect("it is Rust");
    let functions = parsed.items.into_iter().filter_map(|item| match item {
        Item::Fn(function) => Some(function.sig),
        _ => None,
    });
    functions
        .filter(|signature| signature.asyncness.is_some())
        .filter(|signature| names_response(&signature.output))
        .map(|signature| signature.ident.to_string())
        .collect()
}

/// Whether a function returns a `Response`, or a `Result` of one.
fn names_response(output: &ReturnType) -> bool {
    let ReturnType::Type(_, returned) = output else {
        return false;
    };
    let syn::Type::Path(path) = &**returned else {
        return false;
    };
    let Some(last) = path.path.segments.last() else {
        return false;
    };
    match &last.arguments {
        syn::PathArguments::AngleBracketed(of) => of.args.iter().any(|argument| {
            matches!(argument, syn::GenericArgument::Type(syn::Type::Path(of))
                if of.path.is_ident("Response"))
        }),
        _ => last.ident == "Response",
    }
}

/// Counts the lines between the braces of a function outside of `impl` blocks,
/// as rustfmt writes them.
fn lines(text: &str, function: &str) -> usize {
    let begins = [
        format!("async fn {function}("),
        format!("async fn {function}<"),
    ];
    text.lines()
        .skip_while(|line| !begins.iter().any(|begin| line.contains(begin)))
        .skip_while(|line| !line.ends_with('{'))
        .skip(1)
        .take_while(|line| *line != "}")
        .count()
}
