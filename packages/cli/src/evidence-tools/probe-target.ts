import { readFileSync } from "node:fs";
import { decodePolicy, gridworldTarget, type Policy, PolicyNetwork, type ProbeTarget } from "@plimsoll/evidence";
import { PlimsollError } from "@plimsoll/foundation";
import type { ProbeFlags } from "./probe-flags.ts";

/** The agent that the flags name: a language model behind an endpoint, else a policy of the gridworld. */
export function targetOf(flags: ProbeFlags): ProbeTarget {
  return gridworldTarget(gridworldPolicy(flags));
}

export function gridworldPolicy({ weights }: ProbeFlags): Policy & PolicyNetwork {
  if (weights !== undefined) return decodePolicy(readFileSync(weights));
  throw new PlimsollError({
    code: "PROBE_TARGET_MISSING",
    expected: "an agent to probe: --endpoint URL --model NAME, or --weights FILE of a gridworld policy",
    received: "neither",
    fix: "name one",
  });
}
