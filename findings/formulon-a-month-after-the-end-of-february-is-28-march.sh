#!/usr/bin/env bash
# npm formulon 6.25.6: ADDMONTHS(DATE(2021, 2, 28), 1) is 28 March, and a month after 30 April is 30 May; in Salesforce they are the 31st.
#
# A "parser for Salesforce formulas". Salesforce: "If the specified date is the last day of the month, the resulting date is the last day of the
# resulting month. Otherwise, the result has the same date component as the specified date." The package keeps the day and goes back where the month
# has none such, so that only the way to a shorter month is right: month by month from 31 January it comes to 28 February and stays at the 28th.
# Wrong is every date at the end of a month of 28, 29 or 30 days before a longer month. Rents and subscriptions that fall due at the end of
# each month then do so on the 28th.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund formulon@6.25.6 >/dev/null
cat >seen.js <<'JS'
const { parse } = require("formulon");
const expect = (formula, described, right) => {
  const seen = parse(formula).value.toISOString().slice(0, 10);
  console.log(`${formula}: ${seen}, in Salesforce ${right}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect("ADDMONTHS(DATE(2021, 1, 31), 1)", "2021-02-28", "2021-02-28");
expect("ADDMONTHS(DATE(2021, 2, 28), 1)", "2021-03-28", "2021-03-31");
expect("ADDMONTHS(DATE(2021, 4, 30), 1)", "2021-05-30", "2021-05-31");
expect("ADDMONTHS(DATE(2023, 2, 28), 12)", "2024-02-28", "2024-02-29");
expect("ADDMONTHS(DATE(2021, 6, 30), -1)", "2021-05-30", "2021-05-31");
expect("ADDMONTHS(ADDMONTHS(DATE(2021, 1, 31), 1), 1)", "2021-03-28", "2021-03-31");
JS
node seen.js
