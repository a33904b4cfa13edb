"""The size of each function as it is deployed: its release binary, stripped by
the profile, as `bootstrap` in a zip with deflate at its best. 1 MB is a million
bytes.

    python3 tests/bench/zip_sizes.py <folder of release binaries>
"""

import io
import pathlib
import sys
import zipfile

TOP = pathlib.Path(__file__).resolve().parents[2]


def zipped(binary):
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("bootstrap", binary)
    return len(into.getvalue())


def main():
    folder = pathlib.Path(sys.argv[1])
    for name in sorted(manifest.parent.name for manifest in TOP.glob("functions/*/Cargo.toml")):
        binary = (folder / name).read_bytes()
        print(f"| `{name}` zip | {zipped(binary) / 1e6:.2f} MB (binary {len(binary) / 1e6:.1f} MB) | 5 MB |")


if __name__ == "__main__":
    main()
