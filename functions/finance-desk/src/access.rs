//! Who has looked at somebody's record.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::account::AccountId;
use domain::calendar::in_words;
use domain::london::{date_in_london, time_in_london};
use domain::member::InvitePeople;
use domain::notice::SendNotices;
use domain::reference::Reference;
use web::form::Posted;
use web::govuk::{Button, Hint, Input, Label};
use web::member::Colleague;
use web::mistake::{Mistake, summary, wrong};
use web::{Failure, PageFrame, Portal, page};

use crate::{Desk, Keep, complaints};

/// Where it is asked.
pub(crate) const ASK: &str = "/finance/accesses";

#[derive(Template)]
#[template(path = "accesses.html")]
struct Accesses {
    frame: PageFrame,
    reference: Input,
    button: Button,
    /// When, who, what; none before a reference was given.
    found: Option<Vec<(String, String, String)>>,
}

pub(crate) async fn ask<S: Keep, I: InvitePeople, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    colleague: Colleague,
) -> Result<Response, Failure> {
    let (desk, _) = desk.staffed(&colleague).await?;
    let view = Accesses::new(&desk.portal, "", &[]);
    Ok(page(StatusCode::OK, &view))
}

/// By post, so that no reference stands in an address that is logged
/// elsewhere. Looking here is noted as well.
pub(crate) async fn find<S: Keep, I: InvitePeople, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    colleague: Colleague,
    posted: Posted,
) -> Result<Response, Failure> {
    let (desk, staff) = desk.staffed(&colleague).await?;
    let typed = posted.one("reference").trim();
    let refuse = |words: &'static str| {
        let view = Accesses::new(&desk.portal, typed, &[Mistake::new("reference", words)]);
        Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
    };
    if typed.is_empty() {
        return refuse("Enter the reference of an application or a complaint");
    }
    let Ok(reference) = Reference::parse(typed) else {
        return refuse("Enter a reference like K7F-3MM-XT4D");
    };
    let Some((record, kind)) = desk.record(&reference).await? else {
        return refuse("There is no application or complaint with this reference. Check it");
    };
    let what = format!("read who looked at {kind} {}", reference.plain());
    desk.note(staff.member(), &record, what).await?;
    let accesses = desk.store.accesses(&record).await?;
    let rows = accesses.into_iter().map(|access| {
        let day = in_words(date_in_london(access.at));
        let at = format!("{} on {day}", time_in_london(access.at));
        (at, access.who, access.what)
    });
    let view = Accesses {
        found: Some(rows.collect()),
        ..Accesses::new(&desk.portal, typed, &[])
    };
    Ok(page(StatusCode::OK, &view))
}

impl<S: Keep, I: InvitePeople, N: SendNotices> Desk<S, I, N> {
    /// Whose record an application or a complaint is of, and which of the two
    /// it is.
    async fn record(
        &self,
        reference: &Reference,
    ) -> Result<Option<(AccountId, &'static str)>, Failure> {
        if let Some((application, _)) = self.store.look_up(reference).await? {
            return Ok(Some((application.account, "application")));
        }
        let complaint = self.store.read_complaint(reference, self.portal.now());
        let found = complaint.await?;
        Ok(found.map(|complaint| (complaints::record(&complaint), "complaint")))
    }
}

impl Accesses {
    fn new(portal: &Portal, typed: &str, mistakes: &[Mistake]) -> Self {
        Self {
            frame: portal
                .page("Who has looked at a record")
                .back("/finance")
                .errors(summary(mistakes)),
            reference: Input {
                id: "reference".into(),
                name: "reference".into(),
                label: Label::of("Reference of an application or a complaint"),
                hint: Some(Hint::of(
                    "For example, K7F-3MM-XT4D. We list who has looked at anything of the same person.",
                )),
                value: typed.to_owned().into(),
                spellcheck: Some(false),
                classes: "govuk-input--width-20".into(),
                error_message: wrong(mistakes, "reference"),
                ..Input::default()
            },
            button: Button {
                text: "Show who".into(),
                ..Button::default()
            },
            found: None,
        }
    }
}
