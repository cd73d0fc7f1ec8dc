/* Suggestions while typing: the search box becomes a combobox with a list of pages below it. Without
   this script it is a search box. */
(() => {
  "use strict";

  const WAIT = 150; // milliseconds after the last key
  const form = document.querySelector("form[data-suggest]");
  if (!form) return;
  const input = form.elements.q;
  const status = document.getElementById("status");
  const list = make("div", { id: "suggestions", role: "listbox", class: "suggestions" });
  let options = [];
  let active = -1; // -1: the text itself
  let waiting = 0;
  let running = null;

  function make(tag, attributes, text) {
    const element = document.createElement(tag);
    for (const name in attributes) if (attributes[name]) element.setAttribute(name, attributes[name]);
    if (text) element.textContent = text;
    return element;
  }

  list.setAttribute("aria-label", form.querySelector("label").textContent);
  list.hidden = true;
  input.closest("div").append(list);
  input.type = "text"; // a combobox may not be of type "search", which also takes Escape for itself
  const states = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
  for (const name in states) input.setAttribute(name, states[name]);
  input.setAttribute("aria-controls", list.id);

  function open(yes) {
    list.hidden = !yes;
    input.setAttribute("aria-expanded", String(yes));
    choose(-1);
  }

  function stop() {
    clearTimeout(waiting);
    if (running) running.abort();
    open(false);
  }

  function choose(place) {
    if (options[active]) options[active].removeAttribute("aria-selected");
    active = place;
    const option = options[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function option(item) {
    const link = make("a", { role: "option", href: item.url, tabindex: "-1" });
    link.id = "suggestion-" + options.push(link);
    link.append(make("bdi", { lang: item.language }, item.text));
    if (item.other) link.append(" ", make("bdi", { lang: item.other_language, class: "quiet" }, item.other));
    return link;
  }

  function show(answer) {
    options = [];
    list.replaceChildren(
      ...answer.groups.map((found, place) => {
        const group = make("div", { role: "group", "aria-labelledby": "suggested-" + place });
        group.append(make("div", { id: "suggested-" + place, role: "presentation" }, found.label));
        group.append(...found.items.map(option));
        return group;
      }),
    );
    active = -1;
    open(options.length > 0);
    if (status) status.textContent = answer.summary;
  }

  async function ask() {
    running = new AbortController();
    try {
      const address = form.dataset.suggest + "?q=" + encodeURIComponent(input.value);
      const answer = await fetch(address, { signal: running.signal, credentials: "omit" });
      if (answer.ok) show(await answer.json());
      else open(false);
    } catch (error) {
      if (error.name !== "AbortError") open(false); // searching still works
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    if (running) running.abort();
    if (input.value.trim()) waiting = setTimeout(ask, WAIT);
    else open(false);
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      event.preventDefault();
      if (list.hidden) open(true);
      const stops = options.length + 1;
      choose(((active + 1 + step + stops) % stops) - 1);
    } else if (event.key === "Enter" && options[active]) {
      event.preventDefault();
      options[active].click();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      stop();
    }
  });

  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays
  input.addEventListener("blur", stop);
  form.addEventListener("submit", stop);
})();
