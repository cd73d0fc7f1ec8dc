/* Draws orgs/reference/world_map.json: `npm ci && npm run build` in this folder.

   Natural Earth (public domain) by way of world-atlas, Equal Earth projection, whole numbers in a
   view box of 2000 units, each point told by its distance from the one before. Natural Earth draws
   the lines that are held; where the United Nations see another, orgs/reference/README.md says what
   is changed here. */

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoEqualEarth, geoStream } from "d3-geo";
import { feature, merge, mesh } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";

const WIDTH = 2000;
const DETAIL = 0.006; // square degrees: triangles below that are left out
const SMALLEST = 14; // square units: a smaller country is a dot
const LEFT_OUT = new Set(["AQ", "BV", "UM", "HM", "GS", "TF"]);
const OUTPUT = new URL("../../orgs/reference/world_map.json", import.meta.url);
const COUNTRIES = new URL("../../orgs/reference/countries.json", import.meta.url);

const require = createRequire(import.meta.url);
const countries = JSON.parse(readFileSync(COUNTRIES)).filter(({ code }) => !LEFT_OUT.has(code));
const codeOf = new Map(countries.map(({ m49, code }) => [m49, code]));
const NAMED = { Kosovo: "XK", Somaliland: "XS", Taiwan: "TW", "N. Cyprus": "CY" };

const world = simplify(
  presimplify(JSON.parse(readFileSync(require.resolve("world-atlas/countries-50m.json")))),
  DETAIL,
);
const shapes = world.objects.countries.geometries;
const code = (shape) => NAMED[shape.properties.name] ?? codeOf.get(shape.id);

/* which polygons of a country are another one's here: a box of longitude and latitude */
const MOVED = [
  ["RU", "UA", [32, 44, 36.8, 46.3]], // Crimea
  ["FR", "GF", [-55, 2, -51, 6]],
  ["FR", "GP", [-62, 15.7, -60.9, 16.7]],
  ["FR", "MQ", [-61.4, 14.2, -60.7, 15]],
  ["FR", "RE", [55, -21.6, 56, -20.7]],
  ["FR", "YT", [44.9, -13.2, 45.4, -12.5]],
  ["NO", "SJ", [-10, 70.6, 40, 81]],
  ["NL", "BQ", [-69, 12, -62, 18]],
];
const polygons = new Map(); // code: the arcs of its polygons
for (const shape of shapes) {
  const parts = shape.type === "Polygon" ? [shape.arcs] : shape.arcs;
  for (const arcs of parts) {
    const first = feature(world, { type: "Polygon", arcs }).geometry.coordinates[0];
    const inside = ([west, south, east, north]) =>
      first.every(([x, y]) => x >= west && x <= east && y >= south && y <= north);
    const move = MOVED.find(([from, , box]) => from === code(shape) && inside(box));
    const owner = move ? move[1] : code(shape);
    if (owner) polygons.set(owner, [...(polygons.get(owner) ?? []), arcs]);
  }
}
const whole = (...owners) =>
  merge(world, [{ type: "MultiPolygon", arcs: owners.flatMap((one) => polygons.get(one) ?? []) }]);

/* Western Sahara reaches to 27°40′ north, whoever holds which part of it */
const NORTHERN_END = 27 + 2 / 3;
function cut(geometry, keep) {
  const coordinates = geometry.coordinates.map(([ring]) => {
    const kept = [];
    ring.forEach((to, place) => {
      const from = ring[(place || ring.length - 1) - 1] ?? to;
      if (keep(from[1]) !== keep(to[1])) {
        const part = (NORTHERN_END - from[1]) / (to[1] - from[1]);
        kept.push([from[0] + part * (to[0] - from[0]), NORTHERN_END]);
      }
      if (keep(to[1])) kept.push(to);
    });
    return kept.length > 2 ? [[...kept, kept[0]]] : [];
  });
  return { type: "MultiPolygon", coordinates: coordinates.filter((one) => one.length) };
}
const north = (latitude) => latitude >= NORTHERN_END;
const west = whole("MA", "EH");
const special = { MA: cut(west, north), EH: cut(west, (one) => !north(one)) };

/* the page: the world without Antarctica, as wide as it may be */
const projection = geoEqualEarth().rotate([-11, 0]);
projection.fitExtent([[0, 0], [WIDTH, WIDTH]], { type: "Sphere" });
const top = projection([11, 83.7])[1];
const bottom = projection([11, -56])[1];
projection.translate([projection.translate()[0], projection.translate()[1] - top]);

/* lines in whole numbers, relative; points that fall together are one */
function drawn(geometry, least = 0) {
  const lines = [];
  let line;
  geoStream(geometry, projection.stream({
    point: (x, y) => line.push([Math.round(x), Math.round(y)]),
    lineStart: () => lines.push((line = [])),
    lineEnd() {},
    polygonStart() {},
    polygonEnd() {},
    sphere() {},
  }));
  const closed = geometry.type.endsWith("Polygon");
  let area = 0;
  let path = "";
  for (const points of lines) {
    const own = points.filter(
      ([x, y], place) => !place || x !== points[place - 1][0] || y !== points[place - 1][1],
    );
    if (closed && own.length > 1 && String(own[0]) === String(own.at(-1))) own.pop();
    const size = Math.abs(own.reduce((sum, [x, y], place) => {
      const [nextX, nextY] = own[(place + 1) % own.length];
      return sum + x * nextY - nextX * y;
    }, 0)) / 2;
    if (own.length < (closed ? 3 : 2) || (closed && size < least)) continue;
    area += size;
    let [x, y] = own[0];
    path += `M${x} ${y}l`;
    path += own.slice(1).map(([toX, toY]) => {
      const step = `${toX - x} ${toY - y}`;
      [x, y] = [toX, toY];
      return step;
    }).join(" ").replaceAll(" -", "-");
    if (closed) path += "z";
  }
  return { path, area };
}

const found = { paths: {}, dots: {} };
for (const { code: owner, lat, lon } of countries) {
  const { path, area } = polygons.has(owner) ? drawn(special[owner] ?? whole(owner), 3) : {};
  if (path && area >= SMALLEST) found.paths[owner] = path;
  else found.dots[owner] = projection([lon, lat]).map(Math.round);
}

/* lines that are disputed: between two neighbours, all along or within a box */
const KASHMIR = [73, 32, 80.5, 37.5];
const DISPUTED = [
  ["Kosovo", "Serbia"],
  ["Somaliland", "Somalia"],
  ["N. Cyprus", "Cyprus"],
  ["Palestine", "Israel"],
  ["Israel", "Syria"],
  ["India", "Pakistan", KASHMIR],
  ["India", "China"],
  ["Siachen Glacier", null],
];
const lines = { type: "MultiLineString", coordinates: [] };
for (const [first, second, [west, south, east, north] = [-180, -90, 180, 90]] of DISPUTED) {
  const between = mesh(world, world.objects.countries, (one, other) => {
    const names = [one.properties.name, other.properties.name];
    return one !== other && names.includes(first) && (!second || names.includes(second));
  });
  for (const line of between.coordinates) {
    lines.coordinates.push(
      line.filter(([x, y]) => x >= west && x <= east && y >= south && y <= north),
    );
  }
}
const sahara = special.EH.coordinates.flatMap(([ring]) =>
  ring.filter(([, latitude]) => latitude === NORTHERN_END));
lines.coordinates.push(sahara);
found.disputed = drawn(lines).path;
found.size = [WIDTH, Math.round(bottom - top)];

const text = (part) => Object.entries(part)
  .sort(([one], [other]) => (one < other ? -1 : 1))
  .map(([owner, shape]) => `    ${JSON.stringify(owner)}: ${JSON.stringify(shape)}`)
  .join(",\n");
writeFileSync(OUTPUT, `{
  "size": ${JSON.stringify(found.size)},
  "paths": {\n${text(found.paths)}\n  },
  "dots": {\n${text(found.dots)}\n  },
  "disputed": ${JSON.stringify(found.disputed)}
}
`);
