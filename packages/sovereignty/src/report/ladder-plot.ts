import type { LadderReport, Rung } from "../verdict/stage-reports.ts";
import { html, type Html, NOTHING } from "./html.ts";
import { LADDER_WORDS } from "./stage-names.ts";

const SIZE = { width: 480, height: 300 };
const PLOT = { left: 56, right: 472, top: 46, bottom: 226 };

/** A ladder as one SVG without a script: share of episodes that succeed, and of seeds that collapse, from the baseline down. */
export function ladderPlot(ladder: LadderReport): Html {
  const { rungs } = ladder;
  const x = (index: number): number => round(PLOT.left + ((index + 0.5) * (PLOT.right - PLOT.left)) / rungs.length);
  return html`<svg class="plot" viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${plotWords(ladder)}">
    ${[0, 25, 50, 75, 100].map(shareTick)}${rungs.map(({ value }, index) => rungTick(value, x(index)))}
    <text class="axis" x="${(PLOT.left + PLOT.right) / 2}" y="262" text-anchor="middle">
      ${ladder.parameter} (${ladder.unit})
    </text>
    ${rungMark(ladder, ladder.firstFailure, { className: "first-failure", words: "first failure", labelTop: 16, x })}
    ${rungMark(ladder, ladder.threshold, { className: "threshold", words: "threshold", labelTop: 34, x })}
    <polyline class="collapse-line" points="${pointsOf(rungs, collapseShare, x)}" />
    ${rungs.map((rung, index) => square(x(index), y(collapseShare(rung))))}
    <polyline class="success-line" points="${pointsOf(rungs, successShare, x)}" />
    ${rungs.map((rung, index) => disc(x(index), y(successShare(rung))))} ${LEGEND}
  </svg>`;
}

const successShare = ({ successes, episodes }: Rung): number => (episodes === 0 ? 0 : successes / episodes);

const collapseShare = ({ collapsed: { count, seeds } }: Rung): number => (seeds === 0 ? 0 : count / seeds);

const y = (share: number): number =>
  round(PLOT.bottom - Math.min(Math.max(share, 0), 1) * (PLOT.bottom - PLOT.top - 8));

const round = (value: number): number => Math.round(value * 10) / 10;

const pointsOf = (rungs: readonly Rung[], share: (rung: Rung) => number, x: (index: number) => number): string =>
  rungs.map((rung, index) => `${x(index)},${y(share(rung))}`).join(" ");

const shareTick = (share: number): Html =>
  html`<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(share / 100)}" y2="${y(share / 100)}" /><text
      class="tick"
      x="${PLOT.left - 8}"
      y="${y(share / 100) + 4}"
      text-anchor="end"
      >${share} %</text
    >`;

const rungTick = (value: number, at: number): Html =>
  html`<text class="tick" x="${at}" y="${PLOT.bottom + 18}" text-anchor="middle">${value}</text>`;

interface MarkStyle {
  readonly className: "first-failure" | "threshold";
  readonly words: string;
  readonly labelTop: number;
  readonly x: (index: number) => number;
}

function rungMark({ rungs }: LadderReport, value: number | null, { className, words, labelTop, x }: MarkStyle): Html {
  const index = rungs.findIndex((rung) => rung.value === value);
  if (value === null || index < 0) return NOTHING;
  // Both marks may stand on one rung: a little apart, both are seen.
  const at = x(index) + (className === "threshold" ? 3 : -3);
  const isRight = at > (PLOT.left + PLOT.right) / 2;
  return html`<line class="${className}" x1="${at}" x2="${at}" y1="${labelTop - 4}" y2="${PLOT.bottom}" /><text
      class="${className}"
      x="${isRight ? at - 8 : at + 8}"
      y="${labelTop}"
      text-anchor="${isRight ? "end" : "start"}"
      >${words}: ${value}</text
    >`;
}

const disc = (left: number, top: number): Html =>
  html`<circle class="success-point" cx="${left}" cy="${top}" r="4.5" />`;

const square = (left: number, top: number): Html =>
  html`<rect class="collapse-point" x="${left - 4.5}" y="${top - 4.5}" width="9" height="9" />`;

const LEGEND = html`<g transform="translate(${PLOT.left} 288)"
  ><line class="success-line" x1="0" x2="26" y1="-4" y2="-4" /><circle
    class="success-point"
    cx="13"
    cy="-4"
    r="4.5"
  /><text x="34">episodes that succeed</text> <line class="collapse-line" x1="196" x2="222" y1="-4" y2="-4" /><rect
    class="collapse-point"
    x="204.5"
    y="-8.5"
    width="9"
    height="9"
  /><text x="230">seeds that collapse</text></g
>`;

const plotWords = ({ name, parameter, threshold, firstFailure }: LadderReport): string =>
  `${LADDER_WORDS[name] ?? name}: success and collapse by ${parameter}; first failure ${firstFailure ?? "none"}, threshold ${threshold ?? "none"}`;
