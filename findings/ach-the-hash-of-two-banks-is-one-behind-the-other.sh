#!/usr/bin/env bash
# npm @ach/ach 1.1.0: of two payments to the banks 01100001 and 02600959 the entry hash is 0102600959; it is 0003700960.
#
# A batch and the file end with a hash, the sum of the first eight digits of the receiving banks' routing numbers, of which the last ten digits are
# written (Nacha Operating Rules, Appendix Three). create() cuts those eight digits off as a text and adds the texts to nought: they are put one behind the
# other, and of the long text the last ten digits are taken, which are the last bank's eight and the last two of the one before. A
# batch of one payment is right by luck; any other file is turned away by the receiving bank's check. Amounts are numbers and are summed. The
# package's own calculate, used by wrap(), makes numbers of them first and has the right hash.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @ach/ach@1.1.0 >/dev/null
cat >seen.js <<'JS'
const ach = require("@ach/ach")();
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const bank = (routing) => ({ name: "A customer", account: { num: "135", type: "C" }, routing });
const made = (...routings) => {
  const to = Object.fromEntries(routings.map(bank).map((one, at) => [`to${at}`, one]));
  const file = ach.create({ from: { name: "A company", fein: "123456789" }, for: { name: "A bank", routing: "021000021" }, to });
  let batch = file.ccd({ effectiveDate: "301231", description: "Payment" });
  for (const name of Object.keys(to)) batch = batch.credit({ to: name, amount: 12345 });
  return file.object;
};
const control = (object) => {
  let text = "";
  const formatter = ach.getFormatter("ach");
  formatter.on("data", (piece) => (text += piece));
  formatter.on("end", () => {
    const line = text.split("\n").find((one) => one.startsWith("8"));
    expect("the total of the batch's last line", line.slice(32, 44), "000000024690");
    expect("the hash of the batch's last line", line.slice(10, 20), "0102600959");
  });
  formatter.end(object);
};
const two = made("011000015", "026009593");
expect("by hand", String(1100001 + 2600959).padStart(10, "0"), "0003700960");
expect("of one payment", made("011000015").batches[0].footer.entryHash, "001100001");
expect("of two", two.batches[0].footer.entryHash, "00110000102600959");
control(two);
ach.wrap(two);
expect("of two, by wrap()", two.batches[0].footer.entryHash, 3700960);
JS
node seen.js
