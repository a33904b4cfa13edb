"""Random households, the same ones for the same seed, as lines of JSON.

    python3 households.py --count 100000 --seed 2026 > households.jsonl
    python3 households.py --count 50000 --seed 7 --pairs > pairs.jsonl
    python3 households.py --facts > made.json

Each line is a request: {"date", "circumstances", "policy"}. With --pairs every
second line is the household of the line before with one income raised. With
--facts it prints which facts of `circumstances` the households have: what
`facts.json` lists as made.

Nothing here is realistic on purpose: every kind and setting turns up, together
with every other, and amounts are drawn towards the borders where rules change.
About one household in a hundred cannot be assessed, and must be refused.
"""

import argparse
import copy
import json
import random
import re
import sys
from datetime import date, timedelta

import amounts
import oracle
import pension_age

FREQUENCIES = ["week"] * 4 + ["fortnight", "four_weeks", "month", "month", "quarter", "year"]
TIMES_WEEKLY = {"week": 1, "fortnight": 2, "four_weeks": 4, "month": 4, "quarter": 13, "year": 52}
WHOSE_COUPLE = ["person"] * 5 + ["joint", "partner", "partner"]
INCOME_KINDS = list(oracle.INCOME)
COUNTED_KINDS = [k for k, how in oracle.INCOME.items() if how is not oracle.IGNORED]
CAPITAL_KINDS = list(oracle.CAPITAL)
PLAIN_CAPITAL = ["bank_or_building_society", "cash", "national_savings", "premium_bonds",
                 "shares_or_unit_trusts", "other_investment", "money_held_by_others"]
EXPENSE_KINDS = (
    "community_alarm private_care domestic_help laundry clothing_and_footwear bedding special_diet "
    "equipment_upkeep gardening heating water transport internet_and_phone chiropody "
    "incontinence_products prescriptions_and_therapies other"
).split()
HOUSING_KINDS = list(oracle.HOUSING)
FURTHER_COSTS = ["contents_insurance", "buildings_insurance", "water_charges"]
OCCUPIERS = ["partner", "relative_aged_60_or_over", "incapacitated_relative", "child_under_18"]
FREE = ["mental_health_aftercare", "reablement", "creutzfeldt_jakob_disease",
        "equipment_or_minor_adaptation", "nhs_care"]
METHODS = ["itemised", "standard", "higher_of_both", "both"]

# Rates of the law turn up as amounts, so that subtractions come out at nothing.
USUAL_AMOUNTS = sorted(
    {value for _, row in amounts.WEEKLY_AMOUNTS + amounts.BENEFIT_RATES for value in row.values()}
)
CAPITAL_BORDERS = [
    1425000, 1425001, 1424999, 1450000, 1450001, 1449999, 1475000, 2300000, 2300001,
    2324999, 2325000, 2325001, 2850000, 2850001, 2849999, 4650000, 4650001, 4650002, 4649999,
]

# Days on which an amount, a rate or a rule changes, and the days beside them.
_CHANGES = [day for day, _ in amounts.WEEKLY_AMOUNTS + amounts.BENEFIT_RATES] + [
    date(y, 4, 6) for y in range(2016, 2028)
] + [amounts.WAR_DISABLEMENT_IGNORED_FROM, date(2018, 11, 6), date(2020, 10, 6),
     date(2020, 2, 29), date(2024, 2, 29), date(2024, 12, 31), date(2026, 3, 1)]
FIRST_DAY = amounts.WEEKLY_AMOUNTS[0][0]
_SPAN = (amounts.LAST_DAY - FIRST_DAY).days
CHANGE_DAYS = sorted(
    {
        day + timedelta(n)
        for day in _CHANGES
        for n in (-1, 0, 1)
        if FIRST_DAY <= day + timedelta(n) <= amounts.LAST_DAY
    }
)
LEAP_BIRTHS = [date(y, 2, 29) for y in (1952, 1956, 1960, 1992, 1996, 2000, 2004)]


def text(in_pence):
    return f"{in_pence // 100}.{in_pence % 100:02}"


class Households:
    """Draws one household after another."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.chance = self.random.random
        self.one_of = self.random.choice

    def upto(self, most):
        """0 to most, both included."""
        return int(self.chance() * (most + 1))

    def day(self):
        luck = self.chance()
        if luck < 0.2:
            return self.one_of(CHANGE_DAYS)
        if luck < 0.65:  # the years with benefit rates on file
            return date(2024, 4, 8) + timedelta(self.upto((amounts.LAST_DAY - date(2024, 4, 8)).days))
        return FIRST_DAY + timedelta(self.upto(_SPAN))

    def weekly(self, most=30000):
        """A week's amount in pence."""
        luck = self.chance()
        if luck < 0.3:
            return self.one_of(USUAL_AMOUNTS)
        if luck < 0.35:
            return self.upto(9)
        return self.upto(most)

    def regular(self, most=30000):
        """{"amount", "every"?}: a week's amount as paid every so often."""
        every = self.one_of(FREQUENCIES)
        amount = self.weekly(most) * TIMES_WEEKLY[every] + (self.upto(99) if every != "week" else 0)
        found = {"amount": text(amount)}
        if every != "week" or self.chance() < 0.2:
            found["every"] = every
        return found

    def age(self, day, found, adult):
        """Age, date of birth or what is said, in every combination."""
        luck = self.chance()
        if luck < 0.45:
            if self.chance() < 0.5:
                found["age"] = self.one_of((18, 24, 25, 60, 62, 63, 64, 65, 66, 67, 68))
            else:
                found["age"] = 18 + self.upto(82)
        elif luck < 0.85:
            born = self.born(day)
            if not adult or pension_age.age_on(born, day) >= 18:
                found["date_of_birth"] = born.isoformat()
                if self.chance() < 0.1:
                    found["age"] = pension_age.age_on(born, day)
            else:
                found["age"] = 18
        else:
            found["reached_pension_age"] = self.chance() < 0.5
            if self.chance() < 0.5:
                found["age"] = 18 + self.upto(82)
        if self.chance() < 0.04:
            found["reached_pension_age"] = self.chance() < 0.5
        if "reached_pension_age" in found:  # what can be, at this age
            born = found.get("date_of_birth")
            can_be = pension_age.possible(
                day, born=born and date.fromisoformat(born), age=found.get("age")
            )
            if found["reached_pension_age"] not in can_be:
                found["reached_pension_age"] = not found["reached_pension_age"]
        if self.chance() < 0.04:
            found["certified_blind"] = self.chance() < 0.7

    def born(self, day):
        luck = self.chance()
        near = self.upto(4) - 2
        if luck < 0.35:
            # Reaches pension age within days of the assessment: search the
            # timetable by drawing birthdays some 60 to 67 years before it.
            born = date(day.year - 60 - self.upto(8), 1 + self.upto(11), 1 + self.upto(27))
            reached = pension_age.pension_day(born)
            return born + (day - reached) + timedelta(near) if abs((day - reached).days) < 700 else born
        if luck < 0.5:
            return self.one_of(LEAP_BIRTHS)
        if luck < 0.7:
            years = self.one_of((18, 25, 66, 67))
            return pension_age.birthday(day, -years) + timedelta(near)
        return date(1930, 1, 1) + timedelta(self.upto((date(day.year - 19, 1, 1) - date(1930, 1, 1)).days))

    def income(self, couple, most):
        items = []
        war_or_credit = set()  # nobody has two of these
        for _ in range(self.upto(most)):
            kind = self.one_of(COUNTED_KINDS if self.chance() < 0.7 else INCOME_KINDS)
            whose = self.one_of(WHOSE_COUPLE) if couple else "person"
            if kind == "pension_credit_savings" or kind.startswith("war_"):
                if whose == "joint" or (kind, whose) in war_or_credit:
                    continue
                war_or_credit.add((kind, whose))
            item = {"kind": kind, **self.regular()}
            if couple:
                item["whose"] = whose
            if self.chance() < 0.06:
                item["notional"] = True
            if self.chance() < 0.08:
                item["ignored_weekly"] = text(self.weekly(6000))
            if couple and kind in oracle.HALF_PASSED and self.chance() < 0.5:
                item["half_passed_to_partner"] = True
            if kind == "rent_received" and self.chance() < 0.3:
                item["from_counted_capital"] = self.chance() < 0.5
            items.append(item)
        return items

    def capital(self, couple, most):
        holdings = []
        for _ in range(self.upto(most)):
            kind = self.one_of(PLAIN_CAPITAL if self.chance() < 0.6 else CAPITAL_KINDS)
            if kind == "main_home" and any(held["kind"] == kind for held in holdings):
                kind = "other_property"  # there is one main home
            luck = self.chance()
            if luck < 0.25:
                value = self.one_of(CAPITAL_BORDERS)
            elif luck < 0.65:
                value = self.upto(900000)
            elif luck < 0.9:
                value = 1425000 + self.upto(900000)
            else:
                value = self.upto(40000000)
            if self.chance() < 0.15:  # the rest up to a border in a second holding
                first = self.upto(value)
                holdings.append({"kind": self.one_of(PLAIN_CAPITAL), "value": text(first)})
                value -= first
            holding = {"kind": kind, "value": text(value)}
            if couple:
                shared = self.chance() < 0.4
                holding["whose"] = self.one_of(("joint", "joint", "partner")) if shared else "person"
            if kind in oracle.PROPERTY:
                if self.chance() < 0.5:
                    holding["secured_debt"] = text(self.upto(value + value // 10))
                if self.chance() < 0.3:
                    holding["occupied_by"] = self.one_of(OCCUPIERS)
            elif kind not in oracle.NO_SECURITY and self.chance() < 0.03:
                holding["secured_debt"] = text(self.upto(value))
            if self.chance() < (0.4 if kind in oracle.PROPERTY else 0.06):
                holding["share_percent"] = self.one_of(
                    ("50", "25", "33.33", "66.67", "100", "0.5", "1", "12.5", "99.99", "75")
                )
            elif self.chance() < 0.08:
                parts, of = self.one_of(((1, 3), (2, 3), (1, 1), (1, 7), (5, 6), (999, 1000)))
                holding["share"] = {"parts": parts, "of": of}
            if self.chance() < 0.05:
                holding["costs_money_to_sell"] = self.chance() < 0.5
            if oracle.CAPITAL[kind] == "52 weeks":
                holding["weeks_held"] = self.one_of((0, 1, 26, 51, 52, 53, 100))
            if self.chance() < 0.05:
                holding["notional"] = True
            if self.chance() < 0.05:
                holding["ignored_by_council"] = True
            holdings.append(holding)
        return holdings

    def housing(self):
        costs = []
        for _ in range(self.upto(4)):
            cost = {"kind": self.one_of(HOUSING_KINDS), **self.regular(15000)}
            if self.chance() < 0.5:
                cost["shared_by"] = 1 + self.upto(4)
            costs.append(cost)
        housing = {"costs": costs} if costs or self.chance() < 0.5 else {}
        if self.chance() < 0.3:
            housing["help_with_rent"] = self.regular(10000)
        if self.chance() < 0.3:
            housing["help_with_council_tax"] = self.regular(3000)
        return housing

    def disability_related_expenses(self):
        items = []
        for _ in range(self.upto(4)):
            kind = self.one_of(EXPENSE_KINDS)
            item = {"kind": kind, **self.regular(4000)}
            if kind in ("heating", "water") or self.chance() < 0.05:
                # Now and then more than is paid, so that nothing is allowed.
                paid = oracle.pence(item["amount"])
                item["normal_amount"] = text(self.upto(paid + paid // 4))
            items.append(item)
        return items

    def care(self, policy):
        luck = self.chance()
        setting = (
            "at_home" if luck < 0.6
            else "care_home_permanent" if luck < 0.82
            else "care_home_temporary"
        )
        care = {"setting": setting}
        luck = self.chance()
        if luck < 0.55:
            care["weekly_cost"] = text(self.weekly(120000))
        elif luck < 0.8:
            care["parts"] = parts = []
            for n in range(1 + self.upto(2)):
                part = {"name": f"Part {n + 1}", "price": text(self.weekly(8000))}
                if self.chance() < 0.8:
                    part["units"] = self.one_of(("1", "3.5", "7", "10", "0.25", "14.75", "0", "1.005", "2.125"))
                parts.append(part)
        if self.chance() < 0.3:
            care["night_care"] = True
        if setting == "care_home_permanent" and self.chance() < 0.6:
            care["weeks_in_care_home"] = self.one_of((0, 1, 11, 12, 13, 52))
        if self.chance() < 0.06:
            care["nhs_funded_nursing_care"] = self.one_of(("267.68", "254.06", "0.01", "900.00"))
        if self.chance() < 0.03:
            care["free_because"] = self.one_of(FREE)
        return care

    def policy(self):
        policy = {}
        if self.chance() < 0.25:
            return policy
        often = self.one_of((0.1, 0.3, 0.6))

        def decides():
            return self.chance() < often

        if decides():
            guarantee = {}
            if decides():
                guarantee["percent_added"] = self.one_of(("25", "10", "1", "2.5", "7.77", "0.01"))
            if decides():
                guarantee["added_weekly"] = text(self.upto(3000))
            if decides():
                guarantee["weekly"] = text(10000 + self.upto(20000))
            if decides():
                guarantee["disability_premiums_at_pension_age"] = True
            if decides():
                guarantee["disability_premium_of_mixed_age_couple"] = self.one_of(
                    ("by_own_age", "never", "if_either_is_below")
                )
            for name in ("carer_premium_through_partner", "long_incapacity_brings_disability_premium"):
                if decides():
                    guarantee[name] = self.chance() < 0.8
            policy["minimum_income_guarantee"] = guarantee
        if decides():
            policy["personal_expenses_addition"] = text(self.upto(1500))
        if decides():
            expenses = {"method": self.one_of(METHODS)}
            if decides() or expenses["method"] != "itemised":
                expenses["standard_weekly"] = text(self.upto(3500))
            if decides():
                expenses["only_with_disability_benefit"] = True
            if decides():
                expenses["most_weekly"] = {
                    self.one_of(EXPENSE_KINDS): text(self.upto(2000)) for _ in range(4)
                }
            policy["disability_related_expenses"] = expenses
        if decides():
            policy["percent_charged"] = self.one_of(("90", "75", "50", "0", "100", "99.9", "33.33"))
        if decides():
            policy["maximum_weekly_charge"] = text(self.upto(40000))
        if decides():
            policy["minimum_weekly_charge"] = self.one_of(("1.25", "1.00", "2.00", "5.00", "0.01"))
        if decides():
            policy["charge_rounded_down_to"] = self.one_of(("0.05", "0.10", "1.00", "0.01", "0.25"))
        for name in (
            "ignore_night_part_of_attendance_allowance_and_dla",
            "ignore_night_part_of_pip",
            "couple_assessed_jointly_if_better",
            "temporary_stay_charged_as_at_home",
            "flat_savings_credit_from_65",
        ):
            if decides():
                policy[name] = self.chance() < 0.8
        if decides():
            policy["savings_credit_at_home"] = self.one_of(("ignored", "ignored_up_to_cap"))
        if decides():
            policy["further_housing_costs"] = sorted(k for k in FURTHER_COSTS if self.chance() < 0.6)
        if decides():
            policy["further_ignored_income"] = sorted({self.one_of(INCOME_KINDS) for _ in range(3)})
        if decides():
            policy["arrangement_fee"] = text(self.upto(1000))
        if decides():
            policy["couple_floor"] = text(25000 + self.upto(15000))
        if decides():
            policy["capital_at_home"] = {
                name: self.one_of(values)
                for name, values in (
                    ("lower_limit", ("14250", "10000", "16000.50", "20000")),
                    ("upper_limit", ("23250", "16000", "30000", "25000.01")),
                    ("tariff_step", ("250", "100", "500", "333.33")),
                )
                if self.chance() < 0.6
            }
        if decides():
            policy["fractions_of_a_penny"] = self.one_of(("nearest", "in_persons_favour"))
        if decides():
            policy["year"] = self.one_of(("fifty_two_weeks", "three_hundred_and_sixty_five_days"))
        if decides():
            policy["sale_costs_percent"] = self.one_of(("10", "0", "5", "7.5", "3.333"))
        if decides():
            policy["home_care_hourly_rate"] = text(1800 + self.upto(1000))
        return policy

    def request(self):
        day = self.day()
        couple = self.chance() < 0.4
        person, household = {}, {}
        self.age(day, person, adult=True)
        premiums = {
            name: self.chance() < 0.5
            for name in ("disability", "enhanced_disability", "carer")
            if self.chance() < 0.08
        }
        if premiums:
            person["premiums"] = premiums
        if couple:
            household["partner"] = partner = {}
            if self.chance() < 0.95:
                self.age(day, partner, adult=False)
            if self.chance() < 0.08:
                partner["lives_in_care_home"] = self.chance() < 0.8
        if self.chance() < 0.2:
            household["children"] = self.upto(4)
        policy = self.policy()
        circumstances = {
            "person": person,
            "household": household,
            "care": self.care(policy),
            "income": self.income(couple, 7),
            "capital": self.capital(couple, 3),
        }
        if self.chance() < 0.7:
            circumstances["housing"] = self.housing()
        if self.chance() < 0.6:
            circumstances["disability_related_expenses"] = self.disability_related_expenses()
        if self.chance() < 0.2:
            circumstances["agreed_allowances"] = [
                {"name": "Agreed", **self.regular(3000)} for _ in range(1 + self.upto(1))
            ]
        if self.chance() < 0.06:
            circumstances["taking_part"] = self.one_of(
                ("full", "declined", "light_touch_can_afford", "light_touch_cannot_afford")
            )
        request = {"date": day.isoformat(), "circumstances": circumstances, "policy": policy}
        if self.chance() < 0.01:
            self.spoil(request)
        return request

    def spoil(self, request):
        """Makes it something that cannot be assessed."""
        circumstances = request["circumstances"]
        fault = self.upto(12)
        if fault == 0:
            circumstances["person"] = {"age": 17}
        elif fault == 1:
            circumstances["person"] = {}
            circumstances["care"]["setting"] = "at_home"
        elif fault == 2:
            circumstances["housing"] = {"costs": [{"kind": "rent", "amount": "80.00", "shared_by": 0}]}
        elif fault == 3:
            circumstances["care"]["weekly_cost"] = "100.00"
            circumstances["care"]["parts"] = [{"name": "Home care", "price": "20.00", "units": "5"}]
        elif fault == 4:
            request["date"] = self.one_of(("2015-03-31", "2027-04-06", "2009-01-01", "2031-06-30"))
        elif fault == 5:
            kind = self.one_of(("personal_injury_payment", "benefit_arrears"))
            circumstances["capital"] = [{"kind": kind, "value": "1000.00"}]
        elif fault == 6:
            circumstances["household"] = {}
            circumstances["capital"] = []
            circumstances["income"] = [{"kind": "annuity", "amount": "9.00", "whose": "joint"}]
        elif fault == 7:
            circumstances["person"] = {"age": 30, "reached_pension_age": True}
        elif fault == 8:
            circumstances["person"] = {"age": 30, "date_of_birth": "1950-02-03"}
        elif fault == 9:
            circumstances["capital"] = [{"kind": "main_home", "value": "9.00"}] * 2
        elif fault == 10:
            circumstances["capital"] = [
                {"kind": "premium_bonds", "value": "9.00", "secured_debt": "1.00"}
            ]
        elif fault == 11:
            kind = self.one_of(("heating", "water"))
            circumstances["disability_related_expenses"] = [{"kind": kind, "amount": "9.00"}]
        else:
            circumstances["capital"] = [
                {"kind": "land", "value": "1000.00", "share_percent": self.one_of(("0", "100.01", "250"))}
            ]

    def raised(self, request):
        """The same household with more of one income; None where there is
        none to raise. More of an income may lower a charge in one lawful way:
        the first penny of a disability benefit may open the door to a
        council's disability-related expenses, so those are left alone there."""
        expenses = request["policy"].get("disability_related_expenses") or {}
        door = expenses.get("only_with_disability_benefit", False)
        items = [
            n
            for n, item in enumerate(request["circumstances"]["income"])
            if not (door and item["kind"] in oracle.CARE_BENEFITS)
        ]
        if not items:
            return None
        more = copy.deepcopy(request)
        item = more["circumstances"]["income"][self.one_of(items)]
        by = 1 if self.chance() < 0.2 else self.upto(20000)
        item["amount"] = text(oracle.pence(item["amount"]) + by)
        return more


def facts(value, path=""):
    """Every fact of a set of circumstances: its place, `income[].kind`, and for
    a word that is one of several the word too, `income[].kind=earnings`."""
    if isinstance(value, dict):
        for name, member in value.items():
            place = f"{path}.{name}" if path else name
            yield place
            yield from facts(member, place)
    elif isinstance(value, list):
        for member in value:
            yield from facts(member, f"{path}[]")
    elif isinstance(value, str) and re.fullmatch("[a-z][a-z0-9_]*", value):
        yield f"{path}={value}"


def made(count=10_000):
    """The facts that so many households have."""
    households = Households(2026)
    return sorted({fact for _ in range(count) for fact in facts(households.request()["circumstances"])})


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--count", type=int, default=1000, help="how many households")
    options.add_argument("--seed", type=int, default=2026)
    options.add_argument("--pairs", action="store_true", help="each followed by one with more income")
    options.add_argument("--facts", action="store_true", help="the facts they have, instead of them")
    chosen = options.parse_args()
    if chosen.facts:
        json.dump(made(), sys.stdout, indent=1)
        print()
        return
    households = Households(chosen.seed)
    encode = json.JSONEncoder(separators=(",", ":")).encode
    write = sys.stdout.write
    left = chosen.count
    while left:
        request = households.request()
        if chosen.pairs:
            more = households.raised(request)
            if more is None:
                continue
            write(encode(request) + "\n" + encode(more) + "\n")
        else:
            write(encode(request) + "\n")
        left -= 1


if __name__ == "__main__":
    main()
