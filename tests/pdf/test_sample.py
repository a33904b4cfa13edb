"""Holds the sample report to PDF/UA-1 and to what it says.

`cargo run -p make-document --example sample` writes it into target/pdf-sample;
what is expected of it, `sample.json`, is written by hand.
"""

import json
import os
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from accessible import AccessiblePdf  # noqa: E402
from reader import Reading  # noqa: E402

TARGET = Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent.parent / "target"))


class Sample(AccessiblePdf, unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.reading = Reading(TARGET / "pdf-sample/sample.pdf")
        cls.expected = json.loads((HERE / "sample.json").read_text())

    def test_its_title_and_author_are_the_report_s_and_the_council_s(self):
        with self.reading.pdf.open_metadata() as metadata:
            self.assertEqual(metadata["dc:title"], self.expected["title"])
            self.assertEqual(list(metadata["dc:creator"]), [self.expected["author"]])

    def test_it_is_read_out_in_the_order_of_the_report(self):
        self.assertEqual(self.reading.order(), self.expected["order"])

    def test_its_links_lead_where_the_report_says(self):
        found = [[link.words(), link.link] for link in self.reading.tree.find("Link")]
        self.assertEqual(found, self.expected["links"])

    def test_the_foot_of_every_page_says_whom_to_call(self):
        for page in self.reading.pages:
            self.assertIn(self.expected["footer"], " ".join(page.artifacts))

    def test_it_has_several_pages(self):
        self.assertGreater(len(self.reading.pages), 2)


if __name__ == "__main__":
    unittest.main()
