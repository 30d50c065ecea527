package dev.espalier.runtime.diffusion;

/**
 * What the model says of a mask.
 *
 * @param position in the canvas
 * @param token the token that would be written
 * @param probability the model's, of that token
 * @param margin by how much the likeliest token is likelier than the second
 * @param entropy of the distribution, in nats
 */
public record Prediction(
    int position, int token, double probability, double margin, double entropy) {}
