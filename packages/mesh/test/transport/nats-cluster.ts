import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type NatsServerSettings, natsServerConfig } from "../../src/node/nats/nats-server-config.ts";
import { pause } from "./waiting.ts";

/** Path of a real server. The script installs it if need be, and says what is missing otherwise. */
export function natsServerProgram(): string {
  const script = new URL("../../../../scripts/install/nats-server.js", import.meta.url).pathname;
  return execFileSync(process.execPath, [script], { encoding: "utf8" }).trim();
}

interface ServerPorts {
  readonly client: number;
  readonly monitor: number;
  readonly route: number;
  readonly leaf: number;
}

/** What servers ask of clients and of each other. */
export type ClientGuards = Pick<NatsServerSettings, "tls" | "clientPassword">;

/** One real server on loopback, whose process can be stopped in every way. */
export class NatsServer {
  readonly name: string;
  readonly ports: ServerPorts;
  readonly storeFolder: string;
  readonly #program: string;
  readonly #folder: string;
  // oxlint-disable-next-line typescript/no-redundant-type-constituents -- the linter resolves no types of Node in tests
  #process?: ReturnType<typeof spawn> | undefined;

  constructor(program: string, name: string, folder: string, ports: ServerPorts) {
    this.#program = program;
    this.name = name;
    this.#folder = folder;
    this.ports = ports;
    this.storeFolder = join(folder, `${name}-store`);
  }

  get address(): string {
    return `127.0.0.1:${this.ports.client}`;
  }

  get monitor(): string {
    return `http://127.0.0.1:${this.ports.monitor}`;
  }

  configure(
    routes: readonly string[],
    change: (text: string) => string = (text) => text,
    guards: ClientGuards = {},
  ): void {
    const text = natsServerConfig({
      serverName: this.name,
      host: "127.0.0.1",
      port: this.ports.client,
      monitor: { port: this.ports.monitor },
      storeFolder: this.storeFolder,
      leafPort: this.ports.leaf,
      ...guards,
      ...(routes.length === 0 ? {} : { cluster: { name: "plimsoll", port: this.ports.route, routes } }),
    });
    writeFileSync(this.#configFile, change(text));
  }

  /** As a leaf of other servers, which are given by their leaf ports. Without a store: it only forwards. */
  configureLeaf(leafRemotes: readonly string[]): void {
    const { client, monitor } = this.ports;
    const common = { serverName: this.name, host: "127.0.0.1", port: client, monitor: { port: monitor } };
    writeFileSync(this.#configFile, natsServerConfig({ ...common, leafRemotes }));
  }

  start(): void {
    const log = openSync(join(this.#folder, `${this.name}.log`), "a");
    this.#process = spawn(this.#program, ["-c", this.#configFile], { stdio: ["ignore", log, log] });
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  /** Ends it and waits until it is gone. */
  async end(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const ending = this.#process;
    this.#process = undefined;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, "exit");
    ending.kill(signal);
    await ended;
  }

  deleteStore(): void {
    rmSync(this.storeFolder, { recursive: true, force: true });
  }

  async isHealthy(): Promise<boolean> {
    try {
      const response = await fetch(`${this.monitor}/healthz?js-server-only=true`, { signal: AbortSignal.timeout(500) });
      return response.ok;
    } catch {
      return false;
    }
  }

  get #configFile(): string {
    return join(this.#folder, `${this.name}.conf`);
  }
}

/** Three servers, or as many as asked for, as one cluster. */
export class NatsCluster {
  readonly servers: readonly NatsServer[];
  /** One more, not started. */
  readonly leaf: NatsServer;
  readonly #folder: string;

  private constructor(servers: readonly NatsServer[], leaf: NatsServer, folder: string) {
    this.servers = servers;
    this.leaf = leaf;
    this.#folder = folder;
  }

  static async start(count = 3, change?: (text: string) => string, guards?: ClientGuards): Promise<NatsCluster> {
    const program = natsServerProgram();
    const folder = mkdtempSync(join(tmpdir(), "plimsoll-nats-"));
    const ports = await freePorts((count + 1) * 4);
    const all = Array.from({ length: count + 1 }, (_, index) => {
      const [client = 0, monitor = 0, route = 0, leaf = 0] = ports.slice(index * 4);
      return new NatsServer(program, `n${index}`, folder, { client, monitor, route, leaf });
    });
    const servers = all.slice(0, count);
    const routes = count === 1 ? [] : servers.map((server) => `127.0.0.1:${server.ports.route}`);
    for (const server of servers) server.configure(routes, change, guards);
    const cluster = new NatsCluster(servers, all[count] as NatsServer, folder);
    await cluster.startAll();
    return cluster;
  }

  get addresses(): readonly string[] {
    return this.servers.map((server) => server.address);
  }

  get monitors(): readonly string[] {
    return this.servers.map((server) => server.monitor);
  }

  async startLeaf(): Promise<void> {
    this.leaf.configureLeaf(this.servers.map((server) => `127.0.0.1:${server.ports.leaf}`));
    this.leaf.start();
    await healthy(this.leaf);
  }

  async startAll(): Promise<void> {
    for (const server of this.servers) server.start();
    await Promise.all(this.servers.map(healthy));
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.servers, this.leaf].map(async (server) => server.end()));
  }

  async close(): Promise<void> {
    await this.endAll();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function healthy(server: NatsServer): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (await server.isHealthy()) return;
    await pause(50);
  }
  throw new Error(`${server.name} did not become healthy`);
}

/** All held at once, so that none comes twice. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, async () => listening(createServer())));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map(async (server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

const listening = async (server: Server): Promise<Server> =>
  new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
