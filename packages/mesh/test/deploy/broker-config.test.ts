import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { assertDurableBrokers } from "../../src/node/nats/durable-brokers.ts";
import { NatsCluster } from "../transport/nats-cluster.ts";
import { at, BROKERS, brokerConfig, MONITOR_PORT, objectOf, textOf } from "./deployed.ts";

let program = "";
let cluster: NatsCluster;
const folder = mkdtempSync(join(tmpdir(), "plimsoll-conf-"));

beforeAll(async () => {
  program = realServer();
  cluster = await NatsCluster.start(1);
}, 120_000);

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await cluster?.close();
});

/** Where it is. Throws with what to do: a test of files that no server has read shows little. */
function realServer(): string {
  const script = new URL("../../../../scripts/install-nats-server.js", import.meta.url).pathname;
  const said = spawnSync(process.execPath, [script], { encoding: "utf8" });
  if (said.status === 0) return said.stdout.trim();
  throw new Error(`${said.stdout.trim()} ${said.stderr.trim()}`);
}

/** Whether the real server takes the configuration, and what it says of it. */
function verdictOn(text: string): { readonly isTaken: boolean; readonly said: string } {
  const file = join(folder, "nats.conf");
  writeFileSync(file, text);
  const { status, stderr } = spawnSync(program, ["-t", "-c", file], { encoding: "utf8" });
  return { isTaken: status === 0, said: stderr };
}

test.each(BROKERS)("ME-469 %s is what natsServerConfig writes, and the real server takes it", (name) => {
  const text = textOf(`nats/${name}.conf`);
  expect(text).toBe(brokerConfig(name));
  expect(text).toContain("\n  sync_interval: always\n");
  expect(verdictOn(text)).toMatchObject({ isTaken: true, said: expect.stringContaining("is valid") });
});

test("ME-469 the real server refuses a file in which one letter is wrong", () => {
  const text = textOf("nats/plimsoll-nats-0.conf");
  expect(verdictOn(text.replace("always", "allways")).isTaken).toBe(false);
  expect(verdictOn(text.replace("store_dir", "store_dirr")).isTaken).toBe(false);
});

test("ME-469 a real server with these settings answers what the probes ask, and syncs before it acknowledges", async () => {
  const container = at(objectOf("brokers.yaml", "StatefulSet"), "spec", "template", "spec", "containers", 0);
  for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) {
    expect(at(container, probe, "httpGet", "port")).toBe("monitor");
    const path = String(at(container, probe, "httpGet", "path"));
    const answer = await fetch(`${cluster.monitors[0]}${path}`);
    expect([path, answer.status, await answer.json()]).toEqual([path, 200, { status: "ok" }]);
  }
  expect(brokerConfig("plimsoll-nats-0")).toContain(`http: "0.0.0.0:${MONITOR_PORT}"`);
  expect(await assertDurableBrokers(cluster.monitors)).toMatchObject([{ syncAlways: true }]);
});
