// The pieces of the program come in a few files, each a module of nothing but sections, each of them one piece.
const files = [BUNDLES];
const arriving = [];

// Browsers compile wasm while it arrives only under the type application/wasm. Some hosts do not know it and say otherwise;
// what they send is called by its name here.
async function fetchWasm(address) {
  const answer = await fetch(address);
  const type = answer.headers.get("Content-Type")?.toLowerCase();
  if (!answer.ok || type === "application/wasm") return answer;
  return new Response(answer.body, { headers: { "Content-Type": "application/wasm" } });
}

function arrive(file) {
  return (arriving[file] ??= WebAssembly.compileStreaming(fetchWasm(new URL(files[file], import.meta.url))));
}

// So many pieces are made ready in one task: a page needs more than a hundred, and the browser answers in between.
const AT_ONCE = 16;
let ready = 0, turn;

function inTurn() {
  if (++ready % AT_ONCE === 0) {
    turn = Promise.resolve(turn).then(() => new Promise((next) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = next;
      port2.postMessage(null);
    }));
  }
  return turn;
}

// Takes a piece out of a file. What several files hold is taken out of the one that has been asked for: who needs the piece asks
// for its own file, which nobody else has, in the same breath.
async function pieceOf(holders, name) {
  if (holders.length === 1) arrive(holders[0]).catch(() => {});
  await undefined;
  const file = holders.find((holder) => arriving[holder]) ?? holders[0];
  try {
    const module = await arrive(file);
    await inTurn();
    const [piece] = WebAssembly.Module.customSections(module, name);
    return new Response(piece, { headers: { "Content-Type": "application/wasm" } });
  } catch (reason) {
    // Whoever tries again fetches it again.
    arriving[file] = undefined;
    throw reason;
  }
}
