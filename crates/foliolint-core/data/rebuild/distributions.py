"""Rebuilds distributions.tsv: which distribution provides which import, each row with the source that says so.

    apt-get update && apt-get install apt-file && apt-file update
    apt-file search -x '^/usr/lib/python3/dist-packages/' > contents.txt
    pip install --no-deps --target site NAME...
    python3 rebuild/distributions.py --debian contents.txt --site site --beside CHECKOUT... > new.tsv

Give what you have: a row of the present table that no given source confirms keeps the source it has, if it has one of
a known kind. New rows are made for the distributions that `--add NAME...` names, with what they let one import; leave out
those that only add `django-`, `flask-` or `python-` to a word that people give their own modules, for a known name is not
taken for a local one. A new source replaces an old one only where it is of a kind as good or better (SOURCES, best first).
"""

import argparse
import re
import sys
from pathlib import Path

TABLE = Path(__file__).parent.parent / "distributions.tsv"
# A wheel says it of itself; Debian packs what its project makes; `upstream FILE` and `sdist VERSION`, written by hand
# after reading, say that the project's own packaging file, or its source archive, shows both; a repository shows that
# somebody relied on it.
SOURCES = ["wheel", "debian", "sdist", "upstream", "manifest-beside-import"]
# Top-level names that say nothing of who put them there: left-over tests and samples, and folders of many distributions.
NOBODYS = {
    "benchmark", "benchmarks", "bin", "config", "conftest", "core", "data", "demo", "demos", "doc", "docs", "etc",
    "example", "examples", "helpers", "lib", "main", "py", "sample", "samples", "script", "scripts", "setup", "src",
    "test", "testing", "tests", "tools", "util", "utils", "version",
}
MODULE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def normalised(name: str) -> str:
    """PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def modules(paths: list[str], wanted: set[str]) -> set[str]:
    """Import names that files give: top-level ones, the first package inside a folder that is none itself, and those
    of `wanted`, however deep."""
    files = [path for path in paths if path.endswith((".py", ".so", ".pyd"))]
    packages = {path.rpartition("/")[0] for path in files if path.endswith("/__init__.py")}
    found = set()
    for path in files:
        parts = [part for part in path.split("/")]
        parts[-1] = parts[-1].split(".")[0]
        if not all(MODULE.fullmatch(part) or part == "__init__" for part in parts):
            continue
        for depth in range(1, len(parts) + 1):
            if "/".join(parts[:depth]) in packages or depth == len(parts) == 1:
                found.add(".".join(parts[:depth]))
                break
        found.update(wanted & {".".join(parts[:depth]) for depth in range(2, len(parts) + 1)})
    return {name for name in found if name.split(".")[0] not in NOBODYS and not name.startswith("_")}


def from_debian(contents: Path, wanted: set[str]) -> dict[tuple[str, str], str]:
    """Packages of Debian that hold the metadata of exactly one distribution."""
    files: dict[str, list[str]] = {}
    for line in contents.read_text().splitlines():
        package, _, path = line.partition(": ")
        files.setdefault(package, []).append(path.partition("/dist-packages/")[2])
    found = {}
    for package, paths in files.items():
        infos = {re.match(r"([^/]+?)-[^/-]*(-py3[^/]*)?\.(dist|egg)-info", path) for path in paths}
        names = {normalised(info.group(1)) for info in infos if info}
        if package.startswith("python3-") and len(names) == 1:
            for module in modules([path for path in paths if "-info" not in path], wanted):
                found[module, *names] = f"debian {package}"
    return found


def from_site(site: Path, wanted: set[str]) -> dict[tuple[str, str], str]:
    """Wheels that are installed in a folder."""
    found = {}
    for info in site.glob("*.dist-info"):
        name, _, version = info.name.removesuffix(".dist-info").rpartition("-")
        record = info / "RECORD"
        if not record.exists():
            continue
        paths = [line.rsplit(",", 2)[0].strip('"') for line in record.read_text().splitlines()]
        # A `.pth` file names folders whose files are imported without the folder's name.
        roots = [
            line.replace("\\", "/") + "/"
            for path in paths
            if path.endswith(".pth") and (site / path).is_file()
            for line in (site / path).read_text().splitlines()
            if re.fullmatch(r"[A-Za-z0-9_\\/]+", line)
        ]
        paths += [path.removeprefix(root) for path in paths for root in roots if path.startswith(root)]
        for module in modules([path for path in paths if "-info/" not in path and not path.startswith("..")], wanted):
            found[module, normalised(name)] = f"wheel {normalised(name)} {version}"
    return found


def beside(checkouts: list[Path], wanted: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Pairs that repositories show together: a manifest names the distribution, code imports the module."""
    counts: dict[tuple[str, str], int] = {}
    for checkout in checkouts:
        named: set[str] = set()
        for pattern in ["*requirements*.txt", "requirements/*.txt", "environment*.y*ml", "pyproject.toml", "Pipfile"]:
            for path in filter(Path.is_file, checkout.rglob(pattern)):
                for line in path.read_text(errors="replace").splitlines():
                    if found := re.match(r"""[\s"'-]*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(["'\[]|[=<>~!;]|$)""", line):
                        named.add(normalised(found.group(1)))
        imported: set[str] = set()
        for path in checkout.rglob("*.py"):
            if not path.is_file() or "site-packages" in path.parts:
                continue
            for line in path.read_text(errors="replace").splitlines():
                if found := re.match(r"\s*(?:import|from)\s+([A-Za-z_][A-Za-z0-9_.]*)", line):
                    parts = found.group(1).split(".")
                    imported.update(".".join(parts[:depth]) for depth in range(1, len(parts) + 1))
        for pair in wanted:
            if pair[0] in imported and pair[1] in named:
                counts[pair] = counts.get(pair, 0) + 1
    return {pair: f"manifest-beside-import {count} seen" for pair, count in counts.items()}


def rank(source: str) -> int:
    kind = source.split(" ")[0]
    return SOURCES.index(kind) if kind in SOURCES else len(SOURCES)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--debian", type=Path)
    arguments.add_argument("--site", type=Path, action="append", default=[])
    arguments.add_argument("--beside", type=Path, nargs="*", default=[])
    arguments.add_argument("--add", nargs="*", default=[])
    given = arguments.parse_args()

    lines = TABLE.read_text().splitlines(keepends=True)
    head = [line for line in lines if line.startswith("#")]
    rows: dict[tuple[str, str], str] = {}
    for line in lines[len(head):]:
        module, distribution, source = line.rstrip("\n").split("\t")
        rows[module, distribution] = source
    added = {normalised(name) for name in given.add}
    wanted = {module for module, _ in rows}

    told = [from_debian(given.debian, wanted)] if given.debian else []
    told += [from_site(site, wanted) for site in given.site]
    told.append(beside(given.beside, set(rows)))
    for source in told:
        for (module, distribution), words in sorted(source.items()):
            if (module, distribution) not in rows and distribution not in added:
                continue
            if module.split(".")[0] in sys.stdlib_module_names:
                continue
            if rank(words) <= rank(rows.get((module, distribution), "")):
                rows[module, distribution] = words
    rows = {row: source for row, source in rows.items() if rank(source) < len(SOURCES) and row[0].split(".")[0] not in NOBODYS}
    # Python's sort keeps the order of equals: of several distributions for one import the usual one stays first.
    ordered = sorted(rows.items(), key=lambda row: row[0][0])
    sys.stdout.write("".join(head))
    sys.stdout.write("".join(f"{module}\t{distribution}\t{source}\n" for (module, distribution), source in ordered))


main()
