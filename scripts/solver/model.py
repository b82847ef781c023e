"""The decoder that ships with Whittle: Llama's architecture (RMSNorm, rotary positions, grouped-query attention, SwiGLU, tied
embeddings), small enough to be trained on two cores. Names of the weights are those of transformers' LlamaForCausalLM."""

import dataclasses

import torch
import torch.nn.functional as F
from torch import nn


@dataclasses.dataclass(frozen=True)
class Shape:
    """Sizes of a decoder; head_dim * heads need not be width."""

    vocab: int
    width: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    ffn: int
    context: int
    theta: float = 10_000.0
    eps: float = 1e-5


# About 0.5 and 2 million parameters with a vocabulary of 1,024.
SHAPES = {
    "baseline": Shape(vocab=1024, width=96, layers=4, heads=3, kv_heads=1, head_dim=32, ffn=256, context=512),
    "strong": Shape(vocab=1024, width=192, layers=4, heads=3, kv_heads=1, head_dim=64, ffn=576, context=512),
}


class RMSNorm(nn.Module):
    def __init__(self, width: int, eps: float):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight


def rotation(positions: torch.Tensor, shape: Shape) -> tuple[torch.Tensor, torch.Tensor]:
    """Cosines and sines of positions [..., T] as [..., T, head_dim]."""
    half = shape.head_dim // 2
    frequencies = shape.theta ** (-torch.arange(half, dtype=torch.float32, device=positions.device) / half)
    angles = positions.to(torch.float32).unsqueeze(-1) * frequencies
    angles = torch.cat([angles, angles], dim=-1)
    return angles.cos(), angles.sin()


def rotate(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    left, right = x.chunk(2, dim=-1)
    return x * cos + torch.cat([-right, left], dim=-1) * sin


class Attention(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        self.q_proj = nn.Linear(shape.width, shape.heads * shape.head_dim, bias=False)
        self.k_proj = nn.Linear(shape.width, shape.kv_heads * shape.head_dim, bias=False)
        self.v_proj = nn.Linear(shape.width, shape.kv_heads * shape.head_dim, bias=False)
        self.o_proj = nn.Linear(shape.heads * shape.head_dim, shape.width, bias=False)

    def forward(self, x, cos, sin):
        """Causal attention over whole sequences, [B, T, width]."""
        s = self.shape
        b, t, _ = x.shape
        q = rotate(self.q_proj(x).view(b, t, s.heads, s.head_dim).transpose(1, 2), cos, sin)
        k = rotate(self.k_proj(x).view(b, t, s.kv_heads, s.head_dim).transpose(1, 2), cos, sin)
        v = self.v_proj(x).view(b, t, s.kv_heads, s.head_dim).transpose(1, 2)
        group = s.heads // s.kv_heads
        k = k.repeat_interleave(group, dim=1)
        v = v.repeat_interleave(group, dim=1)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.o_proj(y.transpose(1, 2).reshape(b, t, -1))

    def step(self, x, cos, sin, mask, past):
        """The same with a cache: T new tokens behind P cached ones; mask [B, 1, T, P + T] is added to the scores."""
        s = self.shape
        b, t, _ = x.shape
        q = rotate(self.q_proj(x).view(b, t, s.heads, s.head_dim).transpose(1, 2), cos, sin)
        k = rotate(self.k_proj(x).view(b, t, s.kv_heads, s.head_dim).transpose(1, 2), cos, sin)
        v = self.v_proj(x).view(b, t, s.kv_heads, s.head_dim).transpose(1, 2)
        k = torch.cat([past[0], k], dim=2)
        v = torch.cat([past[1], v], dim=2)
        # The queries of one key head are rows of one product: no key is copied for them.
        group = s.heads // s.kv_heads
        q = q.reshape(b, s.kv_heads, group * t, s.head_dim)
        scores = q @ k.transpose(2, 3) * s.head_dim**-0.5
        scores = scores.reshape(b, s.kv_heads, group, t, -1) + mask.unsqueeze(2)
        weights = scores.softmax(-1).reshape(b, s.kv_heads, group * t, -1)
        y = (weights @ v).reshape(b, s.heads, t, s.head_dim)
        return self.o_proj(y.transpose(1, 2).reshape(b, t, -1)), (k, v)


class Mlp(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.gate_proj = nn.Linear(shape.width, shape.ffn, bias=False)
        self.up_proj = nn.Linear(shape.width, shape.ffn, bias=False)
        self.down_proj = nn.Linear(shape.ffn, shape.width, bias=False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.self_attn = Attention(shape)
        self.mlp = Mlp(shape)
        self.input_layernorm = RMSNorm(shape.width, shape.eps)
        self.post_attention_layernorm = RMSNorm(shape.width, shape.eps)

    def forward(self, x, cos, sin):
        x = x + self.self_attn(self.input_layernorm(x), cos, sin)
        return x + self.mlp(self.post_attention_layernorm(x))

    def step(self, x, cos, sin, mask, past):
        y, present = self.self_attn.step(self.input_layernorm(x), cos, sin, mask, past)
        x = x + y
        return x + self.mlp(self.post_attention_layernorm(x)), present


class Decoder(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        self.embed_tokens = nn.Embedding(shape.vocab, shape.width)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.norm = RMSNorm(shape.width, shape.eps)
        nn.init.normal_(self.embed_tokens.weight, std=0.02)
        for name, weight in self.named_parameters():
            if weight.dim() == 2 and "embed" not in name:
                nn.init.normal_(weight, std=weight.shape[1] ** -0.5)
                if "o_proj" in name or "down_proj" in name:
                    weight.data.mul_((2 * shape.layers) ** -0.5)

    def hidden(self, ids: torch.Tensor) -> torch.Tensor:
        """The last hidden state of every position of [B, T]."""
        cos, sin = rotation(torch.arange(ids.shape[1], device=ids.device), self.shape)
        x = self.embed_tokens(ids)
        for layer in self.layers:
            x = layer(x, cos, sin)
        return self.norm(x)

    def logits(self, hidden: torch.Tensor) -> torch.Tensor:
        return F.linear(hidden, self.embed_tokens.weight)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.logits(self.hidden(ids))

    def step(self, ids, attention_mask, position_ids, past):
        """What is exported: logits of T new tokens [B, T] behind caches, and the grown caches.

        attention_mask is [B, P + T] with 0 where a row is padded; position_ids [B, T] are places within the row.
        """
        cos, sin = rotation(position_ids, self.shape)
        cos, sin = cos.unsqueeze(1), sin.unsqueeze(1)
        t = ids.shape[1]
        keys = attention_mask.shape[1]
        places = torch.arange(keys, device=ids.device)
        ahead = places.unsqueeze(0) > (places[keys - t :]).unsqueeze(1)
        shut = ahead.unsqueeze(0) | (attention_mask == 0).unsqueeze(1)
        mask = torch.where(shut, -1e9, 0.0).unsqueeze(1)
        x = self.embed_tokens(ids)
        presents = []
        for layer, cache in zip(self.layers, past):
            x, present = layer.step(x, cos, sin, mask, cache)
            presents.append(present)
        return self.logits(self.norm(x)), presents


def size(shape: Shape) -> int:
    """Parameters of a decoder."""
    return sum(p.numel() for p in Decoder(shape).parameters())


if __name__ == "__main__":
    for name, shape in SHAPES.items():
        print(f"{name}: {size(shape):,} parameters")
