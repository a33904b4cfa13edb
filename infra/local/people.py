"""Made-up people on the local stack. Each makes an account and saves forms
through the portal's own pages, as anybody would, so that nothing of theirs
stands where the portal would not put it. Does nothing for who is there."""

import datetime
import http.client
import json
import re
import urllib.parse

# Nobody: a domain that is kept for examples (RFC 2606).
PEOPLE = [
    {
        "first_name": "Ada",
        "last_name": "Marlowe",
        "email": "ada.marlowe@example.org",
        "password": "kettle lantern brindle",
        "forms": {
            "/check-support": [
                ("who", [("who", "myself")]),
            ],
        },
    },
    {
        "first_name": "Bashir",
        "last_name": "Okafor",
        "email": "bashir.okafor@example.org",
        "password": "orchard pebble violin",
        "forms": {},
    },
    {
        "first_name": "Mei",
        "last_name": "Zhang",
        "email": "mei.zhang@example.org",
        "password": "pebble walnut harbour",
        "forms": {},
        # Whose care record she sees on their behalf: infra/local/history opens the case.
        "holds": {"person": "case-zhang", "for": "Wei Zhang", "relation": "daughter"},
    },
    {
        "first_name": "Carys",
        "last_name": "Penhale",
        "email": "carys.penhale@example.org",
        "password": "harbour thistle marble",
        "forms": {},
        # Sent, so that it is in the work list of the made-up team.
        "self_assessment": [
            ("who", [("who", "myself")]),
            (
                "about-me",
                [
                    ("about-matters", "My allotment, my sister Nerys and a proper cup of tea."),
                    ("about-people", "Nerys, who rings every evening. Mr Shah next door."),
                    ("about-communicate", "Face to face. I do not hear well on the phone."),
                    ("about-wellness", "When I am well I hum. When I am not, I stop cooking."),
                ],
            ),
            (
                "about-support",
                [
                    ("about-please-do", "Ask me first, and give me time."),
                    ("about-please-do-not", "Do not tidy my things away."),
                    ("about-when", "In the mornings, when my hands are stiff."),
                    ("about-worth-knowing", "I was a bus driver for 30 years."),
                    ("about-supported-by", ""),
                ],
            ),
            (
                "taking-part",
                [
                    ("wishes", "together"),
                    ("informed", "large_print"),
                    ("decides", "yes"),
                    ("support", "somebody"),
                ],
            ),
            (
                "person",
                [
                    ("born-day", "14"),
                    ("born-month", "2"),
                    ("born-year", "1949"),
                    ("address-line1", "3 Orchard Row"),
                    ("address-town", "Exampleton"),
                    ("address-postcode", "LE1 1FZ"),
                    ("nhs-number", ""),
                    ("phone", ""),
                ],
            ),
            (
                "needs",
                [
                    ("condition", "yes"),
                    ("varies", "yes"),
                    ("varies-how", "Worse in winter and after a bad night."),
                ],
            ),
            (
                "personal-care",
                [
                    ("eating", "takes_much_longer"),
                    ("washing", "not_safe"),
                    ("toilet", "without_difficulty"),
                    ("dressing", "not_without_help"),
                    ("personal-care-words", "I cannot do buttons, and I have slipped in the bath twice."),
                ],
            ),
            (
                "at-home",
                [
                    ("home-safety", "not_safe"),
                    ("home-upkeep", "takes_much_longer"),
                    ("home-words", "The stairs are the worst."),
                ],
            ),
            (
                "people-and-places",
                [
                    ("relationships", "without_difficulty"),
                    ("work-learning", "does_not_apply"),
                    ("community", "not_without_help"),
                    ("caring-for-child", "does_not_apply"),
                    ("people-words", "I used to drive and now I wait for a lift."),
                ],
            ),
            (
                "support-in-place",
                [
                    ("unpaid-support", "yes"),
                    ("unpaid-who", "Mr Shah does the bins and brings shopping on Fridays."),
                    ("unpaid-goes-on", "unsure"),
                    ("paid-support", ""),
                ],
            ),
            (
                "strengths",
                [
                    ("strengths-words", "I grow all my own beans and I know everybody in the street."),
                    ("network", "The allotment society."),
                    ("good-life", "To get down to the allotment twice a week and wash without fear."),
                    ("could-help", "A shower instead of the bath."),
                ],
            ),
            ("well-being", [("well-being", "dignity"), ("well-being", "health"), ("well-being", "control")]),
            (
                "effect-on-life",
                [("impact", "yes"), ("impact-words", "I put off washing, and then I do not go out.")],
            ),
        ],
    },
]


class Browser:
    """A browser without a screen, on the emulator's one port."""

    def __init__(self, port, host):
        self.port, self.host, self.cookies = port, host, {}

    def ask(self, method, target, fields=None):
        headers = {"Host": self.host, "Sec-Fetch-Site": "same-origin"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode(fields)
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.request(method, target, body, headers)
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.split(";")[0].partition("=")
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        to = answer.headers.get("Location", "")
        # A page that says what is wrong with a form is kept, and led to.
        if answer.status >= 500 or "refused=" in to:
            raise RuntimeError(f"{method} {target} was answered {answer.status} {to}")
        return answer.status, to, text


def mail(port):
    """Every e-mail that the emulator took, oldest first."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", "/_ministack/ses/messages")
    accounts = json.loads(line.getresponse().read())["messages"]
    line.close()
    return [message for messages in accounts.values() for message in messages]


def code_for(port, email):
    """The last code that was sent to an address."""
    for message in reversed(mail(port)):
        found = re.search(r"^(\d{6})$", message["BodyText"], re.M)
        if found and email in message["To"]:
            return found[1]
    raise RuntimeError(f"no code was sent to {email}")


class Accounts:
    """Where the portal keeps who has an account. Asked for itself: to sign in
    would use up one of the five codes that an address is sent in an hour."""

    def __init__(self, cognito, pool, dynamodb, table):
        self.cognito, self.pool, self.dynamodb, self.table = cognito, pool, dynamodb, table

    def find(self, email):
        """The id of who signed up with an address; none if nobody did."""
        try:
            user = self.cognito.admin_get_user(UserPoolId=self.pool, Username=email)
        except self.cognito.exceptions.UserNotFoundException:
            return None
        return next(each["Value"] for each in user["UserAttributes"] if each["Name"] == "sub")

    def hold(self, account, person):
        """Gives somebody access to a care record, as if they had accepted an invitation
        (shared/store/src/holder_access.rs), unless they were given it before."""
        holds, now = person["holds"], datetime.datetime.now(datetime.timezone.utc)
        at = {"S": now.strftime("%Y-%m-%dT%H:%M:%SZ")}
        last_day = {"S": (now + datetime.timedelta(days=180)).strftime("%Y-%m-%d")}
        access = {"S": f"access-{holds['person']}"}
        name = f"{person['first_name']} {person['last_name']}"
        steps = [("invited", "up", "infra/local/up"), ("opened", account, name)]
        history = [
            {"M": {"what": {"S": what}, "by": {"S": by}, "name": {"S": named}, "at": at}}
            for what, by, named in steps
        ]
        record = {
            "PK": {"S": f"CARE-RECORD#{holds['person']}"},
            "SK": {"S": f"HOLDER#{access['S']}"},
            "first_name": {"S": person["first_name"]},
            "last_name": {"S": person["last_name"]},
            "email": {"S": person["email"]},
            "phone": {"S": "+447700900982"},
            "relation": {"S": holds["relation"]},
            "basis": {"S": "consent"},
            "decided_by": {"S": holds["for"]},
            "decided_on": {"S": now.strftime("%Y-%m-%d")},
            "level": {"S": "everything"},
            "withheld": {"S": ""},
            "ends": last_day,
            "until": at,
            "account": {"S": account},
            "history": {"L": history},
        }
        held = {
            "PK": {"S": f"ACCOUNT#{account}"},
            "SK": {"S": f"RECORD#{holds['person']}"},
            "access": access,
            "at": at,
        }
        for item in [record, held]:
            try:
                self.dynamodb.put_item(
                    TableName=self.table, Item=item, ConditionExpression="attribute_not_exists(PK)"
                )
            except self.dynamodb.exceptions.ConditionalCheckFailedException:
                pass

    def forget(self, email):
        self.cognito.admin_delete_user(UserPoolId=self.pool, Username=email)

    def has_come_in(self, account):
        """Whether a first code was given: only then there is a profile."""
        key = {"PK": {"S": f"ACCOUNT#{account}"}, "SK": {"S": "PROFILE"}}
        return "Item" in self.dynamodb.get_item(TableName=self.table, Key=key)


def hidden(page, name):
    """What a page has in a field that is not shown."""
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def send_self_assessment(browser, pages):
    """Answers a self-assessment and sends it."""
    for page, fields in pages:
        status, to, _ = browser.ask("POST", f"/assess-needs/{page}", fields)
        if status != 303:
            raise RuntimeError(f"/assess-needs/{page} was answered {status} {to}")
    _, to, page = browser.ask("GET", "/assess-needs/declaration")
    if to:
        raise RuntimeError(f"the self-assessment is not finished: {to}")
    fields = [(name, hidden(page, name)) for name in ("form", "seen")]
    _, to, _ = browser.ask("POST", "/assess-needs/submit", [*fields, ("confirm", "yes")])
    if not to.startswith("/apply/sent/"):
        raise RuntimeError(f"the self-assessment was not sent: {to}")


def settle_in(port, host, accounts):
    """Makes every person who is not there yet. Answers how many were made."""
    made = 0
    for person in PEOPLE:
        account = accounts.find(person["email"])
        if account and accounts.has_come_in(account):
            if "holds" in person:
                accounts.hold(account, person)
            continue
        if account:
            # Another `up` was stopped before the code was given.
            accounts.forget(person["email"])
        browser = Browser(port, host)
        for prefix, answers in person["forms"].items():
            for page, fields in answers:
                browser.ask("POST", f"{prefix}/{page}", fields)
        browser.ask(
            "POST",
            "/account/create",
            {
                "first-name": person["first_name"],
                "last-name": person["last_name"],
                "email": person["email"],
                "password": person["password"],
                "next": "/saved-forms",
            },
        )
        browser.ask("POST", "/sign-in/code", {"code": code_for(port, person["email"])})
        if "__Host-session" not in browser.cookies:
            raise RuntimeError(f"{person['email']} could not sign in")
        if "self_assessment" in person:
            send_self_assessment(browser, person["self_assessment"])
        if "holds" in person:
            accounts.hold(accounts.find(person["email"]), person)
        made += 1
    return made
