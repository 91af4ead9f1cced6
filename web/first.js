// Runs before the first paint: the reader's language and colours, links of the old form, and what would keep the program from
// starting. It stands in the page itself, so that it costs no request.
{
  const languages = LANGUAGES;
  const pages = PAGES;
  const root = document.documentElement;
  const query = new URLSearchParams(location.search);

  // A link of the old form names its page in the query string.
  const page = query.get("page");
  if (page && page !== root.dataset.page && Object.hasOwn(pages, page)) {
    const rest = location.search.slice(1).split("&").filter((pair) => !pair.startsWith("page="));
    location.replace(pages[page] + (rest.length ? `?${rest.join("&")}` : "") + location.hash);
  }

  // What the reader has chosen on an earlier visit; a browser may keep nothing, and say so by throwing.
  const kept = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const same = (own, tag) => [own, own.split("-")[0]].some((name) => name.toLowerCase() === tag?.toLowerCase());
  const named = (tag) => languages.find((own) => same(own, tag));
  const language =
    named(query.get("lang")) ?? named(kept("deltascope-lang")) ?? named(navigator.language.split("-")[0]) ?? languages[0];
  root.lang = language;
  document.title = document.querySelector(`meta[name=title][lang="${language}"]`)?.content ?? document.title;
  const theme = [query.get("theme"), kept("deltascope-theme")].find((theme) => theme === "light" || theme === "dark");
  if (theme) root.dataset.theme = theme;

  // A frame in somebody else's page.
  if (query.get("embed") === "1") root.dataset.embed = "";

  // A link that sets anything opens free play, and no guided walk: `scenario::Scenario::read`.
  const keeps = ["page", "stop", "lang", "theme", "embed"];
  if (query.get("stop") === "0" || [...query.keys()].some((key) => !keeps.includes(key))) root.dataset.play = "";

  // Search engines want this address whole, and only the browser knows it.
  for (const link of document.querySelectorAll("link[rel=canonical]")) link.setAttribute("href", link.href);

  // Where there are no vector instructions, the programs are others.
  if (typeof WebAssembly === "object" && !WebAssembly.validate(Uint8Array.from(VECTORS))) root.dataset.scalar = "./SCALAR/";

  // A module of one function that returns a reference.
  const references = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 111, 3, 2, 1, 0, 10, 6, 1, 4, 0, 208, 111, 11];
  const missing =
    location.protocol === "file:" ? "disk"
    : origin === "null" ? "frame"
    : typeof WebAssembly !== "object" || !WebAssembly.validate(Uint8Array.from(references)) ? "wasm"
    : null;
  if (missing) root.dataset.missing = missing;
}
