#!/usr/bin/env bash
# PyPI django-odata 0.1.1 (with Django 5.2.19 and odata-query 0.10.0): a filter for one invoice that it cannot read is answered with all of them.
#
# What goes wrong in a filter is put down in a log, and the answer has status 200 and every row. That is so for a name that is
# misspelt, and for filters that OData allows: `number in ('R-2')`, which odata-query refuses for its list of one, and `not paid`
# of a boolean (OData 4.01, part 2, section 5.1.1.1.6: not takes a boolean). A client that asks for what is unpaid is given what
# is paid, and one that asks for one number books four. `$top=0` is every row too, where it is none (part 1, section 11.2.6.3,
# a non-negative number), and `$count=true&$top=1` tells that there is one, where $top is to be left aside (section 11.2.6.5):
# whoever pages through by the count stops at the first page.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check --no-compile --no-deps django-odata==0.1.1 Django==5.2.19 \
  djangorestframework==3.16.1 drf-flex-fields==1.0.2 odata-query==0.10.0 sly==0.4 asgiref==3.10.0 sqlparse==0.5.3 \
  python-dateutil==2.9.0.post0 six==1.17.0
cat >seen.py <<'PY'
import logging
import sys

import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "rest_framework"],
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
)
django.setup()
logging.disable(logging.CRITICAL)

from django.db import connection, models
from django.urls import path
from django_odata.serializers import ODataModelSerializer
from django_odata.viewsets import ODataModelViewSet
from rest_framework.test import APIClient


class Invoice(models.Model):
    number = models.CharField(max_length=20)
    paid = models.BooleanField()

    class Meta:
        app_label = "books"


with connection.schema_editor() as editor:
    editor.create_model(Invoice)
for number, paid in (("R-1", True), ("R-2", False), ("R-3", False), ("R-4", True)):
    Invoice.objects.create(number=number, paid=paid)


class Serializer(ODataModelSerializer):
    class Meta:
        model = Invoice
        fields = ["number", "paid"]


class Invoices(ODataModelViewSet):
    queryset = Invoice.objects.order_by("number")
    serializer_class = Serializer


urlpatterns = [path("invoices", Invoices.as_view({"get": "list"}))]


def expect(query, rows, count=None):
    answer = APIClient().get("/invoices", query)
    seen = answer.status_code, " ".join(one["number"] for one in answer.data["value"]), answer.data.get("@odata.count")
    print(f"{query}: {seen}")
    if seen != (200, rows, count):
        sys.exit(f"no longer as described: {(200, rows, count)!r}")


everything = "R-1 R-2 R-3 R-4"
expect({"$filter": "number eq 'R-2'"}, "R-2")
expect({"$filter": "paid eq false"}, "R-2 R-3")
expect({"$filter": "number in ('R-2')"}, everything)
expect({"$filter": "not paid"}, everything)
expect({"$filter": "numbr eq 'R-2'"}, everything)
expect({"$top": "0"}, everything)
expect({"$top": "1", "$count": "true"}, "R-1", 1)
PY
env/bin/python seen.py
