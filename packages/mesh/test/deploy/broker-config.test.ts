import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { assertDurableBrokers } from "../../src/node/nats/durable-brokers.ts";
import { natsAccess } from "../../src/node/nats/nats-access.ts";
import { NatsBus } from "../../src/node/nats/nats-bus.ts";
import { NatsCluster } from "../transport/nats-cluster.ts";
import { natsNode } from "../transport/nats-node.ts";
import { until } from "../transport/waiting.ts";
import {
  at,
  BROKERS,
  brokerConfig,
  MONITOR_PORT,
  objectOf,
  PASSWORD_VARIABLE,
  textOf,
  TLS_FOLDER,
} from "./deployed.ts";

let program = "";
let cluster: NatsCluster;
const folder = mkdtempSync(join(tmpdir(), "plimsoll-conf-"));

beforeAll(async () => {
  program = realServer();
  cluster = await NatsCluster.start(1);
  makeSecrets();
}, 120_000);

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await cluster?.close();
});

/** Where it is. Throws with what to do: a test of files that no server has read shows little. */
function realServer(): string {
  const script = new URL("../../../../scripts/install/nats-server.js", import.meta.url).pathname;
  const said = spawnSync(process.execPath, [script], { encoding: "utf8" });
  if (said.status === 0) return said.stdout.trim();
  throw new Error(`${said.stdout.trim()} ${said.stderr.trim()}`);
}

/** The commands of the guide, as they stand there: a reader will not mend them. */
function makeSecrets(): void {
  const guide = textOf("../../docs/guides/deploy-a-mesh.md");
  const [, commands = ""] = /```sh\n( *mkdir -p data\/nats-server.*?)```/su.exec(guide) ?? [];
  const done = spawnSync("bash", ["-e", "-u", "-c", commands], { cwd: folder, encoding: "utf8" });
  if (done.status !== 0 || commands === "") throw new Error(`the guide's commands: ${done.stderr}`);
}

const serverFolder = () => join(folder, "data/nats-server");
const clientFile = (name: string): string => join(folder, "data/nats-client", name);

/** Whether the real server takes the configuration, and what it says of it. */
function verdictOn(text: string): { readonly isTaken: boolean; readonly said: string } {
  const file = join(folder, "nats.conf");
  writeFileSync(file, text.replaceAll(TLS_FOLDER, serverFolder()));
  const env = { ...process.env, [PASSWORD_VARIABLE]: readFileSync(clientFile("password"), "utf8") };
  const { status, stderr } = spawnSync(program, ["-t", "-c", file], { encoding: "utf8", env });
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

test("ME-528 the guide's commands make certificates and a password with which a server and a node of these files meet", async () => {
  process.env[PASSWORD_VARIABLE] = readFileSync(clientFile("password"), "utf8");
  // As in the shipped files, but for where they are and listen.
  const tls = {
    certificateFile: join(serverFolder(), "tls.crt"),
    keyFile: join(serverFolder(), "tls.key"),
    authorityFile: join(serverFolder(), "ca.crt"),
  };
  const guards = { tls, clientPassword: { user: "plimsoll", variable: PASSWORD_VARIABLE } };
  const guarded = await NatsCluster.start(3, (text) => text, guards);
  const servers = guarded.addresses.map((address) => address.replace("127.0.0.1", "localhost"));
  const files = {
    user: "plimsoll",
    passwordFile: clientFile("password"),
    authorityFile: clientFile("ca.crt"),
    certificateFile: clientFile("tls.crt"),
    keyFile: clientFile("tls.key"),
  };
  const buses = [1, 2].map((place) => {
    const at_ = [servers[place] ?? ""];
    return new NatsBus({
      mesh: "0".repeat(64),
      ...natsNode(`node ${place}`),
      servers: at_,
      access: natsAccess(files, at_),
    });
  });
  try {
    // At two servers of the cluster: so the servers have met as well.
    await until(() => buses.every((bus) => bus.peers().length === 1), 20_000);
  } finally {
    await Promise.all(buses.map(async (bus) => bus.close()));
    await guarded.close();
  }
}, 60_000);
