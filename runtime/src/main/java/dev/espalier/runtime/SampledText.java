package dev.espalier.runtime;

import dev.espalier.runtime.sampling.Sample;

/**
 * A text that was sampled or found.
 *
 * @param text without its end token
 * @param sample its tokens, probability, weight and cost
 */
public record SampledText(String text, Sample sample) {}
