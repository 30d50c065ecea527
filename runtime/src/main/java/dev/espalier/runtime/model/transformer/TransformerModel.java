package dev.espalier.runtime.model.transformer;

import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.model.CheckpointException;
import dev.espalier.runtime.model.DiffusionModel;
import dev.espalier.runtime.model.ModelException;
import dev.espalier.runtime.model.ModelInfo;
import dev.espalier.runtime.model.ModelOptions;
import dev.espalier.runtime.model.safetensors.ElementType;
import dev.espalier.runtime.model.transformer.TransformerConfig.Attention;
import dev.espalier.runtime.tensor.NumberType;
import dev.espalier.runtime.tensor.Scope;
import dev.espalier.runtime.tensor.Tensor;
import dev.espalier.runtime.tensor.Tensors;
import dev.espalier.runtime.tensor.TokenChoice;
import dev.espalier.runtime.tensor.Traffic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;

/** Checkpoints of these families as models. */
public final class TransformerModel {

  /**
   * Rows that go through the blocks together. Longer runs are cut, so that memory stays bounded.
   */
  private static final int PASS_ROWS = 512;

  private TransformerModel() {}

  /**
   * Loads a causal model.
   *
   * @param engine opens the tensor engine, given what the checkpoint's embedding is stored in
   * @throws CheckpointException if the checkpoint cannot be read or is no causal model
   */
  public static CausalModel causal(
      Path directory, ModelOptions options, Function<NumberType, Tensors> engine) {
    return new Causal(Core.load(directory, options, engine, true));
  }

  /** The same for a diffusion model. */
  public static DiffusionModel diffusion(
      Path directory, ModelOptions options, Function<NumberType, Tensors> engine) {
    return new Diffusion(Core.load(directory, options, engine, false));
  }

  /** What both kinds share: the weights, the engine, and the guard against use after closing. */
  private static final class Core {
    final Transformer transformer;
    final Tensors tensors;
    final ModelInfo info;
    final KeyValuePool pool;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    private Core(Transformer transformer, Tensors tensors) {
      TransformerConfig config = transformer.config();
      this.transformer = transformer;
      this.tensors = tensors;
      this.pool = new KeyValuePool(tensors, config);
      this.info =
          new ModelInfo(
              config.architecture(),
              config.vocabulary(),
              config.maxPositions(),
              config.layers(),
              config.hidden(),
              config.heads(),
              config.keyValueHeads(),
              config.headSize(),
              transformer.parameters(),
              config.bosId(),
              config.eosIds(),
              config.maskId(),
              tensors.device(),
              transformer.threads(1));
    }

    static Core load(
        Path directory,
        ModelOptions options,
        Function<NumberType, Tensors> engine,
        boolean causal) {
      TransformerConfig config = ConfigReader.read(directory, options.limits());
      if (causal != (config.attention() == Attention.CAUSAL)) {
        throw new CheckpointException(
            CheckpointException.Kind.UNSUPPORTED,
            directory.resolve("config.json"),
            "%s is a %s model".formatted(config.architecture(), causal ? "diffusion" : "causal"));
      }
      try (Weights weights = Weights.open(directory, options.limits())) {
        Tensors tensors =
            engine.apply(numbers(weights.type(config.layout().embedding + ".weight")));
        try {
          return new Core(new Transformer(config, tensors, weights, options), tensors);
        } catch (RuntimeException e) {
          tensors.close();
          throw e;
        }
      }
    }

    private static NumberType numbers(ElementType stored) {
      return switch (stored) {
        case BF16 -> NumberType.BFLOAT16;
        case F16 -> NumberType.FLOAT16;
        default -> NumberType.FLOAT32;
      };
    }

    /** Runs something that needs the weights; closing waits for it. */
    <T> T use(Supplier<T> action) {
      Lock reading = lock.readLock();
      reading.lock();
      try {
        if (closed) {
          throw new ModelException("the model is closed");
        }
        return action.get();
      } finally {
        reading.unlock();
      }
    }

    void checkToken(int token) {
      if (token < 0 || token >= info.vocabularySize()) {
        throw new ModelException(
            "token %d is outside the vocabulary of %d".formatted(token, info.vocabularySize()));
      }
    }

    void close() {
      Lock writing = lock.writeLock();
      writing.lock();
      try {
        if (!closed) {
          closed = true;
          transformer.close();
          tensors.close();
        }
      } finally {
        writing.unlock();
      }
    }
  }

  private record Causal(Core core) implements CausalModel {

    @Override
    public ModelInfo info() {
      return core.info;
    }

    @Override
    public Cache newCache() {
      return new TextCache(core);
    }

    @Override
    public List<Logits> forward(List<Request> requests) {
      return core.use(() -> new Forward(core, requests).run());
    }

    @Override
    public boolean chooses() {
      return core.tensors.choosesTokens();
    }

    @Override
    public int[] choose(List<Logits> logits, List<TokenChoice> choices) {
      return core.use(() -> {
        try (Scope scope = core.tensors.scope()) {
          Tensor[] rows = new Tensor[logits.size()];
          for (int i = 0; i < rows.length; i++) {
            if (!(logits.get(i) instanceof RowLogits own) || own.core != core) {
              throw new ModelException("the logits belong to another model");
            }
            rows[i] = own.lastRow();
          }
          return scope
              .choose(rows.length == 1 ? rows[0] : scope.concat(rows), choices)
              .orElseThrow(UnsupportedOperationException::new);
        }
      });
    }

    @Override
    public Traffic traffic() {
      return core.tensors.traffic();
    }

    @Override
    public void close() {
      core.close();
    }
  }

  private record Diffusion(Core core) implements DiffusionModel {

    @Override
    public ModelInfo info() {
      return core.info;
    }

    @Override
    public List<CausalModel.Logits> forward(List<int[]> canvases) {
      return core.use(() -> run(canvases));
    }

    private List<CausalModel.Logits> run(List<int[]> canvases) {
      if (canvases.isEmpty()) {
        throw new ModelException("no canvases");
      }
      for (int[] canvas : canvases) {
        if (canvas.length == 0 || canvas.length > core.info.maxPositions()) {
          throw new ModelException(
              "a canvas has between 1 and %d tokens, not %d"
                  .formatted(core.info.maxPositions(), canvas.length));
        }
        for (int token : canvas) {
          core.checkToken(token);
        }
      }
      List<CausalModel.Logits> results = new ArrayList<>();
      try {
        int next = 0;
        while (next < canvases.size()) {
          int first = next;
          int rows = 0;
          do {
            rows += canvases.get(next++).length;
          } while (next < canvases.size() && rows + canvases.get(next).length <= PASS_ROWS);
          results.addAll(pass(canvases.subList(first, next), rows));
        }
        return List.copyOf(results);
      } catch (RuntimeException e) {
        results.forEach(CausalModel.Logits::close);
        throw e;
      }
    }

    private List<CausalModel.Logits> pass(List<int[]> canvases, int rows) {
      int[] tokens = new int[rows];
      int[] positions = new int[rows];
      List<Slot> slots = new ArrayList<>();
      int row = 0;
      for (int[] canvas : canvases) {
        slots.add(Slot.canvas(canvas.length));
        for (int i = 0; i < canvas.length; i++, row++) {
          tokens[row] = canvas[i];
          positions[row] = i;
        }
      }
      List<CausalModel.Logits> results = new ArrayList<>();
      boolean shifted = core.transformer.config().attention() == Attention.FULL_SHIFTED;
      try (Scope pass = core.tensors.scope()) {
        Tensor hidden =
            core.transformer.run(pass, core.transformer.embed(pass, tokens), positions, slots);
        row = 0;
        for (int[] canvas : canvases) {
          RowLogits logits = new RowLogits(core, canvas.length, shifted);
          results.add(logits);
          logits.addHidden(pass.slice(hidden, 0, row, row + canvas.length));
          row += canvas.length;
        }
        return results;
      } catch (RuntimeException e) {
        results.forEach(CausalModel.Logits::close);
        throw e;
      }
    }

    @Override
    public void close() {
      core.close();
    }
  }

  /** One call of {@code forward}: checks everything, then computes in passes, then commits. */
  private static final class Forward {
    private final Core core;
    private final List<CausalModel.Request> requests;
    private final List<TextCache> caches = new ArrayList<>();

    Forward(Core core, List<CausalModel.Request> requests) {
      this.core = core;
      this.requests = requests;
    }

    /** A part of a request that goes through the blocks in one pass. */
    private record Piece(int request, int from, int to) {
      int count() {
        return to - from;
      }
    }

    List<CausalModel.Logits> run() {
      check();
      List<RowLogits> results = new ArrayList<>();
      try {
        for (int i = 0; i < requests.size(); i++) {
          caches.get(i).claim(requests.get(i).input().length());
        }
        for (CausalModel.Request request : requests) {
          results.add(new RowLogits(core, request.input().length(), false));
        }
        for (List<Piece> pass : passes()) {
          compute(pass, results);
        }
        for (int i = 0; i < requests.size(); i++) {
          caches.get(i).grow(requests.get(i));
        }
        return List.copyOf(results);
      } catch (RuntimeException e) {
        results.forEach(RowLogits::close);
        throw e;
      }
    }

    private void check() {
      if (requests.isEmpty()) {
        throw new ModelException("no requests");
      }
      Set<TextCache> seen = Collections.newSetFromMap(new IdentityHashMap<>());
      for (CausalModel.Request request : requests) {
        if (!(request.cache() instanceof TextCache cache) || cache.core != core) {
          throw new ModelException("the cache belongs to another model");
        }
        cache.checkSettled();
        if (!seen.add(cache)) {
          throw new ModelException("a cache is named in two requests of one call");
        }
        caches.add(cache);
        int[] depths = depths(request);
        int growth =
            request.isTree() ? Arrays.stream(depths).max().orElse(0) + 1 : request.input().length();
        if (growth > core.info.maxPositions() - cache.length) {
          throw new ModelException(
              "a text of %d tokens cannot grow by %d: the model has %d positions"
                  .formatted(cache.length, growth, core.info.maxPositions()));
        }
        switch (request.input()) {
          case CausalModel.Input.Tokens(int[] ids) -> {
            for (int id : ids) {
              core.checkToken(id);
            }
          }
          case CausalModel.Input.Embeddings(float[][] rows) -> {
            for (float[] row : rows) {
              if (row.length != core.info.hiddenSize()) {
                throw new ModelException(
                    "an embedding has %d numbers, not %d"
                        .formatted(core.info.hiddenSize(), row.length));
              }
            }
          }
        }
      }
    }

    private static int[] depths(CausalModel.Request request) {
      int[] parents = request.parents();
      int[] depths = new int[parents.length];
      for (int i = 0; i < parents.length; i++) {
        depths[i] = parents[i] < 0 ? 0 : depths[parents[i]] + 1;
      }
      return depths;
    }

    /** Fills passes in the order of the requests. Runs are cut where a pass is full, trees not. */
    private List<List<Piece>> passes() {
      List<List<Piece>> passes = new ArrayList<>();
      List<Piece> pass = new ArrayList<>();
      int rows = 0;
      for (int i = 0; i < requests.size(); i++) {
        int length = requests.get(i).input().length();
        int from = 0;
        while (from < length) {
          if (rows >= PASS_ROWS) {
            passes.add(pass);
            pass = new ArrayList<>();
            rows = 0;
          }
          int to = requests.get(i).isTree() ? length : Math.min(length, from + PASS_ROWS - rows);
          pass.add(new Piece(i, from, to));
          rows += to - from;
          from = to;
        }
      }
      passes.add(pass);
      return passes;
    }

    private void compute(List<Piece> pieces, List<RowLogits> results) {
      try (Scope pass = core.tensors.scope()) {
        int rows = pieces.stream().mapToInt(Piece::count).sum();
        int[] positions = new int[rows];
        List<Slot> slots = new ArrayList<>();
        List<Integer> lastRows = new ArrayList<>();
        List<RowLogits> lastOf = new ArrayList<>();
        int row = 0;
        for (Piece piece : pieces) {
          CausalModel.Request request = requests.get(piece.request());
          TextCache cache = caches.get(piece.request());
          Slot slot =
              new Slot(
                  cache.store,
                  cache.length + piece.from(),
                  piece.count(),
                  request.parents(),
                  depths(request));
          slots.add(slot);
          for (int i = 0; i < piece.count(); i++) {
            positions[row++] = slot.position(i);
          }
          if (piece.to() == request.input().length()) {
            lastRows.add(row - 1);
            lastOf.add(results.get(piece.request()));
          }
        }
        Tensor hidden = core.transformer.run(pass, embed(pass, pieces, rows), positions, slots);
        row = 0;
        for (Piece piece : pieces) {
          RowLogits result = results.get(piece.request());
          if (result.positions() > 1) {
            result.addHidden(pass.slice(hidden, 0, row, row + piece.count()));
          }
          row += piece.count();
        }
        if (!lastRows.isEmpty()) {
          int[] indices = lastRows.stream().mapToInt(Integer::intValue).toArray();
          Tensor selected =
              indices.length == rows
                  ? hidden
                  : indices.length == 1
                      ? pass.slice(hidden, 0, indices[0], indices[0] + 1)
                      : pass.rows(hidden, pass.indices(indices));
          Tensor logits = core.transformer.logits(pass, selected);
          for (int i = 0; i < indices.length; i++) {
            lastOf.get(i).setLast(indices.length == 1 ? logits : pass.slice(logits, 0, i, i + 1));
          }
        }
      }
    }

    private Tensor embed(Scope pass, List<Piece> pieces, int rows) {
      boolean tokensOnly = true;
      for (Piece piece : pieces) {
        tokensOnly &= requests.get(piece.request()).input() instanceof CausalModel.Input.Tokens;
      }
      if (tokensOnly) {
        int[] ids = new int[rows];
        int row = 0;
        for (Piece piece : pieces) {
          if (requests.get(piece.request()).input()
              instanceof CausalModel.Input.Tokens(int[] tokens)) {
            System.arraycopy(tokens, piece.from(), ids, row, piece.count());
          }
          row += piece.count();
        }
        return core.transformer.embed(pass, ids);
      }
      Tensor[] parts = new Tensor[pieces.size()];
      for (int p = 0; p < parts.length; p++) {
        Piece piece = pieces.get(p);
        parts[p] =
            switch (requests.get(piece.request()).input()) {
              case CausalModel.Input.Tokens(int[] ids) ->
                  core.transformer.embed(pass, Arrays.copyOfRange(ids, piece.from(), piece.to()));
              case CausalModel.Input.Embeddings(float[][] vectors) -> {
                int width = core.info.hiddenSize();
                float[] flat = new float[Math.multiplyExact(piece.count(), width)];
                for (int i = 0; i < piece.count(); i++) {
                  System.arraycopy(vectors[piece.from() + i], 0, flat, i * width, width);
                }
                yield pass.floats(flat, piece.count(), width);
              }
            };
      }
      return parts.length == 1 ? parts[0] : pass.concat(parts);
    }
  }

  /** A text's keys and values, as far as this cache has read it. */
  private static final class TextCache implements CausalModel.Cache {
    private static final int FEWEST_ROWS = 64;

    private final Core core;
    private Optional<KeyValueStore> store = Optional.empty();
    private int length;
    private int[] tree = new int[0];
    private boolean closed;

    TextCache(Core core) {
      this.core = core;
    }

    @Override
    public int length() {
      return length;
    }

    void checkSettled() {
      checkOpen();
      if (tree.length != 0) {
        throw new ModelException("the cache holds a tree; call keep or truncate first");
      }
    }

    private void checkOpen() {
      if (closed) {
        throw new ModelException("the cache is closed");
      }
    }

    /** Makes room for new rows behind the present ones. */
    void claim(int count) {
      if (store.isPresent() && store.get().claim(length, count)) {
        return;
      }
      int needed = Math.addExact(length, count);
      int roomy = Math.min(core.info.maxPositions(), 2 * Integer.highestOneBit(needed));
      int capacity = Math.max(Math.max(needed, roomy), FEWEST_ROWS);
      TransformerConfig config = core.transformer.config();
      KeyValueStore larger =
          store.isPresent()
              ? store.get().copy(core.tensors, config.layers(), length, capacity)
              : new KeyValueStore(core.pool, capacity);
      store.ifPresent(KeyValueStore::release);
      store = Optional.of(larger);
      if (!larger.claim(length, count)) {
        throw new IllegalStateException("a new store is full");
      }
    }

    void grow(CausalModel.Request request) {
      length += request.input().length();
      tree = request.parents();
    }

    @Override
    public CausalModel.Cache fork() {
      checkSettled();
      return core.use(() -> {
        TextCache fork = new TextCache(core);
        store.ifPresent(KeyValueStore::share);
        fork.store = store;
        fork.length = length;
        return fork;
      });
    }

    @Override
    public void truncate(int newLength) {
      checkOpen();
      int settled = length - tree.length;
      if (newLength < 0 || newLength > settled) {
        throw new ModelException(
            "a cache of %d tokens cannot be truncated to %d".formatted(settled, newLength));
      }
      length = newLength;
      tree = new int[0];
    }

    @Override
    public void keep(int... path) {
      checkOpen();
      if (tree.length == 0) {
        throw new ModelException("the last request was no tree");
      }
      int start = length - tree.length;
      int[] rows = new int[path.length];
      boolean inPlace = true;
      for (int i = 0; i < path.length; i++) {
        if (path[i] < 0 || path[i] >= tree.length || tree[path[i]] != (i == 0 ? -1 : path[i - 1])) {
          throw new ModelException(Arrays.toString(path) + " is no path of the tree");
        }
        rows[i] = start + path[i];
        inPlace &= path[i] == i;
      }
      if (!inPlace) {
        core.use(() -> {
          int layers = core.transformer.config().layers();
          store.orElseThrow().gather(core.tensors, layers, start, rows);
          return rows;
        });
      }
      length = start + path.length;
      tree = new int[0];
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        store.ifPresent(KeyValueStore::release);
        store = Optional.empty();
      }
    }
  }

  /**
   * Logits of one text. The last row may be there already; others are computed in blocks from the
   * vectors before the head, which are much smaller than logits.
   */
  private static final class RowLogits implements CausalModel.Logits {
    private static final int BLOCK_ROWS = 64;

    private final Core core;
    private final int positions;
    private final boolean shifted;
    private final Scope scope;
    private final List<Tensor> hidden = new ArrayList<>();
    private Optional<Tensor> last = Optional.empty();
    private Optional<Tensor> block = Optional.empty();
    private int blockStart;
    private boolean closed;

    RowLogits(Core core, int positions, boolean shifted) {
      this.core = core;
      this.positions = positions;
      this.shifted = shifted;
      this.scope = core.tensors.scope();
    }

    /** Adds the next rows' vectors. */
    void addHidden(Tensor rows) {
      hidden.add(scope.keep(rows));
    }

    Tensor lastRow() {
      if (closed || last.isEmpty()) {
        throw new ModelException("the logits are closed");
      }
      return last.get();
    }

    void setLast(Tensor row) {
      last = Optional.of(scope.keep(row));
    }

    @Override
    public int positions() {
      return positions;
    }

    @Override
    public int width() {
      return core.info.vocabularySize();
    }

    @Override
    public void copyTo(int position, float[] target) {
      if (position < 0 || position >= positions) {
        throw new ModelException("row %d of %d".formatted(position, positions));
      }
      if (target.length < width()) {
        throw new ModelException(
            "an array of %d cannot hold %d logits".formatted(target.length, width()));
      }
      core.use(() -> {
        if (closed) {
          throw new ModelException("the logits are closed");
        }
        if (last.isPresent() && position == positions - 1) {
          scope.read(last.get(), 0, target);
        } else {
          readComputed(shifted ? Math.max(0, position - 1) : position, target);
        }
        return target;
      });
    }

    private void readComputed(int row, float[] target) {
      if (block.isEmpty() || row < blockStart || row >= blockStart + block.get().size(0)) {
        block.ifPresent(Tensor::close);
        block = Optional.empty();
        int start = 0;
        for (Tensor rows : hidden) {
          if (row < start + rows.size(0)) {
            int from = (row - start) / BLOCK_ROWS * BLOCK_ROWS;
            int to = Math.min(rows.size(0), from + BLOCK_ROWS);
            try (Tensor part = scope.slice(rows, 0, from, to)) {
              block = Optional.of(core.transformer.logits(scope, part));
            }
            blockStart = start + from;
            break;
          }
          start += rows.size(0);
        }
      }
      scope.read(block.orElseThrow(), row - blockStart, target);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        scope.close();
      }
    }
  }
}
