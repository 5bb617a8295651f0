import type { Command } from "commander";
import { type CanonicalValue, digestOfValue } from "@plimsoll/foundation";
import { type Policy, policyChanges, type PolicyChange } from "@plimsoll/kernel";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { policyFaultsOf } from "../kernel-tools/policy-faults.ts";
import { policyFields } from "../kernel-tools/policy-fields.ts";
import { jsonIn, policyNamed } from "../kernel-tools/policy-source.ts";
import type { PolicyInForce } from "../kernel-tools/site-policy.ts";
import { changeTable, faultTable, policyTable, scheduledTable } from "../kernel-tools/policy-table.ts";
import { printJson } from "../output/print-json.ts";

export const addPolicy: AddCommand = (program, exitWith) => {
  const policy = program.command("policy").description("the numbers that a site has chosen");
  for (const add of [addShow, addCheck, addDiff]) add(policy, exitWith);
};

const addShow: AddCommand = (policy) => {
  policy
    .command("show")
    .argument("[file]", "a policy in JSON, - for standard input, or the word shipped or starter (default: shipped)")
    .description("print every number of a policy with its unit and meaning, and the digest")
    .option("--data <dir>", "the policy in force at the site of a data folder, and the one that waits for its time")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Examples:
  plimsoll policy show
  plimsoll policy show --data .plimsoll --json
  plimsoll policy show strict.json`,
    )
    .action(async (file: string | undefined, { data, json }: { data?: string; json?: boolean }, command: Command) => {
      if (file !== undefined && data !== undefined) command.error("error: name a file or --data, not both");
      const shown = data === undefined ? await namedAlone(file ?? "shipped") : await inForceAt(data);
      if (json === true) printShownJson(shown);
      else process.stdout.write(shownText(shown));
    });
};

const namedAlone = async (name: string): Promise<PolicyInForce> => ({
  policy: await policyNamed(name),
  scheduled: null,
});

/** The governor is loaded for a site alone: what ships is shown without it. */
async function inForceAt(data: string): Promise<PolicyInForce> {
  const { policyOfSite } = await import("../kernel-tools/site-policy.ts");
  return policyOfSite(data);
}

function shownText({ policy, scheduled }: PolicyInForce): string {
  const inForce = policyTable(policyFields(policy), digestOfValue(policy));
  if (scheduled === null) return inForce;
  return inForce + scheduledTable(scheduledChange(policy, scheduled), digestOfValue(scheduled.policy));
}

function printShownJson({ policy, scheduled }: PolicyInForce): void {
  for (const field of policyFields(policy)) printJson({ type: "field", ...field });
  if (scheduled !== null) {
    const digest = digestOfValue(scheduled.policy);
    printJson({ type: "scheduled", policy: scheduled.policy.name, digest, ...scheduledChange(policy, scheduled) });
  }
  printJson({ type: "summary", ok: true, policy: policy.name, digest: digestOfValue(policy) });
}

const scheduledChange = (policy: Policy, { policy: later, effectiveAt }: NonNullable<PolicyInForce["scheduled"]>) => ({
  effectiveAt,
  changes: policyChanges(policy, later),
});

const addCheck: AddCommand = (policy, exitWith) => {
  policy
    .command("check")
    .argument("<file>", "a policy in JSON; - is standard input")
    .description("say whether a site can be opened with a policy, and if not, where it is wrong")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExit code 3 when it has faults.\n\nExample:\n  plimsoll policy check strict.json")
    .action(async (file: string, { json }: { json?: boolean }) => {
      const value = await jsonIn(file);
      const faults = policyFaultsOf(value);
      exitWith(faults.length === 0 ? EXIT.done : EXIT.refused);
      const digest = faults.length === 0 ? digestOfValue(value as CanonicalValue) : null;
      if (json !== true) process.stdout.write(digest === null ? faultTable(faults) : `ok: ${digest}\n`);
      else {
        for (const fault of faults) printJson({ type: "fault", ...fault });
        printJson({ type: "summary", ok: digest !== null, faults: faults.length, digest });
      }
    });
};

const addDiff: AddCommand = (policy) => {
  policy
    .command("diff")
    .argument("<before>", "a policy in JSON, - for standard input, or the word shipped or starter")
    .argument("<after>", "another one")
    .description("say field by field what changes, and whether that narrows or widens what a site allows")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll policy diff shipped strict.json")
    .action(async (before: string, after: string, { json }: { json?: boolean }) => {
      const changes = policyChanges(await policyNamed(before), await policyNamed(after));
      if (json !== true) process.stdout.write(changeTable(changes));
      else {
        for (const change of changes) printJson({ type: "change", ...change });
        printJson({ type: "summary", ok: true, changes: changes.length, ...directions(changes) });
      }
    });
};

const directions = (changes: readonly PolicyChange[]) => ({
  narrower: counted(changes, "narrower"),
  wider: counted(changes, "wider"),
  neutral: counted(changes, "neutral"),
});

const counted = (changes: readonly PolicyChange[], wanted: PolicyChange["direction"]): number =>
  changes.filter(({ direction }) => direction === wanted).length;
