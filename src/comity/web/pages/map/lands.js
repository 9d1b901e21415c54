// The land of other years, where the node has brought borders of theirs: drawn by the server, and kept once it was shown.
import { at } from "./years.js";

export class Lands {
  /** Of the years in which the land becomes another, and the drawing that is there for a year. */
  constructor(runs, address, year, figure) {
    Object.assign(this, { runs, address });
    this.shown = this.number(year);
    this.held = new Map([[this.shown, Promise.resolve(figure.cloneNode(true))]]);
  }

  number(year) {
    return at(this.runs, year)?.[1] ?? 0;
  }

  /** Whether the land that is shown is that of a year. */
  has(year) {
    return this.number(year) === this.shown;
  }

  /** Gives a drawing of a year's land, as the server made it. */
  async of(year) {
    const number = this.number(year);
    if (!this.held.has(number)) {
      const asked = this.ask(year);
      asked.catch(() => this.held.delete(number));
      this.held.set(number, asked);
    }
    return (await this.held.get(number)).cloneNode(true);
  }

  async ask(year) {
    const answer = await fetch(`/map?${new URLSearchParams({ ...this.address, year })}`, { headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return document.importNode(page.querySelector("tie-map figure"), true);
  }
}
