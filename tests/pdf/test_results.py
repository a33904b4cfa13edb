"""Holds the PDFs that the running stack makes to their pages.

Walks both journeys as a browser without JavaScript does, then reads the result
twice, as a page and as a PDF: the same figures, the same headings in the same
order, the same law. Needs PORTAL_ADDRESS (target/local-stack/environment has it).
"""

import json
import os
import re
import sys
import tempfile
import unittest
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from accessible import AccessiblePdf  # noqa: E402
from reader import Reading  # noqa: E402

FORMS = HERE.parent.parent / "shared/journey/forms"
PORTAL = os.environ.get("PORTAL_ADDRESS", "")
POUNDS = re.compile(r"£\d[\d,]*(?:\.\d\d)?")
MOST_PAGES = 90


class Visitor:
    """A browser that keeps the cookie it is given and follows no redirect."""

    def __init__(self):
        self.address = urlsplit(PORTAL)
        self.cookie = None

    def send(self, method, path, fields=None):
        # `*.localhost` is this machine; not every resolver knows.
        host = self.address.hostname
        connection = HTTPConnection(
            "127.0.0.1" if host.endswith(".localhost") else host, self.address.port or 80, timeout=60
        )
        headers = {"Host": self.address.netloc}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = None if fields is None else urlencode(fields, doseq=True)
        connection.request(method, self.address.path.rstrip("/") + path, body, headers)
        reply = connection.getresponse()
        body = reply.read()
        if reply.headers["Set-Cookie"]:
            self.cookie = reply.headers["Set-Cookie"].split(";")[0]
        connection.close()
        return reply, body

    def answer(self, form, answers):
        """Answers every question as the pages lead."""
        pages = {page["id"]: page for page in json.loads((FORMS / f"{form}.json").read_text())["pages"]}
        at = f"/{form}/{next(iter(pages))}"
        for _ in range(MOST_PAGES):
            page = at.rsplit("/", 1)[1]
            if page in ("check-answers", "result"):
                return
            reply, body = self.send("POST", at, fields_of(pages[page], answers))
            # A page that says what is wrong is kept at an address of its own.
            if reply.status != 303 or "refused=" in reply.headers["Location"]:
                raise AssertionError(f"{at} answered {reply.status}: {Page(body).words[:2000]}")
            at = urlsplit(reply.headers["Location"]).path
        raise AssertionError(f"the questions do not end: {at}")


def fields_of(page, answers):
    """What is posted to a page: the answers given to its questions, and to every
    other the usual one."""
    question = page["question"]
    match question["kind"]:
        case "any_of":
            return {page["id"]: question["none"]["value"]}
        case "several":
            fields = {}
            for asked in question["questions"]:
                fields |= answers.get(asked["id"]) or (revealed(asked) if "when" in asked else usual(asked))
            return fields
    return answers.get(page["id"]) or usual(page)


def revealed(asked):
    """The usual answer to a question that is not always asked: nothing if it has
    none, which is refused where it is asked."""
    try:
        return usual(asked)
    except AssertionError:
        return {}


def usual(page):
    """No, none, nothing, or else the first thing that can be chosen."""
    name, question = page["id"], page["question"]
    match question["kind"]:
        case "yes_no" | "group":
            return {name: "no"}
        case "one_of":
            return {name: question["options"][0]["value"]}
        case "many_of":
            return {name: question["none"]["value"]}
        case "number" if question["least"] == 0:
            return {name: "0"}
    raise AssertionError(f"{name} needs an answer")


class Page(HTMLParser):
    """The words, headings and links of a page's main part."""

    SILENT = {"script", "style", "title"}

    def __init__(self, body):
        super().__init__()
        self.inside = []
        self.headings = []
        self.links = []
        self.pieces = []
        self.feed(body.decode())
        self.words = " ".join(" ".join(self.pieces).split())

    def handle_starttag(self, tag, attributes):
        self.inside.append(tag)
        if "main" in self.inside:
            if tag in ("h1", "h2", "h3"):
                self.headings.append("")
            if tag == "a":
                self.links.append(dict(attributes).get("href", ""))

    def handle_endtag(self, tag):
        while tag in self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if "main" not in self.inside or self.SILENT & set(self.inside):
            return
        self.pieces.append(data)
        if {"h1", "h2", "h3"} & set(self.inside):
            self.headings[-1] = " ".join((self.headings[-1] + data).split())


@unittest.skipUnless(PORTAL, "PORTAL_ADDRESS names no running stack")
class AsItsPage(AccessiblePdf):
    """A result as a PDF says what the result as a page says."""

    form = ""
    answers = {}
    # A page has this in its footer.
    only_in_the_file = {"Contact us"}

    @classmethod
    def setUpClass(cls):
        visitor = Visitor()
        visitor.answer(cls.form, cls.answers)
        reply, body = visitor.send("GET", f"/{cls.form}/result")
        assert reply.status == 200, reply.status
        cls.page = Page(body)
        cls.reply, body = visitor.send("GET", f"/{cls.form}/result.pdf")
        assert cls.reply.status == 200, cls.reply.status
        keep = os.environ.get("KEEP_PDFS")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(keep or folder) / f"{cls.__name__}.pdf"
            file.write_bytes(body)
            cls.reading = Reading(file)

    def test_it_is_kept_nowhere_and_opens_in_the_browser(self):
        self.assertEqual(self.reply.headers["Content-Type"], "application/pdf")
        self.assertEqual(self.reply.headers["Cache-Control"], "no-store")
        self.assertRegex(
            self.reply.headers["Content-Disposition"], r'^inline; filename="[a-z-]+-\d{4}-\d\d-\d\d\.pdf"$'
        )

    def test_every_figure_of_the_page_is_in_it_and_no_other(self):
        self.assertEqual(
            set(POUNDS.findall(self.reading.tree.words())), set(POUNDS.findall(self.page.words))
        )

    def test_its_headings_are_the_page_s_in_their_order(self):
        mine = [heading.words() for heading in self.reading.tree.find("H2")]
        mine = [heading for heading in mine if heading not in self.only_in_the_file]
        self.assertEqual([heading for heading in self.page.headings if heading in mine], mine)

    def test_it_leads_to_the_same_law(self):
        law = "https://www.legislation.gov.uk/"
        mine = {link.link for link in self.reading.tree.find("Link") if link.link.startswith(law)}
        self.assertTrue(mine)
        self.assertEqual(mine, {link for link in self.page.links if link.startswith(law)})


class EstimateAtHome(AsItsPage, unittest.TestCase):
    form = "estimate-costs"
    answers = {
        "age": {"age": "85"},
        "cost": {"cost": "week"},
        "weekly-cost": {"weekly-cost": "287.50"},
        "pensions": {"pensions": ["state_pension", "private_pension"]},
        "amount-state-pension": {"amount-state-pension-amount": "241.30", "amount-state-pension-every": "week"},
        "amount-private-pension": {"amount-private-pension-amount": "433.33", "amount-private-pension-every": "month"},
        "benefits": {"benefits": ["attendance_allowance_higher"]},
        "amount-attendance-allowance-higher": {
            "amount-attendance-allowance-higher-amount": "114.60",
            "amount-attendance-allowance-higher-every": "week",
        },
    }


class EstimateInACareHome(AsItsPage, unittest.TestCase):
    form = "estimate-costs"
    answers = {
        "who-for": {"who-for": "someone-else"},
        "setting": {"setting": "care_home_permanent"},
        "age": {"age": "80"},
        "cost": {"cost": "week"},
        "weekly-cost": {"weekly-cost": "1100"},
        "weeks-in-care-home": {"weeks-in-care-home": "20"},
        "pensions": {"pensions": "state_pension"},
        "amount-state-pension": {"amount-state-pension-amount": "241.30", "amount-state-pension-every": "week"},
    }


class CheckOfNeeds(AsItsPage, unittest.TestCase):
    form = "check-support"
    answers = {
        "age": {"age": "yes"},
        "eating": {"eating": "not_without_help"},
        "washing": {"washing": "takes_much_longer"},
        "community": {"community": "not_safe"},
        "well-being": {"well-being": ["control", "dignity"]},
    }


class PaperForm(AccessiblePdf, unittest.TestCase):
    """An empty form has every question of its data file, with a number."""

    form = "estimate-costs"

    @classmethod
    def setUpClass(cls):
        reply, body = Visitor().send("GET", f"/paper-forms/{cls.form}.pdf")
        assert reply.status == 200, reply.status
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(body)
            file.flush()
            cls.reading = Reading(Path(file.name))

    def test_every_question_stands_on_it(self):
        words = " ".join(self.reading.tree.words().split())
        pages = json.loads((FORMS / f"{self.form}.json").read_text())["pages"]
        self.assertGreater(len(pages), 10)
        for page in pages:
            label = page["label"]
            self.assertIn(label if isinstance(label, str) else label["you"], words)
        self.assertRegex(words, r"Only if you answered ‘Another date’ to question \d+\.")

    def test_every_choice_is_an_item_of_a_list(self):
        items = [item.words() for item in self.reading.tree.find("LI")]
        for words in ("At home", "State Pension", "None of these"):
            self.assertTrue(any(words in item for item in items), words)


if __name__ == "__main__":
    unittest.main()
