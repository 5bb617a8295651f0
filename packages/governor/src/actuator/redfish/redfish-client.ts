import { request } from "node:https";
import { PlimsollError } from "@plimsoll/foundation";

/** How a baseboard management controller is reached. */
export interface RedfishOptions {
  /** `https://` and host of the baseboard management controller. */
  readonly origin: string;
  /** Certificates of the authorities that may have signed its certificate, PEM. There is no way to do without. */
  readonly authorities: string;
  readonly userName: string;
  readonly password: string;
  readonly timeoutMs: number;
}

export interface RedfishAnswer {
  readonly status: number;
  readonly etag: string | null;
  readonly body: unknown;
}

/** Requests to one Redfish service (DMTF DSP0266), in a session of its own. */
export interface RedfishClient {
  get(path: string): Promise<RedfishAnswer>;
  /** @param etag of the state that the change was made for; the service refuses it for any other */
  patch(path: string, body: unknown, etag: string | null): Promise<RedfishAnswer>;
  post(path: string, body: unknown): Promise<RedfishAnswer>;
  /** Ends the session: a controller has few. */
  close(): Promise<void>;
}

const SESSIONS = "/redfish/v1/SessionService/Sessions";
const BODY_BYTES_MAX = 1_048_576;

/** Every method rejects with `REDFISH_FAILED` where the service did not answer, or not with success. A 412 is an answer. */
export function redfishClient(options: RedfishOptions): RedfishClient {
  let session: Session | null = null;
  const ask = async (method: string, path: string, body?: unknown, etag?: string | null): Promise<RedfishAnswer> => {
    session ??= await openSession(options);
    let answer = await send(options, { method, path, body, etag: etag ?? null, token: session.token });
    if (answer.status === 401) {
      // Sessions time out, and a restarted controller forgets them.
      session = await openSession(options);
      answer = await send(options, { method, path, body, etag: etag ?? null, token: session.token });
    }
    return succeeded(`${method} ${path}`, answer);
  };
  return {
    get: (path) => ask("GET", path),
    patch: (path, body, etag) => ask("PATCH", path, body, etag),
    post: (path, body) => ask("POST", path, body),
    close: async () => {
      if (session?.path !== undefined && session.path !== null) await ask("DELETE", session.path);
      session = null;
    },
  };
}

interface Session {
  readonly token: string;
  /** `null` where the service did not say; it ends by its time-out then. */
  readonly path: string | null;
}

async function openSession(options: RedfishOptions): Promise<Session> {
  const body = { UserName: options.userName, Password: options.password };
  const answer = await send(options, { method: "POST", path: SESSIONS, body, etag: null, token: null });
  succeeded(`POST ${SESSIONS}`, answer);
  if (answer.token === null) throw failed(`POST ${SESSIONS}`, "no X-Auth-Token");
  return { token: answer.token, path: answer.location };
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly etag: string | null;
  readonly token: string | null;
}

interface Received extends RedfishAnswer {
  readonly token: string | null;
  readonly location: string | null;
}

function send(options: RedfishOptions, sent: Sent): Promise<Received> {
  const text = sent.body === undefined ? null : JSON.stringify(sent.body);
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => reject(failed(`${sent.method} ${sent.path}`, String(cause), cause));
    const outgoing = request(new URL(sent.path, options.origin), {
      method: sent.method,
      ca: options.authorities,
      headers: headersOf(sent, text),
      // The whole exchange, not each pause in it: a controller that trickles must not hold us up.
      signal: AbortSignal.timeout(options.timeoutMs),
    });
    outgoing.on("error", fail);
    outgoing.on("response", (incoming) => {
      const chunks: Buffer[] = [];
      let size = 0;
      incoming.on("error", fail);
      incoming.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > BODY_BYTES_MAX) outgoing.destroy(new Error(`more than ${BODY_BYTES_MAX} bytes`));
        else chunks.push(chunk);
      });
      incoming.on("end", () => {
        try {
          resolve({
            status: incoming.statusCode ?? 0,
            etag: incoming.headers.etag ?? null,
            token: textOf(incoming.headers["x-auth-token"]),
            location: pathOf(incoming.headers.location, options.origin),
            body: size === 0 ? null : (JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown),
          });
        } catch (cause) {
          fail(cause);
        }
      });
    });
    outgoing.end(text ?? undefined);
  });
}

function headersOf({ token, etag }: Sent, text: string | null): Record<string, string> {
  return {
    accept: "application/json",
    "odata-version": "4.0",
    ...(token === null ? {} : { "x-auth-token": token }),
    ...(etag === null ? {} : { "if-match": etag }),
    ...(text === null ? {} : { "content-type": "application/json", "content-length": String(Buffer.byteLength(text)) }),
  };
}

const textOf = (header: string | string[] | undefined): string | null => (typeof header === "string" ? header : null);

/** The path of a session, if it is one of this service: the token must not travel elsewhere. */
function pathOf(location: string | undefined, origin: string): string | null {
  if (location === undefined || !URL.canParse(location, origin)) return null;
  const url = new URL(location, origin);
  return url.origin === new URL(origin).origin ? url.pathname : null;
}

/** A redirect is no success: nobody follows one with a token. */
function succeeded(what: string, answer: RedfishAnswer): RedfishAnswer {
  if ((answer.status >= 200 && answer.status < 300) || answer.status === 412) return answer;
  throw failed(what, `status ${answer.status}: ${JSON.stringify(answer.body)?.slice(0, 300)}`);
}

const failed = (what: string, received: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "REDFISH_FAILED",
    expected: `${what} to succeed`,
    received,
    fix: "check address, certificate authority, account and privileges of the baseboard management controller",
    cause,
  });
