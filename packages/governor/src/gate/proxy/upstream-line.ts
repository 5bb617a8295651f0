import { Agent as HttpAgent, type ClientRequest, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import { PlimsollError } from "@plimsoll/foundation";
import type { Timers } from "../../run/ports.ts";

/**
 * A connection to the model server rests at most twice this long. Servers usually keep one for 5 s; a request must not meet one that is being
 * closed. The agent's own time limit would do the same at the price of a timer for each request.
 */
const LOOK_FOR_IDLE_MS = 2_000;

/** The way to one model server, over connections that are used again and again. */
export interface UpstreamLine {
  /** What stands in `Host`. */
  readonly authority: string;
  /** @param headers names and values by turns, framing included */
  request(method: string, path: string, headers: readonly string[]): ClientRequest;
  close(): void;
}

/** Throws `UPSTREAM_MALFORMED` for anything but an http or https origin. Nothing is connected to yet. */
export function openUpstreamLine(upstream: string, timers: Timers): UpstreamLine {
  const url = originIn(upstream);
  const isTls = url.protocol === "https:";
  const options = { keepAlive: true, maxFreeSockets: 1_024, scheduling: "lifo" } as const;
  const agent = isTls ? new HttpsAgent(options) : new HttpAgent(options);
  const timer = timers.every(LOOK_FOR_IDLE_MS, idleSweep(agent));
  const request = isTls ? httpsRequest : httpRequest;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port === "" ? (isTls ? 443 : 80) : Number(url.port);
  return {
    authority: url.host,
    request: (method, path, headers) => request({ agent, host, port, method, path, headers, setHost: false }),
    close: () => {
      timer.stop();
      agent.destroy();
    },
  };
}

/** Ends what rests and has not been used since the last look. */
function idleSweep({ freeSockets }: HttpAgent): () => void {
  const written = new WeakMap<Socket, number>();
  return () => {
    for (const socket of Object.values(freeSockets).flatMap((sockets) => sockets ?? [])) {
      if (written.get(socket) === socket.bytesWritten) socket.destroy();
      else written.set(socket, socket.bytesWritten);
    }
  };
}

function originIn(upstream: string): URL {
  const url = URL.canParse(upstream) ? new URL(upstream) : null;
  const isOrigin =
    url !== null && url.pathname === "/" && `${url.username}${url.password}${url.search}${url.hash}` === "";
  if (isOrigin && ["http:", "https:"].includes(url.protocol)) return url;
  throw new PlimsollError({
    code: "UPSTREAM_MALFORMED",
    expected: "the origin of a model server, such as http://127.0.0.1:8080",
    received: url === null ? "no address" : "another address",
    fix: "name scheme, host and port only; paths pass as they are",
  });
}
