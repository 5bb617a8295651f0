import { hashChip } from "./hash-chip.ts";
import { html, type Html } from "./html.ts";
import { NOT_RUN_YET } from "./mark.ts";
import type { FreezeSummary } from "./report-material.ts";
import { table } from "./table.ts";

/** Stage 1: what was fixed before anything ran, by digest. */
export const freezeSection = (freeze: FreezeSummary | null): Html =>
  html`<section aria-labelledby="freeze">
    <h2 id="freeze">Design freeze</h2>
    ${freeze === null ? NOT_RUN_YET : frozen(freeze)}
  </section>`;

const frozen = ({ freezeDigest, artefacts }: FreezeSummary): Html =>
  html`<p>Freeze digest ${hashChip(freezeDigest)}</p>
    ${table({
      caption: "Frozen artefacts",
      heads: ["artefact", "digest"],
      rows: artefacts.map(({ name, digest }) => [name, hashChip(digest)]),
    })}`;
