const { addDebuggerToGlobal } = ChromeUtils.importESModule("resource://gre/modules/jsdebugger.sys.mjs", { global: "contextual" });
addDebuggerToGlobal(globalThis);
// As if the page had written it; its policy does not hold for debuggers.
addEventListener("DOMWindowCreated", ({ target }) => {
    new Debugger().makeGlobalObjectReference(target.defaultView).executeInGlobal(SCRIPT);
}, true);
