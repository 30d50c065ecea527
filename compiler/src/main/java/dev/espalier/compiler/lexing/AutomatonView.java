package dev.espalier.compiler.lexing;

import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntBinaryOperator;
import java.util.function.IntFunction;

/**
 * A deterministic automaton over bytes, to be looked at. States are ints from 0.
 *
 * @param starts the states in which lexemes begin, by what begins there
 * @param next the state after a state and an unsigned byte; below 0 for none
 * @param label what ends in a state; empty where nothing does
 * @param current the states in which a text stands
 * @param states how many there are; unknown where they are made when they are entered
 */
public record AutomatonView(
    Map<String, Integer> starts,
    IntBinaryOperator next,
    IntFunction<String> label,
    Set<Integer> current,
    OptionalInt states) {}
