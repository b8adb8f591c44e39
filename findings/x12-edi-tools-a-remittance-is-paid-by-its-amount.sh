#!/usr/bin/env bash
# PyPI x12-edi-tools 0.1.2: a remittance over 150.00 is paid by the method "150", and of two deductions from a bill the second is missing.
#
# The package reads X12 835, a payer's advice of what is paid. BPR has the amount in its second element and the method (ACH, CHK) in its fourth; the package
# takes the second for both. CAS has one group and up to six deductions, each of three elements (reason, amount, quantity); the package takes
# the first: a bill of 200.00 with 30.00 and 20.00 off is paid with 150.00, and 20.00 of it are neither paid nor explained. What a
# payer sets off against the whole payment (PLB) is not read at all, so that the bills come to more than was paid. A bill without
# a date of service has been rendered now, at the second at which it is read.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check x12-edi-tools==0.1.2
cat >"$work/seen.py" <<'PY'
import sys
from datetime import date

from x12_edi_tools.remittance_advise_parser import RemittanceAdviceParser


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def read(amount, *more):
    return RemittanceAdviceParser().parse("~".join([
        "ST*835*0001",
        f"BPR*I*{amount}*C*ACH*CCP*01*091000019*DA*123456*1234567890**01*091000022*DA*654321*20261201",
        "TRN*1*CHECK1*1234567890",
        "N1*PR*EXAMPLE PAYER*XV*12345",
        "N1*PE*EXAMPLE PAYEE*XX*1234567893",
        "LX*1",
        "CLP*BILL-1*1*200*150*0*12*PAYER1",
        "CAS*CO*45*30**97*20",
        *more,
        "SE*10*0001",
    ]) + "~")


advice = read("150", "DTM*232*20261101")
bill = advice.claims[0]
expect("method and amount", (advice.payment_method, str(advice.payment_amount)), ("150", "150"))
expect("deductions", [(one["reason_code"], str(one["amount"])) for one in bill.adjustment_reasons], [("45", "30")])
explained = bill.payment_amount + sum(one["amount"] for one in bill.adjustment_reasons)
expect("billed, and paid or explained", (str(bill.charge_amount), str(explained)), ("200", "180"))
advice = read("110", "PLB*1234567893*20261231*WO:OLD-BILL*40")
expect("paid, and the bills", (str(advice.payment_amount), str(sum(one.payment_amount for one in advice.claims))), ("110", "150"))
expect("without a date", (date.today() - advice.claims[0].service_date.date()).days in (0, 1), True)
PY
"$work/env/bin/python" "$work/seen.py"
