import { LADDER_NAMES } from "../excision/ladders.ts";
import type { LadderReport, Rung } from "../verdict/stage-reports.ts";
import { bounds, countOfSeeds, percent, percentOf } from "./figures.ts";
import { haltNote } from "./halt-note.ts";
import { html, type Html, type HtmlPart, NOTHING } from "./html.ts";
import { ladderPlot } from "./ladder-plot.ts";
import { mark, NOT_RUN_YET } from "./mark.ts";
import { LADDER_WORDS } from "./stage-names.ts";
import { table } from "./table.ts";

/** Stage 5: each ladder as a plot and as the table that it was drawn from. */
export const ladderSection = (ladders: readonly LadderReport[] | null): Html =>
  html`<section aria-labelledby="ladders">
    <h2 id="ladders">Weakening ladders: how little is enough</h2>
    ${
      ladders === null || ladders.length === 0
        ? NOT_RUN_YET
        : LADDER_NAMES.map((name) => {
            const ladder = ladders.find((each) => each.name === name);
            return ladder === undefined
              ? html`<h3>${LADDER_WORDS[name]}</h3>
                  ${NOT_RUN_YET}`
              : ladderFigure(LADDER_WORDS[name], ladder);
          })
    }
  </section>`;

const ladderFigure = (title: string, ladder: LadderReport): Html =>
  html`<h3>${title}</h3>
    <p>${findings(ladder)}</p>
    ${
      ladder.rungs.length === 0
        ? NOT_RUN_YET
        : html`<div class="beside">
              <figure>${ladderPlot(ladder)}</figure>
              ${rungTable(title, ladder)}
            </div>
            ${firstHalts(ladder)}`
    }`;

/** A share of the baseline is said where less is less; where less often is less (W3), a threshold above the baseline is no share of it. */
const shareOfBaseline = (thresholdPpm: number | null): string =>
  thresholdPpm === null || thresholdPpm > 1_000_000 ? "" : ` (${percent(thresholdPpm)} of the baseline)`;

const findings = ({ firstFailure, threshold, thresholdPpm, baseline, unit }: LadderReport): Html =>
  html`In ${unit}: baseline ${baseline};
  ${firstFailure === null ? "no rung stops a frozen seed" : `first failure at ${firstFailure}`};
  ${threshold === null ? mark("bad", "no threshold, since no rung collapses every frozen seed") : html`<strong>threshold ${threshold}</strong>${shareOfBaseline(thresholdPpm)}`}.`;

const rungTable = (title: string, { unit, rungs, threshold, firstFailure }: LadderReport): Html =>
  table({
    caption: `${title}, rung by rung`,
    heads: [unit, "episodes won", "seeds collapsed", "bounds", "halted"],
    rows: rungs.map((rung) => rungRow(rung, threshold, firstFailure)),
  });

function rungRow(rung: Rung, threshold: number | null, firstFailure: number | null): readonly HtmlPart[] {
  const { value, successes, episodes, collapsed, halted } = rung;
  const marks = [value === threshold ? "threshold" : "", value === firstFailure ? "first failure" : ""];
  const words = marks.filter((each) => each !== "").join(", ");
  return [
    words === "" ? value : html`${value} <small>${words}</small>`,
    `${successes} of ${episodes} (${percentOf(successes, episodes)})`,
    countOfSeeds(collapsed),
    bounds(collapsed),
    halted,
  ];
}

/** What stopped a run first on each rung that stopped one; rungs that were stopped alike stand together. */
function firstHalts({ rungs }: LadderReport): Html {
  const alike = new Map<string, Rung[]>();
  for (const rung of rungs.filter(({ firstHalt }) => firstHalt !== null)) {
    const key = JSON.stringify(rung.firstHalt);
    alike.set(key, [...(alike.get(key) ?? []), rung]);
  }
  if (alike.size === 0) return NOTHING;
  return html`<p class="halts-title">First halts by rung</p>
    <ul class="halts">
      ${[...alike.values()].map(haltedRungs)}
    </ul>`;
}

const haltedRungs = (rungs: readonly Rung[]): Html =>
  html`<li><b>${rungs.map(({ value }) => value).join(", ")}</b> ${haltNote(rungs[0]?.firstHalt ?? null)}</li>`;
