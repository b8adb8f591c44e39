#!/usr/bin/env bash
# libnumbertext 1.0.11 (as packaged in Debian 12; LibreOffice writes amounts in words with it): 100.50 dinars are "one hundred and fifty".
#
# An amount is written as its whole units and their name, "and", its hundredths and theirs: one hundred U.S. dollars and fifty cents.
# Of a currency whose names a language's module does not have (English: the dinars, the peso of Chile; German: rupees,
# Mexican pesos, forint) both names are left out, without an error, and what is left is another number: 100.50 dinars of Kuwait are
# 150, 100,000.05 rupees in German are 100,005. With three decimals, which dinars have, there is no text at all. And in German
# nothing is written for nought: 0.50 euros are " Euro und fünfzig Cent", an account at zero is " Euro".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libnumbertext-1.0-0=1.0.11-1 libnumbertext-tools=1.0.11-1 libnumbertext-data=1.0.11-1 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
for package in ./*.deb; do dpkg -x "$package" .; done
ln -s usr/share/libnumbertext data # where it looks for its languages
function expect { # language, amount, described
  seen=$(LD_LIBRARY_PATH=$(echo usr/lib/*-linux-gnu) usr/lib/libnumbertext/spellout -l "$1" "$2")
  echo "$1, $2: '$seen'"
  [ "$seen" = "$3" ] || { echo "no longer as described: '$3'"; exit 1; }
}
expect en 'USD 100.50' 'one hundred U.S. dollars and fifty cents'
expect en 'KWD 100.50' 'one hundred and fifty'
expect en 'JOD 2000.05' 'two thousand and five'
expect en 'CLP 100.50' 'one hundred and fifty'
expect en '150' 'one hundred fifty'
expect de 'INR 100000.05' 'einhunderttausend und fünf'
expect de 'MXN 1.01' 'ein und ein'
expect en 'USD 1.005' ''
expect en 'KWD 1.250' ''
expect de 'EUR 1.50' 'ein Euro und fünfzig Cent'
expect de 'EUR 0.50' ' Euro und fünfzig Cent'
expect de 'EUR 0' ' Euro'
