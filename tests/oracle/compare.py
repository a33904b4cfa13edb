"""Compares the engine's answers with the oracle's, to the penny.

    python3 compare.py requests.jsonl answers.jsonl
    python3 compare.py --pairs pairs.jsonl answers.jsonl

`requests.jsonl` has one request a line, as households.py writes them.
`answers.jsonl` has the engine's answer to each, in the same order:

    {"result": {"basis": ..., "weekly_charge": ...}, "totals": {...}}
    {"problems": [...]}

Further members are not looked at. Besides the comparison, every answer of the
engine is held to the law's own limits; with --pairs, so is each pair of lines:
more income never lowers the charge. The first differences are printed with the
whole household, then `N passed, N failed`. Exit status 0 if none failed, 1 if
some did, 2 if the files do not belong together.
"""

import argparse
import json
import sys
from itertools import zip_longest

import oracle

TOTALS = tuple(
    "capital_counted tariff_income income_counted income_ignored income_total "
    "minimum_income_guarantee personal_expenses_allowance housing disability_related_expenses "
    "agreed_allowances couple_adjustment kept available_income contribution cost_of_care "
    "weekly_charge council_pays left_with arrangement_fee".split()
)

#: Left out or null means the same as nothing for these alone.
NOTHING_IF_NULL = frozenset(("arrangement_fee",))


def differences(expected, found):
    """["name: oracle says ..., engine says ..."], empty if they agree."""
    if "problems" in expected or "problems" in found:
        if "problems" in expected and found.get("problems"):
            return []
        return [f"oracle: {expected.get('problems', 'an answer')}; engine: {found.get('problems', 'an answer')}"]
    wrong = []
    for part, names in (("result", ("basis", "weekly_charge")), ("totals", TOTALS)):
        ours, theirs = expected[part], found.get(part) or {}
        for name in names:
            their = theirs.get(name, "left out")
            if name in NOTHING_IF_NULL and their in (None, "left out"):
                their = "0.00"
            if ours[name] != their:
                wrong.append(f"{part}.{name}: oracle {ours[name]}, engine {their}")
    return wrong


def broken_laws(request, answer):
    """What the engine's own answer breaks of Care Act 2014 s14, whatever the
    oracle says."""
    if "problems" in answer:
        return []
    totals = {
        name: None if amount is None else signed(amount) for name, amount in answer["totals"].items()
    }
    charge, basis = totals["weekly_charge"], answer["result"]["basis"]
    if charge is None:
        return []
    broken = []
    if charge < 0:
        broken.append("the charge is below nothing")
    if totals["cost_of_care"] is not None and charge > totals["cost_of_care"]:
        broken.append("the charge is above the cost of the care")
    if basis in ("contribution", "nothing_to_pay") and charge > 0:
        floor = statutory_floor(request)
        if totals["income_total"] - charge < floor:
            broken.append(f"the charge leaves less than {oracle.two_places(floor)}")
    if basis in ("free", "nothing_to_pay") and charge != 0:
        broken.append(f"{basis} and yet a charge")
    return broken


def statutory_floor(request):
    """The minimum income guarantee or personal expenses allowance of the
    Regulations alone."""
    case = oracle.Case(request)
    if case.home_rules:
        return oracle.regulation_7_guarantee(case)[0]
    return case.rates["personal_expenses"]


def signed(text):
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    whole, _, part = digits.partition(".")
    return sign * (int(whole) * 100 + int(part))


def lowered(before, after):
    """Whether more income lowered the charge."""
    if "problems" in before or "problems" in after:
        return []
    first, second = before["totals"]["weekly_charge"], after["totals"]["weekly_charge"]
    if first is None or second is None or signed(second) >= signed(first):
        return []
    return [f"more income lowered the charge from {first} to {second}"]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("requests")
    options.add_argument("answers")
    options.add_argument("--pairs", action="store_true", help="every two lines belong together")
    options.add_argument("--show", type=int, default=5, help="how many differences to print in full")
    chosen = options.parse_args()
    passed = failed = shown = 0
    counts = {}
    before = None
    missing = object()
    with open(chosen.requests, encoding="utf-8") as requests, open(chosen.answers, encoding="utf-8") as answers:
        for number, (asked, answered) in enumerate(zip_longest(requests, answers, fillvalue=missing), 1):
            if asked is missing or answered is missing:
                print(f"line {number}: only one of the two files goes on")
                return 2
            try:
                request, found = json.loads(asked), json.loads(answered)
            except json.JSONDecodeError as error:
                print(f"line {number} is not JSON: {error}")
                return 2
            expected = oracle.assess(request)
            wrong = differences(expected, found)
            # The laws need an answer whose shape is right.
            if not wrong:
                wrong = broken_laws(request, found)
            if chosen.pairs and number % 2 == 0 and before is not None and not wrong:
                wrong = lowered(before, found)
            before = None if wrong else found
            if not wrong:
                passed += 1
                continue
            failed += 1
            for line in wrong:
                name = line.split(":")[0]
                counts[name] = counts.get(name, 0) + 1
            if shown < chosen.show:
                shown += 1
                print(f"--- line {number}")
                print("\n".join(wrong))
                print("request " + json.dumps(request, indent=1))
                print("oracle  " + json.dumps(expected))
                print("engine  " + json.dumps({k: found[k] for k in ("result", "totals", "problems") if k in found}))
    for name, times in sorted(counts.items(), key=lambda pair: -pair[1]):
        print(f"{times:8} {name}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
