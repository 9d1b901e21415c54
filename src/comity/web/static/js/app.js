// What every page of the workbench has: htmx for forms that answer as one changes them, the drawer of evidence, the way to the search.
import "../vendor/htmx.js";
import "./drawer.js";

// The keyboard: "/" leads to the search.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.matches("input, textarea, select, [contenteditable]")) return;
  const search = document.querySelector("input[type=search]");
  if (search) {
    event.preventDefault();
    search.focus();
  }
});
