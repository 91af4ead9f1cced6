// The loops of plain.rs in plain JavaScript: what one would write without WebAssembly.
//
// The arrays are Float32Arrays that lie in the worker's WebAssembly memory, so that both languages read the very same
// numbers and nothing is copied. JavaScript computes in double precision and rounds where a number is stored.

/** c [rows, columns] = Σ_p a(i, p) · b(p, j), each matrix given with the distance of its rows and of its columns. */
function product(c, rows, columns, depth, a, aRow, aColumn, b, bRow, bColumn, factor) {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let p = 0; p < depth; p++) {
        sum += a[i * aRow + p * aColumn] * b[p * bRow + j * bColumn];
      }
      c[i * columns + j] = factor * sum;
    }
  }
}

/** Q Kᵀ, [n, n]. */
export function qkt(n, d, scale, q, k, v, beta, g, scratch, output) {
  product(output, n, n, d, q, d, 1, k, 1, d, 1);
}

/** Kᵀ V, [d, d]. */
export function ktv(n, d, scale, q, k, v, beta, g, scratch, output) {
  product(output, d, d, n, k, 1, d, v, d, 1, 1);
}

/** Q times the numbers of V read as [d, n]; [n, n]. */
export function gemm(n, d, scale, q, k, v, beta, g, scratch, output) {
  product(output, n, n, d, q, d, 1, v, n, 1, 1);
}

/** Q(KᵀV), [n, d], with the state in `state`. */
export function linear_attn_full(n, d, scale, q, k, v, beta, g, state, output) {
  product(state, d, d, n, k, 1, d, v, d, 1, scale);
  product(output, n, d, d, q, d, 1, state, d, 1, 1);
}

/** (QKᵀ)V, [n, d], with all scores in `scores`. */
export function linear_attn_full_left(n, d, scale, q, k, v, beta, g, scores, output) {
  product(scores, n, n, d, q, d, 1, k, 1, d, scale);
  product(output, n, d, n, scores, n, 1, v, d, 1, 1);
}

/** Row i of the output: softmax attention of query i over the first `seen` tokens. */
function attend(i, seen, to, d, scale, q, k, v, scores, output) {
  let largest = -Infinity;
  for (let j = 0; j < seen; j++) {
    let score = 0;
    for (let p = 0; p < d; p++) {
      score += q[i * d + p] * k[j * d + p];
    }
    scores[j] = scale * score;
    largest = Math.max(largest, scores[j]);
  }
  let sum = 0;
  for (let j = 0; j < seen; j++) {
    scores[j] = Math.exp(scores[j] - largest);
    sum += scores[j];
  }
  for (let c = 0; c < d; c++) {
    let mean = 0;
    for (let j = 0; j < seen; j++) {
      mean += scores[j] * v[j * d + c];
    }
    output[to * d + c] = mean / sum;
  }
}

/** softmax(scale · Q Kᵀ) V, [n, d], with one row of scores in `scores`. */
export function softmax_attn_full(n, d, scale, q, k, v, beta, g, scores, output) {
  for (let i = 0; i < n; i++) {
    attend(i, n, i, d, scale, q, k, v, scores, output);
  }
}

/** The same, every query seeing itself and what went before. */
export function softmax_attn_causal(n, d, scale, q, k, v, beta, g, scores, output) {
  for (let i = 0; i < n; i++) {
    attend(i, i + 1, i, d, scale, q, k, v, scores, output);
  }
}

/** The last query alone, [1, d]. */
export function softmax_attn_decode(n, d, scale, q, k, v, beta, g, scores, output) {
  attend(n - 1, n, 0, d, scale, q, k, v, scores, output);
}

/** Token t, one row of S [d, d] after the other: decay, read, write, read. */
function step(delta, gated, t, to, d, scale, q, k, v, beta, g, state, output) {
  const gamma = gated ? Math.exp(g[t]) : 1;
  for (let i = 0; i < d; i++) {
    let recalled = 0;
    for (let j = 0; j < d; j++) {
      state[i * d + j] *= gamma;
      recalled += state[i * d + j] * k[t * d + j];
    }
    const u = delta ? beta[t] * (v[t * d + i] - recalled) : v[t * d + i];
    let out = 0;
    for (let j = 0; j < d; j++) {
      state[i * d + j] += u * k[t * d + j];
      out += state[i * d + j] * q[t * d + j];
    }
    output[to * d + i] = scale * out;
  }
}

function token_by_token(delta, gated, n, d, scale, q, k, v, beta, g, state, output) {
  state.fill(0, 0, d * d);
  for (let t = 0; t < n; t++) {
    step(delta, gated, t, t, d, scale, q, k, v, beta, g, state, output);
  }
}

/** The last token alone, from the state that K holds: its first rows are the columns of S. */
function last_token(delta, gated, n, d, scale, q, k, v, beta, g, state, output) {
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) {
      state[i * d + j] = j < n - 1 ? k[j * d + i] : 0;
    }
  }
  step(delta, gated, n - 1, 0, d, scale, q, k, v, beta, g, state, output);
}

/** Causal linear attention. */
export function linear_attn_causal(n, d, scale, q, k, v, beta, g, state, output) {
  token_by_token(false, false, n, d, scale, q, k, v, beta, g, state, output);
}

/** Linear attention with a scalar gate. */
export function simple_gla_causal(n, d, scale, q, k, v, beta, g, state, output) {
  token_by_token(false, true, n, d, scale, q, k, v, beta, g, state, output);
}

/** DeltaNet. */
export function delta_rule_causal(n, d, scale, q, k, v, beta, g, state, output) {
  token_by_token(true, false, n, d, scale, q, k, v, beta, g, state, output);
}

/** Gated DeltaNet. */
export function gated_delta_rule_causal(n, d, scale, q, k, v, beta, g, state, output) {
  token_by_token(true, true, n, d, scale, q, k, v, beta, g, state, output);
}

/** Linear attention's step, [1, d]. */
export function linear_attn_decode(n, d, scale, q, k, v, beta, g, state, output) {
  last_token(false, false, n, d, scale, q, k, v, beta, g, state, output);
}

/** DeltaNet's step, [1, d]. */
export function delta_rule_decode(n, d, scale, q, k, v, beta, g, state, output) {
  last_token(true, false, n, d, scale, q, k, v, beta, g, state, output);
}

/** Gated DeltaNet's step, [1, d]. */
export function gated_delta_rule_decode(n, d, scale, q, k, v, beta, g, state, output) {
  last_token(true, true, n, d, scale, q, k, v, beta, g, state, output);
}
