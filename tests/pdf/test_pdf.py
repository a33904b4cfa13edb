"""Holds a PDF of make-document to PDF/UA-1 and to what its report says.

    pytest tests/pdf                                    the sample in target/pdf-sample
    python tests/pdf/test_pdf.py report.pdf expected.json

The sample is written by `cargo run -p make-document --example sample`. What is
expected of it, `sample.json`, is written by hand. Of another file may be
expected any of: title, author, footer, links, order, and says (words that must
be read out, in this order, with anything between them).
"""

import json
import os
import sys
from pathlib import Path

import pikepdf
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from reader import Reading  # noqa: E402

HERE = Path(__file__).parent
PDF = Path(os.environ.get("PDF", HERE.parent.parent / "target/pdf-sample/sample.pdf"))
EXPECTED = Path(os.environ.get("PDF_EXPECTED", HERE / "sample.json"))
PDF_UA = "{http://www.aiim.org/pdfua/ns/id/}part"


@pytest.fixture(scope="session")
def reading():
    return Reading(PDF)


@pytest.fixture(scope="session")
def expected():
    return json.loads(EXPECTED.read_text())


def wanted(expected, name):
    return expected[name] if name in expected else pytest.skip(f"nothing expected of its {name}")


def test_it_says_that_it_is_pdf_ua_1(reading):
    with reading.pdf.open_metadata() as metadata:
        assert metadata[PDF_UA] == "1"


def test_it_is_marked_as_tagged(reading):
    assert reading.root.MarkInfo.Marked
    assert not reading.root.MarkInfo.get("/Suspects", False)


def test_its_language_is_british_english(reading):
    assert str(reading.root.Lang) == "en-GB"


def test_its_title_is_shown_in_place_of_its_file_name(reading, expected):
    with reading.pdf.open_metadata() as metadata:
        title = metadata["dc:title"]
    assert title
    assert reading.root.ViewerPreferences.DisplayDocTitle
    assert title == wanted(expected, "title")


def test_its_author_is_the_council(reading, expected):
    with reading.pdf.open_metadata() as metadata:
        assert list(metadata["dc:creator"]) == [wanted(expected, "author")]


def test_every_font_is_in_the_file_and_maps_to_letters(reading):
    fonts = [
        font
        for page in reading.pdf.pages
        for font in page.Resources.get("/Font", {}).values()
    ]
    assert fonts
    for font in fonts:
        inner = font.DescendantFonts[0] if font.Subtype == "/Type0" else font
        assert {"/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys())
        assert "/ToUnicode" in font


def test_all_that_is_shown_is_read_once_or_is_an_artifact(reading):
    assert "".join(page.unmarked for page in reading.pages).strip() == ""
    assert reading.unread == []


def test_the_parent_tree_leads_from_every_page_to_the_structure(reading):
    numbers = pikepdf.NumberTree(reading.root.StructTreeRoot.ParentTree)
    for page, drawn in zip(reading.pdf.pages, reading.pages):
        parents = numbers[int(page.StructParents)]
        assert len(parents) == len(drawn.pieces)
        for note in page.get("/Annots", []):
            assert str(numbers[int(note.StructParent)].S) == "/Link"


def test_headings_begin_at_one_and_leave_no_level_out(reading):
    levels = [int(heading.kind[1]) for heading in reading.tree.find("H1", "H2", "H3", "H4")]
    assert levels.count(1) == 1 and levels[0] == 1
    for above, below in zip(levels, levels[1:]):
        assert below <= above + 1


def test_the_outline_names_the_headings(reading):
    def titles(items):
        for item in items:
            yield item.title
            yield from titles(item.children)

    with reading.pdf.open_outline() as outline:
        found = [" ".join(title.split()) for title in titles(outline.root)]
    assert found == [heading.words() for heading in reading.tree.find("H1", "H2", "H3", "H4")]


def test_tables_have_header_cells_that_say_what_they_head(reading):
    for table in reading.tree.find("Table"):
        rows = list(table.find("TR"))
        widths = {len(list(row.find("TH", "TD"))) for row in rows}
        assert len(widths) == 1
        for row in rows:
            assert next(row.find("TH", "TD")).kind == "TH"
        for header in table.find("TH"):
            assert str(header.attributes["Scope"]) in ("/Row", "/Column", "/Both")
        if any(table.find("Caption")):
            heads = list(rows[0].find("TH", "TD"))
            assert {(cell.kind, str(cell.attributes["Scope"])) for cell in heads} == {("TH", "/Column")}


def test_lists_are_made_of_items(reading):
    for found in reading.tree.find("L"):
        assert {child.kind for child in found.children} == {"LI"}
        for item in found.find("LI"):
            assert [child.kind for child in item.children] == ["Lbl", "LBody"]


def test_links_say_where_they_lead(reading, expected):
    links = list(reading.tree.find("Link"))
    for link in links:
        assert link.link_words
        assert link.link.split(":")[0] in ("https", "http", "mailto", "tel")
    assert [[link.words(), link.link] for link in links] == wanted(expected, "links")


def test_the_tab_key_follows_the_structure(reading):
    for page in reading.pdf.pages:
        if "/Annots" in page:
            assert page.Tabs == "/S"


def test_every_page_has_its_number_and_the_council_at_its_foot_unread(reading, expected):
    last = len(reading.pages)
    for number, page in enumerate(reading.pages, 1):
        foot = " ".join(" ".join(page.artifacts).split())
        assert f"Page {number} of {last}" in foot
        assert wanted(expected, "footer") in foot


def test_it_is_read_out_in_the_order_of_the_report(reading, expected):
    assert reading.order() == wanted(expected, "order")


def test_it_says_what_the_page_says(reading, expected):
    said, at = reading.tree.words(), 0
    for words in wanted(expected, "says"):
        words = " ".join(words.split())
        assert words in said[at:]
        at = said.index(words, at) + len(words)


def test_nothing_in_it_runs_or_is_attached(reading):
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(reading.root.keys())
    names = reading.root.get("/Names", {})
    assert not {"/JavaScript", "/EmbeddedFiles"} & set(names.keys())


def test_every_page_is_a4(reading):
    for page in reading.pdf.pages:
        assert [round(float(side)) for side in page.MediaBox] == [0, 0, 595, 842]


if __name__ == "__main__":
    os.environ["PDF"], os.environ["PDF_EXPECTED"] = sys.argv[1:3]
    sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", __file__]))
