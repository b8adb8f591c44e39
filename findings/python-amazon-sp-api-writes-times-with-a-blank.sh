#!/usr/bin/env bash
# PyPI python-amazon-sp-api 2.1.35: a datetime goes to Amazon's orders as "2026-11-01 12:00:00".
#
# The model of the API asks for ISO 8601 date and time with a zone. get_orders() takes a datetime without a word and puts
# Python's own print of it into the query: a blank for the T, and no zone. get_reports() of the same library writes the
# T for the same value. What the service makes of it is its own affair; that both come from one client is the surprise.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check python-amazon-sp-api==2.1.35
cat >"$work/seen.py" <<'PY'
import sys

import httpx

asked = []


class Recorder(httpx.BaseTransport):
    """Answers everything itself; nothing leaves this machine."""

    def handle_request(self, request):
        if request.url.path.endswith("/token"):
            return httpx.Response(200, json={"access_token": "x", "token_type": "bearer", "expires_in": 3600})
        asked.append(request)
        return httpx.Response(200, json={"payload": {}})


real_client = httpx.Client
httpx.Client = lambda *_, **__: real_client(transport=Recorder())

from datetime import datetime

from sp_api.api import Orders, Reports


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


keys = {"refresh_token": "a", "lwa_app_id": "b", "lwa_client_secret": "c"}
since = datetime(2026, 11, 1, 12, 0, 0)
Orders(credentials=keys).get_orders(LastUpdatedAfter=since)
Reports(credentials=keys).get_reports(reportTypes=["GET_MERCHANT_LISTINGS_ALL_DATA"], createdSince=since)
expect("orders", asked[0].url.params["LastUpdatedAfter"], "2026-11-01 12:00:00")
expect("reports", asked[1].url.params["createdSince"], "2026-11-01T12:00:00")
PY
"$work/env/bin/python" "$work/seen.py"
