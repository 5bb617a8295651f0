import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { serveMonitor, TrainingStatus } from "../src/node/index.ts";
import { OPEN_METRICS, PROMETHEUS_TEXT } from "../src/node/monitor/open-metrics.ts";
import { trainingMetrics } from "../src/node/monitor/training-metrics.ts";
import { CLASSIC } from "../src/trainer/profiles.ts";
import { createTrainer } from "../src/trainer/trainer.ts";

/** `node scripts/install/prometheus.js` fetches it. */
const PROMTOOL = new URL("../../../node_modules/.cache/prometheus/usr/bin/promtool", import.meta.url).pathname;
const FRESH = { stepsDone: 0, spikes: 0, rewinds: 0, drifts: 0 };
const clock = { nowMs: 0 };
const fresh = (): TrainingStatus => new TrainingStatus(CLASSIC, FRESH, () => clock.nowMs);
const trainer = createTrainer(CLASSIC);

/** A training of so many steps, a second each. */
function trained(steps: number): TrainingStatus {
  const status = fresh();
  for (let step = 0; step < steps; step += 1) {
    status.stepped(trainer.step(1));
    clock.nowMs += 1000;
    status.ticked();
  }
  return status;
}

const samples = (text: string): Record<string, number> =>
  Object.fromEntries(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => [line.split(" ")[0] ?? "", Number(line.split(" ")[1])]),
  );

test("PR-230 the original's gauges keep their names, and what is counted are counters beside them", () => {
  const text = PROMETHEUS_TEXT.text(trainingMetrics(trained(3)));
  for (const gauge of [
    "learning_rate",
    "predicted_risk",
    "actual_error",
    "training_step_total",
    "system_status",
    "kernel_wR",
    "kernel_eps",
  ])
    expect(text).toContain(`# TYPE prophet_${gauge} gauge\n`);
  for (const counter of ["training_steps_total", "spikes_total", "rewinds_total", "drift_alarms_total"])
    expect(text).toContain(`# TYPE prophet_${counter} counter\n`);
  expect(samples(text)).toMatchObject({
    prophet_training_steps_total: 3,
    prophet_training_step_total: 3,
    prophet_kernel_wR: 1,
    prophet_kernel_eps: 0.01,
    prophet_steps_per_second: 1,
  });
  expect([0, 1, 2, 3]).toContain(samples(text)["prophet_system_status"]);
});

test("PR-230 what is not known yet has no sample, and what is not finite is said as it is", () => {
  const before = samples(PROMETHEUS_TEXT.text(trainingMetrics(fresh())));
  expect(before["prophet_training_steps_total"]).toBe(0);
  for (const unknown of ["learning_rate", "predicted_risk", "checkpoint_age_seconds"])
    expect(before).not.toHaveProperty(`prophet_${unknown}`);
  const family = { kind: "gauge", name: "x", help: "X." } as const;
  const text = [Number.NaN, Infinity, -Infinity].map((value) => PROMETHEUS_TEXT.text([{ ...family, value }]));
  expect(text.map((each) => each.split("\n")[2])).toEqual(["x NaN", "x +Inf", "x -Inf"]);
});

test("PR-231 OpenMetrics names a counter's family without _total and says where it ends", () => {
  const text = OPEN_METRICS.text(trainingMetrics(trained(1)));
  expect(text).toContain("# TYPE prophet_spikes counter\nprophet_spikes_total ");
  expect(text.endsWith("\n# EOF\n")).toBe(true);
  expect(text).not.toContain("\n\n");
});

test.skipIf(!existsSync(PROMTOOL))("PR-231 promtool finds nothing but the original's two names", () => {
  const input = PROMETHEUS_TEXT.text(trainingMetrics(trained(2)));
  const { status, stderr } = spawnSync(PROMTOOL, ["check", "metrics"], { input, encoding: "utf8" });
  expect(stderr.split("\n").filter((line) => line !== "")).toEqual([
    expect.stringContaining("prophet_kernel_wR") as string,
    'prophet_training_step_total non-counter metrics should not have "_total" suffix',
  ]);
  // 3: read, with remarks; 1 would be a text that it cannot read.
  expect(status).toBe(3);
});

describe("over HTTP", () => {
  const get = (url: string, headers: Record<string, string> = {}, method = "GET") =>
    new Promise<{ status: number; body: string; type: string }>((resolve, reject) => {
      request(url, { method, headers, agent: false }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (part: string) => (body += part));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, body, type: response.headers["content-type"] ?? "" }),
        );
      })
        .once("error", reject)
        .end();
    });
  const anyPorts = { metricsPort: 0, healthPort: 0 };

  test("PR-232 ready is whoever has done a step, and none in the last 30 seconds is a stall", async () => {
    const status = fresh();
    await using monitor = await serveMonitor(status, anyPorts);
    const ready = new URL("/readyz", monitor.healthUrl).href;
    expect(await get(monitor.healthUrl)).toMatchObject({ status: 200, body: "OK\n" });
    expect(await get(ready)).toMatchObject({ status: 503 });
    status.stepped(trainer.step(1));
    status.ticked();
    expect(await get(ready)).toMatchObject({ status: 200, body: "READY\n" });
    clock.nowMs += 29_999;
    expect((await get(ready)).status).toBe(200);
    clock.nowMs += 1;
    expect((await get(ready)).status).toBe(503);
    status.stepped(trainer.step(1));
    status.ticked();
    expect((await get(ready)).status).toBe(200);
    expect((await get(monitor.healthUrl)).status).toBe(200);
  });

  test("PR-233 metrics are on both ports, in the format that is asked for", async () => {
    await using monitor = await serveMonitor(trained(2), anyPorts);
    for (const url of [monitor.metricsUrl, new URL("/metrics", monitor.healthUrl).href]) {
      const plain = await get(url);
      expect(plain).toMatchObject({ status: 200, type: "text/plain; version=0.0.4; charset=utf-8" });
      expect(samples(plain.body)["prophet_training_steps_total"]).toBe(2);
      const open = await get(url, { accept: "application/openmetrics-text;version=1.0.0,text/plain;q=0.5" });
      expect(open.type).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
    }
  });

  test("PR-233 other paths, methods and names are refused", async () => {
    await using monitor = await serveMonitor(fresh(), anyPorts);
    expect((await get(new URL("/", monitor.healthUrl).href)).status).toBe(404);
    expect((await get(monitor.metricsUrl, {}, "POST")).status).toBe(405);
    expect((await get(monitor.metricsUrl, { host: "example.org" })).status).toBe(421);
    expect((await get(monitor.metricsUrl, { host: "localhost:9999" })).status).toBe(200);
    expect(await get(monitor.metricsUrl, {}, "HEAD")).toMatchObject({ status: 200, body: "" });
  });

  test("PR-234 a port in use is told with the flag that chooses another, and the other port is free again", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    await expect(serveMonitor(fresh(), { metricsPort: port, healthPort: 0 })).rejects.toThrow(/--metrics-port/);
    await expect(serveMonitor(fresh(), { metricsPort: 0, healthPort: port })).rejects.toThrow(
      expect.objectContaining({ code: "PROPHET_PORT_IN_USE" }) as Error,
    );
    taken.close();
  });

  test("PR-234 one port for both is one server", async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, "127.0.0.1", resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    await using monitor = await serveMonitor(trained(1), { metricsPort: port, healthPort: port });
    expect((await get(monitor.metricsUrl)).status).toBe(200);
    expect((await get(monitor.healthUrl)).status).toBe(200);
  });
});

test("PR-235 being watched costs at most a hundredth of the CPU time of a step, a scrape a second among it", async () => {
  const STEPS = 2000;
  const cpuOf = async (work: () => void | Promise<void>): Promise<number> => {
    const from = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(from);
    return user + system;
  };
  const measured = createTrainer(CLASSIC);
  for (let step = 0; step < 500; step += 1) measured.step(1);
  const records = Array.from({ length: STEPS }, () => measured.step(1));
  const training = await cpuOf(() => {
    for (let step = 0; step < STEPS; step += 1) measured.step(1);
  });
  const status = new TrainingStatus(CLASSIC, FRESH, () => performance.now());
  // A hundred times over, for the clock of the CPU is coarse.
  const watching = await cpuOf(() => {
    for (let round = 0; round < 100; round += 1) for (const record of records) status.stepped(record);
  });
  await using monitor = await serveMonitor(status, { metricsPort: 0, healthPort: 0 });
  const SCRAPES = 200;
  const ask = async (): Promise<void> => {
    for (let scrape = 0; scrape < SCRAPES; scrape += 1) await (await fetch(monitor.metricsUrl)).text();
  };
  await ask();
  // With the asking itself, which is another process's in earnest.
  const scraping = await cpuOf(ask);
  const share = watching / 100 / training + scraping / SCRAPES / 1e6;
  process.stdout.write(`being watched costs ${(100 * share).toFixed(3)} % of a run\n`);
  expect(share).toBeLessThan(0.01);
});
