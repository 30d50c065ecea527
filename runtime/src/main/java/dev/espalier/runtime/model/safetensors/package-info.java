/**
 * The safetensors format, read and written: a JSON header that says where each tensor's bytes lie,
 * then the bytes.
 *
 * <p>Law: whatever a file says is checked before it is used. Each tensor lies within the file,
 * tensors neither overlap nor leave gaps, sizes match shapes; every violation is a {@link
 * dev.espalier.runtime.model.CheckpointException} that names the file and the tensor. Opening a
 * file costs memory in proportion to its header, which is limited.
 *
 * <p>The format is that of <a
 * href="https://github.com/huggingface/safetensors#format">huggingface/safetensors</a>.
 */
@NullMarked
package dev.espalier.runtime.model.safetensors;

import org.jspecify.annotations.NullMarked;
