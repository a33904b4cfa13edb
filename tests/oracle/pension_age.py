"""The day somebody reaches pension credit age.

Regulation 7 speaks of pension credit age: the qualifying age of the State
Pension Credit Act 2002 s1(6), which for everybody is the pensionable age of a
woman born on that day: Pensions Act 1995 Schedule 4 paragraph 1, as amended by
the Pensions Acts 2007, 2011 and 2014.
"""

from calendar import monthrange
from datetime import date, timedelta


def _later(day, months):
    """`months` after `day`; the month's last day where it has no such day."""
    month = day.year * 12 + day.month - 1 + months
    year, month = divmod(month, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def birthday(born, age):
    """The day on which somebody reaches `age`.

    Somebody born on 29 February has their birthday on 1 March in a year that
    is not a leap year: an age is reached at the start of the anniversary
    (Family Law Reform Act 1969 s9), and there is none before 1 March.
    """
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def age_on(born, day):
    """Age in whole years."""
    years = day.year - born.year
    return years if birthday(born, years) <= day else years - 1


def _periods(first_birth, first_reached, step, count):
    """Birth months from the 6th to the 5th, each reaching pension age on one
    day, `step` months after the day of the birth month before."""
    return [
        (_later(first_birth, n), _later(first_birth, n + 1), _later(first_reached, n * step))
        for n in range(count)
    ]


#: (born on or after, born before, reached on): the parts of the timetable that
#: name a day.
NAMED_DAYS = (
    # 60 to 63 (Pensions Act 1995): two months later for each month of birth.
    _periods(date(1950, 4, 6), date(2010, 5, 6), 2, 36)
    # 63 to 65 (Pensions Act 2011): four months later for each.
    + _periods(date(1953, 4, 6), date(2016, 7, 6), 4, 8)
    # 65 to 66 (Pensions Act 2011): two months later for each.
    + _periods(date(1953, 12, 6), date(2019, 3, 6), 2, 10)
)


def pension_day(born):
    """The day on which somebody born on `born` reaches pension credit age."""
    if born < date(1950, 4, 6):
        return birthday(born, 60)
    if born < date(1954, 10, 6):
        for first, end, reached in NAMED_DAYS:
            if first <= born < end:
                return reached
    if born < date(1960, 4, 6):
        return birthday(born, 66)
    if born < date(1961, 3, 6):
        # Pensions Act 2014: 66 years and 1 to 11 months, by month of birth.
        # "31 July 1960 ... the commencement of 30 November 2026": a month
        # without that day counts as ending it.
        months = (born.year - 1960) * 12 + born.month - 4 + (1 if born.day >= 6 else 0)
        return _later(born, 66 * 12 + months)
    if born < date(1977, 4, 6):
        return birthday(born, 67)
    # Later timetables reach beyond the years there are amounts for.
    return birthday(born, 68)


def possible(day, *, born=None, age=None):
    """What can be true of pension age on `day`: a set of True and False. An age in
    whole years is that of everybody born in a year, of whom some may have
    reached it and some not."""
    if born is not None:
        return {pension_day(born) <= day}
    if age is None:
        return {True, False}
    youngest = _later(day, -12 * age)
    eldest = _later(day, -12 * (age + 1)) + timedelta(1)
    return {pension_day(youngest) <= day, pension_day(eldest) <= day}


def reached(day, *, said=None, born=None, age=None):
    """Whether pension age is reached on `day`: as said outright, else by date
    of birth, else by age in whole years; None if nothing is known. Where the age
    does not settle it, what is true of somebody whose birthday was half a year
    ago stands for it (and the engine says that it is not settled)."""
    if said is not None:
        return said
    if age is None and born is None:
        return None
    can_be = possible(day, born=born, age=age)
    if len(can_be) == 1:
        return can_be.pop()
    return pension_day(_later(day, -12 * age - 6)) <= day
