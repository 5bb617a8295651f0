import { existsSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { dataFolder, replay } from "@plimsoll/governor";
import { type Policy, shippedPolicy, starterPolicy } from "@plimsoll/kernel";
import { openLedgerReader } from "@plimsoll/ledger";
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

/** A policy in force, and the wider one that waits for its time, if one does. */
export interface PolicyInForce {
  readonly policy: Policy;
  readonly scheduled: { readonly policy: Policy; readonly effectiveAt: number } | null;
}

/**
 * The policy in force at a site, from its ledger, also while another process writes it.
 * Throws `SITE_NOT_FOUND`, `SITE_NOT_OPEN`, `LEDGER_FOREIGN` and what a ledger throws when it is opened.
 */
export function policyOfSite(directory: string): PolicyInForce {
  if (!existsSync(dataFolder(directory).ledger)) throw noSite(directory);
  using ledger = openLedgerReader({ directory: dataFolder(directory).ledger });
  const { site } = replay(ledger);
  if (site !== null) return site;
  throw new PlimsollError({
    code: "SITE_NOT_OPEN",
    expected: "a data folder with a site",
    received: "an empty ledger",
    fix: `make one: plimsoll init --data ${directory}`,
  });
}

const noSite = (directory: string): PlimsollError =>
  new PlimsollError({
    code: "SITE_NOT_FOUND",
    expected: "a data folder with a site",
    received: `"${directory}"`,
    fix: `make one: plimsoll init --data ${directory}`,
  });
