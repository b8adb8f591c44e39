#!/usr/bin/env bash
# immoney 0.11.0 (PyPI) keeps exact fractions of a cent apart from money (a
# SubunitFraction, as a tax or a share gives). Money less a fraction is money
# plus the fraction: 5.00 EUR less 100 cents is 600 cents. Money leaves the
# subtraction to the fraction, whose reversed minus turns the sign once too
# often (itself less minus the other is itself plus the other). An overdraft
# of 1.00 less one euro is nothing, where it is an overdraft of 2.00. The
# types all fit and no error is raised; the other way round, fraction less
# money, it is right. So a net price, gross less exact tax, comes out above
# the gross. Independent check: the same in plain fractions, and the
# library's own sum, by which adding the fraction again must give the start.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check immoney==0.11.0
cat >"$work/seen.py" <<'PY'
import sys
from fractions import Fraction
from immoney.currencies import EUR
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

five, one = EUR("5.00"), EUR.fraction(100)
expect("500 cents less 100, by hand", Fraction(500) - Fraction(100), 400)
expect("fraction of 500 less money of 1.00", EUR.fraction(500) - EUR("1.00") == EUR("4.00"), True)
expect("money less fraction", (five - one).value, 600)
expect("money plus fraction", (five + one).value, 600)
expect("and the fraction added again gives the money", (five - one) + one == five, False)
expect("overdraft 1.00 less one euro (-200 by hand)", (EUR.overdraft("1.00") - one).value, 0)

gross = EUR("119.00")
tax = gross * Fraction(19, 119)
expect("tax in cents", tax.value, 1900)
expect("net in cents (10000 by hand)", (gross - tax).value, 13800)
PY
"$work/env/bin/python" "$work/seen.py"
