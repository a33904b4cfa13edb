//! Tests of the pages of a register, over the real table.

use std::collections::BTreeSet;

use app::register_lock::{self, SubmissionOutcome};
use app::registers;
use attendance::absence::AbsenceReason;
use attendance::cell::{Cell, Mark, RecordedBy, RecordedVia};
use attendance::command::{CellCommand, CommandId};
use attendance::kept_register::{CellKeeper as _, RegisterKeeper as _, RegisterReader as _};
use attendance::ledger::{Ledger, LedgerScope, LedgerSide};
use attendance::provider_access::{GrantKeeper as _, GrantReader as _, ProviderRole};
use attendance::provision::{AttendancePattern, PlannedWeek, ProvisionLine};
use attendance::provision_plan::{KeptProvision, PlanKeeper as _};
use attendance::quantity::Quantity;
use attendance::symbol::Symbol;
use attendance::terms::ContractBook;
use domain::access::staff_user::{Role, StaffUser};
use domain::values::money::{MINUS, in_words};
use jiff::Timestamp;
use rust_decimal::Decimal;
use testkit::day_services::{self, day, line_key, register_key, willow_grove};
use testkit::{RepeatableRandom, Reply, StaffUserBuilder, TestApp, Visitor, with_rights_of};
use web::register_form::{FieldOfCell, PostedRegister, cell_field, read_register_form};

const REGISTER: &str = "/day-services/S12/2026-03-29";
const WEEK: &str = "/day-services/S12/2026-03-29?view=week";
const ANA: &str = "/day-services/S12/2026-03-29/lines/0004512/1";

#[tokio::test]
async fn ds_19_one_order_of_surnames_is_on_every_page_and_in_the_file() {
    let (_app, mut pat) = with_people(6).await;
    let listed = [
        "Doe, Ana",
        "Łukasz, Zoë",
        "MacDonald, Mary",
        "O\u{2019}Brien, Seán",
        "Sukarno",
        "van der Berg, Bé",
    ];
    assert_eq!(
        pat.get(REGISTER).await.words_of(".register-person h2"),
        listed
    );
    let week = pat.get(WEEK).await;
    assert_eq!(week.words_of("tbody th a:first-child"), listed);
    let print = pat.get(&format!("{REGISTER}/print")).await;
    let print: Vec<_> = print.words_of(".register-paper tbody th");
    assert!(
        print
            .iter()
            .zip(listed)
            .all(|(row, name)| row.starts_with(name)),
        "{print:?}"
    );
    let file = pat.get(&format!("{REGISTER}/register.csv")).await;
    let places = [
        "Doe",
        "Łukasz",
        "MacDonald",
        "O\u{2019}Brien",
        "Sukarno",
        "van der Berg",
    ]
    .map(|name| file.body.find(name).unwrap());
    assert!(places.is_sorted());
}

#[tokio::test]
async fn who_looks_at_a_register_stays_signed_in() {
    let (app, mut pat) = with_people(3).await;
    // Half an hour without use ends a session; looking is use.
    for _ in 0..4 {
        app.pass_minutes(20);
        assert_eq!(pat.get(REGISTER).await.status, 200);
    }
    app.pass_minutes(31);
    assert_ne!(pat.get(REGISTER).await.status, 200);
}

#[tokio::test]
async fn a_page_that_is_posted_as_it_came_changes_nothing() {
    let (app, mut pat) = with_people(3).await;
    record(&app, 0, 0, Symbol::Morning, Mark::absent(None)).await;
    record(&app, 0, 0, Symbol::OneToOne, Mark::received(Quantity(4))).await;
    record(&app, 1, 1, Symbol::Morning, Mark::received(Quantity(1))).await;
    for page in [REGISTER, WEEK, ANA] {
        let read = read(&app, &fields_of(&pat.get(page).await)).await;
        assert_eq!(
            (read.commands, read.action, read.problems),
            (vec![], None, vec![]),
            "{page}"
        );
    }
}

#[tokio::test]
async fn a_box_that_is_unticked_on_any_page_is_one_command_with_the_version_that_was_seen() {
    let (app, mut pat) = with_people(3).await;
    record(&app, 0, 0, Symbol::Morning, Mark::absent(None)).await;
    let at = cell(0, 0, Symbol::Morning);
    let name = cell_field(FieldOfCell::Received, &at);
    for page in [REGISTER, WEEK, ANA] {
        let mut fields = fields_of(&pat.get(page).await);
        fields.insert(0, (name.clone(), "1".to_owned()));
        let read = read(&app, &fields).await;
        assert_eq!(read.commands.len(), 1, "{page}: {:?}", read.problems);
        assert_eq!(read.commands[0].cell, at);
        assert_eq!(
            (&read.commands[0].mark, read.commands[0].seen),
            (&Mark::AsPlanned, 1)
        );
        assert_eq!(read.back, page);
    }
}

#[tokio::test]
async fn ds_44_the_largest_register_opens_small_and_is_whole_within_40_kilobytes() {
    let app = TestApp::default();
    let pat = provider(&app).await;
    keep(&app, &[], "2026-03-23T02:00:00Z").await;
    day_services::keep_register(&app.table(), (0..60).map(day_services::everything)).await;
    let mut pat = browser(&app, &pat).await;
    let first = pat.get(REGISTER).await;
    let controls = controls(&first) + first.words_of("main a, main summary").len();
    assert!(controls < 500, "{controls} controls");
    let week = pat.get(WEEK).await;
    assert_eq!(
        week.attributes("table input:not([type=hidden])", "name")
            .len(),
        60 * 7 * 7
    );
    let compressed = miniz_oxide::deflate::compress_to_vec(week.body.as_bytes(), 6).len();
    assert!(
        compressed < 40 * 1024,
        "{compressed} bytes, of {}",
        week.body.len()
    );
    // The whole of it can be posted without JavaScript.
    let fields = fields_of(&week);
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let body = testkit::form_body(&fields).len();
    assert!(fields.len() < web::http::form::MOST_FIELDS && body < web::MOST_BYTES);
    // Somebody different everywhere opens as many as a phone can show.
    for number in 0..60 {
        record(&app, number, 0, Symbol::Morning, Mark::absent(None)).await;
    }
    let first = pat.get(REGISTER).await;
    let controls = self::controls(&first) + first.words_of("main a, main summary").len();
    assert!(controls < 500, "{controls} controls");
}

#[tokio::test]
async fn ds_42_the_register_is_a_native_table_whose_controls_each_have_a_name_of_their_own() {
    let (app, mut pat) = with_people(6).await;
    twice(&app).await;
    let week = pat.get(WEEK).await;
    assert_eq!(
        week.attributes("main [role=grid], main [aria-labelledby]", "id"),
        [""; 0]
    );
    assert_eq!(week.words_of("table caption").len(), 1);
    assert_eq!(week.words_of("thead th[scope=col]").len(), 5 + 2);
    assert_eq!(week.words_of("tbody th[scope=row]").len(), 7);
    let groups = week.words_of("table fieldset legend");
    assert_eq!(groups.len(), 7 * 5);
    assert_eq!(
        groups.iter().collect::<BTreeSet<_>>().len(),
        groups.len(),
        "{groups:?}"
    );
    assert_eq!(
        groups[0],
        "Ana Doe, purchase order 0004512/1, Monday 23 March"
    );
    let boxes = week.words_of("table fieldset:first-of-type label");
    assert_eq!(
        boxes[..3],
        [
            "AM morning, planned",
            "PM afternoon, planned",
            "1:1 1:1 support, 1.5 planned"
        ]
    );
    let ids = week.attributes("input[id]", "id");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    // A legend and a label for each, and a way past the register.
    assert_eq!(
        week.link("Go past the register").as_deref(),
        Some("#register-end")
    );
}

#[tokio::test]
async fn ds_17_a_breach_is_named_at_the_top_and_at_its_cells_and_does_not_stop_the_page() {
    let (app, mut pat) = with_people(3).await;
    record(&app, 0, 1, Symbol::Morning, Mark::received(Quantity(1))).await;
    record(&app, 0, 1, Symbol::Out, Mark::received(Quantity(1))).await;
    for page in [REGISTER, WEEK, ANA] {
        let reply = pat.get(page).await;
        let errors = reply.errors();
        assert_eq!(errors.len(), 2, "{page}: {errors:?}");
        assert!(
            errors[0].contains("Ana Doe, purchase order 0004512/1: 5 of 4 sessions"),
            "{errors:?}"
        );
        let ids: BTreeSet<_> = reply.attributes("[id]", "id").into_iter().collect();
        for link in reply.attributes(".govuk-error-summary a", "href") {
            assert!(ids.contains(link.trim_start_matches('#')), "{page}: {link}");
        }
        let described = reply.attributes("fieldset[aria-describedby]", "aria-describedby");
        assert!(!described.is_empty());
        assert!(described.iter().all(|id| ids.contains(id)), "{described:?}");
        assert!(
            reply.words().contains("5 of 4 sessions. 5 of 4 journeys"),
            "{page}"
        );
    }
}

#[tokio::test]
async fn ds_47_without_a_grant_no_page_of_a_register_is_found() {
    let (app, mut pat) = with_people(2).await;
    let pages = [
        REGISTER,
        WEEK,
        ANA,
        &format!("{ANA}/amounts"),
        &format!("{REGISTER}/history"),
        &format!("{REGISTER}/print"),
        &format!("{REGISTER}/register.csv"),
    ];
    for page in pages {
        assert_eq!(pat.get(page).await.status, 200, "{page}");
    }
    let supplier = willow_grove().supplier.id;
    let id = app.staff_user(PAT).await.id;
    app.table().take_grant(&id, &supplier).await.unwrap();
    for page in pages {
        let gone = pat.get(page).await;
        assert_eq!(gone.status, 404, "{page}");
        assert!(
            !gone.body.contains("Doe") && !gone.body.contains("Willow"),
            "{page}"
        );
    }
    assert_eq!(pat.post(REGISTER, &[("find", "doe")]).await.status, 404);
}

#[tokio::test]
async fn ds_48_a_restricted_person_is_on_no_page_and_it_is_said_that_somebody_is_not_shown() {
    let (app, mut pat) = with_people(3).await;
    restrict_ana(&app).await;
    for page in [
        REGISTER,
        WEEK,
        &format!("{REGISTER}/history"),
        &format!("{REGISTER}/print"),
        &format!("{REGISTER}/register.csv"),
    ] {
        let reply = pat.get(page).await;
        assert!(
            !reply.body.contains("Doe") && !reply.body.contains("0004512"),
            "{page}"
        );
    }
    assert!(
        pat.get(REGISTER)
            .await
            .words()
            .contains("One person on this register is not shown")
    );
    assert_eq!(pat.get(ANA).await.status, 404);
    assert_eq!(pat.get(&format!("{ANA}/amounts")).await.status, 404);
    assert!(
        pat.post(REGISTER, &[("find", "doe")])
            .await
            .words()
            .contains("0 people found")
    );
    let id = app.staff_user(PAT).await.id;
    let grant = app.table().grant(&id, &willow_grove().supplier.id).await;
    let mut grant = grant.unwrap().unwrap();
    grant.sees_restricted = true;
    app.table().give_grant(&grant).await.unwrap();
    assert!(pat.get(REGISTER).await.body.contains("Doe, Ana"));
}

#[tokio::test]
async fn ds_48_who_is_restricted_after_the_week_has_ended_is_on_no_page_of_it_late_or_submitted() {
    for submitted in [false, true] {
        let (app, mut pat) = with_people(3).await;
        let table = app.table();
        if submitted {
            let by = RecordedBy {
                user: app.staff_user(PAT).await.id.0,
                at: at("2026-03-30T09:00:00Z"),
                via: RecordedVia::Page,
            };
            let submitted = register_lock::submit(&table, &register_key(), &[], true, &by).await;
            assert!(matches!(submitted, Ok(SubmissionOutcome::Locked { .. })));
        }
        assert!(pat.get(REGISTER).await.body.contains("Doe"));
        let mut supplier = willow_grove();
        let ana = day_services::provision(0).person;
        supplier.restricted.restrict(&line_key(0), &ana.reference);
        supplier.restricted.end(&line_key(0));
        table.keep_supplier(&supplier).await.unwrap();
        for page in ["", "?view=week", "/history", "/print", "/register.csv"] {
            let reply = pat.get(&format!("{REGISTER}{page}")).await;
            assert_eq!(reply.status, 200, "{page}");
            assert!(
                !reply.body.contains("Doe") && !reply.body.contains("0004512"),
                "{page}, {submitted}"
            );
        }
        assert_eq!(pat.get(ANA).await.status, 404);
        let found = pat.post(REGISTER, &[("find", "doe")]).await;
        assert!(found.words().contains("0 people found"));
        let id = app.staff_user(PAT).await.id;
        let grant = table.grant(&id, &supplier.supplier.id).await;
        let mut grant = grant.unwrap().unwrap();
        grant.sees_restricted = true;
        table.give_grant(&grant).await.unwrap();
        assert!(pat.get(REGISTER).await.body.contains("Doe, Ana"));
    }
}

#[tokio::test]
async fn ds_49_the_supplier_is_in_the_title_and_the_heading_of_every_page() {
    let (_app, mut pat) = with_people(2).await;
    for page in [
        REGISTER,
        WEEK,
        &format!("{REGISTER}/history"),
        &format!("{REGISTER}/print"),
    ] {
        let reply = pat.get(page).await;
        assert!(reply.heading().contains("Willow Grove"), "{page}");
        assert!(
            reply.words_of("title")[0].contains("Willow Grove"),
            "{page}"
        );
    }
    for page in [ANA, &format!("{ANA}/amounts")] {
        let ana = pat.get(page).await;
        assert!(ana.words_of("title")[0].contains("Willow Grove"));
        assert!(ana.words_of(".govuk-caption-l")[0].contains("Willow Grove"));
    }
}

#[tokio::test]
async fn ds_53_paper_has_its_supplier_and_week_in_the_head_of_each_page_and_letters_for_states() {
    let (app, mut pat) = with_people(6).await;
    record(&app, 0, 0, Symbol::Morning, Mark::absent(None)).await;
    let days = pat.get(&format!("{REGISTER}/print")).await;
    assert!(
        days.words_of("thead .register-paper-head")[0]
            .contains("Willow Grove: week ending Sunday 29 March 2026")
    );
    assert!(days.words().contains("AM absent N"));
    let blank = pat.get(&format!("{REGISTER}/print?as=blank")).await;
    assert!(
        blank.words().contains("☐ AM planned")
            && blank.words().contains("___ 1:1 1.5 hours planned")
    );
    assert!(!blank.words_of("tbody td").join(" ").contains("absent"));
    let transport = pat.get(&format!("{REGISTER}/print?as=transport")).await;
    assert_eq!(
        transport.words_of("caption"),
        ["Monday 23 March", "Wednesday 25 March"]
    );
    assert_eq!(
        transport.table_row("Doe, Ana").unwrap()[..2],
        ["Out", "Back"]
    );
}

#[tokio::test]
async fn ds_57_section_5_1_somebody_is_found_however_their_name_is_typed_and_the_search_is_in_no_address()
 {
    let (_app, mut pat) = with_people(6).await;
    for (typed, found) in [
        ("zoe", "Łukasz, Zoë"),
        ("OBRIEN", "O\u{2019}Brien, Seán"),
        ("4512", "Doe, Ana"),
        ("98765", "Doe, Ana"),
        ("lukasz", "Łukasz, Zoë"),
    ] {
        let reply = pat
            .post(REGISTER, &[("find", typed), ("view", "differences")])
            .await;
        assert_eq!(reply.words_of(".register-person h2"), [found], "{typed}");
        assert_eq!(reply.words_of("#found"), ["1 person found"]);
        assert!(reply.words_of("title")[0].starts_with("1 person found"));
        // Their controls are there, and the focus goes to them.
        assert_eq!(
            reply.attributes("[autofocus]", "class"),
            ["register-person"]
        );
        assert!(controls(&reply) > 10);
    }
    let nobody = pat.post(REGISTER, &[("find", "<qq>")]).await;
    assert!(nobody.words().contains("0 people found") && !nobody.body.contains("<qq>"));
    let table = pat
        .post(REGISTER, &[("find", "doe"), ("view", "week")])
        .await;
    assert_eq!(table.words_of("tbody th a:first-child"), ["Doe, Ana"]);
}

#[tokio::test]
async fn section_5_2_each_reason_is_shown_with_what_it_pays_and_bills() {
    let (app, mut pat) = with_people(2).await;
    record(&app, 0, 0, Symbol::Morning, Mark::absent(None)).await;
    let ana = pat.get(ANA).await;
    let words = ana.words();
    assert!(words.contains("Now: Absent with notice (not confirmed)"));
    assert!(words.contains("Absent without notice You will be paid. The person will be charged."));
    assert!(words.contains("Notice in this contract is 7 clear days."));
    assert_eq!(
        ana.link("Next person: Zoë Łukasz").as_deref(),
        Some("/day-services/S12/2026-03-29/lines/0004513/1")
    );
    assert_eq!(ana.link("Previous person"), None);
}

#[tokio::test]
async fn section_5_1_column_1_has_the_name_the_numbers_and_the_amount_payable_a_week() {
    let (_app, mut pat) = with_people(1).await;
    let week = pat.get(WEEK).await;
    let first = &week.words_of("tbody th")[0];
    // Four sessions at £30 and an hour and a half at £16.50; two days of
    // transport at £7 stand apart.
    assert_eq!(
        first,
        "Doe, Ana 0098765 0004512/1 £144.75 a week for Ana Doe: how it is worked out and transport £14"
    );
    assert!(week.words_of("thead th").contains(&"Mon 23 Mar".to_owned()));
}

#[tokio::test]
async fn every_pound_of_random_weeks_is_explained_and_every_step_leads_to_its_cells_and_back() {
    let mut random = RepeatableRandom::new(11);
    let (mut differ, mut rounded) = (0, 0);
    for week in 0..8 {
        let (app, mut pat) = with_people(2).await;
        mark_at_random(&app, &mut random).await;
        let kept = app.table().register(&register_key()).await;
        let book = ContractBook::new([day_services::terms()]);
        let ledger = Ledger::of(&kept.unwrap().unwrap().register(), &book);
        for number in 0..2 {
            let (line, other) = (line_key(number), line_key(1 - number));
            let person = format!("{REGISTER}/lines/{line}");
            let reply = pat.get(&format!("{person}/amounts")).await;
            assert_eq!(reply.status, 200, "week {week}");
            assert!(!reply.body.contains(&other.to_string()));
            let total = |side| ledger.total(&LedgerScope::Line(line.clone()), side).amount;
            let [paid, billed] = [LedgerSide::Paid, LedgerSide::Billed].map(total);
            let said = format!(
                "This week pays you {}. The care is billed at {}",
                in_words(paid),
                in_words(billed)
            );
            assert!(reply.words().contains(&said), "week {week}: {said}");
            let kinds: Vec<_> = reply.words_of("main h3");
            let of = |side: &str| sum_after(&kinds, side);
            assert_eq!((of("Paid: "), of("Billed: ")), (paid, billed));
            // Cell by cell, with the rounding, it is the same amounts.
            let cells = ["td[data-label=Paid]", "td[data-label=Billed]"]
                .map(|column| sum_after(&reply.words_of(column), ""));
            let rounding = sum_after(&reply.words_of("h3 + ul > li"), "Rounding to the penny: ");
            assert_eq!(cells[0] + cells[1] + rounding, paid + billed);
            rounded += usize::from(!rounding.is_zero());
            let named: Vec<_> = reply.words_of("#differences > li");
            let differences = named.iter().map(|named| pounds_in(named)).sum::<Decimal>();
            assert_eq!(differences, billed - paid, "{named:?}");
            differ += usize::from(!named.is_empty());
            // Every step and every term leads to cells that are there.
            let ids = |reply: &Reply| -> BTreeSet<_> {
                reply.attributes("[id]", "id").into_iter().collect()
            };
            let (here, there) = (ids(&reply), ids(&pat.get(&person).await));
            for step in ["h3 + ul > li", "#terms > li"] {
                assert!(!reply.words_of(&format!("{step} a")).is_empty());
            }
            for href in reply.attributes("main li a, main td a, main th a", "href") {
                match href.split_once('#') {
                    Some(("", id)) => assert!(here.contains(id), "{href}"),
                    Some((page, id)) => assert!(page == person && there.contains(id), "{href}"),
                    None => assert_eq!(href, person),
                }
            }
        }
    }
    assert!(differ > 4 && rounded > 0, "{differ} {rounded}");
}

#[tokio::test]
async fn the_amounts_of_a_line_are_reached_from_its_row_and_its_page_and_name_transport_apart() {
    let (app, mut pat) = with_people(1).await;
    record(&app, 0, 0, Symbol::Morning, Mark::absent(None)).await;
    let address = format!("{ANA}/amounts");
    for page in [WEEK, ANA] {
        assert!(pat.get(page).await.has_link_to(&address), "{page}");
    }
    let amounts = pat.get(&address).await;
    assert!(amounts.has_link_to(ANA));
    let words = amounts.words();
    for said in [
        "Transport is £14 of what is paid and £14 of what is billed",
        "Session rate (matrix rate), from 1 April 2024",
        "Absent with notice: −\u{2060}£30 Monday 23 March, morning",
        "recorded by somebody else on 24 March 2026 at 10am",
        "as the council planned it, version 1 of its data",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    let missing = format!("{REGISTER}/lines/0009999/1/amounts");
    assert_eq!(pat.get(&missing).await.status, 404);
}

/// Marks cells of two people at random, each at most once.
async fn mark_at_random(app: &TestApp, random: &mut RepeatableRandom) {
    let symbols = [
        Symbol::Morning,
        Symbol::Afternoon,
        Symbol::OneToOne,
        Symbol::Out,
        Symbol::Back,
    ];
    for place in 0..2 * 5 * symbols.len() {
        let (person, on) = (place % 2, place / 2 % 5);
        let symbol = symbols[place / 10];
        let of = if symbol.is_support() { 3 } else { 9 };
        let mark = match random.below(of) {
            0 => Mark::absent(None),
            1 => Mark::absent(Some(AbsenceReason::ALL[random.below(4)])),
            2 => Mark::received(Quantity(1)),
            _ => continue,
        };
        record(app, person, on, symbol, mark).await;
    }
}

/// Adds up the pounds of those sentences that begin with some words.
fn sum_after(sentences: &[String], words: &str) -> Decimal {
    let pounds = sentences.iter().filter_map(|said| said.strip_prefix(words));
    pounds.map(pounds_in).sum()
}

/// Reads the first pounds in a sentence.
fn pounds_in(sentence: &str) -> Decimal {
    let (before, after) = sentence.split_once('£').unwrap();
    let digits: String = after
        .chars()
        .filter(|letter| *letter != ',')
        .take_while(|letter| letter.is_ascii_digit() || *letter == '.')
        .collect();
    let pounds: Decimal = digits.parse().unwrap();
    match before.ends_with(MINUS) {
        true => -pounds,
        false => pounds,
    }
}

#[tokio::test]
async fn ds_31_ds_36_a_bank_holiday_is_named_and_the_weekend_has_both_columns_or_none() {
    let app = TestApp::default();
    let pat = provider(&app).await;
    // Good Friday and Easter Monday of 2026 are 3 and 6 April.
    let mut line = day_services::provision(0);
    let mut plan = PlannedWeek::default();
    plan.0[5].afternoon = true;
    line.pattern = AttendancePattern::weekly(plan);
    keep(&app, &[line], "2026-03-31T08:00:00Z").await;
    let week = register_key().week.next();
    let (table, supplier) = (app.table(), willow_grove().supplier);
    let made = registers::make(&table, &supplier, week, at("2026-03-31T09:00:00Z"));
    made.await.unwrap();
    let mut pat = browser(&app, &pat).await;
    let reply = pat.get("/day-services/S12/2026-04-05?view=week").await;
    let heads = reply.words_of("thead th");
    assert_eq!(
        heads[5..8],
        ["Fri 3 Apr Bank holiday", "Sat 4 Apr", "Sun 5 Apr"]
    );
    let closed = reply.words();
    assert!(closed.contains("You will not be paid. The person will not be charged."));
}

#[tokio::test]
async fn ds_52_the_history_says_each_value_who_recorded_it_when_and_how() {
    let (app, mut pat) = with_people(2).await;
    record(&app, 0, 0, Symbol::Morning, Mark::absent(None)).await;
    let history = pat.get(&format!("{REGISTER}/history?line=0004512/1")).await;
    let row = history.table_row("24 March 2026 at 10am").unwrap();
    assert_eq!(
        row[..5],
        [
            "Ana Doe",
            "Monday 23 March",
            "morning",
            "as planned",
            "not attended"
        ]
    );
    assert_eq!(row[5], "somebody else, on the page");
    assert_eq!(
        pat.get(&format!("{REGISTER}/history?line=0004513/1"))
            .await
            .words()
            .matches("Nothing has been recorded")
            .count(),
        1
    );
    assert_eq!(
        pat.get(&format!("{REGISTER}/history?line=0009999/1"))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn section_4_2_the_file_of_a_register_that_is_not_submitted_says_that_it_is_a_working_copy() {
    let (_app, mut pat) = with_people(2).await;
    let file = pat.get(&format!("{REGISTER}/register.csv")).await;
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"register-S12-2026-03-29-working-copy.csv\""
    );
    assert!(file.header("content-type").starts_with("text/csv"));
    assert!(file.body.contains("0004512,1,0098765"));
    let upload = pat.get(REGISTER).await.link("Upload a CSV");
    assert_eq!(upload, Some(format!("{REGISTER}/upload")));
}

#[tokio::test]
async fn section_8_1_section_4_2_a_submitted_register_says_by_whom_has_no_control_and_is_downloaded()
 {
    let (app, mut pat) = with_people(2).await;
    let by = RecordedBy {
        user: app.staff_user(PAT).await.id.0,
        at: at("2026-03-30T09:00:00Z"),
        via: RecordedVia::Page,
    };
    let table = app.table();
    let submitted = register_lock::submit(&table, &register_key(), &[], true, &by).await;
    assert!(matches!(submitted, Ok(SubmissionOutcome::Locked { .. })));
    // DS-18: the supplier is renamed afterwards.
    let mut renamed = willow_grove();
    renamed.supplier.name = "Willow House".to_owned();
    table.keep_supplier(&renamed).await.unwrap();
    for page in [REGISTER, WEEK, ANA] {
        let reply = pat.get(page).await;
        assert!(
            reply
                .words()
                .contains("Submitted by you on 30 March 2026 at 10am."),
            "{page}"
        );
        assert!(!reply.body.contains("data-register"), "{page}");
        assert_eq!(
            reply.attributes("main [name^='cell.'], main [name=action]", "name"),
            [""; 0]
        );
        let title = &reply.words_of("title")[0];
        assert!(
            title.contains("Willow Grove (now called Willow House)"),
            "{title}"
        );
    }
    // What is explained still leads to its cells, which have no control now.
    let ids = pat.get(ANA).await.attributes("main li[id]", "id");
    let amounts = pat.get(&format!("{ANA}/amounts")).await;
    for href in amounts.attributes("td a[href*='lines'], th a[href*='lines']", "href") {
        let (_, id) = href.split_once('#').unwrap();
        assert!(ids.contains(&id.to_owned()), "{href}: {ids:?}");
    }
    assert_eq!(amounts.words_of("tbody th a").len(), 4 + 4 + 1);
    let week = pat.get(WEEK).await;
    let words = week.words();
    assert!(words.contains("AM morning, planned, attended."), "{words}");
    assert_eq!(week.link("Upload a CSV"), None);
    // What came too late is shown there, and can be sent to finance.
    let cells = format!("{REGISTER}/cells");
    let late = week.attributes("[data-locked-register]", "data-locked-register");
    assert_eq!(late, [cells]);
    let scripts = week.attributes("script[src*=register]", "src");
    assert_eq!(scripts.len(), 1, "with its script");
    let file = pat.get(&format!("{REGISTER}/register.csv")).await;
    let name = "attachment; filename=\"register-S12-2026-03-29-version-1.csv\"";
    assert_eq!(file.header("content-disposition"), name);
}

#[tokio::test]
async fn section_4_4_a_week_without_a_register_says_why() {
    let (_app, mut pat) = with_people(2).await;
    for (week, said) in [
        // The weeks of 25 December and 1 January, where none are nominated.
        ("2026-12-27", "This is one of your non-payment weeks"),
        ("2027-06-06", "opens 8 weeks before"),
        ("2025-03-30", "this financial year and of last year"),
        ("2026-03-22", "There was no register for this week"),
    ] {
        let reply = pat.get(&format!("/day-services/S12/{week}")).await;
        assert_eq!(reply.status, 200, "{week}");
        assert!(reply.words().contains(said), "{week}: {}", reply.words());
    }
    for address in [
        "/day-services/S12/2026-03-28",
        "/day-services/S12/soon",
        "/day-services/S12/2026-03-29/lines/1/1",
        "/day-services/S13/2026-03-29",
    ] {
        assert_eq!(pat.get(address).await.status, 404, "{address}");
    }
}

#[tokio::test]
async fn ds_13_section_4_2_from_week_to_week_none_is_skipped_over_a_year_of_53_weeks() {
    let (_app, mut pat) = with_people(1).await;
    let reply = pat.get(REGISTER).await;
    assert_eq!(
        reply.link("Previous week").as_deref(),
        Some("/day-services/S12/2026-03-22")
    );
    assert_eq!(
        reply.link("Next week").as_deref(),
        Some("/day-services/S12/2026-04-05")
    );
}

const PAT: &str = "pat@willow.example";

async fn provider(app: &TestApp) -> StaffUser {
    let staff = StaffUserBuilder::new("Pat", Role::Provider).with_email(PAT);
    let staff = app.invite(staff).await;
    day_services::grant(
        &app.table(),
        &staff.id,
        ProviderRole::Staff,
        app.site().now(),
    )
    .await;
    staff
}

async fn browser(app: &TestApp, staff: &StaffUser) -> Visitor {
    let table = with_rights_of("view-register", &app.table());
    app.at_work(staff, app.browser(crate::router(app.site(), table)))
        .await
}

/// A provider, and the register of so many people, made on its Tuesday.
async fn with_people(people: usize) -> (TestApp, Visitor) {
    let app = TestApp::default();
    let staff = provider(&app).await;
    let lines: Vec<_> = (0..people).map(day_services::provision).collect();
    keep(&app, &lines, "2026-03-23T02:00:00Z").await;
    day_services::keep_register(&app.table(), lines).await;
    let browser = browser(&app, &staff).await;
    (app, browser)
}

async fn keep(app: &TestApp, lines: &[ProvisionLine], taken_at: &str) {
    let table = app.table();
    day_services::keep_supplier(&table, 0, at(taken_at)).await;
    for line in lines {
        let kept = KeptProvision {
            line: line.clone(),
            first_seen: jiff::civil::date(2025, 4, 27),
            taken_at: at(taken_at),
        };
        table.keep_provision(&kept).await.unwrap();
    }
}

/// A second purchase order for Ana.
async fn twice(app: &TestApp) {
    let mut again = day_services::provision(6);
    again.person = day_services::provision(0).person;
    day_services::keep_register(&app.table(), [again]).await;
}

async fn restrict_ana(app: &TestApp) {
    let kept = app
        .table()
        .register(&register_key())
        .await
        .unwrap()
        .unwrap();
    let before = kept.lines[&line_key(0)].clone();
    let mut after = before.clone();
    after.line.provision.person.restricted = true;
    let now = at("2026-03-24T10:00:00Z");
    app.table()
        .keep_line(&register_key(), &before, &after, now)
        .await
        .unwrap();
}

async fn record(app: &TestApp, person: usize, on: usize, symbol: Symbol, mark: Mark) {
    let by = RecordedBy {
        user: "bea".to_owned(),
        at: at("2026-03-24T10:00:00Z"),
        via: RecordedVia::Page,
    };
    let command = CellCommand {
        id: CommandId::parse(&app.site().new_id()).unwrap(),
        cell: cell(person, on, symbol),
        mark,
        seen: 0,
    };
    app.table()
        .keep_cell(&register_key(), &command, &by)
        .await
        .unwrap();
}

fn cell(person: usize, on: usize, symbol: Symbol) -> Cell {
    Cell {
        line: line_key(person),
        day: day(on),
        symbol,
    }
}

fn at(instant: &str) -> Timestamp {
    instant.parse().unwrap()
}

fn controls(reply: &Reply) -> usize {
    let shown = "main input:not([type=hidden]), main button, main select";
    reply.attributes(shown, "name").len()
}

/// The fields that a browser would post of the form of the register.
fn fields_of(reply: &Reply) -> Vec<(String, String)> {
    let of = |selector: &str| {
        let selector = format!("form[data-register] {selector}");
        let names = reply.attributes(&selector, "name");
        names
            .into_iter()
            .zip(reply.attributes(&selector, "value"))
            .collect::<Vec<_>>()
    };
    let mut fields = of("input[type=checkbox][checked]");
    fields.extend(of("input[type=radio][checked]"));
    fields.extend(of("input:not([type=checkbox]):not([type=radio])"));
    fields
}

async fn read(app: &TestApp, fields: &[(String, String)]) -> PostedRegister {
    let kept = app
        .table()
        .register(&register_key())
        .await
        .unwrap()
        .unwrap();
    read_register_form(&kept, &ContractBook::new([day_services::terms()]), fields)
}
