"""Solve rates of shipped models by family and level, graded by Whittle's own verifier; writes a Markdown table and a CSV.

evaluate.py POOL OUT FOLDER...: POOL is made by `scripts/whittle generate --only problems` with another seed than the training set.
"""

import argparse
import collections
import csv
import json
import pathlib
import subprocess
import tempfile

import duckdb
import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer

import tokens

ROOT = pathlib.Path(__file__).resolve().parents[2]
MOST = 200


class Writer:
    """Writes texts with a folder's model, many at once; rows are padded on the left."""

    def __init__(self, folder: pathlib.Path, temperature: float, seed: int):
        self.session = ort.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        config = json.loads((folder / "config.json").read_text())
        self.shape = (config["num_key_value_heads"], config["head_dim"])
        self.names = [o.name for o in self.session.get_outputs()]
        self.temperature = temperature
        self.random = np.random.default_rng(seed)

    def write(self, problems):
        prompts = [self.tokenizer.encode(tokens.prompt(p)).ids for p in problems]
        n, width = len(prompts), max(map(len, prompts))
        ids = np.full((n, width), tokens.PAD, np.int64)
        mask = np.zeros((n, width), np.int64)
        for i, prompt in enumerate(prompts):
            ids[i, width - len(prompt) :] = prompt
            mask[i, width - len(prompt) :] = 1
        heads, dim = self.shape
        past = {i.name: np.zeros((n, heads, 0, dim), np.float32) for i in self.session.get_inputs() if i.name.startswith("past")}
        positions = np.maximum(mask.cumsum(1) - 1, 0)
        written = [[] for _ in range(n)]
        open_rows = np.ones(n, bool)
        for _ in range(MOST):
            feed = {"input_ids": ids, "attention_mask": mask, "position_ids": positions, **past}
            results = dict(zip(self.names, self.session.run(None, feed)))
            logits = results["logits"][:, -1]
            if self.temperature > 0:
                logits = logits / self.temperature + self.random.gumbel(size=logits.shape)
            new = logits.argmax(1)
            for i in np.nonzero(open_rows)[0]:
                if new[i] == tokens.END:
                    open_rows[i] = False
                else:
                    written[i].append(int(new[i]))
            if not open_rows.any():
                break
            past = {"past_key_values" + k[len("present") :]: v for k, v in results.items() if k.startswith("present")}
            ids = new[:, None].astype(np.int64)
            mask = np.concatenate([mask, np.ones((n, 1), np.int64)], 1)
            positions = mask.sum(1, keepdims=True) - 1
        # A text that has not ended is no answer.
        return [self.tokenizer.decode(w) if not o else "" for w, o in zip(written, open_rows)]

    def all(self, problems, batch=64):
        order = sorted(range(len(problems)), key=lambda i: len(problems[i]))
        texts = [""] * len(problems)
        for start in range(0, len(order), batch):
            part = order[start : start + batch]
            for i, text in zip(part, self.write([problems[i] for i in part])):
                texts[i] = text
        return texts


def graded(golds, texts):
    with tempfile.TemporaryDirectory() as folder:
        cases, out = pathlib.Path(folder) / "cases.jsonl", pathlib.Path(folder) / "out.jsonl"
        with open(cases, "w", encoding="utf-8") as lines:
            for i, (gold, text) in enumerate(zip(golds, texts)):
                lines.write(json.dumps({"id": str(i), "gold": gold, "prediction": text}) + "\n")
        subprocess.run(
            [str(ROOT / "scripts/whittle"), "verify", "--cases", str(cases), "--out", str(out)],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        with open(out, encoding="utf-8") as lines:
            right = {line["id"]: line["equivalent"] for line in map(json.loads, lines)}
    return [bool(right[str(i)]) for i in range(len(texts))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pool")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("folders", type=pathlib.Path, nargs="+")
    parser.add_argument("--problems", type=int, default=20, help="of a family and level")
    parser.add_argument("--attempts", type=int, default=4)
    parser.add_argument("--temperature", type=float, default=1.0)
    args = parser.parse_args()
    rows = duckdb.sql(
        f"select family, level, problem, answer from read_parquet('{args.pool}/**/*.parquet')"
        f" qualify row_number() over (partition by family, level order by index) <= {args.problems} order by family, level, index"
    ).fetchall()
    problems = [row[2] for row in rows for _ in range(args.attempts)]
    golds = [row[3] for row in rows for _ in range(args.attempts)]
    cells = [(row[0], row[1]) for row in rows for _ in range(args.attempts)]
    rates = {}
    args.out.mkdir(parents=True, exist_ok=True)
    for folder in args.folders:
        texts = Writer(folder, args.temperature, seed=1).all(problems)
        right = graded(golds, texts)
        tally = collections.defaultdict(list)
        for cell, ok in zip(cells, right):
            tally[cell].append(ok)
            tally[cell[0], "all"].append(ok)
            tally["all", cell[1]].append(ok)
            tally["all", "all"].append(ok)
        rates[folder.name] = {cell: sum(oks) / len(oks) for cell, oks in tally.items()}
        with open(args.out / f"{folder.name}-texts.jsonl", "w", encoding="utf-8") as lines:
            for cell, problem, gold, text, ok in zip(cells, problems, golds, texts, right):
                record = {"family": cell[0], "level": cell[1], "problem": problem, "answer": gold, "text": text, "right": ok}
                lines.write(json.dumps(record, ensure_ascii=False) + "\n")
    families = sorted({cell[0] for cell in cells}) + ["all"]
    columns = list(range(1, 7)) + ["all"]
    names = [folder.name for folder in args.folders]
    with open(args.out / "solve-rates.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["family", "model", *[f"level {c}" if c != "all" else c for c in columns]])
        for family in families:
            for name in names:
                table.writerow([family, name, *[f"{rates[name][family, c]:.3f}" for c in columns]])
    lines = [
        f"| solve rate in %, {' / '.join(names)} | " + " | ".join(str(c) for c in columns) + " |",
        "|---|" + "--:|" * len(columns),
    ]
    for family in families:
        numbers = [" / ".join(f"{100 * rates[name][family, c]:.0f}" for name in names) for c in columns]
        lines.append(f"| {family} | " + " | ".join(numbers) + " |")
    (args.out / "solve-rates.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
