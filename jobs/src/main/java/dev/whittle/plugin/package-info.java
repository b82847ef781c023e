// SPDX-License-Identifier: Apache-2.0
/**
 * What lives in every executor beside its tasks: the server of a model on the executor's GPUs, and
 * the figures of sampling among Spark's metrics.
 */
package dev.whittle.plugin;
