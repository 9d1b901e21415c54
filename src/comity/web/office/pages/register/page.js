// Forms of the register: rows come and go at once, what is typed is kept every few seconds, and what is told is shown.
// Without this script every button asks the office, and nothing is lost either.

const PAUSE = 3000;

for (const told of document.querySelectorAll("[data-focus]")) {
  told.focus();
  break;
}

for (const part of document.querySelectorAll(".part")) {
  const rows = part.querySelector(".rows");
  const blank = part.querySelector("template");
  let next = rows.children.length;
  const count = () => {
    [...rows.children].forEach((row, number) => {
      row.querySelector("legend .number").textContent = number + 1;
    });
  };
  part.querySelector("button.add").addEventListener("click", (event) => {
    event.preventDefault();
    const holder = document.createElement("div");
    holder.innerHTML = blank.innerHTML.replaceAll("__n__", String(next++));
    rows.append(...holder.children);
    count();
    rows.lastElementChild.querySelector("input:not([type=hidden]),select,textarea")?.focus();
    touched(part.closest("form"));
  });
  rows.addEventListener("click", (event) => {
    const button = event.target.closest("button.remove");
    if (!button) return;
    event.preventDefault();
    button.closest("fieldset.row").remove();
    count();
    part.focus();
    touched(part.closest("form"));
  });
}

const waiting = new Map();

function touched(form) {
  clearTimeout(waiting.get(form)?.timer);
  waiting.set(form, { timer: setTimeout(() => keep(form), PAUSE) });
}

async function keep(form, last = false) {
  const stop = new AbortController();
  clearTimeout(waiting.get(form)?.timer);
  waiting.set(form, { stop });
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
  fields.append("path", new URL(form.action).pathname);
  const told = form.querySelector(".kept");
  try {
    const answer = await fetch("/typed", { method: "POST", body: fields, headers: { accept: "application/json" }, keepalive: last, signal: stop.signal });
    if (answer.ok) told.textContent = told.dataset.kept.replace("…", (await answer.json()).at);
    else told.textContent = answer.status === 401 ? told.dataset.ended : told.dataset.lost;
  } catch (error) {
    if (error.name !== "AbortError") told.textContent = told.dataset.lost;
  }
}

for (const form of document.querySelectorAll("form.keeps")) {
  form.addEventListener("input", () => touched(form));
  form.addEventListener("submit", () => {
    clearTimeout(waiting.get(form)?.timer);
    waiting.get(form)?.stop?.abort();
    waiting.delete(form);
  });
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden") return;
  for (const [form, one] of waiting) if (one.timer) keep(form, true);
});
