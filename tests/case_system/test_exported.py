"""The checks of the running stack, where each of them finds something.

    python3 -m unittest discover --start-directory tests/case_system
"""

import contextlib
import io
import json
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from buckets import Folder  # noqa: E402
from case_system import as_file  # noqa: E402
from exported import look, receive  # noqa: E402

GOLDEN = Path(__file__).resolve().parents[2] / "shared" / "exchange" / "golden"
NOW = "2026-11-22T09:45:00Z"
FULL, SMALL, EARLY = "HCW9RD4PTX", "FN6KXG3YC3", "K7F3MMXT4F"


class Portal:
    """The portal's side, in memory: reads acknowledgements and notes them."""

    def __init__(self, bucket, references):
        self.bucket = bucket
        self.noted = {reference: {"exported_at": NOW} for reference in references}
        self.left = []

    def sweep(self):
        for key in self.bucket.keys("acknowledgements/"):
            said = json.loads(self.bucket.read(key))
            if said["outcome"] == "received":
                self.noted[said["reference"]].setdefault("received_at", said["received_at"])
            (self.bucket.top / key).unlink()
        return self.left

    def applications(self):
        return {reference: dict(notes) for reference, notes in self.noted.items()}

    def listed(self, partition):
        if partition != "UNACKNOWLEDGED":
            return []
        awaited = (each for each in self.noted.items() if "received_at" not in each[1])
        return [f"{NOW}#{reference}" for reference, _ in awaited]


class Exported(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.top = Path(scratch.name) / "bucket"
        self.rooms = Path(scratch.name)
        shutil.copytree(GOLDEN / "applications", self.top / "applications")
        self.change(FULL, "phone")
        self.change(SMALL, "desktop")
        self.portal = Portal(Folder(self.top), [FULL, SMALL, EARLY])

    def change(self, reference, width, who="somebody"):
        """Makes it one that the browser has sent."""
        path = self.top / "applications" / reference / "application.json"
        value = json.loads(path.read_text())
        value["applicant"]["email"] = f"wanda.{width}.1795348259097@example.org"
        value["forms"][0]["answers"]["who"] = who
        path.write_bytes(as_file(value))

    def wrong(self):
        """What is wrong, by what should be true, with an empty inbox."""
        self.said = io.StringIO()
        with tempfile.TemporaryDirectory(dir=self.rooms) as inbox:
            with contextlib.redirect_stdout(self.said):
                checks = look(Folder(self.top), self.portal, Path(inbox), NOW)
        return {check: found for check, found in checks.items() if found}

    def test_nothing_is_wrong_however_often_it_is_looked_at(self):
        for _ in range(2):
            self.assertEqual(self.wrong(), {})

    def test_where_nothing_was_exported_it_says_so(self):
        shutil.rmtree(self.top)
        self.portal.noted.clear()
        self.assertEqual(
            list(self.wrong()),
            [
                "an application was exported",
                "the browser's applications are there, of each width",
                "one asks for help for somebody else, with a document",
            ],
        )

    def test_an_application_that_was_sent_and_not_exported_is_missed(self):
        shutil.rmtree(self.top / "applications" / EARLY)
        wrong = self.wrong()
        self.assertEqual(wrong, {"every application that was sent was exported": [EARLY]})

    def test_what_the_export_leaves_is_told(self):
        self.portal.left = ["the sweep left 1 applications or acknowledgements"]
        self.assertIn("the export leaves nothing", self.wrong())

    def test_a_file_that_was_changed_is_told_and_is_not_received(self):
        (path,) = (self.top / "applications" / EARLY / "evidence").iterdir()
        path.write_bytes(path.read_bytes() + b"!")
        wrong = self.wrong()
        self.assertIn(
            f"{EARLY}: file-changed",
            wrong["every file follows its schema and has its length and SHA-256"],
        )
        self.assertNotIn("received_at", self.portal.noted[EARLY])

    def test_a_file_that_nobody_names_is_told(self):
        stray = self.top / "applications" / FULL / "evidence" / f"{'0' * 32}.pdf"
        stray.write_bytes(b"%PDF")
        key = stray.relative_to(self.top).as_posix()
        self.assertEqual(self.wrong(), {"every file that is there is named": [key]})

    def test_an_application_of_each_width_is_expected(self):
        self.change(SMALL, "phone")
        wrong = self.wrong()
        self.assertEqual(
            wrong, {"the browser's applications are there, of each width": ["desktop"]}
        )

    def test_one_for_somebody_else_is_expected(self):
        self.change(FULL, "phone", who="myself")
        self.assertEqual(
            list(self.wrong()), ["one asks for help for somebody else, with a document"]
        )

    def test_a_portal_that_reads_nothing_is_told(self):
        self.portal.sweep = lambda: []
        wrong = self.wrong()
        unnoted = wrong["it notes that the council received each"]
        self.assertCountEqual(unnoted, [FULL, SMALL, EARLY])
        self.assertEqual(len(wrong["the portal reads what is said"]), 3)
        self.assertEqual(len(wrong["it waits for none of them any more"]), 3)

    def test_a_portal_that_notes_every_acknowledgement_anew_is_told(self):
        times = iter(range(100))

        def sweep():
            for notes in self.portal.noted.values():
                notes["received_at"] = str(next(times))
            shutil.rmtree(self.top / "acknowledgements", ignore_errors=True)
            return []

        self.portal.sweep = sweep
        self.assertEqual(list(self.wrong()), ["said and read again, nothing changes"])

    def test_what_it_prints_holds_nothing_about_a_person(self):
        wrong = self.wrong()
        for word in ("wanda", "Doris", "Siân", "O'Neill", "example.com"):
            self.assertNotIn(word, self.said.getvalue() + json.dumps(wrong))

    # One application alone.

    def received(self, reference):
        with tempfile.TemporaryDirectory(dir=self.rooms) as inbox:
            with contextlib.redirect_stdout(io.StringIO()):
                checks = receive(
                    Folder(self.top), self.portal, reference, Path(inbox), NOW, pause=0
                )
        return {check: found for check, found in checks.items() if found}

    def test_one_application_is_received_and_the_others_wait(self):
        self.assertEqual(self.received(FULL), {})
        self.assertEqual(self.portal.noted[FULL]["received_at"], NOW)
        for other in (SMALL, EARLY):
            self.assertNotIn("received_at", self.portal.noted[other])

    def test_one_that_is_not_exported_is_told(self):
        shutil.rmtree(self.top / "applications" / FULL)
        self.assertEqual(
            self.received(FULL),
            {
                "the application was exported": [FULL],
                "the portal notes that the council received it": [FULL],
            },
        )


if __name__ == "__main__":
    unittest.main()
