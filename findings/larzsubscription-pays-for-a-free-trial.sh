#!/usr/bin/env bash
# PyPI larzsubscription 0.1.0: who changes to a cheaper plan in a free trial is owed money.
#
# A change of plans in the middle of a period is prorated: the rest of what was paid is credited, the rest of the new price
# charged. In a trial nothing was paid and nothing billed; the credit is given all the same. Of 14 days' trial of a plan at
# 30.00, 7 are left: the change to one at 10.00 bills -10.00, with 0.00 billed before, and the trial goes on. Changing
# upwards charges 10.00 for what is still free.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check larzsubscription==0.1.0
cat >"$work/seen.py" <<'PY'
import sys
from datetime import datetime, timedelta

from larzsubscription import Plan, Subscription


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


start = datetime(2026, 11, 1)


def changed(price, new_price):
    subscription = Subscription(Plan("first", price, trial_days=14), start=start)
    before = str(subscription.total_billed())
    net = str(subscription.change_plan(Plan("second", new_price), now=start + timedelta(days=7)))
    return before, net, str(subscription.total_billed()), subscription.status


expect("downwards", changed("30.00", "10.00"), ("0.00", "-10.00", "-10.00", "trialing"))
expect("upwards", changed("10.00", "30.00"), ("0.00", "10.00", "10.00", "trialing"))
PY
"$work/env/bin/python" "$work/seen.py"
