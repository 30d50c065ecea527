package dev.espalier.testsuite.peers;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.process.JsonProcess;
import dev.espalier.testsuite.process.PythonEnvironment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * An engine of others, from its published package.
 *
 * @param name as it is called on the command line and by {@code peer_worker.py}
 * @param slow whether it takes seconds for many schemas, so that a run may give it fewer of them
 * @param packages with their versions, as pip takes them
 */
public record Peer(String name, boolean slow, List<String> packages) {
  /** Lexer of derivatives and Earley parser, in Rust. */
  public static final Peer LLGUIDANCE = new Peer("llguidance", false, "llguidance==1.9.1");

  /** Earley parser over automata with masks computed ahead, in C++. */
  public static final Peer XGRAMMAR =
      new Peer("xgrammar", true, "xgrammar==0.2.8", "torch==2.15.0", "numpy==2.4.6");

  /** GLR with weighted automata over the vocabulary, computed ahead, in Rust. */
  public static final Peer GLRMASK = new Peer("glrmask", false, "glrmask==0.5.0", "numpy==2.4.6");

  /** Schemas as regular expressions, indexed over the vocabulary, in Rust. */
  public static final Peer OUTLINES_CORE = new Peer("outlines-core", true, "outlines_core==0.2.14");

  /** LALR with kernels in Rust. */
  public static final Peer GRID =
      new Peer(
          "grid",
          true,
          "grid-guardrail==0.4.2",
          "grid_core==0.2.0",
          "torch==2.15.0",
          "numpy==2.4.6");

  /** All of them. */
  public static final List<Peer> ALL = List.of(LLGUIDANCE, XGRAMMAR, GLRMASK, OUTLINES_CORE, GRID);

  private Peer(String name, boolean slow, String... packages) {
    this(name, slow, List.of(packages));
  }

  /** The peer of a name. */
  public static Optional<Peer> named(String name) {
    return ALL.stream().filter(peer -> peer.name().equals(name)).findFirst();
  }

  /**
   * Its Python environment; made on first use.
   *
   * @param python the command to make it with
   * @throws RunException if it cannot be installed here
   */
  public PythonEnvironment install(String python) {
    return PythonEnvironment.of(python, name, packages.toArray(String[]::new));
  }

  /**
   * Starts it with a vocabulary, byte by byte.
   *
   * @param tokenizer the vocabulary's {@code tokenizer.json}, not compressed, for an engine that
   *     wants to know how texts are written; empty if there is none
   * @param versions receives the versions of its packages, as they say themselves
   */
  public JsonProcess start(
      PythonEnvironment environment,
      Vocabulary vocabulary,
      Optional<Path> tokenizer,
      Map<String, String> versions) {
    JsonProcess process = environment.start(Peer.class, "peer_worker.py");
    try {
      List<String> tokens = new ArrayList<>();
      for (int token = 0; token < vocabulary.size(); token++) {
        tokens.add(Base64.getEncoder().encodeToString(vocabulary.bytes(token)));
      }
      Map<String, Object> setup = new LinkedHashMap<>();
      setup.put("engine", name);
      setup.put("tokens", tokens);
      setup.put("eos", vocabulary.eos()[0]);
      tokenizer.ifPresent(json -> setup.put("tokenizer", json.toAbsolutePath().toString()));
      for (Map.Entry<String, JsonNode> version :
          process.ask(setup).required("versions").properties()) {
        versions.put(version.getKey(), version.getValue().asString());
      }
      return process;
    } catch (RunException e) {
      process.close();
      throw e;
    }
  }
}
