#!/usr/bin/env bash
# PyPI bahttext 1.0.2: one satang is written with the one that only stands behind a ten, and 50 satang begin with zero baht.
#
# Thai has two words for one: nueng alone, and et as the last digit of a larger number, 11 or 101. A cheque of 1.01 is one baht, one
# (nueng) satang, as BAHTTEXT of Excel and LibreOffice writes it. The package reads the two digits "01" as a number with a ten, and so each
# amount of one satang has et. An amount below a baht is written as satang alone; here it is zero baht and fifty satang.
# A fraction that is rounded away leaves its sign: -0.001 is minus zero baht. Tens, hundreds and millions are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --no-deps --no-compile bahttext==1.0.2 num2words==0.5.14
"$work/venv/bin/python" - <<'PY'
from bahttext import bahttext
from num2words import num2words


def expect(what, seen, described):
    print(f"{what}: {seen}")
    assert seen == described, f"no longer as described: {described}"


NUENG, ET, BAHT, SATANG = "หนึ่ง", "เอ็ด", "บาท", "สตางค์"
expect("1", bahttext(1), NUENG + BAHT + "ถ้วน")
expect("111.11, twice behind a ten", bahttext(111.11), "หนึ่งร้อยสิบ" + ET + BAHT + "สิบ" + ET + SATANG)
expect("1.02", bahttext(1.02), NUENG + BAHT + "สอง" + SATANG)
expect("1.01", bahttext(1.01), NUENG + BAHT + ET + SATANG)
expect("1.01 by num2words", num2words(1.01, lang="th", to="currency"), NUENG + BAHT + NUENG + SATANG)
expect("0.50", bahttext(0.5), "ศูนย์" + BAHT + "ห้าสิบ" + SATANG)
expect("0.50 by num2words", num2words(0.5, lang="th", to="currency"), "ห้าสิบ" + SATANG)
expect("-0.001", bahttext(-0.001), "ลบศูนย์" + BAHT + "ถ้วน")
PY
