#!/usr/bin/env bash
# PyPI amazon-orders-to-transactions 0.2.0 (with pandas 2.3.3): a laptop for 1,299.00 was never bought, and two lamps sent three weeks apart were paid in one.
#
# The program turns the order history that Amazon hands out (Retail.OrderHistory) into the transactions of a credit card. Amazon writes a comma
# in amounts from a thousand on, as other readers of the file know; here they are no numbers, and a line without a number is left out,
# with "Dropped 1 rows with missing critical data" among the messages: the dearest things are missing, and the order's total with them.
# Lines of an order are one payment if they have the same shipment subtotal. Amazon takes the money when it ships, so that
# a lamp of 25.00 sent on the 3rd and another on the 20th are two charges of the card; here there is one of 50.00 on the 3rd. Of the
# currency, which has a column, nothing is left: 80.00 Canadian dollars are 80.00, among the American ones.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check amazon-orders-to-transactions==0.2.0 pandas==2.3.3
cat >"$work/seen.py" <<'PY'
import csv
import subprocess
import sys

work = sys.argv[1]
HEAD = ["Website", "Order ID", "Order Date", "Currency", "Unit Price", "Total Owed", "Shipment Item Subtotal",
        "Shipment Item Subtotal Tax", "Quantity", "Order Status", "Ship Date", "Product Name"]


def expect(what, lines, described):
    with open(f"{work}/orders.csv", "w", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(HEAD)
        for order, currency, amount, shipped, name in lines:
            writer.writerow(["Amazon.com", order, "2026-11-02T10:00:00Z", currency, amount, amount, amount, "0.00", "1", "Closed",
                             f"{shipped}T10:00:00Z", name])
    subprocess.run([f"{work}/env/bin/amazon-orders-to-transactions", f"{work}/orders.csv", f"{work}/paid.csv"], check=True, capture_output=True)
    with open(f"{work}/paid.csv", newline="") as file:
        seen = [" ".join((row["Ship Date"], row["Transaction Amount"], row["Product Names"])) for row in csv.DictReader(file)]
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


bag = ("111-1", "USD", "40.00", "2026-11-06", "Bag")
expect("a bag", [bag], ["2026-11-06 40.00 Bag"])
expect("and a laptop", [bag, ("111-1", "USD", "1,299.00", "2026-11-06", "Laptop")], ["2026-11-06 40.00 Bag"])
lamps = [("111-2", "USD", "25.00", "2026-11-03", "Lamp"), ("111-2", "USD", "25.00", "2026-11-20", "Lamp")]
expect("lamps", lamps, ["2026-11-03 50.00 Lamp; Lamp"])
expect("a chair", [("701-3", "CAD", "80.00", "2026-11-08", "Chair")], ["2026-11-08 80.00 Chair"])
PY
"$work/env/bin/python" "$work/seen.py" "$work"
