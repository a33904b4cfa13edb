//! Gives the register as a CSV file: the official copy once it is submitted, a
//! working copy before.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use exchange::register_sheet::writing;
use web::http::failure::Failure;
use web::register_form::RegisterAt;
use web::who::{Provider, Staff};

use crate::sheet::{Found, ShownRegister};
use crate::{AppState, RegisterPageStore};

pub(crate) async fn download<S: RegisterPageStore>(
    State(state): State<AppState<S>>,
    staff: Staff<Provider>,
    RegisterAt(key): RegisterAt,
) -> Result<Response, Failure> {
    let sheet = match state.sheet(&staff, key).await? {
        Found::Sheet(sheet) => sheet,
        Found::NoSheet(_) => return Err(Failure::NOT_FOUND),
    };
    let attachment = format!("attachment; filename=\"{}\"", file_name(&sheet));
    let attachment = HeaderValue::try_from(attachment).map_err(Failure::broken)?;
    let content = writing::write(&sheet.register, &sheet.opened.book, sheet.sees_restricted);
    let kind = HeaderValue::from_static("text/csv; header=present; charset=utf-8");
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, attachment),
    ];
    Ok((headers, content).into_response())
}

/// Returns the name of the file, which says what kind of copy it is.
fn file_name(sheet: &ShownRegister) -> String {
    let (supplier, week) = (&sheet.key.supplier, sheet.key.week.ending());
    match sheet.is_locked() {
        true => format!(
            "register-{supplier}-{week}-version-{}.csv",
            sheet.opened.kept.head.version
        ),
        false => format!("register-{supplier}-{week}-working-copy.csv"),
    }
}
