import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { EventHub, StreamEnd } from "../events/event-hub.ts";
import { problem } from "./problem.ts";
import { type ReadAccess, requireReadAccess } from "./read-access.ts";

const INDEX = /^[0-9]{1,15}$/;

/** `GET /v1/events`: the stream of what is decided (SVR-40 to SVR-43). */
export function addEventStream(
  app: FastifyInstance,
  { hub, access }: { readonly hub: EventHub; readonly access: ReadAccess },
): void {
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
    onRequest: async (request) => requireReadAccess(request, access),
    handler: async (request, reply) => {
      const after = resumedAt(request);
      if (hub.isFull)
        throw problem(
          503,
          "TOO_MANY_STREAMS",
          "fewer open event streams",
          "as many as are allowed",
          "close one, or raise --streams",
          true,
        );
      begin(reply);
      const leave = hub.join(endOf(reply), after);
      reply.raw.on("close", leave).on("drain", () => hub.deliver());
      return reply;
    },
  });
}

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

const endOf = ({ raw }: FastifyReply): StreamEnd => ({
  get backlogBytes() {
    return raw.writableLength;
  },
  // To one who has just gone it would be an error that nobody waits for.
  write: (text) => void (raw.writable && raw.write(text)),
  close: () => void raw.end(),
  cut: () => void raw.destroy(),
});
