import { PlimsollError } from "@plimsoll/foundation";
import { dataFolder } from "@plimsoll/governor";
import { apply, emptyState, type Entry, type KernelState, type Policy, shippedPolicy } from "@plimsoll/kernel";
import { openLedgerReader } from "@plimsoll/ledger";
import { fileText } from "./input-file.ts";
import { policyFaultsOf } from "./policy-faults.ts";

/** The word for the policy that ships, where a file may be named; a file of that name is "./shipped". */
const SHIPPED = "shipped";

/** A file's JSON, whatever it is; `undefined` when it is none. */
export function jsonIn(file: string): unknown {
  const text = fileText(file);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The policy of a file, or the shipped one. Throws `POLICY_MALFORMED` at the first fault. */
export function policyNamed(name: string): Policy {
  if (name === SHIPPED) return shippedPolicy;
  const value = jsonIn(name);
  const [fault] = policyFaultsOf(value);
  if (fault === undefined) return value as Policy;
  throw new PlimsollError({
    code: "POLICY_MALFORMED",
    expected: `${fault.expected} at "${fault.path}" of "${name}"`,
    received: fault.received,
    fix: `see all of it: plimsoll policy check ${name}`,
  });
}

/** The policy in force at a site, from its ledger, also while another process writes it. */
export function policyOfSite(directory: string): Policy {
  using ledger = openLedgerReader({ directory: dataFolder(directory).ledger });
  let state: KernelState = emptyState();
  for (const { index, bytes } of ledger.entries()) state = folded(state, index, bytes);
  if (state.site !== null) return state.site.policy;
  throw new PlimsollError({
    code: "SITE_NOT_OPEN",
    expected: "a data folder with a site",
    received: "an empty ledger",
    fix: "make one: plimsoll init",
  });
}

function folded(state: KernelState, index: number, bytes: Uint8Array): KernelState {
  try {
    return apply(state, JSON.parse(new TextDecoder().decode(bytes)) as Entry);
  } catch (cause) {
    throw new PlimsollError({
      code: "LEDGER_FOREIGN",
      expected: "entries that this kernel decided",
      received: `entry ${index}, which does not follow from those before it`,
      fix: "verify the ledger: plimsoll ledger verify DIR; and use the version of plimsoll that wrote it",
      cause,
    });
  }
}
