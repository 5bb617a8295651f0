import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { PlimsollError } from "@plimsoll/foundation";
import { expositionFor } from "./open-metrics.ts";
import { trainingMetrics } from "./training-metrics.ts";
import type { TrainingStatus } from "./training-status.ts";

/** Nobody but this machine may look: there is no access rule here. */
const LOOPBACK = "127.0.0.1";

/** Where a monitor answers. */
export interface MonitorPorts {
  /** 0 takes a free one, here and below. */
  readonly metricsPort: number;
  readonly healthPort: number;
}

/** A training's monitor, until it is disposed. */
export interface Monitor extends AsyncDisposable {
  readonly metricsUrl: string;
  readonly healthUrl: string;
}

/**
 * Serves `/metrics`, `/healthz` and `/readyz` of a training on two ports of loopback, as the original does on 8000 and 8080; the same ones on both, and
 * one server where both are the same port.
 * @throws PlimsollError `PROPHET_PORT_IN_USE`, `PROPHET_PORT_NOT_USABLE`
 */
export async function serveMonitor(
  status: TrainingStatus,
  { metricsPort, healthPort }: MonitorPorts,
): Promise<Monitor> {
  const metrics = await listening(status, metricsPort, "--metrics-port");
  const isOne = metricsPort !== 0 && metricsPort === healthPort;
  const health = isOne ? metrics : await listening(status, healthPort, "--health-port").catch(closing(metrics));
  return {
    metricsUrl: `${urlOf(metrics)}/metrics`,
    healthUrl: `${urlOf(health)}/healthz`,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...new Set([metrics, health])].map(closed));
    },
  };
}

function listening(status: TrainingStatus, port: number, flag: string): Promise<Server> {
  const server = createServer((request, response) => answer(status, request, response));
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(portFault(port, flag, cause)));
    server.listen(port, LOOPBACK, () => resolve(server));
  });
}

const closing =
  (server: Server) =>
  async (cause: unknown): Promise<never> => {
    await closed(server);
    throw cause;
  };

const urlOf = (server: Server): string => `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`;

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

function answer(status: TrainingStatus, request: IncomingMessage, response: ServerResponse): void {
  const { method, url = "", headers } = request;
  const page = PAGES.get(url.split("?", 1)[0] ?? "");
  if (!isOwnName(request)) send(response, 421, PLAIN, "");
  else if (method !== "GET" && method !== "HEAD") send(response, 405, PLAIN, "");
  else if (page === undefined) send(response, 404, PLAIN, "");
  else page(status, response, headers.accept);
}

type Page = (status: TrainingStatus, response: ServerResponse, accept: string | undefined) => void;

const PLAIN = "text/plain; charset=utf-8";

/** `/healthz`: the process lives. `/readyz`: it trains. */
const PAGES: ReadonlyMap<string, Page> = new Map<string, Page>([
  ["/healthz", (_, response) => send(response, 200, PLAIN, "OK\n")],
  [
    "/readyz",
    ({ isReady }, response) => send(response, isReady ? 200 : 503, PLAIN, isReady ? "READY\n" : "NOT READY\n"),
  ],
  [
    "/metrics",
    (status, response, accept) => {
      const { contentType, text } = expositionFor(accept);
      send(response, 200, contentType, text(trainingMetrics(status)));
    },
  ],
]);

function send(response: ServerResponse, code: number, contentType: string, body: string): void {
  response.writeHead(code, {
    "content-type": contentType,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(response.req.method === "HEAD" ? undefined : body);
}

/** A name that points at this machine from elsewhere is not ours (DNS rebinding). The port may be a tunnel's. */
const isOwnName = ({ headers }: IncomingMessage): boolean =>
  /^(127\.0\.0\.1|localhost)(:\d+)?$/u.test(headers.host ?? "");

const portFault = (port: number, flag: string, cause: NodeJS.ErrnoException): PlimsollError =>
  new PlimsollError({
    code: cause.code === "EADDRINUSE" ? "PROPHET_PORT_IN_USE" : "PROPHET_PORT_NOT_USABLE",
    expected: `a free port ${port} on ${LOOPBACK}`,
    received: cause.code ?? cause.message,
    fix: `choose another with ${flag}, 0 for any, or go without with --no-monitor`,
    cause,
  });
