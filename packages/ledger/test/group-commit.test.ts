import { describe, expect, test } from "vitest";
import { GroupCommit, memoryLedger } from "../src/index.ts";
import { entry, identity, textOf } from "./ledger-rig.ts";

const decision = (...entries: string[]) => ({ cause: null, entries });

/** A group commit whose time has come when the test says so. */
function rig() {
  const ledger = memoryLedger(identity);
  const due: (() => void)[] = [];
  const group = new GroupCommit(ledger, (flush) => due.push(flush));
  return { ledger, group, due, run: () => due.splice(0).forEach((flush) => flush()) };
}

describe("group commit", () => {
  test("LG-31 everything that waits is committed at once, in order, under one checkpoint", async () => {
    const { ledger, group, due, run } = rig();
    const waiting = [group.commit(decision(entry(1))), group.commit(decision(entry(2), entry(3)))];
    expect([due.length, ledger.size]).toEqual([1, 0]);
    run();
    const receipts = await Promise.all(waiting);
    expect(receipts.map(({ firstIndex, size }) => [firstIndex, size])).toEqual([
      [0, 1],
      [1, 3],
    ]);
    expect(receipts.map(({ checkpoint }) => checkpoint)).toEqual([ledger.checkpoint, ledger.checkpoint]);
    expect([...ledger.entries()].map(textOf)).toEqual([entry(1), entry(2), entry(3)]);
  });

  test("LG-31 nobody is answered before the commit", async () => {
    const { group, run } = rig();
    let answered = false;
    const waiting = group.commit(decision(entry(1))).then(() => (answered = true));
    await Promise.resolve();
    expect(answered).toBe(false);
    run();
    await waiting;
  });

  test("LG-31 a decision that is refused takes nobody with it", async () => {
    const { ledger, group, run } = rig();
    const waiting = [entry(1), "\n", entry(2)].map((text) => group.commit(decision(text)));
    run();
    const outcomes = await Promise.allSettled(waiting);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect([...ledger.entries()].map(textOf)).toEqual([entry(1), entry(2)]);
  });

  test("LG-31 what fails the ledger fails all that wait", async () => {
    const { ledger, group, run } = rig();
    const waiting = [group.commit(decision(entry(1))), group.commit(decision(entry(2)))];
    ledger.close();
    run();
    const outcomes = await Promise.allSettled(waiting);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  test("LG-31 a thousand that wait do not wait longer", async () => {
    const { ledger, group } = rig();
    const waiting = Array.from({ length: 1_024 }, (_, at) => group.commit(decision(entry(at))));
    expect(ledger.size).toBe(1_024);
    await Promise.all(waiting);
  });
});
