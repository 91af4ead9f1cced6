// What a reader sees when the program has broken off: what it said, a link to the page as it was, and that all other pages still open.
// `web/start_page.js` fetches it when that has happened.
const texts = TEXTS;

const STYLE = [
  ".broken { position: fixed; inset: auto 0 0; z-index: 9; max-height: 70vh; overflow: auto; padding: 16px 24px; background: var(--note);",
  "color: var(--ink); border-top: 2px solid var(--accent); font: 15px/1.5 var(--sans); overflow-wrap: anywhere }",
  ".broken > * { max-width: 760px; margin: 0 auto 8px }",
  ".broken h2 { font: 600 17px/1.4 var(--sans) }",
  ".broken pre { padding: 8px; border: 1px solid var(--line); white-space: pre-wrap; user-select: all }",
  ".broken a { display: inline-block; min-height: 24px; margin-right: 16px; color: var(--accent) }",
].join("\n");

// What would call the program, which does not answer any more. Links, menus and fields are the browser's, and go on working.
const EVENTS = [
  ..."click dblclick input change keydown keyup pointerdown pointermove pointerup focusin focusout focus blur".split(" "),
  ..."scroll resize popstate drop paste toggle".split(" "),
];

// Shows what the program said at last, and what the reader had done before.
export function show(said, done) {
  if (document.querySelector(".broken")) return;
  for (const event of EVENTS) addEventListener(event, (it) => it.stopImmediatePropagation(), true);
  const says = texts[document.documentElement.lang] ?? Object.values(texts)[0];
  const make = (name, of, ...inside) => {
    const made = Object.assign(document.createElement(name), of);
    made.append(...inside);
    return made;
  };
  const link = (href, text, id) => {
    const made = make("a", { href }, text);
    made.dataset.testid = id;
    return made;
  };
  const report = [location.href, `${says.done}: ${done.join(", ") || "–"}`, navigator.userAgent, `${says.said}: ${said}`].join("\n");
  const box = make(
    "section", { className: "broken", role: "alert", tabIndex: -1 },
    make("style", {}, STYLE),
    make("h2", {}, says.title),
    make("p", {}, says.what),
    make("p", {}, link(location.href, says.again, "broken-again"), link(location.pathname, says.anew, "broken-anew")),
    make("pre", {}, report),
  );
  document.body.append(box);
  box.focus();
}
