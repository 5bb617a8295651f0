import { existsSync, writeFileSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import {
  adoptPolicyAt,
  policyInForceAt,
  type PolicyProposal,
  policyProposal,
  readSignature,
  signPolicy,
} from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { answerChange } from "./answer-change.ts";
import { collected, jsonFile, REFUSALS } from "./operator-answer.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";

/** The rules by which releases are judged. */
export const addPolicy: AddCommand = (release, exitWith) => {
  const policy = release.command("policy").description("the policy in force, and how it is changed");
  for (const add of [addShow, addCheck, addPropose, addSign, addAdopt]) add(policy, exitWith);
};

const addShow: AddCommand = (policy) => {
  policy
    .command("show")
    .description("the policy in force, with its digest")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release policy show > policy.json")
    .action(({ data, json }: ReleaseFlags) => {
      const { policy: inForce, digest, level } = policyInForceAt(storeIn(data));
      if (json === true)
        printJson({ type: "summary", ok: true, version: inForce.version, digest, level, policy: inForce });
      else process.stdout.write(`${JSON.stringify(inForce, null, 2)}\n`);
    });
};

const addCheck: AddCommand = (policy, exitWith) => {
  policy
    .command("check")
    .argument("<file>", "a candidate, JSON")
    .description("what a policy would change, field by field, and what that asks for")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release policy check next.json")
    .action((file: string, flags: ReleaseFlags) => {
      const asked = { isSuccessor: false, nowMs: systemClock.wallMs() };
      tellProposal(policyProposal(storeIn(flags.data), jsonFile(file), asked), flags, exitWith);
    });
};

const addPropose: AddCommand = (policy, exitWith) => {
  policy
    .command("propose")
    .argument("<file>", "a candidate, JSON")
    .description("write a candidate that follows the policy in force, with the digest to be signed and voted on")
    .requiredOption("--out <file>", "where it goes")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release policy propose next.json --out candidate.json")
    .action((file: string, flags: ReleaseFlags & { readonly out: string }) => {
      if (existsSync(flags.out)) throw fileExists(flags.out);
      const asked = { isSuccessor: true, nowMs: systemClock.wallMs() };
      const proposal = policyProposal(storeIn(flags.data), jsonFile(file), asked);
      writeFileSync(flags.out, `${JSON.stringify(proposal.policy, null, 2)}\n`, { flag: "wx" });
      tellProposal(proposal, flags, exitWith);
    });
};

const addSign: AddCommand = (policy) => {
  policy
    .command("sign")
    .argument("<file>", "a candidate, JSON (plimsoll release policy propose)")
    .description("sign a candidate without adopting it, so that no two people need to share their keys")
    .requiredOption("--why <text>", "the reason, word for word as it will be adopted")
    .requiredOption("--key <file>", "a private key")
    .requiredOption("--out <file>", "where the signature goes")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      '\nExample:\n  plimsoll release policy sign candidate.json --why "Fewer sources." --key bo.pem --out bo.json',
    )
    .action(
      (file: string, flags: ReleaseFlags & { readonly why: string; readonly key: string; readonly out: string }) => {
        const { why, key, out, data, json } = flags;
        const signature = signPolicy(storeIn(data), { candidate: jsonFile(file), why, key });
        if (existsSync(out)) throw fileExists(out);
        writeFileSync(out, `${JSON.stringify(signature, null, 2)}\n`, { flag: "wx" });
        if (json === true) printJson({ type: "summary", ok: true, ...signature });
        else process.stdout.write(`signed by ${signature.keyId}: ${out}\n`);
      },
    );
};

interface AdoptFlags extends ReleaseFlags {
  readonly why: string;
  readonly key?: readonly string[];
  readonly signature?: readonly string[];
}

const addAdopt: AddCommand = (policy, exitWith) => {
  policy
    .command("adopt")
    .argument("<file>", "a candidate, JSON (plimsoll release policy propose)")
    .description("put a policy in force: one key for a tighter one, keys of two people for a looser one")
    .requiredOption("--why <text>", "why")
    .option("--key <file>", "a private key that signs for it (repeatable)", collected)
    .option("--signature <file>", "made elsewhere by plimsoll release policy sign (repeatable)", collected)
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      '\nExit codes: 0 adopted, 3 refused.\n\nExample:\n  plimsoll release policy adopt candidate.json --why "More sources." --key ada.pem',
    )
    .action(async (file: string, flags: AdoptFlags) => {
      const asked = { candidate: jsonFile(file), why: flags.why, keys: flags.key ?? [] };
      const signatures = (flags.signature ?? []).map((each) => readSignature(jsonFile(each)));
      const adopted = await adoptPolicyAt(storeIn(flags.data), { ...asked, signatures }, systemClock);
      answerChange(adopted, flags, exitWith, ({ policy: digest, direction, changes }) => ({
        summary: { digest, direction, changes },
        text: `in force: ${digest}, ${direction}\n${rowsOf(changes)}`,
      }));
    });
};

function tellProposal(proposal: PolicyProposal, { json }: ReleaseFlags, exitWith: (code: number) => void): void {
  const { digest, changes, direction, signaturesNeeded, refusal, votes } = proposal;
  if (json === true) {
    printJson({
      type: "summary",
      ok: refusal === null,
      code: refusal,
      digest,
      direction,
      signaturesNeeded,
      changes,
      votes,
    });
  } else {
    const voted = votes.map(({ by, colour, reasons }) => `  ${by}: ${colour}  ${reasons.join(" ")}\n`).join("");
    const stands = refusal === null ? "" : `refused: ${refusal}\n  ${REFUSALS[refusal]}\n`;
    process.stdout.write(
      `${digest}\n${direction}, by ${signaturesNeeded} of the site's keys\n${rowsOf(changes)}${voted}${stands}`,
    );
  }
  exitWith(refusal === null ? EXIT.done : EXIT.refused);
}

const rowsOf = (changes: PolicyProposal["changes"]): string =>
  changes.map(({ path, direction }) => `  ${direction.padEnd(8)} ${path}\n`).join("");

export const fileExists = (file: string): PlimsollError =>
  new PlimsollError({
    code: "FILE_EXISTS",
    expected: "a file that is not there yet",
    received: file,
    fix: "name another one",
  });
