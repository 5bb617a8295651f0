import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../workspace.ts";
import { BUILDER_ID } from "./statement.ts";

/** The lab under which a builder's machine stands in a site of Plimsoll. */
const LAB = "build";

interface RecordRequest {
  /** The folder that is published. */
  readonly out: string;
  /** Data folder of the site whose ledger it is; made where there is none. It holds private keys. */
  readonly site: string;
  /** Private keys in PEM: who vouches for the machine, and the machine. */
  readonly rootKey: string;
  readonly nodeKey: string;
  /** The envelope, in `out`. */
  readonly envelope: string;
  readonly builderPublicKey: string;
  /** "sha256:…" of SHA256SUMS. */
  readonly artifact: string;
}

/**
 * Records a build in a ledger by the product's own commands, as any node's artifact is: the root's word on the machine and the builder's
 * provenance are verified, and then stand as one entry under a signed checkpoint. Writes the entry, its proof, the log as static files
 * and its key beside the build.
 */
export function recordBuild(request: RecordRequest): void {
  const { out, site, rootKey, nodeKey, artifact, envelope, builderPublicKey } = request;
  openedSite(site, rootKey);
  const statement = join(out, "node.intoto.json");
  plimsoll("attest", "sign", "--root-key", rootKey, "--node-key", nodeKey, "--artifact", artifact, "--out", statement);
  const node = ["--statement", statement, "--root", rootKey];
  const build = ["--artifact", artifact, "--provenance", envelope, "--provenance-key", builderPublicKey];
  plimsoll("attest", "record", "--lab", LAB, ...node, ...build, "--builder", BUILDER_ID, "--data", site);
  publishLog(out, join(site, "ledger"));
}

function openedSite(site: string, rootKey: string): void {
  if (existsSync(join(site, "ledger"))) return;
  plimsoll("init", "--data", site);
  const root = plimsoll("attest", "thumbprint", rootKey).trim();
  plimsoll("lab", "accredit", LAB, "--headcount", "1", "--hardware-root", root, "--data", site);
}

function publishLog(out: string, ledger: string): void {
  const { index, entry } = newestEntry(ledger);
  plimsoll("ledger", "prove", String(index), ledger, "--out", join(out, "entry.tlog-proof"), "--force");
  writeFileSync(join(out, "entry.json"), entry);
  plimsoll("ledger", "export", ledger, "--tiles", join(out, "log"));
  for (const key of ["ledger.pub.pem", "ledger.vkey"]) copyFileSync(join(ledger, key), join(out, key));
}

/** The entry that was just recorded, in the very text that the ledger has. */
function newestEntry(ledger: string): { readonly index: number; readonly entry: string } {
  const told = plimsoll("ledger", "tail", ledger, "--lines", "1", "--json").trim().split("\n");
  const { index, text } = JSON.parse(told[0] ?? "null") as { readonly index: number; readonly text: string };
  return { index, entry: text };
}

const plimsoll = (...words: readonly string[]): string =>
  execFileSync(process.execPath, [join(ROOT, "packages/cli/bin/plimsoll.js"), ...words], { encoding: "utf8" });
