import { PlimsollError } from "@plimsoll/foundation";

/** What a NATS server of the mesh is configured with. */
export interface NatsServerSettings {
  /** Unique among the servers; letters, digits, `-` and `_`. */
  readonly serverName: string;
  /** Where it listens for clients. */
  readonly host: string;
  readonly port: number;
  /** HTTP monitor that the work queue reads `sync_always` from. Loopback only by default. */
  readonly monitor?: { readonly host?: string; readonly port: number };
  /** JetStream's folder; absent on a leaf that only forwards. */
  readonly storeFolder?: string;
  readonly cluster?: {
    readonly name: string;
    readonly host?: string;
    readonly port: number;
    /** `host:port` of the other servers. */
    readonly routes: readonly string[];
  };
  /** Listens for leaf nodes. */
  readonly leafPort?: number;
  /** Of a leaf node: `host:port` of the servers whose leaf port it dials. */
  readonly leafRemotes?: readonly string[];
  /** PEM files; for clients, routes and leaf nodes alike, with client certificates demanded. */
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string; readonly authorityFile: string };
  /** Public nkeys (`U…`) of the clients that may connect; absent: anyone who reaches the port. */
  readonly clientNkeys?: readonly string[];
  /** A user whose password the server takes from a variable of its environment, so that no file of settings has it. */
  readonly clientPassword?: { readonly user: string; readonly variable: string };
}

/**
 * Text of a nats-server configuration for a cluster's server or a leaf node. `sync_interval: always` stands on its own
 * line, as do all entries: several on one line would need commas (mesh.md, section 2.1).
 */
export function natsServerConfig(settings: NatsServerSettings): string {
  const { serverName, host, port, monitor } = settings;
  const lines = [
    `server_name: ${name(serverName)}`,
    `host: ${quoted(host)}`,
    `port: ${portNumber(port)}`,
    ...(monitor === undefined ? [] : [`http: ${quoted(`${monitor.host ?? "127.0.0.1"}:${portNumber(monitor.port)}`)}`]),
    ...jetStream(settings),
    ...cluster(settings),
    ...leafNodes(settings),
    ...tls(settings),
    ...authorization(settings),
  ];
  return `${lines.join("\n")}\n`;
}

function jetStream({ storeFolder }: NatsServerSettings): readonly string[] {
  if (storeFolder === undefined) return [];
  return block("jetstream", [`store_dir: ${quoted(storeFolder)}`, "sync_interval: always"]);
}

function cluster({ cluster, host, ...settings }: NatsServerSettings): readonly string[] {
  if (cluster === undefined) return [];
  return block("cluster", [
    `name: ${name(cluster.name)}`,
    `listen: ${quoted(`${cluster.host ?? host}:${portNumber(cluster.port)}`)}`,
    ...routes(cluster.routes),
    ...tls({ ...settings, host }),
  ]);
}

/** The first server of a cluster may know no other yet. */
const routes = (addresses: readonly string[]): readonly string[] =>
  addresses.length === 0
    ? []
    : list(
        "routes",
        addresses.map((address) => quoted(`nats-route://${address}`)),
      );

function leafNodes(settings: NatsServerSettings): readonly string[] {
  const { leafPort, leafRemotes, host } = settings;
  const listen =
    leafPort === undefined ? [] : [`listen: ${quoted(`${host}:${portNumber(leafPort)}`)}`, ...tls(settings)];
  const remotes = leafRemotes === undefined ? [] : remoteLines(leafRemotes, tls(settings));
  const lines = [...listen, ...remotes];
  return lines.length === 0 ? [] : block("leafnodes", lines);
}

const remoteLines = (addresses: readonly string[], tlsLines: readonly string[]): readonly string[] => [
  "remotes: [",
  "  {",
  ...indented(
    indented([
      ...list(
        "urls",
        addresses.map((address) => quoted(`nats-leaf://${address}`)),
      ),
      ...tlsLines,
    ]),
  ),
  "  }",
  "]",
];

function tls({ tls }: NatsServerSettings): readonly string[] {
  if (tls === undefined) return [];
  return block("tls", [
    `cert_file: ${quoted(tls.certificateFile)}`,
    `key_file: ${quoted(tls.keyFile)}`,
    `ca_file: ${quoted(tls.authorityFile)}`,
    "verify: true",
  ]);
}

function authorization({ clientNkeys, clientPassword }: NatsServerSettings): readonly string[] {
  if (clientNkeys === undefined && clientPassword === undefined) return [];
  const byKey = (clientNkeys ?? []).map((nkey) => `{ nkey: ${name(nkey)} }`);
  const byPassword =
    clientPassword === undefined
      ? []
      : [`{ user: ${name(clientPassword.user)}, password: $${name(clientPassword.variable)} }`];
  return block("authorization", list("users", [...byKey, ...byPassword]));
}

const block = (title: string, lines: readonly string[]): readonly string[] => [`${title} {`, ...indented(lines), "}"];
const list = (title: string, items: readonly string[]): readonly string[] => [`${title}: [`, ...indented(items), "]"];
const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

function name(text: string): string {
  if (/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(text)) return text;
  throw fault("a name of letters, digits, - and _ that starts with a letter", text);
}

/** Quotes and line ends would end the string and begin settings of somebody else's. */
function quoted(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  if (!/["\\\u0000-\u001f]/.test(text)) return `"${text}"`;
  throw fault("text without quotes, backslashes and line ends", text);
}

function portNumber(port: number): number {
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw fault("a port from 1 to 65535", String(port));
}

const fault = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "MESH_BROKER_SETTINGS",
    expected,
    received: JSON.stringify(received),
    fix: "correct the setting of the NATS server",
  });
