import { err, ok, type Result } from "@plimsoll/foundation";
import { type Refusal, refusal } from "../codes.ts";
import type { Command, CommandType } from "../command/command.ts";
import type { Role } from "../command/role.ts";
import type { Signer } from "../command/stamped-command.ts";
import type { KernelState } from "../state/state.ts";

/** How many distinct keys of which roles a command needs. */
const REQUIRED: Readonly<Record<CommandType, readonly (readonly [Role, number])[]>> = {
  "site.open": [["operator", 2]],
  // What widens needs the policy's quorum besides.
  "policy.change": [["operator", 1]],
  "lab.accredit": [["operator", 2]],
  "key.admit": [["operator", 2]],
  // By whom hangs on the key, and is the rule's to say.
  "key.rotate": [],
  "key.revoke": [],
  "affidavit.file": [
    ["operator", 2],
    ["lab", 1],
  ],
  "run.start": [["lab", 1]],
  "quantum.buy": [["lab", 1]],
  "reserve.approve": [["operator", 2]],
  "run.end": [["node", 1]],
  "checkpoint.register": [["node", 1]],
  "benchmark.record": [["evaluator", 1]],
  "windows.register": [["evaluator", 1]],
  "windows.draw": [["evaluator", 1]],
  "trials.record": [["evaluator", 1]],
  "pairs.record": [["evaluator", 1]],
  "detectability.record": [["evaluator", 1]],
  "costs.record": [["evaluator", 1]],
  "windows.close": [["evaluator", 1]],
  "families.register": [["evaluator", 1]],
  "families.draw": [["evaluator", 1]],
  "family.record": [["evaluator", 1]],
  "families.close": [["evaluator", 1]],
  "lease.request": [["node", 1]],
  "evaluation_lease.request": [["node", 1]],
  "lease.end": [["node", 1]],
  tick: [["node", 1]],
  "kill.confirm": [["node", 1]],
  "dataset.register": [["lab", 1]],
  "contamination.endorse": [["auditor", 1]],
  "dataset.scrub": [["auditor", 1]],
  "lineage.release": [
    ["operator", 2],
    ["auditor", 1],
  ],
  "deployment.register": [["lab", 1]],
  "deployment.end": [["node", 1]],
  "graph.observe": [["node", 1]],
  "attestation.record": [["node", 1]],
  "release.judge": [["operator", 2]],
  "token.request": [["node", 1]],
  "meter.report": [["meter", 1]],
  "forensic.clear": [["auditor", 1]],
};

/** Two operators for the Reserve Class . */
const RESERVE_OPERATORS = 2;

/** Are the command's signatures by the roles it needs, and none by a revoked key? A key counts once, however often it signed. */
export function authorized(state: KernelState, command: Command, signers: readonly Signer[]): Result<null, Refusal> {
  const revoked = signers.find(({ keyId }) => state.revokedKeys.has(keyId));
  if (revoked !== undefined) return revokedSigner(revoked.keyId);
  const speaking = labSpeaking(state, command);
  if (speaking !== null && !state.labs.has(speaking)) return unknownLab(speaking);
  const missing = REQUIRED[command.type].find(
    ([role, needed]) => signersWithRole(state, command, signers, role) < needed,
  );
  return missing === undefined ? ok(null) : notAllowed(missing);
}

/** The lab that a command is given by or is about; null where none is named. */
function labSpeaking(state: KernelState, command: Command): string | null {
  if (command.type === "lab.accredit") return null;
  if ("lab" in command) return command.lab;
  return command.type === "quantum.buy" ? (state.runs.get(command.run)?.lab ?? null) : null;
}

/** Before the signatures, because whose they must be hangs on the lab. */
const unknownLab = (lab: string): Result<null, Refusal> =>
  err(refusal("UNKNOWN_LAB", "an accredited lab", `"${lab}"`, "accredit it: plimsoll lab accredit NAME"));

const notAllowed = ([role, needed]: readonly [Role, number]): Result<null, Refusal> =>
  err(
    refusal(
      "SIGNER_NOT_ALLOWED",
      `signatures of ${needed} distinct key${needed === 1 ? "" : "s"} with the role ${role}`,
      "fewer",
      "sign the command with the keys that this site registered for the role",
    ),
  );

const revokedSigner = (keyId: string): Result<null, Refusal> =>
  err(
    refusal("KEY_REVOKED", "signatures of keys that were not revoked", keyId, "sign with the key that took its place"),
  );

/** The Reserve Class is signed for by two operators beside the lab . */
export function reserveSigned(state: KernelState, signers: readonly Signer[]): Result<null, Refusal> {
  const operators = new Set(signers.map(({ keyId }) => keyId).filter((keyId) => state.keys.get(keyId) === "operator"));
  if (operators.size >= RESERVE_OPERATORS) return ok(null);
  return err(
    refusal(
      "RESERVE_CLASS",
      "signatures of two operators on what is Tier 3",
      `${operators.size}`,
      "have two operators sign as well",
    ),
  );
}

function signersWithRole(state: KernelState, command: Command, signers: readonly Signer[], role: Role): number {
  const distinct = new Set(signers.map((signer) => signer.keyId));
  return [...distinct].filter((keyId) => roleOf(state, command, keyId) === role && speaksFor(state, command, keyId))
    .length;
}

/** The keys of a site that is just opening are those it names. */
const roleOf = (state: KernelState, command: Command, keyId: string): Role | undefined =>
  command.type === "site.open" ? command.keys.find((key) => key.keyId === keyId)?.role : state.keys.get(keyId);

/** A lab's key speaks for that lab alone, and a meter for the labs that it is registered for. */
function speaksFor(state: KernelState, command: Command, keyId: string): boolean {
  const role = state.keys.get(keyId);
  const name = labSpeaking(state, command);
  const lab = name === null ? undefined : state.labs.get(name);
  if (role === "lab") return lab?.labKey === keyId;
  return role !== "meter" || lab?.meters.includes(keyId) === true;
}
