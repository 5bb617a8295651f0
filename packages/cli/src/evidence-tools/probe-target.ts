import { readFileSync } from "node:fs";
import {
  decodePolicy,
  gridworldTarget,
  languageModelTarget,
  type PolicyNetwork,
  type ProbeTarget,
} from "@plimsoll/evidence";
import { PlimsollError } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import { openEndpoint, TranscriptFolder } from "@plimsoll/governor";
import { inheritedEnvironment } from "../environment.ts";
import type { ProbeFlags } from "./probe-flags.ts";
import { CLOCK, WAIT } from "./probe-time.ts";

/**
 * The agent that the flags name: a language model behind an endpoint, else a policy of the gridworld. Transcripts are kept in the folder; for
 * practice, without one, they are only named by their digest.
 */
export function targetOf(flags: ProbeFlags, transcripts: string | null): ProbeTarget {
  const { endpoint, model } = flags;
  if (endpoint === undefined) return gridworldTarget(gridworldPolicy(flags));
  if (model === undefined) throw missing("the model's name at the endpoint: --model NAME", "none");
  const { chat, keepAccount } = openEndpoint({
    baseUrl: endpoint,
    model,
    apiKeyVariable: flags.apiKeyEnv ?? null,
    environment: inheritedEnvironment(),
    budget: { requestsMax: flags.requestsMax, tokensMax: flags.tokensMax },
    requestsPerSecond: REQUESTS_PER_SECOND_MAX,
    clock: CLOCK,
    wait: WAIT,
  });
  const keep =
    transcripts === null ? async (bytes: Uint8Array) => digestOfBytes(bytes) : new TranscriptFolder(transcripts).keep;
  return { ...languageModelTarget({ model, chat, keep, protocol: flags.tools }), keepAccount };
}

/** Trials are paced, not requests: `--rate` says how many of them begin in a second. */
const REQUESTS_PER_SECOND_MAX = 1_000;

export function gridworldPolicy({ weights }: ProbeFlags): PolicyNetwork {
  if (weights !== undefined) return decodePolicy(readFileSync(weights));
  throw missing("an agent: --endpoint URL --model NAME, or --weights FILE of a gridworld policy", "neither");
}

const missing = (expected: string, received: string): PlimsollError =>
  new PlimsollError({ code: "PROBE_TARGET_MISSING", expected, received, fix: "name it" });
