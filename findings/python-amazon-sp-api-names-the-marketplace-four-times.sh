#!/usr/bin/env bash
# PyPI python-amazon-sp-api 2.1.35: a request that names no marketplace gets one, in four spellings at once.
#
# MarketplaceId, MarketplaceIds, marketplace_ids and marketplaceIds are added to every query, and two of them to every
# body, whatever the operation knows: listFinancialEvents has no such parameter at all, and createReport has one of them.
# A request recorded from this client is no proof of what an operation takes, and a gate that holds requests against the
# published models turns all of them away.
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

import json

from sp_api.api import Finances, Reports


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


keys = {"refresh_token": "a", "lwa_app_id": "b", "lwa_client_secret": "c"}
Finances(credentials=keys).list_financial_events(PostedAfter="2026-11-01T00:00:00Z")
Reports(credentials=keys).create_report(reportType="GET_MERCHANT_LISTINGS_ALL_DATA")
names = [name for name in asked[0].url.params if name != "PostedAfter"]
expect("query", names, ["MarketplaceId", "MarketplaceIds", "marketplace_ids", "marketplaceIds"])
expect("body", sorted(json.loads(asked[1].content)), ["MarketplaceIds", "marketplaceIds", "reportType"])
PY
"$work/env/bin/python" "$work/seen.py"
