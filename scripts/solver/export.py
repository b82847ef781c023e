"""Writes a trained decoder as a folder in the layout of Hugging Face Optimum: model.onnx with its cache as inputs and outputs,
tokenizer.json, tokenizer_config.json, config.json, generation_config.json. Weights are stored in half precision and used in single.

export.py TRAINED DATA OUT: TRAINED is the folder of train.py, DATA that of data.py.
"""

import json
import pathlib
import shutil
import sys

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

import tokens
from model import SHAPES, Decoder, Shape


def load(trained: pathlib.Path) -> Decoder:
    """The decoder as it ships: its weights are what half precision holds."""
    facts = json.loads((trained / "training.json").read_text())
    model = Decoder(SHAPES[facts["shape"]])
    model.load_state_dict(torch.load(trained / "model.pt", map_location="cpu"))
    return model.half().float().eval()


class Step(torch.nn.Module):
    """Inputs and outputs in a row, as ONNX wants them."""

    def __init__(self, model: Decoder):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, position_ids, *past):
        caches = [(past[2 * i], past[2 * i + 1]) for i in range(len(past) // 2)]
        logits, presents = self.model.step(input_ids, attention_mask, position_ids, caches)
        return (logits, *(tensor for present in presents for tensor in present))


def to_onnx(model: Decoder, path: pathlib.Path) -> None:
    s: Shape = model.shape
    batch, new, before = 2, 3, 4
    past = [torch.zeros(batch, s.kv_heads, before, s.head_dim) for _ in range(2 * s.layers)]
    pairs = [f"{i}.{kind}" for i in range(s.layers) for kind in ("key", "value")]
    inputs = ["input_ids", "attention_mask", "position_ids"] + [f"past_key_values.{p}" for p in pairs]
    outputs = ["logits"] + [f"present.{p}" for p in pairs]
    axes = {
        "input_ids": {0: "batch_size", 1: "sequence_length"},
        "attention_mask": {0: "batch_size", 1: "past_sequence_length + sequence_length"},
        "position_ids": {0: "batch_size", 1: "sequence_length"},
        "logits": {0: "batch_size", 1: "sequence_length"},
    }
    for pair in pairs:
        axes[f"past_key_values.{pair}"] = {0: "batch_size", 2: "past_sequence_length"}
        axes[f"present.{pair}"] = {0: "batch_size", 2: "past_sequence_length + sequence_length"}
    ids = torch.ones(batch, new, dtype=torch.int64)
    places = torch.arange(before, before + new).expand(batch, new)
    torch.onnx.export(
        Step(model),
        (ids, torch.ones(batch, before + new, dtype=torch.int64), places, *past),
        str(path),
        input_names=inputs,
        output_names=outputs,
        dynamic_axes=axes,
        opset_version=17,
        do_constant_folding=False,
        dynamo=False,
    )
    halve(path)


def halve(path: pathlib.Path) -> None:
    """Stores the weights in half precision, with a cast behind each that the runtime folds when it loads."""
    model = onnx.load(str(path))
    graph = model.graph
    casts = []
    for weight in graph.initializer:
        if weight.data_type != TensorProto.FLOAT or np.prod(weight.dims) < 32:
            continue
        name = weight.name
        half = numpy_helper.from_array(numpy_helper.to_array(weight).astype(np.float16), name + ".half")
        weight.CopyFrom(half)
        casts.append(helper.make_node("Cast", [name + ".half"], [name], to=TensorProto.FLOAT, name=name + ".single"))
    for node in reversed(casts):
        graph.node.insert(0, node)
    # Where the code stood on the machine that exported it is nobody's business.
    for node in graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    model.producer_name, model.producer_version = "whittle", ""
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(path))


def main(trained: str, data: str, out: str) -> None:
    folder = pathlib.Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    model = load(pathlib.Path(trained))
    s = model.shape
    to_onnx(model, folder / "model.onnx")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(pathlib.Path(data) / name, folder / name)
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": s.vocab,
        "hidden_size": s.width,
        "intermediate_size": s.ffn,
        "num_hidden_layers": s.layers,
        "num_attention_heads": s.heads,
        "num_key_value_heads": s.kv_heads,
        "head_dim": s.head_dim,
        "hidden_act": "silu",
        "max_position_embeddings": s.context,
        "rope_theta": s.theta,
        "rms_norm_eps": s.eps,
        "tie_word_embeddings": True,
        "attention_bias": False,
        "bos_token_id": None,
        "eos_token_id": tokens.END,
        "pad_token_id": tokens.PAD,
        "torch_dtype": "float32",
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    generation = {"eos_token_id": tokens.END, "pad_token_id": tokens.PAD, "do_sample": True, "temperature": 1.0}
    (folder / "generation_config.json").write_text(json.dumps(generation, indent=2) + "\n")
    print(f"{folder}: {(folder / 'model.onnx').stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
