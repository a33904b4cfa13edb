"""Checks the report of what the made-up year 2027 to 2028 changes in a county."""

import json
import sys
from decimal import Decimal

report = json.load(open(sys.argv[1], encoding="utf-8"))
assert report["before"]["amounts"] == "2026 to 2027", report["before"]
assert report["after"]["amounts"] == "2027 to 2028", report["after"]
assert report["households"] == 2000, report["households"]
moved = report["pay_more"] + report["pay_less"] + report["pay_the_same"]
assert moved + report["refused"] + report["cost_not_known"] == 2000, report
assert sum(band["households"] for band in report["bands"]) == moved, report["bands"]
assert report["pay_less"] > 100, report["pay_less"]
difference = Decimal(report["charges_after"]) - Decimal(report["charges_before"])
assert difference == Decimal(report["from_rates"]) + Decimal(report["from_change"])
assert Decimal(report["from_rates"]) < 0
assert {"single_pension_age", "child"} <= {figure["figure"] for figure in report["figures"]}
assert "minimum_income_guarantee" in {section["section"] for section in report["sections"]}
