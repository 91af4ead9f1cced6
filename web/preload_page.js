// The open page's piece of the wasm is asked for at once, not first by the wasm that has to arrive before it.
{
  const pieces = new Map([/* PIECES */]);
  const page = new URLSearchParams(location.search).get("page");
  const href = pieces.get(page) ?? pieces.get("start");
  const link = { rel: "preload", as: "fetch", type: "application/wasm", crossOrigin: "anonymous", href };
  if (href) document.head.append(Object.assign(document.createElement("link"), link));
}
