"""Judges texts by Lark's Earley parser with the complete dynamic lexer, or by Python's re.

Reads one JSON object a line and answers each with one:

  {"grammar": text, "start": rule, "texts": [text, ...]}
      -> {"verdicts": "0110..."} or {"error": why the grammar is refused}
  {"pattern": text, "flags": "imsx", "texts": [text, ...]}
      -> {"ends": [[[end, ...] at 0, [end, ...] at 1, ...] of each text]}
         where that lexer lets a terminal of this pattern end, or {"error": why it is refused}
"""

import json
import re
import sys

import lark


def by_grammar(request):
    parser = lark.Lark(
        request["grammar"],
        parser="earley",
        lexer="dynamic_complete",
        start=request["start"],
        maybe_placeholders=request.get("placeholders", True),
    )
    verdicts = []
    for text in request["texts"]:
        try:
            parser.parse(text)
            verdicts.append("1")
        except lark.exceptions.UnexpectedInput:
            verdicts.append("0")
        except RuntimeError as error:
            # A fault of Lark's at ignored text that ends in several ways: it did find parses.
            if "multiple start symbol items" not in str(error):
                raise
            verdicts.append("1")
    return {"verdicts": "".join(verdicts)}


def ends_at(pattern, text, start):
    match = pattern.match(text, start)
    if not match:
        return []
    ends = {match.end()}
    found = match.group(0)
    for length in range(1, len(found)):
        shorter = pattern.match(found[:length])
        if shorter:
            ends.add(start + shorter.end())
    return sorted(end for end in ends if end > start)


def by_pattern(request):
    pattern = request["pattern"]
    for flag in request["flags"]:
        pattern = "(?%s:%s)" % (flag, pattern)
    compiled = re.compile(pattern)
    return {
        "ends": [
            [ends_at(compiled, text, start) for start in range(len(text) + 1)]
            for text in request["texts"]
        ]
    }


def main():
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = by_grammar(request) if "grammar" in request else by_pattern(request)
        except Exception as error:  # whatever refuses a grammar
            answer = {"error": "%s: %s" % (type(error).__name__, error)}
        print(json.dumps(answer), flush=True)


main()
