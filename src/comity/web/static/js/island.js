// An island is a custom element: what it shows comes from the address in `src`, and it works when it is swapped in and out.
// All islands of a page share one selection, told by one event of the document: `comity:selection`.
const held = new Map();

/** Fetches JSON once. */
export const load = (address) => {
  if (!held.has(address)) {
    const answer = fetch(address, { headers: { accept: "application/json" } }).then((found) => {
      if (!found.ok) throw new Error(`${address}: ${found.status}`);
      return found.json();
    });
    answer.catch(() => held.delete(address));
    held.set(address, answer);
  }
  return held.get(address);
};

/** Tells every island of the page what was chosen. */
export const select = (detail) => document.dispatchEvent(new CustomEvent("comity:selection", { detail }));

/** Puts choices into the address, without a new entry in the history. */
export const remember = (choices) => {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(choices)) {
    if (value === null || value === undefined) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  history.replaceState(history.state, "", address);
};

export class Island extends HTMLElement {
  async connectedCallback() {
    this.listen = ({ detail }) => this.draw?.(detail);
    document.addEventListener("comity:selection", this.listen);
    const source = this.getAttribute("src");
    this.data = source ? await load(source) : null;
    if (this.isConnected) await this.begin?.();
  }

  disconnectedCallback() {
    document.removeEventListener("comity:selection", this.listen);
    this.end?.();
  }
}
