import { ABLATION_NAMES } from "../excision/ablations.ts";
import { LADDER_NAMES } from "../excision/ladders.ts";
import { html, type Html } from "./html.ts";
import { allOf } from "./figures.ts";
import { mark, type Standing } from "./mark.ts";
import type { ReportMaterial } from "./report-material.ts";

interface Stage {
  readonly name: string;
  readonly standing: Standing;
  readonly words: string;
}

/** The protocol's six stages in their order (seed §14), each with what came of it. */
export const stageLine = (material: ReportMaterial): Html =>
  html`<section aria-labelledby="stages">
    <h2 id="stages">The six stages</h2>
    <ol class="stages">
      ${stagesOf(material).map(
        ({ name, standing, words }) =>
          html`<li class="${standing}"><span class="stage-name">${name}</span> ${mark(standing, words)}</li>`,
      )}
    </ol>
  </section>`;

const stagesOf = (material: ReportMaterial): readonly Stage[] => [
  { name: "Design freeze", ...freezeState(material) },
  { name: "Calibration", ...calibrationState(material) },
  { name: "Baseline", ...baselineState(material) },
  { name: "Ablations", ...ablationState(material) },
  { name: "Weakening ladders", ...ladderState(material) },
  { name: "SPOF tests", ...spofState(material) },
];

type State = Omit<Stage, "name">;

const OPEN: State = { standing: "open", words: "not run yet" };

const freezeState = ({ freeze }: ReportMaterial): State =>
  freeze === null ? OPEN : { standing: "good", words: `${freeze.artefacts.length} artefacts frozen` };

const calibrationState = ({ calibration }: ReportMaterial): State =>
  calibration === null
    ? OPEN
    : { standing: calibration.verdict === "CALIBRATED" ? "good" : "bad", words: calibration.verdict };

const baselineState = ({ baseline }: ReportMaterial): State =>
  baseline === null ? OPEN : { standing: baseline.verdict === "VERIFIED" ? "good" : "bad", words: baseline.verdict };

function ablationState({ ablations }: ReportMaterial): State {
  const done = ablations ?? [];
  const asSpecified = done.filter(({ collapsedAsExpected }) => allOf(collapsedAsExpected)).length;
  return stateOfParts(done, asSpecified, ABLATION_NAMES.length, "collapse as specified");
}

function ladderState({ ladders }: ReportMaterial): State {
  const done = ladders ?? [];
  const measured = done.filter(({ threshold }) => threshold !== null).length;
  return stateOfParts(done, measured, LADDER_NAMES.length, "have a threshold");
}

function spofState({ singlePoints }: ReportMaterial): State {
  const done = singlePoints ?? [];
  const withoutCompensation = done.filter(({ verdict }) => verdict === "NO_COMPENSATION").length;
  const missing = NECESSITIES.filter((each) => !done.some(({ necessity }) => necessity === each)).length;
  return stateOfParts(done, withoutCompensation, done.length + missing, "show no compensation");
}

const NECESSITIES = ["traces", "semantics", "reflection", "persistence"] as const;

/** One part that failed fails the stage; parts that are missing leave it open. */
function stateOfParts(done: readonly object[], good: number, due: number, words: string): State {
  if (done.length === 0) return OPEN;
  if (good < done.length) return { standing: "bad", words: `${good} of ${done.length} ${words}` };
  return done.length < due
    ? { standing: "part", words: `${done.length} of ${due} run` }
    : { standing: "good", words: `${good} of ${due} ${words}` };
}
