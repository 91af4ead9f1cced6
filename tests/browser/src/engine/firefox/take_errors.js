const isOpen = (window) => WindowGlobalParent.getByInnerWindowId(window)?.isCurrentGlobal;
const ofPage = ({ sourceName, innerWindowID }) =>
    sourceName?.startsWith("http") || sourceName === "debugger eval code"
    || WindowGlobalParent.getByInnerWindowId(innerWindowID)?.documentPrincipal.isContentPrincipal;
const { warningFlag, infoFlag } = Ci.nsIScriptError;
const thrown = Services.console.getMessageArray()
    .filter((it) => it instanceof Ci.nsIScriptError && !(it.flags & (warningFlag | infoFlag)) && ofPage(it))
    .map((it) => ({ text: `${it.sourceName}:${it.lineNumber} ${it.errorMessage}`, window: it.innerWindowID }));
Services.console.reset();
// What a page was fetching when it was left, or when its worker was ended, has failed for it and for the service worker; Chromium does not
// tell them so. (What fails for a page that stays is missed by the test.)
// (The hash is that of a script of which nothing came.)
const brokenOff = ({ text, window }) =>
    /integrity attribute .*“47DEQpj8HBSa\+\/TImW\+5JCeuQeRkm5NMpJWZG3hSuFU=”/.test(text) ||
    !isOpen(window) && /NetworkError when attempting|error loading dynamically imported module|AbortError/.test(text)
    || /A ServiceWorker intercepted the request and encountered an unexpected error/.test(text);
return [...thrown, ...deltascope.errors.splice(0)].filter((it) => !brokenOff(it)).map(({ text }) => text);
