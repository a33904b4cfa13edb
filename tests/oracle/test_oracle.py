"""The oracle against published assessments and sums done by hand.

    python3 -m unittest discover tests/oracle
"""

import json
import sys
import unittest
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import compare  # noqa: E402
import households  # noqa: E402
import oracle  # noqa: E402
import pension_age  # noqa: E402

PUBLISHED = [HERE / "published.json", HERE.parent / "data" / "more-published-assessments.json"]


def at_home(**more):
    circumstances = {"person": {"age": 40}, "care": {"setting": "at_home"}}
    circumstances.update(more)
    return circumstances


def care_home(setting="care_home_permanent", **more):
    circumstances = {"care": {"setting": setting}}
    circumstances.update(more)
    return circumstances


def totals(circumstances, day="2025-05-01", **policy):
    answer = oracle.assess({"date": day, "circumstances": circumstances, "policy": policy})
    if "problems" in answer:
        raise AssertionError(answer)
    return answer["totals"]


def basis(circumstances, day="2025-05-01", **policy):
    return oracle.assess({"date": day, "circumstances": circumstances, "policy": policy})["result"]["basis"]


def problem(circumstances, day="2025-05-01", **policy):
    return "problems" in oracle.assess({"date": day, "circumstances": circumstances, "policy": policy})


def bank(value, **more):
    return {"kind": "bank_or_building_society", "value": value, **more}


def pays(amount, kind="state_pension", **more):
    return {"kind": kind, "amount": amount, **more}


class MoneyCases(unittest.TestCase):
    """The cases that the engine is held to, one by one."""

    def test_every_case_of_money_comes_out_right(self):
        cases = json.loads((HERE.parent / "data" / "money-cases.json").read_text())
        self.assertGreater(len(cases), 70)
        for case in cases:
            with self.subTest(case["id"]):
                answer = oracle.assess(case["request"])
                self.assertEqual("problems" in answer, "refused" in case, answer)
                for section, values in case.get("expected", {}).items():
                    for name, value in values.items():
                        self.assertEqual(answer[section][name], value, name)


class Published(unittest.TestCase):
    def test_published_assessments_come_out_as_printed(self):
        seen = 0
        for path in PUBLISHED:
            for case in json.loads(path.read_text(encoding="utf-8")):
                if case.get("not_reproduced"):
                    continue
                seen += 1
                found = oracle.assess(case["request"])["totals"]
                with self.subTest(case["id"]):
                    self.assertEqual(case["expected"], {name: found[name] for name in case["expected"]})
        self.assertGreaterEqual(seen, 21)


class Capital(unittest.TestCase):
    def tariff(self, *holdings, **policy):
        return totals(at_home(capital=list(holdings)), **policy)["tariff_income"]

    def test_tariff_income_at_every_border(self):
        for value, expected in (
            ("14250.00", "0.00"),
            ("14250.01", "1.00"),  # a part of 250 is a whole one
            ("14500.00", "1.00"),
            ("14500.01", "2.00"),
            ("23250.00", "36.00"),  # 9,000 / 250
        ):
            self.assertEqual(self.tariff(bank(value)), expected, value)

    def test_a_penny_above_the_upper_limit_is_full_cost_without_tariff_income(self):
        above = at_home(capital=[bank("23250.01")])
        self.assertEqual(basis(above), "full_cost")
        self.assertEqual(totals(above)["tariff_income"], "0.00")

    def test_half_a_penny_above_the_lower_limit_counts(self):
        # 28,500.01 / 2 = 14,250.005
        self.assertEqual(self.tariff(bank("28500.01", whose="joint")), "1.00")

    def test_property_is_less_a_tenth_and_the_debt_then_shared(self):
        # 100,000 less 10,000 less 60,000 is 30,000, half of it 15,000: 3 steps
        land = {"kind": "land", "value": "100000", "secured_debt": "60000", "whose": "joint"}
        self.assertEqual(self.tariff(land), "3.00")

    def test_debt_above_the_value_does_not_reduce_other_capital(self):
        land = {"kind": "land", "value": "100", "secured_debt": "60000"}
        self.assertEqual(self.tariff(land, bank("14500")), "1.00")

    def test_a_former_home_is_ignored_for_twelve_weeks_and_while_lived_in(self):
        home = {"kind": "main_home", "value": "100000"}
        for weeks, occupied, setting, counted in (
            (11, None, "care_home_permanent", "0.00"),
            (12, None, "care_home_permanent", "90000.00"),
            (None, None, "care_home_permanent", "90000.00"),
            (40, "partner", "care_home_permanent", "0.00"),
            (40, None, "care_home_temporary", "0.00"),
            (None, None, "at_home", "0.00"),
        ):
            care = {"setting": setting}
            if weeks is not None:
                care["weeks_in_care_home"] = weeks
            holding = home | ({"occupied_by": occupied} if occupied else {})
            found = totals({"person": {"age": 80}, "care": care, "capital": [holding]})
            self.assertEqual(found["capital_counted"], counted, (weeks, occupied, setting))

    def test_arrears_of_benefits_count_from_the_fifty_second_week(self):
        for weeks, expected in ((51, "0.00"), (52, "20000.00")):
            arrears = {"kind": "benefit_arrears", "value": "20000", "weeks_held": weeks}
            self.assertEqual(totals(at_home(capital=[arrears]))["capital_counted"], expected)

    def test_a_policy_may_raise_limits_and_never_lower_them(self):
        self.assertEqual(self.tariff(bank("14500"), capital_at_home={"lower_limit": "10000", "tariff_step": "100"}), "1.00")
        self.assertEqual(self.tariff(bank("20000"), capital_at_home={"lower_limit": "20000"}), "0.00")
        self.assertEqual(basis(at_home(capital=[bank("24000")]), capital_at_home={"upper_limit": "30000"}), "nothing_to_pay")
        # In a care home the limits are the law's.
        self.assertEqual(basis(care_home(capital=[bank("24000")]), capital_at_home={"upper_limit": "30000"}), "full_cost")


class Income(unittest.TestCase):
    def counted(self, *items, day="2025-05-01", couple=False, setting="at_home", **policy):
        circumstances = {"person": {"age": 40}, "care": {"setting": setting}, "income": list(items)}
        if couple:
            circumstances["household"] = {"partner": {"age": 40}}
        return totals(circumstances, day, **policy)["income_counted"]

    def test_every_frequency_becomes_a_week_rounded_down(self):
        for every, expected in (
            ("week", "100.01"),
            ("fortnight", "50.00"),  # 50.005
            ("four_weeks", "25.00"),  # 25.0025
            ("month", "23.07"),  # 1,200.12 / 52 = 23.0792
            ("quarter", "7.69"),  # 400.04 / 52 = 7.693
            ("year", "1.92"),  # 100.01 / 52 = 1.9233
        ):
            self.assertEqual(self.counted(pays("100.01", every=every)), expected, every)

    def test_a_year_of_365_days(self):
        days = "three_hundred_and_sixty_five_days"
        # 100 x 12 x 7 / 365 = 23.0137; 100 x 4 x 7 / 365 = 7.6712; 100 x 7 / 365 = 1.9178
        for every, expected in (("month", "23.01"), ("quarter", "7.67"), ("year", "1.91")):
            self.assertEqual(self.counted(pays("100", every=every), year=days), expected)

    def test_nearest_rounding_takes_a_half_up(self):
        nearest = {"fractions_of_a_penny": "nearest"}
        self.assertEqual(self.counted(pays("100.01", every="fortnight"), **nearest), "50.01")
        self.assertEqual(self.counted(pays("100", every="month"), **nearest), "23.08")  # 23.0769

    def test_half_of_joint_income_and_none_of_the_partners(self):
        self.assertEqual(
            self.counted(pays("100.01", whose="joint"), pays("80", whose="partner"), couple=True), "50.00"
        )

    def test_war_disablement_pension_before_and_after_10_april_2017(self):
        pension = pays("50", kind="war_disablement_pension")
        self.assertEqual(self.counted(pension, day="2017-04-09"), "40.00")
        self.assertEqual(self.counted(pension, day="2017-04-10"), "0.00")
        self.assertEqual(self.counted(pays("8", kind="war_widows_pension")), "0.00")

    def test_savings_credit_at_home_and_in_a_care_home(self):
        credit = pays("17.00", kind="pension_credit_savings")
        self.assertEqual(self.counted(credit), "0.00")
        self.assertEqual(self.counted(credit, setting="care_home_permanent"), "9.95")  # - 7.05
        self.assertEqual(self.counted(credit, savings_credit_at_home="ignored_up_to_cap", couple=True), "6.40")  # - 10.60

    def test_half_a_pension_passed_to_a_partner_in_a_care_home_alone(self):
        passed = pays("100.01", kind="private_pension", half_passed_to_partner=True)
        self.assertEqual(self.counted(passed, setting="care_home_permanent", couple=True), "50.00")  # 50.01 ignored
        self.assertEqual(self.counted(passed, couple=True), "100.01")
        self.assertTrue(problem(care_home(income=[passed])), "nobody to pass it to")

    def test_the_night_part_only_where_the_policy_says_so_and_rates_are_on_file(self):
        allowance = pays("110.40", kind="attendance_allowance_higher")
        setting = {"ignore_night_part_of_attendance_allowance_and_dla": True}
        self.assertEqual(self.counted(allowance), "110.40")
        self.assertEqual(self.counted(allowance, **setting), "73.90")
        # 110.40 - (101.75 - 68.10)
        self.assertEqual(self.counted(allowance, day="2024-04-07", **setting), "76.75")
        self.assertEqual(self.counted(allowance, day="2022-04-10", **setting), "110.40")
        # On 6 April 2025 the benefit still has its old rates: 108.55 - 72.65 = 35.90
        self.assertEqual(self.counted(allowance, day="2025-04-06", **setting), "74.50")
        self.assertEqual(self.counted(allowance, setting="care_home_permanent", **setting), "110.40")

    def test_a_temporary_residents_attendance_allowance_is_ignored(self):
        allowance = pays("110.40", kind="attendance_allowance_higher")
        self.assertEqual(self.counted(allowance, setting="care_home_temporary"), "0.00")
        self.assertEqual(self.counted(allowance, setting="care_home_permanent"), "110.40")
        self.assertEqual(
            self.counted(allowance, setting="care_home_temporary", temporary_stay_charged_as_at_home=True), "110.40"
        )

    def test_working_tax_credit_counts_in_a_care_home_alone(self):
        self.assertEqual(self.counted(pays("30", kind="working_tax_credit")), "0.00")
        self.assertEqual(self.counted(pays("30", kind="working_tax_credit"), setting="care_home_permanent"), "30.00")


class Guarantee(unittest.TestCase):
    def guarantee(self, person, household=None, income=(), day="2025-05-01", **policy):
        circumstances = {"person": person, "care": {"setting": "at_home"}, "income": list(income)}
        if household:
            circumstances["household"] = household
        return totals(circumstances, day, **policy)["minimum_income_guarantee"]

    def test_regulation_7_by_age_and_household(self):
        for person, household, expected in (
            ({"age": 24}, None, "89.15"),
            ({"age": 25}, None, "112.50"),
            ({"age": 66}, None, "232.60"),
            ({"age": 20}, {"children": 1}, "215.45"),  # 112.50 + 102.95
            ({"age": 70}, {"children": 2}, "438.50"),  # 232.60 + 205.90
            ({"age": 20}, {"partner": {"age": 20}}, "88.35"),
            ({"age": 20}, {"partner": {"age": 66}}, "177.55"),
            ({"reached_pension_age": False}, None, "112.50"),
        ):
            self.assertEqual(self.guarantee(person, household), expected, (person, household))

    def test_premiums_come_from_the_income(self):
        pip = pays("110.40", kind="pip_daily_living_enhanced")
        self.assertEqual(self.guarantee({"age": 30}, income=[pip]), "186.40")  # 112.50 + 49.65 + 24.25
        self.assertEqual(self.guarantee({"age": 70}, income=[pip]), "232.60")
        carer = pays("83.30", kind="carers_allowance")
        self.assertEqual(self.guarantee({"age": 70}, income=[carer]), "285.85")  # 232.60 + 53.25
        self.assertEqual(
            self.guarantee({"age": 30, "premiums": {"disability": False}}, income=[pip]), "136.75"
        )  # 112.50 + 24.25

    def test_a_couple_has_the_premium_where_one_of_them_receives_the_benefit(self):
        # Regulation 7(6): "one member of that couple": 88.35 + 35.40 + 17.45
        pip = pays("110.40", kind="pip_daily_living_enhanced", whose="partner")
        self.assertEqual(self.guarantee({"age": 30}, {"partner": {"age": 30}}, [pip]), "141.20")
        carer = pays("83.30", kind="carers_allowance", whose="partner")
        self.assertEqual(self.guarantee({"age": 30}, {"partner": {"age": 30}}, [carer]), "88.35")

    def test_a_local_amount_counts_only_where_it_is_higher(self):
        def local(**guarantee):
            return self.guarantee({"age": 40}, minimum_income_guarantee=guarantee)

        self.assertEqual(local(percent_added="25"), "140.63")  # 140.625 up
        self.assertEqual(local(added_weekly="5", percent_added="10"), "128.75")  # 123.75 + 5
        self.assertEqual(local(weekly="100"), "112.50")
        self.assertEqual(local(weekly="200"), "200.00")

    def test_amounts_change_on_their_day(self):
        for day, expected in (
            ("2015-04-01", "91.40"), ("2022-04-05", "91.40"), ("2022-04-06", "94.15"),
            ("2023-04-06", "103.65"), ("2024-04-07", "103.65"), ("2024-04-08", "110.60"),
            ("2025-04-06", "112.50"), ("2026-04-05", "112.50"), ("2026-04-06", "120.40"),
            ("2027-04-05", "120.40"),
        ):
            self.assertEqual(self.guarantee({"age": 40}, day=day), expected, day)


class PensionAge(unittest.TestCase):
    def test_the_published_timetable(self):
        # gov.uk State Pension age timetables
        for born, reached in (
            (date(1950, 4, 5), date(2010, 4, 5)),
            (date(1950, 4, 6), date(2010, 5, 6)),
            (date(1953, 4, 5), date(2016, 3, 6)),
            (date(1953, 4, 6), date(2016, 7, 6)),
            (date(1953, 12, 5), date(2018, 11, 6)),
            (date(1953, 12, 6), date(2019, 3, 6)),
            (date(1954, 10, 5), date(2020, 9, 6)),
            (date(1954, 10, 6), date(2020, 10, 6)),
            (date(1960, 4, 5), date(2026, 4, 5)),
            (date(1960, 4, 6), date(2026, 5, 6)),
            (date(1960, 7, 31), date(2026, 11, 30)),
            (date(1961, 3, 5), date(2028, 2, 5)),
            (date(1961, 3, 6), date(2028, 3, 6)),
            (date(1956, 2, 29), date(2022, 3, 1)),
        ):
            self.assertEqual(pension_age.pension_day(born), reached, born)

    def test_somebody_born_on_29_february_is_a_year_older_on_1_march(self):
        self.assertEqual(pension_age.age_on(date(2000, 2, 29), date(2025, 2, 28)), 24)
        self.assertEqual(pension_age.age_on(date(2000, 2, 29), date(2025, 3, 1)), 25)


class Kept(unittest.TestCase):
    def test_shared_costs_round_up_and_help_comes_off_its_own_kind(self):
        housing = {
            "costs": [
                {"kind": "rent", "amount": "100.00", "every": "month", "shared_by": 2},  # 23.0769: 23.08, half 11.54
                {"kind": "council_tax", "amount": "10.00"},
                {"kind": "water_charges", "amount": "5.00"},
            ],
            "help_with_rent": {"amount": "50.00"},
            "help_with_council_tax": {"amount": "4.01"},
        }
        self.assertEqual(totals(at_home(housing=housing))["housing"], "5.99")
        self.assertEqual(totals(at_home(housing=housing), further_housing_costs=["water_charges"])["housing"], "10.99")
        self.assertEqual(totals(care_home(housing=housing))["housing"], "0.00")
        self.assertEqual(totals(care_home("care_home_temporary", housing=housing))["housing"], "5.99")

    def test_expenses_by_each_method(self):
        items = [
            {"kind": "heating", "amount": "1000", "every": "year", "normal_amount": "700"},  # 300 / 52 = 5.7692: 5.77
            {"kind": "laundry", "amount": "9.00"},  # capped to 4.00
        ]
        circumstances = at_home(disability_related_expenses=items)
        for method, expected in (("itemised", "9.77"), ("standard", "15.00"), ("higher_of_both", "15.00"), ("both", "24.77")):
            setting = {"method": method, "standard_weekly": "15", "most_weekly": {"laundry": "4"}}
            found = totals(circumstances, disability_related_expenses=setting)
            self.assertEqual(found["disability_related_expenses"], expected, method)
        only = {"only_with_disability_benefit": True}
        self.assertEqual(totals(circumstances, disability_related_expenses=only)["disability_related_expenses"], "0.00")

    def test_the_couple_floor(self):
        circumstances = at_home(
            household={"partner": {"age": 40}},
            income=[pays("100", whose="partner"), pays("50", whose="joint")],
            housing={"costs": [{"kind": "rent", "amount": "40", "shared_by": 2}]},
        )
        # partner 100 + 25 - 20 = 105; guarantee 88.35; 250 - 193.35
        self.assertEqual(totals(circumstances, couple_floor="250")["couple_adjustment"], "56.65")

    def test_a_couple_assessed_together_pays_the_lower_of_the_two(self):
        circumstances = at_home(
            household={"partner": {"age": 40}},
            income=[pays("200"), pays("30", whose="partner")],
        )
        # alone 200 - 88.35 = 111.65; together 230 - 2 x 88.35 = 53.30
        self.assertEqual(totals(circumstances)["weekly_charge"], "111.65")
        self.assertEqual(totals(circumstances, couple_assessed_jointly_if_better=True)["weekly_charge"], "53.30")
        rich = circumstances | {"capital": [bank("30000", whose="partner")]}
        self.assertEqual(totals(rich, couple_assessed_jointly_if_better=True)["weekly_charge"], "111.65")


class Charge(unittest.TestCase):
    def charge(self, care=None, taking_part="full", capital=(), income="300", **policy):
        return totals(
            at_home(
                care={"setting": "at_home", **(care or {})}, income=[pays(income)],
                capital=list(capital), taking_part=taking_part,
            ),
            **policy,
        )

    def test_settings_of_the_charge(self):
        # 300 - 112.50 = 187.50
        self.assertEqual(self.charge()["weekly_charge"], "187.50")
        self.assertEqual(self.charge(percent_charged="33.33")["weekly_charge"], "62.49")  # 62.49375
        self.assertEqual(self.charge(maximum_weekly_charge="99.99")["weekly_charge"], "99.99")
        self.assertEqual(self.charge(charge_rounded_down_to="1.00")["weekly_charge"], "187.00")
        self.assertEqual(self.charge(minimum_weekly_charge="187.50")["weekly_charge"], "187.50")
        self.assertEqual(self.charge(minimum_weekly_charge="187.51")["weekly_charge"], "0.00")
        self.assertEqual(self.charge({"weekly_cost": "150.55"})["weekly_charge"], "150.55")

    def test_parts_of_the_cost_are_each_to_the_nearest_penny(self):
        parts = [{"name": "a", "price": "10.01", "units": "0.5"}, {"name": "b", "price": "1.00"}]
        self.assertEqual(self.charge({"parts": parts})["cost_of_care"], "6.01")  # 5.005 is 5.01

    def test_the_order_of_free_not_taking_part_and_capital(self):
        rich = [bank("50000")]
        full = {"weekly_cost": "500", "free_because": "reablement"}
        self.assertEqual(self.charge(full, "declined", rich)["weekly_charge"], "0.00")
        self.assertEqual(self.charge({"weekly_cost": "500"}, "light_touch_cannot_afford", rich)["weekly_charge"], "0.00")
        self.assertEqual(self.charge({"weekly_cost": "500"}, "declined")["weekly_charge"], "500.00")
        self.assertIsNone(self.charge({}, "declined")["weekly_charge"])

    def test_full_cost_has_no_maximum_and_the_fee_beside_it(self):
        found = self.charge({"weekly_cost": "500.55"}, capital=[bank("50000")], maximum_weekly_charge="10",
                            charge_rounded_down_to="1.00", arrangement_fee="6.50")
        self.assertEqual((found["weekly_charge"], found["arrangement_fee"], found["council_pays"]), ("500.55", "6.50", "0.00"))
        self.assertEqual(found["left_with"], "-200.55")

    def test_what_cannot_be_assessed_is_refused(self):
        self.assertTrue(problem(at_home(person={})))
        self.assertTrue(problem(at_home(person={"age": 17})))
        self.assertTrue(problem(care_home(person={"age": 17})))
        self.assertTrue(problem(at_home(), day="2015-03-31"))
        self.assertTrue(problem(at_home(), day="2027-04-06"))
        self.assertTrue(problem(at_home(care={"setting": "at_home", "weekly_cost": "1", "parts": [{"name": "a", "price": "1"}]})))
        self.assertTrue(problem(at_home(capital=[{"kind": "personal_injury_payment", "value": "1"}])))
        self.assertTrue(problem(at_home(capital=[bank("1", share_percent="0")])))
        self.assertTrue(problem(at_home(housing={"costs": [{"kind": "rent", "amount": "1", "shared_by": 0}]})))


class Laws(unittest.TestCase):
    def test_random_households_keep_the_laws(self):
        drawn = households.Households(11)
        for _ in range(4000):
            request = drawn.request()
            answer = oracle.assess(request)
            self.assertEqual(compare.broken_laws(request, answer), [], request)
            more = drawn.raised(request)
            if more is not None:
                self.assertEqual(compare.lowered(answer, oracle.assess(more)), [], request)

    def test_the_households_have_the_facts_that_are_listed_as_made(self):
        listed = json.loads((HERE / "facts.json").read_text())
        self.assertEqual(households.made(), listed["made"])

    def test_the_same_seed_draws_the_same_households(self):
        first, second = households.Households(3), households.Households(3)
        self.assertEqual([first.request() for _ in range(50)], [second.request() for _ in range(50)])

    def test_the_comparison_sees_a_penny_and_a_broken_law(self):
        request = {"date": "2025-05-01", "circumstances": at_home(income=[pays("300")]), "policy": {}}
        right, wrong = oracle.assess(request), oracle.assess(request)
        wrong["totals"]["kept"] = "112.51"
        self.assertEqual(compare.differences(right, right), [])
        self.assertEqual(compare.differences(right, wrong), ["totals.kept: oracle 112.50, engine 112.51"])
        self.assertEqual(len(compare.differences(right, {"problems": ["x"]})), 1)
        wrong["totals"]["weekly_charge"] = "187.51"
        self.assertEqual(compare.broken_laws(request, wrong), ["the charge leaves less than 112.50"])
        self.assertEqual(len(compare.lowered(wrong, right)), 1)


if __name__ == "__main__":
    unittest.main()
