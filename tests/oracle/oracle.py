"""What somebody may be asked to pay for care, worked out a second time.

Written from the Care and Support (Charging and Assessment of Resources)
Regulations 2014 (SI 2014/2672, "the Regulations") and from the project's
written decisions on what they leave open, without reading the engine that it
checks, and in another style: whole pence as integers, exact fractions for
capital, the treatment of each kind as a table, one function a regulation.

    assess({"date": ..., "circumstances": {...}, "policy": {...}})

answers {"result": {...}, "totals": {...}} or {"problems": [...]}. Amounts in
the answer are strings with two decimal places.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import amounts
import pension_age


class Problem(ValueError):
    """Something that has to be put right before there can be an answer."""


# --- Numbers ---------------------------------------------------------------

_MOST = 9_999_999_999  # 99,999,999.99 in pence


def pence(amount):
    """An amount of money from JSON, in pence."""
    text = amount if isinstance(amount, str) else str(amount)
    whole, _, part = text.partition(".")
    if whole.isascii() and whole.isdigit() and len(part) <= 2 and (not part or part.isdigit()):
        found = int(whole) * 100 + int((part + "00")[:2])
    else:
        exact = Decimal(text) * 100
        if exact != exact.to_integral_value() or exact < 0:
            raise Problem(f"{text} is not an amount of money")
        found = int(exact)
    if found > _MOST:
        raise Problem(f"{text} is too much")
    return found


def _exact(number):
    """A percentage or a number of units from JSON."""
    return Fraction(number if isinstance(number, str) else str(number))


def _down(over, under):
    return over // under


def _up(over, under):
    return -(-over // under)


def _nearest(over, under):
    """To the nearest, a half upwards."""
    return (2 * over + under) // (2 * under)


def two_places(in_pence):
    """`"12.34"`, `"-0.05"`, or None."""
    if in_pence is None:
        return None
    sign = "-" if in_pence < 0 else ""
    whole, part = divmod(abs(in_pence), 100)
    return f"{sign}{whole}.{part:02}"


# --- Regulation 13: a week's amount ----------------------------------------

WEEKLY_52 = {
    "week": (1, 1), "fortnight": (1, 2), "four_weeks": (1, 4),
    "month": (12, 52), "quarter": (4, 52), "year": (1, 52),
}
WEEKLY_365 = WEEKLY_52 | {
    "month": (12 * 7, 365), "quarter": (4 * 7, 365), "year": (7, 365),
}


class Council:
    """The council's settings, each with what applies where it decides nothing."""

    def __init__(self, policy):
        get = policy.get
        nearest = get("fractions_of_a_penny", "in_persons_favour") == "nearest"
        # Regulation 11: fractions of a penny, in the person's favour.
        self.in_down = _nearest if nearest else _down
        self.out_up = _nearest if nearest else _up
        self.weekly = WEEKLY_365 if get("year") == "three_hundred_and_sixty_five_days" else WEEKLY_52
        guarantee = get("minimum_income_guarantee") or {}
        self.guarantee_percent = _exact(guarantee.get("percent_added", 0))
        self.guarantee_added = pence(guarantee.get("added_weekly", 0))
        self.guarantee_weekly = _maybe(guarantee.get("weekly"))
        self.premiums_at_pension_age = guarantee.get("disability_premiums_at_pension_age", False)
        self.mixed_ages = guarantee.get("disability_premium_of_mixed_age_couple", "by_own_age")
        self.carer_by_partner = guarantee.get("carer_premium_through_partner", False)
        self.long_incapacity = guarantee.get("long_incapacity_brings_disability_premium", False)
        self.flat_savings_credit = get("flat_savings_credit_from_65", False)
        self.personal_expenses_addition = pence(get("personal_expenses_addition", 0))
        expenses = get("disability_related_expenses") or {}
        self.expense_method = expenses.get("method", "itemised")
        self.expense_standard = pence(expenses.get("standard_weekly", 0))
        self.expense_needs_benefit = expenses.get("only_with_disability_benefit", False)
        self.expense_most = {k: pence(v) for k, v in (expenses.get("most_weekly") or {}).items()}
        self.percent_charged = _exact(get("percent_charged", 100))
        self.maximum = _maybe(get("maximum_weekly_charge"))
        self.minimum = pence(get("minimum_weekly_charge", 0))
        self.multiple = pence(get("charge_rounded_down_to", "0.01"))
        self.night_attendance = get("ignore_night_part_of_attendance_allowance_and_dla", False)
        self.night_pip = get("ignore_night_part_of_pip", False)
        self.savings_credit_all = get("savings_credit_at_home", "ignored") == "ignored"
        self.further_costs = frozenset(get("further_housing_costs") or ())
        self.further_ignored = frozenset(get("further_ignored_income") or ())
        self.arrangement_fee = pence(get("arrangement_fee", 0))
        self.jointly_if_better = get("couple_assessed_jointly_if_better", False)
        self.couple_floor = _maybe(get("couple_floor"))
        limits = get("capital_at_home") or {}
        self.lower_limit = max(amounts.LOWER_LIMIT, _maybe(limits.get("lower_limit")) or 0)
        self.upper_limit = max(amounts.UPPER_LIMIT, _maybe(limits.get("upper_limit")) or 0)
        self.tariff_step = max(amounts.TARIFF_STEP, _maybe(limits.get("tariff_step")) or 0)
        self.temporary_as_at_home = get("temporary_stay_charged_as_at_home", False)
        self.sale_costs = _exact(get("sale_costs_percent", 10))

    def income_weekly(self, amount, every):
        over, under = self.weekly[every]
        return self.in_down(amount * over, under)

    def outgoing_weekly(self, amount, every):
        over, under = self.weekly[every]
        return self.out_up(amount * over, under)


def _maybe(amount):
    return None if amount is None else pence(amount)


# --- Schedule 1: how each kind of income is treated ------------------------

COUNTED, IGNORED, TEN_POUNDS, WAR, SAVINGS_CREDIT, NOT_AT_HOME, CAPITAL_INCOME, RENT, TENANT, BOARDER = (
    "counted", "ignored", "ten pounds ignored", "war disablement",
    "savings credit", "counted in a care home only", "capital", "rent", "sub-tenant", "boarder",
)

INCOME = {
    # Pensions, net of tax (paragraph 1)
    "state_pension": COUNTED,
    "private_pension": COUNTED,
    "occupational_pension": COUNTED,
    "annuity": COUNTED,
    "pension_credit_guarantee": COUNTED,
    "pension_credit_savings": SAVINGS_CREDIT,  # paragraph 40
    # Care parts are counted (paragraph 4 then needs expenses to be allowed),
    # mobility parts are not (paragraphs 8 and 10).
    "attendance_allowance_lower": COUNTED,
    "attendance_allowance_higher": COUNTED,
    "dla_care_low": COUNTED,
    "dla_care_middle": COUNTED,
    "dla_care_high": COUNTED,
    "dla_mobility": IGNORED,
    "pip_daily_living_standard": COUNTED,
    "pip_daily_living_enhanced": COUNTED,
    "pip_mobility": IGNORED,
    "constant_attendance_allowance": COUNTED,  # excepted from paragraph 17A
    # Scotland's own benefits, in the place of PIP and of Attendance Allowance
    "adult_disability_daily_living_standard": COUNTED,
    "adult_disability_daily_living_enhanced": COUNTED,
    "adult_disability_mobility": IGNORED,
    "pension_age_disability_lower": COUNTED,
    "pension_age_disability_higher": COUNTED,
    # Out of work and low income
    "employment_and_support_allowance": COUNTED,
    "income_support": COUNTED,
    "jobseekers_allowance": COUNTED,
    "universal_credit_standard": COUNTED,
    "universal_credit_health": COUNTED,
    "universal_credit_housing": IGNORED,
    "universal_credit_child": IGNORED,
    "universal_credit_carer": COUNTED,
    "carers_allowance": COUNTED,
    "carer_support_payment": COUNTED,
    "incapacity_benefit": COUNTED,
    "severe_disablement_allowance": COUNTED,
    "industrial_injuries_disablement_benefit": COUNTED,
    "maternity_allowance": COUNTED,
    "bereavement_benefit": COUNTED,
    # Children; giving others a home
    "fostering_allowance": IGNORED,
    "adoption_allowance": IGNORED,
    "special_guardianship_allowance": IGNORED,
    "shared_lives_payment": IGNORED,
    "child_benefit": IGNORED,
    "child_tax_credit": IGNORED,
    "guardians_allowance": IGNORED,
    "child_maintenance_received": IGNORED,
    # Housing and one-off help (paragraph 3 and others)
    "housing_benefit": IGNORED,
    "council_tax_reduction": IGNORED,
    "winter_fuel_payment": IGNORED,
    "cold_weather_payment": IGNORED,
    "christmas_bonus": IGNORED,
    "social_fund": IGNORED,
    # Work: regulation 14; what an employer pays for sickness or a new child is
    # earnings too, by regulation 35(1) of the Housing Benefit Regulations 2006
    "earnings": IGNORED,
    "self_employment": IGNORED,
    "statutory_sick_pay": IGNORED,
    "statutory_maternity_pay": IGNORED,
    "statutory_paternity_pay": IGNORED,
    "statutory_adoption_pay": IGNORED,
    "statutory_shared_parental_pay": IGNORED,
    "statutory_parental_bereavement_pay": IGNORED,
    "statutory_neonatal_care_pay": IGNORED,
    "working_tax_credit_disability_element": NOT_AT_HOME,
    "working_tax_credit": NOT_AT_HOME,  # statutory guidance, annex C
    # Armed forces: paragraphs 10, 17, 17A, 18
    "war_disablement_pension": WAR,
    "war_widows_pension": TEN_POUNDS,
    "survivors_guaranteed_income_payment": TEN_POUNDS,
    "war_widows_special_payment": IGNORED,
    "gallantry_award": IGNORED,
    "war_pensioners_mobility_supplement": IGNORED,
    "armed_forces_independence_payment": IGNORED,
    "guaranteed_income_payment": IGNORED,
    # Education and training, trusts, injuries, compensation: annex C
    "education_grant_or_loan": IGNORED,
    "training_allowance": IGNORED,
    "discretionary_trust": IGNORED,
    "personal_injury_income": IGNORED,
    "compensation_scheme_payment": IGNORED,
    # Regulation 19(3): income of capital is capital
    "interest_or_dividends": CAPITAL_INCOME,
    "rent_received": RENT,
    # Income Support Regulations Schedule 9 paragraphs 19 and 20
    "sub_tenant_payment": TENANT,
    "lodger_payment": BOARDER,
    # Other
    "trust_income": COUNTED,
    "charitable_regular": IGNORED,
    "spouse_maintenance_received": COUNTED,
    "direct_payment": IGNORED,
    "other_benefit_counted": COUNTED,
    "other_counted": COUNTED,
    "other_ignored": IGNORED,
}

#: The benefit's rate with care in the night, its rate without, and which of
#: the council's settings ignores the difference (R (Carton) v Coventry 2001).
NIGHT = {
    "attendance_allowance_higher": ("attendance_higher", "attendance_lower", "night_attendance"),
    "dla_care_high": ("dla_care_high", "dla_care_middle", "night_attendance"),
    "pip_daily_living_enhanced": ("pip_enhanced", "pip_standard", "night_pip"),
}

#: Benefits in the light of which disability-related expenses are allowed.
CARE_BENEFITS = frozenset(
    "attendance_allowance_lower attendance_allowance_higher dla_care_low dla_care_middle "
    "dla_care_high pip_daily_living_standard pip_daily_living_enhanced "
    "constant_attendance_allowance adult_disability_daily_living_standard "
    "adult_disability_daily_living_enhanced pension_age_disability_lower "
    "pension_age_disability_higher".split()
)

#: Regulation 7(5) and (6): who has, or would on income support have, each
#: premium: those who receive one of these.
DISABILITY = CARE_BENEFITS | frozenset(
    "dla_mobility pip_mobility severe_disablement_allowance incapacity_benefit "
    "armed_forces_independence_payment adult_disability_mobility "
    "war_pensioners_mobility_supplement working_tax_credit_disability_element".split()
)
ENHANCED = frozenset(
    "dla_care_high pip_daily_living_enhanced armed_forces_independence_payment "
    "adult_disability_daily_living_enhanced".split()
)
CARER = frozenset("carers_allowance universal_credit_carer carer_support_payment".split())
#: What a council may take as the long incapacity of Income Support Schedule 2
#: paragraph 12(1)(b).
INCAPABLE = frozenset(("employment_and_support_allowance", "universal_credit_health"))

#: Schedule 1 paragraph 16.
HALF_PASSED = frozenset(("private_pension", "occupational_pension", "annuity"))

#: Income that is help with a cost of the home (Schedule 1 paragraphs 2(2) and 3).
HELP = {
    "help_with_rent": frozenset(("housing_benefit", "universal_credit_housing")),
    "help_with_council_tax": frozenset(("council_tax_reduction",)),
}

# --- Schedule 2: capital ----------------------------------------------------

CAPITAL = {
    "bank_or_building_society": COUNTED,
    "cash": COUNTED,
    "national_savings": COUNTED,
    "premium_bonds": COUNTED,
    "shares_or_unit_trusts": COUNTED,
    "other_investment": COUNTED,
    "money_held_by_others": COUNTED,
    "main_home": "home",  # paragraphs 1, 2 and 4
    "other_property": COUNTED,
    "land": COUNTED,
    "business_assets": IGNORED,
    "personal_possessions": IGNORED,
    "possessions_bought_to_avoid_charge": COUNTED,
    "life_policy_surrender_value": IGNORED,
    "investment_bond_with_life_insurance": IGNORED,
    "personal_injury_trust": IGNORED,
    "personal_injury_payment": "52 weeks",
    "benefit_arrears": "52 weeks",
    "compensation_scheme": IGNORED,
    "prepaid_funeral_plan": IGNORED,
    "other_counted": COUNTED,
    "other_ignored": IGNORED,
}

PROPERTY = frozenset(("main_home", "other_property", "land"))

#: Regulation 20: whose sale costs money, by the kind.
SALE_COSTS = PROPERTY | frozenset(
    "shares_or_unit_trusts other_investment business_assets personal_possessions "
    "possessions_bought_to_avoid_charge".split()
)
#: On which no debt can be secured.
NO_SECURITY = frozenset(
    "bank_or_building_society cash national_savings premium_bonds money_held_by_others".split()
)

#: Schedule 1 paragraph 2: costs of the home, and what help goes against them.
HOUSING = {
    "rent": "help_with_rent",
    "ground_rent": "help_with_rent",
    "service_charge": "help_with_rent",
    "council_tax": "help_with_council_tax",
    "mortgage": None,
    "other_allowed": None,
    # A local setting allows these:
    "contents_insurance": None,
    "buildings_insurance": None,
    "water_charges": None,
}
ALWAYS_ALLOWED = frozenset(
    ("rent", "ground_rent", "service_charge", "council_tax", "mortgage", "other_allowed")
)


class Case:
    """One request, with what the regulations' functions ask of it."""

    def __init__(self, request):
        self.day = date.fromisoformat(request["date"])
        if not amounts.WEEKLY_AMOUNTS[0][0] <= self.day <= amounts.LAST_DAY:
            raise Problem("there are no amounts for this day")
        self.rates = amounts.in_force(amounts.WEEKLY_AMOUNTS, self.day)
        self.benefits = amounts.in_force(amounts.BENEFIT_RATES, self.day)
        self.council = Council(request.get("policy") or {})
        known = request["circumstances"]
        self.person = known.get("person") or {}
        household = known.get("household") or {}
        self.partner = household.get("partner")
        self.children = household.get("children", 0)
        self.care = known["care"]
        self.setting = self.care["setting"]
        self.home_rules = self.setting == "at_home" or (
            # Regulation 8: a short stay charged as if it were care at home.
            self.setting == "care_home_temporary" and self.council.temporary_as_at_home
        )
        # A temporary resident's attendance allowance and care parts are ignored
        # (Schedule 1; statutory guidance, annex F), "attendance allowance" in
        # the sense of the Income Support Regulations, constant attendance too.
        self.temporary_resident = self.setting == "care_home_temporary" and not self.home_rules
        self.night_care = self.care.get("night_care", False)
        self.income = known.get("income") or ()
        self.capital = known.get("capital") or ()
        self.housing = known.get("housing") or {}
        self.expenses = known.get("disability_related_expenses") or ()
        self.allowances = known.get("agreed_allowances") or ()
        self.taking_part = known.get("taking_part", "full")
        #: Two of whom one lives in a care home for good are not one household.
        self.couple = self.partner is not None and not self.partner.get("lives_in_care_home", False)
        self._ages()
        contradictions(self)

    def _ages(self):
        person = self.person
        born = _day(person.get("date_of_birth"))
        age = person.get("age")
        if born is not None:
            age = pension_age.age_on(born, self.day)
        said = person.get("reached_pension_age")
        if age is not None and age < 18:
            raise Problem("this estimate is for adults")
        self.pensioner = pension_age.reached(self.day, said=said, born=born, age=age)
        self.age = age
        self.under_25 = age is not None and age < 25
        if self.home_rules and self.pensioner is None:
            raise Problem("an age or a date of birth is needed")
        self.partner_pensioner = self.partner is not None and bool(
            pension_age.reached(
                self.day,
                said=self.partner.get("reached_pension_age"),
                born=_day(self.partner.get("date_of_birth")),
                age=self.partner.get("age"),
            )
        )


def contradictions(case):
    """Facts that cannot both be true, or that leave out what the sum hangs on."""
    for who in (case.person, case.partner or {}):
        born, age = _day(who.get("date_of_birth")), who.get("age")
        if born is not None and born > case.day:
            raise Problem("born after the day of the estimate")
        if born is not None and age is not None and pension_age.age_on(born, case.day) != age:
            raise Problem("the age and the date of birth do not agree")
        said = who.get("reached_pension_age")
        if said is not None:
            possible = pension_age.possible(case.day, born=born, age=age)
            if said not in possible:
                raise Problem("pension age cannot be so at this age")
    for item in case.income:
        if item.get("half_passed_to_partner", False):
            if item["kind"] not in HALF_PASSED:
                raise Problem("half goes to a partner only of a pension")
            if case.partner is None:
                raise Problem("there is no partner to pass half to")
        if item.get("whose", "person") != "person" and case.partner is None:
            raise Problem("there is no partner to share an income with")
    homes = 0
    for holding in case.capital:
        homes += holding["kind"] == "main_home"
        if holding.get("whose") == "partner" and case.partner is None:
            raise Problem("there is no partner to own this")
        if holding["kind"] in NO_SECURITY and pence(holding.get("secured_debt", 0)):
            raise Problem("a debt is not secured on this")
    if homes > 1:
        raise Problem("there is one main home")
    for item in case.expenses:
        if item["kind"] in ("heating", "water") and item.get("normal_amount") is None:
            raise Problem("the normal use is needed")


def _day(text):
    return None if text is None else date.fromisoformat(text)


# --- Income ------------------------------------------------------------------


def regulation_13_income(case, who):
    """Regulations 13 to 17 and Schedule 1: for the person or for the partner,
    (all weekly income but notional, counted, ignored, whether a care benefit
    is counted). Joint income is half each's."""
    council = case.council
    everything = counted_in_all = ignored_in_all = 0
    care_benefit = savings_credit = False
    ten_pounds = [1000]  # Schedule 1 paragraph 17: of all war pensions together
    for item in case.income:
        whose = item.get("whose", "person")
        if whose != who and whose != "joint":
            continue
        weekly = council.income_weekly(pence(item["amount"]), item.get("every", "week"))
        if whose == "joint":
            weekly = council.in_down(weekly, 2)
        counted = schedule_1(case, item, weekly, ten_pounds)
        kind = item["kind"]
        savings_credit = savings_credit or kind == "pension_credit_savings"
        if counted > 0 and kind in CARE_BENEFITS:
            care_benefit = True
        counted -= night_part(case, kind, counted)
        if not item.get("notional", False):
            everything += weekly - passed_on(case, item, weekly)
        counted_in_all += counted
        ignored_in_all += weekly - counted
    if who == "person" and not savings_credit:
        flat = flat_savings_credit(case, counted_in_all)
        counted_in_all -= flat
        ignored_in_all += flat
    return everything, counted_in_all, ignored_in_all, care_benefit


def passed_on(case, item, weekly):
    """Schedule 1 paragraph 16: half of the pension itself, not of what is left of
    it, that goes to the spouse of somebody in a care home."""
    if item.get("half_passed_to_partner") and not case.home_rules and case.partner is not None:
        return case.council.out_up(weekly, 2)
    return 0


def single_for_savings_credit(case):
    """State Pension Credit Regulations 2002 regulation 5: a permanent resident is
    not of the household at home."""
    return not case.couple or case.setting == "care_home_permanent"


def flat_savings_credit(case, counted):
    """Schedule 1 paragraph 40, where a council ignores a flat sum from 65 above
    the guarantee of Pension Credit."""
    if not case.council.flat_savings_credit or case.benefits is None:
        return 0
    if case.age is None or case.age < 65:
        return 0
    single = single_for_savings_credit(case)
    if counted <= case.benefits["pension_credit" if single else "pension_credit_couple"]:
        return 0
    return min(counted, case.rates["savings_credit" if single else "savings_credit_couple"])


def rent_is_capital(case, item):
    """Regulation 19(3): the rent of what is counted, or ignored by a paragraph that
    regulation 19(3) does not except, is capital."""
    said = item.get("from_counted_capital")
    if said is not None:
        return said
    whose = item.get("whose", "person")
    for holding in case.capital:
        owner = holding.get("whose", "person")
        if holding.get("notional") or holding.get("ignored_by_council"):
            continue
        if "joint" not in (whose, owner) and whose != owner:
            continue
        if holding["kind"] in ("other_property", "land"):
            return True
        if holding["kind"] == "main_home":
            # Excepted: paragraphs 1 (lived in) and 4 (a relative lives there).
            if case.setting == "care_home_permanent" and holding.get("occupied_by") is None:
                return True
    return False


def schedule_1(case, item, weekly, ten_pounds):
    """What of one item is counted, before the night part."""
    kind = item["kind"]
    council = case.council
    treatment = INCOME[kind]
    if kind in council.further_ignored or treatment is IGNORED:
        return 0
    if kind in CARE_BENEFITS and case.temporary_resident:
        return 0
    counted = weekly
    if treatment is WAR:  # paragraphs 17 and 17A
        treatment = IGNORED if case.day >= amounts.WAR_DISABLEMENT_IGNORED_FROM else TEN_POUNDS
        if treatment is IGNORED:
            return 0
    if treatment is CAPITAL_INCOME or (treatment is RENT and rent_is_capital(case, item)):
        return 0
    if treatment is TENANT:
        counted -= min(weekly, amounts.TENANT_DISREGARD)
    elif treatment is BOARDER:
        over = max(0, weekly - amounts.TENANT_DISREGARD)
        counted = over - council.out_up(over, 2)
    if treatment is TEN_POUNDS:  # paragraph 17
        ignored = min(weekly, ten_pounds[0])
        ten_pounds[0] -= ignored
        counted -= ignored
    elif treatment is SAVINGS_CREDIT:  # paragraph 40
        if case.home_rules and council.savings_credit_all:
            return 0
        single = single_for_savings_credit(case)
        counted -= case.rates["savings_credit" if single else "savings_credit_couple"]
    elif treatment is NOT_AT_HOME and case.home_rules:
        return 0
    counted -= passed_on(case, item, weekly)
    counted -= pence(item.get("ignored_weekly", 0))
    return max(0, counted)


def night_part(case, kind, counted):
    """The part of a benefit paid for the night, where no night care is given."""
    if not case.home_rules or case.night_care or case.benefits is None or kind not in NIGHT:
        return 0
    with_night, without, setting = NIGHT[kind]
    if not getattr(case.council, setting):
        return 0
    return min(counted, case.benefits[with_night] - case.benefits[without])


# --- Capital -----------------------------------------------------------------


def regulation_18_capital(case, who):
    """Regulations 18 to 24 and Schedule 2: what the person or the partner has,
    in pence, not rounded."""
    total = 0
    for holding in case.capital:
        whose = holding.get("whose", "person")
        share = holding.get("share_percent")
        if share is not None:
            share = _exact(share)
            if not 0 < share <= 100:
                raise Problem("a share is more than 0 and at most 100 per cent")
        fraction = holding.get("share")
        if fraction is not None:
            if share is not None:
                raise Problem("a share is said twice")
            if not 0 < fraction["parts"] <= fraction["of"] <= 1000:
                raise Problem("a share is a part of the whole")
            share = Fraction(100 * fraction["parts"], fraction["of"])
        held = capital_counted(case, holding)
        if whose == "joint":
            # Regulation 24: equal shares unless land or shown to be unequal.
            if share is None:
                share = Fraction(50)
            if who == "partner":
                share = 100 - share
        elif whose != who:
            continue
        if held:
            total += held if share is None else held * share / 100
    return total


def capital_counted(case, holding):
    """Schedule 2 and regulation 20: the whole holding's value if it is counted."""
    kind = holding["kind"]
    treatment = CAPITAL[kind]
    if treatment == "52 weeks":  # personal injury payments, arrears of benefits
        weeks = holding.get("weeks_held")
        if weeks is None:
            raise Problem("how long ago it was received is needed")
        treatment = IGNORED if weeks < 52 else COUNTED
    elif treatment == "home":
        weeks = case.care.get("weeks_in_care_home")
        ignored = (
            case.setting != "care_home_permanent"  # paragraph 1
            or holding.get("occupied_by") is not None  # paragraph 4
            or (weeks is not None and weeks < 12)  # paragraph 2
        )
        treatment = IGNORED if ignored else COUNTED
    if treatment is IGNORED or holding.get("ignored_by_council", False):
        return 0
    value = pence(holding["value"])
    costs = holding.get("costs_money_to_sell")
    if costs is None:
        costs = kind in SALE_COSTS
    if costs and case.council.sale_costs:
        value = value * (100 - case.council.sale_costs) / 100
    return max(0, value - pence(holding.get("secured_debt", 0)))


def regulation_12_limits(case):
    """Lower limit, upper limit and step: a council may be more generous
    outside a care home, never less."""
    if case.home_rules:
        council = case.council
        return council.lower_limit, council.upper_limit, council.tariff_step
    return amounts.LOWER_LIMIT, amounts.UPPER_LIMIT, amounts.TARIFF_STEP


def regulation_25_tariff(capital, limits):
    """£1 a week for each step or part of a step above the lower limit; above
    the upper limit there is none, for the full cost is charged."""
    lower, upper, step = limits
    if capital <= lower or capital > upper:
        return 0
    over = capital - lower
    return 100 * int(-(-over // step))


# --- What is kept ------------------------------------------------------------


def _receives(case, kinds, with_partner):
    """Whether the person (or one of the couple) receives one of these."""
    return any(
        item["kind"] in kinds and (with_partner or item.get("whose", "person") != "partner")
        for item in case.income
    )


def regulation_7_guarantee(case):
    """Minimum income guarantee: (statutory, used)."""
    rates, council = case.rates, case.council
    couple = case.couple
    statutory = basic_guarantee(case)
    statutory += case.children * rates["child"]  # paragraph (1)(b)
    said = case.person.get("premiums") or {}
    may_be_disabled = council.premiums_at_pension_age or {
        "by_own_age": not case.pensioner,
        "never": not case.pensioner and not (couple and case.partner_pensioner),
        "if_either_is_below": not case.pensioner or (couple and not case.partner_pensioner),
    }[council.mixed_ages]
    # Income Support Schedule 2 paragraph 12: certified blind; long incapacity.
    without_benefit = case.person.get("certified_blind", False)
    without_benefit = without_benefit or (couple and case.partner.get("certified_blind", False))
    if council.long_incapacity:
        without_benefit = without_benefit or _receives(case, INCAPABLE, with_partner=False)
    for name, kinds, each, of_couple in (
        # Paragraphs (5) and (6): in a couple, where *one member* receives it.
        ("disability", DISABILITY, "disability", "couple_disability"),
        ("enhanced_disability", ENHANCED, "enhanced", "couple_enhanced"),
    ):
        due = said.get(name)
        if due is None:
            due = _receives(case, kinds, with_partner=couple)
            due = may_be_disabled and (due or (name == "disability" and without_benefit))
        if due:
            statutory += rates[of_couple if couple else each]
    due = said.get("carer")  # paragraph (7): the adult's own
    if due is None:
        due = _receives(case, CARER, with_partner=couple and council.carer_by_partner)
    if due:
        statutory += rates["carer"]
    local = statutory * (100 + council.guarantee_percent) / 100
    local = council.out_up(local.numerator, local.denominator) + council.guarantee_added
    return statutory, max(statutory, local, council.guarantee_weekly or 0)


def basic_guarantee(case):
    """Regulation 7(2) to (4), without children and premiums."""
    rates = case.rates
    if case.couple:
        either = case.pensioner or case.partner_pensioner
        return rates["couple_pension" if either else "couple"]
    if case.pensioner:
        return rates["single_pension"]
    if case.children >= 1:
        return rates["lone_parent"]
    return rates["single_18_24" if case.under_25 else "single_25"]


def regulation_6_personal_expenses(case):
    return case.rates["personal_expenses"] + case.council.personal_expenses_addition


def schedule_1_paragraph_2_housing(case):
    """(what is allowed net of help, the partner's shares of shared costs)."""
    council = case.council
    lines = {"help_with_rent": 0, "help_with_council_tax": 0, None: 0}
    partners = 0
    for cost in case.housing.get("costs") or ():
        kind, adults = cost["kind"], cost.get("shared_by", 1)
        if adults == 0:
            raise Problem("a cost is shared by at least one adult")
        if kind not in ALWAYS_ALLOWED and kind not in council.further_costs:
            continue
        weekly = council.outgoing_weekly(pence(cost["amount"]), cost.get("every", "week"))
        share = council.out_up(weekly, adults)
        lines[HOUSING[kind]] += share
        if adults >= 2:
            partners += share
    allowed = lines[None]
    for name in ("help_with_rent", "help_with_council_tax"):
        helped = case.housing.get(name)
        towards = 0
        if helped is not None:
            towards = council.income_weekly(pence(helped["amount"]), helped.get("every", "week"))
        towards = max(towards, help_as_income(case, HELP[name]))
        allowed += max(0, lines[name] - towards)
    if not (case.home_rules or case.setting == "care_home_temporary"):
        allowed = 0
    return allowed, partners


def help_as_income(case, kinds):
    """Help with a cost that was entered as an income: the person's own, and half of
    what a couple gets for the home of both."""
    total = 0
    for item in case.income:
        if item["kind"] in kinds and not item.get("notional", False):
            weekly = case.council.income_weekly(pence(item["amount"]), item.get("every", "week"))
            own = item.get("whose", "person") == "person"
            total += weekly if own else case.council.in_down(weekly, 2)
    return total


def schedule_1_paragraph_4_expenses(case, care_benefit):
    """Disability-related expenses, by the council's method; home rules only."""
    council = case.council
    if not case.home_rules or (council.expense_needs_benefit and not care_benefit):
        return 0
    items = 0
    for item in case.expenses:
        above = max(0, pence(item["amount"]) - (_maybe(item.get("normal_amount")) or 0))
        weekly = council.outgoing_weekly(above, item.get("every", "week"))
        items += min(weekly, council.expense_most.get(item["kind"], weekly))
    return {
        "itemised": items,
        "standard": council.expense_standard,
        "higher_of_both": max(items, council.expense_standard),
        "both": items + council.expense_standard,
    }[council.expense_method]


def agreed_allowances(case):
    return sum(
        case.council.outgoing_weekly(pence(item["amount"]), item.get("every", "week"))
        for item in case.allowances
    )


# --- The cost of the care ----------------------------------------------------


def cost_of_care(case):
    """In pence a week, or None if it is not known."""
    cost, parts = _maybe(case.care.get("weekly_cost")), case.care.get("parts")
    # NHS-funded nursing care goes to the home, and is off the cost.
    nursing = _maybe(case.care.get("nhs_funded_nursing_care")) or 0
    if not parts:
        return None if cost is None else max(0, cost - nursing)
    if cost is not None:
        raise Problem("either the cost or its parts, not both")
    total = 0
    for part in parts:
        exact = pence(part["price"]) * _exact(part.get("units", 1))
        total += _nearest(exact.numerator, exact.denominator)
    return max(0, total - nursing)


# --- The whole ----------------------------------------------------------------


def assess(request):
    """An assessment; `{"problems": [...]}` where there cannot be one."""
    try:
        return _assess(Case(request))
    except Problem as problem:
        return {"problems": [str(problem)]}


def _assess(case):
    council = case.council
    everything, counted, ignored, care_benefit = regulation_13_income(case, "person")
    capital = regulation_18_capital(case, "person")
    limits = regulation_12_limits(case)
    tariff = regulation_25_tariff(capital, limits)
    above_limit = capital > limits[1]

    guarantee = personal_expenses = None
    if case.home_rules:
        _, guarantee = regulation_7_guarantee(case)
    else:
        personal_expenses = regulation_6_personal_expenses(case)
    housing, partners_housing = schedule_1_paragraph_2_housing(case)
    expenses = schedule_1_paragraph_4_expenses(case, care_benefit)
    allowances = agreed_allowances(case)
    in_couple = case.home_rules and case.couple
    adjustment = partner_counted = 0
    if in_couple:
        _, partner_counted, _, _ = regulation_13_income(case, "partner")
        if council.couple_floor is not None:
            # A local check that the couple together are not left too little.
            partner_net = max(0, partner_counted - partners_housing)
            adjustment = max(0, council.couple_floor - (guarantee + partner_net))
    kept = (guarantee if case.home_rules else personal_expenses) + housing + expenses
    kept += allowances + adjustment
    available = max(0, counted + tariff - kept)

    # Care Act 2014 s14(7): never more than what is above that which is kept.
    asked = available
    if in_couple and council.jointly_if_better:
        partner_capital = regulation_18_capital(case, "partner")
        if partner_capital <= limits[1]:
            together = counted + partner_counted + tariff
            together += regulation_25_tariff(partner_capital, limits)
            both_keep = kept + basic_guarantee(case) + partners_housing
            asked = min(asked, max(0, together - both_keep))
    contribution = asked
    if case.home_rules:
        share = asked * council.percent_charged
        contribution = council.in_down(share.numerator, 100 * share.denominator)
        if council.maximum is not None:
            contribution = min(contribution, council.maximum)

    cost = cost_of_care(case)
    basis, charge = basis_and_charge(case, above_limit, contribution, cost)
    fee = council.arrangement_fee if basis == "full_cost" and case.home_rules else 0
    totals = {
        "capital_counted": _nearest(capital.numerator, capital.denominator),
        "tariff_income": tariff,
        "income_counted": counted,
        "income_ignored": ignored,
        "income_total": counted + tariff,
        "minimum_income_guarantee": guarantee,
        "personal_expenses_allowance": personal_expenses,
        "housing": housing,
        "disability_related_expenses": expenses,
        "agreed_allowances": allowances,
        "couple_adjustment": adjustment,
        "kept": kept,
        "available_income": available,
        "contribution": contribution,
        "cost_of_care": cost,
        "weekly_charge": charge,
        "council_pays": None if cost is None or charge is None else cost - charge,
        "left_with": None if charge is None else everything - charge,
        "arrangement_fee": fee,
    }
    totals = {name: two_places(amount) for name, amount in totals.items()}
    return {"result": {"basis": basis, "weekly_charge": two_places(charge)}, "totals": totals}


def basis_and_charge(case, above_limit, contribution, cost):
    """Care Act 2014 s14 and s17, Mental Health Act 1983 s117, regulations 3,
    4, 10 and 12, in this order: free; not taking part; capital; contribution."""
    if case.care.get("free_because") is not None:
        return "free", 0
    if case.taking_part in ("declined", "light_touch_can_afford"):
        return "full_cost", cost
    if case.taking_part == "light_touch_cannot_afford":
        return "nothing_to_pay", 0
    if above_limit:
        return "full_cost", cost
    charge = contribution if cost is None else min(contribution, cost)
    charge -= charge % case.council.multiple
    if charge < case.council.minimum:
        charge = 0
    return ("contribution" if charge else "nothing_to_pay"), charge


if __name__ == "__main__":
    import json
    import sys

    for line in sys.stdin:
        sys.stdout.write(json.dumps(assess(json.loads(line))) + "\n")
