#!/usr/bin/env bash
# PyPI saas-metrics 0.1.0 (with pandas 3.1.1, numpy 2.4.6, duckdb 2.0.1): a customer who pays the same each year loses a tenth every February and gains it in March.
#
# The package turns a list of bills into what a subscription business reports: expansion, contraction, churn of revenue, revenue a year. Bills for a year are
# spread over its days, lest an annual plan look "like a customer who arrives in January and churns in February". A month's revenue is then
# the sum of its days, and what a month differs from the one before is contraction or expansion: one customer at 10.00 a day
# shrinks in February, April, June, September and November and grows after each. Revenue lost in February is 9.68 %, the revenue a
# year is 3360.00 there and 3720.00 before, of a contract of 3650.00; and from February 2023 to 2024, as it leaps, the customer has
# grown by 3.57 % within a year. Nothing was sold or cancelled.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check saas-metrics==0.1.0 pandas==3.1.1 numpy==2.4.6 duckdb==2.0.1 pyarrow==26.0.1 openpyxl==3.1.5
cat >"$work/seen.py" <<'PY'
import sys

import pandas as pd
import saas_metrics


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


bills = [
    {"customer_id": "A", "period": f"{year}-01-01", "revenue": f"{days * 10}.00", "service_start": f"{year}-01-01", "service_end": f"{year}-12-31"}
    for year, days in ((2022, 365), (2023, 365), (2024, 366))
]
report = saas_metrics.analyze(pd.DataFrame(bills), as_of="2024-12-31")
of = lambda table, column: {str(day)[:7]: round(float(value), 4) for day, value in zip(table["period_end"], table[column])}
months = [f"2023-{month:02}" for month in range(1, 13)]
contraction, expansion = of(report.waterfall, "contraction"), of(report.waterfall, "expansion")
expect("months that lose", [month[5:] for month in months if contraction[month]], ["02", "04", "06", "09", "11"])
expect("months that gain", [month[5:] for month in months if expansion[month]], ["03", "05", "07", "10", "12"])
expect("lost and gained in 2023", (sum(contraction[month] for month in months), sum(expansion[month] for month in months)), (70.0, 70.0))
expect("lost in February", of(report.metrics, "gross_revenue_churn_rate")["2023-02"], 0.0968)
yearly = of(report.metrics, "arr")
expect("revenue a year in January and February", (yearly["2023-01"], yearly["2023-02"]), (3720.0, 3360.0))
expect("February 2024 to 2023", of(report.metrics, "nrr_12m")["2024-02"], 1.0357)
PY
"$work/env/bin/python" "$work/seen.py"
