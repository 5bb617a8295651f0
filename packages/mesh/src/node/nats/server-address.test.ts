import { expect, test } from "vitest";
import { checkMonitorAddress, checkServerAddress } from "./server-address.ts";

const refused = expect.objectContaining({ code: "MESH_ADDRESS" });

test.each([
  "broker-1:4222",
  "nats://10.0.0.1:4222",
  "tls://broker.example:4222",
  "[::1]:4222",
  "nats://[::1]",
  "broker",
])("ME-521 %s is an address of a server", (server) => expect(() => checkServerAddress(server)).not.toThrow());

test.each([
  "",
  "http://broker:4222",
  "broker:0",
  "broker:70000",
  "broker:4222/x",
  "nats://",
  "a b:1",
  "nats://broker:x",
])("ME-521 %j is none, and said so at the start", (server) =>
  expect(() => checkServerAddress(server)).toThrow(refused),
);

test("ME-521 a secret in an address is refused, and not repeated", () => {
  const said = (act: () => void): string => {
    try {
      act();
      return "";
    } catch (fault) {
      return fault instanceof Error ? fault.message : "";
    }
  };
  expect(said(() => checkServerAddress("nats://mesh:hunter2@broker:4222"))).toMatch(
    /^(?!.*hunter2).*--nats-password-file/su,
  );
  expect(said(() => checkMonitorAddress("http://mesh:hunter2@broker:8222"))).toMatch(
    /^(?!.*hunter2).*--nats-monitor/su,
  );
});

test("ME-521 a monitor is an address of HTTP and nothing behind it", () => {
  for (const monitor of ["http://broker:8222", "https://broker:8222/"]) {
    expect(() => checkMonitorAddress(monitor)).not.toThrow();
  }
  for (const monitor of ["broker:8222", "http://broker:8222/varz", "ftp://broker", "http://broker/?a"]) {
    expect(() => checkMonitorAddress(monitor), monitor).toThrow(refused);
  }
});
