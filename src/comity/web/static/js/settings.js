// What every page of both houses has: the language kept, light or dark.
const root = document.documentElement;

document.addEventListener("click", (event) => {
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
