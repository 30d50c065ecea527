/**
 * How a vocabulary is read and kept: readers for {@code tokenizer.json} and for tiktoken rank
 * files, and the flat trie over its tokens.
 *
 * <p>The law: a token stands for exactly the bytes that the tokenizer's own decoder writes for it
 * in the middle of a text. A file that leaves these bytes in doubt is refused by name; nothing is
 * guessed.
 */
@NullMarked
package dev.espalier.compiler.vocabulary;

import org.jspecify.annotations.NullMarked;
