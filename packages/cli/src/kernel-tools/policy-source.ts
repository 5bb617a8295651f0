import { PlimsollError } from "@plimsoll/foundation";
import { type Policy, shippedPolicy, starterPolicy } from "@plimsoll/kernel";
import { fileText } from "./input-file.ts";
import { policyFaultsOf } from "./policy-faults.ts";

/** Words for the policies that ship, where a file may be named; a file of that name is "./shipped". */
const SHIPPED: ReadonlyMap<string, Policy> = new Map([
  ["shipped", shippedPolicy],
  ["starter", starterPolicy],
]);

/** A file's JSON, whatever it is; `undefined` when it is none. */
export async function jsonIn(file: string): Promise<unknown> {
  const text = await fileText(file);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The policy of a file, or one that ships. Throws `POLICY_MALFORMED` at the first fault. */
export async function policyNamed(name: string): Promise<Policy> {
  const shipped = SHIPPED.get(name);
  if (shipped !== undefined) return shipped;
  const value = await jsonIn(name);
  const [fault] = policyFaultsOf(value);
  if (fault === undefined) return value as Policy;
  throw new PlimsollError({
    code: "POLICY_MALFORMED",
    expected: `${fault.expected} at "${fault.path}" of "${name}"`,
    received: fault.received,
    fix: `see all of it: plimsoll policy check ${name}`,
  });
}
