// What a map knows of every year: figures of states, amounts of lines, names.

/** The entry that holds in a year, of runs that begin with their first year. */
export const at = (runs, year) => runs.findLast(([first]) => first <= year);

const unfold = (packed) => {
  const found = new Map();
  for (const [key, runs] of Object.entries(packed)) {
    const of = new Map();
    for (const [first, ...values] of runs) values.forEach((value, place) => of.set(first + place, value));
    found.set(key, of);
  }
  return found;
};

export class Years {
  constructor(data) {
    this.data = data;
    [this.figures, this.low, this.high] = [data.figures, data.low, data.high].map(unfold);
    // Places of a state's lines among all.
    this.partners = new Map();
    data.pairs.forEach((pair, place) => {
      for (const key of pair.slice(0, 2)) {
        if (!this.partners.has(key)) this.partners.set(key, []);
        this.partners.get(key).push(place);
      }
    });
  }

  get coloured() {
    return this.figures.size > 0;
  }

  /** A figure: null where it is not known, undefined where the list does not have the state. */
  figure(key, year) {
    return this.figures.get(key)?.get(year);
  }

  band(key, year) {
    const found = [this.low, this.high].map((of) => of.get(key)?.get(year) ?? null);
    return found.includes(null) ? null : found;
  }

  /** The class of a state's colour, the same for the same figure in every year. */
  css(key, year) {
    const value = this.figure(key, year);
    if (value === undefined) return "land";
    if (value === null) return "unknown";
    if (value === 0) return "zero";
    const { steps } = this.data;
    return (steps.find(([high]) => value <= high) ?? steps.at(-1))[1];
  }

  /** The amount of a line in a year: undefined where there is none, null where the layer has no amounts. */
  amount(place, year) {
    const runs = this.data.pairs[place][2];
    for (let i = 0; i < runs.length; i += 3) if (runs[i] <= year && year <= runs[i + 1]) return runs[i + 2];
    return undefined;
  }

  linked(key, year) {
    return (this.partners.get(key) ?? []).filter((place) => this.amount(place, year) !== undefined).length;
  }

  /** The name that a state bore in a year; of one that was not there, its last. */
  name(key, year) {
    const runs = this.data.names[key] ?? [];
    const then = runs.find(([first, last]) => first <= year && year <= last);
    return (then ?? runs.at(-1) ?? [0, 0, key])[2];
  }
}
