#![doc = include_str!("../README.md")]

mod confirmation;
mod glyphs;
mod paper;
mod report;
mod report_data;
#[cfg(test)]
mod tests;
mod typeset;

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use charging::policy::Policy;
use domain::access::session::SessionReader;
use domain::application::ApplicationReader;
use domain::directory::Directory;
use domain::forms::draft::{Answers, DraftReader};
use journey::journey::Journey;
use journey::no_report::NoReport;
use journey::report::{Report, Sources};
use web::answers::answers_to_read;
use web::who::CitizenRequest;
use web::{Failure, RouteTable, SiteContext};

pub use report_data::ReportContext;
pub use typeset::{TypesetFault, typeset, typeset_paper};

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<S> {
    site: SiteContext,
    store: S,
    directory: Directory,
    policy: Arc<Policy>,
}

/// Returns the routes of every PDF. The caller adds [`web::finish`], as for
/// every function.
pub fn router<S: ApplicationReader + DraftReader + SessionReader>(
    site: SiteContext,
    store: S,
    directory: Directory,
    policy: Policy,
) -> RouteTable {
    RouteTable::new()
        .get("/check-support/result.pdf", check_support)
        .get("/estimate-costs/result.pdf", estimate_costs)
        .with_state(AppState {
            site: site.clone(),
            store: store.clone(),
            directory,
            policy: Arc::new(policy),
        })
        .merge(paper::router(site.clone()))
        .merge(confirmation::router(site, store))
}

async fn check_support<S: DraftReader + SessionReader>(
    State(state): State<AppState<S>>,
    visitor: CitizenRequest,
) -> Result<Response, Failure> {
    state.pdf(Report::CheckSupport, &visitor).await
}

async fn estimate_costs<S: DraftReader + SessionReader>(
    State(state): State<AppState<S>>,
    visitor: CitizenRequest,
) -> Result<Response, Failure> {
    state.pdf(Report::EstimateCosts, &visitor).await
}

impl<S: DraftReader + SessionReader> AppState<S> {
    /// Returns the report as a PDF, or a redirect to what has to be answered
    /// first.
    async fn pdf(&self, wanted: Report, visitor: &CitizenRequest) -> Result<Response, Failure> {
        let form = wanted.form();
        let answers = answers_to_read(visitor, &self.store, &self.site, form).await?;
        let sources = Sources {
            council: self.site.council(),
            directory: self.directory,
            policy: &self.policy,
            today: self.site.today(),
        };
        let made = match wanted.make(&answers, sources) {
            Ok(made) => made,
            Err(why) => return Ok(web::see_other(&put_right(wanted, &answers, &why))),
        };
        let context = ReportContext {
            council: self.site.council(),
            date: self.site.today(),
            public_address: self.site.public_address(),
        };
        let pdf = typeset(&made.document, context).map_err(Failure::broken)?;
        let name = format!("{}-{}", report::file_name(wanted), context.date);
        Ok(file(&name, pdf))
    }
}

/// Returns a response with a PDF that opens in the browser. `name` is the name
/// for saving the file, without its ending.
fn file(name: &str, pdf: Vec<u8>) -> Response {
    let name = format!("inline; filename=\"{name}.pdf\"");
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, &name),
    ];
    (headers, pdf).into_response()
}

/// Returns the address of the first question without an answer; of the start
/// page if nothing is answered; of the result, which says so, if an answer has
/// to be given again.
fn put_right(wanted: Report, answers: &Answers, why: &NoReport) -> String {
    let home = report::home(wanted);
    if answers.is_empty() {
        return home.to_owned();
    }
    match why {
        NoReport::Unfinished => {
            let journey = Journey::new(wanted.form(), answers);
            format!("{home}/{}", journey.resume().path())
        }
        NoReport::Unreadable(_) | NoReport::Contradictory(_) | NoReport::AfterLastLaw(_) => {
            format!("{home}/result")
        }
    }
}
