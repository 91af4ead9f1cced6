// Starts the program, unless something that it needs is missing: then the page says so, and its text can be read.
const root = document.documentElement;

if (!root.dataset.missing) {
  try {
    await painted();
    for (const { content } of document.querySelectorAll("meta[name=ahead]")) fetchAhead(content);
    const program = await import("./GLUE");
    await program.default({ module_or_path: new URL("./MAIN", import.meta.url) });
    keepForLater();
  } catch (reason) {
    console.error(reason);
    root.dataset.missing = reason instanceof WebAssembly.CompileError ? "policy" : "late";
  }
}

// The text comes first, on a slow connection or machine too: the program is asked for when it has been painted. A page that nobody
// sees is not painted, and waits for nothing; one that a browser takes for seen and does not paint waits for a moment.
function painted() {
  if (document.hidden) return;
  const frame = new Promise((then) => requestAnimationFrame(() => setTimeout(then)));
  return Promise.race([frame, new Promise((then) => setTimeout(then, 3000))]);
}

// All parts of the program are asked for at once, not one by the other that has to arrive before it.
function fetchAhead(href) {
  const kind = href.endsWith(".js") ? { rel: "modulepreload" } : { rel: "preload", as: "fetch", type: "application/wasm" };
  document.head.append(Object.assign(document.createElement("link"), kind, { crossOrigin: "anonymous", href }));
}

// Keeps all pages for visits without a network, once this one is shown and at rest. Who saves data is spared: then a page is kept
// when it is opened.
function keepForLater() {
  if (!location.protocol.startsWith("http")) return;
  const idle = window.requestIdleCallback ?? ((then) => setTimeout(then, 2000));
  const register = async () => {
    try {
      const all = navigator.connection?.saveData ? "?sparing" : "";
      await navigator.serviceWorker.register(`./sw.js${all}`);
    } catch (reason) {
      console.info(`Deltascope will not open without a network: ${reason.message}`);
    }
  };
  if (document.readyState === "complete") idle(register);
  else addEventListener("load", () => idle(register));
}
