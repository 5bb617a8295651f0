import type { BaselineReport } from "../verdict/stage-reports.ts";
import { checkTable } from "./check-table.ts";
import { counted, percentOf } from "./figures.ts";
import { html, type Html } from "./html.ts";
import { mark, NOT_RUN_YET } from "./mark.ts";
import { halts, refusals } from "./metrics.ts";
import { countsText, metricsTable } from "./metrics-table.ts";
import { nullConductText } from "./null-conduct-text.ts";

/** Stage 3 point by point, and what seed §19 and reference §9.8 want counted of it. */
export const baselineSection = (baseline: BaselineReport | null): Html =>
  html`<section aria-labelledby="metrics">
    <h2 id="metrics">Baseline and metrics</h2>
    ${baseline === null ? NOT_RUN_YET : html`${findings(baseline)}${checkTable("Baseline checks (seed §15)", baseline.checks)}${metricsTable(baseline.seeds)}`}
  </section>`;

function findings({ verdict, seeds, asbNull }: BaselineReport): Html {
  const episodes = seeds.flatMap((run) => run.episodes);
  const won = episodes.filter(({ success }) => success).length;
  return html`<p>
    ${mark(verdict === "VERIFIED" ? "good" : "bad", verdict)} Over ${counted(seeds.length, "seed")} ${won} of
    ${counted(episodes.length, "episode")} are won (${percentOf(won, episodes.length)}); ${nullConductText(asbNull)}.
    Refused by the gate: ${countsText(refusals(seeds))}. Halts: ${countsText(halts(seeds))}.
  </p>`;
}
