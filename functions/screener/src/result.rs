//! What the answers suggest, and why.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::document::{Block, Section};
use domain::draft::KeepDrafts;
use domain::eligibility::{
    Decision, Finding, Indication, Met, Notice, Screening, UrgentSign, after_why, answer, decide,
    facts, fluctuating, headline, notices, services_for,
};
use journey::check_support::screening;
use journey::journey::Journey;
use web::document::Blocks;
use web::govuk::{NotificationBanner, Tag};
use web::visitor::Visitor;
use web::{Failure, Html, PageFrame, Portal};

use crate::Screener;

/// A site that anybody might have open, for somebody who has to leave at once.
const INNOCENT_SITE: &str = "https://www.bbc.co.uk/weather";

#[derive(Template)]
#[template(path = "urgent.html")]
struct Urgent {
    notices: Vec<Notice>,
}

#[derive(Template)]
#[template(path = "result.html")]
struct Outcome {
    frame: PageFrame,
    urgent: Option<NotificationBanner>,
    answer: Vec<String>,
    facts: Vec<(String, String)>,
    decision: Decision,
    fluctuating: Vec<Block>,
    sections: Vec<Section>,
}

/// The result, or the way back to what is not answered yet.
pub(crate) async fn result<S: KeepDrafts>(
    State(screener): State<Screener<S>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let answers = screener.answers(&visitor).await?;
    if answers.is_empty() {
        return Ok(web::see_other(crate::HOME));
    }
    let journey = Journey::new(crate::spec().form, &answers);
    let Some(screening) = screening(&journey) else {
        let open = format!("{}/{}", crate::HOME, journey.resume().path());
        return Ok(web::see_other(&open));
    };
    let decision = decide(&screening);
    let portal = &screener.portal;
    let services = services_for(&decision, screener.directory);
    let sections = after_why(&screening, &decision, portal.council(), &services);
    Ok(web::page(
        StatusCode::OK,
        &Outcome::new(portal, &screening, decision, sections),
    ))
}

impl Outcome {
    fn new(
        portal: &Portal,
        screening: &Screening,
        decision: Decision,
        sections: Vec<Section>,
    ) -> Self {
        let council = portal.council();
        let notices = notices(&decision.urgent, screening.who, screening.voice, council);
        let mut frame = portal
            .page(headline(screening, &decision))
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
            answer: answer(screening, &decision, council),
            facts: facts(screening, &decision, portal.today()),
            fluctuating: fluctuating(screening).into_iter().collect(),
            decision,
            sections,
        }
    }

    /// Whether there is anything to estimate the cost of.
    fn may_cost(&self) -> bool {
        matches!(
            self.decision.indication,
            Indication::MayBeEligible | Indication::MayNotBeEligible
        )
    }
}

/// Whether a part of the rule is met, as a tag.
fn met(met: Met) -> Tag {
    tag(
        met.words(),
        match met {
            Met::Yes => "govuk-tag--green",
            Met::No => "govuk-tag--grey",
            Met::Unclear => "govuk-tag--yellow",
        },
    )
}

/// Whether an outcome counts, as a tag.
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
