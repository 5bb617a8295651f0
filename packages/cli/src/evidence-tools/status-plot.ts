import type { CellStanding, ModelStatus } from "@plimsoll/evidence";
import { CLAIM_PPM } from "@plimsoll/kernel";
import { printable } from "../kernel-tools/printable.ts";

const WIDTH = 860;
const LEFT = 330;
const MARGIN = 12;
const RIGHT = 840;
const TOP = 56;
const ROW = 22;
const FROM_PPM = 850_000;
const TO_PPM = 1_000_000;

/** A status as a picture: for each window in force the proven bound, and the point score that it is a bound of. One SVG text without script or font. */
export function statusPlot({ model, power, alpha, cells }: ModelStatus): string {
  const height = TOP + Math.max(1, cells.length) * ROW + 34;
  const title = `${model.kind} ${model.name}: band ${power.band}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" ` +
      `role="img" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="${MARGIN}" y="20" font-size="14">${escaped(title)}</text>`,
    ...Object.values(CLAIM_PPM).map((claimPpm) => claimLine(claimPpm, height)),
    ...cells.map(windowRow),
    `<text x="${MARGIN}" y="${height - 8}" fill="#555">${escaped(captionOf(alpha))}</text>`,
    "</svg>",
    "",
  ].join("\n");
}

const captionOf = ({ given }: ModelStatus["alpha"]): string =>
  `bar: proven control ${given === null ? "at the error rate of each window's attempt" : `at α = ${given} as given`} to point score; open windows prove nothing yet`;

const xOf = (ppm: number): number =>
  Math.round((LEFT + ((Math.max(FROM_PPM, ppm) - FROM_PPM) * (RIGHT - LEFT)) / (TO_PPM - FROM_PPM)) * 10) / 10;

const claimLine = (claimPpm: number, height: number): string =>
  `<line x1="${xOf(claimPpm)}" x2="${xOf(claimPpm)}" y1="${TOP - 10}" y2="${height - 26}" stroke="#999" stroke-dasharray="3 3"/>` +
  `<text x="${xOf(claimPpm)}" y="${TOP - 16}" text-anchor="middle" fill="#555">${claimPpm / 1_000_000}</text>`;

function windowRow(
  { set, dimension, context, failures, trials, provenPpm, pointPpm }: CellStanding,
  row: number,
): string {
  const y = TOP + row * ROW + 8;
  const label = `${dimension} ${context}, ${shortened(set)}: ${failures} of ${trials}`;
  const text = `<text x="${LEFT - 12}" y="${y + 4}" text-anchor="end">${escaped(label)}</text>`;
  if (pointPpm === null) return text;
  const point = `<circle cx="${xOf(pointPpm)}" cy="${y}" r="4" fill="#c2410c"/>`;
  return provenPpm === null ? text + point : text + provenBar(provenPpm, pointPpm, y) + point;
}

/** A name may be longer than there is room for. */
const shortened = (name: string): string => (name.length > NAME_MAX ? `${name.slice(0, NAME_MAX - 1)}…` : name);
const NAME_MAX = 16;

const provenBar = (provenPpm: number, pointPpm: number, y: number): string =>
  `<line x1="${xOf(provenPpm)}" x2="${xOf(pointPpm)}" y1="${y}" y2="${y}" stroke="#1d4ed8" stroke-width="6"/>`;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Names come from a ledger that somebody else may have written. */
const escaped = (text: string): string => printable(text).replaceAll(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
