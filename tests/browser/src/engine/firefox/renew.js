const it = window.deltascope;
for (const address of it.scripts.splice(0)) Services.mm.removeDelayedFrameScript(address);
it.blocked = [];
for (const name of ["dom.serviceWorkers.enabled", "dom.events.testing.asyncClipboard"]) Services.prefs.clearUserPref(name);
Services.perms.removeAll();
// A port may come again, and with it its origin. (What the service worker keeps goes too.)
const origin = Services.scriptSecurityManager.createContentPrincipalFromOrigin(arguments[0]);
return new Promise((onDataDeleted) =>
    Services.clearData.deleteDataFromPrincipal(origin, true, Ci.nsIClearDataService.CLEAR_ALL, { onDataDeleted }),
).then(() => {
    Services.console.reset();
    it.requests = [];
    it.errors = [];
});
