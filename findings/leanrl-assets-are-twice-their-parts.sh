#!/usr/bin/env bash
# PyPI leanrl 0.1.5: a balance sheet of 100 must be 200 once its assets are broken down a second time, and capital consists of equity.
#
# An XBRL calculation linkbase holds one extended link per statement or note, each with its role, and a sum is the sum of what has
# arcs to it in ONE role (XBRL 2.1, 5.2.5.2 and 3.5.3.9.7.3: relationships of different roles make different networks). Here the arcs of all roles
# are one tree. When the balance sheet adds up assets from current and noncurrent ones and a note from land and cash, the
# formula has all four, and validate_calculation() calls a right balance sheet wrong by all it has. Of one that is in two sums
# the weight is that of the last.
# The labels which arcs go by hold within their extended link (XLink 1.1, 5.1.3), and programs that write such files begin
# anew with loc_0 in each. Here the last link's labels count for all: the first link's sums get the concepts of the second,
# so that assets are unknown and capital is the sum of equity and reserves. An arc that is forbidden (use="prohibited", 3.5.3.9.7.5) is added all the same.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps leanrl==0.1.5
cat >"$work/seen.py" <<'PY'
import pathlib
import sys

from leanrl.linkbases.calculation import parse_calculation_linkbase


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def link(role, arcs, label):
    concepts = sorted({concept for arc in arcs for concept in arc[:2]})
    labels = {concept: label(role, number, concept) for number, concept in enumerate(concepts)}
    locators = (f'<link:loc xlink:type="locator" xlink:href="example.xsd#ex_{concept}" xlink:label="{labels[concept]}"/>' for concept in concepts)
    lines = (
        '<link:calculationArc xlink:type="arc" xlink:arcrole="http://www.xbrl.org/2003/arcrole/summation-item" '
        f'xlink:from="{labels[parent]}" xlink:to="{labels[child]}" order="{number}" weight="{weight}" {more}/>'
        for number, (parent, child, weight, more) in enumerate(arcs)
    )
    return f'<link:calculationLink xlink:type="extended" xlink:role="http://example.com/role/{role}">{"".join(locators)}{"".join(lines)}</link:calculationLink>'


def tree(*links):
    file = pathlib.Path(sys.argv[1], "calculation.xml")
    space = 'xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink"'
    file.write_text(f"<link:linkbase {space}>{''.join(links)}</link:linkbase>")
    return parse_calculation_linkbase(str(file))


def own(role, number, concept):
    return f"{role}_{concept}"


def counted(role, number, concept):
    return f"loc_{number}"


sheet = [("Assets", "Current", 1, ""), ("Assets", "Noncurrent", 1, "")]
note = [("Assets", "Cash", 1, ""), ("Assets", "Land", 1, "")]
equity = [("Equity", "Capital", 1, ""), ("Equity", "Reserves", 1, "")]
values = {"ex_Assets": 100.0, "ex_Current": 40.0, "ex_Noncurrent": 60.0, "ex_Cash": 30.0, "ex_Land": 70.0}

alone = tree(link("Sheet", sheet, own))
expect("the balance sheet", (alone.get_formula("ex_Assets"), alone.validate_calculation("ex_Assets", values)), ("Assets = Current + Noncurrent", (True, 100.0, 100.0)))
both = tree(link("Sheet", sheet, own), link("Note", note, own))
expect("with a note", both.get_components("ex_Assets"), {"ex_Current": 1.0, "ex_Noncurrent": 1.0, "ex_Cash": 1.0, "ex_Land": 1.0})
expect("is it right", both.validate_calculation("ex_Assets", values), (False, 200.0, 100.0))
flow = tree(link("Sheet", sheet, own), link("Flow", [("Change", "Current", -1, "")], own))
expect("weight and sum of current assets", (flow.get_weight("ex_Current"), flow.get_parent("ex_Current")), (-1.0, "ex_Change"))

formulas = lambda seen: {concept: seen.get_formula(concept) for concept in seen.nodes if seen.get_formula(concept)}
expect("two statements", formulas(tree(link("Sheet", sheet, own), link("Equity", equity, own))), {"ex_Assets": "Assets = Current + Noncurrent", "ex_Equity": "Equity = Capital + Reserves"})
expect("with labels of their own count", formulas(tree(link("Sheet", sheet, counted), link("Equity", equity, counted))), {"ex_Capital": "Capital = Equity + Reserves", "ex_Equity": "Equity = Capital + Reserves"})
forbidden = ("Assets", "Noncurrent", 1, 'use="prohibited" priority="1"')
expect("one of them forbidden", formulas(tree(link("Sheet", [*sheet, forbidden], own))), {"ex_Assets": "Assets = Current + Noncurrent"})
PY
"$work/env/bin/python" "$work/seen.py" "$work"
