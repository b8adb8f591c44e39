#!/usr/bin/env bash
# npm odata-filter-builder 1.0.0: `in` with no value is no condition at all.
#
# in("Customer", []) is what comes out when a list of keys happens to be empty, and no row is in an empty list. The
# condition is left out instead: beside another one that other one remains, alone the filter is an empty text, and a list
# of the open documents of no customer is a list of everybody's. `in` of one value is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund odata-filter-builder@1.0.0 >/dev/null
cat >seen.mjs <<'JS'
import { ODataFilterBuilder } from "odata-filter-builder";
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (seen !== described) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const open = (customers) => ODataFilterBuilder().eq("Status", "Open").in("Customer", customers).toString();
expect("one customer", open(["1200"]), "(Status eq 'Open') and (Customer eq '1200')");
expect("no customer", open([]), "Status eq 'Open'");
expect("no customer alone", ODataFilterBuilder().in("Customer", []).toString(), "");
JS
node seen.mjs
