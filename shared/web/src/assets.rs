//! Stylesheet, script and icons.

/// The address of the stylesheet.
pub const MAIN_CSS: &str = "/assets/main.css";
/// The address of the script.
pub const MAIN_JS: &str = "/assets/main.js";
/// The address of the icon.
pub const FAVICON_SVG: &str = "/assets/favicon.svg";
