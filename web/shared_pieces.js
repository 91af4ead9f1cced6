// What several pages share comes in one file: a module of nothing but sections, each of them one piece.
let shared;

async function sharedPiece(name) {
  shared ??= WebAssembly.compileStreaming(fetch(new URL("./shared.wasm", import.meta.url)));
  try {
    const [piece] = WebAssembly.Module.customSections(await shared, name);
    return new Response(piece, { headers: { "Content-Type": "application/wasm" } });
  } catch (reason) {
    // Whoever tries again fetches it again.
    shared = undefined;
    throw reason;
  }
}
