import type { CalibrationReport } from "../verdict/stage-reports.ts";
import { checkTable } from "./check-table.ts";
import { counted, percentOf } from "./figures.ts";
import { html, type Html } from "./html.ts";
import { conditionText } from "./law-text.ts";
import { mark, NOT_RUN_YET } from "./mark.ts";
import { nullConductText } from "./null-conduct-text.ts";

/** Stage 2: that the world can be lived in, and all the repairs that its gate would take. */
export const calibrationSection = (calibration: CalibrationReport | null): Html =>
  html`<section aria-labelledby="calibration">
    <h2 id="calibration">Calibration</h2>
    ${calibration === null ? NOT_RUN_YET : calibrated(calibration)}
  </section>`;

const calibrated = ({ verdict, checks, oracle, asbNull, admissible }: CalibrationReport): Html =>
  html`<p>
      ${mark(verdict === "CALIBRATED" ? "good" : "bad", verdict)} The oracle wins ${oracle.successes} of
      ${counted(oracle.episodes, "episode")} (${percentOf(oracle.successes, oracle.episodes)}) over
      ${counted(oracle.seeds, "seed")}; ${nullConductText(asbNull)}.
    </p>
    ${checkTable("Calibration checks", checks)} ${admissibleSet(admissible)}`;

const admissibleSet = ({ tried, repairA, repairB }: CalibrationReport["admissible"]): Html =>
  html`<h3>The admissible set</h3>
    <p>
      Of ${tried} exceptions submitted to the gate, it takes ${repairA.length} as Repair A and ${repairB.length} as
      Repair B. Narrow: the prohibition still holds everywhere else.
    </p>
    ${repairList(
      "Repair A",
      repairA.map(({ exception, isNarrow }) => ({ isNarrow, text: `R6 unless ${conditionText(exception)}` })),
    )}
    ${repairList(
      "Repair B",
      repairB.map(({ atZoneA, atZoneB, isNarrow }) => ({
        isNarrow,
        text: `R7 unless ${conditionText(atZoneA)}; R8 unless ${conditionText(atZoneB)}`,
      })),
    )}`;

interface ListedRepair {
  readonly text: string;
  readonly isNarrow: boolean;
}

/** So many repairs are written out; the record has them all. */
const LISTED_MAX = 200;

function repairList(name: string, repairs: readonly ListedRepair[]): Html {
  const narrow = repairs.filter(({ isNarrow }) => isNarrow).length;
  const ordered = [...repairs.filter(({ isNarrow }) => isNarrow), ...repairs.filter(({ isNarrow }) => !isNarrow)];
  const more = repairs.length - LISTED_MAX;
  return html`<details>
    <summary>${name}: ${repairs.length} admissible, ${narrow} of them narrow</summary>
    <ul class="law">
      ${ordered
        .slice(0, LISTED_MAX)
        .map(
          ({ text, isNarrow }) =>
            html`<li><code>${text}</code>${isNarrow ? html` <span class="mark good">narrow</span>` : ""}</li>`,
        )}
    </ul>
    ${more > 0 ? html`<p>And ${more} more in the record.</p>` : ""}
  </details>`;
}
