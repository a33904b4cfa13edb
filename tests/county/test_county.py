"""The made-up county: the same for everybody, and with all that registers get
wrong.

    python3 -m unittest discover --start-directory tests/county
"""

import csv
import datetime
import tempfile
import unittest
from pathlib import Path

from county import COLUMNS, FIRST_NIGHT, HARD_NAMES, LAST_NIGHT, County, days, snapshot

GOLDEN = Path(__file__).parents[2] / "shared/exchange/golden/provisions/2026-11-29"
NIGHT = datetime.date(2026, 11, 29)


def keyed(county, night):
    return {(row["purchase_order"], row["line"]): row for row in county.provisions(night)}


class Snapshots(unittest.TestCase):
    def test_the_same_seed_size_and_night_make_the_bytes_that_the_exchange_reads(self):
        with tempfile.TemporaryDirectory() as folder:
            snapshot(County(people=100, suppliers=12), NIGHT, Path(folder))
            for name in ("manifest.json", "provisions.csv", "terms.csv"):
                self.assertEqual(Path(folder, name).read_bytes(), (GOLDEN / name).read_bytes(), name)

    def test_rows_stand_in_the_order_of_their_purchase_orders(self):
        keys = [(row["purchase_order"], row["line"]) for row in County().provisions(NIGHT)]
        self.assertEqual(keys, sorted(keys))
        self.assertEqual(len(keys), len(set(keys)))

    def test_each_night_a_few_things_change_and_never_many(self):
        county, night = County(), FIRST_NIGHT
        before, changed = keyed(county, night), []
        while night < FIRST_NIGHT + days(15):
            night += days(1)
            after = keyed(county, night)
            differ = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
            changed.append(len(differ))
            before = after
        self.assertLess(max(changed), 40)
        self.assertGreater(sum(changed), 20)


    def test_with_the_sizes_of_its_suppliers_each_has_so_many_people(self):
        county = County(sizes=[60, 20, 1, 3])
        people = {}
        for number in range(county.people):
            people.setdefault(county.of_supplier(number), []).append(number)
        self.assertEqual([len(people[place]) for place in range(4)], [60, 20, 1, 3])
        self.assertEqual(people[1], list(range(60, 80)))
        with tempfile.TemporaryDirectory() as folder:
            snapshot(county, NIGHT, Path(folder), at="23:30:00")
            self.assertIn('"taken_at": "2026-11-29T23:30:00Z"', Path(folder, "manifest.json").read_text())


class People(unittest.TestCase):
    def setUp(self):
        self.county = County()
        self.rows = list(self.county.provisions(NIGHT))

    def test_about_three_thousand_people_are_at_a_hundred_and_twenty_suppliers(self):
        self.assertGreater(len({row["person_reference"] for row in self.rows}), 2500)
        self.assertEqual(len({row["supplier"] for row in self.rows}), 120)

    def test_one_supplier_has_sixty_people_with_everything_on_every_day(self):
        full = [row for row in self.rows if row["supplier"] == "S001" and row["line"] == "1"]
        everything = [row for row in full if all(row.get(column) for column in COLUMNS[15:])]
        self.assertEqual(len(everything), 60)

    def test_somebody_has_two_orders_at_one_supplier_at_two_rates(self):
        orders = {}
        for row in self.rows:
            orders.setdefault((row["person_reference"], row["supplier"]), set()).add(row["terms"])
        self.assertTrue(any(len(terms) == 2 for terms in orders.values()))

    def test_names_that_are_hard_to_sort_fortnights_and_restricted_people_are_there(self):
        names = {(row["surname"], row["forename"]) for row in self.rows}
        self.assertLessEqual(set(HARD_NAMES), names)
        self.assertTrue(any(row["every_weeks"] == "2" and row["first_week"] for row in self.rows))
        self.assertTrue(any(row["restricted"] == "yes" for row in self.rows))

    def test_a_supplier_and_a_person_change_their_names(self):
        for column, night in [("supplier_name", datetime.date(2026, 10, 1)), ("surname", datetime.date(2026, 10, 6))]:
            before, after = keyed(self.county, night - days(1)), keyed(self.county, night)
            renamed = [key for key in before.keys() & after.keys() if before[key][column] != after[key][column]]
            self.assertTrue(renamed, column)

    def test_somebody_dies_and_their_row_ends_the_day_after_and_is_gone_in_a_week(self):
        died = datetime.date(2026, 11, 18)
        key = next(key for key, row in keyed(self.county, died).items() if row["person_reference"] == "0098856")
        self.assertEqual(keyed(self.county, died)[key]["ends"], "")
        self.assertEqual(keyed(self.county, died + days(1))[key]["ends"], died)
        self.assertNotIn(key, keyed(self.county, died + days(8)))

    def test_rates_change_on_the_first_of_april_in_the_middle_of_a_week(self):
        terms = [row for row in self.county.terms(NIGHT) if row["terms"] == "DC-S001-low"]
        self.assertEqual([row["from"] for row in terms], ["2025-04-01", "2026-04-01"])
        self.assertNotEqual(terms[0]["session_rate"], terms[1]["session_rate"])
        self.assertEqual(datetime.date(2026, 4, 1).weekday(), 2)

    def test_every_line_has_terms_on_every_night(self):
        for night in (FIRST_NIGHT, NIGHT, LAST_NIGHT):
            there = {row["terms"] for row in self.county.terms(night)}
            self.assertLessEqual({row["terms"] for row in self.county.provisions(night)}, there)


class Golden(unittest.TestCase):
    def test_the_golden_table_has_the_columns_of_the_format(self):
        with (GOLDEN / "provisions.csv").open(encoding="utf-8", newline="") as file:
            self.assertEqual(next(csv.reader(file)), COLUMNS)


if __name__ == "__main__":
    unittest.main()
