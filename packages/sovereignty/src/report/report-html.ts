import { CLEAN_PHYSICS } from "../world/physics.ts";
import { ablationSection } from "./ablation-section.ts";
import { baselineSection } from "./baseline-section.ts";
import { calibrationSection } from "./calibration-section.ts";
import { contentPolicy } from "./content-policy.ts";
import { freezeSection } from "./freeze-section.ts";
import { html, type Html, NOTHING } from "./html.ts";
import { identityPanel } from "./identity-panel.ts";
import { scriptElement, styleElement } from "./inline-source.ts";
import { ladderSection } from "./ladder-section.ts";
import { mapSection } from "./map-section.ts";
import { NOT_RUN_YET } from "./mark.ts";
import { playerData } from "./player-data.ts";
import { PLAYER_SCRIPT } from "./player-script.ts";
import { publishedSection } from "./published-section.ts";
import type { ReportMaterial } from "./report-material.ts";
import { REPORT_STYLE } from "./report-style.ts";
import { shownSeeds } from "./seed-choice.ts";
import type { SeedRun } from "../run/seed-run.ts";
import { spofSection } from "./spof-section.ts";
import { stageLine } from "./stage-line.ts";
import { verdictSection } from "./verdict-section.ts";

/**
 * A laboratory folder as one page that needs nothing else: no network, no font, one script known by its hash. The same material gives
 * the same page, byte for byte.
 *
 * @throws {PlimsollError} `REPORT_ACTIONS_MALFORMED` where an episode's actions are no actions.
 */
export function reportHtml(material: ReportMaterial): string {
  const seeds = material.baseline?.seeds ?? [];
  const shown = shownSeeds(seeds);
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="${contentPolicy(REPORT_STYLE, PLAYER_SCRIPT)}" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>RSA-PoC v4.3: ${material.verdict?.verdict ?? "no verdict yet"}</title>
      ${styleElement(REPORT_STYLE)}
      <main>
        <h1>Two repairs of its own law</h1>
        <p class="lead">RSA-PoC v4.3: can an agent repair the law that binds it twice, and stay itself?</p>
        ${verdictSection(material.verdict)} ${stageLine(material)}
        ${mapSection(shown, playerData(CLEAN_PHYSICS, shown), seeds.length)}
        ${publishedSection(material.published, shown)} ${identitySection(shown)} ${ablationSection(material.ablations)}
        ${ladderSection(material.ladders)} ${spofSection(material.singlePoints)}
        ${calibrationSection(material.calibration)} ${baselineSection(material.baseline)}
        ${freezeSection(material.freeze)}
        <footer>
          <p>
            The map replays the recorded actions through the world of the experiment; nothing on this page is computed
            from anything but the record.
          </p>
        </footer>
      </main>
      ${scriptElement(PLAYER_SCRIPT)}
    </html> `.markup;
}

/** For each seed that can be chosen, its epochs and repairs: the map's choice of seed shows one of them. */
const identitySection = (runs: readonly SeedRun[]): Html =>
  html`<section aria-labelledby="identity">
    <h2 id="identity">Epochs and repairs</h2>
    ${
      runs.length === 0
        ? NOT_RUN_YET
        : runs.map(
            (run, index) =>
              html`<div data-seed-panel="${index}" ${index === 0 ? NOTHING : html` hidden`}>
                <p>
                  Seed ${run.seed}. Each epoch is a hash over the one before it and the repair that was made: who lost
                  one cannot name the next.
                </p>
                ${run.repairs.length === 0 ? html`<p>No repair became law.</p>` : NOTHING}${identityPanel(run)}
              </div>`,
          )
    }
  </section>`;
