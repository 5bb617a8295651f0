import { CELLS, columnOf, GRID_SIDE, rowOf, SOURCE, START, ZONE_CELLS } from "../world/grid.ts";
import { html, type Html, NOTHING } from "./html.ts";
import { CELL_SIDE, middle } from "./path-lines.ts";
import type { Frame } from "./replay.ts";

/** The 5 × 5 grid at one frame, with the whole path faint and the path so far strong. The page's script moves it on. */
export function gridDrawing(frames: readonly Frame[], at: number): Html {
  const frame = frames[at]!;
  const side = GRID_SIDE * CELL_SIDE;
  return html`<svg
    class="grid-map"
    viewBox="-4 -4 ${side + 8} ${side + 8}"
    role="img"
    aria-label="The grid: zone A on the left, zone B on top, zone C with the stamp on the right, the source in the middle, the start below"
  >
    ${Array.from({ length: CELLS }, (_, cell) => floor(cell))}
    ${PLACES.map((place) => placeDrawing(place, frame.served))}
    <polyline class="path-whole" data-part="path-whole" points="${lineOf(frames)}" />
    <polyline class="path-done" data-part="path-done" points="${lineOf(frames.slice(0, at + 1))}" />
    <g
      class="agent"
      data-part="agent"
      transform="translate(${middle(columnOf(frame.cell))} ${middle(rowOf(frame.cell))})"
    >
      <circle class="alarm" data-part="alarm" r="21" />
      <circle class="body" r="15" />
      <text class="cargo" data-part="cargo" text-anchor="middle" y="6">${frame.cargo}</text>
      <text class="seal" data-part="seal" x="15" y="-8" text-anchor="middle">${frame.stamped ? "★" : ""}</text>
    </g>
  </svg>`;
}

const lineOf = (frames: readonly Frame[]): string =>
  frames
    .map(({ line }) => line)
    .filter((line) => line !== "")
    .join(" ");

const floor = (cell: number): Html =>
  html`<rect
    class="floor"
    x="${columnOf(cell) * CELL_SIDE + 1}"
    y="${rowOf(cell) * CELL_SIDE + 1}"
    width="${CELL_SIDE - 2}"
    height="${CELL_SIDE - 2}"
    rx="6"
  />`;

interface Place {
  readonly cell: number;
  readonly words: string;
  readonly more: string;
  readonly className: string;
  /** Its bit in `served`; null where it is no zone. */
  readonly bit: number | null;
}

const PLACES: readonly Place[] = [
  { cell: ZONE_CELLS[0], words: "Zone A", more: "", className: "zone", bit: 1 },
  { cell: ZONE_CELLS[1], words: "Zone B", more: "", className: "zone", bit: 2 },
  { cell: ZONE_CELLS[2], words: "Zone C", more: "★ stamp", className: "zone", bit: 4 },
  { cell: SOURCE, words: "Source", more: "", className: "source", bit: null },
  { cell: START, words: "Start", more: "", className: "start", bit: null },
];

function placeDrawing({ cell, words, more, className, bit }: Place, served: number): Html {
  const [left, top] = [columnOf(cell) * CELL_SIDE, rowOf(cell) * CELL_SIDE];
  const isServed = bit !== null && (served & bit) !== 0;
  return html`<g
    class="place ${className}${isServed ? " served" : ""}"
    ${bit === null ? NOTHING : html` data-zone-bit="${bit}"`}
    ><rect x="${left + 1}" y="${top + 1}" width="${CELL_SIDE - 2}" height="${CELL_SIDE - 2}" rx="6" /><text
      x="${left + 7}"
      y="${top + 17}"
      >${words}</text
    >${more === "" ? NOTHING : html`<text class="more" x="${left + 7}" y="${top + CELL_SIDE - 8}">${more}</text>`}${bit === null ? NOTHING : html`<text class="tick-served" x="${left + CELL_SIDE - 9}" y="${top + 18}" text-anchor="end">✓</text>`}</g
  >`;
}
