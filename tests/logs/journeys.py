"""Types the made-up values of tests/data/typed.json into every field of every
form of the running stack and into the pages of an account, and sends them in
malformed bodies, paths, queries, headers and documents. Writes what it sent,
for search.py."""

import datetime
import http.client
import itertools
import json
import os
import re
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
FORM = "application/x-www-form-urlencoded"
PORTAL = urllib.parse.urlsplit(os.environ["PORTAL_ADDRESS"])
EMULATOR = os.environ.get("AWS_ENDPOINT_URL", "http://localhost:4566")
TYPED = json.loads((TOP / "tests/data/typed.json").read_text())
SECRETS = [value for kind, values in TYPED.items() if kind != "about" for value in values]
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
# Pages that were answered wrongly already.
WRONGLY = set()
# In headers, which are Latin-1.
PLAIN = [value for value in SECRETS if value.isascii() and "\n" not in value]


class Visitor:
    """A browser without a screen."""

    sent = []
    cookies_given = set()
    secret_headers = itertools.cycle(PLAIN)

    def __init__(self):
        self.cookies = {}
        self.secrets = itertools.cycle(SECRETS)
        self.amounts = itertools.cycle(["641.87", "59.73", "17.29"])

    def ask(self, method, target, body=None, kind=FORM, cookies=None):
        secret = next(self.secret_headers)
        headers = {
            "Host": PORTAL.netloc,
            "User-Agent": f"Mozilla/5.0 ({secret})",
            "Referer": f"{PORTAL.geturl()}/?from={urllib.parse.quote(secret)}",
            "X-Forwarded-For": secret,
            "Authorization": f"Bearer {secret}",
        }
        if cookies is None:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if cookies:
            headers["Cookie"] = cookies
        if body is not None:
            headers["Content-Type"] = kind
        # Browsers send *.localhost to this machine by themselves, Python does not.
        at = "127.0.0.1" if PORTAL.hostname.endswith("localhost") else PORTAL.hostname
        kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
        line = kinds[PORTAL.scheme](at, PORTAL.port, timeout=30)
        line.request(method, target, body, headers)
        answer = line.getresponse()
        text = answer.read()
        line.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
            self.cookies_given.add(value)
        if answer.status >= 500:
            sys.exit(f"{method} {target} was answered {answer.status}: {text[:300]!r}")
        # The gateway answers the preflight of other sites' scripts by itself.
        if method != "OPTIONS":
            self.sent.append([method if method in METHODS else "other", answer.status])
        return answer.status, answer.headers.get("Location", ""), text

    def post(self, target, fields):
        return self.ask("POST", target, urllib.parse.urlencode(fields))


def taken(status, to):
    """Whether a form was taken: a page that says what is wrong is kept at an
    address of its own, and the answer leads there."""
    return status == 303 and "refused=" not in to


def form(name):
    pages = json.loads((TOP / f"shared/journey/forms/{name}.json").read_text())["pages"]
    # The items of a group that stands beside others have pages of their own.
    groups = [group for page in pages for group in page["question"].get("groups", [])]
    return {page["id"]: page for page in (*pages, *groups)}


def parts(name, question):
    """The HTML names of a question's fields that people type in."""
    match question["kind"]:
        case "date":
            return [f"{name}-{part}" for part in ("day", "month", "year")]
        case "regular_money":
            return [f"{name}-amount", f"{name}-every"]
        case _:
            return [name]


def good_answers(visitor, name, question, chosen):
    """Answers to try in turn, until one is taken."""
    kind = question["kind"]
    match kind:
        case "yes_no":
            return [[(name, "yes")], [(name, "no")]]
        case "one_of":
            values = [option["value"] for option in question["options"]]
            first = [value for value in values if value in chosen]
            return [[(name, value)] for value in first + values]
        case "many_of":
            values = [option["value"] for option in question["options"]]
            return [[(name, value) for value in values], [(name, values[0])]]
        case "number":
            given = sorted(number for number in chosen if number.isdigit())
            return [[(name, number)] for number in (*given, "83", "50", "20", "12", "2", "1")]
        case "decimal":
            return [[(name, "17.29")], [(name, "2")]]
        case "money":
            return [[(name, next(visitor.amounts))], [(name, "71839.46")]]
        case "regular_money":
            return [[(f"{name}-amount", next(visitor.amounts)), (f"{name}-every", every)] for every in question["every"]]
        case "date":
            return [[(f"{name}-day", "17"), (f"{name}-month", "3"), (f"{name}-year", "2026")]]
        case "text":
            return [[(name, next(visitor.secrets)[: question["longest"]])], [(name, TYPED["names"][0])]]
    raise ValueError(kind)


def questions(page, item):
    if not item:
        several = page["question"].get("questions", [page])
        return [(question["id"], question["question"]) for question in several]
    return [(f"{page['id']}-{field['id']}", field["question"]) for field in page["question"]["fields"]]


def answer(visitor, target, page, item, chosen, added):
    """Answers a page: wrongly with what is private, then so that it is taken."""
    asked = questions(page, item)
    for _ in range(0 if (page["id"], bool(item)) in WRONGLY else 2):
        secret = [(part, next(visitor.secrets)) for name, question in asked for part in parts(name, question)]
        status, to, _ = visitor.post(target, secret)
        if taken(status, to):
            return to
    WRONGLY.add((page["id"], bool(item)))
    if page["question"]["kind"] == "group" and not item:
        again = "no" if page["id"] in added else "yes"
        added.add(page["id"])
        tries = [[(page["id"], again)]]
    elif page["question"]["kind"] == "any_of":
        tries = [[(page["id"], group["id"]) for group in page["question"]["groups"]]]
    else:
        each = [good_answers(visitor, name, question, chosen) for name, question in asked]
        tries = [sum(together, []) for together in itertools.islice(itertools.product(*each), 300)]
    for fields in tries:
        status, to, text = visitor.post(target, fields)
        if taken(status, to):
            return to
    sys.exit(f"No answer to {target} was taken: {status} {fields} {text[-1500:]!r}")


def journey(name, chosen):
    """From the first question to the last."""
    visitor, pages, added, answered = Visitor(), form(name), set(), set()
    target = f"/{name}/{next(iter(pages))}"
    for _ in range(400):
        path = urllib.parse.urlsplit(target).path
        page, _, item = path.removeprefix(f"/{name}/").partition("/")
        if page not in pages:
            return visitor, answered
        answered.add(page)
        visitor.ask("GET", target)
        target = answer(visitor, target, pages[page], item, chosen, added)
    sys.exit(f"{name} does not come to an end: {target}")


def after(visitor, name):
    """What comes after the last question."""
    for path in ("check-answers", "tasks", "result", "result.pdf", "what-if", "what-if/age", "what-if/savings"):
        visitor.ask("GET", f"/{name}/{path}")
    for page in ("age", "amount-state-pension", "weekly-cost"):
        for secret in SECRETS[:3]:
            fields = [(page, secret), (f"{page}-amount", secret), (f"{page}-every", secret)]
            visitor.post(f"/{name}/what-if/{page}", fields)
            visitor.post(f"/{name}/what-if/{page}/keep", fields)
    visitor.ask("POST", f"/{name}/clear", "")


def code_for(address):
    """The code that was last sent to an address."""
    with urllib.request.urlopen(f"{EMULATOR}/_ministack/ses/messages", timeout=30) as answer:
        kept = json.load(answer)["messages"]
    for message in reversed([message for messages in kept.values() for message in messages]):
        found = re.search(r"^(\d{6})$", message["BodyText"], re.MULTILINE)
        if found and address in message["To"]:
            return found[1]
    sys.exit(f"No code was sent to {address}")


def account():
    """Somebody makes an account, names a form and complains: in every field
    what is private, where it is refused and where it is taken."""
    visitor, stranger = Visitor(), Visitor()
    address = f"somebody.{time.time_ns()}@example.org"
    first, last = TYPED["names"][0].split(" ")
    for secret in SECRETS:
        typed = {"first-name": secret, "last-name": secret, "email": secret, "password": "short", "next": secret}
        visitor.post("/account/create", typed)
    typed = {"first-name": first, "last-name": last, "email": address, "password": TYPED["passwords"][0]}
    status, to, text = visitor.post("/account/create", typed)
    if to != "/sign-in/code":
        sys.exit(f"No account was made: {status} {to} {text[-1500:]!r}")
    for secret in SECRETS:
        visitor.post("/sign-in/code", {"code": secret})
    status, to, text = visitor.post("/sign-in/code", {"code": code_for(address)})
    if to != "/saved-forms":
        sys.exit(f"The code let nobody in: {status} {to} {text[-1500:]!r}")
    visitor.post("/check-support/who", {"who": "myself"})
    _, _, text = visitor.ask("GET", to)
    form = re.search(rb"/saved-forms/[0-9a-z]+/name", text)
    if not form:
        sys.exit(f"No form was saved: {text[-1500:]!r}")
    complaint = "/saved-forms/your-data/complaint"
    for secret in SECRETS:
        visitor.post(form[0].decode(), {"name": secret * 20})
        visitor.post(form[0].decode(), {"name": secret[:60]})
        visitor.post(complaint, {"what-happened": secret * 1000})
        stranger.post(complaint, {"what-happened": "", "name": secret, "email": secret})
    # Five an hour are taken from one address.
    for secret in TYPED["sentences"]:
        status, to, text = visitor.post(complaint, {"what-happened": secret})
        if not taken(status, to):
            sys.exit(f"A complaint was not taken: {status} {text[-1500:]!r}")
        visitor.ask("GET", to)
    for page in (to, "/account", "/saved-forms/your-data", "/saved-forms/your-data.json"):
        visitor.ask("GET", page)
    visitor.post("/account/sign-out-everywhere", {})


def routes():
    """Every route that the tests of the house know: method, template."""
    text = (TOP / "tests/src/routes.rs").read_text()
    found = re.findall(r'\b(get|post|put|patch|delete)\(\s*"(/[^"]*)"', text)
    return sorted({(method.upper(), template) for method, template in found})


def malformed(visitor):
    """What nobody honest sends, with what is private in it."""
    for method, template in routes():
        secret = next(visitor.secrets)
        path = re.sub(r"\{[^}]*\}", lambda _: urllib.parse.quote(next(visitor.secrets), safe=""), template)
        query = urllib.parse.urlencode({"search": secret, "words": secret, "need": secret, "change": secret, secret: secret})
        visitor.ask(method, f"{path}?{query}", None if method == "GET" else "")
        visitor.ask("GET", f"{template.replace('{', '').replace('}', '')}/{urllib.parse.quote(secret, safe='')}")
        visitor.ask("DELETE", path)
        visitor.ask("OPTIONS", path)
        visitor.ask("ERMINTRUDE", path)
        if method == "GET":
            continue
        raw, quoted = secret.encode(), json.dumps(secret)
        for kind, body in [
            (FORM, b"name=%ZZ&" + raw + b"=%ff" + raw + b"&=" + raw),
            (FORM, b"\xff\xfe" + raw),
            ("text/plain", raw),
            ("application/json", raw),
            ("application/json", f'{{"name": {quoted}, '),
            ("application/json", f"[{quoted}]"),
            ("application/json", f"{{{quoted}: {quoted}}}"),
            (f"multipart/form-data; boundary={urllib.parse.quote(secret)[:30]}", b'--x\r\nContent-Disposition: form-data; name="' + raw + b'"\r\n'),
            (FORM, b"comment=" + raw * (300 * 1024 // len(raw))),
        ]:
            visitor.ask(method, path, body if isinstance(body, bytes) else body.encode(), kind)


def documents(visitor):
    """The API's documents, with what is private in every string of them."""
    adult = {"who": "adult", "aged_18_or_over": True}
    estimate = {"date": "2026-11-22", "circumstances": {"person": {"age": 83}, "care": {"setting": "at_home", "weekly_cost": "641.87"}}}
    for secret in SECRETS:
        allowance = {"agreed_allowances": [{"name": secret, "amount": "59.73"}]}
        named = estimate | {"circumstances": estimate["circumstances"] | allowance, "policy": {"name": secret, "source": secret}}
        for path, document in [
            ("/api/v1/estimates", named),
            ("/api/v1/estimates", estimate | {"date": secret}),
            ("/api/v1/estimates", estimate | {"policy": {"year": secret}}),
            ("/api/v1/estimates", estimate | {secret: 1}),
            ("/api/v1/screenings", adult | {"condition": secret}),
            ("/api/v1/screenings", adult | {"outcomes": {secret: secret}}),
        ]:
            visitor.ask("POST", path, json.dumps(document), "application/json")


def elsewhere(visitor):
    for secret in SECRETS:
        visitor.ask("GET", "/directory?" + urllib.parse.urlencode({"words": secret, "need": secret}))
        visitor.post("/help/feedback", {"ease": "easy", "comment": secret, "id": secret})
        visitor.post("/help/feedback", {"ease": secret, "comment": secret * 100, "id": secret})
        visitor.post("/help/questions/account/helpful", {"helpful": "no", "comment": secret, "id": secret})
        visitor.post("/help/questions/account/helpful", {"helpful": secret, "id": secret})
        visitor.ask("GET", "/help/questions?" + urllib.parse.urlencode({"thanked": secret}))
        visitor.ask("GET", "/check-support/tasks", cookies=f"__Host-visit={urllib.parse.quote(secret)}; name={urllib.parse.quote(secret)}")
        visitor.ask("GET", f"/api/v1/directory/services?search={urllib.parse.quote(secret)}&page={urllib.parse.quote(secret)}")


def main():
    started = datetime.datetime.now(datetime.UTC).isoformat()
    answered = {}
    for name, chosen in [
        ("check-support", {"myself", "carry_on", "adult"}),
        ("check-support", {"somebody-carer", "carry_on", "adult"}),
        ("estimate-costs", {"me", "at_home", "none", "full", "hours", "now"}),
        ("estimate-costs", {"someone-else", "care_home_permanent", "another-date", "full", "week", "66"}),
    ]:
        visitor, pages = journey(name, chosen)
        answered.setdefault(name, set()).update(pages)
        after(visitor, name)
    for name, pages in answered.items():
        missed = sorted(set(form(name)) - pages)
        print(f"{name}: {len(pages)} pages of {len(form(name))} answered; not asked: {', '.join(missed) or 'none'}")
    account()
    visitor = Visitor()
    malformed(visitor)
    documents(visitor)
    elsewhere(visitor)
    print(f"{len(Visitor.sent)} requests sent")
    sent = {"started": started, "requests": Visitor.sent, "cookies": sorted(value for value in Visitor.cookies_given if value)}
    Path(sys.argv[1]).write_text(json.dumps(sent))


if __name__ == "__main__":
    main()
