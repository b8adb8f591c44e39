#!/usr/bin/env bash
# npm korean-business-day 2.1.0: Seollal and Chuseok are working days from 2024 on, and so is 29 May 2023.
#
# The lunar holidays are in lists for 2019 to 2023. For any other year there is one list of the seven that have a fixed date, and nothing is said:
# no Lunar New Year, no Chuseok, no Buddha's Birthday and no substitute day. The business day after Friday, 13 February 2026, is Monday, 16 February, the
# first of the three days of Seollal; it is Thursday, 19 February. In 2023 the substitute for Buddha's Birthday is missing, which was given for the
# first time (Monday, 29 May). The README names no years and 2.1.0 is the last version. Right are the days of the Rules on Public Holidays of Government
# Offices and its lunar days as the Korea Astronomy and Space Science Institute publishes them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund korean-business-day@2.1.0 >/dev/null
cat >seen.js <<'JS'
const { getNextKoreanBusinessDayYmd, isHoliday } = require("korean-business-day");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect("after Friday, 20 January 2023, before Seollal", getNextKoreanBusinessDayYmd(20230120, 1), 20230125);
expect("after Friday, 26 May 2023, right is the 30th", getNextKoreanBusinessDayYmd(20230526, 1), 20230529);
expect("after Friday, 13 February 2026, right is the 19th", getNextKoreanBusinessDayYmd(20260213, 1), 20260216);
expect("after Wednesday, 23 September 2026, right is the 28th", getNextKoreanBusinessDayYmd(20260923, 1), 20260924);
expect("after Friday, 22 May 2026, right is the 26th", getNextKoreanBusinessDayYmd(20260522, 1), 20260525);
JS
TZ=Asia/Seoul node seen.js
