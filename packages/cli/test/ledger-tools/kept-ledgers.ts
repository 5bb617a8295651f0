import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { signingKeyFromSeed, type SigningKey } from "@plimsoll/foundation/node";
import { causeOf, openLedger, signCommand } from "@plimsoll/ledger";
import { type JsonLine, plimsoll, type PlimsollProcess } from "../faults/plimsoll-process.ts";

export const ORIGIN = "example.org/plimsoll/test";
export const LOG_KEY = signingKeyFromSeed(new Uint8Array(32).fill(7));
export const OTHER_KEY = signingKeyFromSeed(new Uint8Array(32).fill(8));
export const OPERATOR = signingKeyFromSeed(new Uint8Array(32).fill(9));

/** Memory where there is some: these tests do not need the disk. */
const BASE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Gives fresh folders and removes them when the file is done. */
export function temporaryFolders(): () => string {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = mkdtempSync(join(BASE, "plimsoll-ledger-tools-"));
    folders.push(folder);
    return folder;
  };
}

export const noted = (at: number, note = ""): string => `{"at":${at},"kind":"test.noted","note":"${note}"}`;

/** A command that somebody signed, as the ledger keeps it. */
export function causeBy(id: string, ...keys: readonly SigningKey[]): string {
  const envelope = signCommand({ log: ORIGIN, id, body: { type: "tick" }, claimedAt: 1 }, keys);
  return causeOf(envelope, (keyId) => keys.find((key) => key.keyId === keyId)?.publicKey);
}

/** Writes so many decisions of one entry each, which the operator signed, and closes the ledger. */
export function writeLedger(directory: string, decisions: number, key: SigningKey = LOG_KEY): void {
  using ledger = openLedger({ directory, origin: ORIGIN, signingKey: key });
  for (let next = ledger.size; decisions > 0; decisions -= 1, next += 1)
    ledger.append([noted(1_000 + next)], causeBy(`command-${next}`, OPERATOR));
}

export function copyOf(directory: string, to: string): string {
  cpSync(directory, to, { recursive: true });
  return to;
}

/** Changes a file as somebody with an editor would. */
export function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, "latin1");
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to), "latin1");
}

/** Runs `plimsoll ledger … --json` in a folder, and gives the exit code and the last line. */
export async function ledger(
  cwd: string,
  ...args: readonly string[]
): Promise<{ code: number | null; summary: JsonLine }> {
  const told = await ran(cwd, ...args, "--json");
  const summary = told.line("summary");
  if (summary === undefined) throw new Error(`no summary: ${told.stdout}${told.stderr}`);
  expect(told.lines().at(-1), "the summary comes last").toEqual(summary);
  return { code: told.end?.code ?? null, summary };
}

export const ran = (cwd: string, ...args: readonly string[]): Promise<PlimsollProcess> =>
  plimsoll(["ledger", ...args], { cwd });
