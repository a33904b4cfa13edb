//! Extra attributes of an element.

use std::fmt::{self, Write as _};

use askama::filters::HtmlSafe;

use crate::html::{Text, escape};

/// Extra attributes of an element, in order. A template shows a space before
/// each and escapes the values.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Attributes(Vec<(Text, Attribute)>);

/// The value of one attribute.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Attribute {
    /// `name="value"`.
    Value(Text),
    /// `name` alone.
    Present,
}

impl Attributes {
    /// No attributes.
    pub const NONE: Self = Self(Vec::new());

    /// Adds `name="value"`. The name comes from this source, never from a
    /// visitor.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Text>) -> Self {
        self.0.push((name.into(), Attribute::Value(value.into())));
        self
    }

    /// Adds `name` alone.
    #[must_use]
    pub fn present(mut self, name: &'static str) -> Self {
        self.0.push((name.into(), Attribute::Present));
        self
    }

    /// Adds all the attributes of `others`.
    #[must_use]
    pub fn and(mut self, others: &Self) -> Self {
        self.0.extend_from_slice(&others.0);
        self
    }

    /// Whether there are no attributes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, attribute) in &self.0 {
            f.write_char(' ')?;
            escape(f, name.as_str())?;
            if let Attribute::Value(value) = attribute {
                f.write_str("=\"")?;
                escape(f, value.as_str())?;
                f.write_char('"')?;
            }
        }
        Ok(())
    }
}

impl askama::FastWritable for Attributes {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        Ok(write!(dest, "{self}")?)
    }
}

impl HtmlSafe for Attributes {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_leave_its_quotes() {
        let attributes = Attributes::NONE
            .with("data-x", "\" onload='a'><b")
            .present("hidden");
        assert_eq!(
            attributes.to_string(),
            " data-x=\"&#34; onload=&#39;a&#39;&#62;&#60;b\" hidden"
        );
    }
}
