//! The frame around every page, and pages as responses.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::govuk::{BackLink, ErrorSummary, ExitThisPage};
use crate::html::{Html, Text};
use crate::page::site_context::SiteContext;

/// The site that "Exit this page" leads to: one that anybody might have open.
const INNOCENT_SITE: &str = "https://www.bbc.co.uk/weather";

/// The frame of a page: everything but its content. Templates extend
/// `page.html` and have a field `frame` of this type.
#[derive(Clone, Debug)]
pub struct PageFrame {
    site: SiteContext,
    title: Text,
    part: Text,
    back: Option<BackLink>,
    exit: Option<ExitThisPage>,
    errors: Option<ErrorSummary>,
}

impl PageFrame {
    pub(crate) const fn new(site: SiteContext, title: Text) -> Self {
        Self {
            site,
            title,
            part: Text::NONE,
            back: None,
            exit: None,
            errors: None,
        }
    }

    /// Names the part of the portal that the page belongs to, for the page's
    /// title: `Estimate what you may pay for care`.
    #[must_use]
    pub fn part(mut self, part: impl Into<Text>) -> Self {
        self.part = part.into();
        self
    }

    /// Puts a back link above the content.
    #[must_use]
    pub fn back(mut self, href: impl Into<Text>) -> Self {
        self.back = Some(BackLink {
            href: href.into(),
            ..BackLink::default()
        });
        self
    }

    /// Puts a button above the content that leaves the page at once.
    #[must_use]
    pub fn exit_this_page(mut self) -> Self {
        self.exit = Some(ExitThisPage {
            redirect_url: INNOCENT_SITE.into(),
            ..ExitThisPage::default()
        });
        self
    }

    /// Puts the error summary above the content and `Error:` before the title.
    /// A summary without errors is not shown.
    #[must_use]
    pub fn errors(mut self, summary: ErrorSummary) -> Self {
        self.errors = (!summary.error_list.is_empty()).then_some(summary);
        self
    }

    /// Returns the page's own title.
    #[must_use]
    pub const fn title(&self) -> &Text {
        &self.title
    }

    /// Returns the part of the portal that the page belongs to; may be empty.
    #[must_use]
    pub const fn part_title(&self) -> &Text {
        &self.part
    }

    /// Returns the site, as every page knows it.
    #[must_use]
    pub const fn site(&self) -> &SiteContext {
        &self.site
    }

    /// Whether the page shows errors.
    #[must_use]
    pub const fn has_errors(&self) -> bool {
        self.errors.is_some()
    }

    /// Returns the back link.
    #[must_use]
    pub const fn back_link(&self) -> Option<&BackLink> {
        self.back.as_ref()
    }

    /// Returns the button that leaves the page at once.
    #[must_use]
    pub const fn exit(&self) -> Option<&ExitThisPage> {
        self.exit.as_ref()
    }

    /// Returns the error summary.
    #[must_use]
    pub const fn error_summary(&self) -> Option<&ErrorSummary> {
        self.errors.as_ref()
    }

    /// Returns the links to stylesheets, scripts and icons that every page has.
    #[must_use]
    pub fn head(&self) -> &Html {
        self.site.head()
    }

    /// Returns the skip link and the council's header.
    #[must_use]
    pub fn top(&self) -> &Html {
        self.site.top()
    }

    /// Returns the footer: how to reach the council without the website, and
    /// the links that every page has.
    #[must_use]
    pub fn foot(&self) -> &Html {
        self.site.foot()
    }
}

impl SiteContext {
    /// Makes the frame of a page with this title, which is also its main heading.
    #[must_use]
    pub fn page(&self, title: impl Into<Text>) -> PageFrame {
        let frame = PageFrame::new(self.clone(), title.into());
        match self.is_left_at_once() {
            true => frame.exit_this_page(),
            false => frame,
        }
    }
}

/// Renders a page as a response.
///
/// ```ignore
/// web::page(StatusCode::OK, &Landing { frame: portal.page("Adult social care") })
/// ```
pub fn page(status: StatusCode, template: &impl Template) -> Response {
    // 16 KiB is a third more than askama's own estimate, and holds most pages
    // without growing.
    let mut html = String::with_capacity(16 * 1024);
    match template.render_into(&mut html) {
        Ok(()) => (
            status,
            [(
                header::CONTENT_TYPE,
                HeaderValue::from_static("text/html; charset=utf-8"),
            )],
            html,
        )
            .into_response(),
        Err(error) => crate::http::failure::Failure::broken(error).into_response(),
    }
}

/// Redirects the browser to another address with GET: 303.
pub fn see_other(address: &str) -> Response {
    match HeaderValue::try_from(address) {
        Ok(address) => (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response(),
        Err(error) => crate::http::failure::Failure::broken(error).into_response(),
    }
}
