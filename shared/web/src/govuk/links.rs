//! Links and buttons.

use super::Attributes;
use crate::html::{Html, Text};

component! {
    /// A back link: a link to the page before this one.
    BackLink, "govuk/back-link.html" {
        /// The words: `Back`, if left out.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// The address that the link leads to.
        href: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// Breadcrumbs: the way from the home page to this page.
    Breadcrumbs, "govuk/breadcrumbs.html" {
        /// The pages.
        items: Vec<Breadcrumb>,
        /// Whether narrow screens show the first and last only.
        collapse_on_mobile: bool,
        /// The name of the list when it is read out: `Breadcrumb`, if left out.
        label_text: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// A page of the breadcrumbs.
    Breadcrumb {
        /// The title.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// The address; left out for this page.
        href: Text,
        /// Extra attributes of the link.
        attributes: Attributes,
    }
}

component! {
    /// A button, or a link that looks like one.
    Button, "govuk/button.html" {
        /// The words.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// The address that the button leads to, which makes it a link.
        href: Text,
        /// The type: `submit`, if left out.
        r#type: Text,
        /// The name of the field that says which button was pressed.
        name: Text,
        /// The value of the field that says which button was pressed.
        value: Text,
        /// Whether the button cannot be pressed.
        disabled: bool,
        /// Whether the button starts a journey.
        is_start_button: bool,
        /// Whether a second press within a second is ignored.
        prevent_double_click: Option<bool>,
        /// The element's id.
        id: Text,
        /// Extra classes, such as `govuk-button--secondary`.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

impl Button {
    /// Makes a button with these words that sends its form.
    #[must_use]
    pub fn of(text: impl Into<Text>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
}

component! {
    /// A button that leaves the page at once and hides it.
    ExitThisPage, "govuk/exit-this-page.html" {
        /// The words: `Emergency Exit this page`, if left out.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// The address that the link leads to.
        redirect_url: Text,
        /// The element's id.
        id: Text,
        /// The words read out as the button is pressed.
        activated_text: Text,
        /// The words read out when the keyboard shortcut has timed out.
        timed_out_text: Text,
        /// The words read out after Shift was pressed once.
        press_two_more_times_text: Text,
        /// The words read out after Shift was pressed twice.
        press_one_more_time_text: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// Pagination: links to the pages of a long list.
    Pagination, "govuk/pagination.html" {
        /// The page before this one.
        previous: PaginationLink,
        /// The page after this one.
        next: PaginationLink,
        /// The pages by number. Without them, there are only links to the pages
        /// before and after.
        #[cfg_attr(test, serde(deserialize_with = "super::fixtures::without_gaps"))]
        items: Vec<PaginationItem>,
        /// The name of the links when they are read out: `Pagination`, if left
        /// out.
        landmark_label: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// A link to the page before or after.
    PaginationLink {
        /// The address. Without one, there is no such page.
        href: Text,
        /// The words: `Previous page` or `Next page`, if left out.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// The title.
        label_text: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// A link to a page by its number.
    PaginationItem {
        /// The number of the page.
        number: Text,
        /// The address of the page.
        href: Text,
        /// The name of the link when it is read out: `Page` and the number, if
        /// left out.
        visually_hidden_text: Text,
        /// Whether the link is that of this page.
        current: bool,
        /// Whether an ellipsis stands here for pages that are left out.
        ellipsis: bool,
        /// Extra attributes.
        attributes: Attributes,
    }
}

impl Pagination {
    /// Whether there are only links to the pages before and after.
    pub(crate) fn is_block(&self) -> bool {
        self.items.is_empty() && (!self.next.href.is_empty() || !self.previous.href.is_empty())
    }
}

component! {
    /// A skip link: a link to the content, the first element that a keyboard
    /// reaches.
    SkipLink, "govuk/skip-link.html" {
        /// The words.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// The address: `#content`, if left out.
        href: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}
