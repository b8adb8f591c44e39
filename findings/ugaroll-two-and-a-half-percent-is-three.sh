#!/usr/bin/env bash
# PyPI ugaroll 0.2.2: an allowance of 2.5 % is paid as 3 %, and one of 0.4 % not at all.
#
# A payroll of Uganda has no cents, so the package rounds each amount to whole shillings. A line may also be a percentage of the basic or
# the gross pay, and the percentage goes through the same rounding: 2.5 is 3, 7.5 is 8, 0.4 is 0, without a word. With a gross of
# 2,000,000 agreed ("gross driven") the lines in percent are left out when the basic pay is sought and are then added,
# so the employee with 10 % housing is paid 2,200,000. And what is paid after tax, as the package's own preset for a gratuity, is
# no cost of the employer: one who pays out 5,748,000 reports a "total employer cost" of 1,100,000.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --no-deps --no-compile ugaroll==0.2.2
"$work/venv/bin/python" - <<'PY'
from uganda_payroll import (
    AmountMode,
    EmployeeProfile,
    EmployerProfile,
    InputMode,
    PaymentCategory,
    PayrollCalculator,
    PayrollLineItem,
    PayrollPeriod,
    PayrollRequest,
)


def expect(what, seen, described):
    print(f"{what}: {seen}")
    assert seen == described, f"no longer as described: {described}"


def pay(amount, *lines, driven=InputMode.BASIC_PAY):
    return PayrollCalculator().calculate(
        PayrollRequest(
            employer=EmployerProfile(name="Farm"),
            employee=EmployeeProfile(full_name="Grace"),
            period=PayrollPeriod.from_month(2026, 3),
            input_mode=driven,
            target_amount=amount,
            items=list(lines),
        )
    )


def percent(number):
    return PayrollLineItem(category=PaymentCategory.overtime(), amount=number, amount_mode=AmountMode.PERCENTAGE_OF_BASIC)


for number, described in (("5", 100000), ("2.5", 60000), ("7.5", 160000), ("0.4", 0)):
    expect(f"{number} % of 2,000,000", int(pay(2_000_000, percent(number)).items[0].amount), described)

fixed = PayrollLineItem(category=PaymentCategory.overtime(), amount=200_000)
expect("gross of 2,000,000, a line of 200,000", int(pay(2_000_000, fixed, driven=InputMode.GROSS_PAY).gross_earnings), 2_000_000)
expect("gross of 2,000,000, a line of 10 %", int(pay(2_000_000, percent("10"), driven=InputMode.GROSS_PAY).gross_earnings), 2_200_000)

leaving = pay(1_000_000, PayrollLineItem(category=PaymentCategory.gratuity(), amount=5_000_000))
expect("paid to the employee", int(leaving.net_pay), 5_748_000)
expect("cost of the employer, who also pays 100,000 to the fund", int(leaving.total_employer_cost), 1_100_000)
PY
