// What several pages share comes in a few files, each a module of nothing but sections, each of them one piece. Which pages
// need a file is what puts a piece into it.
const bundles = [BUNDLES];
const arriving = [];

// Browsers compile wasm while it arrives only under the type application/wasm. Some hosts do not know it and say otherwise;
// what they send is called by its name here. Every piece of this file is fetched this way.
async function fetch(address) {
  const answer = await globalThis.fetch(address);
  const type = answer.headers.get("Content-Type")?.toLowerCase();
  if (!answer.ok || type === "application/wasm") return answer;
  return new Response(answer.body, { headers: { "Content-Type": "application/wasm" } });
}

async function sharedPiece(bundle, name) {
  arriving[bundle] ??= WebAssembly.compileStreaming(fetch(new URL(bundles[bundle], import.meta.url)));
  try {
    const [piece] = WebAssembly.Module.customSections(await arriving[bundle], name);
    return new Response(piece, { headers: { "Content-Type": "application/wasm" } });
  } catch (reason) {
    // Whoever tries again fetches it again.
    arriving[bundle] = undefined;
    throw reason;
  }
}
