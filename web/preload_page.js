// The pieces of the wasm that the open page needs are asked for at once, not first by the wasm that has to arrive before them.
{
  const pieces = new Map([/* PIECES */]);
  for (const href of pieces.get(new URLSearchParams(location.search).get("page") ?? "") ?? []) {
    const link = { rel: "preload", as: "fetch", type: "application/wasm", crossOrigin: "anonymous", href };
    document.head.append(Object.assign(document.createElement("link"), link));
  }
}
