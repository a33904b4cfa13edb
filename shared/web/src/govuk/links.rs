//! Components that lead somewhere or do something.

use super::Attributes;
use crate::html::{Html, Text};

component! {
    /// A link to the page before this one.
    BackLink, "govuk/back-link.html" {
        /// `Back`, if left out.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// Where it leads.
        href: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// The way from the home page to this page.
    Breadcrumbs, "govuk/breadcrumbs.html" {
        /// The pages.
        items: Vec<Breadcrumb>,
        /// Whether narrow screens show the first and last only.
        collapse_on_mobile: bool,
        /// What the list is called when read out: `Breadcrumb`, if left out.
        label_text: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// A page on the way.
    Breadcrumb {
        /// Its title.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// Its address; left out for this page.
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
        /// Instead of `text`.
        html: Html,
        /// Where it leads; makes it a link.
        href: Text,
        /// `submit`, if left out.
        r#type: Text,
        /// The name of the field that says which button was pressed.
        name: Text,
        /// The value of that field.
        value: Text,
        /// Whether it can be pressed.
        disabled: bool,
        /// Whether it starts a journey.
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
    /// A button with these words that sends its form.
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
        /// `Emergency Exit this page`, if left out.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// Where it leads.
        redirect_url: Text,
        /// The element's id.
        id: Text,
        /// Said as it is pressed.
        activated_text: Text,
        /// Said when the keyboard shortcut has timed out.
        timed_out_text: Text,
        /// Said after Shift once.
        press_two_more_times_text: Text,
        /// Said after Shift twice.
        press_one_more_time_text: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// The pages of a long list.
    Pagination, "govuk/pagination.html" {
        /// The page before this one.
        previous: PaginationLink,
        /// The page after this one.
        next: PaginationLink,
        /// The pages by number; without them, links to the ones before and
        /// after only.
        #[cfg_attr(test, serde(deserialize_with = "super::fixtures::without_gaps"))]
        items: Vec<PaginationItem>,
        /// What the links are called when read out: `Pagination`, if left out.
        landmark_label: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// The page before or after.
    PaginationLink {
        /// Its address; without it there is no such page.
        href: Text,
        /// `Previous page` or `Next page`, if left out.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// Its title.
        label_text: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// A page by number.
    PaginationItem {
        /// Its number.
        number: Text,
        /// Its address.
        href: Text,
        /// What it is called when read out: `Page` and the number, if left out.
        visually_hidden_text: Text,
        /// Whether it is this page.
        current: bool,
        /// Whether it stands for pages left out.
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
    /// A link to the content, the first thing that a keyboard reaches.
    SkipLink, "govuk/skip-link.html" {
        /// The words.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// `#content`, if left out.
        href: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}
