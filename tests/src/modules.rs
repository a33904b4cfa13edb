//! The modules of each package: which of its neighbours each module uses, and
//! the names of its public types.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use syn::visit::Visit;

use crate::tree;

#[test]
fn no_module_uses_one_that_uses_it() {
    assert_eq!(circles(), BTreeSet::new());
}

#[test]
fn the_name_of_a_public_type_is_unique_in_the_workspace() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages().into_values() {
        for (name, place) in package.types {
            places.entry(name).or_default().push(place);
        }
    }
    places.retain(|_, places| places.len() > 1);
    assert!(
        places.is_empty(),
        "these are found twice by search: {places:#?}"
    );
}

#[test]
fn a_type_that_a_macro_declares_is_seen() {
    let seen = |words: &str| declared_in(words).join(" ");
    let enumeration = "serde # [doc = \"x\"] pub enum Voice { You = \"you\" , }";
    assert_eq!(seen(enumeration), "Voice");
    assert_eq!(seen("pub trait Ports { store : Store ; }"), "Ports");
    assert_eq!(seen("pub trait Store: Reader + Writer;"), "Store");
    assert_eq!(seen("pub struct Key (String) ;"), "Key");
    assert_eq!(seen("pub enum $kind { }"), "");
    assert_eq!(seen("pub (crate) enum Inner { }"), "");
}

/// The modules of a library by path (`["charging", "law"]`), each with the
/// paths that its code names, and the public types.
#[derive(Default)]
struct Package {
    uses: BTreeMap<Vec<String>, BTreeSet<Vec<String>>>,
    types: Vec<(String, String)>,
}

/// Reads the libraries of the workspace, by their folders.
fn packages() -> BTreeMap<String, Package> {
    let mut packages: BTreeMap<String, Package> = BTreeMap::new();
    for below in ["functions", "shared"] {
        for file in tree::files(below, &[".rs"]) {
            let path = file.strip_prefix(tree::top()).expect("below the top");
            let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
            let [room, name, "src", inside @ ..] =
                &parts.iter().map(AsRef::as_ref).collect::<Vec<&str>>()[..]
            else {
                continue;
            };
            if inside.iter().any(|part| part.starts_with("tests")) || inside == ["main.rs"] {
                continue;
            }
            let parsed = syn::parse_file(&tree::text(&file))
                .unwrap_or_else(|error| panic!("{} is Rust: {error}", file.display()));
            let package = packages.entry(format!("{room}/{name}")).or_default();
            let mut reading = Reading {
                module: module_of(inside),
                package,
                file: path,
            };
            reading.visit_file(&parsed);
        }
    }
    assert!(packages.len() > 20, "{}", packages.len());
    packages
}

/// Returns the path of a module: `eligibility::law` for `eligibility/law.rs` and for
/// `eligibility/law/mod.rs`.
fn module_of(inside: &[&str]) -> Vec<String> {
    let mut module: Vec<_> = inside
        .iter()
        .map(|part| part.trim_end_matches(".rs").to_owned())
        .collect();
    if module
        .last()
        .is_some_and(|last| last == "mod" || last == "lib")
    {
        module.pop();
    }
    module
}

/// Reads one file of a package.
struct Reading<'a> {
    module: Vec<String>,
    package: &'a mut Package,
    file: &'a Path,
}

impl Reading<'_> {
    /// Notes a path that starts in this package.
    fn names(&mut self, path: &[String]) {
        let base = match path.first().map(String::as_str) {
            Some("crate") => Vec::new(),
            Some("super") => self.module[..self.module.len().saturating_sub(1)].to_vec(),
            _ => return,
        };
        let mut named = base;
        for part in &path[1..] {
            if part == "super" {
                named.pop();
            } else {
                named.push(part.clone());
            }
        }
        let uses = self.package.uses.entry(self.module.clone()).or_default();
        uses.insert(named);
    }

    /// Notes every path of a `use`.
    fn uses(&mut self, tree: &syn::UseTree, before: &[String]) {
        match tree {
            syn::UseTree::Path(path) => {
                let mut path_so_far = before.to_vec();
                path_so_far.push(path.ident.to_string());
                self.uses(&path.tree, &path_so_far);
            }
            syn::UseTree::Group(group) => {
                for each in &group.items {
                    self.uses(each, before);
                }
            }
            syn::UseTree::Name(name) => {
                let mut whole = before.to_vec();
                whole.push(name.ident.to_string());
                self.names(&whole);
            }
            syn::UseTree::Rename(rename) => {
                let mut whole = before.to_vec();
                whole.push(rename.ident.to_string());
                self.names(&whole);
            }
            syn::UseTree::Glob(_) => self.names(before),
        }
    }

    fn declares(&mut self, visibility: &syn::Visibility, name: &syn::Ident) {
        if matches!(visibility, syn::Visibility::Public(_)) {
            let place = self.file.display().to_string();
            self.package.types.push((name.to_string(), place));
        }
    }
}

impl<'ast> Visit<'ast> for Reading<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        // Tests inside a file may use anything.
        if module.ident != "tests" {
            syn::visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        // A `pub use` shows a module's parts to others and is no use by the
        // module itself.
        if matches!(item.vis, syn::Visibility::Inherited) {
            self.uses(&item.tree, &[]);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<_> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        self.names(&parts);
        syn::visit::visit_path(self, path);
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.declares(&item.vis, &item.ident);
        syn::visit::visit_item_struct(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.declares(&item.vis, &item.ident);
        syn::visit::visit_item_enum(self, item);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.declares(&item.vis, &item.ident);
        syn::visit::visit_item_trait(self, item);
    }

    /// Notes the types that a macro declares: `named_enum!`, `ports!` and every
    /// other that is given, or has in its body, `pub enum Name`.
    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        let place = self.file.display().to_string();
        let declared = declared_in(&item.mac.tokens.to_string()).into_iter();
        let declared = declared.map(|name| (name, place.clone()));
        self.package.types.extend(declared);
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.declares(&item.vis, &item.ident);
        syn::visit::visit_item_type(self, item);
    }
}

/// Lists the names of public types that the words of a macro declare. `pub enum
/// $kind` names none, and `pub (crate) enum Name` none that is public.
fn declared_in(words: &str) -> Vec<String> {
    let words: Vec<_> = words.split_whitespace().collect();
    let declared = words.windows(3).filter_map(|words| match words {
        ["pub", "enum" | "struct" | "trait" | "type", name] if !name.starts_with('$') => {
            let ends = |letter: char| !(letter.is_alphanumeric() || letter == '_');
            name.split(ends).next().map(str::to_owned)
        }
        _ => None,
    });
    declared.collect()
}

/// Lists the groups of modules in one folder that use each other in a circle:
/// `web: page, session`. The order within the circle does not matter.
fn circles() -> BTreeSet<String> {
    let mut circles = BTreeSet::new();
    for (name, package) in packages() {
        let modules: BTreeSet<&Vec<String>> = package.uses.keys().collect();
        // For each folder: the neighbours that each module uses.
        let mut folders: BTreeMap<&[String], BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
        for (module, used) in &package.uses {
            for named in used {
                let shared = module
                    .iter()
                    .zip(named)
                    .take_while(|(one, other)| one == other)
                    .count();
                let (Some(from), Some(to)) = (module.get(shared), named.get(shared)) else {
                    continue;
                };
                let exists = modules
                    .iter()
                    .any(|module| module.starts_with(&named[..=shared]));
                if exists {
                    let folder = folders.entry(&module[..shared]).or_default();
                    folder.entry(from).or_default().insert(to);
                }
            }
        }
        for (folder, edges) in folders {
            for circle in in_circles(&edges) {
                let place = [std::slice::from_ref(&name), folder].concat().join("/");
                circles.insert(format!("{place}: {}", circle.join(", ")));
            }
        }
    }
    circles
}

/// Finds the groups of names that all reach each other.
fn in_circles<'a>(edges: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<Vec<&'a str>> {
    let reach = |from: &'a str| {
        let (mut reached, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(next) = open.pop() {
            for to in edges.get(next).into_iter().flatten() {
                if reached.insert(*to) {
                    open.push(to);
                }
            }
        }
        reached
    };
    let reached: BTreeMap<_, _> = edges.keys().map(|name| (*name, reach(name))).collect();
    let in_one = |one: &str, other: &str| {
        reached.get(one).is_some_and(|to| to.contains(other))
            && reached.get(other).is_some_and(|to| to.contains(one))
    };
    let groups = reached.keys().map(|name| {
        let group = reached.keys().filter(|other| in_one(name, other));
        group.copied().collect::<Vec<_>>()
    });
    groups.filter(|group| group.len() > 1).collect()
}
