//! Guides to each part of the portal, step by step, with pictures.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use web::who::ShownSite;
use web::{Failure, PageFrame};

use crate::pictures::{self, Picture};

/// A guide to one part of the portal.
pub(crate) struct Guide {
    /// The last part of the guide's address.
    pub(crate) slug: &'static str,
    /// The title, which says what the guide shows.
    pub(crate) title: &'static str,
    /// The summary of the guide, in a sentence or two.
    pub(crate) summary: &'static str,
    /// The steps in order.
    pub(crate) steps: &'static [Words],
    /// The address at which the part of the portal begins.
    pub(crate) start: &'static str,
    /// The words of the link to that address.
    pub(crate) start_text: &'static str,
}

/// The words of a step.
pub(crate) struct Words {
    /// The heading, which says what to do.
    pub(crate) heading: &'static str,
    /// The text, which says how, and what happens.
    pub(crate) text: &'static str,
    /// The description of the picture, for somebody who cannot see it.
    pub(crate) alt: &'static str,
}

/// All guides, in the order of the help page.
pub(crate) static ALL: &[Guide] = &[
    Guide {
        slug: "check-support",
        title: "How to check what support you may be entitled to",
        summary: "You answer short questions, one on each page. It takes about 5 minutes. At the end you see whether you may be entitled to support, and why.",
        steps: &[
            Words {
                heading: "Start the check",
                text: "Choose ‘Your care and support needs’ on the home page, read what to expect, and select ‘Start now’. You do not need an account.",
                alt: "The first page of the check, which says what it is for.",
            },
            Words {
                heading: "Say who it is for",
                text: "Choose whether the check is for you, for you as a carer, or for somebody else. The questions then fit what you chose.",
                alt: "The question who the check is for, with a list of choices to select from.",
            },
            Words {
                heading: "Answer one question at a time",
                text: "Select your answer and then ‘Continue’. ‘Back’ at the top takes you to the question before, and keeps your answers. If something is missing, the page says what, at the top and beside the question.",
                alt: "The question whether you can get enough to eat and drink, with choices to select from.",
            },
            Words {
                heading: "Check your answers",
                text: "You see all of your answers in a list. To put one right, select ‘Change’ beside it. Then select ‘See your result’.",
                alt: "A list of answers, each with a ‘Change’ link.",
            },
            Words {
                heading: "Read and keep your result",
                text: "The result says first whether you may be entitled to support, then why, then what happens next and who can help near you. You can print it or download it. ‘Clear my answers’ deletes everything at once; otherwise it is deleted after 24 hours.",
                alt: "A result page that begins with whether the person may be entitled to support.",
            },
        ],
        start: "/check-support",
        start_text: "Check what support you may be entitled to",
    },
    Guide {
        slug: "estimate-costs",
        title: "How to estimate what you may pay for care",
        summary: "You say what comes in, what you have saved and what you must spend. The portal works out what you may be asked to pay each week, and shows every step of the sum.",
        steps: &[
            Words {
                heading: "Have your figures ready",
                text: "It helps to have letters about your benefits and pensions, statements of your savings, what you pay for housing, and what you spend because of illness or disability. If you do not know a figure, use your best guess: you can change it.",
                alt: "The first page of the estimate, with a green ‘Start now’ button.",
            },
            Words {
                heading: "Answer one question at a time",
                text: "Say who it is for and where the care is, select ‘Continue’, and go on. ‘Back’ at the top takes you to the question before, and keeps your answers. You can leave and come back for 24 hours in the same browser.",
                alt: "The question where you will have care, with choices to select from.",
            },
            Words {
                heading: "Enter amounts as they are paid",
                text: "Type the amount and say how often it is paid: each week, every 4 weeks, each month or each year. The portal works out the weekly amount.",
                alt: "The question how much the State Pension is, with a box for pounds and choices of how often it is paid.",
            },
            Words {
                heading: "Check your answers",
                text: "Select ‘Change’ beside anything that is not right. Then go on to your estimate.",
                alt: "A list of amounts, each with a ‘Change’ link.",
            },
            Words {
                heading: "Read your estimate",
                text: "The first line says what you may pay each week and what you keep. Under it is why, then every line of the sum with the rule it comes from. You can change one answer to see what would be different, print or download the estimate, or choose ‘Clear the calculation’.",
                alt: "An estimate that begins with a weekly amount in one sentence.",
            },
        ],
        start: "/estimate-costs",
        start_text: "Estimate what you may pay for care",
    },
    Guide {
        slug: "directory",
        title: "How to find help near you",
        summary: "Say what you are looking for in your own words, or choose what you need help with.",
        steps: &[
            Words {
                heading: "Say what you are looking for",
                text: "Choose ‘Accessing my community’ on the home page. Type a word or two, such as ‘lunch club’, choose one or more things that you need help with, or both. Then select ‘Search’.",
                alt: "The search of the directory, with a box for words and a list of needs.",
            },
            Words {
                heading: "Read the list",
                text: "The page says first how many services there are. Those that fit best come first. Services near you come before national ones.",
                alt: "A list of services with a sentence about each and its telephone number.",
            },
            Words {
                heading: "Choose a service",
                text: "Select its name to see whom it is for, when it is open, what it costs and how to get there. You can print the page.",
                alt: "The page of one service with its telephone number, opening times and cost.",
            },
        ],
        start: "/directory",
        start_text: "Find help near you",
    },
];

struct Step {
    words: &'static Words,
    picture: Option<&'static Picture>,
}

#[derive(Template)]
#[template(path = "guide.html")]
struct GuidePage {
    frame: PageFrame,
    guide: &'static Guide,
    steps: Vec<Step>,
}

/// Shows one guide.
pub(crate) async fn guide(
    ShownSite(site): ShownSite,
    Path(slug): Path<String>,
) -> Result<Response, Failure> {
    let guide = ALL
        .iter()
        .find(|guide| guide.slug == slug)
        .ok_or(Failure::NOT_FOUND)?;
    let steps = (1..)
        .zip(guide.steps)
        .map(|(number, words)| Step {
            words,
            picture: pictures::of(guide.slug, number),
        })
        .collect();
    let frame = site.page(guide.title);
    Ok(web::page(
        StatusCode::OK,
        &GuidePage {
            frame,
            guide,
            steps,
        },
    ))
}
