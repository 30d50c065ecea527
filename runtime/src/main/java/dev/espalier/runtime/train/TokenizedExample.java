package dev.espalier.runtime.train;

/**
 * One example as token ids.
 *
 * @param ids prompt, answer and end token
 * @param promptLength tokens of the prompt; at least 1
 */
record TokenizedExample(int[] ids, int promptLength) {}
