(() => {
  const funnel = document.getElementById('funnel');
  for (const radio of document.querySelectorAll('input[name=scale]')) {
    radio.addEventListener('change', () => funnel.classList.toggle('log', radio.value === 'log'));
  }
  for (const part of document.querySelectorAll('.needs-script')) part.hidden = false;

  const table = document.getElementById('core');
  if (!table) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const heads = Array.from(table.tHead.rows[0].cells);
  const find = document.getElementById('find');
  const order = document.getElementById('order');
  const count = document.getElementById('count');

  // As they are written: what KaTeX makes of a text has it twice. Read before the first text is typeset.
  const cells = rows.map((row) => Array.from(row.cells, (cell) => cell.textContent));
  const plain = (text) => text.normalize('NFKC').toLowerCase();
  let texts = null;
  const filter = () => {
    texts = texts || cells.map((row) => plain(row.join(' ')));
    const words = plain(find.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, i) => {
      row.hidden = !words.every((word) => texts[i].includes(word));
      if (!row.hidden) shown++;
    });
    count.textContent = `${shown.toLocaleString('en')} of ${rows.length.toLocaleString('en')} problems`;
  };

  const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  const sort = (column, direction) => {
    const numeric = heads[column].dataset.kind === 'number';
    const keyed = rows.map((row, i) => {
      const text = cells[i][column];
      return { row, i, key: numeric ? parseFloat(text) : text };
    });
    keyed.sort((a, b) => {
      if (numeric) {
        // What has no number stands last, either way.
        if (Number.isNaN(a.key) || Number.isNaN(b.key)) {
          return Number.isNaN(a.key) - Number.isNaN(b.key) || a.i - b.i;
        }
        return direction * (a.key - b.key) || a.i - b.i;
      }
      return direction * collator.compare(a.key, b.key) || a.i - b.i;
    });
    body.append(...keyed.map((entry) => entry.row));
    heads.forEach((head, i) => {
      if (i === column) head.setAttribute('aria-sort', direction > 0 ? 'ascending' : 'descending');
      else head.removeAttribute('aria-sort');
    });
    order.value = `${column} ${direction}`;
  };

  heads.forEach((head, column) => {
    head.querySelector('button').addEventListener('click', () => {
      sort(column, head.getAttribute('aria-sort') === 'ascending' ? -1 : 1);
    });
    for (const [direction, word] of [[1, 'ascending'], [-1, 'descending']]) {
      order.add(new Option(`${head.textContent}, ${word}`, `${column} ${direction}`));
    }
  });
  order.addEventListener('change', () => sort(...order.value.split(' ').map(Number)));
  let waiting = 0;
  find.addEventListener('input', () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(filter);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      find.focus();
    }
  });
  order.value = '0 1';
  filter();

  // What is hidden is never seen, so a chain is typeset when it is opened and comes into view.
  const seen = new IntersectionObserver(
    (entries) => entries.forEach((entry) => {
      if (entry.isIntersecting) {
        seen.unobserve(entry.target);
        typeset(entry.target);
      }
    }),
    { rootMargin: '600px' },
  );
  const formulas = Array.from(table.querySelectorAll('.tex'));
  const typesetting = document.getElementById('typeset');
  const show = () => formulas.forEach((element) => {
    element.classList.toggle('typeset', typesetting.checked);
    if (typesetting.checked) seen.observe(element);
    else {
      seen.unobserve(element);
      source(element);
    }
  });
  typesetting.addEventListener('change', show);
  show();
})();
