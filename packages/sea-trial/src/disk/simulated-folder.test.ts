import { RandomStream } from "@plimsoll/foundation";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import type { Ledger } from "@plimsoll/ledger";
import { LogSigner, openLedgerIn } from "@plimsoll/ledger/folder";
import { expect, test } from "vitest";
import { LifeFolder } from "./life-folder.ts";
import { SimulatedFolder } from "./simulated-folder.ts";

const SIGNER = new LogSigner("plimsoll.trial/disk", signingKeyFromSeed(new Uint8Array(32)));
const CLOCK = { wallMs: () => 0, monotonicMs: () => 0 };

const open = (folder: SimulatedFolder, isAlive = () => true): Ledger =>
  openLedgerIn(new LifeFolder(folder, isAlive), SIGNER, { clock: CLOCK });

const entriesIn = (ledger: Ledger): string[] => [...ledger.entries()].map(({ text }) => text);

test("ST-6 a write that was torn is cut off, and what was promised before it stays", () => {
  for (let seed = 0; seed < 20; seed += 1) {
    const folder = new SimulatedFolder();
    let isOn = true;
    const ledger = open(folder, () => isOn);
    ledger.append(['{"n":1}']);
    folder.log.tearNext(RandomStream.from("torn", seed), () => {
      isOn = false;
      folder.powerCut(RandomStream.from("cut", seed));
    });
    expect(() => ledger.append(['{"n":2}'])).toThrow();
    expect(() => ledger.append(['{"n":3}'])).toThrow();
    const kept = entriesIn(open(folder));
    expect(kept[0]).toBe('{"n":1}');
    expect(kept).not.toContain('{"n":3}');
  }
});

test("ST-6 a disk without room refuses, and takes the same again when there is some", () => {
  const folder = new SimulatedFolder();
  const ledger = open(folder);
  folder.log.fillUp(() => {});
  expect(() => ledger.append(['{"n":1}'])).toThrow(expect.objectContaining({ code: "DISK_FULL" }));
  folder.log.makeRoom();
  ledger.append(['{"n":1}']);
  expect(entriesIn(ledger)).toEqual(['{"n":1}']);
});

test("ST-6 a bit that turned over is found by whoever reads all of it, and a mirror mends it", () => {
  const folder = new SimulatedFolder();
  open(folder).append(['{"n":1}', '{"n":2}']);
  const mirror = folder.log.durable();
  for (let offset = 0; offset < mirror.length; offset += 7) {
    folder.log.flipBit(offset, offset % 8);
    const all = () => openLedgerIn(folder.copy(), SIGNER, { clock: CLOCK, integrity: "full" });
    const found = (): readonly string[] | string => {
      try {
        return entriesIn(all());
      } catch (cause) {
        return (cause as { readonly code: string }).code;
      }
    };
    // A flip in the last batch may look like a write that never came to its end; then nothing else is believed.
    expect(["LEDGER_DAMAGED", "LEDGER_ROLLED_BACK", "LEDGER_KEY_MISMATCH", "0"]).toContain(
      typeof found() === "string" ? found() : `${found().length}`,
    );
    folder.log.restore(mirror);
  }
  expect(entriesIn(open(folder))).toHaveLength(2);
});
