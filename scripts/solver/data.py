"""Turns problems made by `scripts/whittle generate --only problems` into token arrays.

data.py POOL OUT: POOL is the folder of Parquet; OUT gets tokenizer.json, tokenizer_config.json and train.npz.
"""

import pathlib
import sys

import duckdb
import numpy as np

import tokens

VOCAB = 1024
LEARN_FROM = 200_000  # problems whose texts teach the tokenizer

# Share of each level that is kept: the hardest chains are three times as long, and learnt least.
KEEP = {1: 1.0, 2: 1.0, 3: 0.75, 4: 0.4, 5: 0.2, 6: 0.1}


def main(pool: str, out: str) -> None:
    folder = pathlib.Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    kept = " ".join(f"when {level} then {share}" for level, share in KEEP.items())
    rows = duckdb.sql(
        f"select problem, solution from read_parquet('{pool}/**/*.parquet')"
        f" where (hash(index) % 1000) < 1000 * case level {kept} end order by index"
    ).fetchnumpy()
    problems, solutions = rows["problem"], rows["solution"]
    tokenizer = tokens.learn(
        (t for i in range(min(LEARN_FROM, len(problems))) for t in (problems[i], solutions[i])), VOCAB
    )
    tokens.save(tokenizer, folder)
    ids, lengths, prompts = [], [], []
    for start in range(0, len(problems), 10_000):
        end = start + 10_000
        asked = tokenizer.encode_batch([tokens.prompt(p) for p in problems[start:end]])
        said = tokenizer.encode_batch(list(solutions[start:end]))
        for a, s in zip(asked, said):
            ids.append(np.array(a.ids + s.ids + [tokens.END], dtype=np.uint16))
            lengths.append(len(ids[-1]))
            prompts.append(len(a.ids))
    np.savez(
        folder / "train.npz",
        ids=np.concatenate(ids),
        lengths=np.array(lengths, dtype=np.int32),
        prompts=np.array(prompts, dtype=np.int32),
    )
    total = int(np.sum(lengths))
    print(
        f"{len(lengths):,} problems, {total:,} tokens ({total / len(lengths):.1f} each, "
        f"{np.mean(prompts):.1f} of them asked), longest {max(lengths)}, vocabulary {tokenizer.get_vocab_size()}"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
