import { existsSync } from "node:fs";
import { join } from "node:path";
import { mappingDigest, parseMappingDraft, type Intaken } from "@plimsoll/evidence";
import { type SigningKey, signingKeyFromPem } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, openSite } from "@plimsoll/governor";
import { ok, PlimsollError } from "@plimsoll/foundation";
import type { AddCommand } from "../add-command.ts";
import { fileBytes } from "../evidence-tools/import-bytes.ts";
import { readMapping, readMappings } from "../evidence-tools/import-foreign.ts";
import { refusalText, refusedSummary } from "../evidence-tools/import-text.ts";
import { evaluatorInFile, type EvaluatorKeys, evaluatorsOfSite, NOBODY } from "../evidence-tools/mapping-evaluators.ts";
import { type MappingFile, signMapping } from "../evidence-tools/mapping-file.ts";
import { type RegisteredMappings, registerMappings } from "../evidence-tools/mapping-register.ts";
import { mappingLines, mappingSummary } from "../evidence-tools/mapping-text.ts";
import { EXIT } from "../exit-codes.ts";
import { fileText } from "../kernel-tools/input-file.ts";
import { keepFiles } from "../ledger-tools/kept-file.ts";
import { printJson } from "../output/print-json.ts";

interface KeyFlags {
  readonly evaluator?: string;
  readonly data?: string;
  readonly json?: boolean;
}

interface SignFlags {
  readonly key?: string;
  readonly data?: string;
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

interface RegisterFlags {
  readonly run: string;
  readonly data: string;
  readonly json?: boolean;
}

export const addEvidenceMapping: AddCommand = (evidence, exitWith) => {
  const mapping = evidence
    .command("mapping")
    .description("what a foreign result may mean, said, signed and registered before the first trial");

  mapping
    .command("check")
    .argument("<file>", "the mapping, bare or signed")
    .description("read a mapping: its digest, what it counts as controlled, who signed it")
    .option("--evaluator <file>", "public key of the evaluator who signed it, PEM or vkey")
    .option("--data <dir>", "data folder of the site whose evaluators sign mappings")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll evidence mapping check mapping.dsse.json --data .plimsoll")
    .action(async (file: string, flags: KeyFlags) => {
      const read = await readMapping(file, await evaluatorKeys(flags));
      exitWith(answer(read, flags.json, (value: MappingFile) => [mappingSummary(value), mappingLines(value)]));
    });

  mapping
    .command("sign")
    .argument("<file>", "the mapping, in any spelling; what is signed is its canonical one")
    .description("put a mapping into an envelope (DSSE) with an evaluator's signature")
    .option("--key <file>", "the evaluator's private key, an Ed25519 key in PEM")
    .option("--data <dir>", "data folder of a site: its first evaluator's key")
    .requiredOption("--out <file>", "where the signed mapping goes")
    .option("--force", "replace another file of that name")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      "\nExample:\n  plimsoll evidence mapping sign mapping.json --data .plimsoll --out mapping.dsse.json",
    )
    .action(async (file: string, flags: SignFlags) => {
      const draft = parseMappingDraft(await fileBytes(file));
      const signed = draft.ok ? ok({ mapping: draft.value, key: await signingKey(flags) }) : draft;
      if (signed.ok) {
        const text = `${JSON.stringify(signMapping(signed.value.mapping, signed.value.key))}\n`;
        keepFiles([{ path: flags.out, text }], flags.force === true);
      }
      exitWith(
        answer(signed, flags.json, ({ mapping: value, key }) => [
          { type: "summary", ok: true, mappingDigest: mappingDigest(value), signer: key.keyId, out: flags.out },
          `${flags.out}: ${mappingDigest(value)}, signed by ${key.keyId}\n`,
        ]),
      );
    });

  mapping
    .command("register")
    .argument("<files...>", "the signed mappings of one window set, each of another dimension or context")
    .description("register a window set that commits to the mappings, and draw its beacon: before the first trial")
    .requiredOption("--run <name>", "the run whose newest weights are measured")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll evidence mapping register *.dsse.json --run acme-run-1")
    .action(async (files: readonly string[], { run, data, json }: RegisterFlags) => {
      using site = openSite(data);
      const read = await readMappings(files, evaluatorsOfSite(site, data));
      const registered = read.ok ? registerMappings(site, run, read.value) : read;
      exitWith(
        answer(registered, json, (value: RegisteredMappings) => [
          { type: "summary", ok: true, run, ...value },
          `${value.set}: registered with ${value.probeSet}, ${value.trials} trials a window, until ${new Date(value.deadlineAt).toISOString()}\n`,
        ]),
      );
    });
};

/** Prints an answer or a refusal; gives the exit code. */
function answer<T>(
  given: Intaken<T>,
  asJson: boolean | undefined,
  shown: (value: T) => readonly [summary: object, text: string],
): number {
  const [summary, text] = given.ok ? shown(given.value) : [refusedSummary(given.error), refusalText(given.error)];
  if (asJson === true) printJson(summary);
  else process.stdout.write(text);
  return given.ok ? EXIT.done : EXIT.refused;
}

async function evaluatorKeys({ evaluator, data }: KeyFlags): Promise<EvaluatorKeys> {
  if (evaluator !== undefined) return evaluatorInFile(evaluator);
  if (data === undefined) return NOBODY;
  using site = openSite(data);
  return evaluatorsOfSite(site, data);
}

async function signingKey({ key, data }: SignFlags): Promise<SigningKey> {
  if (key !== undefined) return signingKeyFromPem(await fileText(key));
  const keys = data === undefined ? null : dataFolder(data).keys;
  if (keys !== null && existsSync(join(keys, `${EVALUATOR}.pem`))) return new FileKeyRing(keys).key(EVALUATOR);
  throw new PlimsollError({
    code: "KEY_NOT_FOUND",
    expected: "an evaluator's private key",
    received: data === undefined ? "neither --key nor --data" : `no ${EVALUATOR}.pem in "${data}"`,
    fix: "name a key file with --key, or a site's data folder with --data",
  });
}

const EVALUATOR = "evaluator-1";
