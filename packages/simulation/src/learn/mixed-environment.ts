import { PlimsollError } from "@plimsoll/foundation";
import type { BatchEnvironment } from "./batch-environment.ts";

/**
 * Several batches as one, so that a policy learns from unlike worlds at once. What they show and may do must be alike; the
 * environments of the first come first.
 * @throws {PlimsollError} `LEARNER_MIXTURE` where there is none, or two do not fit together.
 */
export function mixedEnvironment(parts: readonly BatchEnvironment[]): BatchEnvironment {
  const { observationSize, actionCount } = commonSizes(parts);
  const environments = parts.reduce((sum, part) => sum + part.environments, 0);
  const mixture = {
    environments,
    observationSize,
    actionCount,
    observations: new Float32Array(environments * observationSize),
    finalObservations: new Float32Array(environments * observationSize),
    rewards: new Float64Array(environments),
    terminated: new Uint8Array(environments),
    truncated: new Uint8Array(environments),
    actionMasks: new Uint8Array(environments),
  };
  const gather = (): void => forEachPart(parts, (part, first) => copyOut(part, mixture, first));
  return {
    ...mixture,
    reset: (seed) => {
      // Parts draw from seeds of their own, as environments of one batch do.
      forEachPart(parts, (part, first) => part.reset(seed + first));
      gather();
    },
    step: (actions) => {
      forEachPart(parts, (part, first) => part.step(actions.subarray(first, first + part.environments)));
      gather();
    },
    ...snapshotsOf(parts, gather),
  };
}

/** A mixture can be kept where all of its parts can. */
function snapshotsOf(parts: readonly BatchEnvironment[], gather: () => void): Partial<BatchEnvironment> {
  if (parts.some(({ snapshot, restore }) => snapshot === undefined || restore === undefined)) return {};
  const places = parts.flatMap((part) => Array.from({ length: part.environments }, (_, place) => ({ part, place })));
  return {
    snapshot: (environment) => places[environment]?.part.snapshot?.(places[environment].place) ?? new Uint8Array(),
    restore: (environment, snapshot) => {
      places[environment]?.part.restore?.(places[environment].place, snapshot);
      gather();
    },
  };
}

function commonSizes(parts: readonly BatchEnvironment[]): Pick<BatchEnvironment, "observationSize" | "actionCount"> {
  const [first] = parts;
  const odd = parts.find(
    ({ observationSize, actionCount }) =>
      observationSize !== first?.observationSize || actionCount !== first?.actionCount,
  );
  if (first !== undefined && odd === undefined) return first;
  throw new PlimsollError({
    code: "LEARNER_MIXTURE",
    expected: "one environment or more, all with the same observations and actions",
    received:
      parts.map(({ observationSize, actionCount }) => `${observationSize} and ${actionCount}`).join(", ") || "none",
    fix: "mix profiles of one grid, all with memory or all without",
  });
}

function forEachPart(parts: readonly BatchEnvironment[], work: (part: BatchEnvironment, first: number) => void): void {
  let first = 0;
  for (const part of parts) {
    work(part, first);
    first += part.environments;
  }
}

type Mixture = Pick<
  BatchEnvironment,
  "observations" | "finalObservations" | "rewards" | "terminated" | "truncated" | "actionMasks" | "observationSize"
>;

function copyOut(part: BatchEnvironment, mixture: Mixture, first: number): void {
  mixture.observations.set(part.observations, first * mixture.observationSize);
  mixture.finalObservations.set(part.finalObservations, first * mixture.observationSize);
  mixture.rewards.set(part.rewards, first);
  mixture.terminated.set(part.terminated, first);
  mixture.truncated.set(part.truncated, first);
  mixture.actionMasks.set(part.actionMasks, first);
}
