// A list of places under a text box while one types (WAI-ARIA: editable combobox with
// list autocomplete). Without script the name is looked up when the page is sent.
(() => {
  "use strict";
  const REST = 120;
  const speaker = document.getElementById("announce");
  let last = 0;

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  function begin(box) {
    if (box.dataset.place) return;
    box.dataset.place = "begun";
    const input = box.querySelector("input[type=text]");
    const chosenFor = box.querySelector("[data-place-for]");
    const chosen = box.querySelector("[data-place-chosen]");
    const list = make("ul", { id: `places-${++last}`, className: "place-list", hidden: true });
    let places = [], active = -1, timer, asking;

    list.setAttribute("role", "listbox");
    const label = input.labels[0];
    if (label) list.setAttribute("aria-label", label.textContent.trim());
    input.after(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");

    function close() {
      clearTimeout(timer);
      asking?.abort();
      list.hidden = true;
      mark(-1);
      input.setAttribute("aria-expanded", "false");
    }

    function mark(number) {
      active = number;
      [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
      const option = list.children[active];
      if (!option) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }

    function show(found) {
      const kept = places[active]?.id;
      places = found.places;
      list.replaceChildren(...places.map((place, at) => {
        const name = make("b", { textContent: place.name });
        const also = place.also ? [" ", make("bdi", { className: "place-also", textContent: place.also })] : [];
        const option = make("li", { id: `${list.id}-${at}` }, name, ...also, make("span", { className: "sub", textContent: place.about }));
        option.setAttribute("role", "option");
        return option;
      }));
      list.hidden = places.length === 0;
      input.setAttribute("aria-expanded", String(places.length > 0));
      // A late answer does not take away what is marked already.
      mark(places.findIndex((place) => place.id === kept));
      tell(places.length ? "" : box.dataset.none, places.length ? found.words : box.dataset.none);
    }

    function tell(seen, heard) {
      chosen.textContent = seen;
      speaker.textContent = heard;
    }

    async function ask() {
      const words = input.value.trim();
      asking?.abort();
      if (!words) { close(); return tell("", ""); }
      asking = new AbortController();
      const { signal } = asking;
      try {
        const answer = await fetch(`${box.dataset.url}?q=${encodeURIComponent(words)}`, { signal, headers: { Accept: "application/json" } });
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        const found = await answer.json();
        if (!signal.aborted) show(found);
      } catch {
        if (signal.aborted) return;
        close();
        tell(box.dataset.trouble, box.dataset.trouble);
      }
    }

    function choose(place) {
      // Radio buttons of an earlier answer are of no use any more.
      box.querySelector("[data-place-offered]")?.remove();
      let number = box.querySelector("[data-place-id]");
      if (!number) {
        number = make("input", { type: "hidden", name: `${input.name}-id` });
        number.dataset.placeId = "";
        box.append(number);
      }
      input.value = chosenFor.value = place.place;
      number.value = place.id;
      close();
      tell(place.about, `${place.name}, ${place.about}`);
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }

    input.addEventListener("input", () => {
      clearTimeout(timer);
      chosen.textContent = "";
      timer = setTimeout(ask, REST);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const open = !list.hidden;
      const steps = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key in steps) {
        event.preventDefault();
        if (!open) return void ask();
        const number = active + steps[event.key];
        mark(number < -1 ? places.length - 1 : number >= places.length ? -1 : number);
      } else if (event.key === "Enter" && open && active >= 0) {
        event.preventDefault();
        choose(places[active]);
      } else if (event.key === "Escape" && open) {
        event.preventDefault();
        close();
      }
    });
    input.addEventListener("blur", close);
    // The focus stays in the text box while a finger or the mouse is on the list.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) choose(places[[...list.children].indexOf(option)]);
    });
  }

  document.querySelectorAll("[data-place]").forEach(begin);
  // What came into the page later begins when somebody gets there.
  document.addEventListener("focusin", (event) => {
    const box = event.target.closest?.("[data-place]");
    if (box) begin(box);
  });
})();
