// The piece of the wasm that the open page needs, if it needs one, is asked for at once, not first by the wasm that has to arrive before it.
{
  const pieces = new Map([/* PIECES */]);
  const href = pieces.get(new URLSearchParams(location.search).get("page") ?? "");
  const link = { rel: "preload", as: "fetch", type: "application/wasm", crossOrigin: "anonymous", href };
  if (href) document.head.append(Object.assign(document.createElement("link"), link));
}
