import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { natsServerConfig } from "../../../mesh/src/node/index.ts";
import { at, documentsIn, filesIn, listAt, sourceOf, textOf, textsAt, type Tree } from "./trees.ts";

const [compose] = documentsIn(textOf("server/compose.yaml"));
const [mesh] = documentsIn(textOf("server/compose.mesh.yaml"));
const services = Object.entries(at(compose, "services") as Readonly<Record<string, Tree>>);
const NATS = fileURLToPath(new URL("../../../../node_modules/.cache/nats/nats-server", import.meta.url));

test("SVR-105 every file of deploy/server is one that is known here", () => {
  const known = filesIn("server").filter((file) => !file.startsWith("data/") && !file.startsWith("kubernetes/"));
  expect(known).toEqual(["compose.mesh.yaml", "compose.yaml", "nats.conf"]);
});

test.each(services)(
  "SVR-105 %s: no root, nothing writable but its folder, no capability, a limit of memory",
  (name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] });
    expect(at(service, "user")).toBe("${PLIMSOLL_USER:-1000:1000}");
    expect(at(service, "deploy", "resources", "limits", "memory")).toMatch(/^\d+G$/u);
    expect(listAt(service, "healthcheck", "test").length).toBeGreaterThan(1);
    const writable = listAt(service, "volumes").filter((volume) => at(volume, "read_only") !== true);
    expect(writable.map((volume) => at(volume, "source"))).toEqual([`./data/${name === "plimsoll" ? "site" : name}`]);
    for (const volume of listAt(service, "volumes")) expect(at(volume, "bind", "create_host_path")).toBe(false);
  },
);

test("SVR-105 a port is open on this machine alone, and NATS has none", () => {
  const ports = services.map(([name, service]) => [name, ...textsAt(service, "ports")]);
  expect(ports).toEqual([
    ["plimsoll", "127.0.0.1:7460:7460"],
    ["nats"],
    ["prometheus", "127.0.0.1:9090:9090"],
    ["grafana", "127.0.0.1:3000:3000"],
  ]);
  expect(at(compose, "networks")).toEqual({ site: { internal: true }, nats: { internal: true }, out: {} });
});

test("SVR-105 images are named by a full version, and ours by whoever starts it", () => {
  const images = services.map(([, service]) => String(at(service, "image")));
  expect(images[0]).toMatch(/^\$\{PLIMSOLL_IMAGE:\?/u);
  for (const image of images.slice(1)) expect(image).toMatch(/^docker\.io\/[a-z/-]+:v?\d+\.\d+\.\d+(?:-[a-z]+)?$/u);
});

test("SVR-105 the daemon is given flags that it has, TLS, and more time to end than it needs", () => {
  const source = sourceOf("packages/cli/src/commands/serve.ts");
  const known = new Set(source.match(/(?<=ption\(\s*")--[a-z-]+/gu));
  const command = textsAt(compose, "services", "plimsoll", "command");
  expect(command[0]).toBe("serve");
  expect(command.flatMap((word) => /^--[a-z-]+/u.exec(word)?.[0] ?? []).filter((flag) => !known.has(flag))).toEqual([]);
  expect(command).toEqual(
    expect.arrayContaining(["--host=0.0.0.0", "--port=7460", "--tls-key=/etc/plimsoll/tls/tls.key"]),
  );
  expect(Number.parseInt(String(at(compose, "services", "plimsoll", "stop_grace_period")), 10)).toBeGreaterThan(10);
  expect(at(compose, "services", "plimsoll", "environment", "PLIMSOLL_HEALTH_URL")).toBe(
    "https://localhost:7460/healthz",
  );
  expect(textsAt(compose, "services", "plimsoll", "healthcheck", "test")).toEqual(["CMD", "node", "/app/health.mjs"]);
});

test("SVR-106 NATS is at least 2.15, with JetStream that syncs before it acknowledges, a password from its environment and no port", () => {
  const [, major = "", minor = ""] =
    /nats:(\d+)\.(\d+)\./u.exec(String(at(compose, "services", "nats", "image"))) ?? [];
  expect([Number(major), Number(minor) >= 15]).toEqual([2, true]);
  expect(textOf("server/nats.conf")).toBe(
    natsServerConfig({
      serverName: "plimsoll-nats",
      host: "0.0.0.0",
      port: 4222,
      monitor: { host: "127.0.0.1", port: 8222 },
      storeFolder: "/data",
      clientPassword: { user: "plimsoll", variable: "PLIMSOLL_NATS_PASSWORD" },
    }),
  );
  expect(at(mesh, "services", "nats", "environment", "PLIMSOLL_NATS_PASSWORD")).toMatch(
    /^\$\{PLIMSOLL_NATS_PASSWORD:\?/u,
  );
});

test.skipIf(!existsSync(NATS))("SVR-106 a real NATS server takes its file, and none without a password", () => {
  const file = fileURLToPath(new URL("../../../../deploy/server/nats.conf", import.meta.url));
  const tried = (env: Readonly<Record<string, string>>) =>
    spawnSync(NATS, ["--config", file, "-t"], { env, encoding: "utf8" });
  expect(tried({ PLIMSOLL_NATS_PASSWORD: "p0123456789" }).stderr).toContain("is valid");
  expect(tried({}).status).not.toBe(0);
});

test("SVR-106 as a node of a mesh the same daemon joins over a network of the two alone", () => {
  const [alone, joined] = [compose, mesh].map((each) => textsAt(each, "services", "plimsoll", "command"));
  const added = ["--nats=nats://nats:4222", "--nats-user=plimsoll", "--nats-password-file=/etc/nats-client/password"];
  expect(joined?.filter((word) => !alone?.includes(word))).toEqual(added);
  expect(alone?.filter((word) => !joined?.includes(word))).toEqual([]);
  expect(textsAt(compose, "services", "nats", "networks")).toEqual(["nats"]);
  expect(textsAt(compose, "services", "nats", "profiles")).toEqual(["mesh"]);
});

test("SVR-107 Prometheus and Grafana are given what lies in deploy/monitoring, and nobody may change it", () => {
  for (const name of ["prometheus", "grafana"])
    for (const volume of listAt(compose, "services", name, "volumes")) {
      const source = String(at(volume, "source"));
      if (source.startsWith("../"))
        expect([source, existsSync(new URL(`../../../../deploy/server/${source}`, import.meta.url))]).toEqual([
          source,
          true,
        ]);
    }
  const environment = at(compose, "services", "grafana", "environment");
  expect(environment).toMatchObject({ GF_AUTH_ANONYMOUS_ORG_ROLE: "Viewer", GF_AUTH_DISABLE_LOGIN_FORM: "true" });
  const [provider] = documentsIn(textOf("monitoring/grafana/dashboards.yaml"));
  const target = at(provider, "providers", 0, "options", "path");
  expect(listAt(compose, "services", "grafana", "volumes").map((volume) => at(volume, "target"))).toContain(target);
  expect(at(provider, "providers", 0, "allowUiUpdates")).toBe(false);
});
