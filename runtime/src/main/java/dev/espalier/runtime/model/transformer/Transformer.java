package dev.espalier.runtime.model.transformer;

import dev.espalier.runtime.model.ModelOptions;
import dev.espalier.runtime.model.ModelOptions.RotaryFrequencies;
import dev.espalier.runtime.model.safetensors.ElementType;
import dev.espalier.runtime.model.transformer.AttentionPlan.Block;
import dev.espalier.runtime.model.transformer.RotaryTable.Rotation;
import dev.espalier.runtime.tensor.Scope;
import dev.espalier.runtime.tensor.Tensor;
import dev.espalier.runtime.tensor.Tensors;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The weights on a device, and the computation over them. Knows positions and rows, but no caches
 * or requests. Safe for use by several threads.
 */
final class Transformer implements AutoCloseable {

  /**
   * One block. Query, key and value projections are one matrix, gate and up projections another:
   * fewer operations, each with more to do.
   */
  private record Layer(
      Tensor attentionNorm,
      Linear qkv,
      Optional<Tensor> headNorm,
      Linear out,
      Tensor mlpNorm,
      Linear gateAndUp,
      Linear down,
      int window) {}

  private record Linear(Tensor weight, Optional<Tensor> bias) {
    Tensor apply(Scope scope, Tensor x) {
      return bias.isPresent() ? scope.linear(x, weight, bias.get()) : scope.linear(x, weight);
    }
  }

  /**
   * Products of numbers in a matrix multiplication that are worth a thread of their own. Below
   * that, waiting for each other costs more than the threads save, and very much more where the
   * machine has other work: {@code docs/decisions} has the figures.
   */
  private static final long PRODUCTS_PER_THREAD = 16L << 20;

  private final TransformerConfig config;
  private final Tensors tensors;
  private final int fixedThreads;
  private final Scope scope;
  private final RotaryTable rotary;
  private final Tensor embedding;
  private final List<Layer> layers = new ArrayList<>();
  private final Tensor finalNorm;
  private final Tensor head;
  private final long parameters;

  /** Copies the weights to the device. */
  Transformer(TransformerConfig config, Tensors tensors, Weights weights, ModelOptions options) {
    this.config = config;
    this.tensors = tensors;
    this.fixedThreads = options.threads();
    this.scope = tensors.scope();
    try {
      Layout names = config.layout();
      int hidden = config.hidden();
      embedding = weights.take(scope, names.embedding + ".weight", config.vocabulary(), hidden);
      for (int i = 0; i < config.layers(); i++) {
        layers.add(layer(weights, names, names.block(i), config.windows().get(i)));
      }
      finalNorm = weights.take(scope, names.finalNorm + ".weight", hidden);
      String headName = names.head + ".weight";
      head = config.tied() ? embedding : weights.take(scope, headName, config.vocabulary(), hidden);
      weights.requireAllTaken(config.tied() ? Set.of(headName) : Set.of());
      parameters = weights.parameters();
      rotary =
          new RotaryTable(
              tensors,
              config,
              options.rotary() == RotaryFrequencies.EXACT
                  ? ElementType.F32
                  : weights.type(names.embedding + ".weight"));
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  private Layer layer(Weights weights, Layout names, String block, int window) {
    int hidden = config.hidden();
    int q = config.queryWidth();
    int kv = config.keyWidth();
    int intermediate = config.intermediate();
    return new Layer(
        weights.take(scope, block + names.attentionNorm + ".weight", hidden),
        linear(
            weights,
            List.of(block + names.query, block + names.key, block + names.value),
            List.of(q, kv, kv),
            hidden,
            config.qkvBias()),
        config.headNorm() ? Optional.of(headNorm(weights, block)) : Optional.empty(),
        linear(weights, List.of(block + names.attentionOut), List.of(hidden), q, config.outBias()),
        weights.take(scope, block + names.mlpNorm + ".weight", hidden),
        linear(
            weights,
            List.of(block + names.gate, block + names.up),
            List.of(intermediate, intermediate),
            hidden,
            config.mlpBias()),
        linear(
            weights, List.of(block + names.down), List.of(hidden), intermediate, config.mlpBias()),
        window);
  }

  private Linear linear(
      Weights weights, List<String> names, List<Integer> rows, int columns, boolean bias) {
    return new Linear(
        weights.take(scope, names.stream().map(name -> name + ".weight").toList(), rows, columns),
        bias
            ? Optional.of(
                weights.take(scope, names.stream().map(name -> name + ".bias").toList(), rows))
            : Optional.empty());
  }

  /**
   * Norm weights of all query and key heads, {@code [heads, headSize]}, so that one norm serves.
   */
  private Tensor headNorm(Weights weights, String block) {
    int size = config.headSize();
    int heads = config.heads();
    int all = heads + config.keyValueHeads();
    float[] values = new float[Math.multiplyExact(all, size)];
    float[] one = new float[size];
    for (int i = 0; i < all; i++) {
      if (i == 0 || i == heads) {
        String name = i == 0 ? "self_attn.q_norm.weight" : "self_attn.k_norm.weight";
        weights.source(block + name, size).read(0, FloatBuffer.wrap(one));
      }
      System.arraycopy(one, 0, values, i * size, size);
    }
    return scope.floats(values, all, size);
  }

  TransformerConfig config() {
    return config;
  }

  /** Numbers in the checkpoint. */
  long parameters() {
    return parameters;
  }

  /** How many threads an operation on so many rows may use. */
  int threads(int rows) {
    if (fixedThreads > 0) {
      return fixedThreads;
    }
    long largest = 2L * config.intermediate() * config.hidden();
    int processors = Runtime.getRuntime().availableProcessors();
    return (int) Math.clamp(rows * largest / PRODUCTS_PER_THREAD, 1, processors);
  }

  /** The vectors of tokens, {@code [n, hidden]}. */
  Tensor embed(Scope target, int[] ids) {
    try (Tensor indices = target.indices(ids)) {
      return target.rows(embedding, indices);
    }
  }

  /** Logits {@code [n, vocabulary]} of rows that {@link #run} gave. */
  Tensor logits(Scope target, Tensor rows) {
    tensors.useThreads(threads(rows.size(0)));
    return target.linear(rows, head);
  }

  /**
   * Runs all blocks and the final norm.
   *
   * @param target where the result goes
   * @param embedded {@code [n, hidden]}, in the target scope; closed
   * @param positions of the rows, in the texts that they belong to
   * @param slots the texts, in the order of their rows
   * @return {@code [n, hidden]}
   */
  Tensor run(Scope target, Tensor embedded, int[] positions, List<Slot> slots) {
    Tensor x = embedded;
    tensors.useThreads(threads(positions.length));
    try (Scope pass = tensors.scope()) {
      Rotation rotation = rotary.at(pass, positions);
      Map<Integer, Attention> plans = new HashMap<>();
      for (int i = 0; i < layers.size(); i++) {
        Layer layer = layers.get(i);
        Attention plan =
            plans.computeIfAbsent(layer.window(), window -> attention(pass, slots, window));
        try (Scope step = tensors.scope()) {
          Tensor normed = step.rmsNorm(x, layer.attentionNorm(), config.normEpsilon());
          Tensor mixed = attend(step, normed, layer, i, rotation, slots, plan);
          Tensor middle = step.add(x, layer.out().apply(step, mixed));
          Tensor inner = step.rmsNorm(middle, layer.mlpNorm(), config.normEpsilon());
          Tensor gated = step.swiglu(layer.gateAndUp().apply(step, inner));
          Tensor next = target.add(middle, layer.down().apply(step, gated));
          x.close();
          x = next;
        }
      }
    }
    Tensor result = target.rmsNorm(x, finalNorm, config.normEpsilon());
    x.close();
    return result;
  }

  private Tensor attend(
      Scope step,
      Tensor x,
      Layer layer,
      int index,
      Rotation rotation,
      List<Slot> slots,
      Attention plan) {
    int heads = config.heads();
    int rotated = heads + config.keyValueHeads();
    int all = rotated + config.keyValueHeads();
    Tensor qkv = step.reshape(layer.qkv().apply(step, x), x.size(0), all, config.headSize());
    Tensor qk = step.slice(qkv, 1, 0, rotated);
    if (layer.headNorm().isPresent()) {
      qk = step.rmsNorm(qk, layer.headNorm().get(), config.normEpsilon());
    }
    qk = step.rotate(qk, rotation.cosine(), rotation.sine());
    Tensor q = step.slice(qk, 1, 0, heads);
    Tensor k = step.slice(qk, 1, heads, rotated);
    Tensor v = step.slice(qkv, 1, rotated, all);
    List<Tensor> outputs = new ArrayList<>();
    for (DecodeGroup group : plan.groups()) {
      outputs.add(
          step.attention(
              picked(step, q, group),
              picked(step, k, group),
              picked(step, v, group),
              group.chunk().keys(index),
              group.chunk().values(index),
              group.texts()));
    }
    int row = 0;
    for (int s = 0; s < slots.size(); s++) {
      Slot slot = slots.get(s);
      if (!plan.blocks().get(s).isEmpty()) {
        attend(step, slot, plan.blocks().get(s), index, row, q, k, v, outputs);
      }
      row += slot.count();
    }
    Tensor mixed =
        outputs.size() == 1 ? outputs.get(0) : step.concat(outputs.toArray(Tensor[]::new));
    return plan.order().isPresent() ? step.rows(mixed, plan.order().get()) : mixed;
  }

  private static Tensor picked(Scope step, Tensor x, DecodeGroup group) {
    return group.slots().size() == x.size(0) ? x : step.rows(x, group.rows());
  }

  /** One slot by itself; adds what comes out. */
  private static void attend(
      Scope step,
      Slot slot,
      List<Block> blocks,
      int index,
      int row,
      Tensor q,
      Tensor k,
      Tensor v,
      List<Tensor> outputs) {
    Tensor newKeys = rows(step, k, row, row + slot.count());
    Tensor newValues = rows(step, v, row, row + slot.count());
    Optional<KeyValueStore> store = slot.store();
    store.ifPresent(s -> s.write(step, index, slot.past(), newKeys, newValues));
    for (Block block : blocks) {
      int from = block.keyFrom();
      int to = block.keyTo();
      Tensor query = rows(step, q, row + block.from(), row + block.to());
      Tensor keys =
          store.isPresent()
              ? store.get().keys(step, index, from, to)
              : rows(step, newKeys, from, to);
      Tensor values =
          store.isPresent()
              ? store.get().values(step, index, from, to)
              : rows(step, newValues, from, to);
      outputs.add(
          block.mask().isPresent()
              ? step.attention(query, keys, values, block.mask().get())
              : step.attention(query, keys, values));
    }
  }

  /**
   * Who attends to what, in all layers of one window.
   *
   * @param groups texts that are attended to together; their outputs come first
   * @param blocks per slot, empty for those in groups
   * @param order how the outputs become rows again; empty if they are in order
   */
  private record Attention(
      List<DecodeGroup> groups, List<List<Block>> blocks, Optional<Tensor> order) {}

  private Attention attention(Scope pass, List<Slot> slots, int window) {
    List<DecodeGroup> groups =
        window == 0 && slots.size() > 1
            ? DecodeGroup.of(pass, slots, config.keyValueHeads())
            : List.of();
    Set<Integer> grouped = new HashSet<>();
    groups.forEach(group -> grouped.addAll(group.slots()));
    List<List<Block>> blocks = new ArrayList<>();
    for (int s = 0; s < slots.size(); s++) {
      blocks.add(
          grouped.contains(s) ? List.of() : AttentionPlan.blocks(pass, slots.get(s), window));
    }
    boolean inOrder = groups.isEmpty() || (groups.size() == 1 && grouped.size() == slots.size());
    return new Attention(
        groups, blocks, inOrder ? Optional.empty() : Optional.of(order(pass, slots, groups)));
  }

  /** For each row of a pass, where it is among the outputs: those of groups come first. */
  private static Tensor order(Scope pass, List<Slot> slots, List<DecodeGroup> groups) {
    int[] firstOutputs = new int[slots.size()];
    Arrays.fill(firstOutputs, -1);
    int output = 0;
    for (DecodeGroup group : groups) {
      for (int slot : group.slots()) {
        firstOutputs[slot] = output++;
      }
    }
    int rows = slots.stream().mapToInt(Slot::count).sum();
    int[] order = new int[rows];
    int row = 0;
    for (int s = 0; s < slots.size(); s++) {
      int first = firstOutputs[s] < 0 ? output : firstOutputs[s];
      for (int i = 0; i < slots.get(s).count(); i++) {
        order[row++] = first + i;
      }
      output += firstOutputs[s] < 0 ? slots.get(s).count() : 0;
    }
    return pass.indices(order);
  }

  private static Tensor rows(Scope step, Tensor x, int from, int to) {
    return from == 0 && to == x.size(0) ? x : step.slice(x, 0, from, to);
  }

  @Override
  public void close() {
    rotary.close();
    scope.close();
  }
}
