import { digestOfValue } from "@plimsoll/foundation";
import type { KillReport } from "../../src/http/services.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeIn, post } from "../kit/ask.ts";
import { startDaemon, type TestDaemon } from "../kit/daemon.ts";
import { eventually } from "../kit/eventually.ts";
import { makePlainSite } from "../kit/plain-site.ts";
import { Signer } from "../kit/signer.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";

const folder = new TemporaryFolder();
const data = `${folder.path}/site`;
const RUNS = Array.from({ length: 10 }, (_, place) => `run-${place}`);
/** Kills that have not ended yet, in the order in which they were begun. */
const underWay: { readonly run: string; readonly end: () => void }[] = [];
let daemon: TestDaemon;
let signer: Signer;

beforeAll(async () => {
  makePlainSite(data, ["acme", "beta"]);
  signer = new Signer(data);
  const kill = async (run: string): Promise<KillReport> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    underWay.push({ run, end: resolve });
    await promise;
    return { run, processes: 0, deathConfirmedMs: 1, settled: true };
  };
  daemon = await startDaemon(data, {}, { kill });
  for (const run of RUNS) await started("acme", run);
  await started("beta", "theirs");
});

afterAll(async () => {
  for (const { end } of underWay) end();
  await daemon.stop();
  folder[Symbol.dispose]();
});

async function started(lab: string, run: string): Promise<void> {
  const body = {
    type: "run.start",
    run,
    lab,
    lineage: run,
    tier: 1,
    domain: "general",
    basis: { kind: "weights", digest: digestOfValue({ weights: run }), trainedFlop: "0" },
    datasets: [],
    flopPerSecondMax: "1",
  };
  const answer = await post(daemon.url, "/v1/commands", signer.command(`start-${run}`, body, [`lab-${lab}`]));
  expect(answer.status, answer.text).toBe(200);
}

/** The code of the refusal; "200" for a kill that was carried out. */
async function ordered(run: string, key: string): Promise<string> {
  const answer = await post(daemon.url, "/v1/kills", signer.order(`kill-${run}`, run, [key]));
  return answer.status === 200 ? "200" : codeIn(answer);
}

test("SVR-172 a lab has eight of its runs killed at once and no more; operators and other labs wait for nobody", async () => {
  const first = RUNS.slice(0, 8).map((run) => ordered(run, "lab-acme"));
  await eventually(() => underWay.length === 8);
  expect(await ordered("run-8", "lab-acme")).toBe("TOO_MANY_REQUESTS");
  // The same run once more is no other one.
  const others = [ordered("run-0", "lab-acme"), ordered("run-8", "operator-1"), ordered("theirs", "lab-beta")];
  await eventually(() => underWay.length === 11);
  expect(underWay.map(({ run }) => run).toSorted()).toEqual([...RUNS.slice(0, 9), "run-0", "theirs"].toSorted());
  for (const { end } of underWay.splice(0)) end();
  expect(new Set(await Promise.all([...first, ...others]))).toEqual(new Set(["200"]));
  const next = ordered("run-9", "lab-acme");
  await eventually(() => underWay.length === 1);
  for (const { end } of underWay.splice(0)) end();
  expect(await next).toBe("200");
});
