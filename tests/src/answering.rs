//! Answering a form as somebody does who has little to say: the same answers
//! for every benchmark.

use journey::form::{Form, Question};
use testkit::{Reply, Visitor};

/// A field of a page and what is given for it.
pub type Given<'a> = (&'a str, &'a str);

/// What somebody who needs help with two things says of their needs.
pub const NEEDS: &[Given<'_>] = &[
    ("age", "yes"),
    ("eating", "not_without_help"),
    ("washing", "not_without_help"),
    ("well-being", "dignity"),
];

/// What somebody of 85 with a State Pension says of their costs and money.
pub const MONEY: &[Given<'_>] = &[
    ("age", "85"),
    ("cost", "week"),
    ("weekly-cost", "100"),
    ("pensions", "state_pension"),
    ("amount-state-pension-amount", "300"),
    ("amount-state-pension-every", "week"),
];

/// What somebody says who asks for a parent, by a power of attorney, so that
/// there is a document to send.
pub const FOR_A_PARENT: &[Given<'_>] = &[
    ("who", "somebody"),
    ("relationship", "relative"),
    ("authority", "lasting-power-care"),
    ("confirmation", "yes"),
];

/// What is posted to a page: what is given for it; for any other no, none,
/// nothing or the first choice.
#[must_use]
pub fn fields(form: &Form, page: &str, given: &[Given<'_>]) -> Vec<(String, String)> {
    let owned = |fields: &[Given<'_>]| {
        let owned = |(name, value): &Given<'_>| ((*name).to_owned(), (*value).to_owned());
        fields.iter().map(owned).collect::<Vec<_>>()
    };
    let ours: Vec<Given<'_>> = given
        .iter()
        .copied()
        .filter(|(field, _)| {
            let rest = field.strip_prefix(page);
            rest.is_some_and(|rest| matches!(rest, "" | "-amount" | "-every"))
        })
        .collect();
    if !ours.is_empty() {
        return owned(&ours);
    }
    let Some(asked) = form.page(page) else {
        return Vec::new();
    };
    let usual = match &asked.question {
        Question::Name => return owned(&[("name-first", "Ann"), ("name-last", "Archer")]),
        Question::Date { .. } => {
            return owned(&[
                ("born-day", "27"),
                ("born-month", "3"),
                ("born-year", "1948"),
            ]);
        }
        Question::Address => {
            return owned(&[
                ("address-line1", "1 High Street"),
                ("address-town", "Exampleton"),
                ("address-postcode", "LE1 1FZ"),
            ]);
        }
        Question::YesNo | Question::Group { .. } => "no",
        Question::OneOf { options } => options.first().map_or("", |choice| &choice.value),
        Question::ManyOf { none, .. } => none.as_ref().map_or("", |choice| &choice.value),
        Question::Number { least: 0, .. } => "0",
        Question::Phone => "01632 960 001",
        Question::Email => "ann@example.org",
        Question::LongText { .. } => "I cannot get up the stairs.",
        _ => "",
    };
    owned(&[(page, usual)])
}

/// Opens and answers every page as the form leads, to the check of the
/// answers, and opens that.
///
/// # Errors
/// A page that does not take its answer, in words.
pub async fn answer(
    visitor: &mut Visitor,
    prefix: &str,
    form: &Form,
    given: &[Given<'_>],
) -> Result<(), String> {
    let first = form.pages.first().map_or("", |page| &page.id);
    let mut at = format!("{prefix}/{first}");
    for _ in 0..=form.pages.len() {
        expect(visitor.get(&at).await, 200, &at)?;
        let page = at.rsplit('/').next().unwrap_or_default();
        if page == "check-answers" {
            return Ok(());
        }
        let fields = fields(form, page, given);
        let reply = post(visitor, &at, &fields).await?;
        at = reply;
    }
    Err(format!("the questions do not end: {at}"))
}

/// Posts a form; where it leads.
///
/// # Errors
/// An answer that is no redirect, in words.
pub async fn post(
    visitor: &mut Visitor,
    path: &str,
    fields: &[(String, String)],
) -> Result<String, String> {
    let fields: Vec<Given<'_>> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let reply = expect(visitor.post(path, &fields).await, 303, path)?;
    Ok(reply.location().unwrap_or_default().to_owned())
}

/// The reply, if it has that status.
///
/// # Errors
/// Another status, with the words of the page.
pub fn expect(reply: Reply, status: u16, path: &str) -> Result<Reply, String> {
    if reply.status == status {
        return Ok(reply);
    }
    let words = reply.words();
    Err(format!(
        "{path} answered {}, not {status}: {words}",
        reply.status
    ))
}

/// The value of a hidden field.
#[must_use]
pub fn hidden<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let start = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&start)?;
    rest.split('"').next()
}
