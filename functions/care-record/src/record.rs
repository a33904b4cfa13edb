//! A care record: basic details, who works with the person, copies of forms,
//! documents.

use app::case_records::of_case;
use app::holder_access::{copies, runs_the_record};
use app::person_attendance::sees_attendance;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::forms::caseload::CaseFormStanding;
use domain::records::case_record::{
    CaseRecord, CaseRecordReader as _, OpenedDocuments, RecordDocument,
};
use domain::records::holder_access::AccessBasis;
use domain::values::calendar::in_words;
use domain::values::person_id::PersonId;
use futures_util::future::try_join;
use web::care_record::RecordSections;
use web::who::{Citizen, WholeAccount};
use web::{Failure, PageFrame, PathId, Text, page};

use crate::{AppState, CareRecordPorts, LIST, OpenRecord, address};

#[derive(Template)]
#[template(path = "record.html")]
struct Record {
    frame: PageFrame,
    /// The name of whom the record is about, if somebody else is signed in.
    on_behalf_of: Option<String>,
    /// The last day of the access, if it has one.
    until: Option<String>,
    sections: RecordSections,
    /// The address of attendance at day services, for who sees it.
    attendance: Option<String>,
    holders: String,
    /// Whether they may stop others.
    runs_it: bool,
}

pub(crate) async fn show<P: CareRecordPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    PathId(person): PathId<PersonId>,
) -> Result<Response, Failure> {
    let record = state
        .record(&citizen, &person, "read the care record")
        .await?;
    let says = state.case_system(&citizen, &record).await?;
    let view = Record::new(&citizen, &record, says.as_ref());
    Ok(page(StatusCode::OK, &view))
}

/// What the case system says of a record, and which of its documents whoever is
/// signed in has opened.
type CaseSystemSays = (CaseRecord, OpenedDocuments);

impl<P: CareRecordPorts> AppState<P> {
    /// Reads what the case system says of a record that is open.
    async fn case_system(
        &self,
        citizen: &Citizen<WholeAccount>,
        record: &OpenRecord,
    ) -> Result<Option<CaseSystemSays>, Failure> {
        let (store, entry) = (self.ports.store(), &record.open.entry);
        let says = of_case(store, entry, &record.case);
        let opened = store.documents_opened(entry, citizen.account());
        let (says, opened) = try_join(says, opened).await?;
        Ok(says.map(|says| (says, opened)))
    }
}

impl Record {
    fn new(
        citizen: &Citizen<WholeAccount>,
        record: &OpenRecord,
        says: Option<&CaseSystemSays>,
    ) -> Self {
        let OpenRecord { open, case } = record;
        let (name, terms) = (case.person.name(), &open.access.terms);
        let home = address(&case.person.id);
        let of_copy = |copy: &CaseFormStanding| -> Text {
            format!("{home}/forms/{}/{}", copy.form, copy.version).into()
        };
        let telephone = &citizen.site().council().telephone;
        let is_own = terms.basis == AccessBasis::Own;
        let mut sections = RecordSections::of(case, terms, &copies(case), of_copy, telephone);
        if let Some((record, opened)) = says {
            let address = |document: &RecordDocument| -> Text {
                format!("{home}/documents/{}", document.id.as_str()).into()
            };
            sections = sections.with_case_system((record, opened), terms, address);
        }
        let frame = match is_own {
            true => citizen.site().about(&name).page("My care record"),
            false => citizen.page(format!("Care record of {name}")),
        };
        Self {
            frame: frame.back(LIST),
            on_behalf_of: (!is_own).then_some(name),
            until: terms.ends_on.map(in_words),
            sections,
            attendance: sees_attendance(terms).then(|| format!("{home}/attendance")),
            holders: format!("{home}/holders"),
            runs_it: runs_the_record(&open.access),
        }
    }
}
