(() => {
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
