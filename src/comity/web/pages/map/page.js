// The map's year, distance and choice, without asking the server for each: it drew the shapes, and told the figures of all years once.
import { Island, remember, select } from "../../js/island.js";
import { Lands } from "./lands.js";
import { Near, beside, put, toward } from "./near.js";
import { Years, at } from "./years.js";

const make = (tag, attributes = {}, ...content) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
};

// Radius of a state that is a dot, of one that nothing is said of, and of one inside a ring.
const [DOT, SPECK, RING] = [3.6, 1.8, 3.2];
const BEAT = 450;
const SLOW = 1000;

class TieMap extends Island {
  begin() {
    this.words = JSON.parse(this.dataset.words);
    this.year = Number(this.getAttribute("year"));
    this.numbers = new Intl.NumberFormat(document.documentElement.lang, { maximumSignificantDigits: 3 });
    this.years = new Years(this.data);
    this.lands = new Lands(this.data.borders, this.data.address, this.year, this.querySelector("figure"));
    this.tools();
    this.take();
    this.draw({ year: this.year, quiet: true });
  }

  /** Takes the drawing that is there for its own. */
  take() {
    this.svg = this.querySelector("svg.map");
    this.window = this.svg.querySelector(".map-window");
    this.head = this.svg.querySelector(".head");
    this.lines = this.svg.querySelector(".lines");
    this.shapes = new Map();
    for (const shape of this.window.querySelectorAll("[data-key]")) {
      const key = shape.dataset.key;
      if (!this.shapes.has(key)) this.shapes.set(key, []);
      this.shapes.get(key).push(shape);
      // What the browser itself would show on hovering is of the year in which the page was asked for.
      shape.querySelector("title")?.remove();
    }
    for (const over of this.window.querySelectorAll("[data-over] title")) over.remove();
    this.focus = this.lines?.querySelector("[data-focus]") ?? document.createElementNS("http://www.w3.org/2000/svg", "path");
    this.focus.setAttribute("class", "tie");
    this.focus.setAttribute("data-focus", "");
    this.lines?.append(this.focus);
    // The map takes part in the keyboard as one thing; its arrow keys go from state to state.
    this.svg.removeAttribute("role");
    this.svg.removeAttribute("aria-labelledby");
    this.window.setAttribute("role", "application");
    this.window.setAttribute("aria-label", this.words.help);
    this.window.setAttribute("tabindex", "0");
    this.near = new Near(this.svg, this.window, (grow) => this.grown(grow));
    this.listenToMap();
  }

  /** Puts the land of a year in the place of that which is shown; who looked closer looks as close. */
  async bring(year) {
    try {
      const figure = await this.lands.of(year);
      const wanted = this.wanted ?? year;
      if (!this.isConnected || this.lands.has(wanted) || this.lands.number(wanted) !== this.lands.number(year)) return;
      const [{ view }, here] = [this.near, document.activeElement === this.window];
      this.near.end();
      this.mark(null);
      this.querySelector("figure").replaceWith(figure);
      this.lands.shown = this.lands.number(wanted);
      this.take();
      Object.assign(this.near.view, view);
      this.near.look();
      if (here) this.window.focus({ preventScroll: true });
      this.draw({ year: wanted });
      select({ year: wanted });
    } catch {
      // Without its land a year is not shown: the map stays where it is.
      this.wanted = this.year;
      this.slider.value = String(this.year);
      this.stop();
    }
  }

  end() {
    this.stop();
    this.near?.end();
    clearTimeout(this.later);
  }

  tools() {
    const { words, data } = this;
    const button = (text, act) => {
      const made = make("button", { type: "button" }, text);
      made.addEventListener("click", act);
      return made;
    };
    this.slider = make("input", { type: "range", min: data.first, max: data.last, step: 1, value: this.year, "aria-label": words.year });
    this.shown = make("output", {}, String(this.year));
    this.player = button(words.play, () => (this.playing ? this.stop() : this.play()));
    this.slider.addEventListener("input", () => {
      this.stop();
      this.go(Number(this.slider.value));
    });
    const near = button("+", () => this.near.zoom(1.6));
    near.setAttribute("aria-label", words.in);
    const away = button("−", () => this.near.zoom(1 / 1.6));
    away.setAttribute("aria-label", words.out);
    this.bar = make("div", { class: "map-tools", role: "group", "aria-label": words.tools }, this.player, this.slider, this.shown, near, away, button(words.whole, () => this.near.far()));
    this.tip = make("div", { class: "map-tip", role: "status", hidden: "" });
    this.chosen = make("div", { class: "map-chosen", hidden: "", role: "dialog", tabindex: "-1", "aria-labelledby": "map-chosen" });
    this.chosen.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.leave();
    });
    this.prepend(this.bar);
    this.append(this.tip, this.chosen);
  }

  // -- the year

  /** Draws a year in the next frame; of several asked for meanwhile, the last. */
  go(year) {
    this.wanted = year;
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = null;
      this.draw({ year: this.wanted });
      select({ year: this.year });
    });
  }

  /** Shows a year: classes of shapes, paths of lines, words. */
  draw({ year, quiet }) {
    if (year === undefined || (year === this.year && !quiet)) return;
    if (!this.lands.has(year)) return void this.bring(year);
    this.year = year;
    for (const [key, shapes] of this.shapes) {
      const css = this.years.css(key, year);
      for (const shape of shapes) {
        const dot = shape.classList.contains("dot");
        const absent = shape.dataset.gone !== undefined && css === "land" && !this.data.gone[key]?.includes(year);
        const wanted = `${dot ? "dot" : "shape"} ${absent ? "absent" : css}${shape === this.marked ? " at" : ""}`;
        if (shape.getAttribute("class") === wanted) continue;
        shape.setAttribute("class", wanted);
        if (dot && Number(shape.dataset.r) !== RING) {
          shape.dataset.r = css === "land" ? SPECK : DOT;
          shape.setAttribute("r", (shape.dataset.r * this.grow).toFixed(2));
        }
      }
    }
    this.drawLines();
    if (this.head) this.head.textContent = `${this.data.title}, ${year}`;
    this.shown.textContent = String(year);
    this.slider.value = String(year);
    const said = at(this.data.said, year);
    this.querySelector("#map-said").textContent = said ? said[1].join(" ") : "";
    if (this.choice) this.fillChosen();
    if (quiet) return;
    remember({ ...this.data.address, year });
    const field = document.querySelector("form.filters input[name=year]");
    if (field) field.value = String(year);
    clearTimeout(this.later);
    this.later = setTimeout(() => this.tables(), 350);
  }

  drawLines() {
    if (!this.lines) return;
    const { limits, paths, many, directed } = this.data;
    const drawn = [[], [], []];
    const ends = new Set();
    let number = 0;
    this.data.pairs.forEach((_, place) => {
      const amount = this.years.amount(place, this.year);
      const [d, end] = paths[place];
      if (amount === undefined || !d) return;
      number += 1;
      drawn[amount === null ? 0 : (amount > limits[0]) + (amount > limits[1])].push(d);
      if (directed && end) ends.add(`M${end[0]} ${end[1]}h0`);
    });
    drawn.forEach((of, place) => this.lines.querySelector(`[data-width="${place}"]`).setAttribute("d", of.join("")));
    this.lines.querySelector("[data-ends]").setAttribute("d", [...ends].join(""));
    this.lines.classList.toggle("many", number > many);
    this.thicken();
    this.drawFocus();
  }

  /** Lets the lines of the marked or chosen state stand out. */
  drawFocus() {
    if (!this.lines) return;
    const mine = this.years.partners.get(this.over ?? this.choice) ?? [];
    const drawn = mine.filter((place) => this.years.amount(place, this.year) !== undefined).map((place) => this.data.paths[place][0]);
    this.focus.setAttribute("d", drawn.join(""));
    this.lines.classList.toggle("dim", drawn.length > 0);
  }

  /** Brings the tables, and the links to other forms, to the year: they are those of its own address. */
  async tables() {
    const year = this.year;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!answer.ok || year !== this.year || !this.isConnected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const selector of ["#map-tables", "#map-title", "body > footer .forms", ".settings a[data-language]"]) {
        const old = document.querySelector(selector);
        const fresh = page.querySelector(selector);
        if (!old || !fresh) continue;
        if (old.href) old.href = fresh.getAttribute("href");
        else old.replaceChildren(...fresh.childNodes);
      }
      document.title = page.title;
    } catch {
      // Without the server the map still moves; its tables wait.
    }
  }

  play() {
    if (this.year >= this.data.last) this.go(this.data.first);
    this.player.textContent = this.words.pause;
    // Who wants less motion gets a slower step.
    const beat = matchMedia("(prefers-reduced-motion: reduce)").matches ? SLOW : BEAT;
    this.playing = setInterval(() => {
      if (this.year >= this.data.last) this.stop();
      else this.go(this.year + 1);
    }, beat);
  }

  stop() {
    clearInterval(this.playing);
    this.playing = null;
    if (this.player) this.player.textContent = this.words.play;
  }

  // -- the distance

  grown(grow) {
    this.grow = grow;
    for (const shape of this.window.querySelectorAll("circle, text")) {
      const name = shape.tagName === "circle" ? "r" : "font-size";
      shape.dataset.r ??= shape.getAttribute("r") ?? Number.parseFloat(getComputedStyle(shape).fontSize);
      if (name === "r") shape.setAttribute("r", (Number(shape.dataset.r) * grow).toFixed(2));
      else shape.style.fontSize = `${(Number(shape.dataset.r) * grow).toFixed(2)}px`;
    }
    this.thicken();
  }

  /** Gives lines their widths: less where there are many, and less than the land's growth where one has come closer. */
  thicken() {
    if (!this.lines) return;
    const { widths, thin } = this.data;
    const scale = this.grow * (this.lines.classList.contains("many") ? thin : 1);
    const set = (selector, width) => this.lines.querySelector(selector)?.setAttribute("stroke-width", width.toFixed(2));
    widths.forEach((width, place) => set(`[data-width="${place}"]`, width * scale));
    set("[data-ends]", 5 * this.grow);
    set("[data-focus]", 1.6 * this.grow);
  }

  // -- pointer and keyboard

  listenToMap() {
    const { window: map } = this;
    map.addEventListener("pointermove", (event) => {
      if (this.near.moving) this.mark(null);
      else this.mark(event.target.closest("[data-key]"), event);
    });
    map.addEventListener("pointerleave", () => this.mark(null));
    map.addEventListener("click", (event) => {
      const shape = event.target.closest("[data-key]");
      if (this.near.moved) return;
      if (shape) this.choose(shape, event);
      else this.choose(null);
    });
    map.addEventListener("wheel", (event) => {
      // The page scrolls as ever, until one asks for the map by a key or has come closer.
      if (!event.ctrlKey && !event.shiftKey && this.near.isFar) return;
      event.preventDefault();
      this.near.zoom(event.deltaY + event.deltaX < 0 ? 1.25 : 0.8, this.near.spot(event));
    }, { passive: false });
    map.addEventListener("focus", () => map.matches(":focus-visible") && this.step(0, 0));
    map.addEventListener("blur", () => this.mark(null));
    map.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
      if (event.key in steps) {
        const [x, y] = steps[event.key];
        const { width, height } = this.near.view;
        if (event.shiftKey) this.near.move((x * width) / 5, (y * height) / 5);
        else this.step(x, y);
      } else if (event.key === "Escape" && this.choice) this.choose(null);
      else if (event.key === "+" || event.key === "=") this.near.zoom(1.6);
      else if (event.key === "-") this.near.zoom(1 / 1.6);
      else if (event.key === "Escape") this.near.far();
      else if ((event.key === "Enter" || event.key === " ") && this.marked) this.choose(this.marked);
      else return;
      event.preventDefault();
    });
  }

  middle(shape) {
    const box = shape.getBBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  }

  /** Goes from the marked state to the nearest one that lies in a direction. */
  step(x, y) {
    const largest = (shapes) => shapes.reduce((one, other) => (other.getBBox().width > one.getBBox().width ? other : one));
    const all = [...this.shapes.values()].map(largest).filter((shape) => !shape.classList.contains("absent"));
    if (!this.marked) {
      const { view } = this.near;
      const middle = [view.x + view.width / 2, view.y + view.height / 2];
      const far = (shape) => Math.hypot(...this.middle(shape).map((one, place) => one - middle[place]));
      this.mark(all.reduce((one, other) => (far(other) < far(one) ? other : one)));
      return;
    }
    if (!x && !y) return;
    const best = toward(this.middle(this.marked), [x, y], all.filter((shape) => shape !== this.marked).map((shape) => [this.middle(shape), shape]));
    if (best) this.mark(best);
  }

  name(shape) {
    const state = this.years.name(shape.dataset.key, this.year);
    return shape.dataset.name ? `${shape.dataset.name} (${this.words.administered} ${state})` : state;
  }

  /** What is known of a state in the year, in words. */
  tell(key) {
    const told = [];
    const { years, year, words } = this;
    const spell = (value) => this.numbers.format(value * this.data.scale);
    const value = years.figure(key, year);
    if (years.coloured && value === undefined) told.push(words.absent);
    else if (value === null) told.push(words.unknown);
    else if (value !== undefined) {
      const band = years.band(key, year);
      told.push(`${spell(value)}${band ? ` [${band.map(spell).join(" – ")}]` : ""} ${this.data.unit}`);
    }
    const number = years.linked(key, year);
    if (number) told.push(`${number} ${words.partners}`);
    if (this.window.querySelector(`[data-over="${key}"]`)) told.push(words.contested);
    return told.join("; ");
  }

  /** Marks a state and tells of it beside the pointer, or beside the state. */
  mark(shape, event) {
    if (shape !== this.marked) {
      this.marked?.classList.remove("at");
      this.marked = shape;
      shape?.classList.add("at");
      this.over = shape && this.years.partners.has(shape.dataset.key) ? shape.dataset.key : null;
      this.drawFocus();
      if (shape) this.tip.replaceChildren(make("b", {}, this.name(shape)), this.tell(shape.dataset.key));
    }
    this.tip.hidden = !shape;
    if (shape) put(this.tip, this, event ?? beside(shape));
  }

  /** Keeps a state: its lines stand out, and a box beside it leads to its dossier and to what its figure is made of. */
  choose(shape, event) {
    this.choice = shape?.dataset.key ?? null;
    this.chosen.hidden = !shape;
    if (shape) {
      this.fillChosen();
      this.mark(null);
      this.chosen.style.removeProperty("left");
      this.chosen.style.removeProperty("top");
      if (getComputedStyle(this.chosen).position === "absolute") put(this.chosen, this, event ?? beside(shape));
      this.chosen.focus({ preventScroll: true });
    }
    this.drawFocus();
  }

  /** Closes the box; the keyboard is at the map again. */
  leave() {
    this.choose(null);
    this.window.focus({ preventScroll: true });
  }

  fillChosen() {
    const { choice: key, words, year } = this;
    const links = [make("a", { href: `/dossier?${new URLSearchParams({ subject: key, on: `${year}-12-31` })}` }, words.dossier)];
    const value = this.years.figure(key, year);
    if (this.data.measure && value !== undefined && value !== null) {
      const wanted = new URLSearchParams({ measure: this.data.measure, subject: key, year });
      links.push(make("a", { href: `/evidence/measure?${wanted}`, "data-drawer": "" }, words.evidence));
    }
    const close = make("button", { type: "button" }, words.close);
    close.addEventListener("click", () => this.leave());
    const held = this.chosen.contains(document.activeElement);
    this.chosen.replaceChildren(make("strong", { id: "map-chosen" }, this.years.name(key, year)), make("span", {}, `${this.tell(key)} (${year})`), ...links, close);
    if (held) this.chosen.focus({ preventScroll: true });
  }
}

customElements.define("tie-map", TieMap);
