#!/usr/bin/env bash
# npm holidays-nordic 0.1.1: in 2023 banks in Denmark are closed on 12 May, who were closed on 5 May.
#
# Great Prayer Day, Store bededag, is the fourth Friday after Easter, 26 days after it (Danish law had it as a holiday until 2023). The
# package has it 33 days after Easter in every year, a Friday too: what was due on the day is paid a week early or late, and a payment
# is ordered for a day without clearing. In Denmark and Norway the Saturday of All Saints is a holiday to it, by an English name, though it
# is in neither country's list in the README, and neither country's law. Easter, from which it counts, is right, and so is Sweden.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund holidays-nordic@0.1.1 >/dev/null
cat >seen.js <<'JS'
const nordic = require("holidays-nordic");
const isHoliday = nordic.default ?? nordic;
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const day = (date, country) => isHoliday(new Date(date), country);
expect("5 May 2023", day("2023-05-05", "dk"), false);
expect("12 May 2023", day("2023-05-12", "dk"), "Store bededag");
for (let year = 2015; year <= 2023; year++) {
  const found = { Påskedag: 0, "Store bededag": 0 };
  for (let at = Date.UTC(year, 2, 1); at < Date.UTC(year, 6, 1); at += 86400000) {
    const name = isHoliday(new Date(at), "dk");
    if (name in found) found[name] = at / 86400000;
  }
  expect(`days after Easter in ${year}`, found["Store bededag"] - found.Påskedag, 33);
}
expect("4 November 2023 in Denmark", day("2023-11-04", "dk"), "All Saints' Day");
expect("4 November 2023 in Norway", day("2023-11-04", "no"), "All Saints' Day");
expect("4 November 2023 in Sweden", day("2023-11-04", "se"), "Alla helgons dag");
JS
TZ=UTC node seen.js
