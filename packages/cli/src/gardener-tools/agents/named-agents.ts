import {
  classicHabits,
  evolvedLinearAgents,
  type GardenerPolicy,
  randomBrains,
  ruleAgents,
} from "@plimsoll/simulation";
import { readAgentsFile } from "./agents-file.ts";

/** Agents as a run names them. */
export interface NamedAgents {
  /** The name under which controls were tried, or the file's own. */
  readonly label: string;
  readonly policy: GardenerPolicy;
}

const KNOWN: Readonly<Record<string, GardenerPolicy>> = {
  random: randomBrains,
  rule: ruleAgents,
  evolved: classicHabits(evolvedLinearAgents),
};

/** By name, else from a file that `lab gardener evolve` wrote. Throws `FILE_NOT_FOUND`, `GARDENER_AGENTS_MALFORMED`. */
export function namedAgents(nameOrFile: string): NamedAgents {
  const known = KNOWN[nameOrFile];
  if (known !== undefined) return { label: nameOrFile, policy: known };
  const policy = readAgentsFile(nameOrFile);
  return { label: policy.name, policy: classicHabits(policy) };
}
