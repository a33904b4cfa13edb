//! Commissioned days that were never on a register: found by the import that
//! brings them too late, and gone when the case system takes them back.

use attendance::unregistered::{UnregisteredDays, UnregisteredDaysDesk as _};
use attendance::week::plus_days;
use jiff::civil::date;
use jiff::{SignedDuration, civil::Date};
use testkit::{CrashPoint, Process, TestApp};

use super::given::{
    GivenRow, MONDAY, import, invoke, invoke_by, night, open, row, rows, snapshot, stored, sweep,
    week,
};

/// The night of the first import: two weeks before the others.
const BEFORE: i32 = -14;

#[tokio::test]
async fn section_6_2_days_of_a_line_that_comes_after_its_start_are_on_the_list_of_finance() {
    let app = with_registers().await;
    // On Wednesday somebody comes whose service began on Monday of last week.
    let late = row("00500", "S1").with("starts", "2026-11-16");
    import(&app, 2, &[known(), vec![late]].concat()).await;
    let found = listed(&app).await;
    assert_eq!(
        days_of(&found),
        [
            // The register of last week had ended.
            ("00500", vec![date(2026, 11, 16), date(2026, 11, 18)]),
            // On that of this week they are from Wednesday.
            ("00500", vec![MONDAY]),
        ]
    );
    assert_eq!(found[0].person.as_str(), "900500");
    assert_eq!(found[0].found_on, plus_days(MONDAY, 2));
    assert!(found[0].proposed.is_none());
}

#[tokio::test]
async fn a_start_that_is_moved_back_and_an_end_that_is_moved_on_are_found_too() {
    let app = TestApp::default();
    let began = row("00500", "S1").with("starts", "2026-11-18");
    let ended = row("00501", "S1").with("ends", "2026-11-15");
    let both = vec![began.clone(), ended.clone()];
    import(&app, BEFORE, &[known(), both].concat()).await;
    for before in [week().previous().previous(), week().previous()] {
        open(&app, "S1", before, night(BEFORE)).await;
    }
    let both = vec![
        began.with("starts", "2026-11-09"),
        ended.with("ends", "2026-11-20"),
    ];
    import(&app, 0, &[known(), both].concat()).await;
    assert_eq!(
        days_of(&listed(&app).await),
        [
            ("00500", vec![date(2026, 11, 9), date(2026, 11, 11)]),
            ("00500", vec![date(2026, 11, 16)]),
            ("00501", vec![date(2026, 11, 16), date(2026, 11, 18)]),
        ]
    );
}

#[tokio::test]
async fn what_the_case_system_takes_back_leaves_the_list_and_what_it_changes_follows() {
    let app = with_registers().await;
    let late = |starts| row("00500", "S1").with("starts", starts);
    import(&app, 2, &[known(), vec![late("2026-11-16")]].concat()).await;
    assert_eq!(listed(&app).await.len(), 2);
    let later = late("2026-11-18");
    import(&app, 3, &[known(), vec![later.clone()]].concat()).await;
    let found = listed(&app).await;
    assert_eq!(days_of(&found)[0].1, [date(2026, 11, 18)]);
    assert_eq!(found.len(), 2);
    // A line that ended before this week.
    let ended = later.with("ends", "2026-11-20");
    import(&app, 4, &[known(), vec![ended]].concat()).await;
    assert_eq!(listed(&app).await.len(), 1);
    import(&app, 5, &known()).await;
    assert_eq!(listed(&app).await, []);
}

#[tokio::test]
async fn what_was_on_a_register_and_what_no_register_could_ask_for_is_not_on_the_list() {
    // Before the first import there was no register to be on.
    let app = TestApp::default();
    import(&app, BEFORE, &known()).await;
    assert_eq!(listed(&app).await, []);
    open(&app, "S1", week().previous(), night(-6)).await;
    // A new name, and a line that comes in time.
    let mut named = known();
    named[0] = named[0].clone().with("surname", "Other");
    named.push(row("00500", "S1").with("starts", "2026-11-24"));
    import(&app, 0, &named).await;
    // This week has no register yet, and will have everybody from Monday.
    named.push(row("00501", "S1").with("starts", "2026-11-23"));
    import(&app, 2, &named).await;
    assert_eq!(listed(&app).await, []);
    // Gone for a night and back, the weeks before were on registers.
    import(&app, 3, &named[1..]).await;
    import(&app, 4, &named).await;
    let found = listed(&app).await;
    let again = found.iter().flat_map(UnregisteredDays::days);
    assert!(again.into_iter().all(|day| day < date(2026, 11, 16)));
}

#[tokio::test]
async fn a_line_that_moves_to_another_supplier_was_on_the_registers_of_the_one_before() {
    let app = with_registers().await;
    let mut moved = known();
    moved[0] = row("00000", "S2");
    import(&app, 2, &moved).await;
    assert_eq!(listed(&app).await, []);
}

#[tokio::test]
async fn taken_in_twice_or_killed_at_any_call_each_week_of_a_line_is_listed_once() {
    let before = with_registers().await;
    let late = row("00500", "S1").with("starts", "2026-11-16");
    snapshot(&before, 2, &[known(), vec![late]].concat());
    let calm = before.copy();
    let process = Process::default();
    invoke_by(&process, &calm, night(2), &sweep()).await;
    let wanted = stored(&calm).await;
    let again = night(2) + SignedDuration::from_hours(1);
    invoke(&calm, again, &sweep()).await;
    assert_eq!(stored(&calm).await, wanted);
    for call in 1..=process.calls() {
        for point in CrashPoint::at(call) {
            let app = before.copy();
            let crashing = Process::crashing(point);
            invoke_by(&crashing, &app, night(2), &sweep()).await;
            invoke(&app, again, &sweep()).await;
            assert_eq!(listed(&app).await, listed(&calm).await, "call {call}");
        }
    }
}

#[tokio::test]
async fn an_import_that_finds_late_days_writes_each_once_and_reads_by_supplier() {
    let before = with_registers().await;
    let calls = async |late: u32| {
        let app = before.copy();
        let late = rows(500..500 + late, "S1").into_iter();
        let late = late.map(|row| row.with("starts", "2026-11-16"));
        snapshot(&app, 2, &[known(), late.collect()].concat());
        let process = Process::default();
        invoke_by(&process, &app, night(2), &sweep()).await;
        (process.calls(), listed(&app).await.len())
    };
    let (one, found) = calls(1).await;
    assert_eq!(found, 2);
    let (ten, found) = calls(10).await;
    assert_eq!(found, 20);
    // A row has its own write, its line on the register, and its two weeks.
    assert_eq!(ten - one, 9 * 4);
}

/// A county after two nights, with the registers of last week and this.
async fn with_registers() -> TestApp {
    let app = TestApp::default();
    import(&app, BEFORE, &known()).await;
    open(&app, "S1", week().previous(), night(-7)).await;
    open(&app, "S1", week(), night(0)).await;
    app
}

fn known() -> Vec<GivenRow> {
    rows(0..5, "S1")
}

async fn listed(app: &TestApp) -> Vec<UnregisteredDays> {
    let page = app.table().unregistered_page(None, 100).await.unwrap();
    assert_eq!(page.unreadable, 0);
    page.items
}

fn days_of(found: &[UnregisteredDays]) -> Vec<(&str, Vec<Date>)> {
    let each = found.iter();
    each.map(|one| (one.key.line.order.as_str(), one.days()))
        .collect()
}
