import { type Digest, digestOfValue, PlimsollError } from "@plimsoll/foundation";
import { type Channels, OPEN_CHANNELS } from "../agent/channels.ts";
import { ABLATIONS } from "../excision/ablations.ts";
import type { FreezeRecord } from "../freeze/freeze-record.ts";

/** A deterministic agent that can be examined: the frozen candidate, whole or with one part taken (seed §16). */
export interface ExaminedAgent {
  readonly name: string;
  /** Who was run is named by its bytes: the candidate by its frozen text, an excised one by that text and what was taken. */
  readonly digest: Digest;
  readonly channels: (seed: number) => Channels;
}

/** The candidate as it was frozen: the first artefact of the freeze is its text. */
export function candidateDigestOf({ artefacts }: FreezeRecord): Digest {
  const text = artefacts.find(({ name }) => name === "agent architecture");
  if (text !== undefined) return text.digest;
  throw new Error("a freeze record without the agent");
}

/** All deterministic agents around one frozen candidate. */
export const examinedAgents = (frozenCandidate: Digest): readonly ExaminedAgent[] => [
  { name: CANDIDATE, digest: frozenCandidate, channels: () => OPEN_CHANNELS },
  ...ABLATIONS.map(({ name, channels }) => ({ name, digest: excisedDigest(frozenCandidate, name), channels })),
];

const CANDIDATE = "candidate";

const excisedDigest = (frozenCandidate: Digest, taken: string): Digest =>
  digestOfValue({ agent: "sovereignty", candidate: frozenCandidate, taken });

/** One of them by its name. Throws `SOVEREIGNTY_AGENT_UNKNOWN`. */
export function examinedAgent(frozenCandidate: Digest, name: string): ExaminedAgent {
  const agents = examinedAgents(frozenCandidate);
  const agent = agents.find((each) => each.name === name);
  if (agent !== undefined) return agent;
  throw new PlimsollError({
    code: "SOVEREIGNTY_AGENT_UNKNOWN",
    expected: agents.map((each) => each.name).join(", "),
    received: name.slice(0, 64),
    fix: "name one of the agents that can be run again",
  });
}
