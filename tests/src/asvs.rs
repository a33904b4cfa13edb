//! The table of OWASP ASVS 5.0, Level 2: every control is in it once, what it
//! cites exists, and the page says what the data says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use serde::Deserialize;
use serde_yaml::Value;
use syn::visit::{self, Visit};

use crate::tree;

/// The share of the controls that apply which are met, in thousandths. It may
/// only rise; 950 is the aim.
const MET_AT_LEAST: usize = 958;

#[test]
fn every_control_of_level_2_is_in_the_table_once_and_at_its_level() {
    let table = table();
    let listed: Vec<_> = table
        .controls
        .iter()
        .map(|control| (control.id.clone(), control.level))
        .collect();
    let of_the_standard: Vec<_> = controls_of_the_standard()
        .into_iter()
        .filter(|(_, level)| *level <= 2)
        .collect();
    assert_eq!(listed, of_the_standard);
    assert_eq!(listed.len(), 253);
    assert_eq!(controls_of_the_standard().len(), 345);
}

#[test]
fn every_test_setting_item_and_phrase_that_a_control_cites_is_there() {
    let table = table();
    let cited = table.controls.iter().flat_map(|control| &control.evidence);
    assert_eq!(not_there(cited), Vec::<String>::new());
}

#[test]
fn what_is_not_there_is_found_wherever_it_is_cited() {
    let cited = |kind, place: &str| Evidence {
        kind,
        place: place.to_owned(),
    };
    let wrong = [
        cited(
            EvidenceKind::Test,
            "tests/src/asvs.rs::no_test_of_this_name",
        ),
        // A function, and no test.
        cited(EvidenceKind::Test, "tests/src/asvs.rs::not_there"),
        cited(EvidenceKind::Test, "tests/src/no_such_file.rs::a_test"),
        cited(EvidenceKind::Source, "tests/src/asvs.rs::NoSuchItem"),
        cited(
            EvidenceKind::Template,
            "infra/template.yaml::Resources.Table.Properties.NoSuchSetting",
        ),
        cited(
            EvidenceKind::Template,
            "infra/template.yaml::Resources.NoSuchResource",
        ),
        cited(EvidenceKind::Text, "infra/security.md::## No such heading"),
    ];
    let right = [
        cited(
            EvidenceKind::Test,
            "tests/src/asvs.rs::what_is_not_there_is_found_wherever_it_is_cited",
        ),
        cited(EvidenceKind::Source, "tests/src/asvs.rs::not_there"),
        cited(
            EvidenceKind::Template,
            "infra/template.yaml::Resources.Table.Properties.SSESpecification.SSEType",
        ),
        cited(EvidenceKind::Text, "infra/security.md::## Cryptography"),
    ];
    let mut found = not_there(wrong.iter().chain(&right));
    let mut expected: Vec<_> = wrong.iter().map(|one| one.place.clone()).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn what_is_met_cites_something_and_what_is_not_says_why() {
    for control in table().controls {
        let Control { id, reason, .. } = &control;
        assert!(!control.summary.is_empty(), "{id}");
        match control.status {
            ControlStatus::Met => assert!(!control.evidence.is_empty(), "{id}"),
            ControlStatus::NotMet => {
                assert!(!reason.is_empty() && !control.mend.is_empty(), "{id}");
            }
            ControlStatus::NotApplicable => assert!(!reason.is_empty(), "{id}"),
        }
        let is_open = control.status == ControlStatus::NotMet;
        let says_a_cost = control.hours_to_mend.is_some();
        assert!(is_open || (control.mend.is_empty() && !says_a_cost), "{id}");
    }
}

#[test]
fn the_share_of_the_controls_that_are_met_does_not_fall() {
    let count = Count::of(&table());
    assert!(count.thousandths() >= MET_AT_LEAST, "{}", count.share());
}

#[test]
fn the_page_and_the_readme_say_what_the_data_says() {
    let table = table();
    assert_eq!(
        tree::text(&page_file()),
        page(&table),
        "run write_the_page_of_asvs"
    );
    let readme = tree::text(&tree::top().join("README.md"));
    let share = Count::of(&table).share();
    assert!(
        readme.contains(&format!("{share} of the controls")),
        "{share}"
    );
}

#[test]
#[ignore = "writes what the test above reads: run it by name, then read the difference"]
fn write_the_page_of_asvs() {
    std::fs::write(page_file(), page(&table())).unwrap();
}

// ---- The data ----------------------------------------------------------------

/// The controls of the standard, with how each is met.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AsvsTable {
    standard: String,
    source: String,
    licence: String,
    /// The names of the chapters, the first one first.
    chapters: Vec<String>,
    controls: Vec<Control>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Control {
    id: String,
    level: u8,
    summary: String,
    status: ControlStatus,
    evidence: Vec<Evidence>,
    /// Why it is not met or does not apply; of what is met, what there is to
    /// know.
    reason: String,
    #[serde(default)]
    mend: String,
    /// About how long mending takes; nothing, if it is not for the portal.
    #[serde(default)]
    hours_to_mend: Option<u32>,
}

#[derive(Clone, Copy, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum ControlStatus {
    Met,
    NotMet,
    NotApplicable,
}

impl ControlStatus {
    const fn words(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "**not met**",
            Self::NotApplicable => "does not apply",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Evidence {
    kind: EvidenceKind,
    /// The file, and what is in it: `tests/src/asvs.rs::not_there`.
    #[serde(rename = "where")]
    place: String,
}

#[derive(Clone, Copy, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
enum EvidenceKind {
    /// A test function.
    Test,
    /// A function, constant or type.
    Source,
    /// A setting of a CloudFormation template, by the names that lead to it.
    Template,
    /// A phrase.
    Text,
}

impl Evidence {
    fn parts(&self) -> (&str, &str) {
        let parts = self.place.split_once("::");
        parts.expect("evidence names a file and what is in it")
    }

    fn words(&self) -> String {
        let (file, inside) = self.parts();
        match self.kind {
            EvidenceKind::Text => format!("`{file}`: “{inside}”"),
            _ => format!("`{file}`: `{inside}`"),
        }
    }
}

fn table() -> AsvsTable {
    let file = tree::top().join("tests/data/asvs-5.0-level-2.json");
    serde_json::from_str(&tree::text(&file)).expect("the table can be read")
}

/// The sections of ASVS 5.0.0, each with the level of its controls, the first
/// one first.
const SECTIONS: &[(&str, &str)] = &[
    ("1.1", "22"),
    ("1.2", "1111122223"),
    ("1.3", "112222222223"),
    ("1.4", "222"),
    ("1.5", "123"),
    ("2.1", "122"),
    ("2.2", "112"),
    ("2.3", "12223"),
    ("2.4", "23"),
    ("3.1", "3"),
    ("3.2", "113"),
    ("3.3", "12223"),
    ("3.4", "11222233"),
    ("3.5", "11122333"),
    ("3.6", "3"),
    ("3.7", "22333"),
    ("4.1", "12233"),
    ("4.2", "23333"),
    ("4.3", "22"),
    ("4.4", "1222"),
    ("5.1", "2"),
    ("5.2", "112333"),
    ("5.3", "113"),
    ("5.4", "222"),
    ("6.1", "122"),
    ("6.2", "111111112222"),
    ("6.3", "11223333"),
    ("6.4", "112233"),
    ("6.5", "22222333"),
    ("6.6", "2223"),
    ("6.7", "33"),
    ("6.8", "2222"),
    ("7.1", "222"),
    ("7.2", "1111"),
    ("7.3", "22"),
    ("7.4", "11222"),
    ("7.5", "223"),
    ("7.6", "22"),
    ("8.1", "1233"),
    ("8.2", "1123"),
    ("8.3", "133"),
    ("8.4", "23"),
    ("9.1", "111"),
    ("9.2", "1222"),
    ("10.1", "22"),
    ("10.2", "223"),
    ("10.3", "22223"),
    ("10.4", "1111122222233333"),
    ("10.5", "22222"),
    ("10.6", "22"),
    ("10.7", "222"),
    ("11.1", "2233"),
    ("11.2", "22233"),
    ("11.3", "11233"),
    ("11.4", "1222"),
    ("11.5", "23"),
    ("11.6", "23"),
    ("11.7", "33"),
    ("12.1", "12233"),
    ("12.2", "11"),
    ("12.3", "22223"),
    ("13.1", "2333"),
    ("13.2", "222223"),
    ("13.3", "2233"),
    ("13.4", "1222233"),
    ("14.1", "22"),
    ("14.2", "12223333"),
    ("14.3", "122"),
    ("15.1", "12233"),
    ("15.2", "12233"),
    ("15.3", "1222222"),
    ("15.4", "3333"),
    ("16.1", "2"),
    ("16.2", "22222"),
    ("16.3", "2222"),
    ("16.4", "222"),
    ("16.5", "2223"),
    ("17.1", "23"),
    ("17.2", "22223333"),
    ("17.3", "22"),
];

/// Lists every control of the standard with its level.
fn controls_of_the_standard() -> Vec<(String, u8)> {
    let sections = SECTIONS.iter();
    sections
        .flat_map(|(section, levels)| {
            levels.bytes().enumerate().map(move |(place, level)| {
                let number = place + 1;
                (format!("{section}.{number}"), level - b'0')
            })
        })
        .collect()
}

// ---- What is cited ------------------------------------------------------------

/// Lists the places that are cited and do not exist.
fn not_there<'a>(cited: impl IntoIterator<Item = &'a Evidence>) -> Vec<String> {
    let mut by_file = BTreeMap::<&str, Vec<&Evidence>>::new();
    for evidence in cited {
        by_file
            .entry(evidence.parts().0)
            .or_default()
            .push(evidence);
    }
    let mut missing = Vec::new();
    for (file, cited) in by_file {
        let content = Content::of(file);
        let wrong = cited.into_iter().filter(|one| !content.has(one));
        missing.extend(wrong.map(|one| one.place.clone()));
    }
    missing
}

/// Returns the names of the tests of a file; none if there is no such file.
pub(crate) fn tests_of(file: &str) -> BTreeSet<String> {
    Content::of(file).names.tests
}

/// The content of a file that can be cited. A file that is not there has none.
#[derive(Default)]
struct Content {
    text: String,
    names: Names,
    settings: Value,
}

impl Content {
    fn of(file: &str) -> Self {
        let Ok(text) = std::fs::read_to_string(tree::top().join(file)) else {
            return Self::default();
        };
        let mut content = Self::default();
        if file.ends_with(".rs") {
            let parsed = syn::parse_file(&text).expect("it is Rust");
            content.names.visit_file(&parsed);
        } else if file.ends_with(".yaml") {
            content.settings = serde_yaml::from_str(&text).expect("it is YAML");
        }
        Self { text, ..content }
    }

    fn has(&self, evidence: &Evidence) -> bool {
        let (_, inside) = evidence.parts();
        match evidence.kind {
            EvidenceKind::Test => self.names.tests.contains(inside),
            EvidenceKind::Source => self.names.items.contains(inside),
            EvidenceKind::Template => {
                let mut names = inside.split('.');
                let setting = names.try_fold(&self.settings, |at, name| untagged(at).get(name));
                setting.is_some_and(|setting| !setting.is_null())
            }
            EvidenceKind::Text => self.text.contains(inside),
        }
    }
}

/// Returns the argument of a function of the template: `Table` of `!Ref Table`.
fn untagged(value: &Value) -> &Value {
    match value {
        Value::Tagged(tagged) => untagged(&tagged.value),
        other => other,
    }
}

/// The names that a file of Rust declares.
#[derive(Default)]
struct Names {
    /// The functions that are run as tests.
    tests: BTreeSet<String>,
    items: BTreeSet<String>,
}

impl Names {
    fn declare(&mut self, name: &syn::Ident) {
        self.items.insert(name.to_string());
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        let has = |name: &str| {
            let mut last = function.attrs.iter().map(|one| one.path().segments.last());
            last.any(|one| one.is_some_and(|one| one.ident == name))
        };
        if has("test") && !has("ignore") {
            self.tests.insert(function.sig.ident.to_string());
        }
        self.declare(&function.sig.ident);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.declare(&function.sig.ident);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.declare(&item.ident);
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.declare(&item.ident);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.declare(&item.ident);
    }
}

// ---- The page -----------------------------------------------------------------

fn page_file() -> PathBuf {
    tree::top().join("tests/asvs.md")
}

/// How many controls are met, not met, and do not apply.
struct Count {
    met: usize,
    open: usize,
    elsewhere: usize,
}

impl Count {
    fn of(table: &AsvsTable) -> Self {
        let of = |status| {
            let controls = table.controls.iter();
            controls.filter(|one| one.status == status).count()
        };
        Self {
            met: of(ControlStatus::Met),
            open: of(ControlStatus::NotMet),
            elsewhere: of(ControlStatus::NotApplicable),
        }
    }

    const fn thousandths(&self) -> usize {
        self.met * 1_000 / (self.met + self.open)
    }

    /// Returns the share of what applies that is met: `91.1%`.
    fn share(&self) -> String {
        let share = self.thousandths();
        format!("{}.{}%", share / 10, share % 10)
    }
}

fn page(table: &AsvsTable) -> String {
    let mut page = String::new();
    head(&mut page, table);
    open(&mut page, table);
    for (chapter, name) in table.chapters.iter().enumerate() {
        let number = chapter + 1;
        let _ = write!(
            page,
            "\n## V{number} {name}\n\n| Control | Level | What | | How, or why not |\n| --- | --- | --- | --- | --- |\n"
        );
        let inside = format!("{number}.");
        for control in table
            .controls
            .iter()
            .filter(|one| one.id.starts_with(&inside))
        {
            row(&mut page, control);
        }
    }
    page
}

fn head(page: &mut String, table: &AsvsTable) {
    let count = Count::of(table);
    let AsvsTable {
        standard,
        source,
        licence,
        ..
    } = table;
    let (met, open, elsewhere) = (count.met, count.open, count.elsewhere);
    let (applicable, share) = (met + open, count.share());
    let _ = write!(
        page,
        "# {standard}, Level 2\n\n\
         **{met} of the {applicable} controls that apply are met: {share}.** {open} are not met; {elsewhere} do not apply.\n\n\
         Made from [`asvs-5.0-level-2.json`](data/asvs-5.0-level-2.json): change that, then run\n\
         `cargo test --profile local -p tests write_the_page_of_asvs -- --ignored`. `tests/src/asvs.rs` holds that whatever is cited is there.\n\n\
         Numbers and levels are the standard's ({source}; {licence}), what they ask for is said in our own words, under the same licence.\n"
    );
}

fn open(page: &mut String, table: &AsvsTable) {
    let controls = table.controls.iter();
    let mut open: Vec<_> = controls
        .filter(|one| one.status == ControlStatus::NotMet)
        .collect();
    // What is not for the portal comes last.
    open.sort_by_key(|one| one.hours_to_mend.unwrap_or(u32::MAX));
    page.push_str("\n## Not met, what costs least first\n\n| Control | What | Why not | What would mend it | About |\n| --- | --- | --- | --- | --- |\n");
    for control in open {
        let Control {
            id,
            summary,
            reason,
            mend,
            ..
        } = control;
        let hours = control.hours_to_mend;
        let about = hours.map_or_else(|| "not ours".to_owned(), |hours| format!("{hours} hours"));
        let _ = writeln!(page, "| {id} | {summary} | {reason} | {mend} | {about} |");
    }
}

fn row(page: &mut String, control: &Control) {
    let cited = control.evidence.iter().map(Evidence::words);
    let said = Some(control.reason.clone()).filter(|reason| !reason.is_empty());
    let how: Vec<_> = said.into_iter().chain(cited).collect();
    let Control {
        id, level, summary, ..
    } = control;
    let (status, how) = (control.status.words(), how.join("<br>"));
    let _ = writeln!(page, "| {id} | {level} | {summary} | {status} | {how} |");
}
