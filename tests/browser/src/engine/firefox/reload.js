const browser = gBrowser.selectedBrowser, { STATE_STOP, STATE_IS_WINDOW } = Ci.nsIWebProgressListener;
return new Promise((loaded) => {
    // A listener is forgotten unless somebody keeps it.
    const listener = deltascope.listener = {
        QueryInterface: ChromeUtils.generateQI(["nsIWebProgressListener", "nsISupportsWeakReference"]),
        onStateChange({ isTopLevel }, request, state) {
            if (!isTopLevel || !(state & STATE_STOP && state & STATE_IS_WINDOW)) return;
            browser.removeProgressListener(listener);
            loaded();
        },
    };
    browser.addProgressListener(listener, Ci.nsIWebProgress.NOTIFY_STATE_WINDOW);
    browser.reload();
});
