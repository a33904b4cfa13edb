//! File names that people sent, made harmless for a page, for a list that a
//! spreadsheet opens, and for a folder of any operating system.

use super::{FileType, LONGEST_FILE_NAME};

/// The name of a file of whose own name nothing is left.
const NAMELESS: &str = "file";

/// The names that Windows reserves for devices, whatever comes after a full
/// stop (Microsoft Learn, "Naming Files, Paths, and Namespaces").
const RESERVED: [&str; 28] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "com¹", "com²", "com³", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8",
    "lpt9", "lpt¹", "lpt²", "lpt³",
];

/// Returns a name that has no meaning to any program: no folders, no control or
/// hidden characters, none that turn text around, no leading full stop or sign
/// that starts a formula, no device's name, and one ending at most, that of the
/// file's real type. At most [`LONGEST_FILE_NAME`] characters.
///
/// Without a type the name has no ending. A harmless name stays as it is.
#[must_use]
pub fn harmless(typed: &str, file_type: Option<FileType>) -> String {
    let ending = file_type.map_or(String::new(), |file_type| {
        format!(".{}", file_type.ending())
    });
    let last = typed.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last
        .chars()
        .filter(|character| !is_hidden(*character))
        .map(plain)
        .collect();
    let words: Vec<&str> = shown.split_whitespace().collect();
    let name = words.join(" ");
    // The last ending is the type that the file claims to have; the real type
    // takes its place.
    let stem = match name.rsplit_once('.') {
        Some((stem, claimed)) if looks_like_an_ending(claimed) => stem,
        _ => &name,
    };
    let stem = stem.replace('.', "-");
    let stem = stem.trim_matches(is_edge);
    let most = LONGEST_FILE_NAME - ending.chars().count();
    let stem: String = stem.chars().take(most).collect();
    let stem = stem.trim_end_matches(is_edge);
    let lower = stem.to_lowercase();
    let before_hyphen = lower.split('-').next().unwrap_or_default().trim_end();
    if stem.is_empty() {
        format!("{NAMELESS}{ending}")
    } else if RESERVED.contains(&before_hyphen) {
        let most = most - NAMELESS.len() - 1;
        let stem: String = stem.chars().take(most).collect();
        format!("{NAMELESS} {}{ending}", stem.trim_end_matches(is_edge))
    } else {
        format!("{stem}{ending}")
    }
}

/// Whether a text is one to five letters and digits: `pdf`, `JPEG`, `exe`; not
/// `05 statement`.
fn looks_like_an_ending(claimed: &str) -> bool {
    (1..=5).contains(&claimed.len()) && claimed.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether no name begins or ends with a character: a leading `.` hides a file,
/// a leading `=`, `+`, `-` or `@` starts a formula in a spreadsheet (OWASP,
/// "CSV Injection"), a leading `~` is a program's own file.
fn is_edge(character: char) -> bool {
    character.is_whitespace() || matches!(character, '.' | '-' | '=' | '+' | '@' | '~' | '_')
}

/// Returns a hyphen for a character that a file system or a shell gives a
/// meaning to or that looks like the separator of folders, a space for a tab or
/// a line break, and any other character as it is.
const fn plain(character: char) -> char {
    match character {
        '<' | '>' | ':' | '"' | '|' | '?' | '*' | '`' | '$' | '%' | ';' | '&' | '\u{2044}'
        | '\u{2215}' | '\u{29F5}' | '\u{29F8}' | '\u{29F9}' | '\u{FE68}' | '\u{FF0F}'
        | '\u{FF3C}' | '\u{2024}' | '\u{FF0E}' | '\u{FF1A}' => '-',
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => ' ',
        other => other,
    }
}

/// Whether a character is a control character, turns text around (Unicode
/// Standard Annex 9) or is invisible.
const fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{7F}'..='\u{9F}'
        | '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}'
        | '\u{E000}'..='\u{F8FF}' | '\u{FFFD}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pdf(typed: &str) -> String {
        harmless(typed, Some(FileType::Pdf))
    }

    #[test]
    fn an_ordinary_name_stays_as_it_is() {
        for name in [
            "Bank statement May 2026.pdf",
            "Mum's pension (new).pdf",
            "relevé d’identité.pdf",
            "हिन्दी.pdf",
        ] {
            assert_eq!(pdf(name), name);
        }
    }

    #[test]
    fn its_ending_is_that_of_what_it_is() {
        assert_eq!(pdf("photo.JPG"), "photo.pdf");
        assert_eq!(pdf("statement"), "statement.pdf");
        assert_eq!(pdf("1. May to 2. June"), "1- May to 2- June.pdf");
        assert_eq!(harmless("IMG_1.HEIC", None), "IMG_1");
        assert_eq!(harmless("scan.pdf", Some(FileType::Jpeg)), "scan.jpg");
    }

    #[test]
    fn made_harmless_again_it_is_the_same() {
        for (typed, _) in HOSTILE {
            for file_type in [None, Some(FileType::Pdf)] {
                let once = harmless(typed, file_type);
                assert_eq!(harmless(&once, file_type), once, "{typed:?}");
            }
        }
    }

    /// Pairs of the name as typed and the harmless name as a PDF.
    const HOSTILE: [(&str, &str); 30] = [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\windows\\win.ini", "win.pdf"),
        ("C:\\fakepath\\bill.pdf", "bill.pdf"),
        ("statement.pdf.exe", "statement-pdf.pdf"),
        ("statement.exe.pdf", "statement-exe.pdf"),
        ("invoice\u{202E}fdp.exe", "invoicefdp.pdf"),
        ("a\u{200B}b\u{2066}c\u{FEFF}.pdf", "abc.pdf"),
        ("bill\0.pdf", "bill.pdf"),
        ("bill\r\nSet-Cookie: a=b.pdf", "bill Set-Cookie- a=b.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("/", "file.pdf"),
        (" . ", "file.pdf"),
        ("CON", "file CON.pdf"),
        ("con.txt", "file con.pdf"),
        ("NUL.tar.gz", "file NUL-tar.pdf"),
        ("lpt1 .pdf", "file lpt1.pdf"),
        ("COM¹.pdf", "file COM¹.pdf"),
        ("=cmd|' /C calc'!A0.pdf", "C calc'!A0.pdf"),
        ("=1+2.pdf", "1+2.pdf"),
        ("@SUM(A1).pdf", "SUM(A1).pdf"),
        ("-rf.pdf", "rf.pdf"),
        ("~$report.docx", "report.pdf"),
        ("a\u{FF0F}b\u{2215}c.pdf", "a-b-c.pdf"),
        ("$(reboot);`id`.pdf", "(reboot)--id.pdf"),
        ("<script>alert(1)</script>.pdf", "script.pdf"),
        ("bill.pdf:stream.exe", "bill-pdf-stream.pdf"),
        ("a\u{E0041}\u{E000}b.pdf", "ab.pdf"),
        ("trailing dots....", "trailing dots.pdf"),
    ];

    #[test]
    fn hostile_names_are_made_harmless() {
        for (typed, harmless) in HOSTILE {
            assert_eq!(pdf(typed), harmless, "{typed:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_and_keeps_its_ending() {
        for letter in ["a", "é", "字", "."] {
            let name = pdf(&format!("x{}.pdf", letter.repeat(5_000)));
            assert!(name.chars().count() <= LONGEST_FILE_NAME, "{name}");
            assert!(name.ends_with(".pdf"));
        }
        let reserved = pdf(&format!("CON-{}", "a".repeat(500)));
        assert!(reserved.chars().count() <= LONGEST_FILE_NAME);
        assert!(reserved.starts_with("file CON"));
    }
}
