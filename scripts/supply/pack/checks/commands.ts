import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type InstallationCheck, plimsollIn, runNode } from "./check.ts";

export const versionIsTold: InstallationCheck = {
  name: "plimsoll --version",
  async run({ folder, published }) {
    const expected = published.find(({ manifest }) => manifest.name === "plimsoll")?.manifest.version;
    const told = (await runNode(folder, [plimsollIn(folder), "--version"])).trim();
    if (told !== expected) throw new Error(`expected version ${expected}, got ${told}`);
    return told;
  },
};

/** What a newcomer does, without a checkout: a site, a lab, one governed run, and its ledger read by the separate program. */
export const siteIsGoverned: InstallationCheck = {
  name: "a site, a governed run, and its ledger verified",
  async run({ folder }) {
    const site = join(folder, "site");
    mkdirSync(site);
    const plimsoll = (...words: readonly string[]) => runNode(site, [plimsollIn(folder), ...words]);
    await plimsoll("init");
    await plimsoll("lab", "accredit", "acme");
    const ended = lastLine(await plimsoll("run", ...GOVERNED_RUN));
    if (ended["outcome"] !== "finished" || ended["exitCode"] !== 0)
      throw new Error(`the run: ${JSON.stringify(ended)}`);
    await plimsoll("ledger", "verify", ".plimsoll/ledger");
    const verifier = join(folder, "node_modules/@plimsoll/verifier/bin/plimsoll-verify.js");
    const verified = lastLine(await runNode(site, [verifier, ".plimsoll/ledger", "--json"]));
    return `${String(verified["size"])} entries, power ${String(ended["band"])}`;
  },
};

/** Words have no spaces here but in the command that probes. */
const GOVERNED_RUN = [
  "--lab acme --tier 1 --checkpoints ckpt --json --probe".split(" "),
  "plimsoll gridworld probe",
  "-- plimsoll gridworld train --seed 7 --checkpoints ckpt --updates 1 --interval 1 --await-verdicts".split(" "),
].flat();

/** What lies beside the code must be in the tarballs too: WebAssembly, policies, prompts, frameworks, other programs. */
export const dataIsCarried: InstallationCheck = {
  name: "commands that need files beside the code",
  async run({ folder }) {
    for (const words of COMMANDS) await runNode(folder, [plimsollIn(folder), ...words]);
    return `${COMMANDS.length} commands`;
  },
};

const COMMANDS: readonly (readonly string[])[] = [
  ["--help"],
  ["policy", "show"],
  ["release", "init", "dossier", "--example", "g1"],
  ["release", "evaluate", "dossier", "--pack", "pack", "--data", "release"],
  ["lab", "gardener", "run", "--generations", "40"],
  ["lab", "sovereignty", "freeze"],
];

const lastLine = (output: string): Readonly<Record<string, unknown>> =>
  JSON.parse(output.trim().split("\n").at(-1) ?? "null") as Readonly<Record<string, unknown>>;
