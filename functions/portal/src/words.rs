//! Words that many pages share.

use askama::Template;
use web::Html;

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<a class="govuk-link" href="{{ web::telephone::address(number) }}">{{ number }}</a>"#
)]
struct Telephone<'a> {
    number: &'a str,
}

/// Returns a telephone number as a link that calls it.
pub(crate) fn telephone(number: &str) -> Html {
    Html::rendered(&Telephone { number })
}

/// Joins names with commas and "or": `a`, `a or b`, `a, b or c`.
pub(crate) fn either(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
