"""The record of Wei Zhang as the case system would have left it: details, two people who work
with him, two documents. Nobody: all of it is made up. shared/exchange/README.md has the format."""

import datetime
import hashlib
import json

RECORD = {
    "person": "0098849",
    "born": "1941-05-17",
    "address": ["12 Station Road", "Testham", "TE1 4ZZ"],
    "telephones": [
        {"kind": "Home", "number": "0115 496 0011"},
        {"kind": "Mobile", "number": "07700 900145"},
    ],
    "professionals": [
        {
            "name": "Priya Shah",
            "role": "Social worker",
            "team": "Older people north",
            "telephone": "0115 496 0100",
        },
        {
            "name": "Dev Osei",
            "role": "Occupational therapist",
            "team": "Reablement",
            "telephone": "0115 496 0101",
        },
    ],
    "documents": [
        {
            "id": "D-2026-17",
            "title": "Care and support plan",
            "kind": "plan",
            "date": "2026-09-14",
            "key": "documents/0098849/D-2026-17.pdf",
        },
        {
            "id": "D-2026-21",
            "title": "Letter about your review",
            "kind": "letter",
            "date": "2026-11-02",
            "key": "documents/0098849/D-2026-21.pdf",
        },
    ],
}


def files():
    """Every file of a snapshot of last night, the documents first and the manifest last."""
    now = datetime.datetime.now(datetime.timezone.utc)
    night = now.date() - datetime.timedelta(days=1)
    content = (json.dumps(RECORD, separators=(",", ":")) + "\n").encode()
    manifest = {
        "format": "records",
        "version": 1,
        "taken_at": f"{night}T22:00:00Z",
        "records": {
            "rows": 1,
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        },
    }
    for document in RECORD["documents"]:
        yield document["key"], pdf(document["title"])
    yield f"records/{night}/records.jsonl", content
    yield f"records/{night}/manifest.json", json.dumps(manifest).encode()


def pdf(words):
    """A page with one line of words."""
    shown = f"BT /F1 18 Tf 72 760 Td ({words}) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = "%PDF-1.4\n", []
    for number, of in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{of}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = len(made)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    made += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{end}\n%%EOF\n"
    return made.encode()
