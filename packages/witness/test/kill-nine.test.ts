import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { RandomStream } from "@plimsoll/foundation";
import { noteVerifierFromVkey } from "@plimsoll/ledger";
import { requestCosignatures } from "../src/index.ts";
import { temporaryFolders } from "./temporary-folders.ts";
import { cosigners, type HonestSite, honestSite } from "./witness-rig.ts";

const ROUNDS = 12;
const PROGRAM = fileURLToPath(new URL("witness-program.ts", import.meta.url));
const keys = cosigners.map(({ vkey }) => noteVerifierFromVkey(vkey));
const folder = temporaryFolders();
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) await killed(child);
});

async function started(args: readonly string[]): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ["--conditions=@plimsoll/source", PROGRAM, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const [chunk] = (await once(child.stdout, "data")) as [Buffer];
  return { child, url: chunk.toString().trim() };
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

/** Asks for the newest checkpoint; its size if it was cosigned, else 0. */
async function cosignedSize(url: string, { ledger }: HonestSite): Promise<number> {
  const [checkpoint, size] = [ledger.checkpoint, ledger.leafCount];
  const proveConsistency = (oldSize: number, newSize: number) => ledger.proveConsistency(oldSize, newSize);
  const answer = await requestCosignatures({ url, keys }, { checkpoint, proveConsistency, timeoutMs: 5_000 });
  return answer.ok ? size : 0;
}

test("LG-73 killed at any moment, while two histories are asked for at once, a witness cosigns one of them alone", async () => {
  const directory = folder();
  using odd = honestSite(folder());
  using even = honestSite(folder());
  const args = [directory, odd.directory, even.directory];
  const random = RandomStream.from("kill-nine");
  const signed: number[] = [];
  even.site.accredit("even", 1, 1);
  for (let round = 0; round < ROUNDS; round += 1) {
    const { child, url } = await started(args);
    odd.go(1);
    even.clock.ms += 500;
    even.site.accredit(`even-${round}`, 1, 1);
    even.site.accredit(`even-${round}-again`, 1, 1);
    const asked = Promise.all([cosignedSize(url, odd), cosignedSize(url, even)]);
    await pause(random.below(40));
    await killed(child);
    signed.push(...(await asked).filter((size) => size > 0));
  }
  const { child, url } = await started(args);
  const last = [await cosignedSize(url, odd), await cosignedSize(url, even)];
  await killed(child);
  expect(last.filter((size) => size > 0).length).toBe(1);
  const parity = last[0] === 0 ? 0 : 1;
  expect(signed.filter((size) => size % 2 !== parity)).toEqual([]);
}, 60_000);
