import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { evaluateFolder } from "../../src/node/desk/evaluate-folder.ts";
import { readDossierFolder } from "../../src/node/dossier/read-dossier-folder.ts";
import { quickDossier, type QuickReading } from "../../src/prompt/quick-dossier.ts";
import { quickFiles } from "../../src/prompt/quick-files.ts";
import { NOW_MS } from "./best-case.ts";
import { PLAN, SHOUTING } from "./plans.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-ask-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function written(text: string): QuickReading {
  const reading = quickDossier(text, "text/markdown", { nowMs: NOW_MS, action: null });
  if (!reading.ok) throw new Error(reading.error.expected);
  for (const [place, content] of quickFiles(reading.value)) {
    mkdirSync(dirname(join(folder, "case", place)), { recursive: true });
    writeFileSync(join(folder, "case", place), content);
  }
  return reading.value;
}

test.each([PLAN, "", ...SHOUTING])("RS-253 A69 a reading is a dossier's folder, whole and sealed: %#", (text) => {
  const { dossier } = written(text);
  const read = readDossierFolder(join(folder, "case"));
  expect(read.dossier).toEqual(dossier);
  expect(read.unsealed).toEqual([]);
});

test.each([PLAN, `${PLAN}\n${SHOUTING.join("\n\n")}`])(
  "RS-252 A69 examined and evaluated on a disk, as every dossier is: Red, quotations found: %#",
  async (text) => {
    const { dossier } = written(text);
    const asked = { question: null, by: null, corpora: [], owners: [], isRepairOn: true, cacheFolder: null };
    const ports = {
      clock: { wallMs: () => NOW_MS + 1, monotonicMs: () => 0 },
      environment: {},
      kernelWord: () => [],
      wait: async () => undefined,
      onStep: () => undefined,
    };
    const store = join(folder, "store");
    const { decision, records } = await evaluateFolder({ ...asked, folder: join(folder, "case"), store }, ports);
    expect(decision).toMatchObject({ colour: "RED", level: "ASL-5", subject: dossier.subject.id });
    expect(records.some(({ kind }) => kind === "decision.made")).toBe(true);
    if (text !== PLAN) expect(decision.reasons.map(({ code }) => code)).toContain("VIOLATION_INPUT");
  },
);
