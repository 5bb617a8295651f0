import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { RandomStream, utf8 } from "@plimsoll/foundation";
import { verifyLedger } from "@plimsoll/verifier";
import { expect, test } from "vitest";
import { openReleaseStore } from "../../src/node/store/open-store.ts";
import { readReleaseStore } from "../../src/node/store/read-store.ts";
import { integrity } from "../../src/record/integrity.ts";
import { blobPath } from "./blob-path.ts";
import { Died, dyingFiles } from "./dying-files.ts";
import { NOON_MS, of, recordEvaluation } from "./drafts.ts";
import { testFolder } from "./folder.ts";

test("A67 LT5 RS-282 L5 dead at each call on a file: the log verifies, and what was answered is there whole", () => {
  let deaths = 0;
  for (let calls = 1; calls < 1_000; calls += 1) {
    const folder = testFolder("death");
    {
      using store = openReleaseStore(folder);
      recordEvaluation(store, { evaluation: "evaluation-1" });
    }
    const isDead = diedAt(folder, calls);
    {
      using store = openReleaseStore(folder);
      expect(integrity(store)).toEqual([]);
      // Nothing of it or all of it, and in the end once.
      expect(store.size).toBe(isDead ? 7 : 14);
      if (isDead) recordEvaluation(store, { evaluation: "evaluation-2", colour: "YELLOW" });
      expect(store.size).toBe(14);
      expect(integrity(store)).toEqual([]);
    }
    expect(verifyLedger(join(folder, "log")).ok).toBe(true);
    if (!isDead) break;
    deaths += 1;
  }
  console.info(`A67  dead at each of ${deaths} calls on files`);
  expect(deaths).toBeGreaterThan(12);
});

function diedAt(folder: string, calls: number): boolean {
  using store = openReleaseStore(folder, { filesAt: (path) => dyingFiles(path, { calls }) });
  try {
    recordEvaluation(store, { evaluation: "evaluation-2", colour: "YELLOW" });
    return false;
  } catch (cause) {
    if (cause instanceof Died) return true;
    throw cause;
  }
}

test("A67 RS-282 dead in the middle of a redaction: the bytes are gone, or the fault is told", () => {
  let faults = 0;
  for (let calls = 1; calls <= 12; calls += 1) {
    const folder = testFolder("redaction");
    using before = openReleaseStore(folder);
    const [digest = of("")] = before.putBlobs([utf8("a name")]);
    before.close();
    try {
      using store = openReleaseStore(folder, { filesAt: (path) => dyingFiles(path, { calls }) });
      store.redact({ digest, by: "operator-1", why: "asked for" }, NOON_MS);
    } catch (cause) {
      if (!(cause instanceof Died)) throw cause;
    }
    using store = openReleaseStore(folder);
    const isSaid = store.records().some(({ kind }) => kind === "bytes.redacted");
    const isGone = !isServed(store, digest);
    // Never gone without a word; said and still on the disk is a fault, and doing it again mends it.
    expect(isGone && !isSaid, `call ${calls}`).toBe(false);
    expect(integrity(store).length > 0, `call ${calls}`).toBe(isSaid && isOnDisk(folder, digest));
    faults += integrity(store).length;
    store.redact({ digest, by: "operator-1", why: "asked for" }, NOON_MS);
    expect(isServed(store, digest)).toBe(false);
    expect(isOnDisk(folder, digest)).toBe(false);
    expect(integrity(store)).toEqual([]);
  }
  expect(faults).toBeGreaterThan(2);
});

const isOnDisk = (folder: string, digest: ReturnType<typeof of>): boolean => existsSync(blobPath(folder, digest));

function isServed(store: { blob(digest: ReturnType<typeof of>): Uint8Array }, digest: ReturnType<typeof of>): boolean {
  try {
    return store.blob(digest).length > 0;
  } catch {
    return false;
  }
}

const APPENDER = fileURLToPath(new URL("appender.ts", import.meta.url));
const { PLIMSOLL_RELEASE_KILLS: kills = "40" } = process.env;
const KILLS = Number(kills);

test(
  `A67 LT5 RS-282 a process that is killed ${KILLS} times loses no decision that it answered, and doubles none`,
  { timeout: 60_000 + KILLS * 4_000 },
  async () => {
    const random = RandomStream.from("release-kills", 1);
    const folder = testFolder("kills");
    const answered = new Set<string>();
    let torn = 0;
    for (let round = 0; round < KILLS; round += 1) {
      for (const name of await appendUntilKilled(folder, round, random)) answered.add(name);
      using store = openReleaseStore(folder);
      torn += store.recovery === null ? 0 : 1;
      const decided = store.records().flatMap(({ kind, evaluation }) => (kind === "decision.made" ? [evaluation] : []));
      expect(new Set(decided).size).toBe(decided.length);
      expect([...answered].filter((name) => !decided.includes(name))).toEqual([]);
      if (round % 10 === 9 || round === KILLS - 1) expect(integrity(store)).toEqual([]);
      store.close();
      expect(verifyLedger(join(folder, "log")).ok).toBe(true);
    }
    console.info(`A67  kill -9  ${KILLS}, answered ${answered.size}, lost 0, doubled 0, torn ends ${torn}`);
    expect(answered.size).toBeGreaterThan(KILLS / 2);
    using store = readReleaseStore(folder);
    expect(integrity(store)).toEqual([]);
  },
);

/** Half of the kills come at any instant from the start of the process on, the others while it appends. */
async function appendUntilKilled(folder: string, round: number, random: RandomStream): Promise<readonly string[]> {
  const args = ["--conditions=@plimsoll/source", "--no-warnings", APPENDER, folder, `${round}`];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const closed = once(child, "close");
  if (random.chance(3, 4)) await Promise.race([once(child.stdout, "data"), closed]);
  await sleep(random.below(120));
  child.kill("SIGKILL");
  await closed;
  // What comes after the last line feed may be half a name.
  return output.split("\n").slice(0, -1);
}
