import type { LinearScale } from "./linear-scale.ts";

/** The room that a plot draws in, in units of its view box. */
export interface PlotArea {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Colours that the colour-blind can tell apart (Okabe and Ito 2008); after eight they come again. */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#8a7500", "#555555"];

/** The colour of a series, the same in all plots. */
export const colourOf = (index: number): string => COLOURS[index % COLOURS.length] as string;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text from outside, made safe to stand in a drawing. */
export const escapeSvg = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

/** A drawing that stands by itself or in a page: no script, no font, no address, ink in the reader's colour. */
export const svgDrawing = ({ width, height }: PlotArea, title: string, parts: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeSvg(title)}" ` +
  `font-family="system-ui, sans-serif" font-size="12" fill="currentColor"><title>${escapeSvg(title)}</title>${parts.join("")}</svg>\n`;

/** Vertical lines at the scale's ticks, with their figures below and the axis's name under those. */
export const horizontalAxis = (area: PlotArea, scale: LinearScale, label: string): string =>
  scale.ticks
    .map(
      (tick) =>
        `<line x1="${scale.at(tick)}" x2="${scale.at(tick)}" y1="${area.top}" y2="${area.height - area.bottom}" stroke="currentColor" stroke-opacity="0.15"/>` +
        svgText({ x: scale.at(tick), y: area.height - area.bottom + 16, anchor: "middle" }, signed(tick)),
    )
    .join("") + svgText({ x: (area.left + area.width - area.right) / 2, y: area.height - 6, anchor: "middle" }, label);

/** Horizontal lines at the scale's ticks, with their figures to the left. */
export const verticalAxis = (area: PlotArea, scale: LinearScale): string =>
  scale.ticks
    .map(
      (tick) =>
        `<line x1="${area.left}" x2="${area.width - area.right}" y1="${scale.at(tick)}" y2="${scale.at(tick)}" stroke="currentColor" stroke-opacity="0.15"/>` +
        svgText({ x: area.left - 8, y: scale.at(tick) + 4, anchor: "end" }, signed(tick)),
    )
    .join("");

/** A text of a plot, escaped. */
export const svgText = (
  { x, y, anchor }: { readonly x: number; readonly y: number; readonly anchor: "start" | "middle" | "end" },
  text: string,
): string => `<text x="${x}" y="${y}" text-anchor="${anchor}">${escapeSvg(text)}</text>`;

const signed = (tick: number): string => `${tick}`.replace("-", "−");
