// The search box offers what fits while one types; by the keyboard as the combobox pattern of ARIA has it.
import { Island } from "../../js/island.js";

const MOST = 10;
const PAUSE = 90;

class SearchBox extends Island {
  begin() {
    this.input = this.querySelector("input");
    this.list = this.querySelector("[role=listbox]");
    this.status = this.querySelector("[role=status]");
    this.offers = [];
    this.at = -1;
    const { input, list } = this;
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": list.id,
      "aria-expanded": "false",
      "aria-haspopup": "listbox",
    })) input.setAttribute(name, value);
    input.addEventListener("input", () => this.ask());
    input.addEventListener("focus", () => this.offers.length && input.value.trim() === this.asked && this.open());
    input.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("focusout", (event) => this.contains(event.relatedTarget) || this.close());
    // The pointer must not take the focus from the box before the click is told.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const chosen = event.target.closest("[role=option]");
      if (chosen) this.go(this.offers[Number(chosen.dataset.place)]);
    });
  }

  end() {
    clearTimeout(this.timer);
    this.waiting?.abort();
  }

  ask() {
    clearTimeout(this.timer);
    this.waiting?.abort();
    const words = this.input.value.trim();
    if (!words) {
      this.offers = [];
      this.status.textContent = "";
      this.close();
      return;
    }
    this.timer = setTimeout(() => this.fetch(words), PAUSE);
  }

  async fetch(words) {
    this.waiting = new AbortController();
    const language = document.documentElement.lang;
    const address = `/search?${new URLSearchParams({ q: words, most: MOST, lang: language })}`;
    try {
      const answer = await fetch(address, { headers: { accept: "application/json" }, signal: this.waiting.signal });
      if (!answer.ok) return;
      const told = await answer.json();
      if (this.isConnected && this.input.value.trim() === words) this.show(words, told);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  show(words, told) {
    this.asked = words;
    this.offers = told.tables.results.rows;
    this.list.replaceChildren(...this.offers.map((offer, place) => this.line(offer, place)));
    const { none, one, many } = this.status.dataset;
    const count = new Intl.NumberFormat(document.documentElement.lang).format(told.found);
    this.status.textContent = told.found === 0 ? none : told.found === 1 ? one : many.replace("%s", count);
    this.move(-1);
    if (this.offers.length && document.activeElement === this.input) this.open();
    else this.close();
  }

  line(offer, place) {
    const item = document.createElement("li");
    item.id = `offer-${place}`;
    item.dataset.place = place;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const years = offer.first || offer.last ? `${offer.first ?? ""}${offer.first === offer.last ? "" : `–${offer.last ?? ""}`}` : "";
    for (const [text, css] of [[offer.name, "name"], [offer.also, "also"], [years, "years"], [offer.kind, "kind"]]) {
      if (!text) continue;
      const part = document.createElement("span");
      part.className = css;
      part.textContent = text;
      item.append(part, " ");
    }
    return item;
  }

  press(event) {
    const last = this.offers.length - 1;
    const opened = !this.list.hidden;
    if (event.isComposing) return;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && last >= 0) {
      event.preventDefault();
      if (!opened) this.open();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // From the last on to the box itself, and from there to the first.
      this.move(this.at + step > last ? -1 : this.at + step < -1 ? last : this.at + step);
    } else if (event.key === "Enter" && opened && this.at >= 0) {
      event.preventDefault();
      this.go(this.offers[this.at]);
    } else if (event.key === "Escape" && opened) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Tab") {
      this.close();
    }
  }

  move(place) {
    this.at = place;
    for (const [number, item] of [...this.list.children].entries()) {
      item.setAttribute("aria-selected", String(number === place));
      if (number === place) item.scrollIntoView({ block: "nearest" });
    }
    if (place >= 0) this.input.setAttribute("aria-activedescendant", `offer-${place}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  open() {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.move(-1);
  }

  go(offer) {
    location.assign(offer.address);
  }
}

customElements.define("search-box", SearchBox);
