import { nativeCryptography } from "@plimsoll/mesh/node";
import { runScenario, scenarioOf, type ScenarioOutcome, type ScenarioSpec } from "@plimsoll/mesh/simulated";
import { EXIT } from "../../exit-codes.ts";
import { printJson } from "../../output/print-json.ts";
import { ProgressLine } from "../../output/progress-line.ts";
import { checkSurvivors } from "../init/make-mesh.ts";
import { survivorsOf } from "../mesh-options.ts";
import type { PROFILES } from "./profiles.ts";
import { isSound, outcomeText, progressText } from "./outcome-text.ts";

export interface SimulateFlags {
  readonly nodes?: number;
  readonly survivors?: string;
  readonly seed: number;
  readonly profile: (typeof PROFILES)[number];
  readonly minutes?: number;
  readonly json?: boolean;
}

const MINUTE_MS = 60_000;

/** Runs a scenario and gives the exit code. */
export function simulate({ nodes, survivors, seed, profile, minutes, json }: SimulateFlags): number {
  // The shipped two slow nodes of a mesh of three would leave one fast node to compare with.
  const sizes = nodes === undefined ? {} : { nodes, ...(nodes < 4 ? { slowNodes: 1 } : {}) };
  const shipped = scenarioOf(profile, seed, sizes);
  const spec = scenarioOf(profile, seed, {
    ...sizes,
    ...(minutes === undefined ? {} : { durationMs: minutes * MINUTE_MS }),
    ...(survivors === undefined ? {} : { survivors: survivorsOf(survivors, shipped.nodes) }),
  });
  checkSurvivors(spec.survivors, spec.nodes);
  if (json !== true) process.stderr.write(`plimsoll: ${profile}, ${spec.nodes} nodes, seed ${seed}\n`);
  const outcome = runWatched(spec);
  if (json === true) {
    printJson({ type: "details", ...outcome.details });
    printJson(outcome.summary);
  } else process.stdout.write(outcomeText(outcome));
  return isSound(outcome.summary) ? EXIT.done : EXIT.broken;
}

/** The whole run is one call, so that the line is drawn from within it. */
function runWatched(spec: ScenarioSpec): ScenarioOutcome {
  using progress = new ProgressLine();
  return runScenario(spec, nativeCryptography(), (at) => progress.show(progressText(at)));
}
