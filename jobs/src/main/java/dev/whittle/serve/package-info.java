// SPDX-License-Identifier: Apache-2.0
/**
 * An OpenAI-compatible server of recorded texts, with faults on request: what sampling is tried
 * against without a GPU.
 */
package dev.whittle.serve;
