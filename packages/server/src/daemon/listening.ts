import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { PlimsollError } from "@plimsoll/foundation";
import type { Timers } from "@plimsoll/governor";
import type { EventHub } from "../events/event-hub.ts";
import type { Heartbeat } from "./heartbeat.ts";
import type { ServeOptions } from "./serve-options.ts";

/** Requests under way have this long to end (SVR-4). */
const DRAIN_MS_MAX = 10_000;

/** Throws PORT_IN_USE and PORT_NOT_USABLE. */
export async function listening(app: FastifyInstance, { host, port }: ServeOptions): Promise<void> {
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

/** Lets requests under way end, for a while. */
export async function ended(app: FastifyInstance, hub: EventHub, heart: Heartbeat, timers: Timers): Promise<void> {
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

export function urlOf(app: FastifyInstance, { host, tls }: ServeOptions): string {
  const { port } = app.server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  return `${tls === null ? "http" : "https"}://${name}:${port}`;
}
