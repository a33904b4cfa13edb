//! The examples of public functions: a doc comment shows on a true value what
//! its function is for, and the documentation tests run it.

use crate::tree;

/// The packages whose public functions have examples, and where in each.
const WITH_EXAMPLES: [(&str, &str); 3] = [
    ("shared/charging", "src"),
    ("shared/domain", "src/values"),
    ("shared/exchange", "src"),
];

#[test]
fn every_public_function_of_charging_the_values_and_the_exchange_has_an_example() {
    let mut without = Vec::new();
    for (package, folder) in WITH_EXAMPLES {
        let mut counted = 0;
        for file in tree::files(&format!("{package}/{folder}"), &[".rs"]) {
            let place = file.strip_prefix(tree::top()).unwrap().display();
            for function in public_functions(&tree::text(&file)) {
                counted += 1;
                if !function.has_example {
                    without.push(format!("{place}: {}", function.name));
                }
            }
        }
        assert!(counted > 10, "{package}: {counted}");
    }
    assert!(without.is_empty(), "{without:#?}");
}

#[test]
fn the_documentation_tests_run_the_examples() {
    for (package, _) in WITH_EXAMPLES {
        let manifest = tree::text(&tree::top().join(package).join("Cargo.toml"));
        assert!(!manifest.contains("doctest = false"), "{package}");
    }
}

#[test]
fn an_example_is_code_that_runs_in_the_doc_comment_of_the_function_itself() {
    let file = "\
impl Charge {
    /// Returns the charge.
    ///
    /// ```
    /// assert!(true);
    /// ```
    #[must_use]
    pub const fn shown(self) -> Self {
        self
    }
    /// Has no example, though the function above has.
    pub fn bare() {}

    /// Has what is no code:
    /// ```text
    /// charge
    /// ```
    pub fn drawn(self) {}

    pub(crate) fn of_the_crate() {}
}
";
    let found: Vec<_> = public_functions(file)
        .into_iter()
        .map(|function| (function.name, function.has_example))
        .collect();
    let expected = [("shown", true), ("bare", false), ("drawn", false)];
    assert_eq!(found, expected.map(|(name, has)| (name.to_owned(), has)));
}

/// A public function of a file.
struct PublicFunction {
    name: String,
    has_example: bool,
}

/// Lists the functions of a file that are `pub`, which the compiler allows only
/// where they can be reached from outside. The lines are read as text, because
/// a function that a macro makes has its example in the macro.
fn public_functions(text: &str) -> Vec<PublicFunction> {
    let mut functions = Vec::new();
    let (mut has_example, mut in_fence) = (false, false);
    for line in text.lines().map(str::trim) {
        if line.starts_with("/// ```") {
            has_example |= !in_fence && line == "/// ```";
            in_fence = !in_fence;
        } else if let Some(name) = name_of_public_function(line) {
            functions.push(PublicFunction {
                name: name.to_owned(),
                has_example,
            });
            has_example = false;
        } else if line.is_empty() || line == "}" {
            has_example = false;
        }
    }
    functions
}

/// Returns the name of the public function that a line declares.
fn name_of_public_function(line: &str) -> Option<&str> {
    let declared = line.strip_prefix("pub ")?;
    let declared = declared.strip_prefix("const ").unwrap_or(declared);
    let declared = declared.strip_prefix("async ").unwrap_or(declared);
    let end = |c: char| !c.is_alphanumeric() && c != '_';
    declared.strip_prefix("fn ")?.split(end).next()
}
