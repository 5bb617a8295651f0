import type { Policy } from "@plimsoll/kernel";
import { refuseEndlessInput } from "../../cluster-tools/input/regular-file.ts";
import { policyNamed } from "../../kernel-tools/policy-source.ts";
import type { LabelledPolicy } from "../verdict/scenario-verdict.ts";

/** What `policyNamed` takes besides files; `-` is standard input. */
const NO_FILES: ReadonlySet<string> = new Set(["shipped", "starter", "-"]);

/** A policy that ships, or that of a file with an end. Throws `POLICY_MALFORMED`, `FILE_NOT_FOUND`, `FILE_NOT_READABLE`. */
export function rehearsedPolicy(argument: string): Promise<Policy> {
  if (!NO_FILES.has(argument)) refuseEndlessInput(argument);
  return policyNamed(argument);
}

/** One or two policies under names that tell them apart: their own, or where these are the same, what the command line says. */
export async function rehearsedPolicies(
  argument: string,
  against: string | undefined,
): Promise<{ readonly own: LabelledPolicy; readonly against: LabelledPolicy | null }> {
  const policy = await rehearsedPolicy(argument);
  if (against === undefined) return { own: { label: policy.name, policy }, against: null };
  const other = await rehearsedPolicy(against);
  if (other.name !== policy.name)
    return { own: { label: policy.name, policy }, against: { label: other.name, policy: other } };
  const label = against === argument ? `${against} (against)` : against;
  return { own: { label: argument, policy }, against: { label, policy: other } };
}
