// What several pages share comes in a few files, each a module of nothing but sections, each of them one piece. Which pages
// need a file is what puts a piece into it.
const bundles = ["./shared.wasm", "./shared_largest.wasm", "./shared_next.wasm", "./shared_rest.wasm"];
const arriving = [];

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
