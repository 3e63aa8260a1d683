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
  const grouped = (number) => number.toLocaleString(document.documentElement.lang);
  function count(control) {
    const line = document.querySelector(`[data-counter-for="${CSS.escape(control.id)}"]`);
    if (!line) return;
    const limit = Number(control.dataset.maxlength);
    const n = [...control.value].length;
    line.textContent = say(n > limit ? words.counterOver : words.counter, { n: grouped(n), limit: grouped(limit), over: grouped(n - limit) });
    line.classList.toggle("over", n > limit);
    clearTimeout(resting);
    if (control === document.activeElement) resting = setTimeout(() => announce(line.textContent), 1500);
  }
  document.querySelectorAll("[data-maxlength]").forEach(count);
  document.addEventListener("input", (event) => { if (event.target.dataset.maxlength) count(event.target); });

  // Lines of a form: add, remove, move. The server keeps the lines that are sent, in that order.
  const newKey = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));
  const firstControl = (row) => row.querySelector(".field :is(input, select, textarea)");

  function addRow(set) {
    const rows = set.querySelector("[data-rows]");
    rows.insertAdjacentHTML("beforeend", set.querySelector("[data-blank-row]").innerHTML.replaceAll("__key__", newKey()));
    const row = rows.lastElementChild;
    row.querySelectorAll("[data-maxlength]").forEach(count);
    firstControl(row).focus();
    return [words.added, row];
  }

  function dropRow(set, row) {
    const near = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    (near?.querySelector("[data-drop]") || set.querySelector("[data-add]")).focus();
    return [words.removed, row];
  }

  function shiftRow(row, button) {
    const up = button.dataset.shift === "up";
    const other = up ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return null;
    if (up) other.before(row); else other.after(row);
    button.focus();
    return [words.moved, row];
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-drop], [data-shift]");
    const set = button?.closest("[data-rowset]");
    if (!set) return;
    event.preventDefault();
    const row = button.closest("[data-row]");
    const done = !row ? addRow(set) : button.matches("[data-drop]") ? dropRow(set, row) : shiftRow(row, button);
    if (!done) return;
    announce(say(done[0], { row: done[1].dataset.label }));
    if (row) set.dispatchEvent(new Event("input", { bubbles: true }));
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
