// The drawer of evidence: what stands behind a figure, without leaving the page. Without a script its links lead to pages.
// Each view of it is a step of the history, and a part of the address after #evidence=, so that a link leads to the page with it:
// Back goes one step back in it, Escape and Close leave it.

// Looked up each time: who goes back in the history may find all of the page made anew.
const parts = () => ({
  drawer: document.querySelector("#drawer"),
  content: document.querySelector("#drawer-content"),
});
const depth = () => history.state?.drawer ?? 0;

const SIGN = "#evidence=";
const page = () => location.pathname + location.search;

/** What the address of the page says is open; only of this server. */
function asked() {
  const said = location.hash.startsWith(SIGN) ? location.hash.slice(SIGN.length) : "";
  if (!said.startsWith("/") || !URL.canParse(said, location.origin)) return null;
  const found = new URL(said, location.origin);
  return found.origin === location.origin ? found.href : null;
}

/** Makes a view of the drawer a step of the history; a state that is not its own htmx would write over. */
function step(address, deep) {
  const { pathname, search } = new URL(address);
  history.pushState({ ...history.state, htmx: true, drawer: deep }, "", `${page()}${SIGN}${pathname}${search}`);
  before = depth();
}

let opener = null;
let first = null;
let shown = null;
let before = depth();
let stepping = false;

async function show(address) {
  const { drawer, content } = parts();
  shown = address;
  content.setAttribute("aria-busy", "true");
  if (!drawer.open) {
    content.textContent = "…";
    drawer.showModal();
  }
  let found;
  try {
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#main");
  } catch {
    found = null;
  }
  if (shown !== address) return;
  if (!found) {
    location.assign(address);
    return;
  }
  content.replaceChildren(...found.childNodes);
  content.removeAttribute("aria-busy");
  drawer.scrollTop = 0;
  const heading = content.querySelector("h1");
  if (heading) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}

function leave() {
  shown = null;
  if (location.hash.startsWith(SIGN)) history.replaceState({ ...history.state, drawer: 0 }, "", page());
  const { drawer } = parts();
  if (drawer.open) drawer.close();
  // Whoever came by a link finds the figure that leads to what was shown.
  const last = opener?.isConnected ? opener : [...document.querySelectorAll("a[data-drawer]")].find((link) => whole(link) === first);
  opener = null;
  if (!last) return;
  // Where a script answers for a step of the history, the browser takes the focus to the top of the page after it, soon or late.
  const back = () => {
    if (!parts().drawer.open && last.isConnected && [document.body, null].includes(document.activeElement)) last.focus({ preventScroll: true });
  };
  last.focus({ preventScroll: true });
  globalThis.navigation?.addEventListener("navigatesuccess", back, { once: true });
  for (const wait of [50, 200, 600, 1500]) setTimeout(back, wait);
}

// A link in a drawing has its address as an attribute alone.
const whole = (link) => new URL(link.getAttribute("href"), location.href).href;

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-drawer]");
  if (link && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    if (!parts().drawer.open) opener = link;
    const address = whole(link);
    if (!depth()) first = address;
    step(address, depth() + 1);
    show(address);
  } else if (event.target === parts().drawer) {
    parts().drawer.close();
  }
});

// Closed by Escape, by its button or beside it: the steps that led into it are gone back.
document.addEventListener(
  "close",
  (event) => {
    if (event.target !== parts().drawer) return;
    if (depth()) history.go(-depth());
    else if (opener || asked()) leave();
  },
  true,
);

/** Opens what an address says that came from elsewhere: below it lies the page alone, so that Back closes the drawer. */
function adopt(address) {
  first = address;
  history.replaceState({ ...history.state, htmx: true, drawer: 0 }, "", page());
  step(address, 1);
}

window.addEventListener("popstate", () => {
  const address = asked();
  if (address && !depth()) adopt(address);
  const now = depth();
  if (now || before) {
    stepping = true;
    setTimeout(() => (stepping = false), 100);
    if (address) show(address);
    else leave();
  }
  before = now;
});

// The page below stays as it is.
document.addEventListener("htmx:before:history:restore", (event) => {
  if (stepping) event.preventDefault();
});

// Where one comes to a page whose drawer stood open, it opens again.
if (asked()) {
  show(asked());
  if (depth()) first = asked();
  else adopt(asked());
}
