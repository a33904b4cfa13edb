//! The invitations to the address of whoever is signed in.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::values::calendar::with_weekday;
use domain::values::london::date_in_london;
use web::who::{Citizen, WholeAccount};
use web::{Failure, PageFrame, StackedCell, StackedTable, page};

use crate::{AccountAccessPorts, AppState, Invitation, address};

#[derive(Template)]
#[template(path = "list.html")]
struct List {
    frame: PageFrame,
    invitations: Option<StackedTable>,
    telephone: String,
}

pub(crate) async fn show<P: AccountAccessPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
) -> Result<Response, Failure> {
    let invitations = state.invitations(&citizen).await?;
    let view = List {
        frame: citizen
            .page("Invitations to a social care online account")
            .back("/account"),
        invitations: (!invitations.is_empty()).then(|| table(&invitations)),
        telephone: state.site.council().telephone.clone(),
    };
    Ok(page(StatusCode::OK, &view))
}

/// Lists invitations by when they came. Whose record each is about is not said
/// before the agreed detail is proven.
fn table(invitations: &[Invitation]) -> StackedTable {
    let row = |invitation: &Invitation| {
        let access = &invitation.access;
        let sent = access.history.last().map(|step| date_in_london(step.by.at));
        let until = date_in_london(access.invited_until).yesterday();
        let until = until.map(with_weekday).unwrap_or_default();
        vec![
            StackedCell::link(
                format!(
                    "Accept the invitation of {}",
                    sent.map(with_weekday).unwrap_or_default()
                ),
                address(&access.id),
            ),
            StackedCell::of(until),
        ]
    };
    StackedTable {
        caption: "Your invitations".into(),
        columns: ["Invitation", "You can accept it until"]
            .map(Into::into)
            .into(),
        rows: invitations.iter().map(row).collect(),
    }
}
