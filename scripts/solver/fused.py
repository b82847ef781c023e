#!/usr/bin/env python3
"""Rewrites an exported decoder with ONNX Runtime's own operators for attention and norms: the same weights, inputs and outputs (but
for position_ids, which it does not need), keys written where a row's old ones end instead of a joined copy a step. dev.whittle.onnx
runs it about half again as fast as the plain export; other tools may not know the operators.

fused.py EXPORTED OUT: both are folders; EXPORTED is that of export.py. Needs numpy and onnx.
"""

import json
import pathlib
import shutil
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def main(exported: str, out: str) -> None:
    source, target = pathlib.Path(exported), pathlib.Path(out)
    config = json.loads((source / "config.json").read_text())
    layers, heads, kv_heads = config["num_hidden_layers"], config["num_attention_heads"], config["num_key_value_heads"]
    dim, context = config["head_dim"], config["max_position_embeddings"]
    graph = onnx.load(str(source / "model.onnx")).graph
    given = {w.name.removesuffix(".half").removeprefix("model."): numpy_helper.to_array(w) for w in graph.initializer}
    nodes, weights, count = [], [], [0]

    def node(operator, *inputs, outputs=1, **attributes):
        count[0] += 1
        names = [f"t{count[0]}"] if outputs == 1 else outputs
        domain = "com.microsoft" if operator == "GroupQueryAttention" else ""
        nodes.append(helper.make_node(operator, list(inputs), names, domain=domain, **attributes))
        return names[0]

    def constant(name, array):
        weights.append(numpy_helper.from_array(array, name))
        return name

    def weight(name, array):
        """Stored in half precision, as in the export, and made single when it is loaded."""
        return node("Cast", constant(name, np.ascontiguousarray(array).astype(np.float16)), to=TensorProto.FLOAT)

    def matrix(*names):
        """Of several matrices one, for one product."""
        return weight(names[0], np.concatenate([given[name].T for name in names], axis=1))

    def norm(x, name):
        return node("SimplifiedLayerNormalization", x, weight(name, given[name]), axis=-1, epsilon=config["rms_norm_eps"])

    angles = np.arange(context)[:, None] / config["rope_theta"] ** (np.arange(0, dim, 2)[None, :] / dim)
    cos, sin = constant("cos", np.cos(angles).astype(np.float32)), constant("sin", np.sin(angles).astype(np.float32))
    one, axis = constant("one", np.array([1], dtype=np.int64)), constant("axis", np.array(1, dtype=np.int64))
    last = node("Sub", node("ReduceSum", "attention_mask", one, keepdims=0), one)
    last = node("Cast", last, to=TensorProto.INT32)
    width = node("Cast", node("Gather", node("Shape", "attention_mask"), axis), to=TensorProto.INT32)
    split = constant("split", np.array([config["intermediate_size"]] * 2, dtype=np.int64))
    embedding = weight("embed_tokens.weight", given["embed_tokens.weight"])
    x = node("Gather", embedding, "input_ids")
    for i in range(layers):
        name = f"layers.{i}."
        attention, mlp = name + "self_attn.", name + "mlp."
        h = norm(x, name + "input_layernorm.weight")
        qkv = node("MatMul", h, matrix(*(attention + f"{part}_proj.weight" for part in "qkv")))
        caches = [f"past_key_values.{i}.key", f"past_key_values.{i}.value"]
        results = [f"attention.{i}", f"present.{i}.key", f"present.{i}.value"]
        settings = dict(num_heads=heads, kv_num_heads=kv_heads, do_rotary=1, rotary_interleaved=0)
        y = node("GroupQueryAttention", qkv, "", "", *caches, last, width, cos, sin, outputs=results, **settings)
        x = node("Add", x, node("MatMul", y, matrix(attention + "o_proj.weight")))
        h = norm(x, name + "post_attention_layernorm.weight")
        wide = node("MatMul", h, matrix(mlp + "gate_proj.weight", mlp + "up_proj.weight"))
        nodes.append(helper.make_node("Split", [wide, split], [f"gate.{i}", f"up.{i}"], axis=-1))
        gate = node("Mul", f"gate.{i}", node("Sigmoid", f"gate.{i}"))
        x = node("Add", x, node("MatMul", node("Mul", gate, f"up.{i}"), matrix(mlp + "down_proj.weight")))
    nodes.append(helper.make_node("MatMul", [norm(x, "norm.weight"), node("Transpose", embedding, perm=[1, 0])], ["logits"]))

    inputs = [i for i in graph.input if i.name != "position_ids"]
    made = helper.make_graph(nodes, "decoder", inputs, list(graph.output), weights)
    domains = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    target.mkdir(parents=True, exist_ok=True)
    onnx.save(helper.make_model(made, opset_imports=domains, ir_version=8, producer_name="whittle"), str(target / "model.onnx"))
    for file in source.iterdir():
        if file.name != "model.onnx":
            shutil.copy(file, target / file.name)
    print(f"{target}: {(target / 'model.onnx').stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
