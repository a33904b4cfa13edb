//! The words about what a list leaves out because it cannot be read.

use crate::govuk::WarningText;

/// What a list has: one of it, and several: `("person", "people")`.
pub type Things = (&'static str, &'static str);

/// Says to staff how many of a list cannot be shown and what to do about it;
/// none if all of them are.
#[must_use]
pub fn told_to_staff(count: usize, things: Things) -> Option<WarningText> {
    told(
        count,
        things,
        "The people who run this service have been told. Everything else in the list is shown. If you need what is missing now, ask them.",
    )
}

/// Says to somebody how many of their own records cannot be shown and what to do
/// about it; none if all of them are.
#[must_use]
pub fn told_to_owner(count: usize, things: Things) -> Option<WarningText> {
    told(
        count,
        things,
        "It is a problem on our side: nothing is deleted. We have been told and are putting it right. If you need it now, call us on the number at the end of this page.",
    )
}

fn told(count: usize, (one, many): Things, rest: &str) -> Option<WarningText> {
    let cannot = match count {
        0 => return None,
        1 => format!("1 {one} cannot be shown."),
        _ => format!("{count} {many} cannot be shown."),
    };
    Some(WarningText {
        text: format!("{cannot} {rest}").into(),
        ..WarningText::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_how_many_cannot_be_shown_and_nothing_where_all_are() {
        let things = ("person", "people");
        assert!(told_to_staff(0, things).is_none());
        for (count, words) in [(1, "1 person cannot"), (3, "3 people cannot")] {
            let told = told_to_owner(count, things).unwrap();
            assert!(told.text.to_string().starts_with(words), "{:?}", told.text);
        }
    }
}
