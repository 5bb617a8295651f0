import type { Command, CommandType } from "../../command/command.ts";
import type { Role } from "../../command/role.ts";
import type { Step } from "./letter.ts";

/** The keys of the small site, one or two for each role. */
export const KEYS = {
  operatorA: "aaaaaaaaaaaaaaaa",
  operatorB: "bbbbbbbbbbbbbbbb",
  evaluatorA: "eeeeeeeeeeeeeee1",
  evaluatorB: "eeeeeeeeeeeeeee2",
  auditor: "adadadadadadadad",
  meter: "3e7e33e7e33e7e33",
  node: "0000000000000001",
  lab: "1ab1ab1ab1ab1ab1",
  newLab: "1ab1ab1ab1ab1ab2",
} as const;

export const SITE_KEYS: readonly { readonly keyId: string; readonly role: Role }[] = [
  { keyId: KEYS.operatorA, role: "operator" },
  { keyId: KEYS.operatorB, role: "operator" },
  { keyId: KEYS.evaluatorA, role: "evaluator" },
  { keyId: KEYS.evaluatorB, role: "evaluator" },
  { keyId: KEYS.auditor, role: "auditor" },
  { keyId: KEYS.meter, role: "meter" },
  { keyId: KEYS.node, role: "node" },
];

/** Everybody but the auditor, whose signature would order probing in a shutdown, and the meter. */
const USUAL: readonly string[] = [KEYS.operatorA, KEYS.operatorB, KEYS.lab, KEYS.evaluatorA, KEYS.node];

const AUDITED: ReadonlySet<CommandType> = new Set<CommandType>([
  "contamination.endorse",
  "dataset.scrub",
  "lineage.release",
  "forensic.clear",
]);

/** A command signed by whoever may give it. */
export function signed(body: Command, signers: readonly string[] = signersOf(body)): Step {
  return { kind: "command", body, signers };
}

function signersOf({ type }: Command): readonly string[] {
  if (type === "meter.report") return [KEYS.meter];
  return AUDITED.has(type) ? [...USUAL, KEYS.auditor] : USUAL;
}
