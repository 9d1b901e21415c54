// Ctrl+Enter runs the query, a double click on the name of a column puts it where one writes; both can be done without.
const field = document.querySelector("#q");
const hint = document.querySelector(".query kbd");
hint.hidden = false;

field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    field.form.requestSubmit();
  }
});

field.form.addEventListener("submit", () => field.form.querySelector("button").setAttribute("aria-busy", "true"));
addEventListener("pageshow", () => field.form.querySelector("button").removeAttribute("aria-busy"));

document.addEventListener("dblclick", (event) => {
  const name = event.target.closest?.("code[data-insert]");
  if (!name) return;
  field.setRangeText(name.textContent, field.selectionStart, field.selectionEnd, "end");
  field.focus();
});
