package dev.espalier.runtime.diffusion;

/**
 * What filling a canvas took.
 *
 * @param forwards passes of the model
 * @param proposals tokens that the model proposed and that were decided upon, one by one
 * @param rejected proposals that were refused, {@code unknown} ones among them
 * @param unknown proposals that were refused because a limit was reached before it was known
 *     whether they can stand
 * @param checks verifications, of one proposal or several together
 * @param agreed proposals that the filling at hand had already, for which there was no check
 * @param emptiness checks that lookahead did not decide
 * @param witnessed tokens that were taken from the filling at hand, after refusals
 * @param deadEnds places where no proposal was left, or too many had been refused
 * @param fallbacks texts that were completed without the model
 * @param checkNanos time of the checks
 * @param forwardNanos time of the passes, with their logits' way to the host
 */
public record DiffusionCounts(
    int forwards,
    int proposals,
    int rejected,
    int unknown,
    int checks,
    int agreed,
    int emptiness,
    int witnessed,
    int deadEnds,
    int fallbacks,
    long checkNanos,
    long forwardNanos) {}
