package dev.espalier.runtime;

import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.model.ModelInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/** A model whose logits are any function of the tokens so far. Counts its passes. */
public final class ScriptedModel implements CausalModel {
  private final ModelInfo info;
  private final Function<List<Integer>, float[]> logits;

  public int passes;
  public int tokensRead;
  public int open;

  public ScriptedModel(int width, int positions, Function<List<Integer>, float[]> logits) {
    this.logits = logits;
    this.info =
        new ModelInfo(
            "Scripted",
            width,
            positions,
            1,
            1,
            1,
            1,
            1,
            0,
            OptionalInt.empty(),
            List.of(),
            OptionalInt.empty(),
            "cpu",
            1);
  }

  @Override
  public ModelInfo info() {
    return info;
  }

  @Override
  public Cache newCache() {
    return new Tokens(new ArrayList<>());
  }

  @Override
  public List<Logits> forward(List<Request> requests) {
    passes++;
    List<Logits> all = new ArrayList<>();
    for (Request request : requests) {
      List<Integer> text = ((Tokens) request.cache()).text;
      List<float[]> rows = new ArrayList<>();
      for (int id : ((Input.Tokens) request.input()).ids()) {
        text.add(id);
        tokensRead++;
        rows.add(logits.apply(List.copyOf(text)));
      }
      if (text.size() > info.maxPositions()) {
        throw new IllegalStateException("beyond the last position");
      }
      open++;
      all.add(new Rows(rows));
    }
    return all;
  }

  @Override
  public void close() {}

  private final class Tokens implements Cache {
    final List<Integer> text;
    boolean closed;

    Tokens(List<Integer> text) {
      this.text = text;
      open++;
    }

    @Override
    public int length() {
      return text.size();
    }

    @Override
    public Cache fork() {
      return new Tokens(new ArrayList<>(text));
    }

    @Override
    public void truncate(int length) {
      text.subList(length, text.size()).clear();
    }

    @Override
    public void keep(int... path) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        open--;
      }
    }
  }

  private final class Rows implements Logits {
    private final List<float[]> rows;
    private boolean closed;

    Rows(List<float[]> rows) {
      this.rows = rows;
    }

    @Override
    public int positions() {
      return rows.size();
    }

    @Override
    public int width() {
      return info.vocabularySize();
    }

    @Override
    public void copyTo(int position, float[] target) {
      System.arraycopy(rows.get(position), 0, target, 0, width());
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        open--;
      }
    }
  }
}
