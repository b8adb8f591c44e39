#!/usr/bin/env bash
# PyPI msconsconverter 2.0.0: a day of 10 kWh and a day of 20 kWh are nine rows with 150 kWh, and what was estimated is 0.
#
# In an EDIFACT message of meter values (MSCONS, EDI@Energy) a value, QTY+220, is followed by its beginning, DTM+163, and its end, DTM+164. The
# program writes a row of the CSV when it has come to an end, and as the whole message's period (also DTM+163 and DTM+164) comes first,
# from then on at every segment: at a value with the dates of the one before, at its beginning with the end of the one before, and at its end, where it is right.
# So each value is there three times, and the last one once more for UNT, for UNZ and for what is after it. A sum of the column VALUE
# bills three times the energy, and the rows cannot be told from good ones: the first value has the whole message's period twice, the second
# one the first one's day. A substitute value, QTY+67, becomes 0.0 with a warning that does not name it. Of a file with a segment on each line only the first line is read.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check msconsconverter==2.0.0 typer==0.19.2 click==8.2.1
cat >seen.py <<'PY'
import csv
import pathlib
import subprocess
import sys


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


PLACE = "AT001000" + "01010" + "0" * 19 + "1"


def message(*values, between=""):
    head = [
        "UNA:+.? '", "UNB+UNOC:3+SENDER:500+RECEIVER:500+261130:1200+1'", "UNH+1+MSCONS:D:04B:UN:2.4c'", "BGM+7+1+9'",
        "DTM+137:202611300000?+00:303'", "NAD+DP'", f"LOC+172+{PLACE}'",
        "DTM+163:202611010000?+00:303'", "DTM+164:202611030000?+00:303'", "LIN+1'",
    ]
    lines = [line for code, value, day in values for line in (
        f"QTY+{code}:{value}:KWH'", f"DTM+163:2026110{day}0000?+00:303'", f"DTM+164:2026110{day + 1}0000?+00:303'")]
    return between.join([*head, *lines, f"UNT+{len(head) + len(lines) - 1}+1'", "UNZ+1+1'"])


def rows(text):
    out = pathlib.Path("out")
    out.mkdir(exist_ok=True)
    for old in out.iterdir():
        old.unlink()
    pathlib.Path("values.txt").write_text(text)
    run = subprocess.run([sys.executable, "-m", "msconsconverter", "convert", "--input-file", "values.txt", "--output-directory", "out"], capture_output=True, text=True)
    files = list(out.iterdir())
    if run.returncode or not files:
        return "no rows"
    with files[0].open() as file:
        return [(row["DATE_PERIOD_START"][4:8], row["DATE_PERIOD_END"][4:8], row["VALUE"]) for row in csv.DictReader(file)]


two = rows(message(("220", "10", 1), ("220", "20", 2)))
first = [("1101", "1103", "10"), ("1101", "1103", "10"), ("1101", "1102", "10")]
second = [("1101", "1102", "20"), ("1102", "1102", "20"), ("1102", "1103", "20")]
expect("rows", two, [*first, *second, *second[2:] * 3])
expect("their sum", sum(float(value) for _, _, value in two), 150.0)
three = rows(message(("220", "10", 1), ("220", "20", 2), ("220", "30", 3)))
expect("rows of each of three", [sum(value == wanted for _, _, value in three) for wanted in ("10", "20", "30")], [3, 3, 6])
estimated = rows(message(("220", "10", 1), ("67", "20", 2)))
expect("the second one a substitute", [value for _, _, value in estimated[3:]], ["0.0"] * 6)
expect("on lines of their own", rows(message(("220", "10", 1), ("220", "20", 2), between="\n")), "no rows")
PY
env/bin/python seen.py
