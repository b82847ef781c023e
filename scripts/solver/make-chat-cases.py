#!/usr/bin/env python3
"""Writes what Jinja itself, set as transformers sets it, makes of the chat templates that the tests of dev.whittle.onnx read.

usage: make-chat-cases.py FOLDER     (udfs/src/test/resources/dev/whittle/onnx/templates); needs jinja2
"""
import json
import pathlib
import sys

from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

HARD = "  What is $\\frac{1}{2}$ of {x} \"6\"?\nNo <b> & 'q' {{ 7 }} {% if %} \\n\n"
TALKS = [
    [{"role": "user", "content": HARD}],
    [{"role": "system", "content": "Solve it."}, {"role": "user", "content": "1+1?"}],
    [
        {"role": "user", "content": "1+1?"},
        {"role": "assistant", "content": "<think>\nhm\n</think>\n\n2"},
        {"role": "user", "content": "and 2+2?"},
    ],
]
# One line a rule: blank space, precedence, scopes, methods, filters, tests.
SNIPPETS = [
    "{{ not messages is defined }} {{ not zz is defined }} {{ messages is not defined }} {{ not zz }}",
    "{% for m in messages if m.role == 'user' %}{{ m.role }}{{ loop.last }}{% else %}none{% endfor %}",
    "{% for m in messages %}{% if loop.first %}{% continue %}{% endif %}{{ m.role }}{% break %}{% endfor %}",
    "{% for m in messages %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.length }}{{ loop.previtem is defined }};{% endfor %}",
    "{% set ns = namespace(a=true, b=messages|length - 1) %}{{ ns.a }} {{ ns.b }}{% for m in messages %}{% set ns.b = ns.b + 1 %}{% set c = 1 %}{% endfor %}{{ ns.b }}{{ c is defined }}",
    "{{ messages[::-1][0].role }} {{ messages[1:]|length }} {{ messages[-1].content[:3] }} {{ 'abcdef'[1:5:2] }} {{ 'abc'[::-1] }} {{ 'abc'[5:] }}|",
    "{{ 'a</t>b\n'.split('</t>')[-1].rstrip('\n') }}|{{ ' x '.strip() }}|{{ 'xxax'.lstrip('x') }}|{{ 'a b  c'.split() }}|{{ 'a,b,c'.split(',', 1) }}",
    "{{ 'abc'.startswith('ab') }} {{ 'abc'.endswith(('x', 'bc')) }} {{ 'aBc'.upper() }} {{ 'aBc'|lower }} {{ 'hello wORLD'.title() }} {{ 'hELLO'|capitalize }}",
    "{{ 1 + 2 * 3 - 4 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 6 / 2 }} {{ 1.5 + 1 }} {{ 'ab' * 2 }} {{ 2 < 3 < 4 }}",
    "{{ 'a' ~ 1 ~ none }} {{ 'a' + 'b' | upper }} {{ ('a' + 'b') | upper }} {{ 'x' if zz else 'y' }} {{ 'x' if zz }}|",
    "{{ true }} {{ false }} {{ none }} {{ [1, 'a', none, true] }} {{ {'a': 1, 'b': 'c\"d'} }} {{ zz }}|",
    "{{ messages[0] | tojson }} {{ [1, 2.5, 'ü\"\\\\'] | tojson }}",
    "{{ zz | default('d') }} {{ '' | default('d') }} {{ '' | default('d', true) }} {{ none | default('d', boolean=true) }}",
    "{{ messages | map(attribute='role') | join(', ') }} {{ messages | selectattr('role', 'equalto', 'user') | list | length }} {{ messages | rejectattr('role', 'eq', 'user') | list | length }} {{ [3, 0, 2] | select | list }}",
    "{{ messages | length }} {{ messages | first is mapping }} {{ (messages | last).role }} {{ 'abc' | reverse }} {{ 'abc' | list }} {{ [1, 2] | reverse | list }}",
    "{% for k, v in messages[0].items() %}{{ k }},{% endfor %}{% for k in messages[0] %}{{ k }},{% endfor %}{% for k, v in messages[0] | items %}{{ k }}{% endfor %} {{ messages[0].get('zz', 'no') }} {{ messages[0].get('zz') }}",
    "{{ 'role' in messages[0] }} {{ 'x' not in 'abc' }} {{ 2 in [1, 2] }} {{ 'b' in 'abc' and not 'z' in 'abc' }}",
    "{{ 1 is number }} {{ 'a' is string }} {{ none is none }} {{ messages is iterable }} {{ messages is string }} {{ true is true }} {{ 1 is odd }} {{ 4 is divisibleby 2 }} {{ 1 == 1.0 }} {{ true == 1 }}",
    "{% macro say(x, y='!') %}<{{ x }}{{ y }}>{% endmacro %}{{ say('a') }}{{ say('b', y='?') }}{{ say(x='c') | length }}",
    "{% set x %}block {{ 1 }}{% endset %}[{{ x }}]{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set x = x | trim %}",
    "a\n  {% if true %}\nb\n  {% endif %}\nc {{ 1 }}\nd\n",
    "a  \n {%- if true -%}  \n b \n {%- endif %}\n c {{- ' x ' -}} \n d\n\n",
    "a {# comment #}\n  {# another #}\nb {#- c -#} d",
    "  {%+ if true %} x {% endif +%}\ny\n\n",
    "{% if messages[0].zz %}1{% elif messages[0]['role'] == 'user' %}2{% else %}3{% endif %}{{ messages[0].zz is defined }}",
    "{% for i in range(3) %}{{ i }}{% endfor %}{% for i in range(5, 0, -2) %}{{ i }}{% endfor %}{% for c in 'añb' %}{{ c }}.{% endfor %}",
    "{% if not (1 == 2 or false) and true %}y{% endif %}{{ (1, 2)[1] }}{{ [[1, 2], [3]][0][1] }}{{ {'a': {'b': 2}}.a.b }}",
    "{{ \"it's\" }} {{ 'tab\\tnew\\nline \\\\ \\' \\u00e9' }} {{ 'a' 'b' }}",
    "{{ messages[9] is defined }} {{ 'abc'[9] is defined }} {{ 'a-b'.replace('-', '+') }} {{ ','.join(['a', 'b']) }} {{ 'abc'.find('c') }} {{ '12' | int + 1 }}",
    "{% for m in messages %}{% set content = m.content %}{% for n in messages %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}{{ content is defined }}",
    "{{ raise_exception('it ' ~ 'refuses') }}",
    "{%- if strftime_now is defined %}{{ 1 }}{% else %}{{ 2 }}{% endif %}{% if tools is not none and tools %}t{% endif %}",
    "{{ '%' }}{{ '}}' }}{{ '{%' }}{{ {'a': '}'}['a'] }}",
]


def main():
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"])

    def refuse(message):
        raise TemplateError(message)

    environment.globals["raise_exception"] = refuse
    environment.filters["tojson"] = lambda x, indent=None: json.dumps(x, ensure_ascii=False, indent=indent)

    def expected(source, messages):
        given = dict(messages=messages, add_generation_prompt=True, bos_token="<bos>", eos_token="<eos>", tools=None, documents=None)
        try:
            return environment.from_string(source).render(**given)
        except TemplateError as e:
            return "raised: " + str(e)

    folder = pathlib.Path(sys.argv[1])
    cases = []
    for file in sorted(folder.glob("*.jinja")):
        for messages in TALKS:
            cases.append({"file": file.name, "messages": messages, "expected": expected(file.read_text(encoding="utf-8"), messages)})
    for source in SNIPPETS:
        cases.append({"source": source, "messages": TALKS[1], "expected": expected(source, TALKS[1])})
    (folder / "cases.json").write_text(json.dumps(cases, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
