"""Checks a value against one of the published schemas.

Only the keywords that those schemas use are known. A schema with another one
is refused instead of being half checked.
"""

import json
import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "exchange" / "schema" / "v1"

# What says something to people, not to this program.
SAID = {"$schema", "$id", "$defs", "title", "description"}


def schema(name):
    """`application`, `late-evidence`, `you-were-told` or `acknowledgement`."""
    return json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))


def problems(value, rule, whole=None, at=""):
    """Where the value breaks the rule, as JSON pointers with the keyword.
    Holds nothing of the value: it is about a person."""
    whole = rule if whole is None else whole
    found = []
    for keyword, argument in rule.items():
        if keyword in SAID:
            continue
        if keyword not in CHECKS:
            raise ValueError(f"the keyword {keyword} is not known here")
        found += CHECKS[keyword](value, argument, rule, whole, at)
    return found


def _fails(keyword, at, is_broken):
    return [f"{at or '/'}: {keyword}"] if is_broken else []


def _is_number(value):
    return isinstance(value, int) and not isinstance(value, bool)


TYPES = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}


def _ref(value, argument, rule, whole, at):
    name = argument.removeprefix("#/$defs/")
    return problems(value, whole["$defs"][name], whole, at)


def _properties(value, argument, rule, whole, at):
    if not isinstance(value, dict):
        return []
    return [
        problem
        for name, inner in argument.items()
        if name in value
        for problem in problems(value[name], inner, whole, f"{at}/{name}")
    ]


def _additional(value, argument, rule, whole, at):
    if not isinstance(value, dict):
        return []
    more = [name for name in value if name not in rule.get("properties", {})]
    if argument is False:
        return _fails("additionalProperties", at, bool(more))
    # The names are answers' keys, so they are not repeated.
    return [
        problem
        for place, name in enumerate(more)
        for problem in problems(value[name], argument, whole, f"{at}/({place})")
    ]


def _items(value, argument, rule, whole, at):
    if not isinstance(value, list):
        return []
    return [
        problem
        for place, item in enumerate(value)
        for problem in problems(item, argument, whole, f"{at}/{place}")
    ]


def _fitting(value, argument, whole, at):
    return sum(not problems(value, inner, whole, at) for inner in argument)


def _same(value, wanted):
    # In Python, True is 1.
    return type(value) is type(wanted) and value == wanted


CHECKS = {
    "$ref": _ref,
    "properties": _properties,
    "additionalProperties": _additional,
    "items": _items,
    "type": lambda v, a, r, w, at: _fails("type", at, not TYPES[a](v)),
    "const": lambda v, a, r, w, at: _fails("const", at, not _same(v, a)),
    "enum": lambda v, a, r, w, at: _fails("enum", at, not any(_same(v, one) for one in a)),
    "required": lambda v, a, r, w, at: _fails(
        "required", at, isinstance(v, dict) and not set(a) <= set(v)
    ),
    "pattern": lambda v, a, r, w, at: _fails(
        "pattern", at, isinstance(v, str) and not re.search(re.sub(r"\$$", r"\\Z", a), v, re.ASCII)
    ),
    "minimum": lambda v, a, r, w, at: _fails("minimum", at, _is_number(v) and v < a),
    "minItems": lambda v, a, r, w, at: _fails("minItems", at, isinstance(v, list) and len(v) < a),
    "maxItems": lambda v, a, r, w, at: _fails("maxItems", at, isinstance(v, list) and len(v) > a),
    "anyOf": lambda v, a, r, w, at: _fails("anyOf", at, _fitting(v, a, w, at) == 0),
    "oneOf": lambda v, a, r, w, at: _fails("oneOf", at, _fitting(v, a, w, at) != 1),
}
