// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import ai.onnxruntime.OnnxJavaType;

/**
 * What a network is made for.
 *
 * @param layers with a cache each
 * @param heads of keys and values
 * @param dimensions of a key and of a value
 * @param cache the type of keys and values
 * @param vocabulary how many logits there are
 * @param logits their type
 * @param context the most tokens that are read, prompt and completion together
 */
record Shape(
    int layers,
    int heads,
    int dimensions,
    OnnxJavaType cache,
    int vocabulary,
    OnnxJavaType logits,
    int context) {}
