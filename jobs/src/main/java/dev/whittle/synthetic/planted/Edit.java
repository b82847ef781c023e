// SPDX-License-Identifier: Apache-2.0
package dev.whittle.synthetic.planted;

/**
 * A changed text.
 *
 * @param text what became of it
 * @param how the names of the edits, for the side file
 */
public record Edit(String text, String how) {}
