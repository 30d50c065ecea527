"""Walks texts through the masks of another engine. One JSON object a line, in and out.

in:  {"engine": name, "tokens": [base64, ...], "eos": id, "tokenizer": path of a tokenizer.json, or null}
out: {"versions": {package: version}}
in:  {"schema": text, "tests": [{"tokens": [id, ...]}, ...]}
out: {"error": null, "ttfm_ns": n, "results": [...], "tbm_ns": [ns, ...]}
in:  {"lark": grammar, "texts": [[id, ...], ...]}
out: {"compile_ns": n, "first_ns": n, "results": [...], "times": [[ns, ...], ...]}
in:  {"overhead": steps}                                      out: {"call_ns": n, "step_ns": n}

A result is the index of the first token that was refused, -1 (accepted, with the end) or -2 (the end was
refused). A time is of a mask in a packed array and of the token that goes on from there; the first mask's is
from the text of the schema or grammar. An "error" beside a "ttfm_ns" of 0 came while the schema was compiled,
else while a text was read.

Each engine is called as its documentation says, with one thread, no cache between schemas where it can be told so,
and Python's collector off.
"""

import base64
import functools
import gc
import importlib.metadata
import json
import resource
import sys
import time

clock = time.perf_counter_ns

# What a process may hold: an engine that wants more ends, and not the machine.
MEMORY = 8 << 30


class Vocabulary:
    def __init__(self, setup):
        self.eos = setup["eos"]
        self.tokenizer = setup.get("tokenizer")
        self.tokens = [base64.b64decode(t) for t in setup["tokens"]]
        # The tokens that have bytes, by id.
        self.texts = {i: t for i, t in enumerate(self.tokens) if t and i != self.eos}
        self.single = {t[0]: i for i, t in reversed(list(enumerate(self.tokens))) if len(t) == 1}
        words = (len(self.tokens) + 31) // 32
        self.bits = bytearray(4 * words)

    def named(self):
        """All tokens; an id without bytes, never a token of a text, has a name of bytes that no text has."""
        return [t or b"\xff<|%d|>" % i for i, t in enumerate(self.tokens)]

    def words(self):
        """The mask's memory as an array of 32-bit words."""
        import numpy

        return numpy.frombuffer(self.bits, dtype=numpy.int32)


class Session:
    """A compiled grammar and a place in a text.

    fill() writes the mask into the vocabulary's bits; commit(token) goes on; restart() goes back to the beginning;
    ends() tells whether the text may end here; problem() is what went wrong, or None; nothing() is a call that does
    as little as any.
    """

    def __init__(self, fill, commit, restart, ends, nothing, problem=lambda: None):
        self.fill, self.commit, self.restart = fill, commit, restart
        self.ends, self.nothing, self.problem = ends, nothing, problem


class LlGuidance:
    PACKAGES = ["llguidance"]

    def __init__(self, vocabulary):
        import ctypes

        from llguidance import LLMatcher, LLParserLimits, LLTokenizer, TokenizerWrapper

        self.vocabulary = vocabulary
        self.matcher = LLMatcher
        # Its default of 50,000 items for a mask is too few for grammars of C++ and Java; the others stay.
        self.limits = LLParserLimits(step_max_items=10_000_000)
        # Where a text is forced, it allows only the tokens that the tokenizer would write.
        self.forcing = vocabulary.tokenizer is not None
        if self.forcing:
            with open(vocabulary.tokenizer, encoding="utf-8") as file:
                self.tokenizer = LLTokenizer(
                    file.read(), n_vocab=len(vocabulary.tokens), eos_token=vocabulary.eos
                )
        else:
            self.tokenizer = LLTokenizer(TokenizerWrapper(self))
        size = len(vocabulary.bits)
        self.buffer = (ctypes.c_uint8 * size).from_buffer(vocabulary.bits)
        self.where = (ctypes.addressof(self.buffer), size)

    # What it asks of a tokenizer.
    tokens = property(lambda self: self.vocabulary.named())
    eos_token_id = property(lambda self: self.vocabulary.eos)
    bos_token_id = None
    special_token_ids = property(lambda self: [self.vocabulary.eos])

    def __call__(self, text):
        data = text.encode("utf-8") if isinstance(text, str) else text
        return [self.vocabulary.single[b] for b in data]

    def session(self, grammar, **options):
        matcher = self.matcher(self.tokenizer, grammar, log_level=0, **options)
        if matcher.is_error():
            raise ValueError(matcher.get_error())
        return Session(
            functools.partial(matcher.unsafe_compute_mask_ptr, *self.where),
            matcher.consume_token,
            matcher.reset,
            matcher.is_accepting,
            matcher.is_error,
            lambda: matcher.get_error() if matcher.is_error() else None,
        )

    def schema(self, text):
        if self.forcing:
            return self.session(self.matcher.grammar_from_json_schema(text))
        return self.lark('%%llguidance {"no_forcing": true}\nstart: %%json %s' % text)

    def lark(self, text):
        return self.session(self.matcher.grammar_from_lark(text), limits=self.limits)

    def trivial(self):
        return self.lark('start: "a"*')


class XGrammar:
    PACKAGES = ["xgrammar", "torch", "numpy"]

    def __init__(self, vocabulary):
        import torch
        import xgrammar

        torch.set_num_threads(1)
        self.vocabulary = vocabulary
        self.xgrammar = xgrammar
        info = xgrammar.TokenizerInfo(vocabulary.named(), stop_token_ids=[vocabulary.eos])
        self.compiler = xgrammar.GrammarCompiler(info, max_threads=1, cache_enabled=False)
        self.mask = torch.from_numpy(vocabulary.words()).unsqueeze(0)

    def session(self, compiled):
        matcher = self.xgrammar.GrammarMatcher(compiled)
        fill = functools.partial(matcher.fill_next_token_bitmask, self.mask)
        eos, bits = self.vocabulary.eos, self.vocabulary.bits

        def ends():
            fill()
            return bits[eos >> 3] >> (eos & 7) & 1 != 0

        return Session(fill, matcher.accept_token, matcher.reset, ends, matcher.is_terminated)

    def schema(self, text):
        return self.session(
            self.compiler.compile_json_schema(text, any_whitespace=True, strict_mode=False)
        )

    def lark(self, text):
        return self.session(self.compiler.compile_lark(text))

    def trivial(self):
        return self.session(self.compiler.compile_grammar('root ::= "a"*'))


class GlrMask:
    PACKAGES = ["glrmask", "numpy"]

    def __init__(self, vocabulary):
        import glrmask

        self.grammar = glrmask.Grammar
        self.vocabulary = glrmask.Vocab.from_id_to_bytes(vocabulary.texts)
        self.mask = vocabulary.words()

    def session(self, grammar):
        constraint = grammar.compile(self.vocabulary)
        session = None

        def restart():
            state = constraint.start()
            session.fill = functools.partial(state.fill_mask, self.mask)
            session.commit, session.ends = state.commit_token, state.is_accepting
            session.nothing = state.is_terminated

        session = Session(None, None, restart, None, None)
        restart()
        return session

    def schema(self, text):
        return self.session(self.grammar.from_json_schema(text))

    def lark(self, text):
        return self.session(self.grammar.from_lark(text))

    def trivial(self):
        return self.lark('start: "a"*')


class OutlinesCore:
    PACKAGES = ["outlines_core"]

    def __init__(self, vocabulary):
        import ctypes

        import outlines_core

        self.core = outlines_core
        ids = {}
        for i, t in vocabulary.texts.items():
            ids.setdefault(t, []).append(i)
        self.vocabulary = outlines_core.Vocabulary(vocabulary.eos, ids)
        size = len(vocabulary.bits)
        self.buffer = (ctypes.c_uint8 * size).from_buffer(vocabulary.bits)
        self.where = (ctypes.addressof(self.buffer), size // 4, 4)

    def session(self, regex):
        guide = self.core.Guide(self.core.Index(regex, self.vocabulary))
        return Session(
            functools.partial(guide.write_mask_into, *self.where),
            functools.partial(guide.advance, return_tokens=False),
            guide.reset,
            guide.is_finished,
            guide.get_state,
        )

    def schema(self, text):
        return self.session(self.core.json_schema.build_regex_from_schema(text))

    def lark(self, text):
        raise ValueError("takes no grammars")

    def trivial(self):
        return self.session("a*")


class Grid:
    PACKAGES = ["grid-guardrail", "grid_core", "torch", "numpy"]

    def __init__(self, vocabulary):
        import torch
        from grid.jsonschema import compile_json_schema
        from grid.models.vllm_processor import _GuideRegistry
        from grid.models.vllm_structured import GridGrammarSession

        torch.set_num_threads(1)
        self.all = vocabulary
        self.vocabulary = {"<%d>" % i: i for i in range(len(vocabulary.tokens))}
        self.eos_token_id = vocabulary.eos
        self.special_token_ids = frozenset(
            i for i in range(len(vocabulary.tokens)) if i not in vocabulary.texts
        )
        self.compile = compile_json_schema
        self.registry = _GuideRegistry(self)
        self.made = GridGrammarSession
        self.mask = vocabulary.words().reshape(1, -1)

    # What it asks of a tokenizer.
    def token_bytes(self, token):
        return b"" if token in self.special_token_ids else self.all.tokens[token]

    def greedy_tokenize(self, data):
        return [self.all.single[b] for b in data]

    def schema(self, text):
        source, _ = self.compile(json.loads(text))
        grid = self.made(self.registry.guide_for({"grammar": source}))
        eos, bits = self.all.eos, self.all.bits
        fill = functools.partial(grid.fill_bitmask, self.mask, 0)

        def ends():
            fill()
            return bits[eos >> 3] >> (eos & 7) & 1 != 0

        return Session(
            fill,
            lambda token: grid.accept_tokens("", [token]),
            grid.reset,
            ends,
            grid.is_terminated,
        )

    def lark(self, text):
        raise ValueError("takes no Lark")

    def trivial(self):
        return self.schema('{"const": %s}' % json.dumps("a" * 1000))


ENGINES = {
    "llguidance": LlGuidance,
    "xgrammar": XGrammar,
    "glrmask": GlrMask,
    "outlines-core": OutlinesCore,
    "grid": Grid,
}


def run(session, bits, text, steps):
    """Walks a text from the beginning; steps receives the times."""
    fill, commit = session.fill, session.commit
    for at, token in enumerate(text):
        before = clock()
        fill()
        allowed = bits[token >> 3] >> (token & 7) & 1
        if allowed:
            commit(token)
            steps.append(clock() - before)
        else:
            if session.problem() is not None:
                raise ValueError("after %d tokens: %s" % (at, session.problem()))
            return at
    return -1 if session.ends() else -2


def walk_schema(engine, bits, question, answer):
    before = clock()
    session = engine.schema(question["schema"])
    session.fill()
    answer["ttfm_ns"] = clock() - before
    for test in question["tests"]:
        session.restart()
        answer["results"].append(run(session, bits, test["tokens"], answer["tbm_ns"]))


def walk_grammar(engine, bits, question):
    before = clock()
    session = engine.lark(question["lark"])
    compiled = clock()
    session.fill()
    first = clock()
    results, times = [], []
    for text in question["texts"]:
        steps = []
        session.restart()
        results.append(run(session, bits, text, steps))
        times.append(steps)
        if session.problem() is not None:
            # Nothing brings it back.
            session = engine.lark(question["lark"])
    return {
        "compile_ns": compiled - before,
        "first_ns": first - before,
        "results": results,
        "times": times,
    }


def overhead(engine, vocabulary, steps):
    """Medians: of two calls that do next to nothing, and of a step in a grammar of next to nothing."""
    session = engine.trivial()
    calls, times = [], []
    for _ in range(steps):
        nothing = session.nothing
        before = clock()
        nothing()
        nothing()
        calls.append(clock() - before)
    a = vocabulary.single[ord("a")]
    for _ in range(max(1, steps // 500)):
        session.restart()
        if isinstance(engine, Grid):
            # Its trivial text is a string.
            session.fill()
            session.commit(vocabulary.single[ord('"')])
        run(session, vocabulary.bits, [a] * 500, times)
    return {"call_ns": sorted(calls)[len(calls) // 2], "step_ns": sorted(times)[len(times) // 2]}


def main():
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    # What packages print is not an answer.
    out, sys.stdout = sys.stdout, sys.stderr
    engine = vocabulary = None
    for line in sys.stdin:
        question = json.loads(line)
        gc.disable()
        try:
            if "engine" in question:
                vocabulary = Vocabulary(question)
                made = ENGINES[question["engine"]]
                engine = made(vocabulary)
                # What an engine makes once for a vocabulary is not the time of the first schema.
                engine.schema("{\"const\": null}").fill()
                answer = {"versions": {p: importlib.metadata.version(p) for p in made.PACKAGES}}
            elif "overhead" in question:
                answer = overhead(engine, vocabulary, question["overhead"])
            elif "schema" in question:
                answer = {"error": None, "ttfm_ns": 0, "results": [], "tbm_ns": []}
                try:
                    walk_schema(engine, vocabulary.bits, question, answer)
                except BaseException as problem:  # a panic of an engine in Rust is no Exception
                    answer["error"] = "%s: %s" % (type(problem).__name__, problem)
            else:
                answer = walk_grammar(engine, vocabulary.bits, question)
        except BaseException as problem:  # the run has to tell, whatever it is
            answer = {"error": "%s: %s" % (type(problem).__name__, problem)}
        gc.enable()
        print(json.dumps(answer), file=out, flush=True)


if __name__ == "__main__":
    main()
