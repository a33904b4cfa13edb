//! Finds the parts of a page as its readers find them: by the kind of the part
//! and by the name that assistive technology reads out.

use scraper::{ElementRef, Html, Node, Selector};

use crate::Reply;

/// A field of a page, as a browser shows it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Field {
    /// The name with which the field is sent.
    pub name: String,
    /// The content of the field, or the value that is sent if it is chosen.
    pub value: String,
    /// Whether the radio button or checkbox is chosen.
    pub is_chosen: bool,
    /// The mistake shown at the field, if there is one.
    pub error: Option<String>,
}

impl Reply {
    /// Returns the words of the page's one `h1`.
    #[must_use]
    pub fn heading(&self) -> String {
        self.words_of("h1").join(" / ")
    }

    /// Returns the words of each part that a CSS selector finds, in the order
    /// of the page: for parts without a name that a reader would know.
    ///
    /// # Panics
    /// If the text is not a selector.
    #[must_use]
    pub fn words_of(&self, selector: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        select(&page, selector).into_iter().map(words).collect()
    }

    /// Returns an attribute of each part that a CSS selector finds.
    ///
    /// # Panics
    /// If the text is not a selector.
    #[must_use]
    pub fn attributes(&self, selector: &str, attribute: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        select(&page, selector)
            .into_iter()
            .map(|element| element.attr(attribute).unwrap_or_default().to_owned())
            .collect()
    }

    /// Returns the value of the row with this name, in a summary list or
    /// another list of names and values.
    #[must_use]
    pub fn summary_row(&self, name: &str) -> Option<String> {
        let page = Html::parse_document(&self.body);
        let keys = select(&page, "dl dt");
        let key = keys.into_iter().find(|key| words(*key) == name)?;
        let mut after = key.next_siblings().filter_map(ElementRef::wrap);
        after.find(|part| part.value().name() == "dd").map(words)
    }

    /// Returns the part of the page under the heading with this name, up to the
    /// next heading of its level or of a higher one.
    ///
    /// # Panics
    /// If there is no such heading.
    #[must_use]
    #[expect(clippy::panic, reason = "a test fails by panicking")]
    pub fn section(&self, heading: &str) -> Self {
        let page = Html::parse_document(&self.body);
        let headings = select(&page, "h1, h2, h3, h4");
        let found = headings.into_iter().find(|each| words(*each) == heading);
        let found = found.unwrap_or_else(|| panic!("no heading {heading}: {}", self.words()));
        let ends = |part: &ElementRef<'_>| {
            let name = part.value().name();
            matches!(name, "h1" | "h2" | "h3" | "h4") && name <= found.value().name()
        };
        // A heading may be what a folded part is unfolded by.
        let parent = found.parent().and_then(ElementRef::wrap);
        let before = parent
            .filter(|parent| parent.value().name() == "summary")
            .unwrap_or(found);
        let parts = before.next_siblings().filter_map(ElementRef::wrap);
        Self {
            body: parts
                .take_while(|part| !ends(part))
                .map(|part| part.html())
                .collect(),
            ..self.clone()
        }
    }

    /// Returns the other cells of the row of a table with this header.
    #[must_use]
    pub fn table_row(&self, header: &str) -> Option<Vec<String>> {
        let page = Html::parse_document(&self.body);
        let headers = select(&page, "th[scope='row']");
        let header = headers.into_iter().find(|each| words(*each) == header)?;
        let after = header.next_siblings().filter_map(ElementRef::wrap);
        Some(after.map(words).collect())
    }

    /// Returns the address of the link with this name.
    #[must_use]
    pub fn link(&self, name: &str) -> Option<String> {
        let page = Html::parse_document(&self.body);
        let links = select(&page, "a[href]");
        let link = links.into_iter().find(|link| words(*link) == name)?;
        link.attr("href").map(str::to_owned)
    }

    /// Whether a link leads to this path.
    #[must_use]
    pub fn has_link_to(&self, path: &str) -> bool {
        self.attributes("a[href]", "href")
            .iter()
            .any(|to| to == path)
    }

    /// Returns the address to which the button with this name sends its form.
    #[must_use]
    pub fn button(&self, name: &str) -> Option<String> {
        let page = Html::parse_document(&self.body);
        let buttons = select(&page, "form button");
        let button = buttons.into_iter().find(|each| words(*each) == name)?;
        let mut around = button.ancestors().filter_map(ElementRef::wrap);
        let form = around.find(|part| part.value().name() == "form")?;
        form.attr("action").map(str::to_owned)
    }

    /// Finds the field with this label.
    #[must_use]
    pub fn field(&self, label: &str) -> Option<Field> {
        let page = Html::parse_document(&self.body);
        let labels = select(&page, "label[for]");
        let label = labels.into_iter().find(|each| words(*each) == label)?;
        let of = label.attr("for")?;
        let fields = select(&page, "input, select, textarea");
        let is_labelled = |field: &ElementRef<'_>| field.attr("id") == Some(of);
        let field = fields.into_iter().find(is_labelled)?;
        let value = match field.value().name() {
            "textarea" => field.text().collect(),
            _ => field.attr("value").unwrap_or_default().to_owned(),
        };
        let errors = select(&page, ".govuk-error-message").into_iter();
        let mut errors = errors.filter(|error| error.attr("id") == Some(&format!("{of}-error")));
        let error = errors.next().map(words);
        Some(Field {
            name: field.attr("name").unwrap_or_default().to_owned(),
            value,
            is_chosen: field.attr("checked").is_some(),
            error: error.map(|error| error.replace("Error: ", "")),
        })
    }

    /// Returns the values of the radio buttons or checkboxes of a name that are
    /// chosen.
    #[must_use]
    pub fn chosen(&self, name: &str) -> Vec<String> {
        self.attributes(&format!("input[name='{name}'][checked]"), "value")
    }

    /// Returns the value of a hidden field.
    ///
    /// # Panics
    /// If there is no hidden field of that name.
    #[must_use]
    #[expect(clippy::panic, reason = "a test fails by panicking")]
    pub fn hidden(&self, name: &str) -> String {
        let selector = format!("input[type='hidden'][name='{name}']");
        let found = self.attributes(&selector, "value").into_iter().next();
        found.unwrap_or_else(|| panic!("no hidden field {name}: {}", self.words()))
    }

    /// Returns what the notification banners say, in order.
    #[must_use]
    pub fn banners(&self) -> Vec<String> {
        self.words_of(".govuk-notification-banner__content")
    }

    /// Returns the mistakes in the error summary, in order.
    #[must_use]
    pub fn errors(&self) -> Vec<String> {
        self.words_of(".govuk-error-summary li")
    }
}

/// Returns the words of a part, with one space between them, also where a line
/// is broken.
fn words(part: ElementRef<'_>) -> String {
    let text: String = part
        .descendants()
        .map(|node| match node.value() {
            Node::Text(text) => &**text,
            Node::Element(element) if element.name() == "br" => " ",
            _ => "",
        })
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the parts that a CSS selector finds, in the order of the page.
#[expect(clippy::expect_used, reason = "a test fails by panicking")]
fn select<'p>(page: &'p Html, selector: &str) -> Vec<ElementRef<'p>> {
    let selector = Selector::parse(selector).expect("a CSS selector");
    page.select(&selector).collect()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::*;

    fn page(body: &str) -> Reply {
        Reply {
            status: 200,
            headers: HeaderMap::new(),
            body: body.to_owned(),
        }
    }

    #[test]
    fn parts_of_a_page_are_found_by_their_names() {
        let page = page(
            "<h1>Your\n  data</h1>\
             <dl><div><dt> Name </dt><dd>Jo &amp; <b>Sam</b><br>Bloggs</dd><dd>Change</dd></div></dl>\
             <p><a href='/x'>Change <span>the name</span></a></p>\
             <form action='/send'><input type='hidden' name='id' value='7'>\
             <label for='a'>Age</label><p class='govuk-error-message' id='a-error'>\
             <span>Error:</span> Enter your age</p><input id='a' name='age' value='x'>\
             <label for='y'>Yes</label><input id='y' name='sure' value='yes' checked type='radio'>\
             <button>Send</button></form>\
             <h2>Money</h2><p>Paid</p><table><tr><th scope='row'>In all</th><td>£5</td>\
             <td>a week</td></tr></table><h3>Age</h3><p>1</p><h2>More</h2><p>2</p>",
        );
        assert_eq!(page.heading(), "Your data");
        let money = page.section("Money");
        assert_eq!(money.words(), "Paid In all £5 a week Age 1");
        assert_eq!(money.table_row("In all").unwrap(), ["£5", "a week"]);
        assert_eq!(money.table_row("Age"), None);
        assert_eq!(page.summary_row("Name").as_deref(), Some("Jo & Sam Bloggs"));
        assert_eq!(page.summary_row("Age"), None);
        assert_eq!(page.link("Change the name").as_deref(), Some("/x"));
        assert!(page.has_link_to("/x") && !page.has_link_to("/y"));
        assert_eq!(page.button("Send").as_deref(), Some("/send"));
        assert_eq!(page.hidden("id"), "7");
        let age = page.field("Age").unwrap();
        assert_eq!((age.name.as_str(), age.value.as_str()), ("age", "x"));
        assert_eq!(age.error.as_deref(), Some("Enter your age"));
        assert_eq!(page.chosen("sure"), ["yes"]);
        assert!(page.field("Yes").unwrap().is_chosen);
    }
}
