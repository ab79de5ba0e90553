"""Rebuilds stdlib.txt: every top-level module that the standard library has or had since Python 3.0.

    pip download mypy --no-deps && unzip mypy-*.whl
    python3 rebuild/stdlib.py mypy/typeshed/stdlib/VERSIONS > new.txt

Facts come from typeshed's VERSIONS file (first and last Python version of each module) and from the running
interpreter's `sys.stdlib_module_names`, which also knows modules that have no stubs.
"""

import re
import sys
from pathlib import Path

# Without stubs, and not in every interpreter's list.
ALSO = {"idlelib", "test", "turtledemo"}
# Removed before the versions that typeshed still lists, by the "What's New" pages of 3.3, 3.8, 3.9 and 3.10.
ALSO |= {"_dummy_thread", "_dummy_threading", "dummy_threading", "formatter", "macpath", "macurl2path", "parser", "symbol"}


def main() -> None:
    names = set(sys.stdlib_module_names) | ALSO
    for line in Path(sys.argv[1]).read_text().splitlines():
        found = re.match(r"([A-Za-z_][A-Za-z_0-9]*)[A-Za-z_0-9.]*: ", line)
        if found:
            names.add(found.group(1))
    # VERSIONS also lists what only type checkers have, and one distribution that they treat alike.
    names -= {"_typeshed", "typing_extensions"}
    sys.stdout.write("".join(f"{name}\n" for name in sorted(names)))


main()
