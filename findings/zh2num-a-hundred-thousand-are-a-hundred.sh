#!/usr/bin/env bash
# npm @lazy-cjk/zh2num 1.0.2: 10万, a hundred thousand, is 100, and 1001 that the package writes itself is read as 1100.
#
# "Parse Chinese/Japanese numeric strings to integer". Amounts are mostly written with digits and a sign for ten thousand or a hundred
# million, as 10万 or 5億. The sign alone is replaced, by its own number less the leading one: 10万 is 10 and 0, 100万 is 1000, 5億 is
# 50; or with it, and then 1千 is 11000. No error is raised. In signs alone, the last one without a unit counts as a tenth of the unit
# before: right for spoken 一万五 (15000), but num2zh of the same package writes 1001 as 千一, and zh2num makes 1100 of it; of the
# first 200000 numbers 1791 come back as another. And 一百五, spoken for 150 by the same rule, is 105.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @lazy-cjk/zh2num@1.0.2 >/dev/null
cat >seen.js <<'JS'
const { zh2num, num2zh } = require("@lazy-cjk/zh2num");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
expect("十万", zh2num("十万"), 100000);
expect("10万", zh2num("10万"), "100");
expect("100万", zh2num("100万"), "1000");
expect("5億", zh2num("5億"), "50");
expect("1千", zh2num("1千"), "11000");
expect("1001 as text", num2zh(1001), "千一");
expect("that as a number", zh2num(num2zh(1001)), 1100);
expect("一万五", zh2num("一万五"), 15000);
expect("一百五", zh2num("一百五"), 105);
let other = 0;
for (let number = 0; number < 200000; number++) if (Number(zh2num(num2zh(number))) !== number) other++;
expect("of 200000 come back as another", other, 1791);
JS
node seen.js
