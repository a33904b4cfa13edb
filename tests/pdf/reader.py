"""Reads a PDF as reading software does: by its structure, not by its looks.

Independent of what made the file: pikepdf opens it, pdfminer.six draws it, and
what is read here is what a screen reader would say, in that order.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.psparser import PSLiteral

# Elements that follow on from the words before them; any other stands apart.
WITHIN_A_LINE = {"Span", "Link", "Quote", "Code", "Reference"}


@dataclass
class Element:
    """An element of the structure tree."""

    kind: str
    attributes: dict
    link: str | None = None
    link_words: str | None = None
    children: list = field(default_factory=list)

    def text(self):
        inner = "".join(
            child if isinstance(child, str) else child.text() for child in self.children
        )
        return inner if self.kind in WITHIN_A_LINE else f" {inner} "

    def words(self):
        return " ".join(self.text().split())

    def find(self, *kinds):
        """Every element of these kinds, in reading order."""
        for child in self.children:
            if isinstance(child, Element):
                if child.kind in kinds:
                    yield child
                yield from child.find(*kinds)


class _Marked(PDFTextDevice):
    """Gathers the letters shown, by the marked content they stand in."""

    def __init__(self, manager):
        super().__init__(manager)
        self.stack = []
        self.pieces = {}
        self.artifacts = []
        self.unmarked = ""

    def begin_tag(self, tag, props=None):
        props = props or {}
        self.stack.append((tag.name, props))
        if tag.name == "Artifact":
            self.artifacts.append("")
        if "MCID" in props:
            if props["MCID"] in self.pieces:
                raise AssertionError(f"marked twice on a page: {props['MCID']}")
            self.pieces[props["MCID"]] = ""
        if "ActualText" in props:
            self._add(_text(props["ActualText"]))

    def end_tag(self):
        self.stack.pop()

    def do_tag(self, tag, props=None):
        pass

    def render_char(self, matrix, font, fontsize, scaling, rise, cid, ncs, graphicstate):
        if not any("ActualText" in props for _, props in self.stack):
            self._add(font.to_unichr(cid))
        return font.char_width(cid) * fontsize * scaling

    def _add(self, letters):
        for name, props in reversed(self.stack):
            if "MCID" in props:
                self.pieces[props["MCID"]] += letters
                return
            if name == "Artifact":
                self.artifacts[-1] += letters
                return
        self.unmarked += letters


def _text(raw):
    if isinstance(raw, PSLiteral):
        return raw.name
    if isinstance(raw, bytes):
        return raw[2:].decode("utf-16-be") if raw.startswith(b"\xfe\xff") else raw.decode("latin-1")
    return str(raw)


class Reading:
    """All that the tests ask of one file."""

    def __init__(self, path: Path):
        self.pdf = pikepdf.open(path)
        self.root = self.pdf.Root
        self.pages = []
        manager = PDFResourceManager()
        with open(path, "rb") as file:
            for page in PDFPage.get_pages(file):
                device = _Marked(manager)
                PDFPageInterpreter(manager, device).process_page(page)
                self.pages.append(device)
        self._page_of = {page.objgen: number for number, page in enumerate(self.pdf.pages)}
        self._read = set()
        self.tree = Element("Root", {}, children=list(self._children(self.root.StructTreeRoot, None)))
        self.unread = [
            (number, mcid, text)
            for number, page in enumerate(self.pages)
            for mcid, text in page.pieces.items()
            if (number, mcid) not in self._read
        ]

    def _children(self, element, page):
        kids = element.get("/K", [])
        kids = kids if isinstance(kids, pikepdf.Array) else [kids]
        for kid in kids:
            if isinstance(kid, int):
                yield self._piece(page, kid)
            elif kid.get("/Type") == "/MCR":
                yield self._piece(self._page_of[kid.get("/Pg").objgen], int(kid.MCID))
            elif kid.get("/Type") == "/OBJR":
                continue
            else:
                yield self._element(kid, page)

    def _piece(self, page, mcid):
        if (page, mcid) in self._read:
            raise AssertionError(f"read twice: page {page + 1}, content {mcid}")
        self._read.add((page, mcid))
        return self.pages[page].pieces[mcid]

    def _element(self, element, page):
        page = self._page_of[element.Pg.objgen] if "/Pg" in element else page
        kind = str(element.S)[1:]
        seen = set()
        role_map = self.root.StructTreeRoot.get("/RoleMap", {})
        while f"/{kind}" in role_map and kind not in seen:
            seen.add(kind)
            kind = str(role_map[f"/{kind}"])[1:]
        made = Element(kind, _attributes(element))
        for annotation in _annotations(element):
            made.link = str(annotation.A.URI)
            made.link_words = str(annotation.get("/Contents", ""))
        made.children = list(self._children(element, page))
        return made

    def order(self):
        """What is read out, in order: pairs of a kind and its words."""
        return list(_order(self.tree))


def _order(element):
    for child in element.children:
        if isinstance(child, str):
            if child.strip():
                yield ["loose", child.strip()]
        elif child.kind in ("P", "H1", "H2", "H3", "H4", "H5", "H6"):
            yield [child.kind, child.words()]
        elif child.kind == "L":
            yield ["L", [_item(item) for item in child.find("LI")]]
        elif child.kind == "Table":
            caption = next(child.find("Caption"), None)
            yield [
                "Table",
                {
                    "caption": caption.words() if caption else "",
                    "rows": [
                        [[cell.kind, cell.words()] for cell in row.find("TH", "TD")]
                        for row in child.find("TR")
                    ],
                },
            ]
        else:
            yield from _order(child)


def _item(item):
    return " ".join(body.words() for body in item.find("LBody"))


def _attributes(element):
    found = {}
    owners = element.get("/A", [])
    for owner in owners if isinstance(owners, pikepdf.Array) else [owners]:
        if isinstance(owner, pikepdf.Dictionary):
            found |= {key[1:]: value for key, value in owner.items()}
    return found


def _annotations(element):
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR":
            yield kid.Obj
