//! The components of the GOV.UK Design System that the portal uses.
//!
//! Each component is an askama macro in `templates/govuk/<component>.html` over
//! a struct here whose fields are the component's Nunjucks options of the same
//! name, in snake case; the [options' own documentation][options] holds for
//! them. A template shows a component by its struct, `{{ button }}`, or by its
//! macro. Words in a `text` field are escaped; an `html` field comes from our
//! own templates.
//!
//! Every component is tested against the `fixtures.json` that govuk-frontend
//! publishes for it.
//!
//! [options]: https://design-system.service.gov.uk/components/

/// Declares a component: a struct and the template that holds its macro.
macro_rules! component {
    ($(#[$about:meta])* $name:ident, $path:tt {
        $($(#[$field_about:meta])* $field:ident: $kind:ty,)*
    }) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default, askama::Template)]
        #[template(path = $path)]
        #[cfg_attr(test, derive(serde::Deserialize))]
        #[cfg_attr(test, serde(default, deny_unknown_fields, rename_all = "camelCase"))]
        pub struct $name {
            $($(#[$field_about])* pub $field: $kind,)*
        }
        impl askama::filters::HtmlSafe for $name {}
    };
}

/// Declares a part of a component: a struct without a template of its own.
macro_rules! part {
    ($(#[$about:meta])* $name:ident {
        $($(#[$field_about:meta])* $field:ident: $kind:ty,)*
    }) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default)]
        #[cfg_attr(test, derive(serde::Deserialize))]
        #[cfg_attr(test, serde(default, deny_unknown_fields, rename_all = "camelCase"))]
        pub struct $name {
            $($(#[$field_about])* pub $field: $kind,)*
        }
    };
}

mod attributes;
mod choices;
mod entries;
mod labels;
mod layout;
mod links;
mod lists;
mod notices;

#[cfg(test)]
mod fixtures;

pub use attributes::{Attribute, Attributes};
pub use choices::{
    CheckboxItem, Checkboxes, Conditional, ItemLabel, RadioItem, Radios, Select, SelectItem,
};
pub use entries::{
    Affix, CharacterCount, DateInput, DateInputItem, Input, InputWrapper, MessageClasses, Textarea,
};
pub use labels::{Content, ErrorMessage, Fieldset, FormGroup, Hint, Label, Legend};
pub use layout::{Accordion, AccordionItem, Details, InsetText, Panel, PhaseBanner, Tag};
pub use links::{
    BackLink, Breadcrumb, Breadcrumbs, Button, ExitThisPage, Pagination, PaginationItem,
    PaginationLink, SkipLink,
};
pub use lists::{
    Action, Actions, Cell, HeadCell, SummaryCard, SummaryList, SummaryRow, SummaryText,
    SummaryTitle, Table, TaskItem, TaskList, TaskStatus, TaskTitle,
};
pub use notices::{ErrorLink, ErrorSummary, NotificationBanner, WarningText};
