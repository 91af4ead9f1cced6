// A browser that translates the page takes a text out of it and puts a <font> with other words in its place. The page goes on
// writing into the text that it made, and nobody would see it. So each such text is put back, empty, before its translation.
// As soon as the page writes into it, or takes it away, its translation goes; the browser may then translate it anew.
{
  const fontOf = new WeakMap();
  const textOf = new WeakMap();
  const isText = (node) => node?.nodeType === Node.TEXT_NODE;
  const isFont = (node) => node?.nodeName === "FONT";
  const children = { childList: true, subtree: true };

  const isFree = (text, font) => !text.parentNode || font.contains(text);

  const pair = (text, font) => {
    fontOf.set(text, font);
    textOf.set(font, { text, words: text.data });
    // Some only move it into the <font>.
    if (font.contains(text)) text.replaceWith(text.cloneNode());
    text.data = "";
    font.before(text);
    watcher.observe(document.body, { ...children, characterData: true });
  };

  const part = (text) => {
    fontOf.get(text).remove();
    fontOf.delete(text);
  };

  // The text was taken out, and nothing was there to tell whether for a translation: a <font> may follow.
  let gone;

  const tookOut = (text, { target, addedNodes, previousSibling, nextSibling }) => {
    const font = fontOf.get(text);
    if (font) {
      // A <font> that is gone too was taken back by the browser.
      if (!font.parentNode) return;
      if (!text.parentNode) part(text);
      else if (text.nextSibling !== font) text.after(font);
    } else if (!isFont(target)) {
      const near = [...addedNodes, previousSibling, nextSibling];
      const font = near.find((node) => isFont(node) && !textOf.has(node) && node.parentNode === target);
      if (font && isFree(text, font)) pair(text, font);
      else gone = { text, target, previousSibling, nextSibling };
    }
  };

  const putIn = (font, { target, previousSibling, nextSibling }) => {
    const fits = gone?.target === target && gone.previousSibling === previousSibling && gone.nextSibling === nextSibling;
    if (fits && isFree(gone.text, font) && !textOf.has(font)) pair(gone.text, font);
    gone = undefined;
  };

  // The browser shows the page's own words again, in the same text or in a copy of it, or translates into another language.
  const tookBack = (font, { addedNodes }) => {
    const { text, words } = textOf.get(font);
    if (fontOf.get(text) !== font || font.parentNode) return;
    const next = [...addedNodes].find(isFont);
    if (next) {
      fontOf.set(text, next);
      textOf.set(next, { text, words });
      return;
    }
    fontOf.delete(text);
    if (text.data === "") text.data = words;
    // The page wrote its HTML anew, and all of the old went: what came is no copy.
    if (!text.parentNode) return;
    for (const copy of addedNodes) if (isText(copy) && copy !== text) copy.remove();
  };

  const watcher = new MutationObserver((records) => {
    for (const record of records) {
      if (record.type === "characterData") {
        if (fontOf.has(record.target)) part(record.target);
        continue;
      }
      for (const node of record.removedNodes) {
        if (isText(node)) tookOut(node, record);
        else if (isFont(node) && textOf.has(node)) tookBack(node, record);
      }
      for (const node of record.addedNodes) if (isFont(node)) putIn(node, record);
    }
    gone = undefined;
    // What was done here is no news.
    watcher.takeRecords();
  });
  watcher.observe(document.body, children);
}
