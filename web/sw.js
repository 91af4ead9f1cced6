// Deltascope's service worker: after the first visit the page opens, and runs in full, without a network.
//
// `cargo xtask build` fills in the next two constants. A version is a whole folder: it is fetched completely, each
// file checked against its hash, or not kept at all; and a page is served from one version only.

// A reader who saves data has asked the browser for little: then nothing is fetched ahead, and a file is kept when a page needs it.
const SPARING = location.search === "?sparing";

const VERSION = "VERSION";
const FILES = { /* FILES */ };

// Several Deltascopes may live under one origin, so the name says which one this is.
const PREFIX = `deltascope ${registration.scope} `;
const CACHE = PREFIX + VERSION;

const addresses = new Set(Object.keys(FILES).map(absolute));

addEventListener("install", (event) => event.waitUntil(keepFiles()));
addEventListener("activate", (event) => event.waitUntil(becomeTheVersion()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const address = addressOf(request);
  if (request.method !== "GET" || !addresses.has(address)) return;
  event.respondWith(request.mode === "navigate" ? openPage(address) : answer(address));
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
async function openPage(address) {
  const pages = await clients.matchAll({ type: "window" });
  if (registration.waiting && pages.length < 2) {
    registration.waiting.postMessage("take over");
    return new Response(BETWEEN, { headers: { "Content-Type": "text/html", Refresh: "2" } });
  }
  return answer(address);
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

async function answer(address) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(address);
  if (kept) return kept;
  const response = await fetch(address);
  if (SPARING && response.ok) await cache.put(address, response.clone());
  return response;
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
