#!/usr/bin/env bash
# PyPI ofxstatement-paypal 2.1.2 (with ofxstatement 0.9.3): payments of 100.00 and 50.00 less 5.00 of fees are 150.00 in the OFX.
#
# A line of PayPal's report has what was paid (Gross), what PayPal keeps of it (Fee, below nought), what is left (Net), and the
# account's balance, which grows by what is left. The plugin makes a transaction of the gross amount, and none of the fee. The balance
# before the first line is reckoned as its balance less the gross amount, and the one at the end as that and all gross amounts:
# an account that went from 1000.00 to 1145.00 goes from 996.80 to 1146.80 in the OFX, where the report itself says 1145.00.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check ofxstatement-paypal==2.1.2 ofxstatement==0.9.3 setuptools==80.9.0
columns=(
  Date Time 'Time Zone' Description Currency Gross Fee Net Balance 'Transaction ID' 'From Email Address' Name 'Bank Name' 'Bank Account'
  'Deliver And Handling Fees' 'Sales Tax' 'Invoice Number' 'Reference Txn ID'
)
line() {
  printf '"%s","10:00:00","CET","Website Payment","EUR","%s","%s","%s","%s","%s","customer@example.com","Example",' "$@"
  printf '"","","0.00","0.00","",""\n'
}
{
  printf '"%s",' "${columns[@]:0:17}"
  printf '"%s"\n' "${columns[17]}"
  line 2026/11/02 100.00 -3.20 96.80 1096.80 T1
  line 2026/11/03 50.00 -1.80 48.20 1145.00 T2
} >paypal.csv
env/bin/ofxstatement convert -t paypal-ng paypal.csv paypal.ofx
cat >seen.py <<'PY'
import re
import sys

from ofxstatement.plugins.paypal import PayPalParser


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


with open("paypal.ofx") as file:
    written = file.read()
expect("transactions", re.findall(r"<TRNAMT>([^<]*)<", written), ["100.00", "50.00"])
expect("balance", re.findall(r"<BALAMT>([^<]*)<", written), ["1146.80"])
with open("paypal.csv") as file:
    read = PayPalParser(file).parse()
expect("from and to", (str(read.start_balance), str(read.end_balance)), ("996.80", "1146.80"))
PY
env/bin/python seen.py
