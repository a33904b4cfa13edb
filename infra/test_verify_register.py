"""What infra/verify-register finds, with the files that were published.

target/python/bin/python -m unittest infra/test_verify_register.py
"""

import contextlib
import hashlib
import io
import json
import shutil
import subprocess
import tempfile
import unittest
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
GOLDEN = TOP / "shared" / "exchange" / "golden" / "registers" / "S12" / "2026-04-05"

LOADER = SourceFileLoader("verify_register", str(TOP / "infra" / "verify-register"))
VERIFY = module_from_spec(spec_from_loader("verify_register", LOADER))
LOADER.exec_module(VERIFY)


def says(*paths):
    """What the program says of files: 0 if they are right."""
    with contextlib.redirect_stdout(io.StringIO()):
        return VERIFY.main([str(path) for path in paths])


class Verified(unittest.TestCase):
    """A register, the version after it, and the receipt of that."""

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        shutil.copytree(GOLDEN, self.folder, dirs_exist_ok=True)
        self.first, self.second = (self.folder / n / "register.json" for n in ("1", "2"))
        self.receipt = self.folder / "2" / "receipt.txt"

    def test_the_published_register_and_receipt_are_right_by_the_file_alone(self):
        program = [str(TOP / "infra" / "verify-register"), str(self.first)]
        said = subprocess.run(program, capture_output=True, text=True, check=False)
        self.assertEqual((said.returncode, said.stdout), (0, "right\n"))
        self.assertEqual(says(self.second, self.first), 0)
        self.assertEqual(says(self.receipt), 0)
        self.assertEqual(says(self.receipt, self.second), 0)
        self.assertIn("another version", says(self.receipt, self.first))
        self.assertIn("version before", says(self.first, self.second))

    def test_one_altered_byte_anywhere_is_found(self):
        for path in (self.second, self.receipt):
            written = path.read_bytes()
            for place in range(len(written)):
                altered = bytearray(written)
                altered[place] = ord("1") if written[place] != ord("1") else ord("2")
                path.write_bytes(altered)
                self.assertNotEqual(says(path), 0, f"{path.name} {place}")
            path.write_bytes(written)
            self.assertEqual(says(path), 0)

    def test_an_amount_that_is_written_anew_with_its_sha_256_is_not_that_of_the_chain(self):
        file = json.loads(self.first.read_bytes())
        file["lines"][0]["amounts"][0]["paid"] = "999.99"
        del file["sha256"]
        file["sha256"] = hashlib.sha256(VERIFY.canonical(file)).hexdigest()
        text = json.dumps(file, sort_keys=True, ensure_ascii=False, indent=2) + "\n"
        self.first.write_bytes(text.encode())
        self.assertIn("amounts", says(self.first))

    def test_a_line_that_is_missing_at_the_end_and_another_file_beside_it_are_found(self):
        rows = self.first.parent / "client-level-data.json"
        rows.write_bytes(rows.read_bytes() + b"\n")
        self.assertIn("another file", says(self.first))
        self.receipt.write_bytes(self.receipt.read_bytes()[:-1])
        self.assertIn("wrong", says(self.receipt))


if __name__ == "__main__":
    unittest.main()
