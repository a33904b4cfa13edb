//! Tests of many people who save one register at once over a connection with
//! faults, some of them after they were without one.

use std::collections::BTreeMap;

use app::attendance_marks::record;
use attendance::cell::{Cell, Mark, MarkAccount, RecordedBy, RecordedVia};
use attendance::command::{CellCommand, CommandId};
use attendance::kept_register::{CellKept, RegisterReader as _};
use attendance::quantity::Quantity;
use attendance::symbol::Symbol;
use store::Table;
use testkit::day_services::{self, day, line_key, provision, register_key, week};
use testkit::{Process, RepeatableRandom, TestApp};

/// The edits of one register.
const EDITS: usize = 2_000;

/// The people who edit one register at once: 10,000 edits in all.
const EDITORS: [usize; 5] = [2, 5, 10, 20, 50];

/// The cells that they edit: so many people on so many days, morning and
/// afternoon.
const PEOPLE: usize = 6;
const DAYS: usize = 5;

#[tokio::test]
async fn of_10_000_edits_by_2_to_50_people_none_is_lost_and_one_side_is_told_of_each_conflict() {
    let (mut kept, mut told, mut offline) = (0, 0, 0);
    for (seed, editors) in (1..).zip(EDITORS) {
        let app = TestApp::default();
        let lines = (0..PEOPLE).map(provision);
        day_services::keep_register(&app.table(), lines).await;
        let faulty = Process::with_faults(seed);
        let table = app.database().table_of(&faulty);
        let edited = (0..editors).map(|number| {
            let editor = Editor::new(number, EDITS / editors);
            tokio::spawn(editor.edit(table.clone()))
        });
        let mut sent = Vec::new();
        for editor in edited.collect::<Vec<_>>() {
            let editor = editor.await.unwrap();
            offline += editor.offline;
            sent.extend(editor.sent);
        }
        let conflicts = check(&app, &sent).await;
        kept += sent.len() - conflicts;
        told += conflicts;
    }
    assert_eq!(kept, 10_000);
    assert!(told > 1_000, "{told} conflicts were told");
    assert!(offline > 1_000, "{offline} edits were made offline");
}

/// Checks that what the register holds and what its editors were told are the
/// same: each edit that was said to be kept is there once, over nothing that its
/// editor had not seen, and each conflict shows what stands in its place.
/// Returns the number of conflicts.
async fn check(app: &TestApp, sent: &[(CellCommand, CellKept)]) -> usize {
    let read = app.table().register(&register_key()).await.unwrap();
    let mut there = BTreeMap::new();
    for (line, kept) in read.unwrap().lines {
        for ((day, symbol), versions) in kept.versions {
            let cell = Cell {
                line: line.clone(),
                day,
                symbol,
            };
            for (version, number) in versions.into_iter().zip(1..) {
                let place = (version.command.unwrap(), cell.clone(), number);
                let before = there.insert(place, version.mark);
                assert_eq!(before, None);
            }
        }
    }
    let mut kept = 0;
    for (command, outcome) in sent {
        let place = |version| (command.id.clone(), command.cell.clone(), version);
        match outcome {
            CellKept::Kept(version) => {
                assert_eq!(there.get(&place(*version)), Some(&command.mark));
                assert_eq!(
                    *version,
                    command.seen + 1,
                    "it was over what its editor saw"
                );
                kept += 1;
            }
            CellKept::Conflict(stands) => {
                assert!(stands.version > command.seen);
                let mut versions = there.iter().filter(|((_, cell, version), _)| {
                    *cell == command.cell && *version == stands.version
                });
                let ((id, ..), mark) = versions.next().unwrap();
                assert_eq!(*mark, stands.mark);
                assert_ne!(*id, command.id);
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(there.len(), kept, "nothing is kept that nobody was told of");
    sent.len() - kept
}

/// Somebody who edits random cells, now and then without a connection.
struct Editor {
    number: usize,
    /// The edits that are left to make.
    left: usize,
    /// The number of documents that were made.
    documents: usize,
    random: RepeatableRandom,
    /// The version of each cell that the page shows.
    shown: BTreeMap<Cell, u32>,
    /// Each command with the answer to it.
    sent: Vec<(CellCommand, CellKept)>,
    offline: usize,
}

impl Editor {
    fn new(number: usize, left: usize) -> Self {
        Self {
            number,
            left,
            documents: 0,
            random: RepeatableRandom::new(number as u64),
            shown: BTreeMap::new(),
            sent: Vec::new(),
            offline: 0,
        }
    }

    async fn edit(mut self, table: Table) -> Self {
        let mut again = Vec::new();
        while self.left > 0 || !again.is_empty() {
            let commands = self.document(std::mem::take(&mut again));
            if commands.len() > 1 {
                // The others go on meanwhile.
                self.offline += commands.len();
                for _ in 0..self.random.below(400) {
                    tokio::task::yield_now().await;
                }
            }
            let answers = self.send(&table, &commands).await;
            for (command, (id, outcome)) in commands.into_iter().zip(answers) {
                assert_eq!(command.id, id);
                match &outcome {
                    CellKept::Kept(version) => {
                        self.shown.insert(command.cell.clone(), *version);
                    }
                    CellKept::Conflict(stands) => {
                        // Whoever is told looks at both and marks again.
                        self.shown.insert(command.cell.clone(), stands.version);
                        again.push(command.cell.clone());
                    }
                    other => panic!("{other:?}"),
                }
                self.sent.push((command, outcome));
            }
        }
        self
    }

    /// Makes the commands of one document: cells that are marked again, or one
    /// cell, or what was marked in a time without a connection.
    fn document(&mut self, again: Vec<Cell>) -> Vec<CellCommand> {
        let mut cells = again;
        if cells.is_empty() {
            let most = match self.random.below(4) {
                0 => 2 + self.random.below(5),
                _ => 1,
            };
            let count = most.min(self.left);
            self.left -= count;
            while cells.len() < count {
                let cell = self.any_cell();
                if !cells.contains(&cell) {
                    cells.push(cell);
                }
            }
        }
        self.documents += 1;
        let commands = cells.into_iter().enumerate().map(|(place, cell)| {
            let id = format!("{}-{}-{place}", self.number, self.documents);
            CellCommand {
                mark: absent_because(&id),
                id: CommandId::parse(&id).unwrap(),
                seen: self.shown.get(&cell).copied().unwrap_or_default(),
                cell,
            }
        });
        commands.collect()
    }

    fn any_cell(&mut self) -> Cell {
        Cell {
            line: line_key(self.random.below(PEOPLE)),
            day: day(self.random.below(DAYS)),
            symbol: [Symbol::Morning, Symbol::Afternoon][self.random.below(2)],
        }
    }

    /// Sends a document until there is an answer, as a page does.
    async fn send(&self, table: &Table, commands: &[CellCommand]) -> Vec<(CommandId, CellKept)> {
        let by = RecordedBy {
            user: format!("editor {}", self.number),
            at: week().opens_for_submission(),
            via: RecordedVia::Page,
        };
        loop {
            if let Ok(answers) = record(table, &register_key(), commands, &by).await {
                return answers;
            }
        }
    }
}

fn absent_because(comment: &str) -> Mark {
    Mark::Received {
        quantity: Quantity::ZERO,
        account: MarkAccount {
            comment: Some(comment.to_owned()),
            ..MarkAccount::default()
        },
    }
}
