"use strict";
// typeset(element) and source(element): the mathematics of an element's text by KaTeX, and the text again.
const { typeset, source } = (() => {
  const options = {
    delimiters: [
      { left: "$$", right: "$$", display: true },
      { left: "\\[", right: "\\]", display: true },
      { left: "\\(", right: "\\)", display: false },
      { left: "$", right: "$", display: false },
    ],
    throwOnError: false,
    trust: false,
    strict: "ignore",
    maxSize: 20,
    maxExpand: 200,
  };
  // Macros of a text could be made to expand for ever: such a text stays as it is written.
  const macros = /\\(?:[egx]?def|let|futurelet|global|(?:re)?newcommand|providecommand|includegraphics|href|url|html\w*)(?![a-zA-Z])/;
  const before = new WeakMap();
  return {
    typeset(element) {
      if (before.has(element)) return;
      before.set(element, Array.from(element.childNodes, (node) => node.cloneNode(true)));
      if (!macros.test(element.textContent)) renderMathInElement(element, options);
    },
    source(element) {
      if (!before.has(element)) return;
      element.replaceChildren(...before.get(element));
      before.delete(element);
    },
  };
})();
