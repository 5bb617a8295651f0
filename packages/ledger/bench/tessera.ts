import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { keyIdOf } from "../src/index.ts";

/** Built by scripts/install/log-peers.js: Tessera's POSIX driver behind a loop that appends. */
const PROGRAM = fileURLToPath(new URL("../../../bench/peers/bin/tessera-append", import.meta.url));
const NAME = "example.org/bench";

export const isTesseraThere = (): boolean => existsSync(PROGRAM);

/** Entries a second, until durable and integrated, on one core. */
export function tesseraEntriesPerSecond(folder: string, entries: number, bytes: number, batch: number): number {
  const directory = mkdtempSync(join(folder, "tessera-"));
  try {
    writeFileSync(join(directory, "key"), signerText());
    const words = ["entries", entries, "bytes", bytes, "batch", batch];
    const flags = [0, 2, 4].map((at) => `-${words[at]}=${words[at + 1]}`);
    const { stdout, stderr } = spawnSync(
      PROGRAM,
      [`-storage_dir=${join(directory, "log")}`, `-private_key=${join(directory, "key")}`, ...flags],
      { encoding: "utf8", env: { ...process.env, GOMAXPROCS: "1" }, timeout: 300_000 },
    );
    const { entriesPerSecond } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as { entriesPerSecond: number };
    if (!(entriesPerSecond > 0)) throw new Error(stderr);
    return entriesPerSecond;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A signing key as golang.org/x/mod/sumdb/note writes it. */
function signerText(): string {
  const seed = Buffer.alloc(32, 5);
  const id = Buffer.from(keyIdOf(NAME, signingKeyFromSeed(seed).publicKey.raw)).toString("hex");
  return `PRIVATE+KEY+${NAME}+${id}+${Buffer.concat([Buffer.of(1), seed]).toString("base64")}`;
}
