#!/usr/bin/env bash
# PyPI customs-dtoc 0.0.9: of goods worth 200,000 pesos the broker in the Philippines gets 5,550.00, and of goods worth a peso more 5,300.00.
#
# The fee of a customs broker goes by a scale (Customs Administrative Order 1-2001): 1,300 up to a dutiable value of 10,000, and so
# on to 5,300 up to 200,000, and above that 5,300 and an eighth of a percent of what exceeds 200,000. The package has the last step
# as 5,050 and an eighth of a percent of all, which comes to the same, and adds the eighth of a percent on every other step too,
# where none is due: 1,312.50 up to 10,000, 4,825.00 up to 100,000. As the fee is part of the landed cost, on which 12 % of VAT are
# due, that is too high as well. Freight of 100.00 that is shared by three equal lines is 33.33 each, and a cent of it is in no
# line's value.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps customs-dtoc==0.0.9
cat >"$work/seen.py" <<'PY'
import sys
from customs_dtoc import BrokerageFeeFormalEntry, ProRataIndividualFreight


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


SCALE = ((10_000, 1300), (20_000, 2000), (30_000, 2700), (40_000, 3300), (50_000, 3600), (60_000, 4000), (100_000, 4700), (200_000, 5300))


def by_order(value):
    for end, fee in SCALE:
        if value <= end:
            return float(fee)
    return round(5300 + (value - 200_000) / 800, 2)


for value, seen, law in ((10_000, 1312.5, 1300.0), (100_000, 4825.0, 4700.0), (200_000, 5550.0, 5300.0), (200_001, 5300.0, 5300.0),
                         (1_000_000, 6300.0, 6300.0)):
    expect(f"{value}: fee, and by the order", (BrokerageFeeFormalEntry(value).calculate_dv_to_bf_formal(), by_order(value)), (seen, law))
part = ProRataIndividualFreight(1000, 3000, 100).calculate_pro_rata_individual_freight()
expect("freight of a third, and of all three", (part, round(3 * part, 2)), (33.33, 99.99))
PY
"$work/env/bin/python" "$work/seen.py"
