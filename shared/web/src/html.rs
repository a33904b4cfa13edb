//! Words that are escaped when they are shown, and HTML that is not.

use std::borrow::Cow;
use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;

/// Plain words. Empty means "not given", as it does to the GOV.UK templates.
/// Templates escape them.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Text(Cow<'static, str>);

impl Text {
    /// Nothing given.
    pub const NONE: Self = Self(Cow::Borrowed(""));

    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Classes after a class of ours: a space and the words, or nothing.
    #[must_use]
    pub const fn spaced(&self) -> Spaced<'_> {
        Spaced(self)
    }

    /// An attribute with a space before it, or nothing where nothing was given.
    #[must_use]
    pub const fn attribute(&self, name: &'static str) -> Named<'_> {
        Named(name, self)
    }

    /// The HTML given, or else these words, escaped.
    #[must_use]
    pub const fn or_html<'a>(&'a self, html: &'a Html) -> Either<'a> {
        Either(self, html)
    }

    /// These words, or others where nothing was given.
    #[must_use]
    pub fn or<'a>(&'a self, otherwise: &'a str) -> &'a str {
        if self.is_empty() { otherwise } else { &self.0 }
    }
}

impl From<&'static str> for Text {
    fn from(words: &'static str) -> Self {
        Self(Cow::Borrowed(words))
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        Self(Cow::Owned(words))
    }
}

impl From<Cow<'static, str>> for Text {
    fn from(words: Cow<'static, str>) -> Self {
        Self(words)
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::FastWritable for Text {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        Ok(dest.write_str(&self.0)?)
    }
}

/// What [`Text::spaced`] shows.
#[derive(Clone, Copy, Debug)]
pub struct Spaced<'a>(&'a Text);

/// What [`Text::attribute`] shows.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a>(&'static str, &'a Text);

/// What [`Text::or_html`] shows.
#[derive(Clone, Copy, Debug)]
pub struct Either<'a>(&'a Text, &'a Html);

impl fmt::Display for Spaced<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        f.write_str(" ")?;
        escape(f, self.0.as_str())
    }
}

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.1.is_empty() {
            return Ok(());
        }
        f.write_str(" ")?;
        f.write_str(self.0)?;
        f.write_str("=\"")?;
        escape(f, self.1.as_str())?;
        f.write_str("\"")
    }
}

impl fmt::Display for Either<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.1.is_empty() {
            escape(f, self.0.as_str())
        } else {
            f.write_str(self.1.as_str())
        }
    }
}

impl HtmlSafe for Spaced<'_> {}
impl HtmlSafe for Named<'_> {}
impl HtmlSafe for Either<'_> {}

/// Writes words so that they stay words, in text and between quotes.
pub(crate) fn escape(dest: &mut dyn fmt::Write, words: &str) -> fmt::Result {
    let mut rest = words;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        let (plain, from) = rest.split_at(at);
        dest.write_str(plain)?;
        let mut characters = from.chars();
        dest.write_str(match characters.next() {
            Some('&') => "&#38;",
            Some('<') => "&#60;",
            Some('>') => "&#62;",
            Some('"') => "&#34;",
            _ => "&#39;",
        })?;
        rest = characters.as_str();
    }
    dest.write_str(rest)
}

/// HTML that is shown as it is. It comes from our own templates or from words
/// in our own source, never from a visitor.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Html(Cow<'static, str>);

impl Html {
    /// Nothing given.
    pub const NONE: Self = Self(Cow::Borrowed(""));

    /// HTML written in our own source.
    #[must_use]
    pub const fn written(html: &'static str) -> Self {
        Self(Cow::Borrowed(html))
    }

    /// What a template makes, its words already escaped. Empty if a template
    /// refuses, which those of this project have no way of doing.
    #[must_use]
    pub fn rendered(template: &impl Template) -> Self {
        Self(Cow::Owned(template.render().unwrap_or_default()))
    }

    /// What something that escapes its own words shows.
    #[must_use]
    pub fn shown(html: impl HtmlSafe) -> Self {
        Self(Cow::Owned(html.to_string()))
    }

    /// Several pieces, one after the other.
    #[must_use]
    pub fn join(pieces: &[Self]) -> Self {
        Self(Cow::Owned(pieces.iter().map(Self::as_str).collect()))
    }

    /// The HTML.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::FastWritable for Html {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        Ok(dest.write_str(&self.0)?)
    }
}

impl HtmlSafe for Html {}
