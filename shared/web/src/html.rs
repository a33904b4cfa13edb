//! Words that templates escape, and HTML that they show as it is.

use std::borrow::Cow;
use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;

/// Plain words, which templates escape. Empty words mean "not given", as in the
/// GOV.UK templates.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Text(Cow<'static, str>);

impl Text {
    /// Empty words: nothing is given.
    pub const NONE: Self = Self(Cow::Borrowed(""));

    /// Returns the words, not escaped.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether no words are given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the words as classes after another class: a space and the words,
    /// or nothing.
    #[must_use]
    pub const fn spaced(&self) -> Spaced<'_> {
        Spaced(self)
    }

    /// Returns the words as the value of an attribute, with a space before the
    /// attribute; nothing if no words are given.
    #[must_use]
    pub const fn attribute(&self, name: &'static str) -> Named<'_> {
        Named(name, self)
    }

    /// Returns the HTML, if given, or else these words, escaped.
    #[must_use]
    pub const fn or_html<'a>(&'a self, html: &'a Html) -> Either<'a> {
        Either(self, html)
    }

    /// Returns these words, or `otherwise` if none are given.
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

/// The result of [`Text::spaced`], for a template.
#[derive(Clone, Copy, Debug)]
pub struct Spaced<'a>(&'a Text);

/// The result of [`Text::attribute`], for a template.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a>(&'static str, &'a Text);

/// The result of [`Text::or_html`], for a template.
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

/// Escapes words, so that they stay words in text and between quotes.
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

/// HTML that templates show as it is. It comes from our own templates or from
/// our own source, never from a visitor.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Html(Cow<'static, str>);

impl Html {
    /// Empty HTML: nothing is given.
    pub const NONE: Self = Self(Cow::Borrowed(""));

    /// Takes HTML that is written in our own source.
    #[must_use]
    pub const fn written(html: &'static str) -> Self {
        Self(Cow::Borrowed(html))
    }

    /// Renders a template, which escapes its own words. Empty if the template
    /// returns an error, which no template of this project can do.
    #[must_use]
    pub fn rendered(template: &impl Template) -> Self {
        Self(Cow::Owned(template.render().unwrap_or_default()))
    }

    /// Renders a value that escapes its own words.
    #[must_use]
    pub fn shown(html: impl HtmlSafe) -> Self {
        Self(Cow::Owned(html.to_string()))
    }

    /// Joins pieces, one after the other.
    #[must_use]
    pub fn join(pieces: &[Self]) -> Self {
        Self(Cow::Owned(pieces.iter().map(Self::as_str).collect()))
    }

    /// Returns the HTML.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether no HTML is given.
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
