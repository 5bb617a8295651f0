import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { BrokerFault } from "../../src/node/nats/broker-fault.ts";
import { natsAccess, type NatsAccessFiles } from "../../src/node/nats/nats-access.ts";
import { NatsBus } from "../../src/node/nats/nats-bus.ts";
import { NatsWorkQueue } from "../../src/node/nats/nats-work-queue.ts";
import { Certificates, type Pair } from "./certificates.ts";
import { NatsCluster } from "./nats-cluster.ts";
import { operatorMode } from "./nats-credentials.ts";
import { keyOf, natsNode } from "./nats-node.ts";
import { until } from "./waiting.ts";

// One real server that speaks TLS only, asks clients for a certificate, and knows one user.
const VARIABLE = "PLIMSOLL_TEST_NATS_PASSWORD";
const PASSWORD = "p0ssw0rd-of-the-mesh";
const mesh = createHash("sha256").update("access").digest("hex");

let certificates: Certificates;
let client: Pair;
let cluster: NatsCluster;
let plain: NatsCluster;
const buses: NatsBus[] = [];

beforeAll(async () => {
  certificates = new Certificates();
  const server = certificates.issue("server");
  client = certificates.issue("client");
  process.env[VARIABLE] = PASSWORD;
  const files = {
    certificateFile: server.certificate,
    keyFile: server.key,
    authorityFile: certificates.authority,
  };
  const clientPassword = { user: "mesh", variable: VARIABLE };
  cluster = await NatsCluster.start(1, (text) => text, { tls: files, clientPassword });
  plain = await NatsCluster.start(1);
}, 60_000);

afterEach(async () => {
  await Promise.all(buses.splice(0).map(async (bus) => bus.close()));
});

afterAll(async () => {
  await cluster?.close();
  await plain?.close();
  certificates?.[Symbol.dispose]();
}, 30_000);

function file(name: string, content: string): string {
  const path = join(certificates.folder, name);
  writeFileSync(path, content);
  return path;
}

const good = (): NatsAccessFiles => ({
  user: "mesh",
  passwordFile: file("password", `${PASSWORD}\n`),
  authorityFile: certificates.authority,
  certificateFile: client.certificate,
  keyFile: client.key,
});

/** A bus, and what it was told that is wrong. */
function openBus(
  files: NatsAccessFiles,
  place = 0,
  servers = cluster.addresses,
): { bus: NatsBus; faults: BrokerFault[] } {
  const faults: BrokerFault[] = [];
  const access = natsAccess(files, servers);
  const options = { servers, mesh, ...natsNode(`node ${place}`), presenceMs: 200, access };
  const bus = new NatsBus({ ...options, onFault: (fault) => faults.push(fault) });
  buses.push(bus);
  return { bus, faults };
}

test("ME-521 with TLS, certificate and password two nodes reach each other, and the work queue serves", async () => {
  const [here, there] = [openBus(good(), 1), openBus(good(), 2)];
  const heard: string[] = [];
  there.bus.onMessage((from, message) => heard.push(`${from} ${Buffer.from(message).toString()}`));
  await until(() => here.bus.peers().length === 1);
  here.bus.send(keyOf("node 2"), Buffer.from("hello"));
  await until(() => heard.length > 0);
  expect(heard).toEqual([`${keyOf("node 1")} hello`]);
  expect([here.faults, here.bus.fault]).toEqual([[], null]);
  const queue = await NatsWorkQueue.open({
    servers: cluster.addresses,
    monitors: cluster.monitors,
    name: "test",
    mesh,
    access: natsAccess(good(), cluster.addresses),
  });
  const done: string[] = [];
  queue.offer("fast", "intent", Uint8Array.of(1));
  const stop = queue.take("fast", async (id) => void done.push(id));
  await until(() => done.length > 0);
  await stop();
  await queue.close();
}, 30_000);

test.each<[string, () => NatsAccessFiles, BrokerFault["code"], RegExp]>([
  [
    "a false password",
    () => ({ ...good(), passwordFile: file("false", "other") }),
    "MESH_BROKER_REFUSED",
    /--nats-user/u,
  ],
  ["no user", () => ({ ...good(), ...without("user", "passwordFile") }), "MESH_BROKER_REFUSED", /--nats-creds/u],
  ["no authority", () => ({ ...good(), ...without("authorityFile") }), "MESH_BROKER_TLS", /--nats-tls-ca/u],
  [
    "another authority",
    () => ({ ...good(), authorityFile: certificates.stranger().certificate }),
    "MESH_BROKER_TLS",
    /--nats-tls-ca/u,
  ],
  [
    "no certificate",
    () => ({ ...good(), ...without("certificateFile", "keyFile") }),
    "MESH_BROKER_UNREACHABLE",
    /--nats-tls-cert/u,
  ],
])(
  "ME-521 %s: no connection, and what to do is said once",
  async (_, files, code, fix) => {
    const { bus, faults } = openBus(definedIn(files()));
    await until(() => faults.length > 0, 20_000);
    expect(faults[0]).toMatchObject({ code, message: expect.stringMatching(fix) });
    expect(JSON.stringify(faults)).not.toContain(PASSWORD);
    expect([bus.isUp(), bus.fault?.code]).toEqual([false, code]);
  },
  30_000,
);

const without = (...names: readonly (keyof NatsAccessFiles)[]): object =>
  Object.fromEntries(names.map((name) => [name, undefined]));

const definedIn = (files: object): NatsAccessFiles =>
  Object.fromEntries(Object.entries(files).filter(([, value]) => value !== undefined));

test("ME-521 nothing is said to a server without TLS by who asked for it", async () => {
  const { faults } = openBus(good(), 0, plain.addresses);
  await until(() => faults.length > 0);
  expect(faults[0]).toMatchObject({ code: "MESH_BROKER_TLS", message: expect.stringContaining("no TLS") });
});

test("ME-521 a server with the certificate of another is not spoken with", async () => {
  const other = certificates.issue("other", "DNS:elsewhere.example");
  const files = { certificateFile: other.certificate, keyFile: other.key, authorityFile: certificates.authority };
  const disguised = await NatsCluster.start(1, (text) => text, { tls: files });
  try {
    const { faults } = openBus(good(), 0, disguised.addresses);
    await until(() => faults.length > 0);
    expect(faults[0]).toMatchObject({ code: "MESH_BROKER_TLS", message: expect.stringContaining("in the server's") });
  } finally {
    await disguised.close();
  }
}, 30_000);

test("ME-521 credentials of NATS let in, and those of another operator do not", async () => {
  const [here, elsewhere] = [operatorMode(), operatorMode()];
  const inOperatorMode = (text: string): string => `${text.replace(/jetstream \{[^}]*\}\n/u, "")}${here.settings}`;
  const guarded = await NatsCluster.start(1, inOperatorMode);
  try {
    const credentialsFile = file("good.creds", here.credentials);
    const [first, second] = [1, 2].map((place) => openBus({ credentialsFile }, place, guarded.addresses));
    await until(() => [first, second].every((each) => each?.bus.peers().length === 1), 10_000);
    const strange = { credentialsFile: file("strange.creds", elsewhere.credentials) };
    const { faults } = openBus(strange, 3, guarded.addresses);
    await until(() => faults.length > 0, 10_000);
    expect(faults[0]).toMatchObject({ code: "MESH_BROKER_REFUSED", message: expect.stringContaining("--nats-creds") });
  } finally {
    await Promise.all(buses.splice(0).map(async (bus) => bus.close()));
    await guarded.close();
  }
}, 40_000);

test("ME-521 a password that is mended in its file is taken up without a restart", async () => {
  const passwordFile = file("rotated", "old");
  const { bus, faults } = openBus({ ...good(), passwordFile });
  await until(() => faults.length > 0);
  writeFileSync(passwordFile, PASSWORD);
  await until(() => bus.isUp(), 10_000);
  expect(bus.fault).toBeNull();
}, 20_000);

test("ME-521 a server that is not there is said to be away, and is connected with when it comes", async () => {
  await plain.endAll();
  const { bus, faults } = openBus({}, 0, plain.addresses);
  await until(() => faults.length > 0);
  expect(faults[0]).toMatchObject({
    code: "MESH_BROKER_UNREACHABLE",
    message: expect.stringContaining("ECONNREFUSED"),
  });
  await plain.startAll();
  await until(() => bus.isUp(), 20_000);
  expect(faults).toHaveLength(1);
}, 40_000);

test("ME-521 files that cannot be what they are said to be are refused before anything is opened", () => {
  const fault = (files: NatsAccessFiles, servers = ["tls://broker:4222"]): string => {
    try {
      natsAccess(files, servers);
      return "nothing";
    } catch (cause) {
      expect(cause).toMatchObject({ code: "MESH_BROKER_ACCESS" });
      return cause instanceof Error ? cause.message : "";
    }
  };
  const { certificate, key } = certificates.stranger();
  const garbage = file("garbage", "no PEM");
  expect(fault({ user: "mesh", passwordFile: "/nowhere" })).toMatch(/ENOENT for \/nowhere/u);
  expect(fault({ user: "mesh", passwordFile: file("empty", "\n") })).toMatch(/none/u);
  expect(fault({ user: "mesh", passwordFile: file("lines", "a\nb\n") })).toMatch(/one line/u);
  expect(fault({ user: "mesh" })).toMatch(/--nats-password-file/u);
  expect(fault({ passwordFile: garbage })).toMatch(/--nats-user/u);
  expect(fault({ user: "mesh", passwordFile: garbage, credentialsFile: garbage })).toMatch(/both/u);
  expect(fault({ credentialsFile: garbage })).toMatch(/\.creds/u);
  expect(fault({ authorityFile: garbage })).toMatch(/PEM/u);
  expect(fault({ certificateFile: certificate })).toMatch(/--nats-tls-key/u);
  expect(fault({ certificateFile: certificate, keyFile: client.key })).toMatch(/belong together/u);
  expect(fault({ user: "mesh", passwordFile: garbage }, ["nats://broker:4222"])).toMatch(/TLS for a password/u);
  expect(fault({ user: "mesh", passwordFile: garbage }, ["nats://127.0.0.1:4222"])).toBe("nothing");
  expect(fault({ certificateFile: certificate, keyFile: key })).toBe("nothing");
});
