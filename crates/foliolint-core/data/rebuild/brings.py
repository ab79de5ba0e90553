"""Rebuilds brings.tsv: which distributions a distribution always installs, by the metadata of its wheel.

    pip install --no-deps --target site NAME...
    python3 rebuild/brings.py site... > new.tsv

A requirement counts where it has no extra and no marker, or where its markers only split Python versions between
several lines. Rows of the present table for distributions that no given folder holds are kept, as are those of older
versions (`debian PACKAGE VERSION`: that package depends on the other's, as `apt-cache show PACKAGE` says).
"""

import email.parser
import re
import sys
from pathlib import Path

TABLE = Path(__file__).parent.parent / "brings.tsv"


def normalised(name: str) -> str:
    """PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def always(metadata: Path) -> tuple[str, str, list[str]]:
    """Name, version and what is always installed."""
    head = email.parser.Parser().parsestr(metadata.read_text(errors="replace"))
    markers: dict[str, list[str]] = {}
    for line in head.get_all("Requires-Dist") or []:
        requirement, _, marker = line.partition(";")
        if re.search(r"\bextra\s*==", marker):
            continue
        name = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", requirement)
        if name:
            markers.setdefault(normalised(name.group()), []).append(marker.strip())
    names = [
        name
        for name, found in sorted(markers.items())
        if "" in found or len(found) > 1 and all(re.match(r"python_(full_)?version\b[^a-z]*$", marker) for marker in found)
    ]
    return normalised(head["Name"]), head["Version"], names


def main() -> None:
    lines = TABLE.read_text().splitlines(keepends=True)
    head = [line for line in lines if line.startswith("#")]
    rows: dict[tuple[str, str], str] = {}
    for line in lines[len(head):]:
        distribution, brought, source = line.rstrip("\n").split("\t")
        rows[distribution, brought] = source
    scope = {distribution for distribution, _ in rows}
    for site in map(Path, sys.argv[1:]):
        for metadata in site.glob("*.dist-info/METADATA"):
            name, version, names = always(metadata)
            if name not in scope:
                continue
            kept = {row: source for row, source in rows.items() if row[0] != name or source.startswith("debian ")}
            rows = kept | {(name, brought): f"wheel {name} {version}" for brought in names if (name, brought) not in kept}
    sys.stdout.write("".join(head))
    sys.stdout.write("".join(f"{one}\t{other}\t{source}\n" for (one, other), source in sorted(rows.items())))


main()
