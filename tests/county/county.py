"""A made-up county that buys day services: what its case system would write on
any night of two financial years. Nobody in it is anybody.

    python3 tests/county/county.py --night 2026-11-29 --out folder
    python3 tests/county/county.py --night 2026-11-29 --people 1000000 --out folder

The same seed, size and night always make the same bytes. Two nights differ by
what somebody decided in between, as two nights of a council do.
"""

import argparse
import bisect
import csv
import datetime
import hashlib
import io
import itertools
import json
import random
from pathlib import Path

FIRST_NIGHT = datetime.date(2025, 4, 1)
LAST_NIGHT = datetime.date(2027, 3, 31)
SUPPLIERS = 120
PEOPLE = 3000

# Who is in the county whatever the seed: names that are hard to sort or to
# keep, and situations that registers get wrong.
HARD_NAMES = [
    ("O'Brien", "Aoife"), ("O’Brien", "Brendan"), ("Obrien", "Cara"), ("Óbriain", "Dáire"),
    ("Łukasz", "Zoë"), ("Lucas", "Ewa"), ("Müller", "Franz"), ("Mueller", "Greta"),
    ("de Souza", "Hélio"), ("De Silva", "Inês"), ("McKay", "Jean"), ("MacKay", "Kirsty"),
    ("van Dijk", "Lotte"), ("Smith-Jones", "Mary"), ("Smith", "Noor"), ("Ng", "Oi"),
    ("Zoë", ""), ("=Cmd", "Pat"), ("Doe, \"the\" younger", "Quinn"), ("Nguyễn", "Thị"),
]
MARRIES, DIES, ALWAYS = 90, 91, 92
FORENAMES = [
    "Ada", "Bashir", "Carol", "Dilip", "Edna", "Farah", "George", "Hana", "Ivor", "Joan", "Kofi", "Lena", "Mavis",
    "Nadia", "Oswin", "Priti", "Queenie", "Ravi", "Sheila", "Tariq", "Una", "Victor", "Wanda", "Xenia", "Yusuf", "Zelda",
]
BEGINNINGS = [
    "Ash", "Birch", "Cope", "Dun", "Elm", "Fal", "Gran", "Hart", "Ing", "Jes", "Kel", "Lang", "Mar", "Nor", "Oak",
    "Pem", "Quar", "Ros", "Stan", "Thorn", "Up", "Ver", "West", "Yar",
]
ENDINGS = ["bourne", "combe", "dale", "field", "ford", "gate", "ham", "ley", "mere", "ridge", "stead", "thorpe", "ton", "wick"]
PLACES = ["Willow", "Beech", "Larch", "Rowan", "Hazel", "Alder", "Cedar", "Maple", "Juniper", "Heather"]
KINDS = ["Grove", "House", "Centre", "Court", "Gardens", "Mill", "Barn", "Hall", "Yard", "Lodge", "Works", "Rooms"]
BANDS = {"low": 765, "medium": 1122, "high": 1683, "complex": 3264}
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
UNITS = ["am", "pm", "evening", "one_to_one", "two_to_two", "out", "back"]
COLUMNS = [
    "purchase_order", "line", "person_reference", "surname", "forename", "restricted", "supplier", "supplier_name",
    "service", "service_name", "terms", "starts", "ends", "every_weeks", "first_week",
] + [f"{day}_{unit}" for day in DAYS for unit in UNITS]
TERMS = [
    "terms", "from", "to", "session_rate", "evening_rate", "hourly_rate", "two_to_two_rate", "transport_rate",
    "transport_unit", "transport_paid_here", "transport_not_made", "pay_basis", "notice_value", "notice_unit",
    "bank_holidays", "swaps",
]


def days(count):
    return datetime.timedelta(days=count)


def monday(day):
    return day - days(day.weekday())


class County:
    """The county of one seed. A line of a purchase order is made of its own
    number alone, so a county of a million people needs no more memory than a
    small one. With the sizes of its suppliers it has so many people at each, in
    the order of their numbers."""

    def __init__(self, seed=1, people=PEOPLE, suppliers=SUPPLIERS, sizes=None, names=None):
        self.seed, self.people, self.count = seed, people, suppliers
        # Who is called otherwise than the dice say: surname and forename by number.
        self.names = names or {}
        self.firsts = None
        if sizes:
            self.people, self.count = sum(sizes), len(sizes)
            self.firsts = list(itertools.accumulate(sizes[:-1], initial=0))

    def dice(self, *of):
        return random.Random(":".join(map(str, (self.seed, *of))))

    def supplier(self, number, night):
        """The first is the largest, and the second changes its name."""
        name = f"{PLACES[number % len(PLACES)]} {KINDS[number // len(PLACES) % len(KINDS)]}"
        if number >= len(PLACES) * len(KINDS):
            name = f"{name} {number}"
        if number == 1 and night >= datetime.date(2026, 10, 1):
            name = "The Orchard at " + name
        return {"supplier": f"S{number + 1:03}", "supplier_name": name, "service": f"S{number + 1:03}-1", "service_name": name}

    def of_supplier(self, number):
        """The supplier of a person: sixty are at the first, so that there is one
        register of sixty people, seven days and everything that can be marked;
        the others go where the dice fall, unless the sizes say where."""
        if self.firsts:
            return bisect.bisect_right(self.firsts, number) - 1
        return 0 if number < 60 else 1 + self.dice("where", number).randrange(self.count - 1)

    def lines(self, number, night):
        """The lines of a person's purchase orders as the case system had them on
        the night: what was authorised by then and has not ended a week before."""
        dice = self.dice("person", number)
        surname, forename = self.name(number, dice, night)
        authorised = FIRST_NIGHT + days(dice.randrange(-200, 600) if number % 3 == 0 else -200)
        if number < ALWAYS:
            authorised = FIRST_NIGHT - days(200)
        starts = authorised + days(dice.choice([-7, 0, 3, 14]))
        ends, told = self.ends(number, dice, starts)
        if authorised > night or ends and night > ends + days(7):
            return
        known = ends and night >= told
        line = {
            "line": "1",
            "person_reference": f"{98765 + number:07}",
            "surname": surname,
            "forename": forename,
            "restricted": "yes" if number % 211 == 17 else "no",
            "starts": starts,
            "ends": ends if known else "",
            "every_weeks": "2" if number % 23 == 5 else "1",
        }
        line["first_week"] = monday(starts) if line["every_weeks"] == "2" else ""
        place = self.of_supplier(number)
        line |= self.supplier(place, night)
        band = list(BANDS)[place % 4]
        line["terms"] = f"DC-{line['supplier']}-{band}"
        line["purchase_order"] = f"{4512 + 2 * number:07}"
        yield line | self.plan(number, dice, night, starts, place)
        if number % 41 == 7:
            # A second order with the same supplier, priced otherwise.
            other = list(BANDS)[(place + 1) % 4]
            second = {"purchase_order": f"{4513 + 2 * number:07}", "terms": f"DC-{line['supplier']}-{other}"}
            yield line | second | {"mon_am": "1", "mon_pm": "1", "mon_one_to_one": "1.5", "every_weeks": "1", "first_week": ""}

    def name(self, number, dice, night):
        forename = dice.choice(FORENAMES)
        surname = dice.choice(BEGINNINGS) + dice.choice(ENDINGS)
        if 60 <= number < 60 + len(HARD_NAMES):
            surname, forename = HARD_NAMES[number - 60]
        if number == MARRIES:
            surname = "Brown-Okafor" if night >= datetime.date(2026, 10, 6) else "Brown"
        return self.names.get(number, (surname, forename))

    def ends(self, number, dice, starts):
        """The last day of a service and the night on which it is known. Most
        services go on; some end, and somebody dies, which is known the day
        after."""
        if number == DIES:
            return datetime.date(2026, 11, 18), datetime.date(2026, 11, 19)
        if number < ALWAYS or dice.random() >= 0.2:
            return None, None
        ends = starts + days(dice.randrange(60, 900))
        return ends, ends - days(dice.choice([-1, 0, 1, 30]))

    def plan(self, number, dice, night, starts, place):
        """The pattern of the week. One in three is decided anew at some time, a
        day's worth of them each night."""
        if number < 60:
            return self.everything(number)
        decided = FIRST_NIGHT + days(dice.randrange(730))
        dice = self.dice("plan", number, number % 3 == 1 and night >= decided)
        plan = {}
        weekend = place % 5 == 2
        for day in dice.sample(DAYS if weekend else DAYS[:5], dice.randint(1, 4)):
            plan[f"{day}_am"] = plan[f"{day}_pm"] = "1"
            if dice.random() < 0.2:
                del plan[f"{day}_" + dice.choice(["am", "pm"])]
            if dice.random() < 0.3:
                plan[f"{day}_out"] = plan[f"{day}_back"] = "1"
            if dice.random() < 0.1:
                plan[f"{day}_one_to_one"] = dice.choice(["0.25", "1", "1.5", "3"])
            if place % 7 == 3 and dice.random() < 0.1:
                plan[f"{day}_evening"] = "1"
        if number % 97 == 11:
            plan = {"tue_out": "1", "tue_back": "1"}
        return plan

    @staticmethod
    def everything(number):
        plan = {f"{day}_{unit}": "1" for day in DAYS for unit in ("am", "pm", "evening", "out", "back")}
        plan |= {f"{day}_one_to_one": "1.5" for day in DAYS}
        return plan | {f"{day}_two_to_two": "0.75" for day in DAYS}

    def provisions(self, night):
        """The rows of provisions.csv, in the order that the format asks for. A
        purchase order grows with its person, so the order is that of people."""
        for number in range(self.people):
            yield from self.lines(number, night)

    def terms(self, night):
        """The rows of terms.csv: each supplier at its own band and the next, two
        years at two rates."""
        rows = []
        for number in range(self.count):
            place = self.supplier(number, night)["supplier"]
            for band in (list(BANDS)[number % 4], list(BANDS)[(number + 1) % 4]):
                for year, (begins, ends) in enumerate([("2025-04-01", "2026-03-31"), ("2026-04-01", "")]):
                    rows.append(self.period(number, f"DC-{place}-{band}", BANDS[band], year) | {"from": begins, "to": ends})
        return rows

    @staticmethod
    def period(number, name, pence, year):
        rate = lambda amount: f"{round(amount * (1 + 0.04 * year)) / 100:.2f}"  # noqa: E731
        unit = ["day", "journey", "return", "inside_the_session"][number % 4]
        return {
            "terms": name,
            "session_rate": rate(pence),
            "evening_rate": rate(pence + 210) if number % 7 == 3 else "",
            "hourly_rate": rate(1650),
            "two_to_two_rate": rate(3300) if number % 9 else "",
            "transport_rate": "" if unit == "inside_the_session" else rate(700),
            "transport_unit": unit,
            "transport_paid_here": "no" if number % 10 == 4 else "yes",
            "transport_not_made": "not_paid",
            "pay_basis": "actual" if number % 11 == 6 else "plan",
            "notice_value": "7",
            "notice_unit": ["clear_days", "hours", "clear_working_days"][number % 3] if number % 13 else "clear_days",
            "bank_holidays": "closed" if number % 6 == 1 else "as_any_day",
            "swaps": "not_allowed" if number % 17 == 9 else "allowed",
        }


class Counted(io.RawIOBase):
    """Counts and hashes what is written."""

    def __init__(self, to):
        self.to, self.hash, self.bytes = to, hashlib.sha256(), 0

    def writable(self):
        return True

    def write(self, block):
        self.hash.update(block)
        self.bytes += len(block)
        return self.to.write(block)


def table(path, columns, rows):
    """Writes a table; what a manifest says of it."""
    count = 0
    with path.open("wb") as file:
        counted = Counted(file)
        text = io.TextIOWrapper(io.BufferedWriter(counted, 1 << 20), encoding="utf-8", newline="")
        writer = csv.DictWriter(text, columns, restval="", lineterminator="\r\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(row)
            count += 1
        text.flush()
        return {"rows": count, "bytes": counted.bytes, "sha256": counted.hash.hexdigest()}


def snapshot(county, night, folder, at="22:00:00"):
    """Writes what the case system would write on a night, at ten unless another
    time is given; the manifest last, as a case system has to."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = {
        "format": "provisions",
        "version": 1,
        "taken_at": f"{night}T{at}Z",
        "provisions": table(folder / "provisions.csv", COLUMNS, county.provisions(night)),
        "terms": table(folder / "terms.csv", TERMS, county.terms(night)),
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--night", type=datetime.date.fromisoformat, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--suppliers", type=int, default=SUPPLIERS)
    asked = parser.parse_args()
    snapshot(County(asked.seed, asked.people, asked.suppliers), asked.night, asked.out)


if __name__ == "__main__":
    main()
