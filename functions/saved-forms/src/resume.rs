//! Going on with a form, or with a new one.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::notice::SendNotices;
use domain::sign_in::ProveIdentity;
use journey::form::Audience;
use journey::journey::Journey;
use web::form::Posted;
use web::who::CitizenRequest;
use web::{Failure, see_other};

use crate::{Desk, Keep, LIST};

/// Opens a form in the session, and leads to the page where it stopped.
pub(crate) async fn resume<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    visitor: CitizenRequest,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (desk, signed_in) = desk.for_one_form(&visitor).await?;
    let saved = desk.form(&signed_in, &id).await?;
    if let Some(reference) = &saved.submitted_in {
        return Ok(see_other(&format!("/apply/sent/{}", reference.plain())));
    }
    let found = desk
        .portal
        .forms()
        .find_for(Audience::Citizens, &saved.form);
    let (form, prefix) = found.ok_or(Failure::NOT_FOUND)?;
    desk.store
        .open_form(signed_in.key(), &form.id, Some(&saved.id))
        .await?;
    let on = Journey::new(form, &saved.answers)
        .resume()
        .path()
        .to_owned();
    Ok(see_other(&format!("{prefix}/{on}")))
}

/// Opens none of a form in the session, so that the next answer begins a new
/// one, and leads to its first page.
pub(crate) async fn start<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    visitor: CitizenRequest,
    posted: Posted,
) -> Result<Response, Failure> {
    let (desk, signed_in) = desk.for_account(&visitor).await?;
    let forms = desk.portal.forms();
    let found = forms.find_for(Audience::Citizens, posted.one("form"));
    let (form, prefix) = found.ok_or(Failure::BAD_REQUEST)?;
    desk.store
        .open_form(signed_in.key(), &form.id, None)
        .await?;
    let first = form.pages.first().map_or("", |page| &page.id);
    Ok(see_other(&format!("{prefix}/{first}")))
}

/// Where somebody comes back to who had to sign in before what they wanted:
/// the list, where the same button is.
pub(crate) async fn lead_back() -> Response {
    see_other(LIST)
}
