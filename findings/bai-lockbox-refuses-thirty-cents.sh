#!/usr/bin/env bash
# PyPI bai-lockbox 0.0.7: cheques of 0.10 and 0.20 are not in a batch of 0.30, and the whole day's file is refused.
#
# Banks that take in cheques for a firm send a file of them each day (BAI lockbox), in cents without a point, with totals for each
# batch and each lockbox. The cents are divided by 100, added up as floats and then have to be equal to the total, itself divided by
# 100. 0.1 + 0.2 is no float that 0.3 is, so that good files are refused, with a message that puts the totals the wrong way
# round: "batch expected dollar total (0.30000000000000004) does not match actual total (0.3)". Nothing of a file that is refused
# is read. It befalls 2106 of the 9801 batches of two cheques below a dollar.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check bai-lockbox==0.0.7 six==1.17.0
cat >"$work/seen.py" <<'PY'
import sys

from lockbox.exceptions import LockboxError
from lockbox.parser import LockboxFile


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def judged(*cheques):
    total = sum(cheques)
    lines = ["100EXAMPLEBNK00210000212611150930", "2EXAMPLE COMPANY     0000000001" + "400" + "104" + "0000" + "1"]
    lines += ["5001000" + "0000123" + "261115" + "EXAMPLE COMPANY     "]
    for number, cents in enumerate(cheques, 1):
        lines += [f"6001{number:03d}{cents:010d}021000021" + "0000000042" + f"{number:010d}" + "111426" + "EXAMPLE CUSTOMER".ljust(30) + "EXAMPLE COMPANY"]
    lines += ["7001000" + "0000123" + "261115" + f"{len(cheques):03d}" + f"{total:010d}"]
    lines += ["8001000" + "0000123" + "261115" + f"{len(cheques):04d}" + f"{total:010d}"]
    lines += [f"9{len(lines) + 1:06d}"]
    try:
        return [cheque.amount for cheque in LockboxFile.from_lines(lines).checks]
    except LockboxError as error:
        return str(error)


expect("100.00 and 200.00", judged(10000, 20000), [100.0, 200.0])
expect("0.10 and 0.20", "(0.30000000000000004) does not match actual total (0.3)" in judged(10, 20), True)
pairs = [(one, other) for one in range(1, 100) for other in range(1, 100)]
expect("pairs refused", sum(isinstance(judged(*pair), str) for pair in pairs), 2106)
PY
"$work/env/bin/python" "$work/seen.py"
