import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@plimsoll/foundation/node";
import { evaluateFolder, recordEvent, writeGolden } from "@plimsoll/release/node";
import { expect, test } from "vitest";
import { gatedPermit } from "../../src/release-tools/gated-permit.ts";
import { removeFolder } from "../faults/remove-folder.ts";

const HOUR_MS = 3_600_000;
const SUBJECT = "tidal-works/heron-2";

/** A data folder whose subject an incident stopped, and which is given back step by step until now. */
async function givenBack(folder: string, nowMs: number): Promise<void> {
  const [store, dossier] = [join(folder, "release"), join(folder, "heron")];
  writeGolden("g1", dossier, nowMs - 3 * HOUR_MS);
  const change = (file: string, edit: (part: Record<string, unknown>) => object): void => {
    const path = join(dossier, file);
    writeFileSync(path, JSON.stringify(edit(JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>)));
  };
  change("dossier.json", (part) => ({
    ...part,
    action: "train_start",
    subject: { ...(part["subject"] as object), artifacts: [] },
  }));
  const evaluated = (atMs: number) =>
    evaluateFolder(
      {
        folder: dossier,
        store,
        question: null,
        by: null,
        corpora: [],
        owners: [],
        isRepairOn: true,
        cacheFolder: null,
      },
      {
        clock: { wallMs: () => atMs, monotonicMs: () => 0 },
        environment: {},
        kernelWord: () => null,
        wait: async () => {},
        onStep: () => {},
      },
    );
  await evaluated(nowMs - 3 * HOUR_MS);
  const body = { id: "i-9", by: "duty officer", text: "It happened.", atMs: 0 };
  await recordEvent(
    store,
    { kind: "incident.reported", subject: SUBJECT, evaluation: null, body },
    nowMs - 3 * HOUR_MS,
  );
  await evaluated(nowMs - 3 * HOUR_MS + 1);
  const answer = { command: "evaluation-2:request-quota", isAcknowledged: true, readBack: 0 };
  const answered = { kind: "modulation.answered", subject: SUBJECT, evaluation: null, body: answer } as const;
  await recordEvent(store, answered, nowMs - 3 * HOUR_MS + 2);
  change("mission.json", (mission) => ({
    ...mission,
    incidents: [...(mission["incidents"] as object[]), { id: "i-9", atMs: 0, text: "Mended.", isClosed: true }],
  }));
  for (const hours of [2, 1]) await evaluated(nowMs - hours * HOUR_MS);
}

test(
  "RS-512 a permit leaves a job the share that stands, and no job less than a warden can hold it to",
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "plimsoll-lever-"));
    try {
      await givenBack(folder, systemClock.wallMs());
      const work = { action: "train_start", weights: () => ({ line: [], isFromScratch: true }) } as const;
      const state = { lineages: new Map(), checkpoints: new Map() };
      const site = { state } as unknown as Parameters<typeof gatedPermit>[0];
      using permit = gatedPermit(site, folder, { dossier: join(folder, "heron"), pack: null }, work);
      expect([permit.holds(), permit.scaled(1_000), permit.scaled(10_000)]).toEqual([true, 235, 2_352]);
      expect(() => permit.scaled(42)).toThrow(expect.objectContaining({ code: "RELEASE_NOT_ALLOWED" }) as Error);
    } finally {
      removeFolder(folder);
    }
  },
);
