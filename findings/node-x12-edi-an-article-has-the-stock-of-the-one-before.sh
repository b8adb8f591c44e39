#!/usr/bin/env bash
# npm node-x12-edi 1.0.15: where an article has two quantities in an X12 846, each article after it has the stock of the one before.
#
# "Loop support: automatically handles repeating segments." A loop is a list of segments, such as LIN and QTY of an inventory advice. The
# package does not begin anew with each LIN; it fills the list up with whatever segments of these names come and closes it when
# there are as many as names. An article with one quantity for sale (33) and one on order (63), as X12 has it, leaves the
# second QTY for the next article, whose own then goes to the one after: lamps have the chairs' order, tables have the
# lamps' stock, and the last quantity is in no article. With one QTY for each LIN everything is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund node-x12-edi@1.0.15 >/dev/null
cat >seen.js <<'JS'
import { Transaction, Loop, LoopMap, FieldMap } from "node-x12-edi";
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const stock = (lines) => {
  const transaction = new Transaction();
  transaction.generateSegments(["ST*846*0001", "BIA*00*SI*ADVICE1*20261130", ...lines, "CTT*3", "SE*10*0001"].join("\n"));
  const loop = new Loop();
  loop.setPosition(0);
  loop.addSegmentIdentifiers(["LIN", "QTY"]);
  transaction.addLoop(loop);
  transaction.runLoops();
  const { items } = transaction.mapSegments({
    items: new LoopMap({
      position: 0,
      values: {
        article: new FieldMap({ segmentIdentifier: "LIN", valuePosition: 2 }),
        quantity: new FieldMap({ segmentIdentifier: "QTY", valuePosition: 1 }),
      },
    }),
  });
  return items.map(({ article, quantity }) => `${article} ${quantity}`).join(", ");
};
const [chair, lamp, table] = ["LIN*1*VN*CHAIR", "LIN*2*VN*LAMP", "LIN*3*VN*TABLE"];
expect("one quantity each", stock([chair, "QTY*33*100", lamp, "QTY*33*7", table, "QTY*33*0"]), "CHAIR 100, LAMP 7, TABLE 0");
expect(
  "chairs with 20 on order",
  stock([chair, "QTY*33*100", "QTY*63*20", lamp, "QTY*33*7", table, "QTY*33*0"]),
  "CHAIR 100, LAMP 20, TABLE 7",
);
JS
mv seen.js seen.mjs
node seen.mjs
