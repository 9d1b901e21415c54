// The drawer of evidence: what stands behind a figure, without leaving the page. Without a script its links lead to pages.
// Each view of it is a step of the history: Back goes one step back in it, Escape and Close leave it.

// Looked up each time: who goes back in the history may find all of the page made anew.
const parts = () => ({
  drawer: document.querySelector("#drawer"),
  content: document.querySelector("#drawer-content"),
});
const depth = () => history.state?.drawer?.depth ?? 0;

let opener = null;
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
  const { drawer } = parts();
  if (drawer.open) drawer.close();
  const last = opener;
  opener = null;
  if (!last?.isConnected) return;
  // Where a script answers for a step of the history, the browser takes the focus to the top of the page after it, soon or late.
  const back = () => {
    if (!parts().drawer.open && last.isConnected && [document.body, null].includes(document.activeElement)) last.focus({ preventScroll: true });
  };
  last.focus({ preventScroll: true });
  globalThis.navigation?.addEventListener("navigatesuccess", back, { once: true });
  for (const wait of [50, 200, 600, 1500]) setTimeout(back, wait);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-drawer]");
  if (link && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    if (!parts().drawer.open) opener = link;
    // A link in a drawing has its address as an attribute alone.
    const address = new URL(link.getAttribute("href"), location.href).href;
    const { htmx, ...kept } = history.state ?? {};
    history.pushState({ ...kept, drawer: { address, depth: depth() + 1 } }, "", location.href);
    before = depth();
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
    else if (opener) leave();
  },
  true,
);

window.addEventListener("popstate", () => {
  const now = depth();
  if (now || before) {
    stepping = true;
    setTimeout(() => (stepping = false), 100);
    if (now) show(history.state.drawer.address);
    else leave();
  }
  before = now;
});

// The page below stays as it is.
document.addEventListener("htmx:before:history:restore", (event) => {
  if (stepping) event.preventDefault();
});

// Where one comes back to a page whose drawer stood open, it opens again; htmx writes a state of its own as it begins.
if (depth()) {
  const { drawer } = history.state;
  show(drawer.address);
  window.addEventListener("load", () => history.replaceState({ ...history.state, drawer }, ""));
}
