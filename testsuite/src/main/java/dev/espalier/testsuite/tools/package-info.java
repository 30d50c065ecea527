/** How long many tools take to compile, and their masks. */
@NullMarked
package dev.espalier.testsuite.tools;

import org.jspecify.annotations.NullMarked;
