//! Links that may stand in a document.

/// Whether a link leads to a website, an e-mail address or a telephone number,
/// or nowhere without the document's own place.
pub(super) fn is_harmless(link: &[u8]) -> bool {
    let link: String = link
        .iter()
        .filter(|byte| byte.is_ascii_graphic() || **byte >= 0x80)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    let link = link.trim_start_matches(['\u{fe}', '\u{ff}', '\u{ef}', '\u{bb}', '\u{bf}']);
    let before = link.split(['/', '?', '#']).next().unwrap_or_default();
    match before.split_once(':') {
        Some((scheme, _)) => {
            // `www.bank.example:8080` has a port and no scheme.
            matches!(scheme, "http" | "https" | "mailto" | "tel") || scheme.contains('.')
        }
        None => !link.starts_with("//") && !link.contains('\\'),
    }
}
