"use strict";
(() => {
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
  const typeset = (element) => {
    if (element.dataset.done) {
      return;
    }
    element.dataset.done = "1";
    if (!macros.test(element.textContent)) {
      renderMathInElement(element, options);
    }
  };
  const seen = new IntersectionObserver(
    (entries) => entries.forEach((entry) => {
      if (entry.isIntersecting) {
        seen.unobserve(entry.target);
        typeset(entry.target);
      }
    }),
    { rootMargin: "600px" },
  );
  // What is hidden is never seen, so it is typeset when it is opened and comes into view.
  document.querySelectorAll(".tex").forEach((element) => seen.observe(element));
  window.addEventListener("beforeprint", () => document.querySelectorAll("article > .tex, details[open] .tex").forEach(typeset));
})();
