//! Finds the page after an answer, and names the items that are added on the way.

use domain::forms::draft::{Answer, Answers};
use journey::form::Page;
use journey::journey::{Journey, Stop};

use super::{OpenPages, Way};
use crate::answers::AnswerHolder;
use crate::page::site_context::SiteContext;

/// Makes the id of an item before it is added. The id stands in the address of
/// the item's page, so posting that page twice changes the item instead of
/// adding another; ids sort by time.
pub(super) fn new_item(site: &SiteContext) -> String {
    let random = site.new_id();
    format!(
        "{:011x}{}",
        site.now().as_millisecond(),
        random.get(..8).unwrap_or(&random)
    )
}

/// Whether [`new_item`] could have made this id.
pub(super) fn is_item_id(id: &str) -> bool {
    (12..=40).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// Finds the page after an answer: the item that is to be added to a group of
/// the same page, or else the next question; after a change, the first question
/// that the change left open, or else the check of all answers.
pub(super) fn next<H: AnswerHolder>(
    pages: &OpenPages<H>,
    answers: &Answers,
    asked: &Page,
    way: Way,
) -> String {
    let journey = Journey::new(pages.form(), answers);
    if let Some(group) = journey.to_be_filled(asked) {
        let item = new_item(pages.site());
        return pages.address(&format!("{}/{item}", group.id), way);
    }
    let ends =
        |answer: &Answer| matches!(answer, Answer::Text(text) if asked.ends_with.contains(text));
    if journey.is_complete() && answers.get(&asked.id).is_some_and(ends) {
        return pages.address.result();
    }
    match (way, journey.after(&asked.id)) {
        (Way::On, stop @ Stop::Page(_)) => pages.address(stop.path(), way),
        (Way::On, _) if journey.is_complete() && !pages.address.spec().checks_answers => {
            pages.address.result()
        }
        (Way::On | Way::Change, _) => pages.first_open(&journey, way),
    }
}
