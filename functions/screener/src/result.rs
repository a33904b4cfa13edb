//! Shows what the answers suggest, and the reasons.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::document::{Block, DocumentSection, telephone_address};
use domain::eligibility::{
    Asked, Decision, Finding, Indication, Met, NeedWithServices, Screening, SectionsOfResult,
    UrgentAdvice, UrgentSign, WHY, answer, decide, facts, fluctuating, headline, says_who_decides,
    sections_of_result, services_for, urgent_advice,
};
use journey::check_support::screening;
use journey::journey::Journey;
use web::answers::AnswerStore;
use web::govuk::{Button, NotificationBanner, Tag};
use web::page::document::{Blocks, Folded, Sections};
use web::who::CitizenRequest;
use web::{Failure, Html, PageFrame, SiteContext};

use crate::Screener;

#[derive(Template)]
#[template(path = "urgent.html")]
struct Urgent {
    notices: Vec<UrgentAdvice>,
}

/// Whom to call, for somebody who stopped to get help, and nothing else.
#[derive(Template)]
#[template(path = "urgent-only.html")]
struct UrgentOnly {
    frame: PageFrame,
    notices: Vec<UrgentAdvice>,
}

#[derive(Template)]
#[template(path = "result.html")]
struct Outcome {
    frame: PageFrame,
    urgent: Option<NotificationBanner>,
    answer: Vec<String>,
    /// That the result is no decision, where it indicates something.
    who_decides: Option<&'static str>,
    /// The first step, as the one green button.
    act: Button,
    /// The first step by telephone.
    ask: Vec<Block>,
    facts: Vec<(String, String)>,
    decision: Decision,
    fluctuating: Vec<Block>,
    open: Vec<DocumentSection>,
    folded: Vec<DocumentSection>,
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
    if decision.indication == Indication::NotChecked {
        let page = UrgentOnly::new(site, &screening, &decision);
        return Ok(web::page(StatusCode::OK, &page));
    }
    let services = services_for(&decision, screener.directory);
    Ok(web::page(
        StatusCode::OK,
        &Outcome::new(site, &screening, decision, &services),
    ))
}

/// Makes the frame of a result, with a way to leave at once where somebody may
/// be watched.
fn frame(site: &SiteContext, decision: &Decision, title: &'static str, back: &str) -> PageFrame {
    let frame = site
        .page(title)
        .part(crate::spec().form.title.as_str())
        .back(format!("{}/{back}", crate::HOME));
    if decision.urgent.contains(&UrgentSign::Abuse) {
        frame.exit_this_page()
    } else {
        frame
    }
}

impl UrgentOnly {
    fn new(site: &SiteContext, screening: &Screening, decision: &Decision) -> Self {
        let council = site.council();
        let title = headline(screening, decision);
        Self {
            frame: frame(site, decision, title, "urgent-help"),
            notices: urgent_advice(&decision.urgent, screening.who, screening.voice, council),
        }
    }
}

impl Outcome {
    fn new(
        site: &SiteContext,
        screening: &Screening,
        decision: Decision,
        services: &[NeedWithServices],
    ) -> Self {
        let council = site.council();
        let notices = urgent_advice(&decision.urgent, screening.who, screening.voice, council);
        let headline = headline(screening, &decision);
        let mut answer = answer(screening, &decision, council);
        // A sentence that is the heading is not repeated below it.
        answer.retain(|sentence| sentence.strip_suffix('.') != Some(headline));
        let SectionsOfResult {
            mut open,
            mut folded,
        } = sections_of_result(screening, &decision, council, services);
        folded.retain(|section| section.heading != WHY);
        // A button that calls says the number already.
        let ask = first_step(&mut open).filter(|_| !is_for_childrens_services(screening));
        Self {
            frame: frame(site, &decision, headline, "check-answers"),
            urgent: (!notices.is_empty()).then(|| NotificationBanner {
                title_text: "Get help now".into(),
                html: Html::rendered(&Urgent { notices }),
                ..NotificationBanner::default()
            }),
            answer,
            who_decides: says_who_decides(screening, &decision),
            act: act(site, screening, &decision),
            ask: ask.into_iter().collect(),
            facts: facts(screening, &decision, site.today()),
            fluctuating: fluctuating(screening).into_iter().collect(),
            decision,
            open,
            folded,
        }
    }

    /// Whether care may follow whose cost can be estimated.
    fn may_cost(&self) -> bool {
        !self.decision.criteria.is_empty()
    }
}

/// Takes the first step out of what happens next: how to reach a person, which
/// stands beside the button.
fn first_step(open: &mut [DocumentSection]) -> Option<Block> {
    let next = open.first_mut()?;
    match next.blocks.first_mut()? {
        Block::List(steps) if !steps.is_empty() => Some(Block::Text(steps.remove(0))),
        _ => None,
    }
}

/// Whether children's services help this person, and not adult social care.
fn is_for_childrens_services(screening: &Screening) -> bool {
    matches!(
        screening.asked,
        Asked::Under18 | Asked::NoAdultCaredFor { child: true }
    )
}

/// Returns the one thing to do now.
fn act(site: &SiteContext, screening: &Screening, decision: &Decision) -> Button {
    let (text, href) = if is_for_childrens_services(screening) {
        let number = site.council().childrens_telephone();
        (
            format!("Call children’s services: {number}"),
            telephone_address(number),
        )
    } else if decision.indication == Indication::NoAdultCaredFor {
        (
            "Check for care and support".to_owned(),
            format!("{}/who", crate::HOME),
        )
    } else {
        ("Ask for help".to_owned(), "/apply".to_owned())
    };
    Button {
        text: text.into(),
        href: href.into(),
        ..Button::default()
    }
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
