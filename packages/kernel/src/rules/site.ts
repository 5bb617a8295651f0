import { err, ok } from "@plimsoll/foundation";
import type { CommandOf } from "../command/command.ts";
import type { EntryBodyOf } from "../entry/entry.ts";
import type { Lab, LinkReason } from "../state/lab.ts";
import type { KernelState } from "../state/state.ts";
import { knownRefused } from "./keys.ts";
import { refuse, type Rule } from "./rule.ts";

/** Admits a lab: what its budget is derived from, and what it shares with others (docs/concepts/kernel.md). */
export const accreditLab: Rule<"lab.accredit"> = (state, command) => {
  const { type: _, ...accreditation } = command;
  const { lab, labKey } = accreditation;
  const revoked = state.revokedKeys.has(labKey) ? knownRefused(state, labKey) : null;
  if (revoked !== null) return err(revoked);
  if (state.labs.has(lab))
    return refuse("LAB_EXISTS", "a lab that is not accredited yet", `"${lab}"`, "use it, or choose another name");
  const role = state.keys.get(labKey);
  if (role !== undefined && role !== "lab")
    return refuse("LAB_EXISTS", "a key without another role", `${labKey}, ${role}`, "give the lab a key of its own");
  const strange = accreditation.meters.find((meter) => state.keys.get(meter) !== "meter");
  if (strange !== undefined)
    return refuse("SIGNER_NOT_ALLOWED", "keys with the role meter", strange, "name the site's meter keys");
  return ok([{ kind: "lab.accredited", ...accreditation }, ...linksOf(state, command)]);
};

/** Labs that share a key, a person, a hardware root or a meter are one before the budget. */
function linksOf(state: KernelState, newcomer: CommandOf<"lab.accredit">): EntryBodyOf<"labs.linked">[] {
  return state.labs.sorted().flatMap(([name, lab]) => {
    const by = sharedBy(lab, newcomer);
    return by === null ? [] : [{ kind: "labs.linked" as const, labs: [newcomer.lab, name], by }];
  });
}

type Identifying = Pick<Lab, "labKey" | "persons" | "hardwareRoots" | "meters">;

function sharedBy(left: Identifying, right: Identifying): LinkReason | null {
  if (left.labKey === right.labKey) return "key";
  if (left.persons.some((person) => right.persons.includes(person))) return "person";
  if (left.hardwareRoots.some((root) => right.hardwareRoots.includes(root))) return "hardware-root";
  return left.meters.some((meter) => right.meters.includes(meter)) ? "meter" : null;
}
