//! The copy of a form that a practitioner signed off.

use app::holder_access;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::forms::staff_case::TeamId;
use domain::values::calendar::in_words;
use domain::values::london::date_in_london;
use domain::values::person_id::PersonId;
use web::care_record::answers_to_read;
use web::govuk::SummaryList;
use web::who::{Citizen, WholeAccount};
use web::{Failure, PageFrame, ThreePathIds, page};

use crate::{AppState, CareRecordPorts, address};

#[derive(Template)]
#[template(path = "copy.html")]
struct Copy {
    frame: PageFrame,
    /// Who signed the form off, and when.
    signed_off: String,
    sections: Vec<(String, SummaryList)>,
}

/// The id of a form is a text as that of a team is.
pub(crate) async fn show<P: CareRecordPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    ThreePathIds(person, TeamId(id), version): ThreePathIds<PersonId, TeamId, u32>,
) -> Result<Response, Failure> {
    let what = "asked for the copy of a form";
    let record = state.record(&citizen, &person, what).await?;
    let asked = (&record.open, &record.case);
    let by = (citizen.account(), state.site.now());
    let kept = holder_access::read_copy(state.ports.store(), asked, (&id, version), by).await?;
    let kept = kept.ok_or(Failure::NOT_FOUND)?;
    let (form, _) = journey::forms::find(&id).ok_or(Failure::NOT_FOUND)?;
    let signed_off = kept.signed_off.ok_or(Failure::NOT_FOUND)?;
    let on = in_words(date_in_london(signed_off.at));
    let view = Copy {
        frame: citizen
            .site()
            .about(&record.case.person.name())
            .page(form.title.clone())
            .back(address(&person)),
        signed_off: format!("{} signed it off on {on}.", signed_off.name),
        sections: answers_to_read(form, &kept.answers),
    };
    Ok(page(StatusCode::OK, &view))
}
