#!/usr/bin/env bash
# PyPI x12-python 0.1.0: one wrong purchase order among ten, and the receipt says that all ten are rejected, nine of them accepted.
#
# A functional acknowledgment (997) ends with AK9. Its first element (X12 data element 715) is A where all transaction sets were
# accepted, P where "at least one transaction set was rejected" and R where the group was. The package has a P in its list of codes and
# never gives it: with any error the group is R, and the number of accepted sets beside it is 9. By R a sender sends the group again, and nine
# orders that the receiver has are there twice. An element's error (AK4) belongs to the segment (AK3) before it; here all segments come first
# and then all elements, so that the PO number that is missing in BEG03 is missing in REF03. Every receipt has the interchange control number 000000001 and each AK3 position 0.
# Supply chain documents are of version 4010 by the README. In an interchange of that version ISA11 is U (data element I10, "US EDI Community", its only
# code), which is read as the repetition separator of later versions, and none of these files can be parsed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check x12-python==0.1.0 pydantic==2.12.4
cat >"$work/seen.py" <<'PY'
import sys

from x12.acknowledgments import AcknowledgmentGenerator, AcknowledgmentSerializer
from x12.core.parser import Parser
from x12.core.validator import X12Validator


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def order(number):
    start = ["BEG*00*SA***20261130~", "REF*EI*12-345~"] if number == 2 else [f"BEG*00*SA*PO{number}**20261130~"]
    return [*start, "PO1*1*10*EA*2.50~", "CTT*1~"]


def interchange(standard, version):
    head = f"ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261130*1200*{standard}*{version}*000000007*0*P*>~"
    head += "GS*PO*SENDER*RECEIVER*20261130*1200*1*X*004010~"
    sets = (f"ST*850*{number:04d}~{''.join(order(number))}SE*{len(order(number)) + 2}*{number:04d}~" for number in range(1, 11))
    return f"{head}{''.join(sets)}GE*10*1~IEA*1*000000007~"


try:
    seen = Parser().parse(interchange("U", "00401")).sender_id
except ValueError as error:
    seen = str(error)
expect("version 4010", seen, "repetition delimiter cannot be alphanumeric: 'U'")

group = Parser().parse(interchange("^", "00501")).functional_groups[0]
validator = X12Validator()
reports = []
for number, transaction in enumerate(group.transactions, 1):
    report = validator.validate_transaction(transaction)
    for segment in order(number):
        report.results.extend(validator.validate_segment(segment, segment.split("*")[0]).results)
    reports.append(report)
expect("valid", [report.is_valid for report in reports], [True, False, *[True] * 8])
expect("errors of the second", [(error.segment_id, error.element_index) for error in reports[1].errors], [("BEG", 3), ("REF", 2)])
acknowledgment = AcknowledgmentGenerator(sender_id="RECEIVER", receiver_id="SENDER").generate_997(group, reports)
lines = AcknowledgmentSerializer().serialize_997(acknowledgment).split("~")
expect("sets", [line for line in lines if line.startswith("AK5")], ["AK5*A", "AK5*R", *["AK5*A"] * 8])
expect("the group", [line for line in lines if line.startswith("AK9")], ["AK9*R*10*10*9"])
expect("what is wrong", [line for line in lines if line[:3] in ("AK3", "AK4")], ["AK3*BEG*0**8", "AK3*REF*0**8", "AK4*3*0**1", "AK4*2*0**7"])
good = [reports[0], *reports[2:], reports[0]]
fine = AcknowledgmentSerializer().serialize_997(AcknowledgmentGenerator().generate_997(group, good)).split("~")
expect("all right", [line for line in fine if line.startswith("AK9")], ["AK9*A*10*10*10"])
expect("interchanges", [lines[0].split("*")[13], fine[0].split("*")[13]], ["000000001", "000000001"])
PY
"$work/env/bin/python" "$work/seen.py"
