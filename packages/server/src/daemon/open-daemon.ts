import { randomUUID } from "node:crypto";
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
import { withLedgerTakenOver } from "./ledger-taken-over.ts";
import { ended, listening, urlOf } from "./listening.ts";
import { openMeshSite } from "./open-mesh-site.ts";
import { type DaemonSite, openDaemonSite } from "./open-site.ts";
import { assertTransport, isOpenToReaders, type ServeOptions } from "./serve-options.ts";
import { readTlsMaterial, type TlsMaterial } from "../http/tls-material.ts";

/** A control plane that serves. */
export interface Daemon {
  readonly url: string;
  /** Finishes what is under way, keeps the state beside the ledger, and resolves when the site is closed. */
  stop(): Promise<void>;
}

/** Opens a site as a daemon, and resolves once it answers. Throws what opening and listening throw. */
export async function openDaemon(options: ServeOptions, ports: DaemonPorts): Promise<Daemon> {
  assertTransport(options);
  const tls = options.tls === null ? null : readTlsMaterial(options.tls);
  const site = await openedSite(options, ports);
  try {
    assertOpen(site, options.data);
    return await serve(options, ports, site, tls);
  } catch (cause) {
    site.close();
    throw cause;
  }
}

/** A later format is refused before anything is opened, an older one brought up to date by whoever writes (SVR-7). */
async function openedSite({ data, readOnly }: ServeOptions, { clock, mesh }: DaemonPorts): Promise<DaemonSite> {
  if (!readOnly && mesh === undefined)
    return await withLedgerTakenOver(data, clock, () => {
      bringUpToDate(data);
      return openDaemonSite(data, clock, false);
    });
  assertReadableFormat(data);
  return mesh === undefined ? openDaemonSite(data, clock, true) : openMeshSite(data, mesh, clock);
}

async function serve(
  options: ServeOptions,
  ports: DaemonPorts,
  site: DaemonSite,
  tls: TlsMaterial | null,
): Promise<Daemon> {
  const logger = pino({ level: "info" }, ports.logTo);
  const view = viewing(options.data, site, ports.clock);
  const nowMs = (): number => view().nowMs;
  const hub = new EventHub({ log: site.log, nowMs, streamsMax: options.streamsMax, soon: setImmediate });
  const standing = { isEnding: false };
  const heart = beat(tasksOf(options.data, site, hub), ports.timers, {
    failed: (task, err) => logger.error({ task, err }, "a task of the daemon failed; told once until it works again"),
    recovered: (task, failures) => logger.info({ task, failures }, "a task of the daemon works again"),
  });
  const isEnding = (): boolean => standing.isEnding;
  const unready = (): readonly string[] => [
    ...(isEnding() ? ["the daemon is ending"] : []),
    ...heart.faults,
    ...(site.unready?.() ?? []),
  ];
  const parts: DaemonParts = { options, ports, site, view, hub, metrics: new Metrics(), unready, isEnding };
  const app = await answering(parts, tls, logger).catch((cause: unknown) => {
    // Whatever failed: a timer that goes on keeps the process alive, and ticks in a site that is closed.
    heart.stop();
    hub.close();
    throw cause;
  });
  const stop = async (): Promise<void> => {
    standing.isEnding = true;
    await ended(app, hub, heart, ports.timers);
    site.close();
  };
  return { url: urlOf(app, options), stop };
}

async function answering(
  parts: DaemonParts,
  tls: TlsMaterial | null,
  logger: FastifyBaseLogger,
): Promise<FastifyInstance> {
  const { site, hub, options } = parts;
  const app = await appOf(parts, tls, logger);
  site.writer?.observe(soonOnce(() => hub.deliver(), setImmediate));
  await listening(app, options);
  return app;
}

async function appOf(parts: DaemonParts, tls: TlsMaterial | null, logger: FastifyBaseLogger): Promise<FastifyInstance> {
  const { options, ports, hub, metrics, isEnding } = parts;
  const services = servicesOf(parts);
  return await buildApp({
    routes: ROUTES,
    services,
    hub,
    access: { isLocal: isOpenToReaders(options), judge: () => judgeOf(services) },
    page: ports.page,
    tls,
    requestsPerSecond: options.requestsPerSecond,
    clock: ports.clock,
    freshId: randomUUID,
    isEnding,
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
