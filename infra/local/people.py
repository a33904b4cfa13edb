"""Made-up people on the local stack. Each makes an account and saves forms
through the portal's own pages, as anybody would, so that nothing of theirs
stands where the portal would not put it. Does nothing for who is there."""

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
        if answer.status >= 500:
            raise RuntimeError(f"{method} {target} was answered {answer.status}")
        return answer.status, answer.headers.get("Location", ""), text


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

    def forget(self, email):
        self.cognito.admin_delete_user(UserPoolId=self.pool, Username=email)

    def has_come_in(self, account):
        """Whether a first code was given: only then there is a profile."""
        key = {"PK": {"S": f"ACCOUNT#{account}"}, "SK": {"S": "PROFILE"}}
        return "Item" in self.dynamodb.get_item(TableName=self.table, Key=key)


def settle_in(port, host, accounts):
    """Makes every person who is not there yet. Answers how many were made."""
    made = 0
    for person in PEOPLE:
        account = accounts.find(person["email"])
        if account and accounts.has_come_in(account):
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
        made += 1
    return made
