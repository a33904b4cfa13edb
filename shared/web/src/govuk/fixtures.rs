//! Compares every component with the fixtures that govuk-frontend publishes:
//! the options of its Nunjucks macros and the HTML that the macros make.

use std::collections::BTreeMap;
use std::fmt;

use askama::Template;
use scraper::node::Node;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;

use super::Attributes;
use crate::html::{Html, Text};

const ENGLISH: &str = "the portal speaks English, as the script does by itself";
const NO_GAPS: &str = "a list in Rust has no false or null in it that would use up a number";

const INLINE: [&str; 7] = ["a", "b", "code", "em", "label", "span", "strong"];

#[test]
fn the_list_of_fixtures_left_out_only_shrinks() {
    // Lower this number with every entry taken out; never raise it.
    assert_eq!(LEFT_OUT.len(), 18);
    assert!(LEFT_OUT.iter().all(|(_, _, reason)| !reason.is_empty()));
}

#[test]
fn normal_html_keeps_what_a_browser_shows() {
    assert_eq!(
        normal("<p class=\"b a\" id=x>\n one\n two </p>"),
        normal("<p id='x' class='b  a'>one two</p>")
    );
    assert_ne!(
        normal("<p>one<a>two</a></p>"),
        normal("<p>one <a>two</a></p>")
    );
    assert_ne!(normal("<p>one</p>"), normal("<p>One</p>"));
    assert_ne!(normal("<p class=a>one</p>"), normal("<p>one</p>"));
    assert_ne!(
        normal("<textarea>\na\n</textarea>"),
        normal("<textarea>a</textarea>")
    );
}

/// A password input is an [`super::Input`] with parts of its own, so it has no
/// options to read: the fixture is made here.
#[test]
fn a_password_input_is_what_its_published_fixture_says() {
    let published = published("password-input");
    let fixture = published
        .fixtures
        .iter()
        .find(|one| one.name == "with hint text")
        .unwrap();
    let label = fixture.options["label"]["text"]
        .as_str()
        .unwrap()
        .to_owned();
    let hint = fixture.options["hint"]["text"].as_str().unwrap().to_owned();
    let input = super::Input {
        id: "password-input-with-hint-text".into(),
        name: "test-name-2".into(),
        label: super::Label::of(label),
        hint: Some(super::Hint::of(hint)),
        autocomplete: "current-password".into(),
        ..super::Input::default()
    };
    let made = input.for_password().to_string();
    assert_eq!(normal(&made), normal(&fixture.html));
}

#[test]
fn every_component_makes_what_its_published_fixtures_say() {
    use super::*;
    let wrong: Vec<String> = [
        run::<Accordion>("accordion"),
        run::<BackLink>("back-link"),
        run::<Breadcrumbs>("breadcrumbs"),
        run::<Button>("button"),
        run::<CharacterCount>("character-count"),
        run::<Checkboxes>("checkboxes"),
        run::<DateInput>("date-input"),
        run::<Details>("details"),
        run::<ErrorMessage>("error-message"),
        run::<ErrorSummary>("error-summary"),
        run::<ExitThisPage>("exit-this-page"),
        run::<Fieldset>("fieldset"),
        run::<Hint>("hint"),
        run::<Input>("input"),
        run::<InsetText>("inset-text"),
        run::<Label>("label"),
        run::<NotificationBanner>("notification-banner"),
        run::<Pagination>("pagination"),
        run::<Panel>("panel"),
        run::<PhaseBanner>("phase-banner"),
        run::<Radios>("radios"),
        run::<Select>("select"),
        run::<SkipLink>("skip-link"),
        run::<SummaryList>("summary-list"),
        run::<Table>("table"),
        run::<Tag>("tag"),
        run::<TaskList>("task-list"),
        run::<Textarea>("textarea"),
        run::<WarningText>("warning-text"),
    ]
    .concat();
    assert!(
        wrong.is_empty(),
        "{} fixtures differ\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The fixtures that are left out, each with its reason. The list may only
/// shrink: a fixture that would pass must be taken out of the list, and a test
/// counts the entries.
const LEFT_OUT: &[(&str, &str, &str)] = &[
    ("accordion", "with falsy values", NO_GAPS),
    ("accordion", "with translations", ENGLISH),
    ("character-count", "with translations", ENGLISH),
    ("checkboxes", "with falsy values", NO_GAPS),
    ("date-input", "day and month", WHOLE_DATES),
    ("date-input", "month and year", WHOLE_DATES),
    ("panel", "confirmation, with actions", NO_INTERRUPTIONS),
    ("panel", "interruption", NO_INTERRUPTIONS),
    (
        "panel",
        "interruption with custom classes",
        NO_INTERRUPTIONS,
    ),
    ("panel", "interruption, button link", NO_INTERRUPTIONS),
    ("panel", "interruption, no actions", NO_INTERRUPTIONS),
    ("panel", "interruption, no actions items", NO_INTERRUPTIONS),
    ("panel", "interruption, submit action", NO_INTERRUPTIONS),
    (
        "panel",
        "interruption, with actions classes and attributes",
        NO_INTERRUPTIONS,
    ),
    (
        "panel",
        "interruption-with-content-with-long-line-length",
        NO_INTERRUPTIONS,
    ),
    (
        "panel",
        "interruption-with-headings-content-and-lists",
        NO_INTERRUPTIONS,
    ),
    ("radios", "with falsy items", NO_GAPS),
    ("task-list", "with empty values", NO_GAPS),
];

const NO_INTERRUPTIONS: &str =
    "the portal has no interruption pages, and panels have actions only there";
const WHOLE_DATES: &str =
    "the portal asks for whole dates; items can leave a field out, false cannot";

#[derive(Deserialize)]
struct Published {
    fixtures: Vec<Fixture>,
}

#[derive(Deserialize)]
struct Fixture {
    name: String,
    options: Value,
    html: String,
}

/// Reads the fixtures of a component.
fn published(component: &str) -> Published {
    let path = format!(
        "{}/assets/node_modules/govuk-frontend/dist/govuk/components/{component}/fixtures.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let published = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{path}: {error}. Run npm ci in shared/web/assets"));
    serde_json::from_str(&published).unwrap()
}

/// Renders every fixture of a component and returns the differences.
fn run<C: Template + DeserializeOwned>(component: &str) -> Vec<String> {
    let published = published(component);
    assert!(!published.fixtures.is_empty());
    let mut wrong = Vec::new();
    for fixture in published.fixtures {
        let left_out = LEFT_OUT
            .iter()
            .any(|(of, name, _)| *of == component && *name == fixture.name);
        match (difference::<C>(&fixture), left_out) {
            (None, false) | (Some(_), true) => {}
            (None, true) => wrong.push(format!(
                "{component}: {:?} passes: take it out of LEFT_OUT",
                fixture.name
            )),
            (Some(difference), false) => {
                wrong.push(format!("{component}: {:?}\n{difference}", fixture.name))
            }
        }
    }
    wrong
}

fn difference<C: Template + DeserializeOwned>(fixture: &Fixture) -> Option<String> {
    let component: C = match serde_json::from_value(fixture.options.clone()) {
        Ok(component) => component,
        Err(error) => return Some(format!("  options: {error}")),
    };
    let (made, expected) = (normal(&component.render().unwrap()), normal(&fixture.html));
    (made != expected).then(|| {
        let line = made
            .lines()
            .zip(expected.lines())
            .take_while(|(made, expected)| made == expected)
            .count();
        let at = |html: &str| {
            html.lines()
                .skip(line)
                .take(3)
                .collect::<Vec<_>>()
                .join("\n    ")
        };
        format!(
            "  made:\n    {}\n  expected:\n    {}",
            at(&made),
            at(&expected)
        )
    })
}

/// Writes HTML with one node a line: attributes in alphabetical order, runs of
/// white space as one space, and no space where a browser shows none: at the
/// edges of elements and between blocks.
fn normal(html: &str) -> String {
    let document = scraper::Html::parse_fragment(html);
    let mut lines = String::new();
    for node in document.root_element().children() {
        write_node(&mut lines, node, 0);
    }
    lines
}

type NodeRef<'a> = <scraper::ElementRef<'a> as std::ops::Deref>::Target;

fn write_node(lines: &mut String, node: NodeRef<'_>, depth: usize) {
    let indent = "  ".repeat(depth);
    match node.value() {
        Node::Text(text) => {
            let verbatim = node
                .parent()
                .is_some_and(|parent| is_one_of(parent, &["textarea", "pre"]));
            if verbatim {
                lines.push_str(&format!("{indent}{:?}\n", &**text));
                return;
            }
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let glued = |sibling: Option<NodeRef<'_>>| {
                sibling.is_some_and(|sibling| is_one_of(sibling, &INLINE))
            };
            let before = text.starts_with(char::is_whitespace) && glued(node.prev_sibling());
            let after = text.ends_with(char::is_whitespace) && glued(node.next_sibling());
            let space = |needed: bool| if needed { "_" } else { "" };
            if !words.is_empty() {
                lines.push_str(&format!(
                    "{indent}{}{words}{}\n",
                    space(before),
                    space(after)
                ));
            } else if before && after {
                lines.push_str(&format!("{indent}_\n"));
            }
        }
        Node::Element(element) => {
            let attributes: BTreeMap<&str, String> = element
                .attrs()
                .map(|(name, value)| (name, value.split_whitespace().collect::<Vec<_>>().join(" ")))
                .collect();
            lines.push_str(&format!("{indent}<{}", element.name()));
            for (name, value) in attributes {
                lines.push_str(&format!(" {name}={value:?}"));
            }
            lines.push_str(">\n");
            for child in node.children() {
                write_node(lines, child, depth + 1);
            }
        }
        _ => {}
    }
}

fn is_one_of(node: NodeRef<'_>, names: &[&str]) -> bool {
    node.value()
        .as_element()
        .is_some_and(|element| names.contains(&element.name()))
}

/// Reads a list as Nunjucks does, without items that are null, false or empty.
pub(super) fn without_gaps<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    from: D,
) -> Result<Vec<T>, D::Error> {
    let values = Vec::<Value>::deserialize(from)?;
    let there = values.into_iter().filter(|value| match value {
        Value::Object(options) => !options.is_empty(),
        other => other.is_array(),
    });
    there
        .map(|value| serde_json::from_value(value).map_err(D::Error::custom))
        .collect()
}

impl<'de> Deserialize<'de> for Text {
    /// Reads a value as Nunjucks shows it: null as nothing.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(from)? {
            Value::Null => Self::NONE,
            Value::String(words) => words.into(),
            value @ (Value::Bool(_) | Value::Number(_)) => value.to_string().into(),
            value => return Err(D::Error::custom(format!("{value} is not words"))),
        })
    }
}

impl<'de> Deserialize<'de> for Html {
    /// Reads HTML as Nunjucks shows it: null and false as nothing.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(from)? {
            Value::Null | Value::Bool(false) => Self::NONE,
            Value::String(html) => Self::written(html.leak()),
            value => return Err(D::Error::custom(format!("{value} is not HTML"))),
        })
    }
}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Attributes;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("attributes")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Attributes, M::Error> {
                let mut attributes = Attributes::NONE;
                while let Some((name, value)) = map.next_entry::<String, Text>()? {
                    attributes = attributes.with(name.leak(), value);
                }
                Ok(attributes)
            }
        }
        from.deserialize_map(Each)
    }
}
