package dev.espalier.runtime.diffusion;

/** The counts of one decoding, as they grow. */
final class Tally {
  int forwards;
  int proposals;
  int rejected;
  int unknown;
  int checks;
  int agreed;
  int deadEnds;
  int fallbacks;
  long checkNanos;
  long forwardNanos;
  private int emptiness;
  private int witnessed;

  void emptiness() {
    emptiness++;
  }

  void witnessed() {
    witnessed++;
  }

  DiffusionCounts counts() {
    return new DiffusionCounts(
        forwards,
        proposals,
        rejected,
        unknown,
        checks,
        agreed,
        emptiness,
        witnessed,
        deadEnds,
        fallbacks,
        checkNanos,
        forwardNanos);
  }
}
