import { nativeCryptography } from "@plimsoll/mesh/node";
import { runScenario, scenarioOf, type ScenarioOutcome } from "@plimsoll/mesh/simulated";
import { EXIT } from "../../exit-codes.ts";
import { printJson } from "../../output/print-json.ts";
import { survivorsOf } from "../mesh-options.ts";
import type { SimulateFlags } from "./simulate-command.ts";
import { isSound, outcomeText } from "./outcome-text.ts";

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
  if (json !== true) process.stderr.write(`plimsoll: ${profile}, ${spec.nodes} nodes, seed ${seed}\n`);
  const outcome: ScenarioOutcome = runScenario(spec, nativeCryptography());
  if (json === true) {
    printJson({ type: "details", ...outcome.details });
    printJson(outcome.summary);
  } else process.stdout.write(outcomeText(outcome));
  return isSound(outcome.summary) ? EXIT.done : EXIT.broken;
}
