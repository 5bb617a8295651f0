import type { Digest } from "@plimsoll/foundation";
import { InvalidArgumentError } from "commander";
import {
  cleanApparatus,
  compilerDigestOf,
  type ExaminedAgent,
  examinedAgent,
  examinedAgents,
  type FreezeRecord,
  type IdentityTrial,
  playIdentityTrial,
} from "@plimsoll/sovereignty";
import { loadedFreeze } from "./loaded-freeze.ts";

/** What an examination of a deterministic agent is about. Throws `SOVEREIGNTY_AGENT_UNKNOWN`. */
export const digestOfAgent = (freeze: FreezeRecord, name: string): Digest => agentNamed(freeze, name).digest;

export const agentNamed = (freeze: FreezeRecord, name: string): ExaminedAgent => examinedAgent(freeze, name);

/** Value of `--agent`: a name that can be played. */
export function agentName(text: string): string {
  const names = examinedAgents(loadedFreeze()).map(({ name }) => name);
  if (names.includes(text)) return text;
  throw new InvalidArgumentError(`expected one of ${names.join(", ")}.`);
}

/** The deterministic agent that these bytes are; null for any other. */
export const agentOfDigest = (freeze: FreezeRecord, digest: Digest): ExaminedAgent | null =>
  examinedAgents(freeze).find((agent) => agent.digest === digest) ?? null;

/** Plays a trial by its index and seed, in the apparatus that is frozen. */
export type PlayTrial = (index: number, seed: number) => IdentityTrial;

/** Each seed is played once: the windows of an examination share seeds, and a deterministic agent does the same again. */
export function playerOf(freeze: FreezeRecord, agent: ExaminedAgent): PlayTrial {
  const apparatus = cleanApparatus(compilerDigestOf(freeze));
  const played = new Map<number, IdentityTrial>();
  return (index, seed) => {
    const trial = played.get(seed) ?? playIdentityTrial(apparatus, agent, index, seed);
    played.set(seed, trial);
    return { ...trial, index };
  };
}
