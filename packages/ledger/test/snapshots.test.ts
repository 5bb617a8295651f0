import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { describe, expect, test } from "vitest";
import { openLedger } from "../src/index.ts";
import { codeOf, entry, identity, temporaryFolders } from "./ledger-rig.ts";

const newFolder = temporaryFolders();

/** A ledger of so many decisions with a snapshot after each that is named. */
function withSnapshots(decisions: number, ...after: number[]): string {
  const directory = newFolder();
  using ledger = openLedger({ ...identity, directory });
  for (let at = 1; at <= decisions; at += 1) {
    ledger.append([entry(at), entry(at)]);
    if (after.includes(at)) ledger.saveSnapshot(`state after ${at}\n\nwith a blank line`);
  }
  return directory;
}

const newest = (directory: string) => {
  using ledger = openLedger({ ...identity, directory });
  return ledger.newestSnapshot();
};

describe("snapshots", () => {
  test("LG-39 the newest comes back after opening, with where it was made", () => {
    const directory = withSnapshots(300, 7, 290);
    expect(newest(directory)).toEqual({
      leafCount: 290,
      entryCount: 580,
      text: "state after 290\n\nwith a blank line",
    });
  });

  test("LG-39 two are kept", () => {
    const directory = withSnapshots(9, 2, 4, 6, 8);
    expect(readdirSync(directory).filter((name) => name.startsWith("snapshot"))).toEqual(["snapshot-6", "snapshot-8"]);
  });

  test("LG-39 there is none before there are entries", () => {
    using ledger = openLedger({ ...identity, directory: newFolder() });
    ledger.saveSnapshot("anything");
    expect(ledger.newestSnapshot()).toBeNull();
    ledger.close();
    expect(codeOf(() => ledger.newestSnapshot())).toBe("LEDGER_CLOSED");
    expect(codeOf(() => ledger.saveSnapshot("x"))).toBe("LEDGER_CLOSED");
  });

  test("LG-39 any changed byte makes it as good as none, and the older one serves", () => {
    const directory = withSnapshots(8, 4, 8);
    const path = join(directory, "snapshot-8");
    const bytes = readFileSync(path);
    for (let place = 0; place < bytes.length; place += 1) {
      const altered = Buffer.from(bytes);
      altered[place] = (bytes[place] as number) ^ 1;
      writeFileSync(path, altered);
      expect(newest(directory)?.leafCount, `byte ${place}`).toBe(4);
    }
    writeFileSync(path, "");
    expect(newest(directory)?.leafCount).toBe(4);
  });

  test("LG-39 one of another history, of another key or ahead of the log is none", () => {
    const directory = withSnapshots(8);
    const fork = newFolder();
    {
      using ledger = openLedger({ ...identity, directory: fork });
      for (let at = 0; at < 5; at += 1) ledger.append([entry(100 + at)]);
      ledger.saveSnapshot("another history");
    }
    cpSync(join(fork, "snapshot-5"), join(directory, "snapshot-5"));
    expect(newest(directory)).toBeNull();
    const foreign = newFolder();
    {
      using ledger = openLedger({
        ...identity,
        signingKey: signingKeyFromSeed(new Uint8Array(32)),
        directory: foreign,
      });
      for (let at = 1; at <= 8; at += 1) ledger.append([entry(at), entry(at)]);
      ledger.saveSnapshot("another key");
    }
    cpSync(join(foreign, "snapshot-8"), join(directory, "snapshot-8"));
    expect(newest(directory)).toBeNull();
    const ahead = withSnapshots(12, 12);
    cpSync(join(ahead, "snapshot-12"), join(directory, "snapshot-12"));
    expect(newest(directory)).toBeNull();
  });
});
