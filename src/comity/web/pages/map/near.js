// How near one looks at a drawing: a part of it, by wheel, buttons, keys and fingers.

const CLOSEST = 12;
// On a narrow screen the part is higher for its width, so that one sees more when one has come closer.
const [NARROW, HIGH] = ["(max-width: 760px)", 0.6];
// A finger or a hand that moves by less than so many pixels has not moved.
const STILL = 5;

export class Near {
  /** Of the part of a drawing that moves; `changed` is told by how much lines and dots grow. */
  constructor(svg, part, changed) {
    Object.assign(this, { svg, part, changed });
    const [width, height, top] = ["width", "height", "y"].map((name) => Number(part.getAttribute(name)));
    this.whole = { width, height };
    this.top = top;
    this.box = svg.getAttribute("viewBox");
    this.fingers = new Map();
    this.narrow = matchMedia(NARROW);
    this.turned = () => this.fit();
    this.narrow.addEventListener("change", this.turned);
    this.listen();
    this.fit();
  }

  end() {
    this.narrow.removeEventListener("change", this.turned);
  }

  /** Gives the part the shape that suits the screen. */
  fit() {
    const { width, height } = this.whole;
    this.port = { width, height: this.narrow.matches ? Math.max(height, width * HIGH) : height };
    this.part.setAttribute("height", this.port.height);
    // Where the screen is narrow, head and legend stand outside of the drawing.
    this.svg.setAttribute("viewBox", this.narrow.matches ? `0 ${this.top} ${width} ${this.port.height}` : this.box);
    this.far();
  }

  get isFar() {
    return this.view.width >= this.whole.width;
  }

  far() {
    this.view = { x: 0, y: 0, ...this.port };
    this.look();
  }

  look() {
    const { view, whole, port } = this;
    const within = (at, size, all) => (size >= all ? (all - size) / 2 : Math.max(0, Math.min(all - size, at)));
    view.x = within(view.x, view.width, whole.width);
    view.y = within(view.y, view.height, whole.height);
    this.part.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
    // One finger scrolls the page until one has come closer, and then moves the map.
    this.svg.style.touchAction = this.isFar ? "pan-y" : "none";
    // Lines, dots and names grow slower than the land, so that more of it is seen; on a narrow screen they begin larger.
    this.grow = (port.width / view.width) ** -0.7 * (this.narrow.matches ? 1.8 : 1);
    this.svg.classList.toggle("crowded", this.narrow.matches && view.width > whole.width / 2);
    this.changed(this.grow);
  }

  move(x, y) {
    this.view.x += x;
    this.view.y += y;
    this.look();
  }

  /** Goes closer around a place of the map, by default its middle. */
  zoom(factor, spot) {
    const { view, port } = this;
    const around = spot ?? { x: view.x + view.width / 2, y: view.y + view.height / 2 };
    const width = Math.min(port.width, Math.max(port.width / CLOSEST, view.width / factor));
    const scale = width / view.width;
    view.x = around.x - (around.x - view.x) * scale;
    view.y = around.y - (around.y - view.y) * scale;
    view.width = width;
    view.height = (width * port.height) / port.width;
    this.look();
  }

  /** Where on the map a pointer is. */
  spot({ clientX, clientY }) {
    const box = this.svg.getBoundingClientRect();
    const [, above, width] = this.svg.getAttribute("viewBox").split(" ").map(Number);
    const scale = width / box.width;
    const { view, port } = this;
    const part = view.width / port.width;
    return { x: view.x + (clientX - box.left) * scale * part, y: view.y + ((clientY - box.top) * scale + above - this.top) * part };
  }

  /** Whether the map is moved right now. */
  get moving() {
    return this.moved && this.fingers.size > 0;
  }

  listen() {
    const { part, fingers } = this;
    part.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      if (!fingers.size) this.moved = false;
      fingers.set(event.pointerId, event);
    });
    part.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const far = Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
      if (!this.moved && far < STILL) return;
      if (fingers.size === 1) {
        if (this.isFar) return;
        const [from, to] = [this.spot(before), this.spot(event)];
        this.move(from.x - to.x, from.y - to.y);
      } else this.pinch(event);
      if (!this.moved) part.setPointerCapture(event.pointerId);
      this.moved = true;
      fingers.set(event.pointerId, event);
    });
    for (const name of ["pointerup", "pointercancel"]) part.addEventListener(name, (event) => fingers.delete(event.pointerId));
  }

  /** Two fingers: the map grows as they part, and goes with their middle. */
  pinch(event) {
    const [one, other] = [...this.fingers.values()];
    const [now, rest] = one.pointerId === event.pointerId ? [one, other] : [other, one];
    const middle = (a) => ({ clientX: (a.clientX + rest.clientX) / 2, clientY: (a.clientY + rest.clientY) / 2 });
    const apart = (a) => Math.hypot(a.clientX - rest.clientX, a.clientY - rest.clientY) || 1;
    const from = this.spot(middle(now));
    this.zoom(apart(event) / apart(now), from);
    const to = this.spot(middle(event));
    this.move(from.x - to.x, from.y - to.y);
  }
}

/** Of things at places, the nearest one that lies in a direction. */
export function toward([mx, my], [x, y], things) {
  let best = null;
  for (const [[sx, sy], thing] of things) {
    const along = (sx - mx) * x + (sy - my) * y;
    const aside = Math.abs((sx - mx) * y) + Math.abs((sy - my) * x);
    if (along <= 0.5 || aside > 2.5 * along) continue;
    const far = along + 2 * aside;
    if (!best || far < best[0]) best = [far, thing];
  }
  return best?.[1];
}

/** The middle of a shape, in the window. */
export function beside(shape) {
  const box = shape.getBoundingClientRect();
  return { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };
}

/** Puts a box beside a place of the window, within a part of the page and where it is seen whole. */
export function put(what, within, { clientX, clientY }) {
  const box = within.getBoundingClientRect();
  const left = Math.min(clientX - box.left + 14, box.width - what.offsetWidth - 4);
  const below = clientY + 16;
  const top = below + what.offsetHeight > innerHeight ? Math.max(clientY - what.offsetHeight - 16, 0) : below;
  what.style.left = `${Math.max(0, left)}px`;
  what.style.top = `${top - box.top}px`;
}
