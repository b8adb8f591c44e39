#!/usr/bin/env bash
# PyPI moneymatters 2024.5.3: a price of 12.99 that is to end in .99 becomes 13.99, and each time it is asked for a dollar more.
#
# apply_price_format() makes a price that ends as prices in shops do, and returns "the price adjusted to the closest specified
# format". The price is rounded to whole dollars first and 0.99 is added, so that a price above the half, 12.51 to 12.99, is raised
# by more than it takes: 12.60 is 13.99, though 12.99 is 39 cents away, and a price that ends in .99 already goes up by a dollar
# each time the list is run through. With 4.99 the ten that the price lies in is taken: 10.00 is 14.99 and 9.40 is 4.99, which are
# both near; 19.60 is 24.99, as it is rounded to 20 before. The same ending by 9.99 leaves a price as it is. Tens go half to the
# even, 25 to 20 and 35 to 40. (Other packages, for exchange rates from the network, are imported along and stood in for here.)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps moneymatters==2024.5.3
cat >"$work/seen.py" <<'PY'
import sys
from decimal import Decimal
from unittest.mock import MagicMock


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


for name in ("currency_converter", "currency_converter.currency_converter", "requests", "bs4"):
    sys.modules[name] = MagicMock()
from moneymatters.api import Formatter  # noqa: E402


def shown(price, ending):
    return str(Formatter.apply_price_format(price, ending))


def closest(price, ending):
    end = Decimal(ending) % 1
    candidates = [whole + end for whole in range(int(Decimal(price)) - 1, int(Decimal(price)) + 2)]
    return str(min(candidates, key=lambda one: abs(one - Decimal(price))))


for price, seen, near in (("12.40", "12.99", "11.99"), ("12.60", "13.99", "12.99"), ("12.99", "13.99", "12.99"),
                          ("13.99", "14.99", "13.99")):
    expect(f"{price} to end in .99, and the closest", (shown(price, "0.99"), closest(price, "0.99")), (seen, near))
expect("12.99 three times", shown(shown(shown("12.99", "0.99"), "0.99"), "0.99"), "15.99")
expect("19.99 to end in 9.99", shown("19.99", "9.99"), "19.99")
expect("19.60 to end in 4.99", shown("19.60", "4.99"), "24.99")
expect("25 and 35 to tens", (shown("25", "0"), shown("35", "0")), ("20", "40"))
PY
"$work/env/bin/python" "$work/seen.py"
