"""Writes the golden files of the rules with another loss, which flash-linear-attention 0.6.0 does not have: NumPy, in f64, from f32 inputs.

    python losses.py FOLDER
"""
import json, pathlib, sys
import numpy as np
from safetensors.numpy import save_file

CASES = [dict(T=1, K=4, V=4, h0=False), dict(T=7, K=8, V=4, h0=True), dict(T=16, K=8, V=8, h0=False), dict(T=33, K=4, V=12, h0=True),
         dict(T=64, K=16, V=8, h0=False)]


def huber(e, delta):
    n = np.linalg.norm(e)
    return e if n <= delta else delta * e / n


def by_coordinate(e, delta):
    return np.clip(e, -delta, delta)


def contrastive(S, k, v, known, tau):
    if not any((v == w).all() for w in known):
        known.append(v)
    M = np.array(known)
    z = M @ (S @ k) / tau
    p = np.exp(z - z.max())
    return (v - (p / p.sum()) @ M) / tau


RULES = {
    "huber": ("delta", "S_t = S_{t-1} + beta_t e_t min(1, delta/|e_t|) k_t^T, e_t = v_t - S_{t-1} k_t; o_t = S_t (scale q_t)"),
    "huber_by_coordinate": ("delta", "S_t = S_{t-1} + beta_t clip(v_t - S_{t-1} k_t, -delta, delta) k_t^T; o_t = S_t (scale q_t)"),
    "contrastive": ("tau", "S_t = S_{t-1} + beta_t/tau (v_t - sum_j p_j u_j) k_t^T, p = softmax(u_j S_{t-1} k_t / tau), u_j the distinct "
                           "values of tokens 1..t; o_t = S_t (scale q_t). Every third token has the value of the first."),
}


def run(rule, x, S, number, scale):
    known, out = [], []
    for q, k, v, beta in zip(x["q"], x["k"], x["v"], x["beta"]):
        if rule == "contrastive":
            d = contrastive(S, k, v, known, number)
        else:
            d = (huber if rule == "huber" else by_coordinate)(v - S @ k, number)
        S = S + beta * np.outer(d, k)
        out.append(S @ (scale * q))
    return np.array(out), S


def main(folder):
    for at, (rule, (knob, formula)) in enumerate(RULES.items()):
        tensors, cases = {}, []
        for i, case in enumerate(CASES):
            seed = 1000 * (at + 1) + i
            rng = np.random.default_rng(seed)
            T, K, V, name, scale = case["T"], case["K"], case["V"], "c%d" % i, case["K"] ** -0.5
            starts = case["h0"] and rule != "contrastive"  # Its state holds values, which files have no axis for.
            x = {"q": rng.normal(size=(T, K)), "k": rng.normal(size=(T, K)), "v": rng.normal(size=(T, V)), "beta": rng.uniform(0, 2, T)}
            x["k"] /= np.linalg.norm(x["k"], axis=1, keepdims=True)
            x[knob] = rng.uniform(0.25, 1.0, 1)
            if rule == "contrastive":
                x["v"][::3] = x["v"][0]
            if starts:
                x["h0"] = rng.normal(size=(K, V))
            x = {of: values.astype(np.float32) for of, values in x.items()}
            wide = {of: values.astype(np.float64) for of, values in x.items()}
            o, S = run(rule, wide, wide["h0"].T if starts else np.zeros((V, K)), wide[knob][0], scale)
            tensors.update({"%s.%s" % (name, of): values for of, values in x.items()})
            tensors.update({name + ".o": o, name + ".ht": np.ascontiguousarray(S.T)})
            cases.append(dict(T=T, K=K, V=V, H=1, h0=starts, name=name, scale=scale, seed=seed, inputs=sorted(x), outputs=["ht", "o"]))
        meta = dict(cases=json.dumps(cases), rule=rule, formula=formula, dtype="inputs F32 (exact in F64); outputs F64", layout="states [K, V]",
                    source="NumPy, losses.py")
        save_file(tensors, pathlib.Path(folder) / (rule + ".safetensors"), meta)


if __name__ == "__main__":
    main(sys.argv[1])
