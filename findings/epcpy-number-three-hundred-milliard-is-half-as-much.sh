#!/usr/bin/env bash
# PyPI epcpy 0.1.8: on a small tag article number 300000000000 is read again as number 150000000000, and 0042 as 42.
#
# The small tag for an article, SGTIN-96, has 38 bits for the serial number and is for numbers below 2^38 without leading noughts only (GS1
# EPC Tag Data Standard, coding table of SGTIN-96; all others belong on an SGTIN-198). tag_uri() knows that and refuses both numbers;
# binary(), hex() and base64(), which make what is written on the chip, do not ask. The number gets as many bits as it needs, the whole is filled
# up to 112 bits, and whoever reads it takes the first 96: a bit of the number is cut off for each that is too many. So
# 300 milliard is 150 milliard, 99,999,999,999,999 is 195,312,499,999, and these are numbers that other articles have. A
# crate (GRAI-96, also 38 bits) and a place (SGLN-96, 41 bits) go the same way.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check epcpy==0.1.8
cat >"$work/seen.py" <<'PY'
import sys

from epcpy.epc_schemes.grai import GRAI, GRAIFilterValue
from epcpy.epc_schemes.sgln import SGLN, SGLNFilterValue
from epcpy.epc_schemes.sgtin import SGTIN, SGTINFilterValue
from epcpy.utils.common import ConvertException
from epcpy.utils.parsers import hex_to_tag_encodable


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def again(scheme, coding, filters, identity):
    tag = scheme(identity)
    chip = tag.hex(binary_coding_scheme=coding, filter_value=next(iter(filters)))
    return hex_to_tag_encodable(chip).epc_uri.rsplit(".", 1)[1]


def article(serial, coding=SGTIN.BinaryCodingScheme.SGTIN_96):
    return again(SGTIN, coding, SGTINFilterValue, f"urn:epc:id:sgtin:4012345.012345.{serial}")


def uri(serial):
    try:
        return SGTIN(f"urn:epc:id:sgtin:4012345.012345.{serial}").tag_uri(SGTIN.BinaryCodingScheme.SGTIN_96, SGTINFilterValue.ALL_OTHERS)
    except ConvertException:
        return "refused"


expect("42", article("42"), "42")
expect("the last that fits", article("274877906943"), "274877906943")
expect("the next one", article("274877906944"), "137438953472")
expect("300 milliard", article("300000000000"), "150000000000")
expect("fourteen nines", article("99999999999999"), "195312499999")
expect("0042", article("0042"), "42")
expect("as a tag URI", [uri(serial) for serial in ("300000000000", "0042")], ["refused", "refused"])
large = SGTIN.BinaryCodingScheme.SGTIN_198
expect("on the large tag", [article(serial, large) for serial in ("300000000000", "0042")], ["300000000000", "0042"])
expect("a crate", again(GRAI, GRAI.BinaryCodingScheme.GRAI_96, GRAIFilterValue, "urn:epc:id:grai:4012345.12345.300000000000"), "150000000000")
expect("a place", again(SGLN, SGLN.BinaryCodingScheme.SGLN_96, SGLNFilterValue, "urn:epc:id:sgln:4012345.12345.3000000000000"), "1500000000000")
PY
"$work/env/bin/python" "$work/seen.py"
