"""The case system against the golden files of the exchange, whole and broken.

    python3 -m unittest discover --start-directory tests/case_system
"""

import contextlib
import http.server
import io
import json
import shutil
import sys
import tempfile
import threading
import unittest
import urllib.parse
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from buckets import Bucket, Folder  # noqa: E402
from case_system import as_file, run  # noqa: E402
from published import problems, schema  # noqa: E402

GOLDEN = Path(__file__).resolve().parents[2] / "shared" / "exchange" / "golden"
NOW = "2026-11-22T09:45:00Z"
FULL, SMALL, EARLY = "HCW9RD4PTX", "FN6KXG3YC3", "K7F3MMXT4F"


class CaseSystem(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.top = Path(scratch.name) / "bucket"
        self.inbox = Path(scratch.name) / "inbox"
        shutil.copytree(GOLDEN / "applications", self.top / "applications")
        self.folder = self.top / "applications" / FULL

    def run_once(self, bucket=None, now=NOW):
        self.said = io.StringIO()
        with contextlib.redirect_stdout(self.said):
            return run(bucket or Folder(self.top), self.inbox, now)

    def change(self, change):
        path = self.folder / "application.json"
        value = json.loads(path.read_text())
        change(value)
        path.write_bytes(as_file(value))

    def assert_refused(self, reason):
        said = self.run_once()
        self.assertEqual(said[FULL]["outcome"], "refused")
        self.assertEqual(said[FULL]["reason"], reason)
        self.assertEqual(said[SMALL]["outcome"], "received", "the other one is taken in")
        self.assertFalse((self.inbox / FULL).exists())

    def test_the_golden_applications_are_taken_in_whole(self):
        said = self.run_once()
        self.assertEqual({one["outcome"] for one in said.values()}, {"received"})
        for path in self.folder.rglob("*"):
            if path.is_file():
                taken = self.inbox / FULL / path.relative_to(self.folder)
                self.assertEqual(taken.read_bytes(), path.read_bytes())

    def test_it_says_what_the_portal_expects_to_read(self):
        self.run_once()
        for reference in (FULL, SMALL):
            said = (self.top / "acknowledgements" / f"{reference}.json").read_bytes()
            self.assertEqual(problems(json.loads(said), schema("acknowledgement")), [])
        golden = (GOLDEN / "acknowledgements" / f"{FULL}.json").read_bytes()
        said = (self.top / "acknowledgements" / f"{FULL}.json").read_bytes()
        self.assertEqual(said, golden)

    def test_seen_again_it_is_one_case_and_the_same_acknowledgement(self):
        first = self.run_once()
        again = self.run_once(now="2026-11-23T09:00:00Z")
        self.assertEqual(first, again)
        self.assertEqual(len(list(self.inbox.iterdir())), 3)

    def test_without_its_data_file_it_is_not_looked_at(self):
        (self.folder / "application.json").unlink()
        self.assertEqual(set(self.run_once()), {SMALL, EARLY})

    def test_a_file_that_is_missing_changed_or_cut_is_refused(self):
        evidence = next((self.folder / "evidence").glob("*.pdf"))
        whole = evidence.read_bytes()
        evidence.unlink()
        self.assert_refused("file-missing")
        for broken in (whole[:-1], whole[:-1] + b"!", b""):
            evidence.write_bytes(broken)
            self.assert_refused("file-changed")
        evidence.write_bytes(whole)
        self.assertEqual(self.run_once()[FULL]["outcome"], "received", "it was mended")

    # What follows an application that was sent while files were being scanned.

    def early(self):
        return self.top / "applications" / EARLY

    def test_what_follows_is_taken_in_once_whenever_it_comes(self):
        folder = self.early()
        later = Path(self.top.parent) / "later"
        shutil.move(folder / "late-evidence", later)
        shutil.move(folder / "evidence", later / "evidence")
        first = self.run_once()
        self.assertEqual(first[EARLY]["outcome"], "received")
        self.assertEqual(len(list((self.inbox / EARLY).rglob("*.json"))), 2)
        shutil.move(later / "evidence", folder / "evidence")
        shutil.move(later, folder / "late-evidence")
        for _ in range(2):
            self.assertEqual(self.run_once(), first, "the application is said to be there as before")
        for path in folder.rglob("*"):
            if path.is_file():
                taken = self.inbox / EARLY / path.relative_to(folder)
                self.assertEqual(taken.read_bytes(), path.read_bytes())
        self.assertNotIn("late-evidence", self.said.getvalue(), "once")

    def test_what_follows_and_cannot_be_taken_is_refused_for_a_person(self):
        folder = self.early()
        (usable,) = (folder / "evidence").iterdir()
        verdict = folder / "late-evidence" / f"{usable.stem}.json"
        whole, said = usable.read_bytes(), verdict.read_bytes()
        for change, reason in (
            (lambda: usable.write_bytes(whole[:-1]), "file-changed"),
            (lambda: usable.unlink(), "file-missing"),
            (lambda: verdict.write_bytes(said.replace(b'"clean"', b'"scanning"')), "not-valid"),
            (lambda: verdict.write_bytes(said.replace(EARLY.encode(), SMALL.encode())), "not-valid"),
            (lambda: verdict.rename(verdict.with_stem("0" * 32)), "not-valid"),
        ):
            with self.subTest(reason):
                usable.write_bytes(whole)
                verdict.write_bytes(said)
                change()
                answer = self.run_once()[EARLY]
                self.assertEqual((answer["outcome"], answer.get("reason")), ("refused", reason))
                self.assertFalse((self.inbox / EARLY / "late-evidence" / verdict.name).exists())
        verdict.with_stem("0" * 32).unlink()
        verdict.write_bytes(said)
        self.assertEqual(self.run_once()[EARLY]["outcome"], "received", "it was mended")

    def test_what_follows_no_file_that_was_being_checked_is_refused(self):
        verdicts = self.folder / "late-evidence"
        verdicts.mkdir()
        taken = json.loads((self.folder / "application.json").read_text())["evidence"][0]["id"]
        (some,) = (self.early() / "evidence").iterdir()
        verdict = (self.early() / "late-evidence" / f"{some.stem}.json").read_text()
        verdict = verdict.replace(EARLY, FULL).replace(some.stem, taken)
        (verdicts / f"{taken}.json").write_text(verdict)
        answer = self.run_once()[FULL]
        self.assertEqual((answer["outcome"], answer["reason"]), ("refused", "not-valid"))

    def test_a_report_with_another_word_is_refused(self):
        self.change_told(lambda record: record["reports"][0]["document"].update(title="Free"))
        self.assert_refused("file-changed")

    def test_a_report_that_was_left_out_is_refused(self):
        self.change_told(lambda record: record["reports"].pop())
        self.assert_refused("file-changed")

    def change_told(self, change):
        """Changes the record and, as a forger would, what names it."""
        from case_system import sha256

        path = self.folder / "you-were-told.json"
        record = json.loads(path.read_text())
        change(record)
        path.write_bytes(as_file(record))

        def name_it(value):
            for named in value["files"]:
                if named["name"] == "you-were-told.json":
                    named["bytes"] = len(path.read_bytes())
                    named["sha256"] = sha256(path.read_bytes())

        self.change(name_it)

    def test_what_does_not_follow_the_schema_is_refused(self):
        whole = (self.folder / "application.json").read_bytes()
        for change in (
            lambda value: value.update(version=2),
            lambda value: value.update(version=True),
            lambda value: value.update(more=1),
            lambda value: value.pop("contact_by"),
            lambda value: value.update(reference=SMALL),
            lambda value: value["files"][0].update(name="../../../etc/passwd"),
            lambda value: value["files"][0].update(name="you-were-told.json\n"),
            lambda value: value["forms"][0]["answers"].update(age=80),
            lambda value: value["applicant"].update(email=None),
        ):
            (self.folder / "application.json").write_bytes(whole)
            self.change(change)
            self.assert_refused("not-valid")
        (self.folder / "application.json").write_bytes(whole[:200])
        self.assert_refused("not-valid")

    def test_clean_evidence_that_is_not_named_is_refused(self):
        self.change(lambda value: value["files"].pop(0))
        self.assert_refused("file-missing")

    def test_what_it_prints_holds_nothing_about_a_person(self):
        self.change(lambda value: value["applicant"].update(email=1))
        self.run_once()
        for word in ("Doris", "Siân", "O'Neill", "example.com", "Shah"):
            self.assertNotIn(word, self.said.getvalue())

    def test_a_formula_is_text_and_stays_as_it_was_typed(self):
        self.run_once()
        taken = json.loads((self.inbox / FULL / "application.json").read_text())
        self.assertTrue(taken["forms"][0]["answers"]["more"].startswith("=HYPERLINK("))

    def test_it_works_through_a_bucket_as_through_a_folder(self):
        folder = Folder(self.top)
        with serve(folder) as address:
            said = self.run_once(Bucket(address))
        self.assertEqual({one["outcome"] for one in said.values()}, {"received"})
        self.assertEqual(len(folder.keys("acknowledgements/")), 3)


class Published(unittest.TestCase):
    def test_a_keyword_that_is_not_known_is_refused_instead_of_passed_over(self):
        with self.assertRaises(ValueError):
            problems(1, {"multipleOf": 2})

    def test_every_acknowledgement_on_file_follows_its_schema(self):
        for path in (GOLDEN / "acknowledgements").glob("*.json"):
            self.assertEqual(problems(json.loads(path.read_text()), schema("acknowledgement")), [])

    def test_received_needs_when_and_refused_needs_why(self):
        said = {"format": "acknowledgement", "version": 1, "reference": FULL}
        for more in (
            {"outcome": "received"},
            {"outcome": "refused"},
            {"outcome": "refused", "reason": "rain"},
            {"outcome": "received", "received_at": "yesterday"},
            {"outcome": "received", "received_at": NOW, "reason": "not-valid"},
        ):
            self.assertNotEqual(problems({**said, **more}, schema("acknowledgement")), [])


@contextlib.contextmanager
def serve(folder):
    """A folder as a bucket, two keys a page: GET, PUT and ListObjectsV2."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            path, _, query = self.path.partition("?")
            key = urllib.parse.unquote(path.removeprefix("/bucket").lstrip("/"))
            asked = dict(urllib.parse.parse_qsl(query))
            if "list-type" in asked:
                start = int(asked.get("continuation-token", 0))
                keys = folder.keys(asked["prefix"])
                more = f"<IsTruncated>true</IsTruncated><NextContinuationToken>{start + 2}</NextContinuationToken>"
                items = "".join(f"<Contents><Key>{k}</Key></Contents>" for k in keys[start : start + 2])
                self.answer(
                    200,
                    '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
                    f"{items}{more if start + 2 < len(keys) else ''}</ListBucketResult>".encode(),
                )
            elif (content := folder.read(key)) is None:
                self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            else:
                self.answer(200, content)

        def do_PUT(self):
            key = urllib.parse.unquote(self.path.removeprefix("/bucket/"))
            folder.write(key, self.rfile.read(int(self.headers["content-length"])))
            self.answer(200, b"")

        def answer(self, status, content):
            self.send_response(status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/bucket"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


if __name__ == "__main__":
    unittest.main()
