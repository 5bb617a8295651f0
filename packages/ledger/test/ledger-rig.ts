import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { afterEach } from "vitest";
import type { LogIdentity } from "../src/open-ledger.ts";

export const identity: LogIdentity = {
  origin: "example.org/plimsoll/test",
  signingKey: signingKeyFromSeed(new Uint8Array(32).fill(7)),
};

/** An entry as the kernel writes them, as canonical JSON. */
export const entry = (at: number, kind = "test.noted"): string => `{"at":${at},"kind":"${kind}"}`;

export const textOf = ({ text }: { readonly text: string }): string => text;

/** The code of what an action throws; `undefined` when it returns. Anything untyped is thrown on. */
export function codeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (cause) {
    if (cause instanceof PlimsollError) return cause.code;
    throw cause;
  }
}

/** Memory where there is some: most tests do not need the disk, and would wait for it thousands of times. */
const BASE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Gives fresh folders and removes them after each test. */
export function temporaryFolders(): () => string {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = mkdtempSync(join(BASE, "plimsoll-ledger-"));
    folders.push(folder);
    return folder;
  };
}
