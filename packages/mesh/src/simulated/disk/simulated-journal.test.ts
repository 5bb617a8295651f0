import { RandomStream, utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { openJournal } from "../../journal/open-journal.ts";
import { nativeCryptography } from "../../node/native-cryptography.ts";
import { diskPort } from "./disk-port.ts";
import { SimulatedDisk } from "./simulated-disk.ts";
import { openSimulatedJournal } from "./simulated-journal.ts";

const options = { crypto: nativeCryptography(), node: "5e".repeat(32), freshId: "07".repeat(16), segmentBytes: 2_000 };
const records = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ kind: 1, bytes: utf8(`record ${index}`) }));
const texts = (found: readonly { readonly bytes: Uint8Array }[]) =>
  found.map(({ bytes }) => Buffer.from(bytes).toString());

test("ME-199 a journal written in virtual time and one written over the port have the same bytes", async () => {
  const [now, later] = [new SimulatedDisk(), new SimulatedDisk()];
  const simulated = openSimulatedJournal(now, options).journal;
  const { journal } = await openJournal({ disk: diskPort(later), ...options });
  for (const batch of [records(3), records(100), records(7)]) {
    simulated.append(batch);
    await journal.append(batch);
  }
  simulated.writeSnapshot(utf8("state"));
  await journal.writeSnapshot(utf8("state"));
  expect(now.list()).toEqual(later.list());
  for (const file of now.list()) expect(now.read(file)).toEqual(later.read(file));
  expect(openSimulatedJournal(now, options)).toMatchObject({ snapshot: { records: 110 }, report: { damage: [] } });
});

test("ME-199 in virtual time a record is durable once a sync that began after it has ended, not before", () => {
  const lost = { withoutSync: 0, duringSync: 0, afterSync: 0 };
  for (let seed = 0; seed < 40; seed += 1)
    for (const stage of ["withoutSync", "duringSync", "afterSync"] as const) {
      const disk = new SimulatedDisk();
      const { journal } = openSimulatedJournal(disk, options);
      journal.append(records(20));
      const pending = stage === "withoutSync" ? null : journal.beginSync();
      if (stage === "afterSync" && pending !== null) journal.finishSync(pending);
      disk.powerCut(RandomStream.from("virtual", seed));
      const found = texts(openSimulatedJournal(disk, options).records);
      if (found.length < 20) lost[stage] += 1;
    }
  expect(lost.afterSync).toBe(0);
  expect(Math.min(lost.withoutSync, lost.duringSync)).toBeGreaterThan(5);
});

test("ME-186 in virtual time too nothing is written after a failure", () => {
  const disk = new SimulatedDisk();
  const { journal } = openSimulatedJournal(disk, options);
  journal.append(records(2));
  disk.failNext("sync", new Error("EIO"));
  const pending = journal.beginSync();
  expect(() => pending && journal.finishSync(pending)).toThrow(expect.objectContaining({ code: "JOURNAL_BROKEN" }));
  const { size } = disk;
  expect(() => journal.append(records(1))).toThrow(expect.objectContaining({ code: "JOURNAL_BROKEN" }));
  expect(() => journal.writeSnapshot(utf8("state"))).toThrow(expect.objectContaining({ code: "JOURNAL_BROKEN" }));
  expect(disk.size).toBe(size);
});

test("ME-199 in virtual time too a full segment is durable before the next one is begun, even during a sync", () => {
  for (let seed = 0; seed < 40; seed += 1) {
    const disk = new SimulatedDisk();
    const { journal } = openSimulatedJournal(disk, options);
    journal.append(records(5));
    journal.beginSync();
    journal.append(records(100));
    disk.powerCut(RandomStream.from("segments", seed));
    const { report } = openSimulatedJournal(disk, options);
    const last = disk.list().at(-1);
    expect(report.damage.every(({ file }) => file === last)).toBe(true);
  }
});

test("ME-199 a snapshot in virtual time never counts what a power cut may take", () => {
  for (let seed = 0; seed < 40; seed += 1) {
    const disk = new SimulatedDisk();
    const { journal } = openSimulatedJournal(disk, options);
    journal.append(records(9));
    journal.beginSync();
    journal.writeSnapshot(utf8("state"));
    disk.powerCut(RandomStream.from("snapshots", seed));
    expect(openSimulatedJournal(disk, options)).toMatchObject({ snapshot: { records: 9 }, report: { damage: [] } });
  }
});
