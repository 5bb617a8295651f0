import { err, ok, type Result } from "@plimsoll/foundation";
import { type Refusal, refusal } from "../codes.ts";
import type { Command, CommandType, Role, Signer } from "../command/command.ts";
import type { KernelState } from "../state/state.ts";

/** How many distinct keys of which role a command needs. */
const REQUIRED: Readonly<Record<CommandType, readonly [Role, number]>> = {
  "site.open": ["operator", 2],
  "lab.accredit": ["operator", 2],
  "run.start": ["lab", 1],
  "run.end": ["node", 1],
  "checkpoint.register": ["node", 1],
  "windows.register": ["evaluator", 1],
  "windows.draw": ["evaluator", 1],
  "trials.record": ["evaluator", 1],
  "windows.close": ["evaluator", 1],
  "lease.request": ["node", 1],
  "evaluation_lease.request": ["node", 1],
  "lease.end": ["node", 1],
  tick: ["node", 1],
  "kill.confirm": ["node", 1],
};

/** Two operators for the Reserve Class (design/kernel.md §2). */
const RESERVE_OPERATORS = 2;

/** Are the command's signatures by the roles it needs? A key counts once, however often it signed. */
export function authorized(state: KernelState, command: Command, signers: readonly Signer[]): Result<null, Refusal> {
  if (command.type === "run.start" && !state.labs.has(command.lab)) return unknownLab(command.lab);
  const [role, needed] = REQUIRED[command.type];
  const found = signersWithRole(state, command, signers, role);
  if (found < needed) {
    return err(
      refusal(
        "SIGNER_NOT_ALLOWED",
        `signatures of ${needed} distinct key${needed === 1 ? "" : "s"} with the role ${role}`,
        `${found}`,
        "sign the command with the keys that this site registered for the role",
      ),
    );
  }
  if (command.type === "run.start" && command.tier === 3) return reserveClass(state, command, signers);
  return ok(null);
}

/** Before the signatures, because whose they must be hangs on the lab. */
const unknownLab = (lab: string): Result<null, Refusal> =>
  err(refusal("UNKNOWN_LAB", "an accredited lab", `"${lab}"`, "accredit it: plimsoll lab accredit NAME"));

function reserveClass(state: KernelState, command: Command, signers: readonly Signer[]): Result<null, Refusal> {
  const operators = signersWithRole(state, command, signers, "operator");
  if (operators >= RESERVE_OPERATORS) return ok(null);
  return err(
    refusal(
      "RESERVE_CLASS",
      "signatures of two operators on a Tier 3 run",
      `${operators}`,
      "have two operators sign the start",
    ),
  );
}

function signersWithRole(state: KernelState, command: Command, signers: readonly Signer[], role: Role): number {
  const distinct = new Set(signers.map((signer) => signer.keyId));
  return [...distinct].filter((keyId) => roleOf(state, command, keyId) === role && isOwnLab(state, command, keyId))
    .length;
}

/** The keys of a site that is just opening are those it names. */
const roleOf = (state: KernelState, command: Command, keyId: string): Role | undefined =>
  command.type === "site.open" ? command.keys.find((key) => key.keyId === keyId)?.role : state.keys.get(keyId);

/** A lab's key speaks for that lab alone. */
function isOwnLab(state: KernelState, command: Command, keyId: string): boolean {
  if (command.type !== "run.start" || state.keys.get(keyId) !== "lab") return true;
  return state.labs.get(command.lab)?.labKey === keyId;
}
