import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { openJournal } from "../../src/journal/open-journal.ts";
import { openFolderDisk } from "../../src/node/disk/folder-disk.ts";
import { nativeCryptography } from "../../src/node/native-cryptography.ts";
import { FRESH_ID, NODE, numberOf } from "./records.ts";

const APPENDER = fileURLToPath(new URL("appender.ts", import.meta.url));
const { PLIMSOLL_MESH_KILLS: kills = "20" } = process.env;
const KILLS = Number(kills);

test(
  `ME-190 C1 a process that is killed ${KILLS} times loses nothing that it acknowledged`,
  { timeout: 60_000 + KILLS * 2_000 },
  async () => {
    const random = RandomStream.from("kills", 1);
    const folder = await mkdtemp(join(tmpdir(), "mesh-kill-"));
    const acknowledged: number[] = [];
    const totals = { torn: 0, snapshots: 0 };
    let held: number[] = [];
    for (let round = 0; round < KILLS; round += 1) {
      const first = 100_000 * (round + 1);
      acknowledged.push(...(await appendUntilKilled(folder, first, random)));
      const { records, report, snapshot } = await openedOnce(folder);
      const found = records.map(numberOf);
      const isThere = new Set(found);
      expect(acknowledged.filter((number) => !isThere.has(number))).toEqual([]);
      // One process numbers its records in the order in which it appends them.
      expect(found).toEqual([...held, ...found.slice(held.length).map((_, index) => first + index)]);
      expect(report.damage).toEqual([]);
      totals.torn += report.torn === null ? 0 : 1;
      totals.snapshots += snapshot === null ? 0 : 1;
      held = found;
    }
    console.info(
      `C1  kill -9  ${KILLS}, acknowledged ${acknowledged.length}, lost 0, torn tails ${totals.torn}, with snapshot ${totals.snapshots}  (bar lost 0)`,
    );
    expect(acknowledged.length).toBeGreaterThan(KILLS);
    await rm(folder, { recursive: true });
  },
);

/** Half of the kills come at any instant from the start of the process on, the others while it appends. */
async function appendUntilKilled(folder: string, first: number, random: RandomStream): Promise<number[]> {
  const child = spawn(
    process.execPath,
    ["--conditions=@plimsoll/source", "--no-warnings", APPENDER, folder, String(first)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  if (random.chance(1, 2)) await once(child.stdout, "data");
  await sleep(random.below(150));
  const closed = once(child, "close");
  child.kill("SIGKILL");
  expect(await closed).toEqual([null, "SIGKILL"]);
  // What comes after the last line feed may be half a number.
  return output.split("\n").slice(0, -1).map(Number);
}

async function openedOnce(folder: string) {
  const disk = await openFolderDisk(folder);
  const opened = await openJournal({ disk, crypto: nativeCryptography(), node: NODE, freshId: FRESH_ID });
  await disk.close();
  return opened;
}
