#!/usr/bin/env bash
# PyPI csb43 1.1.0: in the OFX of a Spanish bank statement dividends are fees, loan repayments dividends, and the end the beginning.
#
# The program turns Norma 43 into OFX. Norma 43 has a code for the kind of each line (concepto común): 05 is the repayment of
# a loan and 08 a dividend or coupon, as appendix 2 of Cuaderno 43 says and a table of the package too. Another table is
# looked up, that of Homebank's ways of paying, where 5 and 8 mean something else: a dividend of 25.00 comes out as FEE and
# a repayment of 15.00 as DIV. And the closing balance is as of the statement's first day: 1010.00, which the account had
# on the 30th, stands for the 1st (DTASOF, which OFX has for the balance's own day), a month too early for whoever
# checks balances by date.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check csb43==1.1.0
account="004915000123456789"
{
  printf '%-80s\r\n' "11${account}2611012611302000000001000009783EMPRESA"
  printf '%-80s\r\n' "22    15002611052611050800120000000000250000000000000000000000000"
  printf '%-80s\r\n' "22    15002611122611120500110000000000150000000000000000000000000"
  printf '%-80s\r\n' "33${account}00001000000000015000000100000000002500200000000101000978"
  printf '%-80s\r\n' "88999999999999999999000004"
} >statement.n43
env/bin/csb2format -f ofx statement.n43 statement.ofx >told 2>&1 || { cat told; exit 1; }
env/bin/python -W ignore -c 'from csb43.aeb43.transaction import CONCEPTOS; print(CONCEPTOS["08"], "/", CONCEPTOS["05"])' >kinds
function all { # element
  grep -o "<$1>[^<]*" statement.ofx | cut -d '>' -f 2 | paste -sd ' '
}
function expect { # what, seen, described
  echo "$1: $2"
  [ "$2" = "$3" ] || { echo "no longer as described: $3"; exit 1; }
}
expect 'amounts' "$(all TRNAMT)" '25 -15'
expect 'kinds of Norma 43' "$(cat kinds)" 'DIV. CUPONES - PRIMA JUNTA - AMORTIZACIONES / AMORTIZACIONES, PRESTAMOS, CREDITOS, ETC.'
expect 'kinds of OFX' "$(all TRNTYPE)" 'FEE DIV'
expect 'period' "$(all DTSTART) $(all DTEND)" '20261101 20261130'
expect 'balance' "$(all BALAMT) $(all DTASOF)" '1010 20261101'
