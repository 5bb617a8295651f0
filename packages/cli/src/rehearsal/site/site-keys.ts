import type { Command, Role } from "@plimsoll/kernel";

/** The keys of a rehearsed site, one or two for each role. The kernel checks roles and not curves, so no secret stands behind them. */
const KEYS = {
  operators: ["0000000000000a01", "0000000000000a02"],
  evaluators: ["0000000000000e01", "0000000000000e02"],
  auditor: ["0000000000000ad1"],
  node: ["0000000000000001"],
  lab: ["0000000000000b01"],
} as const;

export const LAB_KEY = KEYS.lab[0];

export const SITE_KEYS: readonly { readonly keyId: string; readonly role: Role }[] = [
  ...KEYS.operators.map((keyId) => ({ keyId, role: "operator" as const })),
  ...KEYS.evaluators.map((keyId) => ({ keyId, role: "evaluator" as const })),
  { keyId: KEYS.auditor[0], role: "auditor" },
  { keyId: KEYS.node[0], role: "node" },
];

/** Who signs a command of a rehearsal, as the governor's own site has it signed. */
export function signersOf({ type }: Command): readonly { readonly keyId: string }[] {
  return keysFor(type).map((keyId) => ({ keyId }));
}

function keysFor(type: Command["type"]): readonly string[] {
  switch (type) {
    case "site.open":
    case "lab.accredit":
      return KEYS.operators;
    case "run.start":
    case "quantum.buy":
      return KEYS.lab;
    case "lineage.release":
      return [...KEYS.operators, ...KEYS.auditor];
    default:
      return NODE_COMMANDS.has(type) ? KEYS.node : [KEYS.evaluators[0]];
  }
}

const NODE_COMMANDS: ReadonlySet<Command["type"]> = new Set([
  "run.end",
  "checkpoint.register",
  "lease.request",
  "evaluation_lease.request",
  "lease.end",
  "tick",
  "kill.confirm",
] as const);
