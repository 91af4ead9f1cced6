const [[width, height], ratio, touched] = arguments;
const browser = gBrowser.selectedBrowser, tab = browser.browsingContext;
// The window cannot be as narrow as a phone; what is in it can.
Object.assign(browser.style, { width: `${width}px`, height: `${height}px`, flex: "none" });
tab.overrideDPPX = ratio;
tab.inRDMPane = touched;
tab.touchEventsOverride = touched ? "enabled" : "none";
// 1 is a finger; 2 a mouse, and 4 that it can hover.
for (const name of ["primary", "all"]) Services.prefs.setIntPref(`ui.${name}PointerCapabilities`, touched ? 1 : 6);
// What a phone shows of a scroll bar lies over the page.
Services.prefs.setIntPref("ui.useOverlayScrollbars", touched ? 1 : 0);
browser.ownerDocument.synchronouslyUpdateRemoteBrowserDimensions(true);
