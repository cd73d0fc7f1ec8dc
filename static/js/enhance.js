/* Small comforts; every page works without them.
   - buttons that only a script can serve (copy the address or lines of the page, print) appear
   - choosing a filter swaps the results without loading the page again, and with them the links
     to the same list in other languages
   - the filters stand open on a wide screen where CSS alone cannot open them
   - the language menu closes again */
(() => {
  "use strict";

  const wide = window.matchMedia("(min-width: 60rem)");
  const byId = (id) => document.getElementById(id);
  const showButtons = (within) =>
    within.querySelectorAll("button[data-does]").forEach((button) => (button.hidden = false));

  document.documentElement.classList.add("has-script");
  showButtons(document);

  function openFilters() {
    const filters = byId("filters");
    if (filters && wide.matches && !CSS.supports("selector(::details-content)")) filters.open = true;
  }
  openFilters();

  /* buttons */

  async function copy(button) {
    const lines = byId(button.dataset.of);
    try {
      await navigator.clipboard.writeText(lines ? lines.textContent : location.href);
    } catch {
      return; // no permission: the lines and the address bar are still there
    }
    const words = button.textContent;
    button.textContent = button.dataset.done;
    announce(button.dataset.done);
    setTimeout(() => (button.textContent = words), 2000);
  }

  function announce(words) {
    const status = byId("status");
    if (status) status.textContent = words;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-does]");
    if (button && button.dataset.does === "copy") copy(button);
    if (button && button.dataset.does === "print") window.print();
    const menu = document.querySelector(".languages[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
  });

  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector(".languages[open]");
    if (event.key === "Escape" && menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  /* results */

  const form = byId("search");
  if (!form || !byId("results")) return;
  let shown = location.search;
  let running = null;
  let waiting = 0;

  function address() {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) query.append(name, value);
    return form.action + (query.size ? "?" + query : "");
  }

  /* which parts of the filters are open, and where the reader is, survive the swap */
  function remember(filters) {
    const open = [...filters.querySelectorAll("details")].map((part) => part.open);
    const { name, value } = filters.contains(document.activeElement) ? document.activeElement : {};
    return () => {
      const parts = byId("filters").querySelectorAll("details");
      if (parts.length === open.length) parts.forEach((part, place) => (part.open = open[place]));
      if (!name) return;
      for (const input of byId("filters").querySelectorAll("input"))
        if (input.name === name && input.value === value) input.focus();
    };
  }

  async function load(url) {
    if (running) running.abort();
    running = new AbortController();
    byId("results").setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { signal: running.signal });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const restore = remember(byId("filters"));
      byId("filters").querySelector(".filters__body").replaceWith(page.querySelector(".filters__body"));
      byId("filters").querySelector("summary").replaceWith(page.querySelector("#filters > summary"));
      byId("results").replaceWith(page.getElementById("results"));
      document.querySelector(".languages__list").replaceWith(page.querySelector(".languages__list"));
      document.title = page.title;
      history.pushState(null, "", url);
      shown = location.search;
      restore();
      showButtons(byId("results"));
      announce(byId("results").querySelector("h1").textContent);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
    }
  }

  document.addEventListener("change", (event) => {
    if (event.target.form !== form || event.target.type !== "checkbox") return;
    clearTimeout(waiting);
    waiting = setTimeout(() => load(address()), 150);
  });

  /* back and forward; a jump within the page is none of it */
  window.addEventListener("popstate", () => location.search !== shown && location.reload());
})();
