#!/usr/bin/env bash
# PyPI ofx-br 0.1.0: of a file with two accounts whose payments are numbered from 1 each, dedupe() leaves the first account's; what has no number never comes.
#
# FITID is unique within one account of one bank (OFX 2.2, section 3.2.3), and Brazilian files hold a current and a savings account.
# The library's doc.transactions are "the entries of all statements of the file, flattened", with no account on them, and dedupe()
# keeps the first of each FITID. So a rent of 900.00 is left and a deposit of 5,000.00 in the other account is "repeated", and
# new_since(), "the call that makes the import idempotent", which gives "what does not exist yet at the destination", finds that it
# exists, as another account has a 1. An entry whose bank gives no FITID is left out by new_since() each time, though nothing is
# known of it. The command, which goes by statement, keeps all of them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps ofx-br==0.1.0
cat >"$work/seen.py" <<'PY'
import sys
import ofxbr


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def statement(kind, account, number, amount, memo):
    return (f"<STMTTRNRS><STMTRS><CURDEF>BRL<BANKACCTFROM><BANKID>001<ACCTID>{account}<ACCTTYPE>{kind}</BANKACCTFROM>"
            f"<BANKTRANLIST><DTSTART>20261101<DTEND>20261130<STMTTRN><TRNTYPE>OTHER<DTPOSTED>20261103<TRNAMT>{amount}"
            f"{number}<MEMO>{memo}</STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS>")


def file_of(*statements):
    head = "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nENCODING:USASCII\r\nCHARSET:1252\r\n\r\n"
    return ofxbr.parse((head + "<OFX><BANKMSGSRSV1>" + "".join(statements) + "</BANKMSGSRSV1></OFX>").encode("cp1252"))


def amounts(entries):
    return [str(entry.amount) for entry in entries]


two = file_of(statement("CHECKING", "1111", "<FITID>1", "-900.00", "Aluguel"), statement("SAVINGS", "2222", "<FITID>1", "5000.00", "Deposito"))
expect("accounts", [one.account.account_id for one in two], ["1111", "2222"])
expect("all entries", amounts(two.transactions), ["-900.00", "5000.00"])
expect("without those that are repeated", amounts(ofxbr.dedupe(two.transactions)), ["-900.00"])
saved = {entry.fitid for entry in two.statements[0]}
expect("new in the savings account, with the other saved", amounts(ofxbr.new_since(two.statements[1], saved)), [])
without = file_of(statement("CHECKING", "1111", "", "-35.90", "Tarifa"))
expect("an entry without a number", amounts(without.transactions), ["-35.90"])
expect("new, with nothing saved", amounts(ofxbr.new_since(without.transactions, set())), [])
PY
"$work/env/bin/python" "$work/seen.py"
