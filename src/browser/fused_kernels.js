// Fetches the module of fused kernels, from the folder in which this script lies.

// A page takes a worker that is silent for 15 seconds for dead.
const PATIENCE_MS = 10_000;

async function exports() {
  const file = new URL("fused_kernels.wasm", import.meta.url);
  const answer = await fetch(file, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) {
    throw new Error(`${file.pathname}: ${answer.status}`);
  }
  const { instance } = await WebAssembly.instantiate(await answer.arrayBuffer());
  return instance.exports;
}

/** Calls `go_on` with the functions of the module, or without them and with the reason. */
export async function fetch_fused(go_on) {
  let [module, error] = [undefined, ""];
  try {
    module = await exports();
  } catch (reason) {
    error = String(reason);
  }
  go_on(module, error);
}
