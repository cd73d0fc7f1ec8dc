/* The form for a new organisation: records it may already be, under the name as it is typed. Without
   this script, saving asks. */
(() => {
  "use strict";

  const WAIT = 400; // milliseconds after the last key
  const box = document.querySelector("[data-twins]");
  const name = document.getElementById("id_name");
  if (!box || !name) return;
  let waiting = 0;
  let running = null;
  name.closest(".form-row").after(box);

  function show({ summary, items }) {
    const list = document.createElement("ul");
    for (const item of items) {
      const link = document.createElement("a");
      link.href = item.url;
      link.target = "_blank"; // what is typed stays
      link.rel = "noopener";
      link.append(Object.assign(document.createElement("bdi"), { textContent: item.text }));
      const row = document.createElement("li");
      row.append(link, ` (${item.because})`);
      list.append(row);
    }
    box.replaceChildren(summary, ...(items.length ? [list] : []));
  }

  async function ask() {
    running = new AbortController();
    const query = new URLSearchParams({ name: name.value });
    const home = document.getElementById("id_headquarters");
    if (home && home.value) query.set("country", home.value);
    for (const field of document.querySelectorAll('[name^="contact_points-"][name$="-value"]')) {
      if (/^(https?:|www\.)/i.test(field.value)) query.append("website", field.value);
    }
    try {
      const answer = await fetch(`${box.dataset.twins}?${query}`, { signal: running.signal });
      if (answer.ok) show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") box.replaceChildren(); // saving still asks
    }
  }

  document.addEventListener("input", (event) => {
    if (event.target !== name && !event.target.matches('[name^="contact_points-"]')) return;
    clearTimeout(waiting);
    if (running) running.abort();
    if (name.value.trim().length > 2) waiting = setTimeout(ask, WAIT);
    else box.replaceChildren();
  });
})();
