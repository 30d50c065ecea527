"""Recognises texts of GBNF grammars with Lark's Earley parser and its complete dynamic lexer.

in:  {"grammar": GBNF, "texts": [...]}
out: {"accepted": "0110..."} or {"error": ...}

Without "texts" the answer is {"lark": ...}: the grammar as Lark gets it.

The translation is for this purpose alone: every literal and every class of characters becomes a
terminal of its own, so that the lexer can split a text in every way.
"""

import json
import re
import sys

TOKEN = re.compile(
    r"""
      (?P<blank>\s+|\#[^\n]*)
    | (?P<define>::=)
    | (?P<name>[A-Za-z][A-Za-z0-9_-]*)
    | (?P<literal>"(?:\\.|[^"\\\n])*")
    | (?P<set>\[\^?(?:\\.|[^\]\\\n])*\])
    | (?P<count>\{\s*\d+\s*(?:,\s*\d*\s*)?\})
    | (?P<sign>[()|*+?.])
    """,
    re.X,
)

ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|([^\\])", re.S
)

PLAIN = {"n": "\n", "r": "\r", "t": "\t"}


def characters(body):
    """The characters of a literal or a class, and whether each was escaped."""
    found = []
    for match in ESCAPE.finditer(body):
        number = match.group(1) or match.group(2) or match.group(3)
        if number:
            found.append((chr(int(number, 16)), True))
        elif match.group(4):
            found.append((PLAIN.get(match.group(4), match.group(4)), True))
        else:
            found.append((match.group(5), False))
    return found


class Translation:
    """One grammar in Lark's notation."""

    def __init__(self, source):
        self.terminals = {}
        tokens = []
        at = 0
        while at < len(source):
            match = TOKEN.match(source, at)
            if not match:
                raise ValueError("at character %d: %r" % (at, source[at : at + 20]))
            if match.lastgroup != "blank":
                tokens.append((match.lastgroup, match.group()))
            at = match.end()
        heads = [i - 1 for i, token in enumerate(tokens) if token[0] == "define"]
        if not heads or heads[0] != 0:
            raise ValueError("no rule at the beginning")
        names = [tokens[head][1] for head in heads]
        self.rules = {"root": "start"}
        for name in names:
            self.rules.setdefault(name, "r%d" % len(self.rules))
        lines = []
        for i, head in enumerate(heads):
            end = heads[i + 1] if i + 1 < len(heads) else len(tokens)
            body = " ".join(self.item(*token) for token in tokens[head + 2 : end])
            lines.append("%s: %s" % (self.rules[names[i]], body))
        for (kind, text), name in self.terminals.items():
            lines.append("%s: %s" % (name, self.terminal(kind, text)))
        lines.append("empty:")
        self.text = "\n".join(lines) + "\n"

    def item(self, kind, text):
        if kind == "name":
            if text not in self.rules:
                raise ValueError("no rule " + text)
            return self.rules[text]
        if kind == "count":
            least, comma, most = text[1:-1].replace(" ", "").partition(",")
            if not comma:
                return "~" + least
            # Behind an item, so that the open range has to be of it: Lark has no such range.
            if not most:
                raise ValueError("open range " + text)
            return "~%s..%s" % (least, most)
        if text == '""':
            return "empty"
        if kind in ("literal", "set") or text == ".":
            key = ("set" if text == "." else kind, "[^]" if text == "." else text)
            return self.terminals.setdefault(key, "T%d" % len(self.terminals))
        return text

    @staticmethod
    def terminal(kind, text):
        if kind == "literal":
            return json.dumps("".join(c for c, _ in characters(text[1:-1])))
        negated = text.startswith("[^")
        body = characters(text[2 if negated else 1 : -1])
        if not body:
            return r"/[\s\S]/"
        parts = []
        for i, (c, escaped) in enumerate(body):
            if c == "-" and not escaped and 0 < i < len(body) - 1:
                parts.append("-")
            elif c.isalnum() or c == " ":
                parts.append(c)
            elif c.isprintable():
                parts.append("\\" + c if ord(c) < 128 else c)
            else:
                parts.append("\\u%04x" % ord(c) if ord(c) < 0x10000 else "\\U%08x" % ord(c))
        return "/[%s%s]/" % ("^" if negated else "", "".join(parts))


def recogniser(source):
    from lark import Lark
    from lark.exceptions import UnexpectedInput

    parser = Lark(
        Translation(source).text, parser="earley", lexer="dynamic_complete", ambiguity="forest"
    )
    known = {}

    def accepts(text):
        if text not in known:
            try:
                parser.parse(text)
                known[text] = True
            except UnexpectedInput:
                known[text] = False
        return known[text]

    return accepts


def main():
    current = None
    accepts = None
    for line in sys.stdin:
        question = json.loads(line)
        try:
            if "texts" not in question:
                answer = {"lark": Translation(question["grammar"]).text}
            else:
                if question["grammar"] != current:
                    accepts = recogniser(question["grammar"])
                    current = question["grammar"]
                answer = {"accepted": "".join("01"[accepts(t)] for t in question["texts"])}
        except Exception as problem:  # whatever Lark raises, the run has to tell
            answer = {"error": "%s: %s" % (type(problem).__name__, problem)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
