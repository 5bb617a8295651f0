import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { RandomStream } from "@plimsoll/foundation";
import { openLedger, openLedgerReader } from "@plimsoll/ledger";
import { expect, test } from "vitest";
import { verifyLedger } from "../src/index.ts";
import { identity, temporaryFolders } from "./verifier-rig.ts";

const WRITER = fileURLToPath(new URL("writer-child.ts", import.meta.url));
/** `npm run kills` asks for 512. */
const KILLS = Number(process.env["PLIMSOLL_KILLS"] ?? 32);
/** Kills per folder: the later ones hit a ledger that has been killed before. */
const KILLS_PER_FOLDER = 4;
const AFTER_FIRST_OUTPUT_MS = 60;

const newFolder = temporaryFolders();

/** Starts a writer, kills it at a random moment of its life, and gives the last size that it acknowledged. */
async function killedWriter(directory: string, random: RandomStream): Promise<number> {
  const child = spawn(process.execPath, ["--conditions=@plimsoll/source", WRITER, directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const closed = once(child, "close");
  // One in eight dies while it starts; the others somewhere in their stream of commits.
  if (random.chance(1, 8)) await sleep(random.below(120));
  else await once(child.stdout, "data").then(() => sleep(random.unit() * AFTER_FIRST_OUTPUT_MS));
  child.kill("SIGKILL");
  await closed;
  return Number(output.split("\n").at(-2) ?? 0);
}

test(
  "LG-18 LG-21 L5 L8 a writer killed with -9 loses nothing acknowledged, verifies, and opens again",
  { timeout: 2_000 * KILLS },
  async () => {
    const seed = Date.now();
    const random = RandomStream.from("kill", seed);
    let acknowledgedTotal = 0;
    for (let folder = 0; folder < KILLS / KILLS_PER_FOLDER; folder += 1) {
      const directory = newFolder();
      let sizeMin = 0;
      for (let kill = 0; kill < KILLS_PER_FOLDER; kill += 1) {
        const acknowledged = await killedWriter(directory, random);
        sizeMin = Math.max(sizeMin, acknowledged);
        acknowledgedTotal += acknowledged;
        assertWhole(directory, sizeMin, `seed ${seed}, folder ${folder}, kill ${kill}`);
      }
      using reopened = openLedger({ ...identity, directory, integrity: "full" });
      expect(reopened.size).toBeGreaterThanOrEqual(sizeMin);
    }
    // Canaries: the rig must really have killed writers at work.
    expect(acknowledgedTotal).toBeGreaterThan(KILLS);
  },
);

function assertWhole(directory: string, sizeMin: number, where: string): void {
  const before = readdirSync(directory).sort();
  const verdict = verifyLedger(directory);
  expect(readdirSync(directory).sort(), where).toEqual(before);
  // Killed before its first commit, there may be no ledger yet; then nothing was acknowledged either.
  if (sizeMin === 0 && !verdict.ok) return;
  expect(verdict, where).toMatchObject({ ok: true });
  expect(verdict.ok && verdict.size, where).toBeGreaterThanOrEqual(sizeMin);
  using reader = openLedgerReader({ directory });
  for (const { index, text } of reader.entries()) {
    expect(text, where).toBe(`{"at":${index},"kind":"test.noted"}`);
  }
}
