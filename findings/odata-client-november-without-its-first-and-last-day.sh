#!/usr/bin/env bash
# npm @odata/client 2.21.10: the invoices between 1 and 30 November are those from the 2nd to the 29th, and "Smith & Sons" is asked for as "Smith ".
#
# The package asks OData services, SAP's among them, where a date is a moment at midnight. It has betweenDateTime() twice: on a field both
# ends belong to it, as with between() for numbers and with BETWEEN in SQL, and on a filter, with the field's name before the dates, neither
# does, so that what was posted on the first and on the last day is not in the answer; inPeriod() is the same. A value is put into the
# address as it is. An & parts the options of a query (OData, URL conventions, 2), and what a server reads of a filter for "Smith & Sons"
# ends behind the blank, with an apostrophe that is open; a + is a blank for it, so that "A+B" is "A B". The package's own
# dates are encoded, and the rest is left to who calls, although find() takes the plain value and writes the filter itself.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @odata/client@2.21.10 >/dev/null
cat >seen.js <<'JS'
const { filter, OData } = require("@odata/client");

function expect(what, seen, described) {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
}

const day = (date) => new Date(`${date}T00:00:00Z`);
const plain = (made) => decodeURIComponent(made.toString()).replace(/T00:00:00/g, "");
const [first, last] = [day("2026-11-01"), day("2026-11-30")];
expect("numbers", filter().field("Amount").between(1, 30).toString(), "(Amount ge 1 and Amount le 30)");
expect("on a field", plain(filter().field("Date").betweenDateTime(first, last)), "(Date ge datetime'2026-11-01' and Date le datetime'2026-11-30')");
expect("on a filter", plain(filter().betweenDateTime("Date", first, last)), "(Date gt datetime'2026-11-01' and Date lt datetime'2026-11-30')");
expect("in a period", plain(filter().inPeriod("Date", first, last)), "(Date gt datetime'2026-11-01' and Date lt datetime'2026-11-30')");

async function received(customer) {
  let address;
  const fetchProxy = async (url) => {
    address = new URL(url);
    return { content: { value: [] }, response: { headers: new Map() } };
  };
  const service = OData.New4({ serviceEndpoint: "https://example.org/odata/", fetchProxy });
  await service.getEntitySet("Customers").find({ Name: customer });
  return address.searchParams.get("$filter");
}

(async () => {
  expect("Smith", await received("Smith"), "Name eq 'Smith'");
  expect("Smith & Sons", await received("Smith & Sons"), "Name eq 'Smith ");
  expect("A+B", await received("A+B"), "Name eq 'A B'");
})();
JS
node seen.js
