//! What a posted register asks for.

use attendance::absence::AbsenceReason;
use attendance::cell::{Cell, Mark, MarkAccount, RecordedBy, RecordedVia};
use attendance::kept_line::KeptLine;
use attendance::kept_register::{KeptRegister, KeptStatus, RegisterHead};
use attendance::quantity::Quantity;
use attendance::register::{RegisterAction, RegisterLine};
use attendance::symbol::Symbol;
use attendance::terms::ContractBook;
use testkit::day_services;

use super::names::{self, FieldOfCell, FormAction, SeenCell, cell_field};
use super::{PostedRegister, read_register_form};

#[test]
fn a_form_that_is_posted_as_it_came_changes_nothing() {
    let kept = register();
    assert_eq!(read(&kept, &drawn(&kept)), nothing());
}

#[test]
fn a_box_that_is_no_longer_ticked_is_an_absence_on_the_default_reason() {
    let kept = register();
    let mut fields = drawn(&kept);
    let name = cell_field(FieldOfCell::Received, &cell(0, 0, Symbol::Morning));
    fields.retain(|(field, _)| *field != name);
    let posted = read(&kept, &fields);
    let [command] = &posted.commands[..] else {
        panic!("{posted:?}");
    };
    assert_eq!(command.cell, cell(0, 0, Symbol::Morning));
    assert_eq!((&command.mark, command.seen), (&Mark::absent(None), 0));
    // The command is the same one however often the form comes.
    assert_eq!(read(&kept, &fields).commands, posted.commands);
}

#[test]
fn a_post_that_was_cut_short_unticks_nothing() {
    let kept = register();
    let mut fields = drawn(&kept);
    fields.pop();
    let posted = read(&kept, &fields[..fields.len() / 2]);
    assert_eq!(posted.commands, []);
    assert_eq!(posted.problems.len(), 1);
}

#[test]
fn a_box_that_is_ticked_again_is_as_planned_again() {
    let mut kept = register();
    mark(
        &mut kept,
        &cell(0, 0, Symbol::Morning),
        absent_because(AbsenceReason::NonPayment),
    );
    let mut fields = drawn(&kept);
    let field = |field| cell_field(field, &cell(0, 0, Symbol::Morning));
    fields.insert(0, (field(FieldOfCell::Received), "1".to_owned()));
    fields.insert(0, (field(FieldOfCell::Reason), "non_payment".to_owned()));
    let posted = read(&kept, &fields);
    assert_eq!(posted.commands[0].mark, Mark::AsPlanned);
    assert_eq!(posted.commands[0].seen, 1);
}

#[test]
fn a_page_of_before_a_change_by_somebody_else_changes_only_what_was_changed_on_it() {
    let mut kept = register();
    let fields = drawn(&kept);
    mark(
        &mut kept,
        &cell(0, 0, Symbol::Afternoon),
        Mark::absent(None),
    );
    assert_eq!(read(&kept, &fields), nothing());
}

#[test]
fn what_a_page_does_not_ask_stays_as_it_was() {
    let mut kept = register();
    let at = cell(0, 0, Symbol::OneToOne);
    let partly = Mark::Received {
        quantity: Quantity(4),
        account: MarkAccount {
            chosen: Some(AbsenceReason::WithoutNotice),
            comment: Some("went home".to_owned()),
            ..MarkAccount::default()
        },
    };
    mark(&mut kept, &at, partly.clone());
    let mut fields = drawn(&kept);
    assert_eq!(read(&kept, &fields), nothing());
    set(&mut fields, &at, "0.5");
    let Mark::Received { quantity, account } = &read(&kept, &fields).commands[0].mark else {
        panic!("not received");
    };
    assert_eq!(*quantity, Quantity(2));
    assert_eq!(account.chosen, Some(AbsenceReason::WithoutNotice));
    assert_eq!(account.comment.as_deref(), Some("went home"));
}

#[test]
fn ds_15_hours_that_are_unclear_are_refused_at_their_field_with_everything_else_that_is_wrong() {
    let kept = register();
    let mut fields = drawn(&kept);
    set(&mut fields, &cell(0, 0, Symbol::OneToOne), "1,5");
    set(&mut fields, &cell(1, 0, Symbol::OneToOne), "90");
    set(&mut fields, &cell(0, 2, Symbol::Out), "2.5");
    let name = cell_field(FieldOfCell::Received, &cell(0, 2, Symbol::Morning));
    fields.retain(|(field, _)| *field != name);
    let posted = read(&kept, &fields);
    // What is right is taken.
    assert_eq!(posted.commands.len(), 1);
    let wrong: Vec<_> = posted
        .problems
        .iter()
        .map(|one| one.field.as_str())
        .collect();
    let cells = [
        cell(0, 0, Symbol::OneToOne),
        cell(0, 2, Symbol::Out),
        cell(1, 0, Symbol::OneToOne),
    ];
    assert_eq!(
        wrong,
        cells.map(|cell| cell_field(FieldOfCell::Received, &cell))
    );
    let message = &posted.problems[0].message;
    assert!(
        message.starts_with("Ana Doe, Monday 23 March 2026, 1:1 support:"),
        "{message}"
    );
    assert!(
        message.contains("1.5, 1:30") && message.contains("“1,5”"),
        "{message}"
    );
}

#[test]
fn ds_25_a_reason_that_is_none_of_ours_is_refused_and_one_for_what_is_ticked_too() {
    let kept = register();
    let mut fields = drawn(&kept);
    let at = cell(0, 0, Symbol::Morning);
    fields.insert(
        0,
        (cell_field(FieldOfCell::Reason, &at), "hospital".to_owned()),
    );
    assert_eq!(read(&kept, &fields).problems.len(), 1);
    fields[0].1 = "without_notice".to_owned();
    let posted = read(&kept, &fields);
    assert_eq!((posted.commands.len(), posted.problems.len()), (0, 1));
    let name = cell_field(FieldOfCell::Received, &at);
    fields.retain(|(field, _)| *field != name);
    let without = absent_because(AbsenceReason::WithoutNotice);
    assert_eq!(read(&kept, &fields).commands[0].mark, without);
}

#[test]
fn a_line_that_the_sender_may_not_see_is_not_on_this_register() {
    let mut kept = register();
    let mut fields = drawn(&kept);
    let name = cell_field(FieldOfCell::Received, &cell(1, 0, Symbol::Morning));
    fields.retain(|(field, _)| *field != name);
    kept.lines.remove(&day_services::line_key(1));
    let posted = read(&kept, &fields);
    assert_eq!((posted.commands.len(), posted.problems.len()), (0, 1));
    let value = FormAction::AbsentAllWeek(day_services::line_key(1)).value();
    let fields = [field("action", &value), field("whole", "1")];
    let posted = read(&kept, &fields);
    assert_eq!((posted.action, posted.problems.len()), (None, 1));
}

#[test]
fn each_button_asks_for_its_action() {
    let kept = register();
    let line = day_services::line_key(0);
    let pressed = |action: FormAction, more: &[(&str, &str)]| {
        let mut fields = vec![field("action", &action.value())];
        fields.extend(more.iter().map(|(name, value)| field(name, value)));
        fields.push(field("whole", "1"));
        read(&kept, &fields)
    };
    assert_eq!(
        pressed(
            FormAction::AbsentAllWeek(line.clone()),
            &[("keep-journeys", "1")]
        )
        .action,
        Some(RegisterAction::AbsentAllWeek {
            line: line.clone(),
            reason: None,
            journeys: false
        })
    );
    let closed = pressed(FormAction::DayNotProvided, &[("day", "2026-03-24")]);
    assert_eq!(
        closed.action,
        Some(RegisterAction::DayNotProvided {
            day: day_services::day(1)
        })
    );
    let told = [
        ("from", "2026-03-23"),
        ("to", "2026-03-25"),
        ("given", "2026-03-20T09:30"),
    ];
    let told = pressed(FormAction::NoticeOfAbsence(line.clone()), &told);
    let Some(RegisterAction::NoticeOfAbsence { given, .. }) = told.action else {
        panic!("{told:?}");
    };
    assert_eq!(given.to_string(), "2026-03-20T09:30:00Z");
    let untold = pressed(
        FormAction::NoticeOfAbsence(line.clone()),
        &[("from", "2026-04-23")],
    );
    assert_eq!((untold.action, untold.problems.len()), (None, 3));
    let everybody = pressed(
        FormAction::EverybodyAsPlanned,
        &[("except", &line.to_string())],
    );
    assert_eq!(
        everybody.action,
        Some(RegisterAction::EverybodyAsPlannedExcept {
            except: [line].into()
        })
    );
}

#[test]
fn as_planned_takes_back_every_mark_of_its_line_alone() {
    let mut kept = register();
    mark(&mut kept, &cell(0, 0, Symbol::Morning), Mark::absent(None));
    mark(&mut kept, &cell(1, 0, Symbol::Morning), Mark::absent(None));
    let mut fields = drawn(&kept);
    let value = FormAction::AsPlanned(day_services::line_key(0)).value();
    fields.insert(0, field("action", &value));
    let posted = read(&kept, &fields);
    assert_eq!(posted.commands.len(), 1);
    assert_eq!(posted.commands[0].cell, cell(0, 0, Symbol::Morning));
    assert_eq!(posted.commands[0].mark, Mark::AsPlanned);
    let except = [day_services::line_key(1)].into();
    assert_eq!(
        posted.action,
        Some(RegisterAction::EverybodyAsPlannedExcept { except })
    );
}

#[test]
fn whoever_posts_comes_back_to_the_page_that_they_were_on_and_to_no_other_site() {
    let kept = register();
    let back =
        |view: &str, line: &str| read(&kept, &[field("view", view), field("line", line)]).back;
    assert_eq!(back("week", ""), "/day-services/S12/2026-03-29?view=week");
    assert_eq!(
        back("line", "0004512/1"),
        "/day-services/S12/2026-03-29/lines/0004512/1"
    );
    assert_eq!(
        back("line", "//example.org"),
        "/day-services/S12/2026-03-29"
    );
    assert_eq!(
        back("https://example.org", ""),
        "/day-services/S12/2026-03-29"
    );
}

/// Two people, as nobody has marked them.
fn register() -> KeptRegister {
    let lines = [0, 1].map(|number| {
        let line = RegisterLine::new(
            day_services::provision(number),
            day_services::week(),
            day_services::day(0),
        );
        (day_services::line_key(number), KeptLine::new(line))
    });
    KeptRegister {
        key: day_services::register_key(),
        head: RegisterHead {
            supplier_name: "Willow Grove".to_owned(),
            plan_version: 1,
            status: KeptStatus::Open,
            version: 0,
            amounts: None,
            transport: None,
            changes: 0,
        },
        lines: lines.into(),
    }
}

fn book() -> ContractBook {
    ContractBook::new([day_services::terms()])
}

fn cell(person: usize, day: usize, symbol: Symbol) -> Cell {
    Cell {
        line: day_services::line_key(person),
        day: day_services::day(day),
        symbol,
    }
}

fn mark(kept: &mut KeptRegister, at: &Cell, mark: Mark) {
    let before = kept.lines[&at.line].clone();
    let mut register = kept.register();
    let record = RegisterAction::Record {
        cell: at.clone(),
        mark,
        seen: 0,
    };
    let by = RecordedBy {
        user: "bea".to_owned(),
        at: "2026-03-24T10:00:00Z".parse().unwrap(),
        via: RecordedVia::Page,
    };
    register.apply(&record, &by, &book()).unwrap();
    let after = before.changed_to(register.lines[&at.line].clone(), None);
    kept.lines.insert(at.line.clone(), after);
}

fn absent_because(reason: AbsenceReason) -> Mark {
    Mark::absent(Some(reason))
}

/// The fields of a page that shows the whole register.
fn drawn(kept: &KeptRegister) -> Vec<(String, String)> {
    let (mut fields, book) = (Vec::new(), book());
    for (key, kept_line) in &kept.lines {
        let line = &kept_line.line;
        let mut seen = Vec::new();
        for day in kept.key.week.days() {
            for symbol in Symbol::ALL.into_iter().filter(|symbol| line.has(*symbol)) {
                let state = line.state(day, symbol, &book);
                let shown = state.received;
                let (line, version) = (key.clone(), state.version);
                seen.push(SeenCell {
                    day,
                    symbol,
                    version,
                    shown,
                });
                let name = cell_field(FieldOfCell::Received, &Cell { line, day, symbol });
                if symbol.is_support() || !shown.is_zero() {
                    fields.push((name, names::shown_number(symbol, shown)));
                }
            }
        }
        fields.push((names::seen_field(key), names::seen_text(&seen)));
    }
    fields.push(field(names::WHOLE, "1"));
    fields
}

fn set(fields: &mut Vec<(String, String)>, at: &Cell, value: &str) {
    let name = cell_field(FieldOfCell::Received, at);
    fields.retain(|(field, _)| *field != name);
    fields.insert(0, (name, value.to_owned()));
}

fn field(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn read(kept: &KeptRegister, fields: &[(String, String)]) -> PostedRegister {
    read_register_form(kept, &book(), fields)
}

fn nothing() -> PostedRegister {
    PostedRegister {
        back: "/day-services/S12/2026-03-29".to_owned(),
        ..PostedRegister::default()
    }
}
