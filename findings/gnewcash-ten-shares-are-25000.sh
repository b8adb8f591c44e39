#!/usr/bin/env bash
# PyPI gnewcash 1.4.0: ten shares bought for 250.00 are 25000 shares when a book of GnuCash is read and written again.
#
# A split of GnuCash has a value, in the currency of the transaction, and a quantity, in what the account holds: 250.00 and ten
# shares, each a fraction such as 25000/100 and 10/1. The package reads both and writes the value's cents over the quantity's
# denominator: 25000/1. Of an account with four decimals, 10.0000 shares become 2.5000, and of an account in dollars that were
# bought with euros the quantity becomes the number of euros. The value is cut to cents: 1.234 dinars, 1234/1000 in the file, are 123/100.
# Nothing was changed between reading and writing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check gnewcash==1.4.0 typing_extensions==4.12.2
cat >"$work/seen.py" <<'PY'
import os
import re
import sys

from gnewcash import GnuCashFile
from gnewcash.file_formats import XMLFileFormat


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


NAMES = "gnc", "act", "book", "cd", "cmdty", "slot", "split", "trn", "ts"
SPACES = " ".join(f'xmlns:{name}="http://www.gnucash.org/XML/{name}"' for name in NAMES)
TIME = "<ts:date>2026-11-16 10:59:00 +0000</ts:date>"


def guid(number):
    return f"{number:032x}"


def commodity(space, name):
    return f"<cmdty:space>{space}</cmdty:space><cmdty:id>{name}</cmdty:id>"


def account(number, name, kind, held="", unit=100, parent=None):
    held = held and f"<act:commodity>{held}</act:commodity><act:commodity-scu>{unit}</act:commodity-scu>"
    parent = f'<act:parent type="guid">{guid(parent)}</act:parent>' if parent else ""
    return (
        f'<gnc:account version="2.0.0"><act:name>{name}</act:name><act:id type="guid">{guid(number)}</act:id>'
        f"<act:type>{kind}</act:type>{held}{parent}</gnc:account>"
    )


def split(number, of, value, quantity):
    return (
        f'<trn:split><split:id type="guid">{guid(number)}</split:id><split:reconciled-state>n</split:reconciled-state>'
        f"<split:value>{value}</split:value><split:quantity>{quantity}</split:quantity>"
        f'<split:account type="guid">{guid(of)}</split:account></trn:split>'
    )


def rewritten(currency, held, kind, unit, value, quantity, paid):
    money = commodity("CURRENCY", currency)
    book = (
        f'<?xml version="1.0" encoding="utf-8" ?><gnc-v2 {SPACES}><gnc:count-data cd:type="book">1</gnc:count-data>'
        f'<gnc:book version="2.0.0"><book:id type="guid">{guid(1)}</book:id><gnc:count-data cd:type="account">3</gnc:count-data>'
        f'<gnc:count-data cd:type="transaction">1</gnc:count-data><gnc:commodity version="2.0.0">{held}</gnc:commodity>'
        + account(2, "Root Account", "ROOT") + account(3, "Bank", "BANK", money, 100, 2) + account(4, "Held", kind, held, unit, 2)
        + f'<gnc:transaction version="2.0.0"><trn:id type="guid">{guid(5)}</trn:id><trn:currency>{money}</trn:currency>'
        f"<trn:date-posted>{TIME}</trn:date-posted><trn:date-entered>{TIME}</trn:date-entered><trn:description>Buy</trn:description>"
        f"<trn:splits>{split(6, 3, '-' + paid, '-' + paid)}{split(7, 4, value, quantity)}</trn:splits></gnc:transaction></gnc:book></gnc-v2>"
    )
    source, target = (os.path.join(sys.argv[1], name) for name in ("read.gnucash", "written.gnucash"))
    with open(source, "w", encoding="utf-8") as file:
        file.write(book)
    GnuCashFile.read_file(source, XMLFileFormat).build_file(target, XMLFileFormat)
    with open(target, encoding="utf-8") as file:
        text = file.read()
    written = next(part for part in text.split("<trn:split>") if f">{guid(4)}</split:account>" in part)
    return " ".join(re.search(f"<split:{name}>([^<]*)<", written)[1] for name in ("value", "quantity"))


share, dollar = commodity("NASDAQ", "ACME"), commodity("CURRENCY", "USD")
expect("dollars for dollars", rewritten("USD", dollar, "BANK", 100, "25000/100", "25000/100", "25000/100"), "25000/100 25000/100")
expect("10 shares", rewritten("USD", share, "STOCK", 1, "25000/100", "10/1", "25000/100"), "25000/100 25000/1")
expect("10.0000 shares", rewritten("USD", share, "STOCK", 10000, "25000/100", "100000/10000", "25000/100"), "25000/100 25000/10000")
expect("108.50 dollars for 100.00 euros", rewritten("EUR", dollar, "BANK", 100, "10000/100", "10850/100", "10000/100"), "10000/100 10000/100")
dinar = commodity("CURRENCY", "KWD")
expect("1.234 dinars", rewritten("KWD", dinar, "BANK", 1000, "1234/1000", "1234/1000", "1234/1000"), "123/100 123/1000")
PY
"$work/env/bin/python" "$work/seen.py" "$work"
