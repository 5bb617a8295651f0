// Builds the commit that is checked out twice, signs where the tarballs come from, and records it in a ledger.
// Run: npm run provenance -- --out DIR [--keys DIR] [--site DIR]      then: docs/guides/verify-a-build.md
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { generateSigningKey } from "@plimsoll/foundation/node";
import { askedOf, wrongUse } from "./asked-of.ts";
import { npmEnvironment } from "./pack/npm-environment.ts";
import { packFromCleanCopies } from "./pack/pack-from-clean-copies.ts";
import { installedUnlike } from "./provenance/installed-unlike.ts";
import { recordBuild } from "./provenance/record-build.ts";
import type { BuildFacts } from "./provenance/statement.ts";
import { BUILDER_KEY, ENVELOPE, writeSignedProvenance } from "./provenance/write-build.ts";
import { ROOT } from "./workspace.ts";

const SBOM = "sbom.cdx.json";
const USAGE = "usage: npm run provenance -- --out DIR [--keys DIR] [--site DIR]";
const { values } = askedOf(USAGE, {
  options: {
    /** What is published. New or empty. */
    out: { type: "string" },
    /** Private keys: builder.pem, root.pem, machine.pem; made where there are none. */
    keys: { type: "string" },
    /** Data folder of the site whose ledger it is recorded in; made where there is none. */
    site: { type: "string" },
  },
});
if (values.out === undefined) wrongUse(USAGE);
const out = resolve(values.out);
const keys = resolve(values.keys ?? `${out}-private/keys`);
const site = resolve(values.site ?? `${out}-private/site`);

mkdirSync(out, { recursive: true });
if (readdirSync(out).length > 0) wrongUse(`BUILD_FOLDER_USED: expected a new or an empty folder, got "${out}"`);
const source = sourceFacts();
const [builderKey, rootKey, nodeKey] = ["builder", "root", "machine"].map((name) => keyFile(join(keys, `${name}.pem`)));
const startedOn = new Date().toISOString();
const tarballs = packedInto(out);
const facts = { ...source, startedOn, finishedOn: new Date().toISOString() };
const files = tarballs.map(({ file }) => file);
const artifact = writeSignedProvenance({
  out,
  tarballs: files,
  byproducts: [SBOM],
  facts,
  builderKey: builderKey ?? "",
});
recordBuild({
  out,
  site,
  artifact,
  rootKey: rootKey ?? "",
  nodeKey: nodeKey ?? "",
  envelope: join(out, ENVELOPE),
  builderPublicKey: join(out, BUILDER_KEY),
});
console.log(`${files.length} packages of commit ${facts.gitCommit}, the same from two clean copies: ${artifact}`);
console.log(`published: ${out}\nprivate, keep it: ${keys}, ${site}`);

function packedInto(folder: string) {
  const work = mkdtempSync(join(tmpdir(), "plimsoll-provenance-"));
  try {
    const packed = packFromCleanCopies({ root: ROOT, work, of: { commit: source.gitCommit }, copies: 2 });
    copyFileSync(join(work, "copy/docs/reference", SBOM), join(folder, SBOM));
    for (const { file } of packed) copyFileSync(join(work, "tarballs", file), join(folder, file));
    return packed;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function keyFile(file: string): string {
  if (existsSync(file)) return file;
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
  writeFileSync(file, generateSigningKey().toPem(), { mode: 0o600, flag: "wx" });
  return file;
}

/** What is packed is the commit, so its own lock file counts; what it is built with is what lies there, which has to agree. */
function sourceFacts(): Omit<BuildFacts, "startedOn" | "finishedOn"> {
  const gitCommit = execFileSync("git", ["rev-parse", "HEAD"], { cwd: ROOT, encoding: "utf8" }).trim();
  const lock = execFileSync("git", ["show", `${gitCommit}:package-lock.json`], { cwd: ROOT, maxBuffer: 64 << 20 });
  const unlike = installedUnlike(lock.toString("utf8"), join(ROOT, "node_modules/.package-lock.json"));
  if (unlike.length > 0) throw new Error(`BUILD_TOOLS_OTHER: run npm ci; not as locked: ${unlike.join(", ")}`);
  const lockSha256 = createHash("sha256").update(lock).digest("hex");
  const npm = execFileSync("npm", ["--version"], { env: npmEnvironment(), encoding: "utf8" }).trim();
  return { gitCommit, lockSha256, node: process.versions.node, npm };
}
