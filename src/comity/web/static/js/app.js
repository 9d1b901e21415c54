// What every page has: htmx for forms that answer as one changes them, the drawer of evidence, light or dark.
import "../vendor/htmx.js";

const root = document.documentElement;
const drawer = document.querySelector("#drawer");
const content = document.querySelector("#drawer-content");

/** Shows what stands behind a figure, without leaving the page; without a script the link leads to a page of its own. */
async function showEvidence(address) {
  content.textContent = "…";
  drawer.showModal();
  const answer = await fetch(address, { headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  content.replaceChildren(...page.querySelector("#main").childNodes);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-drawer]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    showEvidence(link.href);
  } else if (event.target === drawer) {
    drawer.close();
  }
  const language = event.target.closest?.("a[data-language]")?.dataset.language;
  if (language) document.cookie = `comity-language=${language}; path=/; max-age=31536000; samesite=strict`;
});

// Light or dark: as the system has it, until one chooses.
const theme = document.querySelector("#theme");
const kept = () => localStorage.getItem("theme");
if (kept()) root.dataset.theme = kept();
theme.hidden = false;
theme.addEventListener("click", () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
});

// The keyboard: "/" leads to the search.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.matches("input, textarea, select, [contenteditable]")) return;
  const search = document.querySelector("input[type=search]");
  if (search) {
    event.preventDefault();
    search.focus();
  }
});
