// Deltascope's service worker: after the first visit the page opens, and runs in full, without a network.
//
// `cargo xtask build` fills in the next two constants. A version is a whole folder: it is fetched completely, each
// file checked against its hash, or not kept at all; and a page is served from one version only.

// A reader who saves data has asked the browser for little: then nothing is fetched ahead, and a file is kept when a page needs it.
const SPARING = location.search === "?sparing";

const VERSION = "VERSION";
const FILES = { /* FILES */ };

// Where there are no vector instructions, the programs are others.
if (!WebAssembly.validate(Uint8Array.from(VECTORS))) {
  importScripts("./SCALAR/programs.js");
  for (const [address, hash] of Object.entries(self.programs)) {
    delete FILES[address.replace("SCALAR/", "")];
    FILES[address] = hash;
  }
}

// Several Deltascopes may live under one origin, so the name says which one this is.
const PREFIX = `deltascope ${registration.scope} `;
const CACHE = PREFIX + VERSION;

const hashes = new Map(Object.entries(FILES).map(([address, hash]) => [absolute(address), hash]));

addEventListener("install", (event) => event.waitUntil(keepFiles()));
addEventListener("activate", (event) => event.waitUntil(becomeTheVersion()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const address = addressOf(request);
  if (request.method !== "GET" || !hashes.has(address)) return;
  event.respondWith(request.mode === "navigate" ? openPage(event, address) : answer(event, address));
});

async function keepFiles() {
  if (SPARING) return;
  const cache = await caches.open(CACHE);
  const requests = Object.entries(FILES).map(
    ([address, integrity]) => new Request(address, { cache: "no-cache", integrity }),
  );
  await cache.addAll(requests);
}

async function becomeTheVersion() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
  // From here on the present visit needs no network either.
  await clients.claim();
}

// A new version waits until no page of the old one is open. With a reload that never happens, because the old page stays
// until the new one answers. So here the new version takes over, and the page asks again.
async function openPage(event, address) {
  const pages = await clients.matchAll({ type: "window" });
  if (registration.waiting && pages.length < 2) {
    registration.waiting.postMessage("take over");
    return new Response(BETWEEN, { headers: { "Content-Type": "text/html", Refresh: "2" } });
  }
  return answer(event, address);
}

// The page between the two versions. It reloads once the new version controls it. Reloading earlier could send the request to
// the old version, which is just stopping and may never answer. The header `Refresh` is for a takeover that ended before this
// script could listen. The icon keeps the browser from asking the host for /favicon.ico.
const BETWEEN = `<!doctype html><link rel="icon" href="data:,"><script>
navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
</script>`;

addEventListener("message", (event) => {
  if (event.data === "take over") skipWaiting();
});

// Pages of another version than this one, by the ids of their windows.
const others = new Set();

async function answer(event, address) {
  if (others.has(event.clientId)) return fetch(event.request);
  // A browser may refuse to look, too.
  const cache = await caches.open(CACHE).catch(() => undefined);
  const kept = await cache?.match(address);
  if (kept) return kept;
  // A browser that needs room throws a whole folder away. It is fetched once more, so that the next visit needs no network.
  if (registration.active) event.waitUntil(keepAgain());
  const response = await own(address).catch((reason) => {
    // Any other file would not fit; but a page of another version is whole with the files that it names.
    if (event.request.mode !== "navigate") throw reason;
    others.add(event.resultingClientId);
    return fetch(address);
  });
  if (SPARING && response.ok) await cache?.put(address, response.clone()).catch(() => undefined);
  return response;
}

// A file of this version and of no other, even where the browser has kept an older one by itself.
function own(address) {
  const integrity = hashes.get(address);
  return fetch(address, { integrity }).catch(() => fetch(address, { integrity, cache: "reload" }));
}

let again;
function keepAgain() {
  return (again ??= keepFiles().catch(() => undefined));
}

function addressOf(request) {
  const url = new URL(request.url);
  const page = url.pathname.replace(/\/index\.html$/, "/");
  // The query holds the settings of the user; the file is the same for all of them.
  return url.origin + page;
}

function absolute(address) {
  return new URL(address, registration.scope).href;
}
