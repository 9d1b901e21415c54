// How near one looks at a drawing: a part of it, by wheel, buttons and keys.

const CLOSEST = 12;

export class Near {
  /** Of the part of a drawing that moves; `changed` is told by how much lines and dots grow. */
  constructor(svg, part, changed) {
    Object.assign(this, { svg, part, changed });
    const [width, height] = ["width", "height"].map((name) => Number(part.getAttribute(name)));
    this.whole = { width, height };
    this.far();
  }

  get isFar() {
    return this.view.width >= this.whole.width;
  }

  far() {
    this.view = { x: 0, y: 0, ...this.whole };
    this.look();
  }

  look() {
    const { view, whole } = this;
    view.x = Math.max(0, Math.min(whole.width - view.width, view.x));
    view.y = Math.max(0, Math.min(whole.height - view.height, view.y));
    this.part.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
    // Lines, dots and names grow slower than the land, so that more of it is seen.
    this.grow = (whole.width / view.width) ** -0.7;
    this.changed(this.grow);
  }

  move(x, y) {
    this.view.x += x;
    this.view.y += y;
    this.look();
  }

  /** Goes closer around a place of the map, by default its middle. */
  zoom(factor, spot) {
    const { view, whole } = this;
    const around = spot ?? { x: view.x + view.width / 2, y: view.y + view.height / 2 };
    const width = Math.min(whole.width, Math.max(whole.width / CLOSEST, view.width / factor));
    const scale = width / view.width;
    view.x = around.x - (around.x - view.x) * scale;
    view.y = around.y - (around.y - view.y) * scale;
    view.width = width;
    view.height = (width * whole.height) / whole.width;
    this.look();
  }

  /** Where on the map a pointer is. */
  spot(event) {
    const box = this.svg.getBoundingClientRect();
    const [, , width] = this.svg.getAttribute("viewBox").split(" ").map(Number);
    const scale = width / box.width;
    const x = (event.clientX - box.left) * scale;
    const y = (event.clientY - box.top) * scale - Number(this.part.getAttribute("y"));
    const { view, whole } = this;
    return { x: view.x + (x * view.width) / whole.width, y: view.y + (y * view.height) / whole.height };
  }
}
