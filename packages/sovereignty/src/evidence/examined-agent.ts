import { type Digest, digestOfValue, PlimsollError } from "@plimsoll/foundation";
import { type Channels, OPEN_CHANNELS } from "../agent/channels.ts";
import { ABLATIONS } from "../excision/ablations.ts";
import type { FreezeRecord } from "../freeze/freeze-record.ts";
import { ABLATION_MODULES, CANDIDATE_MODULES, textDigest } from "./agent-text.ts";

/** A deterministic agent that can be examined: the frozen candidate, whole or with one part taken (seed §16). */
export interface ExaminedAgent {
  readonly name: string;
  /** Who was run is named by its bytes: the candidate by its frozen text, an excised one by that and by the text of what takes a part of it. */
  readonly digest: Digest;
  readonly channels: (seed: number) => Channels;
}

/** All deterministic agents around the candidate of one freeze. */
export function examinedAgents(freeze: FreezeRecord): readonly ExaminedAgent[] {
  const candidate = textDigest(freeze, CANDIDATE_MODULES);
  const excision = textDigest(freeze, ABLATION_MODULES);
  const excised = (taken: string): Digest => digestOfValue({ agent: "sovereignty", candidate, excision, taken });
  return [
    { name: "candidate", digest: candidate, channels: () => OPEN_CHANNELS },
    ...ABLATIONS.map(({ name, channels }) => ({ name, digest: excised(name), channels })),
  ];
}

/** One of them by its name. Throws `SOVEREIGNTY_AGENT_UNKNOWN`. */
export function examinedAgent(freeze: FreezeRecord, name: string): ExaminedAgent {
  const agents = examinedAgents(freeze);
  const agent = agents.find((each) => each.name === name);
  if (agent !== undefined) return agent;
  throw new PlimsollError({
    code: "SOVEREIGNTY_AGENT_UNKNOWN",
    expected: agents.map((each) => each.name).join(", "),
    received: name.slice(0, 64),
    fix: "name one of the agents that can be run again",
  });
}
