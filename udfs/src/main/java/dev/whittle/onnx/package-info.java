// SPDX-License-Identifier: Apache-2.0
/**
 * Language models in this process: a folder in the layout that Hugging Face Optimum exports for
 * text generation is run by ONNX Runtime, many requests at once.
 *
 * <p>{@link dev.whittle.onnx.OnnxModel} is all there is to call. Its law: the text of a request
 * depends on the model, the request and its seed, and on nothing else that happens meanwhile. No
 * Spark, no network, no clock.
 */
package dev.whittle.onnx;
