"""What the contract is held to besides schemathesis' own checks, and where it
may be broken, with the reason."""

import re
import socket

import schemathesis
from schemathesis.specs.openapi.checks import negative_data_rejection

# --- The name of the local stack ----------------------------------------------
# Browsers send *.localhost to this machine by themselves, Python does not.
look_up = socket.getaddrinfo


def at_home(host, *rest, **more):
    named = host.decode() if isinstance(host, bytes) else host
    if named and named.endswith(".localhost"):
        host = "127.0.0.1"
    return look_up(host, *rest, **more)


socket.getaddrinfo = at_home


# --- Bad documents ------------------------------------------------------------
@schemathesis.check
def bad_requests_are_refused(ctx, response, case):
    """schemathesis' negative_data_rejection, but for a list where an object
    belongs: serde reads the members of a struct from a list too, in their
    order, and no attribute of it says otherwise. Each member is checked as in
    an object, and what no member takes is refused."""
    if not has_list_for_object(case.body, body_schema(case), case.operation.schema.raw_schema):
        return negative_data_rejection(ctx, response, case)
    return None


def body_schema(case):
    asked = case.operation.definition.raw.get("requestBody")
    return asked["content"]["application/json"]["schema"] if asked else None


def resolved(schema, document):
    while isinstance(schema, dict) and "$ref" in schema:
        named = schema["$ref"].removeprefix("#/components/schemas/")
        schema = document["components"]["schemas"][named]
    return schema


def has_list_for_object(value, schema, document):
    for shape in shapes(schema, document):
        if isinstance(value, list):
            if "properties" in shape:
                return True
            if any(has_list_for_object(each, shape.get("items"), document) for each in value):
                return True
        elif isinstance(value, dict):
            known = shape.get("properties", {})
            if any(has_list_for_object(each, known.get(name), document) for name, each in value.items()):
                return True
    return False


def shapes(schema, document):
    """The schema and its alternatives, without references."""
    schema = resolved(schema, document)
    if isinstance(schema, dict):
        yield schema
        for one in schema.get("oneOf", []):
            yield from shapes(one, document)


# --- Good documents -----------------------------------------------------------
@schemathesis.check
def good_documents_are_refused_for_their_meaning_only(ctx, response, case):
    """A document that the schema allows may contradict itself (422), but its
    shape is never what is wrong with it."""
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code != 422:
        return
    problem = response.json()
    shape = ("invalid type", "invalid value", "invalid length", "unknown field", "unknown variant", "missing field", "expected")
    wrong = [each for each in problem["errors"] if each["detail"].startswith(shape)]
    # JSON Schema counts 3.0 among the integers, serde does not.
    wrong = [each for each in wrong if not re.match(r"invalid type: floating point `\d+\.0`, expected u", each["detail"])]
    assert not wrong, f"the schema allows what the program cannot read: {wrong}"


@schemathesis.check
def problems_say_what_is_wrong(ctx, response, case):
    """Every refusal is a problem that says so in words, with its own status."""
    if response.status_code < 400:
        return
    problem = response.json()
    assert problem["status"] == response.status_code, problem
    assert problem["detail"].strip(), problem
