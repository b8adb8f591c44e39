#!/usr/bin/env bash
# npm bigmoney.js 0.0.4: ten dollars in rubles, shared by three, keep the program busy for ever; a cent shared by two is a debt.
#
# allocate gives each its share, takes what the shares come to from the amount, and hands the rest out by the cent until it is exactly
# nothing. Shares count in whole cents there, while the amount has all its digits: 352.448 rubles (ten dollars at the README's rate)
# leave 0.008, the cent makes it minus 0.002, the next 0.008 again, and so on without end. convert and times seldom give whole cents,
# so a server that shares such an amount stops answering. And of one cent both halves round up, the cent too many is taken from the
# first, and the shares are minus a cent and a cent: nothing is left of it. Sharing out whole cents, rounded down first, has an end.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund bigmoney.js@0.0.4 >/dev/null
cat >seen.js <<'JS'
const { spawnSync } = require("child_process");
const Money = require("bigmoney.js");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
Money.settings.rates = { USD: 1, RUB: 35.2448, EUR: 1 / 1.3485, JPY: 102.02 };
expect("100 by three", Money(100).allocate(3), "33.34,33.33,33.33");
expect("ten dollars in rubles", Money(10, "USD").convert("RUB").val, "352.448");
const shared = (amount) => {
  const code = `const Money = require("bigmoney.js"); console.log(String(Money(${amount}).allocate(3)))`;
  const { error, stdout } = spawnSync(process.execPath, ["-e", code], { timeout: 5000, encoding: "utf8" });
  return error ? error.code : stdout.trim();
};
expect("352.45 by three", shared(352.45), "117.49,117.48,117.48");
expect("352.448 by three, after five seconds", shared(352.448), "ETIMEDOUT");
expect("a cent by two", Money(0.01).allocate(2), "-0.01,0.01");
expect("their sum", Money(0.01).allocate(2).map(Number).reduce((sum, share) => sum + share), 0);
JS
node seen.js
