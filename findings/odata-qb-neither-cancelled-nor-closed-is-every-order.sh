#!/usr/bin/env bash
# npm odata-qb 1.1.2: orders that are neither cancelled nor closed are all orders.
#
# The package writes OData queries from an object: a field, an operator, and a value or several. Several values are joined by "or" whatever the
# operator is, so that "ne" with cancelled and closed asks for what is not the one or not the other, which everything is. What is
# to be null is left out, without a word: orders that are open and have no day of payment are all open ones. "Or" is the third entry
# of a condition, and is obeyed where a field is compared; behind a nested filter or any() it is taken, and "and" is written. And what
# is joined by or is not put into brackets: a or b, and c, is a, or b and c.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund odata-qb@1.1.2 >/dev/null
cat >seen.mjs <<'JS'
import { odataQb, ODataFilterType, ODataOp } from "odata-qb";
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const written = (filter) => odataQb.params({ filter }).replace("$filter=", "");
const both = ["cancelled", "closed"];
expect("one of both", written({ status: [ODataOp.Eq, both] }), "((status eq 'cancelled') or (status eq 'closed'))");
expect("neither", written({ status: [ODataOp.Ne, both] }), "((status ne 'cancelled') or (status ne 'closed'))");
const orders = ["new", "cancelled", "closed"];
expect("orders that this asks for", orders.filter((status) => status !== "cancelled" || status !== "closed"), orders);
expect("open and not paid", written({ open: true, paid: null }), "(open eq true)");
expect("not paid", written({ paid: null }), "");
expect("1 or 2", written({ a: [ODataOp.Eq, 1, ODataOp.Or], b: 2 }), "(a eq 1) or (b eq 2)");
expect(
  "(1 and 2) or 3",
  written({ _0: [[ODataFilterType.NestedFilter, { a: 1, b: 2 }, ODataOp.Or]], c: 3 }),
  "((a eq 1) and (b eq 2)) and (c eq 3)",
);
expect(
  "any line, or 3",
  written({ lines: [ODataFilterType.AnyFunction, { a: 1 }, ODataOp.Or], c: 3 }),
  "(lines/any(x: (x/a eq 1))) and (c eq 3)",
);
expect("1 or 2, and 3", written({ a: [ODataOp.Eq, 1, ODataOp.Or], b: 2, c: 3 }), "(a eq 1) or (b eq 2) and (c eq 3)");
JS
node seen.mjs
