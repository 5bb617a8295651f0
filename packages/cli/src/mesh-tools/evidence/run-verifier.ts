import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PlimsollError } from "@plimsoll/foundation";
import { certificateIn, evidenceFolder } from "@plimsoll/mesh/node";

export interface VerifierFlags {
  readonly certificate?: string | undefined;
  readonly root?: string | undefined;
  readonly anchor?: string | undefined;
  readonly asJson: boolean;
}

/** The command line for a folder of evidence. Throws `MESH_FOLDER` for another one. */
export function verifierArguments(folder: string, flags: VerifierFlags): string[] {
  const { root, anchor, asJson } = flags;
  const files = evidenceFolder(folder);
  if (!existsSync(files.genesis) || !existsSync(files.events)) throw noEvidence(folder);
  const certificate = flags.certificate ?? (existsSync(files.certificate) ? files.certificate : undefined);
  const stand = anchor ?? (existsSync(files.anchor) ? readFileSync(files.anchor, "utf8").trim() : undefined);
  return [
    "mesh",
    "--genesis",
    files.genesis,
    "--events",
    files.events,
    ...(certificate === undefined ? [] : ["--certificate", certificate]),
    ...(root === undefined ? [] : ["--root", rootMeant(root, certificate, files.genesis)]),
    ...(stand === undefined ? [] : ["--anchor", stand]),
    ...(asJson ? ["--json"] : []),
  ];
}

/** Whoever wrote down a certificate's digest means that certificate; the verifier asks for the event root in it. */
function rootMeant(root: string, certificate: string | undefined, genesis: string): string {
  const meant = certificate === undefined ? null : certificateIn(certificate, genesis);
  return meant?.digest === root ? meant.root : root;
}

/** Runs the verifier as the program that it is, its output as ours. Resolves to its exit code; 1 where it was killed. */
export async function runVerifier(argv: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [verifierProgram(), ...argv], { stdio: ["ignore", "inherit", "inherit"] });
  return ended(child);
}

/** The same, with the last line that it says. */
export async function verifierSummary(
  argv: readonly string[],
): Promise<{ readonly code: number; readonly line: string }> {
  const child = spawn(process.execPath, [verifierProgram(), ...argv], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => (text = (text + part).slice(-65_536)));
  const code = await ended(child);
  return { code, line: text.trimEnd().split("\n").at(-1) ?? "" };
}

/** The program that lies beside its package's door. */
const verifierProgram = (): string =>
  join(dirname(fileURLToPath(import.meta.resolve("@plimsoll/verifier"))), "../bin/plimsoll-verify.js");

function ended(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}

const noEvidence = (folder: string): PlimsollError =>
  new PlimsollError({
    code: "MESH_FOLDER",
    expected: "genesis.cbor and events.bin",
    received: folder,
    fix: "write them with plimsoll mesh certify --out",
  });
