"""What every PDF of the portal must be, whatever it says."""

import pikepdf

PDF_UA = "{http://www.aiim.org/pdfua/ns/id/}part"


class AccessiblePdf:
    """The tests of a file. A test case mixes this in and sets `reading`."""

    def test_it_says_that_it_is_pdf_ua_1(self):
        with self.reading.pdf.open_metadata() as metadata:
            self.assertEqual(metadata[PDF_UA], "1")

    def test_it_is_marked_as_tagged(self):
        self.assertTrue(self.reading.root.MarkInfo.Marked)
        self.assertFalse(self.reading.root.MarkInfo.get("/Suspects", False))

    def test_its_language_is_british_english(self):
        self.assertEqual(str(self.reading.root.Lang), "en-GB")

    def test_its_title_is_shown_in_place_of_its_file_name(self):
        with self.reading.pdf.open_metadata() as metadata:
            title = metadata["dc:title"]
        self.assertTrue(self.reading.root.ViewerPreferences.DisplayDocTitle)
        self.assertEqual(title, next(self.reading.tree.find("H1")).words())

    def test_its_author_is_the_council(self):
        with self.reading.pdf.open_metadata() as metadata:
            self.assertEqual(len(metadata["dc:creator"]), 1)
            self.assertEqual(metadata["dc:creator"][0], next(self.reading.tree.find("P")).words())

    def test_every_font_is_in_the_file_and_maps_to_letters(self):
        fonts = [
            font
            for page in self.reading.pdf.pages
            for font in page.Resources.get("/Font", {}).values()
        ]
        self.assertTrue(fonts)
        for font in fonts:
            inner = font.DescendantFonts[0] if font.Subtype == "/Type0" else font
            self.assertTrue({"/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys()))
            self.assertIn("/ToUnicode", font)

    def test_all_that_is_shown_is_read_once_or_is_an_artifact(self):
        self.assertEqual("".join(page.unmarked for page in self.reading.pages).strip(), "")
        self.assertEqual(self.reading.unread, [])

    def test_the_parent_tree_leads_from_every_page_to_the_structure(self):
        numbers = pikepdf.NumberTree(self.reading.root.StructTreeRoot.ParentTree)
        for page, drawn in zip(self.reading.pdf.pages, self.reading.pages):
            parents = numbers[int(page.StructParents)]
            self.assertEqual(len(parents), len(drawn.pieces))
            for note in page.get("/Annots", []):
                self.assertEqual(str(numbers[int(note.StructParent)].S), "/Link")

    def test_headings_begin_at_one_and_leave_no_level_out(self):
        levels = [int(heading.kind[1]) for heading in self.reading.tree.find("H1", "H2", "H3", "H4")]
        self.assertEqual((levels[0], levels.count(1)), (1, 1))
        for above, below in zip(levels, levels[1:]):
            self.assertLessEqual(below, above + 1)

    def test_the_outline_names_the_headings(self):
        def titles(items):
            for item in items:
                yield item.title
                yield from titles(item.children)

        with self.reading.pdf.open_outline() as outline:
            found = [" ".join(title.split()) for title in titles(outline.root)]
        headings = self.reading.tree.find("H1", "H2", "H3", "H4")
        self.assertEqual(found, [heading.words() for heading in headings])

    def test_tables_have_header_cells_that_say_what_they_head(self):
        for table in self.reading.tree.find("Table"):
            rows = list(table.find("TR"))
            widths = {len(list(row.find("TH", "TD"))) for row in rows}
            self.assertEqual(len(widths), 1)
            for row in rows:
                self.assertEqual(next(row.find("TH", "TD")).kind, "TH")
            for header in table.find("TH"):
                self.assertIn(str(header.attributes["Scope"]), ("/Row", "/Column"))
            if any(table.find("Caption")):
                for head in rows[0].find("TH", "TD"):
                    self.assertEqual((head.kind, str(head.attributes["Scope"])), ("TH", "/Column"))

    def test_lists_are_made_of_items(self):
        for found in self.reading.tree.find("L"):
            self.assertEqual({child.kind for child in found.children}, {"LI"})
            for item in found.find("LI"):
                self.assertEqual([child.kind for child in item.children], ["Lbl", "LBody"])

    def test_links_say_where_they_lead(self):
        for link in self.reading.tree.find("Link"):
            self.assertTrue(link.words() and link.link_words)
            self.assertIn(link.link.split(":")[0], ("https", "http", "mailto", "tel"))

    def test_the_tab_key_follows_the_structure(self):
        for page in self.reading.pdf.pages:
            if "/Annots" in page:
                self.assertEqual(page.Tabs, "/S")

    def test_every_page_has_its_number_and_the_council_at_its_foot_unread(self):
        last = len(self.reading.pages)
        council = next(self.reading.tree.find("P")).words()
        for number, page in enumerate(self.reading.pages, 1):
            foot = " ".join(" ".join(page.artifacts).split())
            self.assertIn(f"Page {number} of {last}", foot)
            self.assertIn(f"{council}. Telephone ", foot)

    def test_nothing_in_it_runs_or_is_attached(self):
        self.assertFalse({"/OpenAction", "/AA", "/AcroForm"} & set(self.reading.root.keys()))
        names = self.reading.root.get("/Names", {})
        self.assertFalse({"/JavaScript", "/EmbeddedFiles"} & set(names.keys()))

    def test_every_page_is_a4(self):
        for page in self.reading.pdf.pages:
            self.assertEqual([round(float(side)) for side in page.MediaBox], [0, 0, 595, 842])
