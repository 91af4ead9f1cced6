// Starts the program, unless something that it needs is missing: then the page says so, and its text can be read. Watches whether it
// breaks off.
const root = document.documentElement;

if (!root.dataset.missing) {
  const brokeOff = watch();
  try {
    await painted();
    for (const { content, dataset } of document.querySelectorAll("meta[name=ahead]")) fetchAhead(content, dataset.integrity);
    const program = await import("./GLUE");
    await program.default({ module_or_path: programs("./MAIN") });
    keepForLater();
  } catch (reason) {
    console.error(reason);
    if (!(await brokeOff(reason))) root.dataset.missing = reason instanceof WebAssembly.CompileError ? "policy" : "late";
  }
}

// Says that the program has broken off where that is what has happened: it panicked, or has no memory left. What was done last helps
// whoever looks for the cause.
function watch() {
  const done = [];
  const note = (what) => what && done.push(what) > 5 && done.shift();
  addEventListener("click", ({ target }) => note(target.closest?.("[data-testid]")?.dataset.testid), true);
  addEventListener("keydown", ({ key }) => note(key), true);
  const look = async (what) => {
    if (!["RuntimeError", "RangeError", "InternalError"].includes(what?.name)) return false;
    const { show } = await import("./BROKEN");
    show(root.dataset.panic ?? what, done);
    return true;
  };
  addEventListener("error", ({ error }) => look(error));
  addEventListener("unhandledrejection", ({ reason }) => look(reason));
  return look;
}

// The text comes first, on a slow connection or machine too: the program is asked for when it has been painted. A page that nobody
// sees is not painted, and waits for nothing; one that a browser takes for seen and does not paint waits for a moment.
function painted() {
  if (document.hidden) return;
  const frame = new Promise((then) => requestAnimationFrame(() => setTimeout(then)));
  return Promise.race([frame, new Promise((then) => setTimeout(then, 3000))]);
}

// Where a program lies: one without vector instructions in a folder of its own.
function programs(file) {
  return new URL((root.dataset.scalar ?? "") + file, import.meta.url);
}

// All parts of the program are asked for at once, not one by the other that has to arrive before it. A script is used only where it is the
// one that the page names.
function fetchAhead(file, integrity) {
  const kind = file.endsWith(".js")
    ? { rel: "modulepreload", integrity, href: file }
    : { rel: "preload", as: "fetch", type: "application/wasm", href: programs(file) };
  document.head.append(Object.assign(document.createElement("link"), kind, { crossOrigin: "anonymous" }));
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
