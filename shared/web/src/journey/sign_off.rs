//! Signs a form off, after which nobody can change that version. A later change
//! begins a new version with the answers of the one before.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::refused::{Instead, Posting};
use super::{DRAWN_FOR, FormPages, JourneySpec, OpenPages, PageAsked, Way, router};
use crate::answers::{SignsOff, TargetForm};
use crate::govuk::Button;
use crate::html::Text;
use crate::http::failure::Failure;
use crate::http::form::PostedForm;
use crate::http::routes::RouteTable;
use crate::page::{PageFrame, page, see_other};

/// Builds the routes of a form that can be signed off: those of [`router`], and
/// `sign-off`, `new-version` and `versions/{version}` under the form's prefix.
pub fn router_with_sign_off<H: SignsOff>(spec: JourneySpec, holder: H) -> RouteTable {
    let at = |rest: &str| format!("{}/{rest}", spec.prefix);
    RouteTable::new()
        .get(at("sign-off"), ask)
        .post_fields(at("sign-off"), DRAWN_FOR, sign_off)
        .post_fields(at("new-version"), DRAWN_FOR, begin_version)
        .get(at("versions/{version}"), show_version)
        .with_state(FormPages {
            spec,
            holder: holder.clone(),
        })
        .merge(router(spec, holder))
}

#[derive(Template)]
#[template(path = "journey/sign-off.html")]
struct AskPage {
    frame: PageFrame,
    action: String,
    meant_for: TargetForm,
    check: String,
    button: Button,
}

async fn ask<H: SignsOff>(
    State(pages): State<FormPages<H>>,
    request: PageAsked<H>,
) -> Result<Response, Instead> {
    let pages = pages.open_to_edit(request).await?;
    let journey = pages.journey();
    if !journey.is_complete() {
        return Ok(see_other(&pages.first_open(&journey, Way::On)));
    }
    let check = pages.address("check-answers", Way::On);
    let view = AskPage {
        frame: pages
            .frame("Are you sure you want to sign this form off?")
            .back(check.clone()),
        action: pages.address("sign-off", Way::On),
        meant_for: pages.target(),
        check,
        button: Button {
            text: yes(pages.open.site.whom()),
            ..Button::default()
        },
    };
    Ok(page(StatusCode::OK, &view))
}

/// Returns the words of the button, which name whom the form is about.
fn yes(whom: Option<&str>) -> Text {
    match whom {
        Some(whom) => format!("Yes, sign it off for {whom}").into(),
        None => "Yes, sign it off".into(),
    }
}

async fn sign_off<H: SignsOff>(
    State(pages): State<FormPages<H>>,
    request: PageAsked<H>,
    posted: PostedForm,
) -> Result<Response, Instead> {
    let pages = pages.open_to_change(request, &posted).await?;
    let journey = pages.journey();
    if !journey.is_complete() {
        return Ok(see_other(&pages.first_open(&journey, Way::On)));
    }
    let change = pages.holder.sign_off(&pages.open).await?;
    let posting = Posting {
        action: pages.address("sign-off", Way::On),
        fields: &posted,
        // The person has to read the changed form before they sign it off.
        again: None,
    };
    pages.made(change, &[], posting)?;
    Ok(see_other(&pages.address("check-answers", Way::On)))
}

async fn begin_version<H: SignsOff>(
    State(pages): State<FormPages<H>>,
    request: PageAsked<H>,
    posted: PostedForm,
) -> Result<Response, Instead> {
    let pages = pages.open_to_change(request, &posted).await?;
    pages.holder.begin_version(&pages.open).await?;
    Ok(see_other(&pages.address("check-answers", Way::On)))
}

/// Shows a version that was signed off; a version that was not leads to the
/// check of all answers.
async fn show_version<H: SignsOff>(
    State(pages): State<FormPages<H>>,
    request: PageAsked<H>,
) -> Result<Response, Failure> {
    let FormPages { spec, holder } = pages;
    let number = request.address.value("version").parse();
    let number = number.map_err(|_| Failure::NOT_FOUND)?;
    let pages = OpenPages {
        address: request.address,
        open: holder.open_version(spec.form, request.who, number).await?,
        holder,
    };
    let check = pages.address("check-answers", Way::On);
    Ok(pages.read_only().unwrap_or_else(|| see_other(&check)))
}
