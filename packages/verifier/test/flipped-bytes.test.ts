import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { RandomStream } from "@plimsoll/foundation";
import { openLedger } from "@plimsoll/ledger";
import { beforeAll, describe, expect, test } from "vitest";
import { verifyLedger } from "../src/index.ts";
import { identity, temporaryFolders, writeSample } from "./verifier-rig.ts";

const newFolder = temporaryFolders();
const SEED = 20_261_121;
const FLIPS = 200;
const TRUNCATIONS = 40;

/** Folders whose bytes are to be altered: one that was closed, and one as a killed writer leaves it. */
const closed = newFolder();
const killed = newFolder();

beforeAll(() => {
  writeSample(closed);
  const directory = newFolder();
  using ledger = openLedger({ ...identity, directory });
  const append = (at: number, text: string): unknown =>
    ledger.append([`{"at":${at},"kind":"test.noted","text":"${text}"}`]);
  for (let at = 0; at < 15; at += 1) append(at, "x".repeat(3_000));
  ledger.publish();
  for (const name of readdirSync(directory).filter((name) => !name.endsWith(".lock"))) {
    copyFileSync(join(directory, name), join(killed, name));
  }
});

/** The facts that no alteration may change while the folder still verifies. */
function essence(directory: string): string {
  const verdict = verifyLedger(directory, { keyPem: identity.signingKey.publicKey.toPem() });
  return verdict.ok
    ? `${verdict.size} ${verdict.root} ${JSON.stringify(verdict.entriesByKind)}`
    : `not ok: ${verdict.code}`;
}

const isDetected = (essence: string): boolean => essence.startsWith("not ok");

describe.each([
  { name: "a closed ledger", original: closed, file: "ledger.log" },
  { name: "a ledger left by a killed writer", original: killed, file: "ledger.log" },
  { name: "a closed ledger", original: closed, file: "checkpoint" },
])("$file of $name", ({ original, file }) => {
  test("LG-26 L8 canary: a flipped byte is found or means nothing", () => {
    const random = RandomStream.from("flip", file, SEED);
    const directory = newFolder();
    cpSync(original, directory, { recursive: true });
    const path = join(directory, file);
    const bytes = readFileSync(path);
    const expected = essence(original);
    expect(isDetected(expected)).toBe(false);
    let detected = 0;
    for (let flip = 0; flip < FLIPS; flip += 1) {
      const [offset, mask] = [random.below(bytes.length), 1 << random.below(8)];
      const altered = Buffer.from(bytes);
      altered[offset] = (bytes[offset] as number) ^ mask;
      writeFileSync(path, altered);
      const found = essence(directory);
      detected += Number(isDetected(found));
      expect(isDetected(found) || found === expected, `byte ${offset} ^ ${mask}: ${found}`).toBe(true);
    }
    // Canary: flips that always mean nothing would prove nothing.
    expect(detected).toBeGreaterThan(FLIPS / 20);
  });

  test("LG-26 L8 canary: a truncation is found or means nothing", () => {
    const random = RandomStream.from("truncate", file, SEED);
    const expected = essence(original);
    const directory = newFolder();
    for (let cut = 0; cut < TRUNCATIONS; cut += 1) {
      cpSync(original, directory, { recursive: true });
      const path = join(directory, file);
      const length = random.below(statSync(path).size);
      truncateSync(path, length);
      const found = essence(directory);
      expect(isDetected(found) || found === expected, `cut to ${length}: ${found}`).toBe(true);
    }
  });
});

test("LG-26 L8 any bit of a small log is guarded", () => {
  const directory = newFolder();
  writeSample(directory, 1);
  const path = join(directory, "ledger.log");
  const log = readFileSync(path);
  for (let bit = 0; bit < log.length * 8; bit += 3) {
    const altered = Buffer.from(log);
    const offset = Math.floor(bit / 8);
    altered[offset] = (log[offset] as number) ^ (1 << (bit % 8));
    writeFileSync(path, altered);
    expect(verifyLedger(directory).ok, `bit ${bit}`).toBe(false);
  }
});

test("LG-26 files that are lost are told, or are none that the proof needs", () => {
  for (const file of readdirSync(closed)) {
    const directory = newFolder();
    cpSync(closed, directory, { recursive: true });
    rmSync(join(directory, file));
    expect(existsSync(join(directory, file))).toBe(false);
    const found = essence(directory);
    expect(isDetected(found) ? file : found).toBe(file === "ledger.log" ? file : essence(closed));
  }
});
