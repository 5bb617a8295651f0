import { PlimsollError } from "@plimsoll/foundation";

/** @throws {PlimsollError} `MESH_ADDRESS` for what is no address of a NATS server, or has a secret in it. */
export function checkServerAddress(server: string): void {
  if (server.includes("@")) {
    throw fault("an address without user and password", "one with them", "give --nats-user and --nats-password-file");
  }
  const [, port = "4222"] = ADDRESS.exec(server) ?? [];
  if (ADDRESS.test(server) && Number(port) >= 1 && Number(port) <= 65_535) return;
  throw fault("host:port, nats://host:port or tls://host:port", server, "mend --nats");
}

/** @throws {PlimsollError} `MESH_ADDRESS` for what is no address of a server's monitor. */
export function checkMonitorAddress(monitor: string): void {
  const url = URL.canParse(monitor) ? new URL(monitor) : undefined;
  const isPlain = url !== undefined && /^https?:$/u.test(url.protocol) && url.username === "" && url.password === "";
  if (isPlain && url.pathname === "/" && url.search === "") return;
  throw fault(
    "http://host:port of a server's monitor",
    monitor.includes("@") ? "another one" : monitor,
    "mend --nats-monitor",
  );
}

const ADDRESS = /^(?:(?:nats|tls):\/\/)?(?:\[[0-9a-f:]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/iu;

const fault = (expected: string, received: string, fix: string): PlimsollError =>
  new PlimsollError({ code: "MESH_ADDRESS", expected, received, fix });
