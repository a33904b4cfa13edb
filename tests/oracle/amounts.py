"""The amounts of the law by date, restated as tables.

Every table is a list of (first day, amounts), oldest first; the amounts in
force on a day are those of the last line whose first day is not after it.
Amounts are in whole pence. Each line says how certain its figures are:
P published in a primary source, s seen in a secondary one that cites it,
d derived by the uprating that reproduces its published neighbours,
u unverified.
"""

from datetime import date


def pounds(text):
    """`"82.15"` in pence."""
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def _row(names, text):
    amounts = [pounds(word) for word in text.split()]
    if len(amounts) != len(names):
        raise ValueError(f"{len(names)} amounts expected: {text}")
    return dict(zip(names, amounts))


# Regulations 6 and 7 of SI 2014/2672, and the most of savings credit that
# Schedule 1 paragraph 40 ignores.
_NAMES = (
    "single_18_24 single_25 single_pension lone_parent couple couple_pension child "
    "disability enhanced couple_disability couple_enhanced carer "
    "personal_expenses savings_credit savings_credit_couple"
).split()

#: First day: SI 2015/644, SI 2022/243, SI 2023/277, then April 2024 to 2026.
WEEKLY_AMOUNTS = [
    # P but couple enhanced, carer (u) and savings credit (s)
    (date(2015, 4, 1), _row(_NAMES, "72.40 91.40 189.00 91.40 71.80 144.30 83.65 40.35 19.70 28.75 14.15 43.25 24.90 5.75 8.60")),
    # P singles, lone parent, child and personal expenses; d the rest;
    # u savings credit: 8.85 is 8.60 uprated by 3% to the nearest 5p, and itself
    # uprates by 10.1% to the 9.75 of the year after.
    (date(2022, 4, 6), _row(_NAMES, "74.60 94.15 194.70 94.15 73.95 148.65 86.20 41.55 20.30 29.60 14.60 44.55 25.65 5.90 8.85")),
    # P singles, child, carer, personal expenses; s savings credit; d the rest
    (date(2023, 4, 6), _row(_NAMES, "82.15 103.65 214.35 103.65 81.40 163.65 94.90 45.75 22.35 32.60 16.05 49.05 28.25 6.50 9.75")),
    # P pension age, child, carer, personal expenses; s the rest; first day u
    (date(2024, 4, 8), _row(_NAMES, "87.65 110.60 228.70 110.60 86.85 174.60 101.25 48.80 23.85 34.80 17.15 52.35 30.15 6.95 10.40")),
    # s singles, couple, disability, enhanced, personal expenses; d the rest
    (date(2025, 4, 6), _row(_NAMES, "89.15 112.50 232.60 112.50 88.35 177.55 102.95 49.65 24.25 35.40 17.45 53.25 30.65 7.05 10.60")),
    # s singles and personal expenses; d lone parent; u the rest; first day u
    (date(2026, 4, 6), _row(_NAMES, "95.40 120.40 241.45 120.40 94.55 184.30 106.85 51.55 25.15 36.75 18.10 55.25 31.80 7.30 11.00")),
]

#: The last day for which there are amounts.
LAST_DAY = date(2027, 4, 5)

# Benefit rates change on the first Monday on or after 6 April, which is not
# always the first day of the regulations' amounts: 7 April in 2025.
_BENEFITS = (
    "attendance_lower attendance_higher dla_care_middle dla_care_high pip_standard pip_enhanced "
    "pension_credit pension_credit_couple"
).split()
BENEFIT_RATES = [
    (date(2022, 4, 11), _row(_BENEFITS, "61.85 92.40 61.85 92.40 61.85 92.40 182.60 278.70")),
    (date(2023, 4, 10), _row(_BENEFITS, "68.10 101.75 68.10 101.75 68.10 101.75 201.05 306.85")),
    (date(2024, 4, 8), _row(_BENEFITS, "72.65 108.55 72.65 108.55 72.65 108.55 218.15 332.95")),
    (date(2025, 4, 7), _row(_BENEFITS, "73.90 110.40 73.90 110.40 73.90 110.40 227.10 346.60")),
    (date(2026, 4, 6), _row(_BENEFITS, "76.70 114.60 76.70 114.60 76.70 114.60 238.00 363.25")),
]

#: Regulation 12 (limits) and 25 (£1 for every £250 or part of £250); the same
#: in every year since 2010.
LOWER_LIMIT = pounds("14250")
UPPER_LIMIT = pounds("23250")
TARIFF_STEP = pounds("250")

#: Income Support (General) Regulations 1987 Schedule 9 paragraphs 19 and 20: from
#: each sub-tenant, and from each boarder with half of the rest (u).
TENANT_DISREGARD = pounds("20")

#: Schedule 1 paragraph 17A: from this day a war disablement pension for
#: service in the armed forces is ignored in full; before, 10 pounds of it.
WAR_DISABLEMENT_IGNORED_FROM = date(2017, 4, 10)


def in_force(table, day):
    """The amounts of `table` on `day`; None before its first day."""
    found = None
    for first_day, amounts in table:
        if first_day > day:
            break
        found = amounts
    return found
