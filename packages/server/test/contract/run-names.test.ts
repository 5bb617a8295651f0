import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { digestOfValue } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { openSite } from "@plimsoll/governor";
import { expect, test } from "vitest";
import { ask } from "../kit/ask.ts";
import { startDaemon } from "../kit/daemon.ts";
import { makePlainSite } from "../kit/plain-site.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";

const HONEST = "acme-run-1";
const CROOKED = [`x/../${HONEST}`, `${HONEST}/.`, `${HONEST}//`, "x/../../planted"] as const;

interface Shown {
  readonly run: string;
  readonly job: { readonly processes: number } | null;
}

test("SVR-164 a run whose name leads through the tree shows no other's job as its own", async () => {
  using folder = new TemporaryFolder();
  const data = `${folder.path}/site`;
  makePlainSite(data);
  startRuns(data, [HONEST, "acme/run-2", ...CROOKED]);
  const heardAt = systemClock.wallMs();
  for (const [place, processes] of [
    [join("runs", HONEST), 7],
    [join("runs", "acme%2Frun-2"), 8],
    ["planted", 9],
  ] as const) {
    mkdirSync(join(data, place), { recursive: true });
    const standing = { levelPpm: 1_000_000, processes, heardAt, leaseEndsAt: heardAt, leaseTtlMs: 1_000 };
    writeFileSync(join(data, place, "job.json"), JSON.stringify(standing));
  }
  const daemon = await startDaemon(data, { readOnly: true });
  try {
    const { runs } = (await ask(daemon.url, "/v1/now")).json<{ runs: readonly Shown[] }>();
    const processes = Object.fromEntries(runs.map(({ run, job }) => [run, job?.processes ?? null]));
    expect(processes).toEqual({
      [HONEST]: 7,
      "acme/run-2": 8,
      ...Object.fromEntries(CROOKED.map((run) => [run, null])),
    });
  } finally {
    await daemon.stop();
  }
});

function startRuns(data: string, runs: readonly string[]): void {
  using site = openSite(data);
  for (const [place, run] of runs.entries())
    site.must(`run.start:${run}`, {
      type: "run.start",
      run,
      lab: "acme",
      lineage: `line-${place}`,
      tier: 1,
      domain: "general",
      basis: { kind: "weights", digest: digestOfValue(`weights ${place}`), trainedFlop: "1000" },
      datasets: [],
      flopPerSecondMax: "1",
    });
}
