"""Compares a shipped folder with the trained decoder it was made from: logits within 1e-3, greedy texts equal; exits 1 if not.

check.py TRAINED FOLDER POOL [N]: the first N problems (200) of POOL are asked of both.
"""

import pathlib
import sys

import duckdb
import numpy as np
import onnxruntime as ort
import torch
from tokenizers import Tokenizer

import tokens
from export import load

MOST = 160


def greedy_torch(model, ids):
    out = []
    while len(out) < MOST:
        with torch.no_grad():
            logits = model(torch.tensor([ids + out]))[0, -1]
        out.append(int(logits.argmax()))
        if out[-1] == tokens.END:
            break
    return out


def greedy_onnx(session, shape, ids):
    past = {
        i.name: np.zeros((1, shape.kv_heads, 0, shape.head_dim), np.float32)
        for i in session.get_inputs()
        if i.name.startswith("past")
    }
    out, new, first = [], list(ids), None
    inputs = {i.name for i in session.get_inputs()}
    names = [o.name for o in session.get_outputs()]
    before = 0
    while len(out) < MOST:
        feed = {
            "input_ids": np.array([new], np.int64),
            "attention_mask": np.ones((1, before + len(new)), np.int64),
            "position_ids": np.arange(before, before + len(new), dtype=np.int64)[None],
            **past,
        }
        # A fused network needs no positions.
        feed = {name: value for name, value in feed.items() if name in inputs}
        results = dict(zip(names, session.run(None, feed)))
        if first is None:
            first = results["logits"]
        before += len(new)
        past = {"past_key_values" + n[len("present") :]: v for n, v in results.items() if n.startswith("present")}
        out.append(int(results["logits"][0, -1].argmax()))
        new = [out[-1]]
        if out[-1] == tokens.END:
            break
    return out, first


def main(trained: str, folder: str, pool: str, count: str = "200") -> int:
    model = load(pathlib.Path(trained))
    session = ort.InferenceSession(folder + "/model.onnx", providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(folder + "/tokenizer.json")
    problems = duckdb.sql(
        f"select problem from read_parquet('{pool}/**/*.parquet') order by index limit {int(count)}"
    ).fetchall()
    worst, other = 0.0, 0
    for (problem,) in problems:
        ids = tokenizer.encode(tokens.prompt(problem)).ids
        with torch.no_grad():
            ours = model(torch.tensor([ids]))[0].numpy()
        text, theirs = greedy_onnx(session, model.shape, ids)
        worst = max(worst, float(np.abs(ours - theirs[0]).max()))
        other += text != greedy_torch(model, ids)
    print(f"{len(problems)} problems: largest difference of logits {worst:.2e}, greedy texts that differ {other}")
    return 0 if worst < 1e-3 and other == 0 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
