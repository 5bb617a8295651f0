import { scaleLinear } from "d3-scale";
import { drawing, escapeHtml, round, tag } from "./markup.ts";

/** A labelled bar, with what it says in words. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly words: string;
  /** A class of the page's style: its colour. */
  readonly colour: string;
}

const WIDTH = 640;
const LEFT = 190;
const RIGHT = WIDTH - 150;
const ROW = 26;

/** Horizontal bars, longest as wide as there is room. */
export function barChart(label: string, bars: readonly Bar[]): string {
  const x = scaleLinear([0, Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE)], [0, RIGHT - LEFT]);
  const rows = bars.map(({ label: name, value, words, colour }, place) => {
    const y = place * ROW + 4;
    const width = round(x(value));
    return (
      tag("text", { class: "bar-label", x: LEFT - 10, y: y + 14, "text-anchor": "end" }, escapeHtml(name)) +
      tag("rect", { class: `bar ${colour}`, x: LEFT, y, width: Math.max(1, width), height: ROW - 8 }) +
      tag("text", { class: "bar-label", x: LEFT + Math.max(1, width) + 8, y: y + 14 }, escapeHtml(words))
    );
  });
  return `<figure class="bars">${drawing(WIDTH, bars.length * ROW + 4, label, rows)}<figcaption>${escapeHtml(label)}</figcaption></figure>`;
}
