package dev.espalier.runtime.sampling.search;

import dev.espalier.runtime.sampling.MassEstimate;
import dev.espalier.runtime.sampling.Sample;
import dev.espalier.runtime.sampling.SamplingException;
import dev.espalier.runtime.sampling.SequenceSampler;
import dev.espalier.runtime.sampling.Target;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A search that runs once, when it is first asked, and then gives its texts in their order. */
abstract class OneSearch implements SequenceSampler {
  final Target target;
  private @Nullable Deque<Sample> found;

  OneSearch(Target target) {
    this.target = target;
  }

  /** Everything that the search finds, the best first. */
  abstract List<Sample> search();

  @Override
  public final Sample next() {
    Deque<Sample> left = found;
    if (left == null) {
      left = new ArrayDeque<>(search());
      found = left;
    }
    if (left.isEmpty()) {
      throw new SamplingException(
          SamplingException.Kind.EXHAUSTED,
          "the beams hold no other text of at most %d tokens".formatted(target.maxTokens()));
    }
    return left.remove();
  }

  @Override
  public final Optional<MassEstimate> estimate() {
    return Optional.empty();
  }
}
