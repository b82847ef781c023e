#!/usr/bin/env python3
"""Makes the tiny random decoder that the tests of dev.whittle.onnx read: a Llama-style network of 2 layers in the layout
that Hugging Face Optimum exports for text generation. It has learnt nothing; the same seed gives the same bytes.

usage: make-tiny-decoder.py FOLDER [--layers 2 --width 32 --heads 4 --kv-heads 2 --ffn 64 --context 256 --half --seed 7]
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


def build(o, vocab):
    random = np.random.default_rng(o.seed)
    g = Graph(o.half)
    dim = o.width // o.heads
    kind = TensorProto.FLOAT16 if o.half else TensorProto.FLOAT

    def matrix(name, rows, columns, gain=1.0):
        return g.floats(name, random.normal(0, gain / np.sqrt(rows), (rows, columns)))

    def norm(x, name):
        mean = g("ReduceMean", g("Mul", x, x), axes=[-1], keepdims=1)
        root = g("Sqrt", g("Add", mean, g.floats(name + ".eps", 1e-5)))
        return g("Mul", g("Div", x, root), g.floats(name, 1 + 0.1 * random.normal(size=o.width)))

    # Where it is: columns of the cache, and of the new tokens.
    past = g("Gather", g("Shape", "past_key_values.0.key"), g.weight("two", np.array(2, dtype=np.int64)), axis=0)
    shape = g("Shape", "input_ids")
    one = g.weight("one", np.array(1, dtype=np.int64))
    zero = g.weight("zero", np.array(0, dtype=np.int64))
    batch = g("Gather", shape, zero, axis=0)
    new = g("Gather", shape, one, axis=0)
    total = g("Add", past, new)
    rows = g("Unsqueeze", g("Range", past, total, one), g.ints(1))
    columns = g("Unsqueeze", g("Range", zero, total, one), g.ints(0))
    causal = g("Unsqueeze", g("LessOrEqual", columns, rows), g.ints(0, 1))
    real = g("Unsqueeze", g("Cast", "attention_mask", to=TensorProto.BOOL), g.ints(1, 2))
    low = g.floats("low", np.finfo(g.dtype).min)
    mask = g("Where", g("And", causal, real), g.floats("none", 0), low)

    angle = np.arange(o.context)[:, None] / 10000 ** (np.arange(0, dim, 2)[None, :] / dim)
    angle = np.concatenate([angle, angle], axis=1)
    cos = g("Unsqueeze", g("Gather", g.floats("cos", np.cos(angle)), "position_ids", axis=0), g.ints(1))
    sin = g("Unsqueeze", g("Gather", g.floats("sin", np.sin(angle)), "position_ids", axis=0), g.ints(1))

    def heads(x, name, count):
        y = g("MatMul", x, matrix(name, o.width, count * dim, 1.4))
        y = g("Reshape", y, g.ints(0, 0, count, dim))
        return g("Transpose", y, perm=[0, 2, 1, 3])

    def rotate(x):
        first = g("Slice", x, g.ints(0), g.ints(dim // 2), g.ints(3))
        second = g("Slice", x, g.ints(dim // 2), g.ints(dim), g.ints(3))
        turned = g("Concat", g("Neg", second), first, axis=-1)
        return g("Add", g("Mul", x, cos), g("Mul", turned, sin))

    groups = o.heads // o.kv_heads

    def repeat(x):
        wide = g("Unsqueeze", x, g.ints(2))
        size = g(
            "Concat",
            g("Unsqueeze", batch, g.ints(0)),
            g.ints(o.kv_heads, groups),
            g("Unsqueeze", total, g.ints(0)),
            g.ints(dim),
            axis=0,
        )
        return g("Reshape", g("Expand", wide, size), g.ints(0, o.heads, -1, dim))

    table = g.floats("embed", random.normal(0, 1, (vocab, o.width)))
    x = g("Gather", table, "input_ids", axis=0)
    inputs, outputs = [], []
    for name, columns_name in (("input_ids", "sequence_length"), ("attention_mask", "past_sequence_length + sequence_length"), ("position_ids", "sequence_length")):
        inputs.append(helper.make_tensor_value_info(name, TensorProto.INT64, ["batch_size", columns_name]))
    for layer in range(o.layers):
        n = f"layers.{layer}."
        h = norm(x, n + "norm1")
        q = rotate(heads(h, n + "q", o.heads))
        new_kv = {"key": rotate(heads(h, n + "k", o.kv_heads)), "value": heads(h, n + "v", o.kv_heads)}
        kv = {}
        for part, fresh in new_kv.items():
            before, after = f"past_key_values.{layer}.{part}", f"present.{layer}.{part}"
            kv[part] = repeat(g("Concat", before, fresh, axis=2, output=after))
            inputs.append(helper.make_tensor_value_info(before, kind, ["batch_size", o.kv_heads, "past_sequence_length", dim]))
            outputs.append(helper.make_tensor_value_info(after, kind, ["batch_size", o.kv_heads, "past_sequence_length + sequence_length", dim]))
        scores = g("MatMul", q, g("Transpose", kv["key"], perm=[0, 1, 3, 2]))
        scores = g("Add", g("Mul", scores, g.floats(n + "scale", dim**-0.5)), mask)
        y = g("MatMul", g("Softmax", scores, axis=-1), kv["value"])
        y = g("Reshape", g("Transpose", y, perm=[0, 2, 1, 3]), g.ints(0, 0, o.width))
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
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="whittle")
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
    parser.add_argument("--half", action="store_true", help="weights and caches of 16 bits")
    o = parser.parse_args()
    tokens = TOKENS + [f"<{i}>" for i in range(len(TOKENS), o.vocab)]
    o.folder.mkdir(parents=True, exist_ok=True)
    onnx.save(build(o, len(tokens)), o.folder / "model.onnx")

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
