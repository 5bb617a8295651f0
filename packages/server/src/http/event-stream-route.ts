import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { EventHub, StreamEnd } from "../events/event-hub.ts";
import { problem } from "./problem.ts";
import type { ReadRight } from "../access/read-token.ts";
import { mayStillRead, type ReadAccess, requireReadAccess } from "./read-access.ts";

const INDEX = /^[0-9]{1,15}$/;

/** `GET /v1/events`: the stream of what is decided (SVR-40 to SVR-43). */
export function addEventStream(
  app: FastifyInstance,
  { hub, access }: { readonly hub: EventHub; readonly access: ReadAccess },
): void {
  const streamsOf = new StreamsByKey();
  app.route({
    method: "GET",
    url: "/v1/events",
    // A stream without its body would have no end.
    exposeHeadRoute: false,
    config: { operation: "stream-events" },
    schema: {
      querystring: {
        type: "object",
        properties: { after: { type: "string", pattern: INDEX.source } },
        additionalProperties: false,
      },
    },
    onRequest: async (request) => void requireReadAccess(request, access),
    handler: async (request, reply) => {
      const right = requireReadAccess(request, access);
      const after = resumedAt(request);
      if (hub.isFull || streamsOf.count(right) >= ofOneKeyMax(hub)) throw tooManyStreams();
      begin(reply);
      const leave = hub.join(
        endOf(reply, () => mayStillRead(right, access)),
        after,
      );
      const forget = streamsOf.add(right);
      reply.raw
        .on("close", leave)
        .on("close", forget)
        .on("drain", () => hub.deliver());
      return reply;
    },
  });
}

/** One key's readers leave half of the streams to others' (SVR-161). */
const ofOneKeyMax = ({ streamsMax }: EventHub): number => Math.ceil(streamsMax / 2);

/** Open streams by the key that gave the right to read them; who is on this machine needs none. */
class StreamsByKey {
  readonly #counts = new Map<string, number>();

  count(right: ReadRight | null): number {
    return right === null ? 0 : (this.#counts.get(right.keyId) ?? 0);
  }

  /** Returns how to take it back. */
  add(right: ReadRight | null): () => void {
    if (right === null) return () => {};
    const { keyId } = right;
    this.#counts.set(keyId, this.count(right) + 1);
    return () => {
      const left = this.count(right) - 1;
      if (left > 0) this.#counts.set(keyId, left);
      else this.#counts.delete(keyId);
    };
  }
}

const tooManyStreams = (): Error =>
  problem(
    503,
    "TOO_MANY_STREAMS",
    "fewer open event streams",
    "as many as are allowed",
    "close one, or raise --streams",
    true,
  );

/** A browser that resumes says so in a header, which is newer than the address it began with. */
function resumedAt({ headers, query }: FastifyRequest): number | null {
  const header = headers["last-event-id"];
  const given = typeof header === "string" ? header : (query as { readonly after?: string }).after;
  if (given === undefined) return null;
  if (INDEX.test(given)) return Number(given);
  throw problem(
    400,
    "REQUEST_MALFORMED",
    "the index of an entry",
    JSON.stringify(given),
    "leave Last-Event-ID out to begin anew",
  );
}

function begin(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    connection: "keep-alive",
    // Buffering in front of it would make every event late (nginx).
    "x-accel-buffering": "no",
  });
}

const endOf = ({ raw }: FastifyReply, mayRead: () => boolean): StreamEnd => ({
  mayRead,
  get backlogBytes() {
    return raw.writableLength;
  },
  // To one who has just gone it would be an error that nobody waits for.
  write: (text) => void (raw.writable && raw.write(text)),
  close: () => void raw.end(),
  cut: () => void raw.destroy(),
});
