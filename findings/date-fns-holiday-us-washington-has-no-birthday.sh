#!/usr/bin/env bash
# npm date-fns-holiday-us 1.1.0: Washington's Birthday is no federal holiday, and on 5 July 2027 the banks are open.
#
# isFederalHoliday and isBankHoliday have a list each. The federal holidays are eleven (5 U.S.C. 6103), Washington's Birthday on the third Monday
# in February one of them; here they are ten, and Presidents' Day, as the package calls it, is among the bank holidays only. A holiday on a
# Sunday is kept on the Monday (the same section, and the Federal Reserve Banks for theirs): 4 July 2027 is one, and both functions
# say yes to the Sunday and no to the Monday, though getObservedHolidays of the package knows the Monday. So it is with
# Juneteenth and Christmas of 2022. @18f/us-federal-holidays 4.0.0 has all eleven, and the Mondays.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund date-fns@2.30.0 date-fns-holiday-us@1.1.0 @18f/us-federal-holidays@4.0.0 >/dev/null
cat >seen.js <<'JS'
const { isFederalHoliday, isBankHoliday, getObservedHolidays, getFederalHolidays } = require("date-fns-holiday-us");
const { allForYear } = require("@18f/us-federal-holidays");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const [birthday, sunday, monday] = [new Date(2027, 1, 15), new Date(2027, 6, 4), new Date(2027, 6, 5)];
const byTheOther = allForYear(2027).map((holiday) => holiday.dateString);
expect("federal holidays of 2027", Object.keys(getFederalHolidays(2027)).length, 10);
expect("by the other package", byTheOther.length, 11);
expect("15 February 2027, federal", isFederalHoliday(birthday), false);
expect("15 February 2027, at banks", isBankHoliday(birthday), true);
expect("by the other package", byTheOther.includes("2027-02-15"), true);
expect("Sunday, 4 July 2027, federal and at banks", [isFederalHoliday(sunday), isBankHoliday(sunday)], "true,true");
expect("Monday, 5 July 2027, federal and at banks", [isFederalHoliday(monday), isBankHoliday(monday)], "false,false");
expect("the Fourth is observed on", getObservedHolidays(2027).independenceDay.date.toDateString(), "Mon Jul 05 2027");
expect("by the other package", byTheOther.includes("2027-07-05"), true);
const christmas = new Date(2022, 11, 26);
expect("26 December 2022, federal and at banks", [isFederalHoliday(christmas), isBankHoliday(christmas)], "false,false");
JS
node seen.js
