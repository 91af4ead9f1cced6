"""Runs every program in a folder, and prints what each prints below a line with its name.

    python3 run.py <folder>           prints
    python3 run.py <folder> --check   compares with the numbers in the JSON files beside the programs, and prints the worst ratio
"""

import contextlib
import io
import json
import math
import pathlib
import re
import sys


def run(path):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(path.read_text(encoding="utf-8"), path.name, "exec"), {"__name__": "__main__"})
    return out.getvalue()


def numbers(text):
    found = {}
    for line in text.splitlines():
        name, values = line.split(" = ", 1)
        found.setdefault(name.split("[")[0], []).extend(float(x) for x in re.split(r"[\[\], ]+", values) if x)
    return found


def ratio(found, expected):
    assert len(found) == len(expected), (len(found), len(expected))
    # JSON has no infinity: what should be one is null.
    assert all(math.isinf(a) for a, b in zip(found, expected) if b is None)
    pairs = [(a, b) for a, b in zip(found, expected) if b is not None]
    error = sum((a - b) ** 2 for a, b in pairs)
    return math.sqrt(error / sum(b * b for _, b in pairs)) if error else 0.0


def main():
    folder = pathlib.Path(sys.argv[1])
    worst, count, failed = 0.0, 0, 0
    for path in sorted(folder.glob("*.py")):
        if "--check" not in sys.argv:
            print(f"== {path.stem}")
            print(run(path), end="")
            continue
        count += 1
        try:
            found = numbers(run(path))
            for name, expected in json.loads(path.with_suffix(".json").read_text()).items():
                away = ratio(found[name], expected)
                worst = max(worst, away)
                assert away < 1e-12, (name, away)
        except Exception as error:
            failed += 1
            print(f"{path.stem}: {type(error).__name__}: {error}")
    if count:
        print(f"{count} programs, {failed} failed, at most {worst:.1e} away")


main()
