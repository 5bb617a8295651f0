import { existsSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pino } from "pino";
import type { FastifyInstance } from "fastify";
import { type Clock, PlimsollError } from "@plimsoll/foundation";
import {
  dataFolder,
  FEED_INTERVAL_MS,
  jobStandingOf,
  originOf,
  publishFeed,
  publishKeys,
  type Timers,
  tokenOfGrant,
} from "@plimsoll/governor";
import { countedDesk } from "../desk/counted-desk.ts";
import { assertReadableFormat, bringUpToDate } from "../data-format/data-format.ts";
import { EventHub } from "../events/event-hub.ts";
import { buildApp } from "../http/app.ts";
import type { PageFiles } from "../http/page-route.ts";
import type { KillReport, Services } from "../http/services.ts";
import { Metrics } from "../metrics/metrics.ts";
import { withheldFault } from "../mesh/mesh-submission.ts";
import type { MeshPort } from "../mesh/mesh-port.ts";
import type { ReleaseReading } from "../release/release-reading.ts";
import { ROUTES } from "../routes/routes.ts";
import type { MeshView } from "../views/mesh-view.ts";
import type { SiteView } from "../views/site-view.ts";
import { beat, type Heartbeat, type Task } from "./heartbeat.ts";
import { openMeshSite } from "./open-mesh-site.ts";
import { type DaemonSite, openDaemonSite } from "./open-site.ts";
import { assertTransport, isLocalHost, type ServeOptions } from "./serve-options.ts";

/** What a daemon needs of its world beside disk and network. */
export interface DaemonPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Kills a run of this machine, in a process of its own: a busy daemon must not hold up a kill. */
  readonly kill: (run: string, envelope: object) => Promise<KillReport>;
  readonly page: PageFiles;
  readonly release: ReleaseReading;
  /** The node of a mesh that runs in this process and decides for the data folder; absent: this daemon decides. */
  readonly mesh?: MeshPort;
  /** How the mesh is, where the folder's node runs beside this daemon. */
  readonly meshBeside?: () => Promise<MeshView>;
  /** Where JSON lines of the log go. */
  readonly logTo: NodeJS.WritableStream;
}

export interface Daemon {
  readonly url: string;
  /** Finishes what is under way, keeps the state beside the ledger, and resolves when the site is closed. */
  stop(): Promise<void>;
}

const SECOND_MS = 1_000;
/** Requests under way have this long to end (SVR-4). */
const DRAIN_MS_MAX = 10_000;

/** Opens a site as a daemon, and resolves once it answers. Throws what opening and listening throw. */
export async function openDaemon(options: ServeOptions, ports: DaemonPorts): Promise<Daemon> {
  assertTransport(options);
  const site = openedSite(options, ports);
  try {
    assertOpen(site, options.data);
    return await serve(options, ports, site);
  } catch (cause) {
    site.close();
    throw cause;
  }
}

/** A later format is refused before anything is opened, an older one brought up to date by whoever writes (SVR-7). */
function openedSite({ data, readOnly }: ServeOptions, { clock, mesh }: DaemonPorts): DaemonSite {
  if (readOnly || mesh !== undefined) assertReadableFormat(data);
  else bringUpToDate(data);
  return mesh === undefined ? openDaemonSite(data, clock, readOnly) : openMeshSite(data, mesh, clock);
}

async function serve(options: ServeOptions, ports: DaemonPorts, site: DaemonSite): Promise<Daemon> {
  const logger = pino({ level: "info" }, ports.logTo);
  const metrics = new Metrics();
  const view = viewing(options.data, site, ports.clock);
  const hub = new EventHub({
    log: site.log,
    nowMs: () => view().nowMs,
    streamsMax: options.streamsMax,
    soon: setImmediate,
  });
  const standing = { isEnding: false };
  const heart = beat(tasksOf(options.data, site, hub, ports.clock), ports.timers, (task, cause) =>
    logger.error({ task, err: cause }, "a task of the daemon failed"),
  );
  const unready = (): readonly string[] => [
    ...(standing.isEnding ? ["the daemon is ending"] : []),
    ...heart.faults,
    ...(site.unready?.() ?? []),
  ];
  const services = servicesOf({ options, ports, site, view, hub, metrics, unready });
  const app = await buildApp({
    routes: ROUTES,
    services,
    hub,
    access: { isLocal: isLocalHost(options.host), judge: () => judgeOf(services) },
    page: ports.page,
    tls: options.tls,
    requestsPerSecond: options.requestsPerSecond,
    logger,
    onRequestDone: (operation, status) => metrics.countRequest(operation, status),
  });
  site.writer?.observe(soonOnce(() => hub.deliver()));
  await listening(app, options).catch((cause: unknown) => {
    heart.stop();
    throw cause;
  });
  const stop = async (): Promise<void> => {
    standing.isEnding = true;
    await ended(app, hub, heart, ports.timers);
    site.close();
  };
  return { url: urlOf(app, options), stop };
}

/** However many entries one sync brings, they are told of once. */
function soonOnce(act: () => void): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    setImmediate(() => {
      isDue = false;
      act();
    });
  };
}

interface Parts {
  readonly options: ServeOptions;
  readonly ports: DaemonPorts;
  readonly site: DaemonSite;
  readonly view: () => SiteView;
  readonly hub: EventHub;
  readonly metrics: Metrics;
  readonly unready: () => readonly string[];
}

function servicesOf({ options, ports, site, view, hub, metrics, unready }: Parts): Services {
  const { jwks, withdrawals } = dataFolder(options.data);
  return {
    view,
    log: site.log,
    vkey: vkeyIn(options.data),
    jwks: () => jsonIn(jwks) ?? { keys: [] },
    withdrawals: () => jsonIn(withdrawals),
    keyOf: site.keyOf,
    powers: powersOf(site, ports, metrics),
    mesh: site.mesh ?? besideOf(ports.meshBeside),
    release: ports.release,
    unready,
    metrics: async () =>
      await metrics.text(view(), {
        streams: hub.streams,
        leaves: site.log.leafCount,
        residentBytes: process.memoryUsage.rss(),
        cpuSeconds: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
        isReady: unready().length === 0,
      }),
  };
}

/** A node that does not answer is told of: it is not a folder without a mesh. */
const besideOf =
  (ask: DaemonPorts["meshBeside"]): Services["mesh"] =>
  async () =>
    ask === undefined
      ? { joined: false }
      : await ask().catch((cause: unknown) => {
          throw withheldFault(cause);
        });

function powersOf({ writer }: DaemonSite, { kill, clock }: DaemonPorts, metrics: Metrics): Services["powers"] {
  if (writer === null) return null;
  return {
    desk: countedDesk(writer.desk, clock, metrics),
    kill,
    tokenOf: (grant) => tokenOfGrant(writer.site, grant),
  };
}

/** The state as it is when somebody asks. */
function viewing(directory: string, site: DaemonSite, clock: Clock): () => SiteView {
  return () => {
    const state = site.state();
    if (state.site === null) throw new Error("a site that was open is not any more");
    return {
      state,
      site: state.site,
      origin: originOf(site.log),
      nowMs: Math.max(clock.wallMs(), state.clockMs),
      job: (run) => jobStandingOf(directory, run),
    };
  };
}

function tasksOf(directory: string, { writer }: DaemonSite, hub: EventHub, clock: Clock): readonly Task[] {
  const pulse: Task = { name: "pulse", intervalMs: SECOND_MS, run: () => hub.pulse() };
  if (writer === null) return [pulse];
  const { jwks, withdrawals } = dataFolder(directory);
  publishKeys(writer.site, jwks);
  const session = clock.wallMs();
  let ticks = 0;
  const tick = (): void => {
    ticks += 1;
    writer.tick(`tick:daemon/${session}-${ticks}`);
  };
  return [
    pulse,
    { name: "tick", intervalMs: SECOND_MS, run: tick },
    { name: "feed", intervalMs: FEED_INTERVAL_MS, run: () => void publishFeed(writer.site, withdrawals) },
  ];
}

/** A key counts while the ledger names it. */
function judgeOf({ view, keyOf }: Services) {
  const { state, origin, nowMs } = view();
  return { origin, nowMs, keyOf: (keyId: string) => (state.keys.has(keyId) ? keyOf(keyId) : undefined) };
}

async function listening(app: FastifyInstance, { host, port }: ServeOptions): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    throw new PlimsollError({
      code: code === "EADDRINUSE" ? "PORT_IN_USE" : "PORT_NOT_USABLE",
      expected: `a free port ${port} on ${host}`,
      received: code,
      fix: "choose another with --port, or 0 for any",
      cause,
    });
  }
}

async function ended(app: FastifyInstance, hub: EventHub, heart: Heartbeat, timers: Timers): Promise<void> {
  heart.stop();
  hub.close();
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = timers.every(DRAIN_MS_MAX, () => {
    app.server.closeAllConnections();
    resolve();
  });
  await Promise.race([app.close(), late]);
  timer.stop();
}

function urlOf(app: FastifyInstance, { host, tls }: ServeOptions): string {
  const { port } = app.server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  return `${tls === null ? "http" : "https"}://${name}:${port}`;
}

/** The key as it lies beside the log. It is no anchor of trust: who verifies has it from elsewhere. */
const vkeyIn = (directory: string): string =>
  readFileSync(join(dataFolder(directory).ledger, "ledger.vkey"), "utf8").trim();

function assertOpen({ state }: DaemonSite, directory: string): void {
  if (state().site !== null) return;
  throw new PlimsollError({
    code: "SITE_NOT_OPEN",
    expected: "a data folder with a site",
    received: "an empty ledger",
    fix: `make one: plimsoll init --data ${directory}`,
  });
}

function jsonIn(file: string): object | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as object) : null;
}
