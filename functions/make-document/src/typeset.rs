//! Typesets a report as a PDF that software can read aloud.

use std::sync::LazyLock;

use domain::document::Document;
use journey::paper::PaperForm;
use typst::diag::{FileError, FileResult, SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::glyphs::FONTS;
use crate::report_data::{ReportContext, ReportData};

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    // Row headers are behind this feature of the typesetter.
    let features = [Feature::A11yExtras].into_iter().collect();
    LazyHash::new(Library::builder().with_features(features).build())
});
static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));
static TEMPLATE: LazyLock<Option<Source>> = LazyLock::new(|| {
    let id = file("report.typ")?;
    Some(Source::new(
        id,
        include_str!("../templates/report.typ").to_owned(),
    ))
});
static REPORT: LazyLock<Option<FileId>> = LazyLock::new(|| file("report.json"));

/// The error of a report that could not be set: a fault of this function, never
/// of the words. The text names the place in the template, and nothing of the
/// report.
#[derive(Debug, thiserror::Error)]
#[error("the report could not be {step} (template lines {lines:?})")]
pub struct TypesetFault {
    step: &'static str,
    lines: Vec<usize>,
}

/// Typesets a report as a tagged PDF file of the standard PDF/UA-1, in British
/// English, on A4.
///
/// # Errors
/// Returns a [`TypesetFault`] if the template, the fonts or the typesetter are at
/// fault.
pub fn typeset(report: &Document, context: ReportContext<'_>) -> Result<Vec<u8>, TypesetFault> {
    set(&ReportData::of(report, context))
}

/// Typesets a form to fill in on paper, as [`typeset`] does a report.
///
/// # Errors
/// As [`typeset`].
pub fn typeset_paper(
    form: &PaperForm,
    context: ReportContext<'_>,
) -> Result<Vec<u8>, TypesetFault> {
    set(&ReportData::of_paper(form, context))
}

fn set(data: &ReportData) -> Result<Vec<u8>, TypesetFault> {
    let file = lay_out(data).and_then(|(files, document)| export(&files, &document));
    // The typesetter remembers what it has set, for a caller who edits one
    // document. This document is somebody's report, so nothing of it may stay
    // in memory.
    typst::comemo::evict(0);
    file
}

fn lay_out(data: &ReportData) -> Result<(TemplateFiles, PagedDocument), TypesetFault> {
    let unreadable = TypesetFault {
        step: "read",
        lines: Vec::new(),
    };
    let data = serde_json::to_vec(data);
    let (Some(template), Some(report), Ok(data)) = (TEMPLATE.clone(), *REPORT, data) else {
        return Err(unreadable);
    };
    let files = TemplateFiles {
        template,
        report,
        data: Bytes::new(data),
    };
    let Warned { output, .. } = typst::compile::<PagedDocument>(&files);
    let document = output.map_err(|errors| files.fault("laid out", &errors))?;
    Ok((files, document))
}

fn export(files: &TemplateFiles, document: &PagedDocument) -> Result<Vec<u8>, TypesetFault> {
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|_| TypesetFault {
        step: "held to its standard",
        lines: Vec::new(),
    })?;
    let options = PdfOptions {
        creator: Smart::Custom(None),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(|errors| files.fault("written", &errors))
}

/// The files that the template can reach: itself, the report and the fonts.
/// There is no disk, no network, no clock and no package.
struct TemplateFiles {
    template: Source,
    report: FileId,
    data: Bytes,
}

impl TemplateFiles {
    fn fault(&self, step: &'static str, errors: &[SourceDiagnostic]) -> TypesetFault {
        let line = |error: &SourceDiagnostic| {
            let at = self.range(error.span)?.start;
            self.template.lines().byte_to_line(at).map(|line| line + 1)
        };
        TypesetFault {
            step,
            lines: errors.iter().filter_map(line).collect(),
        }
    }
}

impl World for TemplateFiles {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() {
            Ok(self.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.report {
            Ok(self.data.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn file(name: &str) -> Option<FileId> {
    let path = VirtualPath::new(name).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

#[cfg(test)]
#[path = "../examples/sample/report.rs"]
mod sample;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::document::{Block, Column, DocumentSection, DocumentTable, Span};
    use jiff::civil::date;

    use super::*;
    use crate::glyphs::fit;

    fn file_of(report: &Document) -> Vec<u8> {
        let council = sample::council();
        typeset(
            report,
            ReportContext {
                council: &council,
                date: date(2026, 11, 22),
                public_address: None,
            },
        )
        .unwrap()
    }

    /// Returns a report that has these words in every place there is.
    fn saying(words: &str) -> Document {
        let said = words.to_owned();
        let spans = vec![Span::words(words), Span::link(words, words)];
        let column = |numeric| Column {
            header: said.clone(),
            numeric,
        };
        Document {
            title: said.clone(),
            answer: vec![said.clone()],
            facts: vec![(said.clone(), said.clone())],
            sections: vec![DocumentSection {
                heading: said.clone(),
                blocks: vec![
                    Block::Text(spans.clone()),
                    Block::Warning(said.clone()),
                    Block::List(vec![spans]),
                    Block::Heading(said.clone()),
                    Block::Table(DocumentTable {
                        caption: said.clone(),
                        columns: vec![column(false), column(false), column(true)],
                        rows: vec![vec![said.clone(); 3]; 2],
                        total: true,
                    }),
                ],
            }],
        }
    }

    #[test]
    fn a_report_becomes_a_pdf() {
        assert!(file_of(&sample::report()).starts_with(b"%PDF-1.7"));
    }

    #[test]
    fn the_template_sets_every_kind_of_block_without_a_warning() {
        let council = sample::council();
        let context = ReportContext {
            council: &council,
            date: date(2026, 11, 22),
            public_address: None,
        };
        let (files, _) = lay_out(&ReportData::of(&sample::report(), context)).unwrap();
        assert_eq!(typst::compile::<PagedDocument>(&files).warnings, []);
    }

    #[test]
    fn the_same_report_of_the_same_day_is_the_same_file() {
        assert_eq!(file_of(&sample::report()), file_of(&sample::report()));
    }

    #[test]
    fn words_that_look_like_code_are_only_words() {
        let code = r##"#panic("ran") #read("/etc/passwd") $x^2$ *b* _i_ \ \u{48} `r` <l> @l // c /* */ = h - l"##;
        file_of(&saying(code));
        file_of(&saying("\"}] #panic(\"ran\") {[\""));
    }

    #[test]
    fn words_of_every_length_and_direction_can_be_set() {
        for words in [
            "",
            " ",
            "\n\n",
            "\u{0}",
            "שלום 123",
            "مرحبا",
            "🙂👩‍👩‍👧",
            "e\u{301}\u{301}\u{301}",
            "\u{202e}£12",
        ] {
            file_of(&saying(words));
        }
        file_of(&saying(&"W".repeat(20_000)));
    }

    #[test]
    fn every_letter_that_is_let_through_can_be_set() {
        let letters: BTreeSet<String> = ('\u{0}'..=char::MAX)
            .map(|letter| fit(&letter.to_string()))
            .collect();
        assert!(letters.len() > 800);
        let report = Document {
            answer: letters.into_iter().collect(),
            ..saying("letters")
        };
        file_of(&report);
    }

    #[test]
    fn an_empty_report_can_be_set() {
        let empty = Document {
            title: String::new(),
            answer: vec![],
            facts: vec![],
            sections: vec![],
        };
        file_of(&empty);
    }

    #[test]
    fn a_row_of_the_wrong_length_moves_no_other() {
        let column = || Column {
            header: "H".to_owned(),
            numeric: false,
        };
        let rows = vec![vec!["a".to_owned()], vec!["b".to_owned(); 5]];
        let table = DocumentTable {
            caption: String::new(),
            columns: vec![column(), column()],
            rows,
            total: false,
        };
        let blocks = vec![Block::Table(table)];
        let sections = vec![DocumentSection {
            heading: "H".to_owned(),
            blocks,
        }];
        file_of(&Document {
            sections,
            ..saying("rows")
        });
    }

    #[test]
    fn the_template_can_reach_no_other_file() {
        let council = sample::council();
        let context = ReportContext {
            council: &council,
            date: date(2026, 11, 22),
            public_address: None,
        };
        let (files, _) = lay_out(&ReportData::of(&sample::report(), context)).unwrap();
        let other = file("other.json").unwrap();
        assert_eq!(files.file(other).unwrap_err(), FileError::AccessDenied);
        assert_eq!(files.source(other).unwrap_err(), FileError::AccessDenied);
        assert_eq!(files.today(None), None);
    }
}
