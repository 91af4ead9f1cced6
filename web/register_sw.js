// Keeps the page for visits without a network. Waits for `load`: the first visit comes before the next one.
if ("serviceWorker" in navigator && location.protocol.startsWith("http")) {
  addEventListener("load", () => {
    navigator.serviceWorker.register("./sw.js").catch((reason) => {
      console.info(`Deltascope will not open without a network: ${reason.message}`);
    });
  });
}
