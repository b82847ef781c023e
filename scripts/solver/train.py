"""Trains a decoder on the arrays of data.py, on a CPU or the first GPU.

The learning rate is constant, then falls to nothing over the last `--cooldown` share of the steps. Matrices are updated by Muon
(K. Jordan et al., 2024: momentum whose steps are made orthogonal by Newton-Schulz iterations), everything else by AdamW.
"""

import argparse
import json
import pathlib
import time

import numpy as np
import torch
import torch.nn.functional as F

import tokens
from model import SHAPES, Decoder, size

WIDTHS = (56, 72, 88, 104, 128, 168, 304)  # lengths that batches are padded to


class Muon(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.95, decay=0.01):
        super().__init__(params, dict(lr=lr, momentum=momentum, decay=decay))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for weight in group["params"]:
                state = self.state[weight]
                if "momentum" not in state:
                    state["momentum"] = torch.zeros_like(weight)
                momentum = state["momentum"]
                momentum.lerp_(weight.grad, 1 - group["momentum"])
                update = orthogonal(weight.grad.lerp(momentum, group["momentum"]))
                weight.mul_(1 - group["lr"] * group["decay"])
                weight.add_(update, alpha=-group["lr"] * max(1, weight.shape[0] / weight.shape[1]) ** 0.5)


def orthogonal(matrix: torch.Tensor) -> torch.Tensor:
    """About U V^T of the matrix U S V^T, by five steps of a quintic Newton-Schulz iteration."""
    a, b, c = 3.4445, -4.7750, 2.0315
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.T if tall else matrix
    x = x / (x.norm() + 1e-7)
    for _ in range(5):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if tall else x


class Batches:
    """Batches of about as many tokens, of problems of about a length, in an order drawn from the seed."""

    def __init__(self, arrays, tokens_a_batch: int, seed: int):
        self.ids, self.lengths, self.prompts = arrays["ids"], arrays["lengths"], arrays["prompts"]
        self.starts = np.concatenate([[0], np.cumsum(self.lengths)[:-1]])
        self.tokens = tokens_a_batch
        self.random = np.random.default_rng(seed)
        self.queue = []

    def epoch(self):
        widths = np.array(WIDTHS)
        bucket = np.searchsorted(widths, self.lengths - 1)
        batches = []
        for b, width in enumerate(WIDTHS):
            rows = np.nonzero(bucket == b)[0]
            self.random.shuffle(rows)
            each = max(1, self.tokens // width)
            # The last, smaller one is left out: compiled shapes stay few.
            for i in range(0, len(rows) - each + 1, each):
                batches.append((width, rows[i : i + each]))
        self.random.shuffle(batches)
        return batches

    def next(self):
        if not self.queue:
            self.queue = self.epoch()
        width, rows = self.queue.pop()
        x = np.full((len(rows), width), tokens.PAD, dtype=np.int64)
        y = np.full((len(rows), width), -100, dtype=np.int64)
        for i, row in enumerate(rows):
            text = self.ids[self.starts[row] : self.starts[row] + self.lengths[row]]
            x[i, : len(text) - 1] = text[:-1]
            asked = self.prompts[row]
            y[i, asked - 1 : len(text) - 1] = text[asked:]
        return torch.from_numpy(x), torch.from_numpy(y)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shape", choices=SHAPES)
    parser.add_argument("data", type=pathlib.Path, help="folder of data.py")
    parser.add_argument("out", type=pathlib.Path, help="folder for model.pt and training.json")
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--cooldown", type=float, default=0.3, help="share of the steps in which the rate falls")
    parser.add_argument("--batch", type=int, default=4096, help="tokens of a batch, padding included")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--muon", type=float, default=0.02, help="learning rate of matrices")
    parser.add_argument("--adam", type=float, default=0.004, help="learning rate of the rest")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--start", type=pathlib.Path, help="folder of an earlier run whose model.pt is trained further")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    args.out.mkdir(parents=True, exist_ok=True)
    shape = SHAPES[args.shape]
    model = Decoder(shape).to(device)
    if args.start:
        model.load_state_dict(torch.load(args.start / "model.pt", map_location=device))
    batches = Batches(dict(np.load(args.data / "train.npz")), args.batch, args.seed)
    matrices = [w for n, w in model.named_parameters() if w.dim() == 2 and "embed" not in n]
    rest = [w for n, w in model.named_parameters() if w.dim() != 2 or "embed" in n]
    optimizers = [
        Muon(matrices, lr=args.muon),
        torch.optim.AdamW(rest, lr=args.adam, betas=(0.9, 0.98), weight_decay=0.0),
    ]
    rates = [args.muon, args.adam]

    def loss_of(x, y):
        hidden = model.hidden(x)
        # Logits only where something is learnt: the statement is never written by the model.
        wanted = y.view(-1) != -100
        return F.cross_entropy(model.logits(hidden.view(-1, shape.width)[wanted]), y.view(-1)[wanted])

    if args.compile:
        for layer in model.layers:
            layer.compile(dynamic=False)
    print(f"{args.shape}: {size(shape):,} parameters, {args.steps} steps on {device}", flush=True)
    started, seen, taught, average = time.time(), 0, 0, None
    begin_fall = args.steps * (1 - args.cooldown)
    for step in range(args.steps):
        x, y = (t.to(device) for t in batches.next())
        loss = loss_of(x, y)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(rest, 1.0)
        factor = min(1.0, (step + 1) / 40)
        if step > begin_fall:
            factor *= max(0.0, (args.steps - step) / (args.steps - begin_fall))
        for optimizer, rate in zip(optimizers, rates):
            for group in optimizer.param_groups:
                group["lr"] = rate * factor
            optimizer.step()
        model.zero_grad(set_to_none=True)
        seen += x.numel()
        taught += int((y != -100).sum())
        average = loss.item() if average is None else 0.98 * average + 0.02 * loss.item()
        if (step + 1) % 100 == 0:
            spent = time.time() - started
            print(f"step {step + 1} loss {average:.4f} tokens {seen:,} {seen / spent:,.0f}/s {spent:,.0f} s", flush=True)
        if (step + 1) % 500 == 0 or step + 1 == args.steps:
            torch.save(model.state_dict(), args.out / "model.pt")
    facts = {
        "further_from": json.loads((args.start / "training.json").read_text()) if args.start else None,
        "shape": args.shape,
        "parameters": size(shape),
        "problems": int(len(batches.lengths)),
        "steps": args.steps,
        "tokens": seen,
        "tokens_taught": taught,
        "loss": round(average, 4),
        "seed": args.seed,
        "batch": args.batch,
        "cooldown": args.cooldown,
        "rates": {"muon": args.muon, "adam": args.adam},
        "seconds": round(time.time() - started),
        "torch": torch.__version__,
    }
    (args.out / "training.json").write_text(json.dumps(facts, indent=2) + "\n")


if __name__ == "__main__":
    main()
