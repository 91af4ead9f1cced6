// Keeps the page for visits without a network. It waits for `load`, so that this visit does not get slower for the next one.
if ("serviceWorker" in navigator && location.protocol.startsWith("http")) {
  addEventListener("load", async () => {
    try {
      // Where a browser keeps nothing for any page, even to ask for this is an error.
      await navigator.serviceWorker.register("./sw.js");
    } catch (reason) {
      console.info(`Deltascope will not open without a network: ${reason.message}`);
    }
  });
}
