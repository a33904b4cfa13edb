//! Forms to print, and to fill in with a pen.

use std::str::FromStr;

use axum::extract::State;
use axum::response::Response;
use journey::form::{Form, GrammaticalPerson};
use journey::forms;
use journey::paper::PaperForm;
use web::{Failure, PathId, RouteTable, SiteContext};

use crate::{ReportContext, file, typeset_paper};

/// The end of the name of a form about somebody else.
const FOR_SOMEBODY_ELSE: &str = "-for-somebody-else";

pub(crate) fn router(site: SiteContext) -> RouteTable {
    RouteTable::new()
        .get("/paper-forms/{form}", form)
        .with_state(site)
}

/// A paper form that is asked for: `estimate-costs.pdf`, or
/// `estimate-costs-for-somebody-else.pdf`.
#[derive(Clone, Copy, Debug)]
struct PaperName {
    form: &'static Form,
    voice: GrammaticalPerson,
}

impl FromStr for PaperName {
    type Err = Failure;

    /// Reads a name. Only forms that citizens may start are handed out, and only
    /// a form that can be about somebody else has a sheet for it.
    fn from_str(name: &str) -> Result<Self, Failure> {
        let name = name.strip_suffix(".pdf").ok_or(Failure::NOT_FOUND)?;
        let (id, voice) = match name.strip_suffix(FOR_SOMEBODY_ELSE) {
            Some(id) => (id, GrammaticalPerson::They),
            None => (name, GrammaticalPerson::You),
        };
        let mut offered = forms::for_citizens().map(|(form, _)| form);
        let form = offered
            .find(|form| form.id == id)
            .ok_or(Failure::NOT_FOUND)?;
        if voice == GrammaticalPerson::They && form.person.is_none() {
            return Err(Failure::NOT_FOUND);
        }
        Ok(Self { form, voice })
    }
}

/// Sends an empty form. It holds nothing of anybody.
async fn form(
    State(site): State<SiteContext>,
    asked: Result<PathId<PaperName>, Failure>,
) -> Result<Response, Failure> {
    let PathId(PaperName { form, voice }) = asked?;
    let context = ReportContext {
        council: site.council(),
        date: site.today(),
        public_address: site.public_address(),
    };
    let pdf = typeset_paper(&PaperForm::of(form, voice), context).map_err(Failure::broken)?;
    let about = match voice {
        GrammaticalPerson::You => "",
        GrammaticalPerson::They => FOR_SOMEBODY_ELSE,
    };
    Ok(file(&format!("{}{about}", form.id), pdf))
}
