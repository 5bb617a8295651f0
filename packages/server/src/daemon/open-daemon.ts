import { pino } from "pino";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { PlimsollError } from "@plimsoll/foundation";
import { assertReadableFormat, bringUpToDate } from "../data-format/data-format.ts";
import { EventHub } from "../events/event-hub.ts";
import { soonOnce } from "../events/soon-once.ts";
import { buildApp } from "../http/app.ts";
import { Metrics } from "../metrics/metrics.ts";
import { ROUTES } from "../routes/routes.ts";
import type { DaemonPorts } from "./daemon-ports.ts";
import { type DaemonParts, judgeOf, servicesOf, viewing } from "./daemon-services.ts";
import { tasksOf } from "./daemon-tasks.ts";
import { beat } from "./heartbeat.ts";
import { ended, listening, urlOf } from "./listening.ts";
import { openMeshSite } from "./open-mesh-site.ts";
import { type DaemonSite, openDaemonSite } from "./open-site.ts";
import { assertTransport, isOpenToReaders, type ServeOptions } from "./serve-options.ts";

export interface Daemon {
  readonly url: string;
  /** Finishes what is under way, keeps the state beside the ledger, and resolves when the site is closed. */
  stop(): Promise<void>;
}

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
  const view = viewing(options.data, site, ports.clock);
  const nowMs = (): number => view().nowMs;
  const hub = new EventHub({ log: site.log, nowMs, streamsMax: options.streamsMax, soon: setImmediate });
  const standing = { isEnding: false };
  const heart = beat(tasksOf(options.data, site, hub), ports.timers, (task, cause) =>
    logger.error({ task, err: cause }, "a task of the daemon failed"),
  );
  const unready = (): readonly string[] => [
    ...(standing.isEnding ? ["the daemon is ending"] : []),
    ...heart.faults,
    ...(site.unready?.() ?? []),
  ];
  const app = await appOf({ options, ports, site, view, hub, metrics: new Metrics(), unready }, logger);
  site.writer?.observe(soonOnce(() => hub.deliver(), setImmediate));
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

async function appOf(parts: DaemonParts, logger: FastifyBaseLogger): Promise<FastifyInstance> {
  const { options, ports, hub, metrics } = parts;
  const services = servicesOf(parts);
  return await buildApp({
    routes: ROUTES,
    services,
    hub,
    access: { isLocal: isOpenToReaders(options), judge: () => judgeOf(services) },
    page: ports.page,
    tls: options.tls,
    requestsPerSecond: options.requestsPerSecond,
    logger,
    onRequestDone: (operation, status) => metrics.countRequest(operation, status),
  });
}

function assertOpen({ state }: DaemonSite, directory: string): void {
  if (state().site !== null) return;
  throw new PlimsollError({
    code: "SITE_NOT_OPEN",
    expected: "a data folder with a site",
    received: "an empty ledger",
    fix: `make one: plimsoll init --data ${directory}`,
  });
}
