// The network: the slider moves the year at once, from all years that are fetched once; when it rests the server answers, with
// communities, sizes and the table. Pointing at a disc shows its partners; one can come nearer; arrow keys go from disc to disc.
import { Island } from "../../js/island.js";

const SVG = "http://www.w3.org/2000/svg";
const year = () => document.querySelector("form.filters [name=year]");

/** The slider beside the field of the year, and a button that plays it. */
class Years extends HTMLElement {
  connectedCallback() {
    const first = Number(this.getAttribute("first"));
    const last = Number(this.getAttribute("last"));
    const slider = Object.assign(document.createElement("input"), { type: "range", min: first, max: last, step: 1, value: year().value });
    slider.setAttribute("aria-label", this.getAttribute("label"));
    const play = Object.assign(document.createElement("button"), { type: "button", textContent: this.getAttribute("play") });
    slider.addEventListener("input", () => this.move(Number(slider.value)));
    year().addEventListener("input", () => (slider.value = year().value));
    play.addEventListener("click", () => {
      if (this.timer) return this.rest(play, slider);
      if (Number(slider.value) >= last) slider.value = first;
      play.textContent = this.getAttribute("pause");
      this.timer = setInterval(() => {
        if (Number(slider.value) >= last) return this.rest(play, slider);
        slider.value = Number(slider.value) + 1;
        this.move(Number(slider.value));
      }, 450);
    });
    this.replaceChildren(slider, play);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  move(chosen) {
    year().value = chosen;
    document.dispatchEvent(new CustomEvent("comity:year", { detail: chosen }));
  }

  rest(play, slider) {
    clearInterval(this.timer);
    this.timer = null;
    play.textContent = this.getAttribute("play");
    slider.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

class NetworkIsland extends Island {
  begin() {
    this.scene = this.querySelector(".scene");
    this.edges = this.querySelector(".edges");
    this.whole = this.scene.getAttribute("viewBox");
    this.discs = new Map([...this.querySelectorAll(".spot")].map((disc) => [disc.dataset.key, disc]));
    this.names = new Map([...this.querySelectorAll("[data-name]")].map((name) => [name.dataset.name, name]));
    this.wanted = this.dataset.layers.split(" ");
    this.year = Number(this.dataset.year);
    this.known = this.within(this.ties(this.year));
    this.index();
    this.tools();
    this.point();
    this.travel();
    this.centre();
    this.onYear = ({ detail }) => this.show(detail);
    document.addEventListener("comity:year", this.onYear);
  }

  /** Where the drawing is wider than its window, what it is drawn around is in the middle of it. */
  centre() {
    const box = this.querySelector(".drawn");
    const ego = this.discs.get(this.dataset.ego);
    const middle = ego ? ego.getBoundingClientRect() : this.scene.getBoundingClientRect();
    box.scrollLeft += middle.left + middle.width / 2 - box.getBoundingClientRect().left - box.clientWidth / 2;
  }

  end() {
    document.removeEventListener("comity:year", this.onYear);
  }

  /** Takes, for a year, every tie with its strength: one for each layer, and its share of the greatest weight there is. */
  ties(when) {
    const found = new Map();
    this.data.layers.forEach((layer, place) => {
      for (let i = 0; i < layer.a.length; i++) {
        if (layer.first[i] > when || layer.last[i] < when) continue;
        const code = layer.a[i] * 1000 + layer.b[i];
        const tie = found.get(code) ?? { a: layer.a[i], b: layer.b[i], strength: 0, layers: [] };
        tie.strength += 1 + layer.weight[i] / (layer.most || 1);
        tie.layers.push(place);
        found.set(code, tie);
      }
    });
    return [...found.values()];
  }

  /** Leaves out, around a state, who is too many steps away. */
  within(ties) {
    const ego = this.data.keys.indexOf(this.dataset.ego);
    if (ego < 0) return ties;
    const near = new Set([ego]);
    for (let step = 0; step < Number(this.dataset.depth); step++) {
      const edge = new Set(near);
      for (const { a, b } of ties) {
        if (edge.has(a)) near.add(b);
        if (edge.has(b)) near.add(a);
      }
    }
    return ties.filter(({ a, b }) => near.has(a) && near.has(b));
  }

  show(when) {
    if (when === this.year) return;
    this.year = when;
    this.known = this.within(this.ties(when));
    const ties = [...this.known].sort((x, y) => y.strength - x.strength || x.a - y.a || x.b - y.b);
    const reached = new Set();
    const most = Number(this.dataset.most);
    const [first, rest] = [[], []];
    const partners = new Map();
    ties.forEach((tie) => {
      (reached.has(tie.a) && reached.has(tie.b) ? rest : first).push(tie);
      for (const end of [tie.a, tie.b]) {
        reached.add(end);
        partners.set(end, (partners.get(end) ?? 0) + 1);
      }
    });
    const held = new Set([...first, ...rest].slice(0, most));
    const drawn = ties.filter((tie) => held.has(tie));
    const top = drawn[0]?.strength ?? 1;
    this.edges.replaceChildren(...drawn.reverse().map((tie) => this.line(tie, top)));
    const greatest = Math.max(1, ...partners.values());
    this.data.keys.forEach((key, place) => {
      const disc = this.discs.get(key);
      if (!disc) return;
      const here = reached.has(place) || key === this.dataset.ego;
      disc.classList.toggle("gone", !here);
      this.names.get(key)?.classList.toggle("gone", !here);
      if (here && !this.dataset.size) {
        const number = partners.get(place) ?? 0;
        disc.firstElementChild.setAttribute("r", (3 + 13 * Math.sqrt(number / greatest)).toFixed(1));
        const told = number === 1 ? this.dataset.partner : `${number} ${this.dataset.partners}`;
        disc.querySelector("title").textContent = told;
        disc.setAttribute("aria-label", `${this.nameOf(disc)}: ${told}`);
      }
    });
    this.index();
    this.said.textContent = `${ties.length.toLocaleString(document.documentElement.lang)} ${this.dataset.shown} ${when}`;
  }

  nameOf(disc) {
    return (disc.getAttribute("aria-label") ?? "").split(":")[0];
  }

  line({ a, b, strength, layers }, top) {
    const [one, other] = [this.data.keys[a], this.data.keys[b]];
    const [from, to] = [one, other].map((key) => this.discs.get(key).firstElementChild);
    const path = document.createElementNS(SVG, "path");
    const at = (disc) => `${disc.getAttribute("cx")} ${disc.getAttribute("cy")}`;
    path.setAttribute("d", `M${at(from)}L${at(to)}`);
    path.setAttribute("stroke-width", (0.5 + 3.2 * (strength / top) ** 1.5).toFixed(1));
    const hue = this.dataset.colour !== "layer" ? "" : layers.length > 1 ? " several" : ` lc${layers[0] + 1}`;
    path.setAttribute("class", `edge${hue}`);
    const link = document.createElementNS(SVG, "a");
    const query = new URLSearchParams([["a", one], ["b", other], ["year", this.year], ...this.wanted.map((name) => ["layer", name])]);
    link.setAttribute("href", `/network/tie?${query}`);
    link.setAttribute("tabindex", "-1");
    Object.assign(link.dataset, { a: one, b: other });
    link.append(path);
    return link;
  }

  /** Notes who is drawn as whose partner. */
  index() {
    this.partners = new Map();
    for (const link of this.edges.children) {
      for (const [one, other] of [[link.dataset.a, link.dataset.b], [link.dataset.b, link.dataset.a]]) {
        if (!this.partners.has(one)) this.partners.set(one, []);
        this.partners.get(one).push([other, link]);
      }
    }
  }

  look(key) {
    for (const lit of this.querySelectorAll(".lit")) lit.classList.remove("lit");
    this.pointed?.remove();
    this.scene.classList.toggle("looking", Boolean(key));
    if (!key) return;
    // All partners, also those whose line is not among the strongest.
    const place = this.data.keys.indexOf(key);
    const others = this.known.filter(({ a, b }) => a === place || b === place).map(({ a, b }) => [this.data.keys[a === place ? b : a], null]);
    for (const [other, link] of [[key, null], ...others, ...(this.partners.get(key) ?? [])]) {
      link?.classList.add("lit");
      this.discs.get(other)?.classList.add("lit");
      this.names.get(other)?.classList.add("lit");
    }
    if (!this.names.has(key)) this.name(this.discs.get(key));
  }

  /** Writes the name of a disc that had no room for one. */
  name(disc) {
    const circle = disc.firstElementChild;
    this.pointed = document.createElementNS(SVG, "text");
    this.pointed.setAttribute("class", "label middle pointed lit");
    this.pointed.setAttribute("x", circle.getAttribute("cx"));
    this.pointed.setAttribute("y", circle.getAttribute("cy") - circle.getAttribute("r") - 4);
    this.pointed.textContent = this.nameOf(disc);
    this.scene.append(this.pointed);
  }

  point() {
    this.scene.addEventListener("pointerover", (event) => this.look(event.target.closest(".spot")?.dataset.key));
    this.scene.addEventListener("pointerleave", () => this.look(null));
    this.scene.addEventListener("focusin", (event) => this.look(event.target.closest(".spot")?.dataset.key));
    this.scene.addEventListener("focusout", () => this.look(null));
    this.scene.addEventListener("click", (event) => {
      const link = event.target.closest(".edges a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      // The drawer opens for links of the page; one of a drawing says its address in another way.
      event.preventDefault();
      const plain = Object.assign(document.createElement("a"), { href: link.getAttribute("href"), hidden: true });
      plain.dataset.drawer = "";
      this.append(plain);
      plain.click();
      plain.remove();
    });
  }

  /** One disc at a time is in the order of tabs; arrow keys go to the nearest in their direction. */
  travel() {
    const discs = [...this.discs.values()];
    const hold = (one) => discs.forEach((disc) => disc.setAttribute("tabindex", disc === one ? "0" : "-1"));
    hold(discs.find((disc) => !disc.classList.contains("gone")));
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    this.scene.addEventListener("keydown", (event) => {
      const step = steps[event.key];
      const here = event.target.closest(".spot");
      if (!step || !here) return;
      event.preventDefault();
      const at = (disc) => ["cx", "cy"].map((name) => Number(disc.firstElementChild.getAttribute(name)));
      const [x, y] = at(here);
      let best = null;
      for (const disc of discs) {
        if (disc === here || disc.classList.contains("gone")) continue;
        const [dx, dy] = [at(disc)[0] - x, at(disc)[1] - y];
        const along = dx * step[0] + dy * step[1];
        const aside = Math.abs(dx * step[1]) + Math.abs(dy * step[0]);
        if (along > 0 && aside <= along * 2 && (!best || along + aside < best.far)) best = { disc, far: along + aside };
      }
      if (best) {
        hold(best.disc);
        best.disc.focus({ preventScroll: true });
      }
    });
  }

  tools() {
    const bar = Object.assign(document.createElement("div"), { className: "tools" });
    const button = (text, act) => {
      const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
      made.addEventListener("click", act);
      bar.append(made);
    };
    button(this.dataset.nearer, () => this.zoom(0.7));
    button(this.dataset.farther, () => this.zoom(1 / 0.7));
    button(this.dataset.whole, () => this.frame(this.whole.split(" ").map(Number)));
    bar.append(Object.assign(document.createElement("span"), { className: "small quiet", textContent: this.dataset.hint }));
    this.said = Object.assign(document.createElement("output"), { className: "small" });
    this.said.setAttribute("aria-live", "polite");
    bar.append(this.said);
    this.querySelector("figure").before(bar);
    this.scene.addEventListener(
      "wheel",
      (event) => {
        // Without the key the wheel scrolls the page.
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        this.zoom(event.deltaY < 0 ? 0.85 : 1 / 0.85, event);
      },
      { passive: false },
    );
    this.drag();
  }

  /** Where the scene is on the screen; a nested drawing would give the box of all that is in it. */
  place() {
    const { left, top, width } = this.scene.ownerSVGElement.getBoundingClientRect();
    const [, , across, down] = this.whole.split(" ").map(Number);
    return { left, top, width, height: (width * down) / across };
  }

  box() {
    return this.scene.getAttribute("viewBox").split(" ").map(Number);
  }

  frame(box) {
    this.scene.setAttribute("viewBox", box.map((side) => side.toFixed(1)).join(" "));
    this.classList.toggle("moved", this.scene.getAttribute("viewBox") !== this.whole);
  }

  zoom(by, event) {
    const [x, y, width, height] = this.box();
    const full = Number(this.whole.split(" ")[2]);
    const share = Math.min(Math.max(by, full / 12 / width), full / width);
    const place = this.place();
    const [across, down] = event ? [(event.clientX - place.left) / place.width, (event.clientY - place.top) / place.height] : [0.5, 0.5];
    this.frame([x + width * (1 - share) * across, y + height * (1 - share) * down, width * share, height * share]);
  }

  drag() {
    let from = null;
    this.scene.addEventListener("pointerdown", (event) => {
      if (event.button || event.pointerType === "touch") return;
      from = { x: event.clientX, y: event.clientY, box: this.box() };
    });
    this.scene.addEventListener("pointermove", (event) => {
      if (!from) return;
      const scale = from.box[2] / this.place().width;
      const [dx, dy] = [(event.clientX - from.x) * scale, (event.clientY - from.y) * scale];
      if (Math.hypot(dx, dy) < 4) return;
      from.moved = true;
      this.scene.classList.add("moving");
      this.frame([from.box[0] - dx, from.box[1] - dy, from.box[2], from.box[3]]);
    });
    const stop = () => {
      this.scene.classList.remove("moving");
      // Whoever let go of the drawing over a disc did not mean to open it.
      if (from?.moved) this.scene.addEventListener("click", (event) => event.preventDefault() || event.stopImmediatePropagation(), { once: true, capture: true });
      from = null;
    };
    this.scene.addEventListener("pointerup", stop);
    this.scene.addEventListener("pointerleave", () => (from = null));
    this.scene.addEventListener("dragstart", (event) => event.preventDefault());
  }
}

customElements.define("network-years", Years);
customElements.define("network-island", NetworkIsland);
