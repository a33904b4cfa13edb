//! Links that may stand in a document.

/// The schemes of links that may wait for a press: websites, e-mail addresses,
/// telephone numbers, and what programs for e-mail leave in a page they print.
const SCHEMES: [&str; 9] = [
    "http",
    "https",
    "mailto",
    "tel",
    "sms",
    "about",
    "cid",
    "applewebdata",
    "x-apple-data-detectors",
];

/// The endings of programs, of a link that leads to a file beside the document.
const PROGRAMS: [&str; 12] = [
    ".exe", ".bat", ".cmd", ".lnk", ".hta", ".vbs", ".js", ".ps1", ".scr", ".jar", ".msi", ".url",
];

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
        // `www.bank.example:8080` has a port and no scheme.
        Some((host, port)) if host.contains('.') => port.bytes().all(|byte| byte.is_ascii_digit()),
        Some((scheme, _)) => SCHEMES.contains(&scheme),
        None => {
            let path = link.split(['?', '#']).next().unwrap_or_default();
            !link.starts_with("//")
                && !link.contains('\\')
                && !PROGRAMS.iter().any(|ending| path.ends_with(ending))
        }
    }
}

/// Whether bytes are a link as they stand: text alone, or a scheme of some
/// letters. What is encrypted is neither.
pub(super) fn is_written_out(link: &[u8]) -> bool {
    let letters: Vec<u8> = link
        .strip_prefix(b"\xFE\xFF")
        .or_else(|| link.strip_prefix(b"\xFF\xFE"))
        .unwrap_or(link)
        .iter()
        .copied()
        .filter(|byte| !matches!(byte, 0 | b'\t' | b'\n' | b'\r' | b' '))
        .collect();
    let scheme = letters.iter().position(|byte| *byte == b':').unwrap_or(0);
    letters.iter().all(u8::is_ascii_graphic)
        || scheme >= 4
            && letters
                .iter()
                .take(scheme)
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte))
}

/// Whether the template of a Word document is a file of the reader's own
/// computer, as Word itself notes it: `Normal.dotm`,
/// `file:///C:\Users\jo\AppData\Roaming\Microsoft\Templates\Letter.dotx`. Word
/// opens what is there already, or its usual template; who sends the document
/// has no way to put a file there. A server's template is another matter.
pub(super) fn is_own_template(target: &str) -> bool {
    let plain = decoded(&decoded(target)).replace('\\', "/").to_lowercase();
    let (path, is_whole) = ["file:///", "file://localhost/"]
        .iter()
        .find_map(|start| plain.strip_prefix(start))
        .map_or((plain.as_str(), false), |path| (path, true));
    let is_name = |step: &str| {
        !step.is_empty()
            && step
                .chars()
                .all(|letter| letter.is_alphanumeric() || " _-.,()'&+~%".contains(letter))
    };
    match path.split_once(":/") {
        Some((drive, path)) => {
            drive.len() == 1
                && drive.starts_with(|letter: char| letter.is_ascii_lowercase())
                && path.split('/').all(is_name)
        }
        None if is_whole => path.split('/').all(is_name),
        None => is_name(path),
    }
}

/// Returns a text with each `%xx` as the byte that it stands for.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        let pair = after
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match pair {
            Some(pair) if *byte == b'%' => {
                bytes.push(pair);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
