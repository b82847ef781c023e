#!/usr/bin/env python3
"""Makes the tiny random decoder that the tests of dev.whittle.onnx read: a Llama-style network of 2 layers in the layout
that Hugging Face Optimum exports for text generation, or with ONNX Runtime's own operators. It has learnt nothing; the same seed gives the same bytes.

usage: make-tiny-decoder.py FOLDER [--layers 2 --width 32 --heads 4 --kv-heads 2 --ffn 64 --context 256 --half --fused --external --seed 7]
Needs numpy and onnx. The tests' folder: udfs/src/test/resources/dev/whittle/onnx/tiny
"""
import argparse
import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
TOKENS = SPECIAL + ["\n"] + [chr(c) for c in range(32, 127)]
EOS = 2
CHATML = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


class Graph:
    """Nodes and weights, in the order in which they are asked for."""

    def __init__(self, half):
        self.nodes, self.weights, self.count = [], [], 0
        self.dtype = np.float16 if half else np.float32

    def weight(self, name, array):
        self.weights.append(numpy_helper.from_array(array, name))
        return name

    def floats(self, name, array):
        return self.weight(name, np.asarray(array).astype(self.dtype))

    def ints(self, *values):
        self.count += 1
        return self.weight(f"i{self.count}", np.array(values, dtype=np.int64))

    def __call__(self, op, *inputs, output=None, **attributes):
        self.count += 1
        output = output or f"t{self.count}"
        self.nodes.append(helper.make_node(op, list(inputs), [output], **attributes))
        return output


def plain(g, o, dim, angle, scalar):
    """Attention as Optimum exports it: the cache is joined with what is new, each key repeated for its heads."""
    past = g("Gather", g("Shape", "past_key_values.0.key"), scalar("two", 2), axis=0)
    zero, one = scalar("zero", 0), scalar("one", 1)
    batch = g("Gather", g("Shape", "input_ids"), zero, axis=0)
    total = g("Add", past, g("Gather", g("Shape", "input_ids"), one, axis=0))
    rows = g("Unsqueeze", g("Range", past, total, one), g.ints(1))
    columns = g("Unsqueeze", g("Range", zero, total, one), g.ints(0))
    causal = g("Unsqueeze", g("LessOrEqual", columns, rows), g.ints(0, 1))
    real = g("Unsqueeze", g("Cast", "attention_mask", to=TensorProto.BOOL), g.ints(1, 2))
    mask = g("Where", g("And", causal, real), g.floats("none", 0), g.floats("low", np.finfo(g.dtype).min))
    angle = np.concatenate([angle, angle], axis=1)
    cos = g("Unsqueeze", g("Gather", g.floats("cos", np.cos(angle)), "position_ids", axis=0), g.ints(1))
    sin = g("Unsqueeze", g("Gather", g.floats("sin", np.sin(angle)), "position_ids", axis=0), g.ints(1))

    def heads(x, count):
        return g("Transpose", g("Reshape", x, g.ints(0, 0, count, dim)), perm=[0, 2, 1, 3])

    def rotate(x):
        first = g("Slice", x, g.ints(0), g.ints(dim // 2), g.ints(3))
        second = g("Slice", x, g.ints(dim // 2), g.ints(dim), g.ints(3))
        return g("Add", g("Mul", x, cos), g("Mul", g("Concat", g("Neg", second), first, axis=-1), sin))

    def joined(layer, part, fresh):
        kv = g("Concat", f"past_key_values.{layer}.{part}", fresh, axis=2, output=f"present.{layer}.{part}")
        shape = [g("Unsqueeze", batch, g.ints(0)), g.ints(o.kv_heads, o.heads // o.kv_heads), g("Unsqueeze", total, g.ints(0)), g.ints(dim)]
        return g("Reshape", g("Expand", g("Unsqueeze", kv, g.ints(2)), g("Concat", *shape, axis=0)), g.ints(0, o.heads, -1, dim))

    def attention(layer, q, k, v):
        keys = joined(layer, "key", rotate(heads(k, o.kv_heads)))
        values = joined(layer, "value", heads(v, o.kv_heads))
        scores = g("MatMul", rotate(heads(q, o.heads)), g("Transpose", keys, perm=[0, 1, 3, 2]))
        scores = g("Add", g("Mul", scores, g.floats(f"layers.{layer}.scale", dim**-0.5)), mask)
        y = g("MatMul", g("Softmax", scores, axis=-1), values)
        return g("Reshape", g("Transpose", y, perm=[0, 2, 1, 3]), g.ints(0, 0, o.width))

    return attention


def fused(g, o, dim, angle, scalar):
    """Attention as ONNX Runtime's own GroupQueryAttention, which writes the new keys where a row's old ones end."""
    cos, sin = g.floats("cos", np.cos(angle)), g.floats("sin", np.sin(angle))
    last = g("Sub", g("ReduceSum", "attention_mask", g.ints(1), keepdims=0), g.ints(1))
    last = g("Cast", last, to=TensorProto.INT32)
    width = g("Cast", g("Gather", g("Shape", "attention_mask"), scalar("one", 1), axis=0), to=TensorProto.INT32)

    def attention(layer, q, k, v):
        g.count += 1
        y, name = f"t{g.count}", f".{layer}."
        inputs = [q, k, v, f"past_key_values{name}key", f"past_key_values{name}value", last, width, cos, sin]
        outputs = [y, f"present{name}key", f"present{name}value"]
        settings = dict(num_heads=o.heads, kv_num_heads=o.kv_heads, do_rotary=1, rotary_interleaved=0)
        g.nodes.append(helper.make_node("GroupQueryAttention", inputs, outputs, domain="com.microsoft", **settings))
        return y

    return attention


def build(o, vocab):
    random = np.random.default_rng(o.seed)
    g = Graph(o.half)
    dim = o.width // o.heads
    kind = TensorProto.FLOAT16 if o.half else TensorProto.FLOAT

    def matrix(name, rows, columns, gain=1.0):
        return g.floats(name, random.normal(0, gain / np.sqrt(rows), (rows, columns)))

    def norm(x, name):
        scale = g.floats(name, 1 + 0.1 * random.normal(size=o.width))
        if o.fused:
            return g("SimplifiedLayerNormalization", x, scale, axis=-1, epsilon=1e-5)
        mean = g("ReduceMean", g("Mul", x, x), axes=[-1], keepdims=1)
        root = g("Sqrt", g("Add", mean, g.floats(name + ".eps", 1e-5)))
        return g("Mul", g("Div", x, root), scale)

    def scalar(name, value):
        return g.weight(name, np.array(value, dtype=np.int64))

    angle = np.arange(o.context)[:, None] / 10000 ** (np.arange(0, dim, 2)[None, :] / dim)
    attention = fused(g, o, dim, angle, scalar) if o.fused else plain(g, o, dim, angle, scalar)
    table = g.floats("embed", random.normal(0, 1, (vocab, o.width)))
    x = g("Gather", table, "input_ids", axis=0)
    inputs, outputs = [], []
    asked = {"input_ids": "sequence_length", "attention_mask": "total_sequence_length", "position_ids": "sequence_length"}
    for name, columns in asked.items():
        if name != "position_ids" or not o.fused:
            inputs.append(helper.make_tensor_value_info(name, TensorProto.INT64, ["batch_size", columns]))
    for layer in range(o.layers):
        n = f"layers.{layer}."
        h = norm(x, n + "norm1")
        q = g("MatMul", h, matrix(n + "q", o.width, o.heads * dim, 1.4))
        k, v = (g("MatMul", h, matrix(n + part, o.width, o.kv_heads * dim, 1.4)) for part in "kv")
        for part in ("key", "value"):
            before, after = f"past_key_values.{layer}.{part}", f"present.{layer}.{part}"
            inputs.append(helper.make_tensor_value_info(before, kind, ["batch_size", o.kv_heads, "past_sequence_length", dim]))
            outputs.append(helper.make_tensor_value_info(after, kind, ["batch_size", o.kv_heads, "total_sequence_length", dim]))
        y = attention(layer, q, k, v)
        x = g("Add", x, g("MatMul", y, matrix(n + "o", o.width, o.width)))
        h = norm(x, n + "norm2")
        gate = g("MatMul", h, matrix(n + "gate", o.width, o.ffn))
        gate = g("Mul", gate, g("Sigmoid", gate))
        up = g("Mul", gate, g("MatMul", h, matrix(n + "up", o.width, o.ffn)))
        x = g("Add", x, g("MatMul", up, matrix(n + "down", o.ffn, o.width)))
    bias = np.zeros(vocab)
    # It ends after some tens of tokens, and neither starts messages nor ends documents.
    bias[EOS] = 0.3
    bias[[0, 1]] = -30
    logits = g("MatMul", norm(x, "norm"), matrix("head", o.width, vocab, 1.6))
    g("Add", logits, g.floats("bias", bias), output="logits")
    outputs.insert(0, helper.make_tensor_value_info("logits", kind, ["batch_size", "sequence_length", vocab]))
    graph = helper.make_graph(g.nodes, "tiny", inputs, outputs, g.weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)], ir_version=8, producer_name="whittle")
    if not o.fused:
        onnx.checker.check_model(model)
    return model


def tokenizer(tokens):
    added = [
        {"id": i, "content": t, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
        for i, t in enumerate(SPECIAL)
    ]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": None,
        "pre_tokenizer": None,
        "post_processor": None,
        "decoder": {"type": "Fuse"},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "vocab": {t: i for i, t in enumerate(tokens)},
            "merges": [],
        },
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    for name, default in (("layers", 2), ("width", 32), ("heads", 4), ("kv-heads", 2), ("ffn", 64), ("context", 256), ("vocab", len(TOKENS)), ("seed", 7)):
        parser.add_argument("--" + name, type=int, default=default)
    parser.add_argument("--fused", action="store_true", help="attention and norms as single operators of ONNX Runtime")
    parser.add_argument("--external", action="store_true", help="weights in model.onnx_data")
    parser.add_argument("--half", action="store_true", help="weights and caches of 16 bits")
    o = parser.parse_args()
    tokens = TOKENS + [f"<{i}>" for i in range(len(TOKENS), o.vocab)]
    o.folder.mkdir(parents=True, exist_ok=True)
    outside = dict(save_as_external_data=True, location="model.onnx_data", size_threshold=512) if o.external else {}
    onnx.save(build(o, len(tokens)), o.folder / "model.onnx", **outside)

    def write(name, value):
        (o.folder / name).write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    write("tokenizer.json", tokenizer(tokens))
    write(
        "config.json",
        {
            "architectures": ["LlamaForCausalLM"],
            "model_type": "llama",
            "hidden_size": o.width,
            "intermediate_size": o.ffn,
            "num_hidden_layers": o.layers,
            "num_attention_heads": o.heads,
            "num_key_value_heads": o.kv_heads,
            "head_dim": o.width // o.heads,
            "max_position_embeddings": o.context,
            "vocab_size": len(tokens),
            "eos_token_id": EOS,
        },
    )
    write("generation_config.json", {"eos_token_id": [EOS, 0]})
    write(
        "tokenizer_config.json",
        {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": "<|im_end|>", "pad_token": "<|endoftext|>", "chat_template": CHATML},
    )


if __name__ == "__main__":
    main()
