"""Walks texts through llguidance's masks.

in:  {"tokens": [base64, ...], "eos": id, "grammars": {name: Lark}}       out: {"version": ...}
in:  {"language": name, "texts": [[id, ...], ...]}
out: {"compile_ns": n, "first_ns": n, "results": [...], "times": [[ns, ...], ...]}
in:  {"overhead": steps}                                                  out: {"call_ns": n, "step_ns": n}

One matcher is compiled for each question and reset between its texts. A result is the index of the
first token that was refused, -1 (accepted, with the end) or -2 (the end was refused).
"""

import base64
import ctypes
import gc
import importlib.metadata
import json
import sys
import time

from llguidance import LLMatcher, LLParserLimits, LLTokenizer, TokenizerWrapper

# Its default of 50,000 items for a mask is too few for C++ and Java. No other limit is reached.
LIMITS = LLParserLimits(step_max_items=10_000_000)

clock = time.perf_counter_ns


class Tokens:
    """What llguidance asks of a tokenizer."""

    def __init__(self, tokens, eos):
        self.tokens = tokens
        self.eos_token_id = eos
        self.bos_token_id = None
        self.special_token_ids = [eos]
        self.single = {t[0]: i for i, t in reversed(list(enumerate(tokens))) if len(t) == 1}

    def __call__(self, text):
        data = text.encode("utf-8") if isinstance(text, str) else text
        return [self.single[b] for b in data]


class Engine:
    def __init__(self, setup):
        tokens = [base64.b64decode(t) for t in setup["tokens"]]
        # An id without bytes is never a token of a text; llguidance wants a name for it.
        tokens = [t or b"\xff<|%d|>" % i for i, t in enumerate(tokens)]
        self.size = len(tokens)
        self.tokenizer = LLTokenizer(TokenizerWrapper(Tokens(tokens, setup["eos"])))
        self.grammars = setup["grammars"]
        self.bytes = (self.size + 31) // 32 * 4
        self.buffer = (ctypes.c_uint8 * self.bytes)()
        self.pointer = ctypes.addressof(self.buffer)

    def matcher(self, grammar):
        made = LLMatcher(self.tokenizer, grammar, log_level=0, limits=LIMITS)
        if made.is_error():
            raise ValueError(made.get_error())
        return made

    def mask(self, matcher):
        matcher.unsafe_compute_mask_ptr(self.pointer, self.bytes)

    def walk(self, language, texts):
        grammar = LLMatcher.grammar_from_lark(self.grammars[language])
        gc.disable()
        before = clock()
        matcher = self.matcher(grammar)
        compiled = clock()
        self.mask(matcher)
        first = clock()
        results, times = [], []
        for i, text in enumerate(texts):
            if i > 0:
                matcher.reset()
            result, steps = self.run(matcher, text)
            results.append(result)
            times.append(steps)
            if matcher.is_error():
                # Nothing brings it back.
                matcher = self.matcher(grammar)
        gc.enable()
        return {
            "compile_ns": compiled - before,
            "first_ns": first - before,
            "results": results,
            "times": times,
        }

    def run(self, matcher, text):
        steps = []
        fill, consume = matcher.unsafe_compute_mask_ptr, matcher.consume_token
        buffer, pointer, size = self.buffer, self.pointer, self.bytes
        for at, token in enumerate(text):
            before = clock()
            fill(pointer, size)
            # Known before anything is consumed: a matcher that consumes what it refuses is lost.
            if matcher.is_error():
                raise ValueError("after %d tokens: %s" % (at, matcher.get_error()))
            if not buffer[token >> 3] >> (token & 7) & 1:
                return at, steps
            consume(token)
            steps.append(clock() - before)
        return (-1 if matcher.is_accepting() else -2), steps

    def overhead(self, steps):
        """Medians: of two calls that do nothing, and of a step in a grammar of one state."""
        matcher = self.matcher(LLMatcher.grammar_from_lark('start: "a"*'))
        nothing = matcher.is_error
        calls = []
        for _ in range(steps):
            before = clock()
            nothing()
            nothing()
            calls.append(clock() - before)
        a = self.tokenizer.tokenize_bytes(b"a")[0]
        _, times = self.run(matcher, [a] * steps)
        return {"call_ns": sorted(calls)[steps // 2], "step_ns": sorted(times)[steps // 2]}


def main():
    engine = None
    for line in sys.stdin:
        question = json.loads(line)
        try:
            if "tokens" in question:
                engine = Engine(question)
                answer = {"version": importlib.metadata.version("llguidance")}
            elif "overhead" in question:
                answer = engine.overhead(question["overhead"])
            else:
                answer = engine.walk(question["language"], question["texts"])
        except Exception as problem:  # the run has to tell, whatever it is
            answer = {"error": "%s: %s" % (type(problem).__name__, problem)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
