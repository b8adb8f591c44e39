#!/usr/bin/env bash
# npm @ecomplus/shopping-cart 2.6.0: a shirt with 100 % off is charged in full, one with 99 % off at a hundredth.
#
# The cart keeps for each item a price and a final price, which is the price with the additions of its customizations, in money or percent.
# The subtotal takes the final price or, where there is none, the price; and 0 counts as none. What has become free costs what it cost
# before. An item that is added a second time at another price keeps the final price that it had, though the price beside it is the new
# one: two shirts at 39.90, the first of them added at 42.90, are 85.80, and two at 42.90 of which the first was 39.90 are 79.80.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @ecomplus/shopping-cart@2.6.0 @ecomplus/utils@1.4.1 core-js@3.49.0 >/dev/null
cat >seen.js <<'JS'
const { Constructor: Cart } = require("@ecomplus/shopping-cart");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const shirt = { _id: "12300000000000000000000a", product_id: "12300000000000000000000b", quantity: 1, price: 42.9 };
const filled = (...items) => {
  const cart = new Cart(1051, "cart", null);
  items.forEach((item) => cart.addItem(item));
  return [...cart.data.items.map(({ quantity, price, final_price }) => `${quantity} at ${price}, ${final_price}`), cart.data.subtotal];
};
const less = (type, addition) => ({ ...shirt, customizations: [{ _id: "1", label: "coupon", add_to_price: { type, addition } }] });
expect("a shirt", filled(shirt), ["1 at 42.9, 42.9", 42.9]);
expect("half of it off", filled(less("percentage", -50)), ["1 at 42.9, 21.45", 21.45]);
expect("all of it off", filled(less("percentage", -100)), ["1 at 42.9, 0", 42.9]);
expect("42.90 off", filled(less("fixed", -42.9)), ["1 at 42.9, 0", 42.9]);
expect("cheaper the second time", filled(shirt, { ...shirt, price: 39.9 }), ["2 at 39.9, 42.9", 85.8]);
expect("dearer the second time", filled({ ...shirt, price: 39.9 }, shirt), ["2 at 42.9, 39.9", 79.8]);
JS
node seen.js
