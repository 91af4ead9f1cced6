"""Writes, for seven rules, the right answer and what wrong implementations of the rule answer: NumPy, in f64, from f32 inputs.

    python mistakes.py FOLDER

One head at a time runs token by token (`recurrent`) or, where the mistake needs chunks, chunk by chunk (`chunked`). Both take `made`, the
ids of the mistakes that this implementation makes. Stored: inputs F32 (exact in F64); right answers `o`, `ht` (and `.unit`, `.wide`) F64;
wrong answers `o.<id>`, `ht.<id>` are computed in F64 and, for the files' size, stored as F32. softmax_attn has no state and so no `ht`.

`keys-raw` and `keys-eps` start from q_raw and k_raw; their right answer is `.unit`. `scale-dv` starts from v_wide and h0_wide: `.wide`.
"""
import json, pathlib, sys
import numpy as np
from safetensors.numpy import save_file

T, H, K, V, WIDE, C = 40, 2, 6, 6, 10, 16

RULES = {
    "linear_attn": "S_t = S_{t-1} + k_t v_t^T",
    "simple_gla": "S_t = exp(g_t) S_{t-1} + k_t v_t^T",
    "gla": "S_t = diag(exp(gk_t)) S_{t-1} + k_t v_t^T",
    "delta_rule": "S_t = S_{t-1} + beta_t k_t (v_t - S_{t-1}^T k_t)^T",
    "gated_delta_rule": "S' = exp(g_t) S_{t-1}; S_t = S' + beta_t k_t (v_t - S'^T k_t)^T",
    "kda": "S' = diag(exp(gk_t)) S_{t-1}; S_t = S' + beta_t k_t (v_t - S'^T k_t)^T",
    "softmax_attn": "o_t = sum_{j <= t} p_j v_j, p = softmax(scale q_t . k_j)",
}
GATED, DELTA, SOFTMAX = ("simple_gla", "gla", "gated_delta_rule", "kda"), ("delta_rule", "gated_delta_rule", "kda"), ("softmax_attn",)
BOTH, ALL = ("gated_delta_rule", "kda"), tuple(RULES)
STATE = tuple(rule for rule in RULES if rule not in SOFTMAX)
CHUNKED = {"chunk-boundary", "inverse-sign", "tail-dropped"}

MISTAKES = {  # Which rules can make it.
    "heads-tokens": ALL,
    "gate-log-plain": GATED, "gate-base2": GATED, "gate-base2.b": GATED,
    "beta-raw": DELTA, "beta-raw.b": DELTA,
    "keys-raw": DELTA, "keys-eps": DELTA, "keys-eps.b": DELTA,
    "scale-missing": ALL, "scale-twice": ALL, "scale-dv": ALL,
    "initial-state-ignored": STATE, "initial-state-transposed": STATE,
    "decay-after": GATED, "undecayed-error": BOTH,
    "mask-off-by-one": ALL, "mask-off-by-one.b": GATED + SOFTMAX,
    "chunk-boundary": STATE, "inverse-sign": DELTA, "tail-dropped": ALL,
    "state-transposed": STATE, "state-transposed.b": STATE,
}
PAIRS = [("scale-missing", "initial-state-ignored"), ("gate-base2", "scale-missing"), ("beta-raw", "decay-after"),
         ("initial-state-transposed", "undecayed-error"), ("heads-tokens", "scale-missing"), ("initial-state-ignored", "chunk-boundary"),
         ("scale-twice", "inverse-sign"), ("mask-off-by-one", "tail-dropped"), ("gate-log-plain", "undecayed-error"),
         ("decay-after", "chunk-boundary"), ("mask-off-by-one", "chunk-boundary"), ("scale-missing", "state-transposed"),
         ("keys-raw", "scale-missing")]


def recurrent(x, S, scale, made):
    """One head: q, k, decay [T, K], v [T, V], beta [T] or None; S [K, V]."""
    out = []
    for t in range(len(x["q"])):
        q, k, v, D = scale * x["q"][t], x["k"][t], x["v"][t], x["decay"][t][:, None]
        before, decayed = S, D * S
        if x["beta"] is None:
            S = D * (before + np.outer(k, v)) if "decay-after" in made else decayed + np.outer(k, v)
        elif "decay-after" in made:
            S = D * (before + x["beta"][t] * np.outer(k, v - before.T @ k))
        elif "undecayed-error" in made:
            S = decayed + x["beta"][t] * np.outer(k, v - before.T @ k)
        else:
            S = decayed + x["beta"][t] * np.outer(k, v - decayed.T @ k)
        seen = before if "mask-off-by-one" in made else decayed if "mask-off-by-one.b" in made else S
        out.append(seen @ q if "state-transposed.b" in made else seen.T @ q)
    return np.array(out), S


def chunked(x, S, scale, made):
    """The same head in chunks of C tokens. Within a chunk the state after token t is the start state and the writes k_s u_s^T, s <= t, each
    decayed by all tokens that came after it up to t."""
    assert "state-transposed.b" not in made
    length = len(x["q"])
    o = np.zeros(x["v"].shape)
    for start in range(0, length // C * C if "tail-dropped" in made else length, C):
        if "chunk-boundary" in made and start > 0:
            S = np.zeros(S.shape)
        rows = slice(start, start + C)
        q, k, v, D = scale * x["q"][rows], x["k"][rows], x["v"][rows], x["decay"][rows]
        n = len(q)
        first = [s if "decay-after" in made else s + 1 for s in range(n)]  # The first token whose decay write s meets.
        u = v
        if x["beta"] is not None:
            beta = x["beta"][rows]
            met = [t if made & {"decay-after", "undecayed-error"} else t + 1 for t in range(n)]  # Decays before token t forms its error.
            A, known = np.zeros((n, n)), np.zeros(v.shape)
            for t in range(n):
                known[t] = (D[:met[t]].prod(0)[:, None] * S).T @ k[t]
                for s in range(t):
                    A[t, s] = (D[first[s]:met[t]].prod(0) * k[s]) @ k[t]
            L = np.tril(np.diag(beta) @ A, -1)
            inverse = np.linalg.inv(np.eye(n) - L if "inverse-sign" in made else np.eye(n) + L)
            u = inverse @ np.diag(beta) @ (v - known)
        P = np.zeros((n, n))
        for t in range(n):
            decays = t if "mask-off-by-one" in made else t + 1
            writes = t if made & {"mask-off-by-one", "mask-off-by-one.b"} else t + 1
            for s in range(writes):
                P[t, s] = (D[first[s]:decays].prod(0) * k[s]) @ q[t]
            o[start + t] = (D[:decays].prod(0)[:, None] * S).T @ q[t]
        o[rows] += P @ u
        left = np.array([D[first[s]:].prod(0) * k[s] for s in range(n)])
        S = D.prod(0)[:, None] * S + left.T @ u
    return o, S


def softmax(x, scale, made):
    length = len(x["q"])
    o = np.zeros(x["v"].shape)
    for start in range(0, length // C * C if "tail-dropped" in made else length, C):
        for t in range(start, min(start + C, length)):
            seen = t if "mask-off-by-one" in made else t + 2 if "mask-off-by-one.b" in made else t + 1
            if seen > 0:
                z = x["k"][:seen] @ (scale * x["q"][t])
                p = np.exp(z - z.max())
                o[t] = (p / p.sum()) @ x["v"][:seen]
    return o


def decay(g, made):
    if "gate-log-plain" in made:
        return g
    if "gate-base2" in made:
        return 2 ** g
    if "gate-base2.b" in made:
        return np.exp(g / np.log(2))
    return np.exp(g)


def strength(beta, made):
    if "beta-raw" in made:
        return 1 / (1 + np.exp(-beta))
    if "beta-raw.b" in made:
        return np.log(beta / (1 - beta))
    return beta


def normalised(raw, made):
    squares = (raw ** 2).sum(-1, keepdims=True)
    if "keys-raw" in made:
        return raw
    if "keys-eps" in made:
        return raw / np.maximum(np.sqrt(squares), 1e-12)
    if "keys-eps.b" in made:
        return raw / np.sqrt(squares + 1e-5)
    return raw / np.sqrt(squares + 1e-6)


def heads(buffer, made):
    """[T, H, ...] -> [H, T, ...]"""
    if "heads-tokens" in made:
        return buffer.reshape((H, T) + buffer.shape[2:])
    return np.swapaxes(buffer, 0, 1)


def answer(rule, x, right, made):
    """o [T, H, V] and ht [H, K, V] (None for softmax_attn) of the implementation that makes the mistakes `made`."""
    q, k, v, h0 = x["q"], x["k"], x["v"], x.get("h0")
    if right == ".unit":
        q, k = normalised(x["q_raw"], made), normalised(x["k_raw"], made)
    if right == ".wide":
        v, h0 = x["v_wide"], x.get("h0_wide")
    scale = K ** -0.5
    if "scale-missing" in made:
        scale = 1.0
    if "scale-twice" in made:
        scale = scale * scale
    if "scale-dv" in made:
        scale = v.shape[-1] ** -0.5
    tokens = {"q": q, "k": k, "v": v}
    if "beta" in x:
        tokens["beta"] = strength(x["beta"], made)
    if "g" in x:
        tokens["decay"] = decay(x["g"], made)
    if "gk" in x:
        tokens["decay"] = decay(x["gk"], made)
    tokens = {of: heads(buffer, made) for of, buffer in tokens.items()}
    outs, states = [], []
    for h in range(H):
        one = {of: buffer[h] for of, buffer in tokens.items()}
        if rule in SOFTMAX:
            outs.append(softmax(one, scale, made))
            continue
        one.setdefault("beta", None)
        one.setdefault("decay", np.ones((T, K)))
        if one["decay"].ndim == 1:
            one["decay"] = np.repeat(one["decay"][:, None], K, 1)
        S = h0[h]
        if "initial-state-ignored" in made:
            S = np.zeros(S.shape)
        if "initial-state-transposed" in made:
            S = S.T
        o, S = (chunked if made & CHUNKED else recurrent)(one, S, scale, made)
        outs.append(o)
        states.append(S.T if "state-transposed" in made else S)
    outs = np.array(outs)
    o = outs.reshape(T, H, -1) if "heads-tokens" in made else np.swapaxes(outs, 0, 1)
    return o, np.array(states) if states else None


def draw(rule, rng):
    def directions(size):
        x = rng.normal(size=size)
        return x / np.linalg.norm(x, axis=-1, keepdims=True)

    x = {"v": rng.normal(size=(T, H, V)), "v_wide": rng.normal(size=(T, H, WIDE))}
    for of in ("q", "k"):
        if rule in DELTA:
            x[of] = directions((T, H, K))
            x[of + "_raw"] = directions((T, H, K)) * rng.uniform(0.4, 1.3, (T, H, 1))
        else:
            x[of] = rng.normal(size=(T, H, K)) * (1 if rule in SOFTMAX else K ** -0.5)
    if rule in DELTA:
        x["k_raw"][3::4] = directions((T // 4, H, K)) * rng.uniform(0.8e-3, 1.2e-3, (T // 4, H, 1))
        x["beta"] = rng.uniform(0.2, 0.9, (T, H))
    if rule in ("simple_gla", "gated_delta_rule"):
        x["g"] = rng.uniform(-0.4, -0.02, (T, H))
    if rule in ("gla", "kda"):
        x["gk"] = rng.uniform(-0.4, -0.02, (T, H, K))
    if rule in STATE:
        x["h0"], x["h0_wide"] = 0.5 * rng.normal(size=(H, K, V)), 0.5 * rng.normal(size=(H, K, WIDE))
    return {of: values.astype(np.float32) for of, values in x.items()}


def right_of(made):
    return ".unit" if any(id.startswith("keys-") for id in made) else ".wide" if "scale-dv" in made else ""


def ratio(wrong, right):
    return np.sqrt(((wrong - right) ** 2).mean() / (right ** 2).mean())


def check_chunks():
    """The chunks, when they are right, say what the tokens say; and a forgotten state is a fresh run per chunk."""
    rng = np.random.default_rng(1)
    for beta in (None, rng.uniform(0.2, 0.9, T)):
        for D in (np.ones((T, K)), np.exp(rng.uniform(-0.4, -0.02, (T, K)))):
            x = {"q": rng.normal(size=(T, K)), "k": rng.normal(size=(T, K)), "v": rng.normal(size=(T, V)), "decay": D, "beta": beta}
            x["k"] /= np.linalg.norm(x["k"], axis=1, keepdims=True)
            S = rng.normal(size=(K, V))
            for made in (set(), {"decay-after"}, {"undecayed-error"}, {"mask-off-by-one"}, {"mask-off-by-one.b"}):
                (o, ht), (o_chunks, ht_chunks) = recurrent(x, S, 0.4, made), chunked(x, S, 0.4, made)
                assert abs(o - o_chunks).max() < 1e-12 and abs(ht - ht_chunks).max() < 1e-12, made
                o_chunks, ht_chunks = chunked(x, S, 0.4, made | {"chunk-boundary"})
                for start in range(0, T, C):
                    part = {of: values if values is None else values[start:start + C] for of, values in x.items()}
                    o, ht = recurrent(part, np.zeros((K, V)) if start else S, 0.4, made)
                    assert abs(o - o_chunks[start:start + C]).max() < 1e-12, made
                assert abs(ht - ht_chunks).max() < 1e-12, made


def main(folder):
    check_chunks()
    total = 0
    for seed, (rule, formula) in enumerate(RULES.items(), 2000):
        inputs = draw(rule, np.random.default_rng(seed))
        x = {of: values.astype(np.float64) for of, values in inputs.items()}
        tensors, rights, answers = dict(inputs), {}, {}
        for right in ("", ".unit", ".wide") if rule in DELTA else ("", ".wide"):
            rights[right] = answer(rule, x, right, set())
            for of, values in zip(("o", "ht"), rights[right]):
                if values is not None:
                    tensors[of + right] = np.ascontiguousarray(values)
        made_by_rule = [(id,) for id, rules in MISTAKES.items() if rule in rules]
        made_by_rule += [pair for pair in PAIRS if all(rule in MISTAKES[id] for id in pair)]
        print("\n%-42s %10s %10s  %s" % (rule, "o", "ht", "closest other"))
        for made in made_by_rule:
            answers[made] = [None if values is None else values.astype(np.float32).astype(np.float64)
                             for values in answer(rule, x, right_of(made), set(made))]
            for of, values in zip(("o", "ht"), answers[made]):
                if values is not None:
                    tensors["%s.%s" % (of, "+".join(made))] = np.ascontiguousarray(values.astype(np.float32))
        for made, wrong in answers.items():
            apart = [0.0 if a is None else ratio(a, b) for a, b in zip(wrong, rights[right_of(made)])]
            assert max(apart) >= 1e-3, (rule, made, apart)  # The other part may be right, or nearly: h0 fades.
            others = [(max(0.0 if a is None else ratio(a, b) for a, b in zip(wrong, other)), "+".join(name))
                      for name, other in answers.items() if name != made and right_of(name) == right_of(made)]
            far, other = min(others, default=(np.inf, "-"))
            assert far >= 1e-3, (rule, made, other, far)
            print("%-42s %10.2e %10s  %.2e %s" % ("+".join(made), apart[0], "-" if wrong[1] is None else "%.2e" % apart[1], far, other))
        meta = dict(mistakes=json.dumps(["+".join(made) for made in answers]), rule=rule, formula=formula, seed=str(seed), chunk=str(C),
                    right=json.dumps({"+".join(made): right_of(made)[1:] for made in answers if right_of(made)}),
                    layout="tokens [T, H, .], states [H, K, V], scale K^-0.5",
                    dtype="inputs F32 (exact in F64); right answers F64; wrong answers F64 rounded to F32", source="NumPy, mistakes.py")
        path = pathlib.Path(folder) / (rule + ".safetensors")
        save_file(tensors, path, meta)
        total += path.stat().st_size
        print("%d mistakes, %d bytes" % (len(answers), path.stat().st_size))
    assert total < 700_000, total
    print("\n%d bytes in all" % total)


if __name__ == "__main__":
    main(sys.argv[1])
