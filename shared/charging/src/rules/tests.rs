//! Tests of the rules one by one. Every expected figure is worked out by hand
//! in the comment beside it, from the regulations and the amounts of the year.

use serde_json::{Value, json};

use crate::given::{assessed, tried};
use crate::{Basis, ChargeReason};
use domain::values::money::two_places;

#[test]
fn an_amount_becomes_weekly_in_the_persons_favour() {
    // 100 x 12 / 52 = 23.0769; x 4 / 52 = 7.6923; / 52 = 1.9231.
    for (every, weekly) in [
        ("week", "100.00"),
        ("fortnight", "50.00"),
        ("four_weeks", "25.00"),
        ("month", "23.07"),
        ("quarter", "7.69"),
        ("year", "1.92"),
    ] {
        let income = json!([{ "kind": "state_pension", "amount": "100", "every": every }]);
        assert_eq!(counted(at_home(income), json!({})), weekly, "{every}");
    }
    // As rent, these amounts are rounded up.
    for (every, weekly) in [("month", "23.08"), ("quarter", "7.70"), ("year", "1.93")] {
        let circumstances = json!({
            "person": { "age": 30 }, "care": { "setting": "at_home" },
            "housing": { "costs": [{ "kind": "rent", "amount": "100", "every": every }] }
        });
        assert_eq!(
            totals("2024-06-03", circumstances, json!({}))["housing"],
            weekly,
            "{every}"
        );
    }
}

#[test]
fn a_council_may_round_to_the_nearest_penny_and_count_365_days() {
    let income = || json!([{ "kind": "state_pension", "amount": "100", "every": "month" }]);
    // 100 x 12 / 52 = 23.0769.
    assert_eq!(
        counted(
            at_home(income()),
            json!({ "fractions_of_a_penny": "nearest" })
        ),
        "23.08"
    );
    // 100 x 12 x 7 / 365 = 23.0137.
    let year = json!({ "year": "three_hundred_and_sixty_five_days" });
    assert_eq!(counted(at_home(income()), year), "23.01");
}

#[test]
fn an_amount_of_any_scale_and_the_largest_amount_are_read_exactly() {
    for (amount, weekly) in [
        ("16", "16.00"),
        ("16.5", "16.50"),
        ("99999999.99", "99999999.99"),
    ] {
        let income = json!([{ "kind": "state_pension", "amount": amount }]);
        assert_eq!(counted(at_home(income), json!({})), weekly);
    }
}

#[test]
fn each_kind_of_income_is_treated_as_the_regulations_say() {
    // The part of 50.00 a week that counts at home and in a care home, by the
    // law alone.
    let fully = [
        "state_pension",
        "private_pension",
        "occupational_pension",
        "annuity",
        "pension_credit_guarantee",
        "attendance_allowance_lower",
        "attendance_allowance_higher",
        "dla_care_low",
        "dla_care_middle",
        "dla_care_high",
        "pip_daily_living_standard",
        "pip_daily_living_enhanced",
        "constant_attendance_allowance",
        "employment_and_support_allowance",
        "income_support",
        "jobseekers_allowance",
        "universal_credit_standard",
        "universal_credit_health",
        "universal_credit_carer",
        "carers_allowance",
        "incapacity_benefit",
        "severe_disablement_allowance",
        "industrial_injuries_disablement_benefit",
        "maternity_allowance",
        "adult_disability_daily_living_standard",
        "adult_disability_daily_living_enhanced",
        "pension_age_disability_lower",
        "pension_age_disability_higher",
        "carer_support_payment",
        "bereavement_benefit",
        "trust_income",
        "rent_received",
        "spouse_maintenance_received",
        "other_benefit_counted",
        "other_counted",
    ];
    let not_at_all = [
        "dla_mobility",
        "pip_mobility",
        "universal_credit_housing",
        "universal_credit_child",
        "child_benefit",
        "child_tax_credit",
        "guardians_allowance",
        "child_maintenance_received",
        "housing_benefit",
        "council_tax_reduction",
        "winter_fuel_payment",
        "cold_weather_payment",
        "christmas_bonus",
        "social_fund",
        "earnings",
        "self_employment",
        "statutory_sick_pay",
        "statutory_maternity_pay",
        "statutory_paternity_pay",
        "statutory_adoption_pay",
        "statutory_shared_parental_pay",
        "statutory_parental_bereavement_pay",
        "statutory_neonatal_care_pay",
        "adult_disability_mobility",
        "fostering_allowance",
        "adoption_allowance",
        "special_guardianship_allowance",
        "shared_lives_payment",
        "war_widows_special_payment",
        "gallantry_award",
        "education_grant_or_loan",
        "training_allowance",
        "discretionary_trust",
        "personal_injury_income",
        "compensation_scheme_payment",
        "interest_or_dividends",
        "war_disablement_pension",
        "war_pensioners_mobility_supplement",
        "armed_forces_independence_payment",
        "guaranteed_income_payment",
        "charitable_regular",
        "direct_payment",
        "other_ignored",
    ];
    // Kind, counted at home, counted in a care home.
    let otherwise = [
        ("pension_credit_savings", "0.00", "43.05"), // 50.00 - 6.95
        ("working_tax_credit", "0.00", "50.00"),
        ("working_tax_credit_disability_element", "0.00", "50.00"),
        ("war_widows_pension", "40.00", "40.00"), // 50.00 - 10.00
        ("survivors_guaranteed_income_payment", "40.00", "40.00"),
        ("sub_tenant_payment", "30.00", "30.00"), // 50.00 - 20.00
        ("lodger_payment", "15.00", "15.00"),     // 50.00 - 20.00 - 15.00
    ];
    let all = fully
        .map(|kind| (kind, "50.00", "50.00"))
        .into_iter()
        .chain(not_at_all.map(|kind| (kind, "0.00", "0.00")))
        .chain(otherwise);
    let mut kinds = 0;
    for (kind, home, care_home) in all {
        let income = || json!([{ "kind": kind, "amount": "50.00" }]);
        assert_eq!(
            counted(at_home(income()), json!({})),
            home,
            "{kind} at home"
        );
        assert_eq!(
            counted(in_care_home(income()), json!({})),
            care_home,
            "{kind} in a care home"
        );
        kinds += 1;
    }
    assert_eq!(kinds, 85, "every kind of income is in this table");
}

#[test]
fn a_war_disablement_pension_is_ignored_from_10_april_2017() {
    let income = || in_care_home(json!([{ "kind": "war_disablement_pension", "amount": "50" }]));
    assert_eq!(
        totals("2017-04-09", income(), json!({}))["income_counted"],
        "40.00"
    );
    assert_eq!(
        totals("2017-04-10", income(), json!({}))["income_counted"],
        "0.00"
    );
}

#[test]
fn what_is_ignored_once_a_person_is_not_ignored_for_every_payment() {
    let twice = |kind: &str| {
        in_care_home(json!([{ "kind": kind, "amount": "6" }, { "kind": kind, "amount": "30" }]))
    };
    // 6.00 + 30.00 - 10.00.
    assert_eq!(counted(twice("war_widows_pension"), json!({})), "26.00");
    // 6.00 + 30.00 - 6.95.
    assert_eq!(counted(twice("pension_credit_savings"), json!({})), "29.05");
}

#[test]
fn savings_credit_at_home_is_a_local_setting_and_its_cap_depends_on_the_household() {
    let cap = json!({ "savings_credit_at_home": "ignored_up_to_cap" });
    let income = json!([{ "kind": "pension_credit_savings", "amount": "15" }]);
    assert_eq!(counted(at_home(income.clone()), cap.clone()), "8.05"); // 15.00 - 6.95
    let mut couple = at_home(income);
    couple["household"] = json!({ "partner": {} });
    assert_eq!(counted(couple, cap), "4.60"); // 15.00 - 10.40
}

#[test]
fn half_of_a_private_pension_passed_to_a_partner_is_ignored_in_a_care_home_only() {
    let pension = json!([{
        "kind": "private_pension", "amount": "100.01", "half_passed_to_partner": true
    }]);
    let mut case = in_care_home(pension.clone());
    case["household"] = json!({ "partner": {} });
    // The half ignored is rounded up: 50.01; 50.00 counts.
    assert_eq!(counted(case, json!({})), "50.00");
    let mut home = at_home(pension);
    home["household"] = json!({ "partner": {} });
    assert_eq!(counted(home, json!({})), "100.01");
}

#[test]
fn joint_income_is_halved_and_a_partners_is_left_out() {
    let income = json!([
        { "kind": "rent_received", "amount": "100.01", "whose": "joint" },
        { "kind": "state_pension", "amount": "200", "whose": "partner" },
        { "kind": "state_pension", "amount": "30", "ignored_weekly": "12.50" },
        { "kind": "annuity", "amount": "5", "ignored_weekly": "12.50" }
    ]);
    // 50.00 + 0 + 17.50 + 0.
    let mut couple = at_home(income);
    couple["household"] = json!({ "partner": {} });
    assert_eq!(counted(couple, json!({})), "67.50");
}

#[test]
fn notional_income_counts_but_is_not_money_the_person_is_left_with() {
    let income = json!([
        { "kind": "state_pension", "amount": "300" },
        { "kind": "occupational_pension", "amount": "40", "notional": true }
    ]);
    let totals = totals("2024-06-03", in_care_home(income), json!({}));
    // 340.00 - 30.15 = 309.85 is charged, out of 300.00.
    assert_eq!(totals["weekly_charge"], "309.85");
    assert_eq!(totals["left_with"], "-9.85");
}

#[test]
fn the_night_part_is_ignored_only_by_policy_at_home_and_without_night_care() {
    let cases = [
        (
            "attendance_allowance_higher",
            "ignore_night_part_of_attendance_allowance_and_dla",
        ),
        (
            "dla_care_high",
            "ignore_night_part_of_attendance_allowance_and_dla",
        ),
        ("pip_daily_living_enhanced", "ignore_night_part_of_pip"),
    ];
    for (kind, setting) in cases {
        let income = || json!([{ "kind": kind, "amount": "108.55" }]);
        let policy = json!({ setting: true });
        assert_eq!(counted(at_home(income()), json!({})), "108.55", "{kind}");
        assert_eq!(
            counted(at_home(income()), policy.clone()),
            "72.65",
            "{kind}"
        );
        assert_eq!(
            counted(in_care_home(income()), policy.clone()),
            "108.55",
            "{kind}"
        );
        let mut night = at_home(income());
        night["care"]["night_care"] = json!(true);
        assert_eq!(counted(night, policy.clone()), "108.55", "{kind}");
        // No more than the counted amount is ignored.
        let little = at_home(json!([{ "kind": kind, "amount": "20" }]));
        assert_eq!(counted(little, policy.clone()), "0.00", "{kind}");
        // No benefit rates are on file before April 2022, so nothing is
        // ignored.
        let before = totals("2021-06-07", at_home(income()), policy);
        assert_eq!(before["income_counted"], "108.55", "{kind}");
    }
    let lower = at_home(json!([{ "kind": "attendance_allowance_lower", "amount": "72.65" }]));
    let policy = json!({ "ignore_night_part_of_attendance_allowance_and_dla": true });
    assert_eq!(counted(lower, policy), "72.65");
}

#[test]
fn a_council_may_ignore_further_kinds_of_income() {
    let income =
        json!([{ "kind": "annuity", "amount": "50" }, { "kind": "trust_income", "amount": "20" }]);
    assert_eq!(
        counted(
            at_home(income),
            json!({ "further_ignored_income": ["annuity"] })
        ),
        "20.00"
    );
}

#[test]
fn each_kind_of_capital_is_treated_as_the_regulations_say() {
    let counts = [
        "bank_or_building_society",
        "cash",
        "national_savings",
        "premium_bonds",
        "money_held_by_others",
        "other_counted",
    ];
    let costs_money_to_sell = [
        "shares_or_unit_trusts",
        "other_investment",
        "possessions_bought_to_avoid_charge",
        "other_property",
        "land",
    ];
    let ignored = [
        "main_home",
        "business_assets",
        "personal_possessions",
        "life_policy_surrender_value",
        "investment_bond_with_life_insurance",
        "personal_injury_trust",
        "compensation_scheme",
        "prepaid_funeral_plan",
        "other_ignored",
    ];
    for kind in counts {
        assert_eq!(
            capital(json!({ "kind": kind, "value": "1000" }), "at_home"),
            "1000.00",
            "{kind}"
        );
    }
    for kind in costs_money_to_sell {
        // 1,000 less 10% for the costs of selling.
        assert_eq!(
            capital(json!({ "kind": kind, "value": "1000" }), "at_home"),
            "900.00",
            "{kind}"
        );
    }
    for kind in ignored {
        assert_eq!(
            capital(json!({ "kind": kind, "value": "1000" }), "at_home"),
            "0.00",
            "{kind}"
        );
    }
    for kind in ["personal_injury_payment", "benefit_arrears"] {
        let after = |weeks: u32| json!({ "kind": kind, "value": "1000", "weeks_held": weeks });
        assert_eq!(capital(after(51), "at_home"), "0.00", "{kind}");
        assert_eq!(capital(after(52), "at_home"), "1000.00", "{kind}");
    }
    assert_eq!(
        counts.len() + costs_money_to_sell.len() + ignored.len() + 2,
        22,
        "every kind is in this test"
    );
    let decided = json!({ "kind": "cash", "value": "1000", "ignored_by_council": true });
    assert_eq!(capital(decided, "at_home"), "0.00");
}

#[test]
fn the_home_counts_only_for_a_permanent_place_after_12_weeks_if_nobody_lives_there() {
    let home = |more: Value| {
        let mut home = json!({ "kind": "main_home", "value": "200000", "secured_debt": "20000" });
        home.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        home
    };
    // 200,000 - 10% - 20,000 = 160,000.
    let permanent = "care_home_permanent";
    assert_eq!(capital(home(json!({})), permanent), "160000.00");
    assert_eq!(
        capital(home(json!({ "weeks_in_care_home": 11 })), permanent),
        "0.00"
    );
    assert_eq!(
        capital(home(json!({ "weeks_in_care_home": 12 })), permanent),
        "160000.00"
    );
    for who in [
        "partner",
        "relative_aged_60_or_over",
        "incapacitated_relative",
        "child_under_18",
    ] {
        assert_eq!(
            capital(home(json!({ "occupied_by": who })), permanent),
            "0.00",
            "{who}"
        );
    }
    assert_eq!(capital(home(json!({})), "care_home_temporary"), "0.00");
    assert_eq!(capital(home(json!({})), "at_home"), "0.00");
    assert_eq!(
        capital(home(json!({ "whose": "joint" })), permanent),
        "80000.00"
    );
    assert_eq!(
        capital(
            home(json!({ "whose": "joint", "share_percent": "25" })),
            permanent
        ),
        "40000.00"
    );
    assert_eq!(
        capital(home(json!({ "whose": "partner" })), permanent),
        "0.00"
    );
}

#[test]
fn a_debt_larger_than_the_value_counts_as_nothing() {
    let holding = json!({ "kind": "other_property", "value": "1000", "secured_debt": "901" });
    assert_eq!(capital(holding, "at_home"), "0.00");
}

#[test]
fn a_part_of_250_counts_as_a_whole_one_and_the_upper_limit_itself_is_not_above_it() {
    // Capital, tariff income, full cost.
    for (value, tariff, full_cost) in [
        ("0", "0.00", false),
        ("14250", "0.00", false),
        ("14250.01", "1.00", false),
        ("14500", "1.00", false),
        ("14500.01", "2.00", false),
        ("16999", "11.00", false),
        ("23250", "36.00", false),
        ("23250.01", "0.00", true),
    ] {
        let case = json!({
            "person": { "age": 80 }, "care": { "setting": "at_home", "weekly_cost": "500" },
            "capital": [{ "kind": "cash", "value": value }]
        });
        let assessment = assessed("2024-06-03", case, json!({}));
        assert_eq!(
            two_places(assessment.outcome.totals.tariff_income),
            tariff,
            "{value}"
        );
        assert_eq!(
            assessment.outcome.charge.basis == Basis::FullCost,
            full_cost,
            "{value}"
        );
    }
}

#[test]
fn more_generous_limits_are_used_at_home_and_never_less_generous_ones() {
    let case = |setting: &str, value: &str| {
        json!({
            "person": { "age": 80 }, "care": { "setting": setting },
            "capital": [{ "kind": "cash", "value": value }]
        })
    };
    let generous = json!({ "capital_at_home": {
        "lower_limit": "20000", "upper_limit": "50000", "tariff_step": "500" } });
    // (40,000 - 20,000) / 500 = 40.
    assert_eq!(
        totals("2024-06-03", case("at_home", "40000"), generous.clone())["tariff_income"],
        "40.00"
    );
    let home = assessed("2024-06-03", case("care_home_permanent", "40000"), generous);
    assert_eq!(
        home.outcome.charge.reason,
        Some(ChargeReason::CapitalAboveLimit)
    );
    let mean = json!({ "capital_at_home": {
        "lower_limit": "1000", "upper_limit": "2000", "tariff_step": "1" } });
    assert_eq!(
        totals("2024-06-03", case("at_home", "14500"), mean)["tariff_income"],
        "1.00"
    );
}

#[test]
fn the_guarantee_follows_age_household_and_premiums() {
    let case = |person: Value, household: Value, income: Value| {
        json!({ "person": person, "household": household,
                "care": { "setting": "at_home" }, "income": income })
    };
    let pip = || json!([{ "kind": "pip_daily_living_enhanced", "amount": "108.55" }]);
    // The figures are those of 2024 to 2025.
    for (expected, person, household, income) in [
        ("87.65", json!({ "age": 24 }), json!({}), json!([])),
        ("110.60", json!({ "age": 25 }), json!({}), json!([])),
        (
            "110.60",
            json!({ "reached_pension_age": false }),
            json!({}),
            json!([]),
        ),
        ("228.70", json!({ "age": 66 }), json!({}), json!([])),
        (
            "228.70",
            json!({ "reached_pension_age": true }),
            json!({}),
            json!([]),
        ),
        // 110.60 + 2 x 101.25.
        (
            "313.10",
            json!({ "age": 20 }),
            json!({ "children": 2 }),
            json!([]),
        ),
        // 228.70 + 101.25: no lone parent's amount at pension age.
        (
            "329.95",
            json!({ "age": 70 }),
            json!({ "children": 1 }),
            json!([]),
        ),
        (
            "86.85",
            json!({ "age": 20 }),
            json!({ "partner": { "age": 30 } }),
            json!([]),
        ),
        (
            "174.60",
            json!({ "age": 60 }),
            json!({ "partner": { "age": 66 } }),
            json!([]),
        ),
        (
            "174.60",
            json!({ "age": 66 }),
            json!({ "partner": {} }),
            json!([]),
        ),
        // 110.60 + 48.80 + 23.85.
        ("183.25", json!({ "age": 30 }), json!({}), pip()),
        // 86.85 + 34.80 + 17.15.
        (
            "138.80",
            json!({ "age": 30 }),
            json!({ "partner": {} }),
            pip(),
        ),
        // A couple's pension-age rate, and the person's own premiums: 174.60 + 34.80 + 17.15.
        (
            "226.55",
            json!({ "age": 60 }),
            json!({ "partner": { "age": 70 } }),
            pip(),
        ),
        // No disability premium at pension age.
        ("228.70", json!({ "age": 70 }), json!({}), pip()),
        // The carer premium at any age: 228.70 + 52.35.
        (
            "281.05",
            json!({ "age": 70 }),
            json!({}),
            json!([{ "kind": "carers_allowance", "amount": "81.90" }]),
        ),
        // The premiums are given outright: 110.60 + 52.35.
        (
            "162.95",
            json!({ "age": 30, "premiums": { "disability": false, "enhanced_disability": false, "carer": true } }),
            json!({}),
            pip(),
        ),
        // Regulation 7(6): "one member of that couple". 86.85 + 34.80 + 17.15.
        (
            "138.80",
            json!({ "age": 30 }),
            json!({ "partner": {} }),
            json!([{ "kind": "dla_care_high", "amount": "108.55", "whose": "partner" }]),
        ),
        // The carer premium is for the person's own benefit: paragraph (7).
        (
            "86.85",
            json!({ "age": 30 }),
            json!({ "partner": {} }),
            json!([{ "kind": "carers_allowance", "amount": "81.90", "whose": "partner" }]),
        ),
        // The premium is given outright at pension age: 228.70 + 48.80.
        (
            "277.50",
            json!({ "age": 70, "premiums": { "disability": true } }),
            json!({}),
            json!([]),
        ),
    ] {
        let said = format!("{person} {household}");
        assert_eq!(
            guarantee("2024-06-03", case(person, household, income), json!({})),
            expected,
            "{said}"
        );
    }
}

#[test]
fn disability_premiums_at_pension_age_are_a_local_setting() {
    let case = json!({ "person": { "age": 70 }, "care": { "setting": "at_home" },
                       "income": [{ "kind": "dla_care_high", "amount": "108.55" }] });
    let policy =
        json!({ "minimum_income_guarantee": { "disability_premiums_at_pension_age": true } });
    // 228.70 + 48.80 + 23.85.
    assert_eq!(guarantee("2024-06-03", case, policy), "301.35");
}

#[test]
fn the_date_of_birth_decides_the_age_on_the_day() {
    let case = |born: &str| json!({ "person": { "date_of_birth": born }, "care": { "setting": "at_home" } });
    let on = |day: &str, born: &str| guarantee(day, case(born), json!({}));
    assert_eq!(on("2024-06-02", "1999-06-03"), "87.65");
    assert_eq!(on("2024-06-03", "1999-06-03"), "110.60");
    assert_eq!(on("2024-06-02", "1958-06-03"), "110.60");
    assert_eq!(on("2024-06-03", "1958-06-03"), "228.70");
    // 66 years and 7 months: 6 October 1960 to 5 November 1960.
    assert_eq!(on("2026-11-22", "1960-10-06"), "120.40");
}

#[test]
fn a_council_may_leave_more_than_the_law_and_never_less() {
    let case = || json!({ "person": { "age": 30 }, "care": { "setting": "at_home" } });
    for (policy, used) in [
        (json!({ "added_weekly": "5" }), "115.60"),
        // 110.60 x 1.0125 = 111.9825, rounded up; then 5.00.
        (
            json!({ "percent_added": "1.25", "added_weekly": "5" }),
            "116.99",
        ),
        (json!({ "weekly": "189" }), "189.00"),
        (json!({ "weekly": "90" }), "110.60"),
        (json!({ "weekly": "112", "added_weekly": "5" }), "115.60"),
    ] {
        let said = policy.to_string();
        let policy = json!({ "minimum_income_guarantee": policy });
        assert_eq!(guarantee("2024-06-03", case(), policy), used, "{said}");
    }
}

#[test]
fn housing_costs_are_net_of_help_and_shared() {
    let case = |setting: &str, costs: Value, more: Value| {
        let mut housing = json!({ "costs": costs });
        housing
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!({ "person": { "age": 30 }, "care": { "setting": setting }, "housing": housing })
    };
    let housing = |case, policy| {
        totals("2024-06-03", case, policy)["housing"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let costs = || {
        json!([
            { "kind": "rent", "amount": "100", "shared_by": 3 },
            { "kind": "service_charge", "amount": "10" },
            { "kind": "council_tax", "amount": "20", "shared_by": 2 },
            { "kind": "mortgage", "amount": "7" },
            { "kind": "contents_insurance", "amount": "3" }
        ])
    };
    // 33.34 + 10.00 + 10.00 + 7.00; insurance is not allowed by the law alone.
    assert_eq!(
        housing(case("at_home", costs(), json!({})), json!({})),
        "60.34"
    );
    let help = json!({ "help_with_rent": { "amount": "40" }, "help_with_council_tax": { "amount": "99" } });
    // 3.34 + 0 + 7.00.
    assert_eq!(housing(case("at_home", costs(), help), json!({})), "10.34");
    let insured = json!({ "further_housing_costs": ["contents_insurance"] });
    assert_eq!(
        housing(case("at_home", costs(), json!({})), insured),
        "63.34"
    );
    assert_eq!(
        housing(case("care_home_temporary", costs(), json!({})), json!({})),
        "60.34"
    );
    assert_eq!(
        housing(case("care_home_permanent", costs(), json!({})), json!({})),
        "0.00"
    );
}

#[test]
fn disability_related_expenses_follow_the_councils_method() {
    let case = |setting: &str| {
        json!({
            "person": { "age": 30 }, "care": { "setting": setting },
            "disability_related_expenses": [
                { "kind": "laundry", "amount": "6" },
                { "kind": "heating", "amount": "1500", "normal_amount": "1000", "every": "year" },
                { "kind": "water", "amount": "5", "normal_amount": "8" }
            ]
        })
    };
    let expenses = |case, policy: Value| {
        let policy = json!({ "disability_related_expenses": policy });
        totals("2024-06-03", case, policy)["disability_related_expenses"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    // 6.00 + 500 / 52 = 9.6154, rounded up to 9.62 + 0.
    for (policy, allowed) in [
        (json!({}), "15.62"),
        (
            json!({ "method": "standard", "standard_weekly": "20" }),
            "20.00",
        ),
        (
            json!({ "method": "higher_of_both", "standard_weekly": "20" }),
            "20.00",
        ),
        (
            json!({ "method": "higher_of_both", "standard_weekly": "10" }),
            "15.62",
        ),
        (
            json!({ "method": "both", "standard_weekly": "20" }),
            "35.62",
        ),
        (json!({ "most_weekly": { "heating": "4" } }), "10.00"),
        (json!({ "only_with_disability_benefit": true }), "0.00"),
    ] {
        assert_eq!(
            expenses(case("at_home"), policy.clone()),
            allowed,
            "{policy}"
        );
    }
    let mut with_benefit = case("at_home");
    with_benefit["income"] = json!([{ "kind": "attendance_allowance_lower", "amount": "1" }]);
    assert_eq!(
        expenses(
            with_benefit,
            json!({ "only_with_disability_benefit": true })
        ),
        "15.62"
    );
    assert_eq!(expenses(case("care_home_permanent"), json!({})), "0.00");
}

#[test]
fn a_temporary_residents_attendance_allowance_is_ignored() {
    let income = json!([{ "kind": "attendance_allowance_higher", "amount": "108.55" },
        { "kind": "state_pension", "amount": "200.00" }]);
    for (setting, counted) in [
        ("care_home_temporary", "200.00"),
        ("care_home_permanent", "308.55"),
    ] {
        let case =
            json!({ "person": { "age": 70 }, "care": { "setting": setting }, "income": income });
        let answer = tried("2024-06-03", case, json!({})).unwrap();
        assert_eq!(
            serde_json::to_value(answer).unwrap()["totals"]["income_counted"],
            counted,
            "{setting}"
        );
    }
}

#[test]
fn a_temporary_stay_may_be_charged_as_care_at_home() {
    let case = || {
        json!({ "person": { "age": 70 }, "care": { "setting": "care_home_temporary" },
                          "income": [{ "kind": "state_pension", "amount": "300" }],
                          "disability_related_expenses": [{ "kind": "laundry", "amount": "6" }] })
    };
    // 300.00 - 30.15, and 300.00 - 228.70 - 6.00.
    assert_eq!(
        totals("2024-06-03", case(), json!({}))["weekly_charge"],
        "269.85"
    );
    let policy = json!({ "temporary_stay_charged_as_at_home": true });
    assert_eq!(
        totals("2024-06-03", case(), policy)["weekly_charge"],
        "65.30"
    );
}

#[test]
fn a_council_may_let_people_keep_more_in_a_care_home() {
    let case = in_care_home(json!([{ "kind": "state_pension", "amount": "300" }]));
    // 300.00 - 30.15 - 4.85.
    let policy = json!({ "personal_expenses_addition": "4.85" });
    assert_eq!(
        totals("2024-06-03", case, policy)["weekly_charge"],
        "265.00"
    );
}

/// Returns the circumstances of somebody of 70 at home with 300.00 a week:
/// 71.30 is available.
fn pays_71_30(care: Value) -> Value {
    let mut care = care;
    care["setting"] = json!("at_home");
    json!({ "person": { "age": 70 }, "care": care,
            "income": [{ "kind": "state_pension", "amount": "300" }] })
}

#[test]
fn the_charge_follows_the_councils_settings_and_the_cost() {
    for (care, policy, charge, basis, reason) in [
        (json!({}), json!({}), "71.30", Basis::Contribution, None),
        (
            json!({ "weekly_cost": "50" }),
            json!({}),
            "50.00",
            Basis::Contribution,
            Some(ChargeReason::CappedAtCost),
        ),
        (
            json!({ "weekly_cost": "71.30" }),
            json!({}),
            "71.30",
            Basis::Contribution,
            None,
        ),
        // 71.30 x 85% = 60.605, rounded down.
        (
            json!({}),
            json!({ "percent_charged": "85" }),
            "60.60",
            Basis::Contribution,
            None,
        ),
        (
            json!({}),
            json!({ "percent_charged": "0" }),
            "0.00",
            Basis::NothingToPay,
            Some(ChargeReason::NothingAskedByPolicy),
        ),
        (
            json!({}),
            json!({ "maximum_weekly_charge": "40" }),
            "40.00",
            Basis::Contribution,
            Some(ChargeReason::CappedAtMaximum),
        ),
        (
            json!({}),
            json!({ "charge_rounded_down_to": "5" }),
            "70.00",
            Basis::Contribution,
            None,
        ),
        (
            json!({}),
            json!({ "charge_rounded_down_to": "0" }),
            "71.30",
            Basis::Contribution,
            None,
        ),
        (
            json!({}),
            json!({ "minimum_weekly_charge": "71.30" }),
            "71.30",
            Basis::Contribution,
            None,
        ),
        (
            json!({}),
            json!({ "minimum_weekly_charge": "71.31" }),
            "0.00",
            Basis::NothingToPay,
            Some(ChargeReason::BelowMinimumCharge),
        ),
        (
            json!({ "weekly_cost": "0" }),
            json!({}),
            "0.00",
            Basis::NothingToPay,
            Some(ChargeReason::CappedAtCost),
        ),
        (
            json!({ "free_because": "reablement" }),
            json!({}),
            "0.00",
            Basis::Free,
            Some(ChargeReason::Reablement),
        ),
    ] {
        let said = format!("{care} {policy}");
        let outcome = assessed("2024-06-03", pays_71_30(care), policy).outcome;
        assert_eq!(
            outcome.charge.weekly.map(two_places).as_deref(),
            Some(charge),
            "{said}"
        );
        assert_eq!(
            (outcome.charge.basis, outcome.charge.reason),
            (basis, reason),
            "{said}"
        );
    }
}

#[test]
fn the_cost_is_the_sum_of_its_parts_each_to_the_nearest_penny() {
    let parts = json!({ "parts": [
        { "name": "Home care", "price": "20.15", "units": "3.5" },
        { "name": "Day centre", "price": "1.01", "units": "0.5" }
    ] });
    // 70.525 is 70.53; 0.505 is 0.51.
    let totals = totals("2024-06-03", pays_71_30(parts), json!({}));
    assert_eq!(totals["cost_of_care"], "71.04");
    assert_eq!(totals["weekly_charge"], "71.04");
    assert_eq!(totals["council_pays"], "0.00");
}

#[test]
fn taking_part_decides_before_capital_and_free_care_before_both() {
    let case = |taking_part: &str, capital: &str, free: bool, cost: bool| {
        let mut case = pays_71_30(json!({}));
        case["taking_part"] = json!(taking_part);
        case["capital"] = json!([{ "kind": "cash", "value": capital }]);
        if free {
            case["care"]["free_because"] = json!("mental_health_aftercare");
        }
        if cost {
            case["care"]["weekly_cost"] = json!("400");
        }
        assessed(
            "2024-06-03",
            case,
            json!({ "arrangement_fee": "6", "maximum_weekly_charge": "30" }),
        )
        .outcome
    };
    let full = case("full", "23250.01", false, true);
    assert_eq!(full.charge.reason, Some(ChargeReason::CapitalAboveLimit));
    // The full cost is not subject to the maximum charge; the fee stands beside it.
    assert_eq!(
        full.charge.weekly.map(two_places).as_deref(),
        Some("400.00")
    );
    assert_eq!(two_places(full.totals.arrangement_fee), "6.00");
    assert_eq!(
        full.totals.left_with.map(two_places).as_deref(),
        Some("-100.00")
    );
    // Every section is worked out nevertheless.
    assert_eq!(two_places(full.totals.available_income), "71.30");
    let unknown = case("declined", "0", false, false);
    assert_eq!(
        (unknown.charge.reason, unknown.charge.weekly),
        (Some(ChargeReason::Declined), None)
    );
    assert_eq!(unknown.totals.left_with, None);
    let can = case("light_touch_can_afford", "0", false, true);
    assert_eq!(can.charge.reason, Some(ChargeReason::LightTouchCanAfford));
    let cannot = case("light_touch_cannot_afford", "99999", false, true);
    assert_eq!(
        cannot.charge.reason,
        Some(ChargeReason::LightTouchCannotAfford)
    );
    assert_eq!(cannot.charge.basis, Basis::NothingToPay);
    let free = case("declined", "99999", true, true);
    assert_eq!(
        free.charge.reason,
        Some(ChargeReason::MentalHealthAftercare)
    );
    assert_eq!(two_places(free.totals.arrangement_fee), "0.00");
}

#[test]
fn a_partner_left_with_too_little_raises_what_is_kept() {
    let case = |partner_income: &str| {
        json!({
            "person": { "age": 70 }, "household": { "partner": { "age": 70 } },
            "care": { "setting": "at_home" },
            "income": [
                { "kind": "state_pension", "amount": "250" },
                { "kind": "state_pension", "amount": partner_income, "whose": "partner" },
                { "kind": "rent_received", "amount": "20", "whose": "joint" }
            ],
            "housing": { "costs": [{ "kind": "rent", "amount": "30", "shared_by": 2 }] }
        })
    };
    let policy = json!({ "couple_floor": "332.95" });
    // Partner: 100.00 + 10.00 - 15.00 = 95.00; 332.95 - (174.60 + 95.00) = 63.35.
    let low = totals("2024-06-03", case("100"), policy.clone());
    assert_eq!(low["couple_adjustment"], "63.35");
    // 174.60 + 15.00 + 63.35 = 252.95 is kept of 260.00.
    assert_eq!(low["kept"], "252.95");
    assert_eq!(low["weekly_charge"], "7.05");
    let enough = totals("2024-06-03", case("200"), policy);
    assert_eq!(enough["couple_adjustment"], "0.00");
}

#[test]
fn a_couple_is_assessed_together_only_where_that_is_better() {
    let case = |partner_income: &str, partner_capital: &str| {
        json!({
            "person": { "age": 70 }, "household": { "partner": { "age": 70 } },
            "care": { "setting": "at_home" },
            "income": [
                { "kind": "state_pension", "amount": "250" },
                { "kind": "state_pension", "amount": partner_income, "whose": "partner" }
            ],
            "capital": [{ "kind": "cash", "value": partner_capital, "whose": "partner" }]
        })
    };
    let policy = || json!({ "couple_assessed_jointly_if_better": true });
    let charge = |case, policy| {
        totals("2024-06-03", case, policy)["weekly_charge"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    // Alone: 250.00 - 174.60 = 75.40. Together: 350.00 - 2 x 174.60 = 0.80.
    assert_eq!(charge(case("100", "0"), json!({})), "75.40");
    assert_eq!(charge(case("100", "0"), policy()), "0.80");
    // With 4 tariff income of the partner's: 4.80.
    assert_eq!(charge(case("100", "15250"), policy()), "4.80");
    // The partner has more than 174.60, or too much capital: alone.
    assert_eq!(charge(case("300", "0"), policy()), "75.40");
    assert_eq!(charge(case("100", "23250.01"), policy()), "75.40");
}

#[test]
fn a_result_that_rests_on_unpublished_figures_names_them_and_shows_the_other() {
    let case = |on: &str, income: Value| {
        let case =
            json!({ "person": { "age": 30 }, "care": { "setting": "at_home" }, "income": income });
        serde_json::to_value(assessed(on, case, json!({}))).unwrap()["certainty"].take()
    };
    let pip = || json!([{ "kind": "pip_daily_living_standard", "amount": "300" }]);
    let now = case("2026-11-22", pip());
    assert_eq!(now["published"], false);
    let premium = now["unpublished_figures"]
        .as_array()
        .unwrap()
        .iter()
        .find(|figure| figure["name"] == "Disability premium, single person")
        .unwrap();
    assert_eq!(premium["amount"], "51.55");
    assert_eq!(premium["certainty"], "unverified");
    assert_eq!(premium["other_amount"], "53.15");
    // 300.00 - 120.40 - 51.55 = 128.05, or with 53.15: 126.45.
    assert_eq!(now["other_result"]["result"]["weekly_charge"], "126.45");
    // Two amounts are possible, but nothing is payable with either.
    let little = case(
        "2026-11-22",
        json!([{ "kind": "pip_mobility", "amount": "80" }]),
    );
    assert_eq!(little["published"], false);
    assert_eq!(little["other_result"], Value::Null);
    // All figures of the frozen years' basic amount are published.
    assert_eq!(case("2016-06-06", json!([]))["published"], true);
}

#[test]
fn every_problem_is_told_at_once_with_its_place() {
    let parts: Vec<Value> = (0..101)
        .map(|_| json!({ "name": "Visit", "price": "1" }))
        .collect();
    let circumstances = json!({
        "person": { "age": 17 },
        "household": { "partner": { "date_of_birth": "2030-01-01" } },
        "care": { "setting": "at_home", "weekly_cost": "1", "parts": parts },
        "capital": [
            { "kind": "benefit_arrears", "value": "1" },
            { "kind": "cash", "value": "1", "share_percent": "0" },
            { "kind": "cash", "value": "1", "share_percent": "100.1" }
        ],
        "housing": { "costs": [{ "kind": "rent", "amount": "1", "shared_by": 0 }] },
        "agreed_allowances": [{ "name": "x".repeat(201), "amount": "1" }]
    });
    let policy = json!({ "percent_charged": "100.01", "sale_costs_percent": "-1" });
    let problems = tried("2027-04-06", circumstances, policy).unwrap_err();
    let fields: Vec<&str> = problems
        .iter()
        .map(|problem| problem.field.as_str())
        .collect();
    assert_eq!(
        fields,
        [
            "/date",
            "/circumstances/person/age",
            "/circumstances/household/partner/date_of_birth",
            "/circumstances/care/parts",
            "/circumstances/care/parts",
            "/circumstances/capital/0/weeks_held",
            "/circumstances/capital/1/share_percent",
            "/circumstances/capital/2/share_percent",
            "/circumstances/housing/costs/0/shared_by",
            "/circumstances/agreed_allowances/0/name",
            "/policy/percent_charged",
            "/policy/sale_costs_percent",
        ]
    );
    assert_eq!(
        problems[0].sentence,
        "The date must be between 1 April 2015 and 5 April 2027: the amounts of other dates are not on file"
    );
}

#[test]
fn an_age_is_needed_at_home_and_not_in_a_care_home() {
    let case = |setting: &str| json!({ "care": { "setting": setting } });
    let problems = tried("2024-06-03", case("at_home"), json!({})).unwrap_err();
    assert_eq!(problems[0].field, "/circumstances/person/age");
    assert!(tried("2024-06-03", case("care_home_permanent"), json!({})).is_ok());
    assert!(tried("2024-06-03", case("care_home_temporary"), json!({})).is_ok());
}

#[test]
fn the_largest_amounts_in_the_longest_lists_are_worked_out() {
    let most = "99999999.99";
    let hundred = |item: Value| Value::Array(vec![item; 100]);
    let circumstances = json!({
        "person": { "age": 70 }, "household": { "partner": { "age": 70 }, "children": 255 },
        "care": { "setting": "at_home",
                  "parts": hundred(json!({ "name": "Visit", "price": most, "units": "10000" })) },
        "income": hundred(json!({ "kind": "state_pension", "amount": most })),
        "capital": hundred(json!({ "kind": "cash", "value": most, "share_percent": "99.999999999999999999999999" })),
        "housing": { "costs": hundred(json!({ "kind": "rent", "amount": most, "shared_by": 255 })) },
        "disability_related_expenses": hundred(json!({ "kind": "other", "amount": most })),
        "agreed_allowances": hundred(json!({ "name": "Other", "amount": most }))
    });
    let policy = json!({
        "minimum_income_guarantee": { "percent_added": "1000", "added_weekly": most, "weekly": most },
        "couple_floor": most, "couple_assessed_jointly_if_better": true, "percent_charged": "33.333333333333333333333333",
        "capital_at_home": { "lower_limit": most, "upper_limit": most, "tariff_step": most },
        "charge_rounded_down_to": "0.01", "sale_costs_percent": "0.0000000000000000000000000001"
    });
    let totals = totals("2026-11-22", circumstances, policy);
    // 100 x 99,999,999.99.
    assert_eq!(totals["income_counted"], "9999999999.00");
}

fn totals(on: &str, circumstances: Value, policy: Value) -> Value {
    let assessment = assessed(on, circumstances, policy);
    let mut answer = serde_json::to_value(&assessment).unwrap();
    answer["totals"].take()
}

/// Returns the circumstances of somebody aged 30 with care at home, in the year
/// 2024 to 2025.
fn at_home(income: impl Into<Value>) -> Value {
    let income = income.into();
    json!({ "person": { "age": 30 }, "care": { "setting": "at_home" }, "income": income })
}

fn in_care_home(income: impl Into<Value>) -> Value {
    let income = income.into();
    json!({ "care": { "setting": "care_home_permanent" }, "income": income })
}

fn counted(circumstances: Value, policy: Value) -> String {
    totals("2024-06-03", circumstances, policy)["income_counted"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn guarantee(on: &str, circumstances: Value, policy: Value) -> String {
    totals(on, circumstances, policy)["minimum_income_guarantee"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn capital(holding: Value, setting: &str) -> String {
    let mut care = json!({ "setting": setting });
    if let Some(weeks) = holding.get("weeks_in_care_home") {
        care["weeks_in_care_home"] = weeks.clone();
    }
    let mut holding = holding;
    holding
        .as_object_mut()
        .unwrap()
        .remove("weeks_in_care_home");
    let mut circumstances = json!({ "person": { "age": 80 }, "care": care });
    if holding["whose"] == "partner" {
        circumstances["household"] = json!({ "partner": {} });
    }
    circumstances["capital"] = json!([holding]);
    totals("2024-06-03", circumstances, json!({}))["capital_counted"]
        .as_str()
        .unwrap()
        .to_owned()
}
