// Loads the pieces of the program. They come in a few files; each file is a module whose start function puts its pieces in place.
import { initSync } from "GLUE";

const files = [FILES];
// An engine that knows no vector instructions has programs of its own.
const folder = document.documentElement.dataset.scalar ?? "";
const arriving = [];
const placed = [];

// A piece that several files hold is put in place by the one that comes first: another one would set its variables back.
const first = (piece) => (placed[piece] ? 0 : (placed[piece] = 1));

// Browsers compile wasm while it arrives only under the type application/wasm. Some hosts do not know it and say otherwise;
// what they send is called by its name here.
async function fetchWasm(address) {
  const answer = await fetch(address);
  const type = answer.headers.get("Content-Type")?.toLowerCase();
  if (!answer.ok || type === "application/wasm") return answer;
  return new Response(answer.body, { headers: { "Content-Type": "application/wasm" } });
}

// What the main part and the pieces have in common.
let common;
const shared = () => (common ??= initSync(undefined, undefined));

function arrive(file) {
  return (arriving[file] ??= (async () => {
    try {
      const imports = { SHARED: { ...shared(), first } };
      await WebAssembly.instantiateStreaming(fetchWasm(new URL(folder + files[file], import.meta.url)), imports);
    } catch (reason) {
      // Whoever tries again fetches it again.
      arriving[file] = undefined;
      throw reason;
    }
  })());
}

// A browser breaks off what is underway when its page is left: nobody is told then.
let left = false;
addEventListener("pagehide", () => (left = true));
addEventListener("pageshow", () => (left = false));

// Fetches these files, then calls the program back with what it gave, and with whether all have come.
const loads = (...needed) => async (callback, given) => {
  let come = true;
  try {
    await Promise.all(needed.map(arrive));
  } catch (reason) {
    if (!left) console.error(reason);
    come = false;
  }
  shared().__indirect_function_table.get(callback)(given, come);
};
