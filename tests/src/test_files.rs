//! The layout of files of tests: the tests come first. The parts that they are
//! made from are in the test kit or below them.

use std::collections::BTreeSet;
use std::path::PathBuf;

use syn::visit::Visit;

use crate::tree;

/// The most lines of code before a file's first test.
const MOST_BEFORE_THE_FIRST_TEST: usize = 40;

#[test]
fn a_file_of_tests_begins_with_its_tests() {
    let mut long = Vec::new();
    let mut counted = 0;
    for file in tree::files(".", &[".rs"]) {
        let text = tree::text(&file);
        let Some(lines) = lines_before_the_first_test(&text) else {
            continue;
        };
        counted += 1;
        if lines > MOST_BEFORE_THE_FIRST_TEST {
            let file = file.strip_prefix(tree::top()).unwrap();
            long.push(format!("{}: {lines}", file.display()));
        }
    }
    assert!(counted > 100, "{counted}");
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn lines_of_code_are_counted_from_the_beginning_of_the_tests() {
    let file = "\
//! What it is.
use std::{
    fmt,
};

mod part;

/// How many.
const MANY: usize = 2;

struct One {
    of: usize,
}

#[tokio::test]
async fn it_is() {}

#[test]
fn it_is_not() {}
";
    assert_eq!(lines_before_the_first_test(file), Some(4));
    let inside = format!("pub fn product() {{}}\n\n#[cfg(test)]\nmod tests {{\n{file}}}\n");
    assert_eq!(lines_before_the_first_test(&inside), Some(4));
    assert_eq!(lines_before_the_first_test("fn main() {}\n"), None);
}

/// `shared/domain/tests-data/council.json` describes the council of the tests,
/// for the test kit and for the crates that the kit is made of. A test that is
/// about one of its settings changes that one.
#[test]
fn no_test_describes_another_council() {
    let describes = |file: &PathBuf| {
        let mut literals = Literals::default();
        literals.visit_file(&syn::parse_file(&tree::text(file)).unwrap());
        literals.types.contains("Council")
    };
    let files = tree::files(".", &[".rs"]).into_iter();
    let described: Vec<PathBuf> = files.filter(describes).collect();
    assert!(described.is_empty(), "{described:#?}");
}

/// Collects the types of which a file makes values by naming their fields.
#[derive(Default)]
struct Literals {
    types: BTreeSet<String>,
}

impl<'ast> Visit<'ast> for Literals {
    fn visit_expr_struct(&mut self, literal: &'ast syn::ExprStruct) {
        let name = literal.path.segments.last().unwrap().ident.to_string();
        self.types.insert(name);
        syn::visit::visit_expr_struct(self, literal);
    }
}

/// Counts the lines before the first test of the file or, if its tests are a
/// module inside the file, of that module. Blank lines, comments, `use` and
/// modules that are files of their own do not count; everything else does, with
/// attributes. `None` if there is no test.
fn lines_before_the_first_test(text: &str) -> Option<usize> {
    let tests = text.split_once("mod tests {\n");
    let mut lines = tests.map_or(text, |(_, tests)| tests).lines();
    let mut counted = 0;
    while let Some(line) = lines.next() {
        let line = line.trim();
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            return Some(counted);
        }
        let is_of_a_file = line.starts_with("mod ") && line.ends_with(';');
        if line.is_empty() || line.starts_with("//") || is_of_a_file {
            continue;
        }
        if line.starts_with("use ") {
            let mut rest = line;
            while !rest.ends_with(';') {
                rest = lines.next()?;
            }
            continue;
        }
        counted += 1;
    }
    None
}
