import { expect, test } from "vitest";
import { natsServerConfig } from "./nats-server-config.ts";

const common = { serverName: "n1", host: "127.0.0.1", port: 4222 };

test("ME-336 a cluster's server syncs always, on a line of its own", () => {
  const text = natsServerConfig({
    ...common,
    monitor: { port: 8222 },
    storeFolder: "/data",
    cluster: { name: "plimsoll", port: 6222, routes: ["n2:6222"] },
    leafPort: 7422,
    tls: { certificateFile: "/tls/cert.pem", keyFile: "/tls/key.pem", authorityFile: "/tls/ca.pem" },
  });
  expect(text.split("\n")).toContain("  sync_interval: always");
  expect(text).toContain('"nats-route://n2:6222"');
  expect(text.match(/verify: true/g)).toHaveLength(3);
});

test("ME-522 a password stands in no settings: the server takes it from its environment", () => {
  const text = natsServerConfig({ ...common, clientPassword: { user: "mesh", variable: "MESH_PASSWORD" } });
  expect(text).toContain("    { user: mesh, password: $MESH_PASSWORD }\n");
  const refused = expect.objectContaining({ code: "MESH_BROKER_SETTINGS" });
  expect(() => natsServerConfig({ ...common, clientPassword: { user: "mesh", variable: "A }" } })).toThrow(refused);
});

test("ME-336 a leaf without a store only forwards", () => {
  const text = natsServerConfig({ ...common, leafRemotes: ["n1:7422"] });
  expect(text).toContain('"nats-leaf://n1:7422"');
  expect(text).not.toContain("jetstream");
});

test.each([
  { ...common, serverName: "n1\nport: 1" },
  { ...common, host: '"' },
  { ...common, port: 0 },
  { ...common, storeFolder: "/data\n" },
])("ME-336 a setting that would end its own text is refused: %j", (settings) => {
  expect(() => natsServerConfig(settings)).toThrow(expect.objectContaining({ code: "MESH_BROKER_SETTINGS" }));
});
