#!/usr/bin/env bash
# PyPI odata-query 0.10.0 with SQLAlchemy 2.1.9: contains(), startswith() and endswith() take _ and % for wildcards.
#
# In OData these functions compare letter by letter. Their texts go into LIKE as they are, so startswith(sku,'A_') also
# finds AB1, and endswith(sku,'%') finds everything. SKUs with an underscore are the rule rather than the exception.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check odata-query==0.10.0 SQLAlchemy==2.1.9
cat >"$work/seen.py" <<'PY'
import sys

import sqlalchemy as sa
from odata_query.sqlalchemy import apply_odata_query
from sqlalchemy.orm import DeclarativeBase, Session


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


class Base(DeclarativeBase):
    pass


class Listing(Base):
    __tablename__ = "listing"
    sku = sa.Column(sa.String, primary_key=True)


engine = sa.create_engine("sqlite://")
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all(Listing(sku=sku) for sku in ["A_1", "AB1", "C%"])

    def found(text):
        rows = session.execute(apply_odata_query(sa.select(Listing), text)).scalars()
        return sorted(row.sku for row in rows)

    expect("startswith A_", found("startswith(sku,'A_')"), ["AB1", "A_1"])
    expect("endswith %", found("endswith(sku,'%')"), ["AB1", "A_1", "C%"])
    expect("eq A_1", found("sku eq 'A_1'"), ["A_1"])
PY
"$work/env/bin/python" "$work/seen.py"
