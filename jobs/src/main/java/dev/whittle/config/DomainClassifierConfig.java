// SPDX-License-Identifier: Apache-2.0
package dev.whittle.config;

import java.io.Serializable;

/** The classifier of domains: logistic regression on the problems whose domain is mapped. */
public record DomainClassifierConfig(
    @Doc("Fewest problems with a mapped domain; with fewer there is no classifier.")
        @Range(min = 1, max = 1e9)
        int minRows,
    @Doc("Most problems of one class of one source in the sample, picked by hash.")
        @Range(min = 1, max = 100_000)
        int maxRowsAClass,
    @Doc("Fewest problems of a class to learn; smaller classes are never guessed.")
        @Range(min = 1, max = 1e6)
        int minRowsAClass,
    @Doc("Places that terms are hashed into, as a power of two.") @Range(min = 8, max = 18)
        int placesLog2,
    @Doc("Iterations of L-BFGS.") @Range(min = 1, max = 1_000) int iterations,
    @Doc("Weight of the squared weights in the loss.") @Range(min = 0, max = 1)
        double regularization,
    @Doc("One problem in this many is held out, and the accuracy is measured on those.")
        @Range(min = 2, max = 100)
        int holdOut,
    @Doc("Least probability of the likeliest class; below it the domain stays open.")
        @Range(min = 0, max = 1)
        double minConfidence)
    implements Serializable {}
