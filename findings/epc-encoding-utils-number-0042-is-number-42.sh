#!/usr/bin/env bash
# PyPI epc-encoding-utils 1.3: articles number 42 and 0042 get the same tag, and number 274877906944 one that nobody can read.
#
# A serial number (AI 21) is text, and 0042 and 42 are two articles. The small tag, SGTIN-96, has a number of 38 bits in it and is only for serials without
# leading noughts below 2^38 = 274,877,906,944; all others go on an SGTIN-198 (GS1 EPC Tag Data Standard, coding tables of SGTIN-96
# and SGTIN-198). Here what consists of figures is made a number and put on the small tag: 0042 becomes 42, in the
# identity, on the chip and in the bar code that is made of it again. So do the serial of a returnable crate (GRAI), of an asset (GIAI) and
# the extension of a place (SGLN). A larger number is written with as many bits as it needs and shifts the tag's header from 30 to 60:
# hexadecimal it still has 24 figures, but the package that wrote it cannot read it again.
# The large tag has room for 20 characters, here for 16.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check epc-encoding-utils==1.3
cat >"$work/seen.py" <<'PY'
import sys

from epc.schemes import GIAI, GRAI, SGLN, SGTIN
from epc.utils import decode_epc


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def refused(read):
    try:
        return str(read())
    except Exception as error:
        return type(error).__name__


def tag(serial):
    return SGTIN(barcode=f"010401234512345621{serial}", company_prefix_length=7)


def chip(serial):
    return f"{int(tag(serial)):024x}"


expect("42", (str(tag("42")), chip("42")), ("urn:epc:id:sgtin:4012345.012345.42", "3014f4e4e40c0e400000002a"))
expect("0042", (str(tag("0042")), chip("0042")), ("urn:epc:id:sgtin:4012345.012345.42", "3014f4e4e40c0e400000002a"))
expect("0042 as a bar code again", tag("0042").barcode, "01040123451234562142")
expect("a crate, an asset and a place", [
    str(GRAI(barcode="800304012345123456" + "0042", company_prefix_length=7)),
    str(GIAI(barcode="80044012345" + "0042", company_prefix_length=7)),
    str(SGLN(barcode="4144012345123456" + "2540042", company_prefix_length=7)),
], ["urn:epc:id:grai:4012345.12345.42", "urn:epc:id:giai:4012345.42", "urn:epc:id:sgln:4012345.12345.42"])
expect("the last number", (chip("274877906943"), str(decode_epc(chip("274877906943")))), ("3014f4e4e40c0e7fffffffff", "urn:epc:id:sgtin:4012345.012345.274877906943"))
expect("the next number", chip("274877906944"), "6029e9c9c8181cc000000000")
expect("read again", refused(lambda: decode_epc(chip("274877906944"))), "NotImplementedError")
by_hand = SGTIN(barcode="01040123451234562142", company_prefix_length=7).tag_size(208).serial_number("0042")
expect("on the large tag, by hand", (str(by_hand), by_hand.barcode), ("urn:epc:id:sgtin:4012345.012345.0042", "0104012345123456210042"))
expect("seventeen letters", refused(lambda: tag("ABCDEFGHIJKLMNOPQ")), "AttributeError")
PY
"$work/env/bin/python" "$work/seen.py"
