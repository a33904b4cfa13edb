"""Where both sides put their files."""

import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as xml
from pathlib import Path

S3 = "{http://s3.amazonaws.com/doc/2006-03-01/}"


class Folder:
    """A folder laid out like the bucket."""

    def __init__(self, top):
        self.top = Path(top)

    def keys(self, prefix):
        found = (path for path in (self.top / prefix).rglob("*") if path.is_file())
        return sorted(path.relative_to(self.top).as_posix() for path in found)

    def read(self, key):
        """Its content; None if there is none."""
        try:
            return (self.top / key).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, key, content):
        path = self.top / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


class Bucket:
    """A bucket of an emulator: `http://localhost:4566/<bucket>`."""

    def __init__(self, address):
        self.address = address.rstrip("/")

    def _ask(self, method, path, content=None):
        request = urllib.request.Request(self.address + path, data=content, method=method)
        if content is not None:
            request.add_header("content-type", "application/json")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read()

    def keys(self, prefix):
        found, token = [], None
        while True:
            query = {"list-type": "2", "prefix": prefix}
            if token:
                query["continuation-token"] = token
            page = xml.fromstring(self._ask("GET", "?" + urllib.parse.urlencode(query)))
            found += [item.findtext(f"{S3}Key") for item in page.iter(f"{S3}Contents")]
            token = page.findtext(f"{S3}NextContinuationToken")
            if not token:
                return sorted(found)

    def read(self, key):
        """Its content; None if there is none."""
        try:
            return self._ask("GET", "/" + urllib.parse.quote(key))
        except urllib.error.HTTPError as fault:
            if fault.code == 404:
                return None
            raise

    def write(self, key, content):
        self._ask("PUT", "/" + urllib.parse.quote(key), content)


def open_place(place):
    """What the address or path names."""
    return Bucket(place) if place.startswith("http://") else Folder(place)
