// Small comforts. Every page works without this file; nothing necessary lives here.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const words = document.getElementById("words").dataset;
  const say = (text, facts = {}) => text.replace(/{(\w+)}/g, (_, name) => facts[name]);

  // Words for a screen reader, without moving the focus.
  const speaker = document.getElementById("announce");
  let lastSaid = "";
  function announce(text) {
    if (text === lastSaid) return;
    lastSaid = speaker.textContent = text;
  }

  // Errors: the summary takes the focus, the tab says that there are some.
  const problems = document.querySelector("[data-problems]");
  if (problems) {
    document.title = words.error + document.title;
    problems.focus();
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-problems] a");
    const control = link && document.getElementById(link.hash.slice(1));
    if (!control) return;
    event.preventDefault();
    (control.closest(".field") || control).scrollIntoView();
    control.focus({ preventScroll: true });
  });

  // The menu closes on Escape and on a click elsewhere.
  const menu = document.querySelector("[data-menu]");
  if (menu) {
    document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }

  // How long an answer is. Seen at once, read out only when the hand rests.
  let resting;
  function count(control) {
    const line = document.querySelector(`[data-counter-for="${CSS.escape(control.id)}"]`);
    if (!line) return;
    const limit = Number(control.dataset.maxlength);
    const n = [...control.value].length;
    line.textContent = say(n > limit ? words.counterOver : words.counter, { n, limit, over: n - limit });
    line.classList.toggle("over", n > limit);
    clearTimeout(resting);
    if (control === document.activeElement) resting = setTimeout(() => announce(line.textContent), 1500);
  }
  document.querySelectorAll("[data-maxlength]").forEach(count);
  document.addEventListener("input", (event) => { if (event.target.dataset.maxlength) count(event.target); });

  // Rows of a form: add, remove, move.
  const total = (set) => set.querySelector("input[name$='-TOTAL_FORMS']");
  const seenRows = (set) => [...set.querySelectorAll("[data-row]")].filter((row) => !row.hidden);
  const changed = (element) => element.dispatchEvent(new Event("input", { bubbles: true }));

  function addRow(set) {
    const markup = set.querySelector("[data-empty-row]").innerHTML.replaceAll("__prefix__", total(set).value);
    const list = set.querySelector("[data-rows]");
    list.insertAdjacentHTML("beforeend", markup);
    total(set).value = Number(total(set).value) + 1;
    const row = list.lastElementChild;
    numberRows(set);
    row.querySelectorAll("[data-maxlength]").forEach(count);
    row.querySelector(".field :is(input, select, textarea)")?.focus();
    announce(say(words.added, { row: row.dataset.label }));
  }

  // A removed row is only ticked and hidden: the server decides, as it does without script.
  function removeRow(set, row) {
    const rows = seenRows(set);
    const next = rows[rows.indexOf(row) + 1] || rows[rows.indexOf(row) - 1];
    const box = row.querySelector("[data-delete] input");
    box.checked = true;
    row.hidden = true;
    numberRows(set);
    (next?.querySelector("[data-remove-row]") || set.querySelector("[data-add-row]")).focus();
    announce(say(words.removed, { row: row.dataset.label }));
    changed(box);
  }

  function moveRow(set, row, button) {
    const rows = seenRows(set);
    const up = button.dataset.move === "up";
    const other = rows[rows.indexOf(row) + (up ? -1 : 1)];
    if (!other) return;
    if (up) other.before(row); else other.after(row);
    numberRows(set);
    button.focus();
    announce(say(words.moved, { row: row.dataset.label }));
    changed(row.querySelector("[data-order] input"));
  }

  function numberRows(set) {
    seenRows(set).forEach((row, index) => {
      const order = row.querySelector("[data-order] input");
      if (order) order.value = index + 1;
    });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-row], [data-remove-row], [data-move]");
    const set = button?.closest("[data-formset]");
    if (!set) return;
    event.preventDefault();
    const row = button.closest("[data-row]");
    if (button.matches("[data-add-row]")) addRow(set);
    else if (button.matches("[data-remove-row]")) removeRow(set, row);
    else moveRow(set, row, button);
  });
  document.querySelectorAll("[data-row]").forEach((row) => {
    if (row.querySelector("[data-delete] input:checked")) row.hidden = true;
  });

  // A form is sent once, even where the button is pressed twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
    if (event.timeStamp - (form.dataset.sent || -Infinity) < 4000) event.preventDefault();
    else form.dataset.sent = event.timeStamp;
  });

  // A passkey that could not be read is said on the page.
  document.addEventListener("allauth.error", (event) => {
    const problem = document.querySelector("[data-passkey-problem]");
    if (!problem) return;
    event.preventDefault();
    problem.hidden = false;
  });

  // Parts that come later (htmx).
  document.addEventListener("htmx:beforeSwap", (event) => {
    // A whole page where a part was awaited: the session has ended, so show that page.
    if (!/^\s*<!doctype/i.test(event.detail.xhr.responseText)) return;
    event.detail.shouldSwap = false;
    location.reload();
  });
  function heard(element) {
    const text = element.dataset?.announce;
    if (text) announce(text);
  }
  document.addEventListener("htmx:load", (event) => heard(event.detail.elt));
})();
