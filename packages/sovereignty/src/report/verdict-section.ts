import type { FinalVerdict } from "../verdict/stage-reports.ts";
import { html, type Html } from "./html.ts";
import { mark } from "./mark.ts";

/** The verdict in words, with every reason; or that there is none. */
export const verdictSection = (verdict: FinalVerdict | null): Html =>
  verdict === null ? noVerdict : writtenVerdict(verdict);

const noVerdict = html`<section class="verdict open" aria-labelledby="verdict">
  <h2 id="verdict">${mark("open", "No verdict yet")}</h2>
  <p>The protocol has not been run to its end. What is not run is not fine: it is open.</p>
</section>`;

function writtenVerdict({ verdict, classification, reasons }: FinalVerdict): Html {
  const standing = verdict === "ACCEPT" ? "good" : "bad";
  return html`<section class="verdict ${standing}" aria-labelledby="verdict">
    <h2 id="verdict">${mark(standing, verdict)}</h2>
    <p class="lead">${MEANINGS[classification] ?? "The class is not one of the protocol's."}</p>
    <p>Class: <code>${classification}</code></p>
    ${
      reasons.length === 0
        ? html`<p>No reasons are written down.</p>`
        : html`<h3>Reasons</h3>
            <ul class="reasons">
              ${reasons.map((reason) => html`<li>${reason}</li>`)}
            </ul>`
    }
  </section>`;
}

const MEANINGS: Readonly<Partial<Record<string, string>>> = {
  "ACCEPTED / MINIMAL_AGENCY_INSTANTIATED":
    "The candidate repaired its own law twice, stayed the same law-bearing identity, and collapsed as soon as any one necessity was taken from it.",
  "DISQUALIFIED / REDUNDANCY_DETECTED":
    "The candidate is rejected: something survived the loss of what it is said to depend on.",
  "Ontological Collapse": "The candidate is rejected: it did not repair its law twice and stay itself.",
  "ASB-Class Reducibility": "The candidate is rejected: it cannot be told from an agent that has no law at all.",
  INVALID_RUN: "This says nothing about the candidate: the experiment itself was not valid.",
} satisfies Record<FinalVerdict["classification"], string>;
