#!/usr/bin/env bash
# PyPI ixbrlparse 0.12.0: a loss that the accounts tell in words is a profit, "two" millions are 2, and one branch is the whole firm.
#
# An amount of Inline XBRL is what stands in the text, made a number by its format, times ten to its scale, negative where
# sign says so (Inline XBRL 1.1, ix:nonFraction). Words are a format too (numwordsen of the SEC's transformations). With
# digits scale and sign are heeded, with words neither is: a loss of two million is 2000000, "two" with scale 6 is 2, and
# "one trillion" is 1. A fact of one branch has its branch in the context, in segment or in scenario (XBRL 2.1, Dimensions
# 1.0, which allow either). Only segment is read: 700 of the north in scenario stands in the table as a second revenue of
# the whole firm. And in XBRL itself a fact that is nil, which is to say not told, is 0.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check ixbrlparse==0.12.0 word2number==1.1
cat >"$work/seen.py" <<'PY'
import io
import sys

from ixbrlparse import IXBRL

NAMES = (
    'xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:iso4217="http://www.xbrl.org/2003/iso4217" '
    'xmlns:xbrldi="http://xbrl.org/2006/xbrldi" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:ix="http://www.xbrl.org/2013/inlineXBRL" xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2020-02-12" '
    'xmlns:ixt-sec="http://www.sec.gov/inlineXBRL/transformation/2015-08-31" xmlns:e="http://example.com/taxonomy"'
)
UNIT = '<xbrli:unit id="gbp"><xbrli:measure>iso4217:GBP</xbrli:measure></xbrli:unit>'
NORTH = '<xbrldi:explicitMember dimension="e:branch">e:north</xbrldi:explicitMember>'


def context(name, place=""):
    segment = f"<xbrli:segment>{NORTH}</xbrli:segment>" if place == "segment" else ""
    scenario = f"<xbrli:scenario>{NORTH}</xbrli:scenario>" if place == "scenario" else ""
    return (
        f'<xbrli:context id="{name}"><xbrli:entity><xbrli:identifier scheme="http://example.com">1</xbrli:identifier>{segment}'
        "</xbrli:entity><xbrli:period><xbrli:startDate>2025-01-01</xbrli:startDate><xbrli:endDate>2025-12-31</xbrli:endDate>"
        f"</xbrli:period>{scenario}</xbrli:context>"
    )


def fact(text, ref="all", form="ixt:num-dot-decimal", more=""):
    return (
        f'<ix:nonFraction name="e:Result" contextRef="{ref}" unitRef="gbp" decimals="0" format="{form}" {more}>'
        f"{text}</ix:nonFraction>"
    )


def table(*facts):
    contexts = context("all") + context("segment", "segment") + context("scenario", "scenario")
    accounts = (
        f'<html xmlns="http://www.w3.org/1999/xhtml" {NAMES}><body><div style="display:none"><ix:header><ix:resources>{contexts}'
        f'{UNIT}</ix:resources></ix:header></div><p>{"".join(facts)}</p></body></html>'
    )
    return IXBRL(io.StringIO(accounts)).to_table()


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def value(*args, **kwargs):
    return table(fact(*args, **kwargs))[0]["value"]


words = "ixt-sec:numwordsen"
expect("a loss in digits", value("2,000,000", more='sign="-"'), -2000000.0)
expect("a loss in words", value("two million", form=words, more='sign="-"'), 2000000)
expect("2 in millions", value("2", more='scale="6"'), 2000000.0)
expect("two in millions", value("two", form=words, more='scale="6"'), 2)
expect("one trillion", value("one trillion", form=words), 1)

rows = table(fact("1,000"), fact("700", ref="segment"), fact("700", ref="scenario"))
expect("whose", [(row["value"], row["segment:0"].split(" ")[-1]) for row in rows], [(1000.0, ""), (700.0, "e:north"), (700.0, "")])

instance = (
    f'<xbrli:xbrl {NAMES}>{context("all")}{UNIT}<e:Told contextRef="all" unitRef="gbp" decimals="0">5</e:Told>'
    '<e:Untold contextRef="all" unitRef="gbp" xsi:nil="true"/></xbrli:xbrl>'
)
expect("nil", [(fact.name, fact.value) for fact in IXBRL(io.StringIO(instance)).numeric], [("Told", 5.0), ("Untold", 0)])
PY
"$work/env/bin/python" "$work/seen.py"
