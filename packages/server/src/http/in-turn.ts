import type { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** So many requests of one connection may wait for one another; whoever sends more takes no answers. */
const WAITING_MAX = 64;

/** The requests of one connection. */
interface Line {
  /** The answer to the one that came last. */
  newest: ServerResponse | null;
  waiting: number;
  /** Resolves when the connection has ended. */
  readonly gone: Promise<void>;
}

/**
 * Has a request that was sent before the one in front of it was answered wait for its turn (SVR-171). Node hands both in at once, and
 * tells only the answer that is being sent when the connection ends: what was opened for one that waits, a file or an event stream,
 * would be held for good. A few bytes would do for each, and descriptors are few.
 */
export function answerInTurn(app: FastifyInstance): void {
  const lines = new WeakMap<Socket, Line>();
  app.addHook("onRequest", async ({ raw: { socket } }, reply) => {
    const line = lines.get(socket) ?? { newest: null, waiting: 0, gone: told(socket, "close") };
    lines.set(socket, line);
    const before = line.newest;
    line.newest = reply.raw;
    if (before === null || isOver(before)) return;
    line.waiting += 1;
    if (line.waiting > WAITING_MAX) socket.destroy();
    await Promise.race([told(before, "finish"), told(before, "close"), line.gone]);
    line.waiting -= 1;
    // Nobody is there any more who asked.
    if (socket.destroyed) reply.hijack();
  });
}

const isOver = ({ writableFinished, destroyed }: ServerResponse): boolean => writableFinished || destroyed;

const told = async (whom: EventEmitter, event: "finish" | "close"): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  whom.once(event, () => resolve());
  await promise;
};
