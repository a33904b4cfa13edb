"""Searches every line that the functions and the emulator wrote for what
people type: the values of tests/data/typed.json, in every spelling, the
cookies that were given, and patterns. Holds the lines to their fixed shape."""

import collections
import html
import json
import os
import re
import sys
import urllib.parse
from datetime import UTC, datetime
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
TYPED = json.loads((TOP / "tests/data/typed.json").read_text())
ALLOWED = json.loads((TOP / "tests/logs/allowed.json").read_text())
SERVICES = {path.name for path in (TOP / "functions").iterdir() if path.is_dir()}

# What it looks like -> an example, which the search must find.
PATTERNS = {
    "e-mail address": (r"[\w.+'-]+(@|%40)[\w-]+\.[a-z]{2,}", "to somebody@post.example"),
    "National Insurance number": (r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", "of QQ 12 34 56 C"),
    "NHS number": (r"(?<![\w.-])\d{3}[ -]\d{3}[ -]\d{4}\b", "of 943 476 5919"),
    "telephone number": (r"(?<![\w.])(\+44|\(?0)[\s-]?\(?\d(\)?[\s-]?\d){8,9}(?!\w)", "on (0113) 496 0100"),
    "postcode": (r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", "at SW1A 1AA"),
    "date": (r"\b(19|20)\d{2}-[01]\d-[0-3]\d|\b[0-3]?\d[/ .](\w+|[01]?\d)[/ .](19|20)\d{2}\b", "born 1 May 1940"),
    "amount of money": (r"£|&pound;|(?<![\d.])\d{1,3}(,\d{3})+|(?<![\d.])\d+\.\d{2}(?![\d.])", "of 1234.50"),
    "code": (r"(?i)\b(code|pin|otp|password)\b\W{0,20}(\w+\W+){0,2}\d{4,8}\b|\b\d{6}\b.{0,20}\bcode\b", "the code is 123456"),
    "token": (r"\beyJ[\w-]{6,}\.", "eyJhbGciOiJ9.eyJ"),
    "cookie": (r"(?i)__Host-|\bset-cookie\b|\bcookie\W*[:=]|\b[0-9a-f]{32}\b", "cookie: a"),
    "authorisation": (r"(?i)\bbearer\b|\bauthorization\b", "Bearer x"),
    "network address": (r"(?<![\d.])(?!127\.0\.0\.1)(\d{1,3}\.){3}\d{1,3}(?![\d.])|x-forwarded-for", "from 192.0.2.7"),
    "query": (r"[?&][\w-]+=", "/directory?words=x"),
}

OF_THE_PLATFORM = re.compile(
    r"(START RequestId: [0-9a-f-]{36} Version: \$LATEST"
    r"|END RequestId: [0-9a-f-]{36}"
    r"|REPORT RequestId: [0-9a-f-]{36}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: \d+ MB\tMax Memory Used: \d+ MB"
    r"(\tInit Duration: [\d.]+ ms)?\s*)"
)
FIRST = ["level", "timestamp", "message", "service"]
OF_A_CALL = ["cold_start", "function_request_id"]
# What a line of a library, of a start that failed or of a job may have more: an
# application, how many of what, a contract's supplier with the week and version
# of its register, names that are ours. None says anything of a person.
OF_A_JOB = {
    "attribute", "cause", "code", "differs", "error", "key_hash", "number", "numbers",
    "operation", "purpose", "reason", "reference", "refused", "sequence_number",
    "supplier", "week",
}
OF_AN_ANSWER = ["method", "route", "status", "duration_ms"]
SHAPES = {
    "level": r"INFO|WARN|ERROR",
    "timestamp": r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z",
    "function_request_id": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "supplier": r"S\d{1,6}",
    "week": r"w/e \d{1,2}/\d{1,2}/\d{2}",
    "number": r"\d{1,6}",
    "refused": r"\d{1,6}",
    "sequence_number": r"\d{1,40}",
    "code": r"\w+|no answer",
    "purpose": r"[\w -]+",
    "differs": r"[\w -]+",
    "attribute": r"[\w -]+",
    "operation": r"[\w -]+",
    "key_hash": r"[\w=+/-]{8,64}",
    "xray_trace_id": r"[\w=;:-]*",
    "method": r"GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|other",
}


def templates():
    text = (TOP / "tests/src/routes.rs").read_text()
    return {"none"} | set(re.findall(r'"(/[^"?]*)"', text))


def troubles_of_shape(line, known):
    """What is wrong with a line of a function."""
    keys = list(line)
    wrong = [name for name, shape in SHAPES.items() if name in line and not re.fullmatch(shape, str(line[name]))]
    if keys[:4] != FIRST or line["service"] not in SERVICES:
        wrong.append("the first keys")
    own = [key for key in keys[4:] if key != "xray_trace_id"]
    if "cold_start" in own:
        if own[:2] != OF_A_CALL or not isinstance(line["cold_start"], bool):
            wrong.append("the keys of a call")
        own = own[2:]
    if "route" not in own:
        numbers = line.get("numbers", {})
        if not isinstance(numbers, dict) or not all(type(number) is int for number in numbers.values()):
            wrong.append("the numbers")
        return wrong if set(own) <= OF_A_JOB else [*wrong, f"keys {own}"]
    failed = ["reference", "cause"] if line["level"] == "ERROR" else []
    if own != OF_AN_ANSWER + failed or not all(type(line[name]) is int for name in ("status", "duration_ms")):
        wrong.append(f"the keys of an answer: {own}")
    if line["route"] not in known:
        wrong.append(f"{line['route']} is no route")
    words = f"{line['method']} {line['route']} " + (
        f"failed with {line['status']}, reference {line['reference']}" if failed else f"answered {line['status']}"
    )
    if line["message"] != words:
        wrong.append("the message")
    return wrong


def unknown_keys():
    """The keys of lines in the source that this search does not know."""
    known = OF_A_JOB | set(OF_AN_ANSWER)
    unknown, seen = [], set()
    for path in sorted([*(TOP / "functions").rglob("*.rs"), *(TOP / "shared").rglob("*.rs")]):
        for line in re.findall(r"tracing::(?:trace|debug|info|warn|error)!\((.*?)\);?\n", path.read_text(), re.DOTALL):
            fields = line[: line.index('"')]
            keys = set(re.findall(r"(?:^|,)\s*[?%]?(\w+)\s*(?=[,=]|$)", fields))
            keys -= {"service"}  # One of the first four, which no line can set.
            seen |= keys
            if keys - known:
                unknown.append(f"{path.relative_to(TOP)}: {sorted(keys - known)}")
    return unknown + [f"no line has {key}" for key in sorted(known - seen)]


def spellings(value):
    """Ways to write a value, in small letters."""
    value = value.lower()
    plain = {
        value,
        "".join(value.split()),
        value.replace(",", "").replace("£", ""),
        re.sub(r"\W", "", value),
        json.dumps(value)[1:-1],
        json.dumps(json.dumps(value)[1:-1])[1:-1],
        html.escape(value),
        value.replace("<", "&#60;").replace(">", "&#62;").replace('"', "&#34;").replace("&", "&#38;"),
        repr(value)[1:-1],
    }
    quoted = {write(each) for each in plain for write in (urllib.parse.quote, urllib.parse.quote_plus)}
    quoted |= {urllib.parse.quote(each, safe="") for each in plain}
    if re.search(r"[^\W\d]", value):
        # Each word of its own, but for those that every log has.
        plain |= {word for word in re.findall(r"[^\W_]{6,}", value) if word not in COMMON}
    return {each.lower() for each in plain | quoted if len(each) >= 5}


# Words of at least 6 letters in the values that our addresses have too.
COMMON = {"mailbox", "example"}


def finder(values):
    """One expression for them all; a number is not found inside a longer one."""
    wanted = sorted({each for value in values for each in spellings(value)}, key=len, reverse=True)
    edged = [
        (r"(?<![\d.])" if each[0].isdigit() else "") + re.escape(each) + (r"(?!\d)" if each[-1].isdigit() else "")
        for each in wanted
    ]
    return re.compile("|".join(edged))


def without_allowed(line, kind):
    """A line without what a search of this kind may find in it."""
    for entry in ALLOWED:
        if entry["pattern"] == kind:
            line = re.sub(entry["text"], "", line)
    return line


def of_tests_data():
    """Amounts that other tests take from published assessments and type."""
    text = "".join((TOP / "tests/data" / name).read_text() for name in ("published-assessments.json", "more-published-assessments.json"))
    return sorted(set(re.findall(r"(?<![\d.])\d{2,}\.\d{2}(?!\d)", text)))


def since(text, moment, of_a_line, zone=None):
    """The lines from the first on that was written at that moment or later."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        found = re.search(of_a_line, line)
        if found and datetime.fromisoformat(found[1]).replace(tzinfo=zone) >= moment:
            return lines[number:]
    return []


def main():
    function_lines, emulator_lines, sent = (Path(path).read_text(errors="replace") for path in sys.argv[1:4])
    sent = json.loads(sent)
    if moment := os.environ.get("LOGGED_SINCE"):
        moment = datetime.fromisoformat(moment)
        function_lines = since(function_lines, moment, r'"timestamp":"(.{19})', UTC)
        # By the clock on the wall of this machine.
        here = moment.astimezone().tzinfo
        emulator_lines = since(emulator_lines, moment, r"^\[?(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})", here)
    else:
        function_lines, emulator_lines = function_lines.split("\n"), emulator_lines.split("\n")
    known = templates()
    wrong, said, answers = [], [], collections.Counter()
    lines = 0
    for text in filter(None, function_lines):
        if OF_THE_PLATFORM.fullmatch(text):
            continue
        lines += 1
        try:
            line = json.loads(text)
            trouble = troubles_of_shape(line, known)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            line, trouble = {"all of it": text}, [f"no line of ours: {error!r}"]
        if trouble:
            wrong.append(f"{', '.join(trouble)}: {text[:400]}")
        if line.get("timestamp", "") >= sent["started"][:19]:
            answers[line.get("method"), line.get("status")] += 1
        # Held to their shapes above, and full of digits.
        said.append(json.dumps({key: value for key, value in line.items() if key not in ("timestamp", "function_request_id")}, ensure_ascii=False))
    said += emulator_lines

    checks = {"every line is one JSON object with the fixed keys and nothing else": wrong}
    checks["every key of a line in the source is known here"] = unknown_keys()
    asked = collections.Counter(map(tuple, sent["requests"]))
    checks["every request that was sent has its line"] = [
        f"{method} answered {status}: {count} sent, {answers[method, status]} in the log"
        for (method, status), count in asked.items()
        if answers[method, status] < count
    ] + ([] if sum(asked.values()) >= 800 else [f"only {len(asked)} requests were sent"])

    typed = {kind: values for kind, values in TYPED.items() if kind != "about"}
    typed["cookies that were given"] = sent["cookies"] or ["none was given"]
    typed["amounts of published assessments"] = of_tests_data()
    blind = []
    searched = [without_allowed(line, "what was typed") for line in said]
    for kind, values in typed.items():
        find = finder(values)
        checks[f"no {kind.replace('_', ' ')} ({len(values)})"] = [line[:400] for line in searched if find.search(line.lower())]
        for value in values:
            for way in (value, value.upper(), urllib.parse.quote(value, safe=""), urllib.parse.quote_plus(value), json.dumps(value), html.escape(value)):
                planted = json.dumps({"level": "ERROR", "cause": f"unknown field `{way}` at line 1"}, ensure_ascii=False)
                if not finder([value]).search(planted.lower()):
                    blind.append(f"{value} as {way}")
    for kind, (pattern, example) in PATTERNS.items():
        find = re.compile(pattern)
        if not find.search(example):
            blind.append(f"{kind}: {example}")
        lines_of_it = (without_allowed(line, kind) for line in said)
        checks[f"nothing that looks like: {kind}"] = [line[:400] for line in lines_of_it if find.search(line)]
    checks["the search finds each of them where it is planted"] = blind

    print(f"{lines} lines of functions, {len(emulator_lines)} of the emulator, {sum(asked.values())} requests sent")
    for check, found in checks.items():
        print(f"{'FAILED' if found else 'ok    '}  {check}" + (f": {len(found)}" if found else ""))
        for each in found[:5]:
            print(f"          {each}")
    failed = sum(1 for found in checks.values() if found)
    print(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
