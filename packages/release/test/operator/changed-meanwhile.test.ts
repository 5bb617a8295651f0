import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readReleaseStore } from "../../src/node/store/read-store.ts";
import { Site } from "./site.ts";

const SLOW = { timeout: 60_000 };

test.each([
  ["gone", (file: string) => rmSync(file)],
  ["another one", (file: string) => writeFileSync(file, "something else")],
])(
  "RS-462 a source that is %s by the time its evidence is kept ends the evaluation, and nothing is recorded",
  SLOW,
  async (_, spoil) => {
    using site = new Site().golden("g1");
    const source = join(site.dossier, "sources", "s-01.txt");
    const onStep = (step: string): void => {
      if (step === "judging") spoil(source);
    };
    await expect(site.evaluated({ onStep })).rejects.toThrow(
      expect.objectContaining({ code: "DOSSIER_CHANGED_MEANWHILE" }) as Error,
    );
    using reader = readReleaseStore(site.store);
    expect(reader.records().filter(({ kind }) => kind === "evaluation.opened" || kind === "decision.made")).toEqual([]);
  },
);
