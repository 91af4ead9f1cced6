// Of pages alone: the browser itself asks for things too.
const ofPage = ({ loadInfo, URI }) =>
    URI.scheme.startsWith("http") && (loadInfo.browsingContext || loadInfo.loadingPrincipal?.isContentPrincipal);
const it = window.deltascope = {
    blocked: [],
    requests: [],
    errors: [],
    scripts: [],
    block(addresses) {
        const escaped = (text) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
        it.blocked = addresses.map((address) => new RegExp(`^${address.split("*").map(escaped).join(".*")}$`));
        // The service worker would answer from what it keeps.
        Services.prefs.setBoolPref("dom.serviceWorkers.enabled", false);
    },
    ahead(frameScript) {
        const address = `data:application/javascript;charset=utf-8,${encodeURIComponent(frameScript)}`;
        it.scripts.push(address);
        Services.mm.loadFrameScript(address, true);
    },
    observe(subject, topic) {
        const channel = subject.QueryInterface(Ci.nsIHttpChannel);
        if (!ofPage(channel)) return;
        const address = channel.URI.spec;
        if (topic === "http-on-examine-response") {
            if (channel.responseStatus >= 400) it.errors.push({ text: `${address} - status ${channel.responseStatus}` });
            return;
        }
        it.requests.push(address);
        if (it.blocked.some((pattern) => pattern.test(address))) {
            it.errors.push({ text: `${address} - blocked` });
            channel.cancel(Cr.NS_ERROR_CONNECTION_REFUSED);
        }
    },
};
for (const topic of ["http-on-modify-request", "http-on-examine-response"]) Services.obs.addObserver(it, topic);
Services.mm.addMessageListener("deltascope:error", ({ data }) => it.errors.push(data));
Services.mm.loadFrameScript(`data:application/javascript;charset=utf-8,${encodeURIComponent(arguments[0])}`, true);
