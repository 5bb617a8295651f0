import type { SpofReport } from "../verdict/stage-reports.ts";
import { codeText } from "./code-text.ts";
import { bounds, countOfSeeds } from "./figures.ts";
import { haltNote } from "./halt-note.ts";
import { html, type Html } from "./html.ts";
import { mark, NOT_RUN_YET } from "./mark.ts";
import { table } from "./table.ts";

/** Stage 6: one fault in the one path of each necessity. */
export const spofSection = (spof: readonly SpofReport[] | null): Html =>
  html`<section aria-labelledby="spof">
    <h2 id="spof">Single points of failure</h2>
    ${spof === null || spof.length === 0 ? NOT_RUN_YET : spofTable(spof)}
  </section>`;

const spofTable = (spof: readonly SpofReport[]): Html =>
  table({
    caption: "One fault in the one path of a necessity: nothing may make up for it",
    heads: ["test", "verdict", "necessity", "the only path", "fault", "seeds collapsed", "bounds", "first halt"],
    rows: spof.map(({ name, necessity, path, fault, collapsed, firstHalt, verdict }) => [
      codeText(name),
      mark(verdict === "NO_COMPENSATION" ? "good" : "bad", verdict),
      necessity,
      wide(path),
      wide(fault),
      countOfSeeds(collapsed),
      bounds(collapsed),
      haltNote(firstHalt),
    ]),
  });

const wide = (text: string): Html => html`<span class="wide">${text}</span>`;
