const text = (it) => {
    try {
        return typeof it === "string" ? it : String(it);
    } catch {
        return "something";
    }
};
const told = Cc["@mozilla.org/consoleAPI-storage;1"].getService(Ci.nsIConsoleAPIStorage);
const pass = (message) => {
    const { level, arguments: said, filename, innerID } = message.wrappedJSObject ?? message;
    // The browser's own scripts complain there too.
    if ((level !== "error" && level !== "assert") || /^(chrome|resource):/.test(filename)) return;
    sendAsyncMessage("deltascope:error", { text: `${filename} ${Array.from(said, text).join(" ")}`, window: innerID });
};
told.addLogEventListener(pass, Cc["@mozilla.org/systemprincipal;1"].createInstance(Ci.nsIPrincipal));
addEventListener("unload", () => told.removeLogEventListener(pass));
