//! Shows what the answers suggest, and the reasons.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::document::{Block, DocumentSection};
use domain::eligibility::{
    Decision, Finding, Indication, Met, Screening, UrgentAdvice, UrgentSign, after_why, answer,
    decide, facts, fluctuating, headline, next_steps, services_for, urgent_advice,
};
use journey::check_support::screening;
use journey::journey::Journey;
use web::answers::AnswerStore;
use web::govuk::{NotificationBanner, Tag};
use web::page::document::Blocks;
use web::who::CitizenRequest;
use web::{Failure, Html, PageFrame, SiteContext};

use crate::Screener;

/// A site that anybody might have open, for somebody who has to leave at once.
const INNOCENT_SITE: &str = "https://www.bbc.co.uk/weather";

#[derive(Template)]
#[template(path = "urgent.html")]
struct Urgent {
    notices: Vec<UrgentAdvice>,
}

#[derive(Template)]
#[template(path = "result.html")]
struct Outcome {
    frame: PageFrame,
    urgent: Option<NotificationBanner>,
    answer: Vec<String>,
    /// The ways to ask for an assessment, which is the first step.
    ask: Vec<Block>,
    facts: Vec<(String, String)>,
    decision: Decision,
    fluctuating: Vec<Block>,
    sections: Vec<DocumentSection>,
}

/// Shows the result, or leads back to the first open question.
pub(crate) async fn result<S: AnswerStore>(
    State(screener): State<Screener<S>>,
    visitor: CitizenRequest,
) -> Result<Response, Failure> {
    let (screener, opened) = screener.open(visitor).await?;
    if opened.answers.is_empty() {
        return Ok(web::see_other(crate::HOME));
    }
    let journey = Journey::new(crate::spec().form, &opened.answers);
    let Some(screening) = screening(&journey) else {
        let open = format!("{}/{}", crate::HOME, journey.resume().path());
        return Ok(web::see_other(&open));
    };
    let decision = decide(&screening);
    let site = &screener.site;
    let services = services_for(&decision, screener.directory);
    let sections = after_why(&screening, &decision, site.council(), &services);
    Ok(web::page(
        StatusCode::OK,
        &Outcome::new(site, &screening, decision, sections),
    ))
}

impl Outcome {
    fn new(
        site: &SiteContext,
        screening: &Screening,
        decision: Decision,
        sections: Vec<DocumentSection>,
    ) -> Self {
        let council = site.council();
        let notices = urgent_advice(&decision.urgent, screening.who, screening.voice, council);
        let headline = headline(screening, &decision);
        let mut answer = answer(screening, &decision, council);
        // A sentence that is the heading is not repeated below it.
        answer.retain(|sentence| sentence.strip_suffix('.') != Some(headline));
        let mut frame = site
            .page(headline)
            .part(crate::spec().form.title.as_str())
            .back("/check-support/check-answers");
        if decision.urgent.contains(&UrgentSign::Abuse) {
            frame = frame.exit_this_page(INNOCENT_SITE);
        }
        Self {
            frame,
            urgent: (!notices.is_empty()).then(|| NotificationBanner {
                title_text: "Get help now".into(),
                html: Html::rendered(&Urgent { notices }),
                ..NotificationBanner::default()
            }),
            answer,
            ask: if is_about_an_assessment(&decision) {
                let mut steps = next_steps(screening, &decision, council);
                steps.truncate(1);
                steps.into_iter().map(Block::Text).collect()
            } else {
                Vec::new()
            },
            facts: facts(screening, &decision, site.today()),
            fluctuating: fluctuating(screening).into_iter().collect(),
            decision,
            sections,
        }
    }

    /// Whether care may follow whose cost can be estimated.
    fn may_cost(&self) -> bool {
        is_about_an_assessment(&self.decision)
    }
}

/// Whether the criteria were applied, so that an assessment is the next step.
const fn is_about_an_assessment(decision: &Decision) -> bool {
    matches!(
        decision.indication,
        Indication::MayBeEligible | Indication::MayNotBeEligible
    )
}

/// Returns a tag that says whether a part of the rule is met.
fn met(met: Met) -> Tag {
    match met {
        Met::Yes => tag("Met", "govuk-tag--green"),
        Met::No => tag("Not met", "govuk-tag--grey"),
        Met::Unclear => tag("Unclear", "govuk-tag--yellow"),
    }
}

/// Returns a tag that says whether an outcome counts.
fn counts(finding: &Finding) -> Tag {
    tag(
        finding.counts(),
        match finding.counts() {
            "Counts" => "govuk-tag--green",
            "Unclear" => "govuk-tag--yellow",
            _ => "govuk-tag--grey",
        },
    )
}

fn tag(words: &'static str, classes: &'static str) -> Tag {
    Tag {
        text: words.into(),
        classes: classes.into(),
        ..Tag::default()
    }
}
