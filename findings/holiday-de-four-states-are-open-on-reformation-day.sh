#!/usr/bin/env bash
# npm holiday-de 1.1.4: on 31 October Hamburg, Bremen, Lower Saxony and Schleswig-Holstein are open, who have had Reformation Day since 2018.
#
# The package tells holidays and working days once "the state (Bundesland)" is set, and supports all sixteen. Holidays are laws of the states, and seven
# have got one since 2018: those four Reformation Day in that year, Berlin Women's Day (8 March) and Thuringia Children's Day (20
# September) in 2019, and Mecklenburg-Vorpommern Women's Day in 2023. None of them is known, and isWorkday is true: what falls due
# on such a day is due then and not on the next working day (Civil Code, section 193), and stock is promised for a day on
# which no lorry drives. npm moment-feiertage 1.1.5 has six of the seven, and Schwerin at work on 8 March too.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund holiday-de@1.1.4 moment@2.30.1 moment-feiertage@1.1.5 >/dev/null
cat >seen.js <<'JS'
const holiday = require("holiday-de");
const moment = require("moment");
require("moment-feiertage");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const tell = (state, day) => {
  const date = moment(day);
  holiday.setState(state.toLowerCase());
  const other = date.isHoliday([state]).holidayStates.includes(state);
  return `${holiday.isHoliday(date.toDate())}, a working day: ${holiday.isWorkday(date.toDate())}, a holiday by the other: ${other}`;
};
expect("Saxony, 31 October 2025", tell("SN", "2025-10-31"), "Reformationstag, a working day: false, a holiday by the other: true");
for (const state of ["HH", "HB", "NI", "SH"]) {
  expect(`${state}, 31 October 2025`, tell(state, "2025-10-31"), "false, a working day: true, a holiday by the other: true");
}
expect("Berlin, 8 March 2027", tell("BE", "2027-03-08"), "false, a working day: true, a holiday by the other: true");
expect("Thuringia, 20 September 2027", tell("TH", "2027-09-20"), "false, a working day: true, a holiday by the other: true");
expect("Mecklenburg, 8 March 2027", tell("MV", "2027-03-08"), "false, a working day: true, a holiday by the other: false");
JS
node seen.js
