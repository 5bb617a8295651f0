import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { builtDashboard } from "../src/index.ts";
import { answerTo } from "./fixture-answers.ts";
import { fixtureSite, type FixtureSite } from "./fixture-site.ts";

/** The policy of the daemon (SVR-38), as strict as the page must live with. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Answers in place of the fixture's: a status with a body, the same by what was asked, or nothing at all. */
export type Instead = Answer | ((query: URLSearchParams) => Answer) | "nothing";

/** The API in the contract's shapes over a real log, which a test can make lie, fail and fall silent. */
export interface FixtureServer extends AsyncDisposable {
  readonly url: string;
  readonly site: FixtureSite;
  /** Of paths that were asked for, in their order. */
  readonly asked: string[];
  /** By path without its query. */
  readonly instead: Map<string, Instead>;
  /** False stops every pulse, and lets no new stream begin. */
  isAlive: boolean;
  /** Read tokens are asked for when it is set. */
  token: string | null;
  /** Whatever was posted, by path. */
  readonly posted: { readonly path: string; readonly body: unknown }[];
  tellEntry(): void;
}

export async function fixtureServer(): Promise<FixtureServer> {
  const files = pageFiles(await builtDashboard());
  const site = fixtureSite();
  const startedAt = performance.now();
  const streams = new Set<ServerResponse>();
  const siteNow = (): FixtureSite => ({ ...site, nowMs: site.nowMs + Math.round(performance.now() - startedAt) });
  const pulseText = (): string => `event: pulse\ndata: {"asOf":${siteNow().nowMs},"entries":${site.ledger.size}}\n\n`;
  const server = createServer((request, response) => void handle(request, response));
  const pulses = setInterval(() => {
    if (fixture.isAlive) for (const stream of streams) stream.write(pulseText());
  }, 1_000);

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://fixture");
    const file = files.get(pathname);
    if (file !== undefined) return reply(response, 200, file.type, file.body);
    fixture.asked.push(pathname);
    if (pathname === "/lab/")
      return reply(response, 200, TYPES[".html"] as string, "<!doctype html><title>Plimsoll lab</title>");
    const instead = fixture.instead.get(pathname);
    if (instead === "nothing") return void request.socket.destroy();
    if (instead !== undefined) {
      const { status, body } = typeof instead === "function" ? instead(searchParams) : instead;
      return json(response, status, body);
    }
    if (request.method === "POST") {
      fixture.posted.push({ path: pathname, body: JSON.parse(await textOf(request)) as unknown });
      return json(response, 404, { code: "NOT_FOUND", title: "Not Found", status: 404 });
    }
    if (
      fixture.token !== null &&
      pathname !== "/v1/log/vkey" &&
      request.headers.authorization !== `Bearer ${fixture.token}`
    )
      return json(response, 401, {
        code: "TOKEN_MISSING",
        title: "Unauthorized",
        status: 401,
        expected: "a read token",
        received: "none",
        fix: "give one",
        retryable: false,
      });
    if (pathname === "/v1/events") return stream(response);
    if (pathname === "/v1/log/vkey") return reply(response, 200, "text/plain; charset=utf-8", `${site.vkey}\n`);
    const answer = answerTo(siteNow(), decodeURIComponent(pathname), searchParams);
    if (answer === undefined) return json(response, 404, { code: "NOT_FOUND", title: "Not Found", status: 404 });
    return json(response, 200, answer);
  };

  const stream = (response: ServerResponse): void => {
    if (!fixture.isAlive) return void response.destroy();
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" });
    response.write(pulseText());
    streams.add(response);
    response.on("close", () => streams.delete(response));
  };

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const fixture: FixtureServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    site,
    asked: [],
    instead: new Map(),
    isAlive: true,
    token: null,
    posted: [],
    tellEntry: () => {
      const [last] = [...site.ledger.entries(site.ledger.size - 1)];
      if (last === undefined) return;
      for (const each of streams) each.write(`id: ${last.index}\nevent: run.power\ndata: ${last.text}\n\n`);
    },
    [Symbol.asyncDispose]: async () => {
      clearInterval(pulses);
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return fixture;
}

function pageFiles(folder: string): ReadonlyMap<string, { readonly type: string; readonly body: Buffer }> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map(
      (name) => [name.slice(folder.length), { type: TYPES[extname(name)] ?? "", body: readFileSync(name) }] as const,
    );
  const byPath = new Map(files);
  const index = byPath.get("/index.html");
  if (index === undefined) throw new Error(`no page in ${folder}`);
  return byPath.set("/", index);
}

function reply(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, {
    "content-type": type,
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
  });
  response.end(body);
}

const json = (response: ServerResponse, status: number, body: unknown): void =>
  reply(response, status, status < 400 ? "application/json" : "application/problem+json", JSON.stringify(body));

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
