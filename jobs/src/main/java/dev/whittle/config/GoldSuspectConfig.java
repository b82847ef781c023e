// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;

/**
 * When attempts that agree with each other against the recorded answer make that answer suspect.
 *
 * <p>A wrong answer in a source looks like a hard problem; what several attempts find independently
 * is more often right than a lone label.
 */
public record GoldSuspectConfig(
    @Doc("Least number of attempts that give one and the same other answer; 0 asks for none.")
        @Range(min = 0, max = 10_000)
        int agree,
    @Doc("Least share of the attempts judged that give it.") @Range(min = 0, max = 1) double share)
    implements Serializable {}
