import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { systemClock } from "@plimsoll/foundation/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dcgmMeter, keplerMeter, prometheusMeter } from "../../src/meter/exporter-meters.ts";
import { codeOfAsync } from "./fault-code.ts";
import { dcgmText, keplerText } from "./fixtures.ts";

/** `node scripts/install/prometheus.js` fetches it. */
const PROGRAM = new URL("../../../../node_modules/.cache/prometheus/usr/bin/prometheus", import.meta.url).pathname;
const options = { clock: systemClock, powerMaxMw: 1_000_000n };
const page = { text: "", isDown: false };
let exporter: Server;

beforeAll(async () => {
  exporter = createServer((_, response) => void (page.isDown ? response.destroy() : response.end(page.text)));
  await new Promise<void>((resolve) => exporter.listen(0, "127.0.0.1", resolve));
});
afterAll(() => exporter.close());
const exporterPort = (): number => (exporter.address() as AddressInfo).port;

describe("exporters over HTTP", () => {
  test("G-163 a scrape is one reading; an answer that is no scrape, a redirection, and nobody at all are silence", async () => {
    const address = `http://127.0.0.1:${exporterPort()}/metrics`;
    page.text = dcgmText({ "GPU-a": "15152422938" });
    expect((await dcgmMeter(address, options).read()).zones[0]?.whole.nanojoules).toBe(15_152_422_938_000_000n);
    page.text = keplerText(10.5, { a: 3 });
    expect((await keplerMeter(address, options).read()).zones[0]?.parts).toHaveLength(1);
    expect(await codeOfAsync(() => dcgmMeter(address, options).read())).toBe("METER_INCOMPLETE");
    page.text = "<html>sign in</html>";
    expect(await codeOfAsync(() => dcgmMeter(address, options).read())).toBe("METER_MALFORMED");
    expect(await codeOfAsync(() => dcgmMeter("http://127.0.0.1:9/metrics", options).read())).toBe("METER_UNREADABLE");
  });
});

describe.skipIf(!existsSync(PROGRAM))("a real Prometheus server", () => {
  const folder = mkdtempSync(join(tmpdir(), "prometheus-"));
  const port = 20_000 + (process.pid % 20_000);
  let server: ChildProcess;

  beforeAll(async () => {
    page.text = energyPage("52000.123456");
    const job = `  - job_name: energy\n    static_configs: [{ targets: ["127.0.0.1:${exporterPort()}"] }]\n`;
    const config = join(folder, "prometheus.yml");
    writeFileSync(config, `global: { scrape_interval: 500ms, scrape_timeout: 400ms }\nscrape_configs:\n${job}`);
    const flags = [
      `--config.file=${config}`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ];
    server = spawn(PROGRAM, flags, { stdio: "ignore" });
    await until(async () => (await asked("node_package_joules_total")) === null);
  }, 60_000);
  afterAll(async () => {
    server.kill("SIGKILL");
    await new Promise((resolve) => server.once("exit", resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  const meter = (query: string) =>
    prometheusMeter(`http://127.0.0.1:${port}?query=${encodeURIComponent(query)}`, options);
  const asked = (query: string) => codeOfAsync(() => meter(query).read());

  test("G-166 a counter is read exactly, one that begins with a label is chosen by it, and a gauge is refused", async () => {
    const { zones } = await meter('node_package_joules_total{socket="0"}').read();
    expect(zones.map(({ whole }) => whole.nanojoules)).toEqual([52_000_123_456_000n]);
    expect((await meter("node_package_joules_total").read()).zones).toHaveLength(2);
    expect(await asked("gauge_joules")).toBe("METER_NOT_A_COUNTER");
    expect(await asked("unknown_joules_total")).toBe("METER_NOT_A_COUNTER");
    expect(await asked('node_package_joules_total{socket="7"}')).toBe("METER_INCOMPLETE");
  });

  test("G-166 a counter that nobody reads any more is stale after a minute, though the server goes on repeating it", async () => {
    const readAtMs = Date.now() - 56_000;
    page.text = `# TYPE hung_joules_total counter\nhung_joules_total 7 ${readAtMs}\n`;
    await until(async () => (await asked("hung_joules_total")) === null);
    await until(async () => (await asked("hung_joules_total")) !== null);
    expect(await asked("hung_joules_total")).toBe("METER_STALE");
    expect(Date.now() - readAtMs).toBeLessThan(62_000);
    const repeated = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=hung_joules_total`);
    expect(await repeated.text()).toContain('"7"');
    page.text = energyPage("52001");
    await until(async () => (await asked("node_package_joules_total")) === null);
  });

  test("G-166 a target that died is silence at the next scrape", async () => {
    await until(async () => (await asked("node_package_joules_total")) === null);
    page.isDown = true;
    await until(async () => (await asked("node_package_joules_total")) !== null);
    expect(["METER_INCOMPLETE", "METER_NOT_A_COUNTER"]).toContain(await asked("node_package_joules_total"));
    page.isDown = false;
    await until(async () => (await asked("node_package_joules_total")) === null);
  });

  test("G-161 not a number is no amount, and an exporter that is gone is no zero", async () => {
    page.text = energyPage("NaN");
    await until(async () => (await asked("node_package_joules_total")) === "METER_MALFORMED");
    page.text = "this is no exposition {";
    await until(async () => (await asked("node_package_joules_total")) !== "METER_MALFORMED");
    expect(["METER_INCOMPLETE", "METER_NOT_A_COUNTER"]).toContain(await asked("node_package_joules_total"));
  });
});

const energyPage = (joules: string): string =>
  [
    "# TYPE node_package_joules_total counter",
    `node_package_joules_total{socket="0"} ${joules}`,
    'node_package_joules_total{socket="1"} 1',
    "# TYPE gauge_joules gauge",
    "gauge_joules 3",
    "",
  ].join("\n");

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await isSo()) return;
    await wait(100);
  }
  throw new Error("it never came to be so");
}
