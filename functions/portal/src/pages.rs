//! Pages that are the same for everybody.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use web::PageFrame;
use web::who::ShownSite;

use crate::guides::{self, Guide};

/// Declares a page whose template needs nothing but the frame.
macro_rules! page {
    ($(#[$about:meta])* $handler:ident, $page:ident, $template:literal, $title:expr) => {
        #[derive(Template)]
        #[template(path = $template)]
        struct $page {
            frame: PageFrame,
        }

        $(#[$about])*
        pub(crate) async fn $handler(ShownSite(site): ShownSite) -> Response {
            web::page(StatusCode::OK, &$page { frame: site.page($title) })
        }
    };
}

page!(
    landing,
    Landing,
    "landing.html",
    "Adult social care: find out what help you can get"
);
page!(carers, Carers, "carers.html", "Your needs as a carer");
page!(
    professionals,
    Professionals,
    "professionals.html",
    "Professionals and providers"
);
page!(cookies, Cookies, "cookies.html", "Cookies");
page!(
    accessibility,
    Accessibility,
    "accessibility.html",
    "Accessibility statement"
);
page!(contact, Contact, "contact.html", "Contact us");

#[derive(Template)]
#[template(path = "safeguarding.html")]
struct Safeguarding {
    frame: PageFrame,
}

/// Shows how to report abuse. The page has a button that leaves it at once,
/// because somebody may be looking.
pub(crate) async fn safeguarding(ShownSite(site): ShownSite) -> Response {
    let frame = site
        .page("Tell us about abuse, harm or neglect")
        .exit_this_page();
    web::page(StatusCode::OK, &Safeguarding { frame })
}

#[derive(Template)]
#[template(path = "help.html")]
struct Help {
    frame: PageFrame,
    guides: &'static [Guide],
}

/// Shows the first page of the help.
pub(crate) async fn help(ShownSite(site): ShownSite) -> Response {
    let frame = site.page("Help with this portal");
    web::page(
        StatusCode::OK,
        &Help {
            frame,
            guides: guides::ALL,
        },
    )
}
