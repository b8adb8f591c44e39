#!/usr/bin/env bash
# npm foodbot-cart-calculations 1.2.9: a state's 6 % and a city's 2 % on 100.00 are 4.00, and a tip of 12.5 % is 12.00.
#
# An item names its taxes, and tax_settings have their rates. One amount is kept for all of them, each rate writes its own over it, and
# then it is booked for each: 2.00 for the state and 2.00 for the city; with the city first, 6.00 and 6.00. Where the tax is in the
# price (tax_type 2) 100.00 hold 7.41 of tax, but 3.70 are booked and 96.30 sold. One tax of 8 % is right, and the two halves of an
# Indian GST are, for they are equal. A tip in percent loses what is behind the point.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund foodbot-cart-calculations@1.2.9 >/dev/null
cat >seen.js <<'JS'
const { calculateTax } = require("foodbot-cart-calculations");
const expect = (what, seen, described) => {
  console.info(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
console.log = () => {};
process.exitCode = 1; // until all is seen
const settings = { state: 6, city: 2, both: 8, cgst: 2.5, sgst: 2.5 };
const order = async (taxes, more) => {
  const { status, data } = await calculateTax({
    restaurant_id: "1",
    branch_id: "1",
    request_id: "1",
    order_type: "pickup",
    tax_type: 1,
    tax_settings: Object.entries(settings).map(([tax_id, tax_rate]) => ({ tax_id, tax_rate, tax_label: tax_id })),
    order_items: { item_details: [{ item_id: "1", item_price: 100, quantity: 1, tax_id: taxes?.map((tax_id) => ({ tax_id })) }] },
    ...more,
  });
  if (status !== "success") throw new Error(status);
  return data;
};
(async () => {
  const tax = async (...taxes) => {
    const { order_items } = await order(taxes);
    return order_items.merged_tax_array.map(({ tax_id, tax_amount }) => `${tax_id} ${Number(tax_amount)}`).join(", ");
  };
  expect("one tax of 8 %", await tax("both"), "both 8");
  expect("the state's and the city's", await tax("state", "city"), "state 2, city 2");
  expect("the city's and the state's", await tax("city", "state"), "city 6, state 6");
  expect("CGST and SGST", await tax("cgst", "sgst"), "cgst 2.5, sgst 2.5");
  const inside = await order(["state", "city"], { tax_type: 2 });
  expect("sold and tax in a price of 100", [inside.order_items.sub_total, inside.order_items.tax_amount], ["96.30", "3.700000"]);
  const tip = async (tip_value) => (await order(undefined, { tip_type: "percentage", tip_value })).tip_amount;
  expect("a tip of 10 %", await tip(10), "10.00");
  expect("a tip of 12.5 %", await tip(12.5), "12.00");
  process.exitCode = 0;
})();
JS
node seen.js
