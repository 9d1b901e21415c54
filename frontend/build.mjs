// Makes what the project takes from npm: the world's borders, and the scripts of the workbench.
//
// Re-packs the world's borders (world-atlas, Natural Earth 1:50m) so that Python reads them in milliseconds:
// flat lists of differences instead of 80,000 small pairs, and for every point how coarse a drawing may be and still need it
// (the triangle it makes with its neighbours: Visvalingam and Whyatt 1993). No point is moved or left out.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../src/comity/dossier/static/vendor");
const library = join(here, "node_modules/world-atlas");
const FINEST_DEGREES = 0.01; // a point of level n is needed where a pixel is at most 0.01 * 2^n degrees wide
const LEVELS = 9;

if (!existsSync(library)) {
  console.error("world-atlas is not installed: run `npm ci` in frontend/ first");
  process.exit(2);
}

/** Absolute points of one arc, in the file's own whole numbers. */
function unpack(arc) {
  let x = 0;
  let y = 0;
  return arc.map(([dx, dy]) => [(x += dx), (y += dy)]);
}

/** One digit per point; the ends of an arc are always needed, since other arcs begin there. */
function levelsOf(points, { scale, translate }) {
  const flat = points.map(([x, y]) => {
    const latitude = y * scale[1] + translate[1];
    return [x * scale[0] * Math.max(0.02, Math.cos((latitude * Math.PI) / 180)), latitude];
  });
  const level = new Array(points.length).fill(LEVELS);
  const previous = points.map((_, i) => i - 1);
  const next = points.map((_, i) => i + 1);
  const area = (i) => {
    const [a, b, c] = [flat[previous[i]], flat[i], flat[next[i]]];
    return Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2;
  };
  const areas = points.map((_, i) => (i === 0 || i === points.length - 1 ? Infinity : area(i)));
  const left = new Set(areas.keys());
  left.delete(0);
  left.delete(points.length - 1);
  let reached = 0;
  while (left.size) {
    let least = -1;
    for (const i of left) if (least < 0 || areas[i] < areas[least]) least = i;
    reached = Math.max(reached, areas[least]);
    left.delete(least);
    const width = Math.sqrt(reached);
    level[least] = Math.min(LEVELS, Math.max(0, Math.floor(Math.log2(width / FINEST_DEGREES + 1e-12)) + 1));
    const [before, after] = [previous[least], next[least]];
    next[before] = after;
    previous[after] = before;
    if (before > 0) areas[before] = area(before);
    if (after < points.length - 1) areas[after] = area(after);
  }
  return level.join("");
}

/** The cap around a polygon and its size: [longitude, latitude, radius, square degrees], so that what a view cannot show is skipped. */
function reachOf(ring, { scale, translate }) {
  const turn = Math.PI / 180;
  const places = ring.flatMap((i) => arcs[i < 0 ? ~i : i]).map(([x, y]) => [x * scale[0] + translate[0], y * scale[1] + translate[1]]);
  const vectors = places.map(([lon, lat]) => {
    const c = Math.cos(lat * turn);
    return [c * Math.cos(lon * turn), c * Math.sin(lon * turn), Math.sin(lat * turn)];
  });
  let middle = [0, 1, 2].map((k) => (Math.min(...vectors.map((v) => v[k])) + Math.max(...vectors.map((v) => v[k]))) / 2);
  const length = Math.hypot(...middle);
  middle = middle.map((v) => v / length);
  const radius = Math.max(...vectors.map((v) => Math.acos(Math.min(1, v[0] * middle[0] + v[1] * middle[1] + v[2] * middle[2])))) / turn;
  const [lon, lat] = [Math.atan2(middle[1], middle[0]) / turn, Math.asin(middle[2]) / turn];
  const outline = ring.flatMap((i) => (i < 0 ? [...arcs[~i]].reverse() : arcs[i]));
  let area = 0;
  const flat = outline.map(([x, y]) => {
    const latitude = y * scale[1] + translate[1];
    return [((((x * scale[0] + translate[0] - lon + 540) % 360) + 360) % 360) - 180, (Math.sin(latitude * turn)) / turn];
  });
  flat.forEach(([x, y], i) => (area += x * flat[(i + 1) % flat.length][1] - flat[(i + 1) % flat.length][0] * y));
  const round = (value, places) => Number(value.toFixed(places));
  return [round(lon, 3), round(lat, 3), round(radius + 0.001, 3), round(Math.abs(area) / 2, 5)];
}

const differences = (values) => values.map((value, i) => (i ? value - values[i - 1] : value));

const meta = JSON.parse(await readFile(join(library, "package.json"), "utf8"));
const atlas = JSON.parse(await readFile(join(library, "countries-50m.json"), "utf8"));
const arcs = atlas.arcs.map(unpack);
// Natural Earth's Antarctica ends in a seam along the pole, which here would be a ring without any land.
const isSeam = (ring) => ring.flatMap((i) => arcs[i < 0 ? ~i : i]).every(([, y]) => y * atlas.transform.scale[1] + atlas.transform.translate[1] < -89.9);
const polygonsOf = ({ type, arcs: rings }) => (type === "MultiPolygon" ? rings : [rings]).map((polygon) => polygon.filter((ring) => !isSeam(ring)));
const packed = {
  source: `world-atlas ${meta.version}, countries-50m (Natural Earth 1:50m)`,
  finest_degrees: FINEST_DEGREES,
  scale: atlas.transform.scale,
  translate: atlas.transform.translate,
  features: atlas.objects.countries.geometries.map((geometry) => ({
    id: geometry.id ?? null,
    name: geometry.properties.name,
    polygons: polygonsOf(geometry),
    reach: polygonsOf(geometry).map((polygon) => reachOf(polygon[0], atlas.transform)),
  })),
  x: arcs.map((arc) => differences(arc.map(([x]) => x))),
  y: arcs.map((arc) => differences(arc.map(([, y]) => y))),
  levels: arcs.map((arc) => levelsOf(arc, atlas.transform)),
};

const files = {
  "countries-50m.json": JSON.stringify(packed) + "\n",
  "NOTICES.md":
    `# Third-party material in this folder\n\n` +
    `\`countries-50m.json\` is made from world-atlas; the shapes are Natural Earth's (public domain, naturalearthdata.com).\n\n` +
    `## world-atlas ${meta.version} (${meta.license})\n\n${await readFile(join(library, "LICENSE"), "utf8")}`,
};
const digest = (text) => createHash("sha256").update(text).digest("hex");
/** The folder appears whole or not at all: an interrupted build leaves what was there before. */
async function place(files, target) {
  files.SHA256SUMS = Object.keys(files).sort().map((name) => `${digest(files[name])}  ${name}\n`).join("");
  await mkdir(dirname(target), { recursive: true });
  const fresh = await mkdtemp(join(here, "node_modules/.vendor-"));
  try {
    await chmod(fresh, 0o755);
    for (const [name, text] of Object.entries(files)) await writeFile(join(fresh, name), text);
    if (existsSync(target)) await rename(target, `${fresh}-old`);
    await rename(fresh, target);
  } finally {
    await rm(fresh, { recursive: true, force: true });
    await rm(`${fresh}-old`, { recursive: true, force: true });
  }
}

// What the workbench's pages run: one file a library, bundled as an ES module.
const bundles = {};
const notices = ["# Third-party material in this folder"];
for (const [name, libraries] of Object.entries({ "htmx.js": ["htmx.org"], "keys.js": ["@noble/hashes", "@noble/curves"] })) {
  const { outputFiles } = await build({ entryPoints: [join(here, "vendor", name)], bundle: true, minify: true, format: "esm", target: "es2022", legalComments: "none", write: false });
  bundles[name] = outputFiles[0].text;
  for (const library of libraries) {
    const facts = JSON.parse(await readFile(join(here, "node_modules", library, "package.json"), "utf8"));
    notices.push(`## ${library} ${facts.version} (${facts.license})`, await readFile(join(here, "node_modules", library, "LICENSE"), "utf8"));
  }
}
bundles["NOTICES.md"] = notices.join("\n\n");
await place(bundles, join(here, "../src/comity/web/static/vendor"));
await place(files, target);
console.log(`${packed.features.length} shapes, ${arcs.length} arcs, ${Math.round(files["countries-50m.json"].length / 1024)} KiB`);
