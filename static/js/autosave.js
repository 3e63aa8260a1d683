// Saves a form while one types. Without script the Save button does the same.
// One request at a time; what is typed meanwhile goes with the next one.
(() => {
  "use strict";
  const words = document.getElementById("words").dataset;
  const REST = 1500;
  const LONGEST = 60000;

  document.querySelectorAll("form[data-autosave-url]").forEach((form) => {
    const line = form.querySelector("[data-saved]") || document.querySelector("[data-saved]");
    let timer, wait = REST, typed = false, unsaved = false, saving = null, leaving = false, stopped = false;

    function tell(text, wrong = false, link = null) {
      if (!line) return;
      if (line.textContent.trim() !== text || link) {
        line.textContent = text;
        if (link) line.append(" ", Object.assign(document.createElement("a"), { href: link, textContent: words.reload }));
      }
      line.classList.toggle("wrong", wrong);
    }

    function later(delay) {
      clearTimeout(timer);
      if (!stopped) timer = setTimeout(save, delay);
    }

    function touched(event) {
      // Files go with the Save button only.
      if (event.target.type === "file" || stopped) return;
      typed = unsaved = true;
      wait = REST;
      later(REST);
    }

    function retry(text) {
      unsaved = true;
      tell(text, true);
      wait = Math.min(wait * 2, LONGEST);
      later(wait);
    }

    function save() {
      saving ??= send().finally(() => {
        saving = null;
        if (typed) later(REST);
      });
    }

    async function send() {
      typed = unsaved = false;
      const data = new FormData(form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      if (line && !line.classList.contains("wrong")) tell(words.saving);
      try {
        const answer = await fetch(form.dataset.autosaveUrl, {
          method: "POST",
          body: data,
          credentials: "same-origin",
          redirect: "manual",
          signal: AbortSignal.timeout(20000),
          headers: { "X-Autosave": "1", "X-CSRFToken": data.get("csrfmiddlewaretoken"), Accept: "application/json" },
        });
        await understand(answer);
      } catch (error) {
        if (!(error instanceof TypeError || error.name === "TimeoutError")) throw error;
        retry(words.offline);
      }
    }

    async function understand(answer) {
      const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      if (answer.type === "opaqueredirect" || (!json && (answer.status === 401 || answer.status === 403))) return retry(words.signedOut);
      if (!json || answer.status >= 500) return retry(words.trouble);
      const result = await answer.json();
      if (answer.ok) return saved(result);
      unsaved = true;
      if (answer.status === 409) stopped = true;
      tell(result.words || (stopped ? words.conflict : words.trouble), true, stopped ? result.url || location.href : null);
    }

    function saved(result) {
      wait = REST;
      const version = form.elements.namedItem("version");
      if (version && result.version !== undefined) version.value = result.version;
      for (const [name, value] of Object.entries(result.ids || {})) {
        const input = form.elements.namedItem(name);
        if (input) input.value = value;
      }
      tell(result.words || result.saved);
    }

    form.addEventListener("input", touched);
    form.addEventListener("change", touched);
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      leaving = true;
      // The answer on its way brings the version that the Save button must send.
      if (!saving) return;
      event.preventDefault();
      saving.then(() => form.requestSubmit(event.submitter));
    });
    addEventListener("online", () => { if (unsaved) later(0); });
    addEventListener("beforeunload", (event) => { if ((unsaved || saving) && !leaving) event.preventDefault(); });
  });
})();
