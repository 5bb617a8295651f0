import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type Clock, PlimsollError } from "@plimsoll/foundation";
import { listenFault } from "../listen-fault.ts";
import type { Timers } from "../../run/ports.ts";
import type { Gatekeeper } from "../gatekeeper.ts";
import type { ApiUsageCounter } from "./api-usage.ts";
import { isPlain } from "./body-readers.ts";
import type { EdgeWatch } from "./edge-watch.ts";
import { HeldBodies } from "./held-bodies.ts";
import { Exchange, type ExchangeParts, refuseExchange } from "./exchange.ts";
import { type Standing, standingNow, type StandingParts } from "./gate-standing.ts";
import { PowerShare } from "./power-share.ts";
import { type GateRefusalCode, problemOf } from "./problem.ts";
import { type ProxyLimits, proxyLimits } from "./proxy-limits.ts";
import { TrafficProfile } from "./traffic-profile.ts";
import { openUpstreamLine } from "./upstream-line.ts";

/** What a gate stands before, and by which tokens it serves. */
export interface GateProxyOptions {
  readonly gatekeeper: Gatekeeper;
  /** The node's token as it is now; `null` where it has none. */
  readonly token: () => string | null;
  readonly audience: "internal" | "external";
  /** Origin of the model server, such as `http://127.0.0.1:8080`. */
  readonly upstream: string;
  readonly listen: ListenAddress;
  /** Where probes come in, on loopback and under a secret path; `null` for none. */
  readonly probes: { readonly listen: ListenAddress; readonly secret: string } | null;
  /** Until when an evaluation lease stands in place of a token, on the monotonic clock; `null` while there is none. */
  readonly evaluationLease: () => number | null;
  readonly usage: ApiUsageCounter;
  /** `null`: what tools pass is not looked at. */
  readonly edges: EdgeWatch | null;
  /** Refuse requests that offer tools which were not declared, rather than report the tools. Their bodies are then held until they are whole. */
  readonly refusesUndeclaredTools: boolean;
  /** False while what was observed cannot be kept. */
  readonly isDurable: () => boolean;
  readonly limits?: Partial<ProxyLimits>;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Told at the beginning and whenever it changes. */
  readonly onStanding?: (standing: Standing) => void;
  readonly onCut?: (cut: { readonly code: GateRefusalCode; readonly exchanges: number }) => void;
}

/** Where a server listens. */
export interface ListenAddress {
  readonly host: string;
  /** 0 asks the operating system for a free one. */
  readonly port: number;
}

/** What goes on at a gate. */
export interface GateStatus {
  readonly standing: Standing;
  readonly exchanges: number;
  readonly connections: number;
  /** Slot time used since the power last changed, as a share of the allotment, ppm. */
  readonly achievedPpm: number;
}

/** A gate before a model server. */
export interface GateProxy {
  readonly address: ListenAddress;
  /** Base address for probes, without `/v1`; `null` without probes. */
  readonly probeOrigin: string | null;
  status(): GateStatus;
  /** Looks at the standing now; otherwise it is looked at with every request, every piece, and every 50 ms. */
  look(): void;
  /** Lets nothing more in and cuts what is open. */
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 50;
const HEADER_FIELDS_MAX = 256;
const LOOPBACK = /^(127(\.\d{1,3}){3}|::1)$/;

/**
 * Opens a gate in front of a model server: a request passes only while the node's token is admitted, and what passes is cut when it
 * is not any more (ACB-K §8.1, G-70 to G-84). It listens when the promise resolves.
 *
 * Throws `UPSTREAM_MALFORMED`, `PROXY_LIMITS_MALFORMED`, `PROBE_ADDRESS_NOT_LOOPBACK`, `PORT_IN_USE`, `ADDRESS_NOT_AVAILABLE`.
 */
export async function openGateProxy(options: GateProxyOptions): Promise<GateProxy> {
  const gate = new Gate(options);
  try {
    await gate.open();
  } catch (cause) {
    await gate.close();
    throw cause;
  }
  return gate;
}

class Gate implements GateProxy {
  readonly #options: GateProxyOptions;
  readonly #limits: ProxyLimits;
  readonly #standingParts: StandingParts;
  readonly #exchangeParts: ExchangeParts;
  readonly #share: PowerShare;
  /** At the model server, each in a slot. */
  readonly #open = new Set<Exchange>();
  /** Let in, and on the way to a slot: their bodies have not come yet. */
  readonly #waiting = new Set<Exchange>();
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #stops: { stop(): void }[] = [];
  #standing: Standing = { serves: "nothing", code: "GATE_CLOSING" };
  #isClosing = false;
  #address: ListenAddress;
  #probeOrigin: string | null = null;

  constructor(options: GateProxyOptions) {
    const { probes, clock, isDurable, usage } = options;
    if (probes !== null && !LOOPBACK.test(probes.listen.host)) throw notLoopback(probes.listen.host);
    this.#options = options;
    this.#address = options.listen;
    this.#limits = proxyLimits(options.limits ?? {});
    this.#share = new PowerShare(this.#limits.requestsInFlightMax, clock.monotonicMs());
    this.#standingParts = {
      ...options,
      isMetered: () => usage.isDurable && isDurable(),
    };
    this.#exchangeParts = {
      line: openUpstreamLine(options.upstream, options.timers),
      limits: this.#limits,
      usage,
      edges: options.edges,
      refusesUndeclaredTools: options.refusesUndeclaredTools,
      held: new HeldBodies(this.#limits.heldBytesMax),
      profile: new TrafficProfile(),
      nowMs: () => clock.monotonicMs(),
      mayPass: () => this.#mayPass(),
      takesSlot: (exchange) => this.#takesSlot(exchange),
      onOver: (exchange) => this.#over(exchange),
    };
  }

  get address(): ListenAddress {
    return this.#address;
  }

  get probeOrigin(): string | null {
    return this.#probeOrigin;
  }

  async open(): Promise<void> {
    const { listen, probes, gatekeeper, timers } = this.#options;
    this.look();
    this.#stops.push(gatekeeper.onWithdrawal(() => this.look()));
    this.#stops.push(timers.every(LOOK_EVERY_MS, () => this.look()));
    if (probes !== null) {
      const { port } = await this.#listen(probes.listen, probes.secret);
      this.#probeOrigin = `http://${inAddress(probes.listen.host)}:${port}/${probes.secret}`;
    }
    this.#address = await this.#listen(listen, null);
  }

  status(): GateStatus {
    return {
      standing: this.#standing,
      exchanges: this.#open.size + this.#waiting.size,
      connections: this.#sockets.size,
      achievedPpm: this.#share.achievedPpm(this.#options.clock.monotonicMs()),
    };
  }

  look(): void {
    this.#stand();
    this.#cutWhatMayNotGoOn();
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    for (const timer of this.#stops.splice(0)) timer.stop();
    this.look();
    const closed = this.#servers.map(async (server) => await new Promise((resolve) => server.close(resolve)));
    for (const socket of this.#sockets) socket.destroy();
    this.#exchangeParts.line.close();
    await Promise.all(closed);
  }

  #stand(): Standing {
    const standing: Standing = this.#isClosing
      ? { serves: "nothing", code: "GATE_CLOSING" }
      : standingNow(this.#standingParts);
    const isNews = !isSame(standing, this.#standing);
    this.#standing = standing;
    if (isNews) this.#options.onStanding?.(standing);
    return standing;
  }

  /** For every piece that passes: the timer may be late, the clock is not. */
  #mayPass(): boolean {
    const standing = this.#standing;
    if (standing.serves !== "nothing" && this.#options.clock.monotonicMs() < standing.untilMonotonicMs) return true;
    this.look();
    return this.#standing.serves !== "nothing";
  }

  #cutWhatMayNotGoOn(): void {
    if (this.#open.size + this.#waiting.size === 0) return;
    const standing = this.#standing;
    if (standing.serves === "nothing") return this.#cut(this.#all(), standing.code);
    if (standing.serves === "probes") this.#cut(this.#ordinary(), "TOKEN_MISSING");
    // Power went down: whoever came last goes first.
    this.#cut([...this.#open].slice(this.#share.capacity(standing.levelPpm)), "POWER_SHARE_SPENT");
    const nowMs = this.#options.clock.monotonicMs();
    for (const exchange of this.#all()) {
      const code = exchange.overdue(nowMs);
      if (code !== null) this.#cut([exchange], code);
    }
  }

  #all(): readonly Exchange[] {
    return [...this.#open, ...this.#waiting];
  }

  #ordinary(): readonly Exchange[] {
    return this.#all().filter(({ isProbe }) => !isProbe);
  }

  #cut(exchanges: readonly Exchange[], code: GateRefusalCode): void {
    for (const exchange of exchanges) exchange.cut(code);
    if (exchanges.length > 0) this.#options.onCut?.({ code, exchanges: exchanges.length });
  }

  async #listen(address: ListenAddress, secret: string | null): Promise<ListenAddress> {
    const server = this.#server(secret);
    this.#servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once("error", (cause) => reject(listenFault(address.host, address.port, cause)));
      server.listen(address.port, address.host, resolve);
    });
    return { host: address.host, port: (server.address() as AddressInfo).port };
  }

  #server(secret: string | null): Server {
    const { headerBytesMax, headerMs, requestMs, idleMs, connectionsMax } = this.#limits;
    const server = createServer({
      maxHeaderSize: headerBytesMax,
      requestTimeout: requestMs,
      headersTimeout: Math.min(headerMs, requestMs),
      keepAliveTimeout: idleMs,
      connectionsCheckingInterval: Math.min(headerMs, 1_000),
      insecureHTTPParser: false,
    });
    server.maxConnections = connectionsMax;
    // A count would drop what is beyond it without a word; their size is bounded instead.
    server.maxHeadersCount = 0;
    const serve = (request: IncomingMessage, response: ServerResponse): void => this.#serve(request, response, secret);
    server.on("request", serve);
    server.on("checkContinue", serve);
    server.on("connection", (socket: Socket) => this.#keep(socket));
    server.on("clientError", (fault, socket) => this.#malformed(fault, socket as Socket));
    server.on("connect", (_, socket) => this.#malformed(null, socket as Socket));
    return server;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
  }

  #serve(request: IncomingMessage, response: ServerResponse, secret: string | null): void {
    this.look();
    const standing = this.#standing;
    const probe = secret === null ? null : { path: pathBehind(request.url ?? "", secret) };
    const code = this.#refusal(standing, request, probe);
    if (code !== null) return refuseExchange(request, response, code);
    const exchange = new Exchange(this.#exchangeParts, request, response, probe);
    this.#waiting.add(exchange);
    exchange.begin();
  }

  #takesSlot(exchange: Exchange): boolean {
    const nowMs = this.#options.clock.monotonicMs();
    const levelPpm = levelOf(this.#standing);
    if (levelPpm === 0 || !this.#share.admits(levelPpm, nowMs)) return false;
    this.#waiting.delete(exchange);
    this.#open.add(exchange);
    this.#share.begin(levelPpm, nowMs);
    return true;
  }

  /** Why a request is not let in: a ladder of guards, the token first. */
  #refusal(standing: Standing, request: IncomingMessage, probe: { path: string } | null): GateRefusalCode | null {
    const { headers } = request;
    if (standing.serves === "nothing") return standing.code;
    if (standing.serves === "probes" && probe === null) return "TOKEN_MISSING";
    if (!(probe?.path ?? request.url ?? "").startsWith("/")) return "REQUEST_MALFORMED";
    // Node bounds the bytes of names and values; very short fields are many.
    if (request.rawHeaders.length > 2 * HEADER_FIELDS_MAX) return "REQUEST_TOO_LARGE";
    if (headers.upgrade !== undefined && !/^\s*h2c\s*$/i.test(headers.upgrade)) return "UPGRADE_REFUSED";
    if (Number(headers["content-length"] ?? 0) > this.#limits.requestBytesMax) return "REQUEST_TOO_LARGE";
    if (!isPlain(headers["content-encoding"])) return "REQUEST_UNREADABLE";
    const nowMs = this.#options.clock.monotonicMs();
    return this.#share.admits(standing.levelPpm, nowMs) ? null : "POWER_SHARE_SPENT";
  }

  #over(exchange: Exchange): void {
    this.#waiting.delete(exchange);
    if (this.#open.delete(exchange)) this.#share.end(this.#options.clock.monotonicMs());
  }

  /** What is no HTTP is answered only where no answer is under way that it would be taken for a part of. */
  #malformed(fault: NodeJS.ErrnoException | null, socket: Socket): void {
    const isBusy = [...this.#open].some((exchange) => exchange.socket === socket);
    if (isBusy || !socket.writable || fault?.code === "ECONNRESET") return void socket.destroy();
    const { status, headers, body } = problemOf(codeOf(fault));
    const lines = headers.map((text, place) => (place % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join("");
    socket.end(`HTTP/1.1 ${status} Refused\r\n${lines}Connection: close\r\n\r\n${body}`, () => socket.destroy());
  }
}

const levelOf = (standing: Standing): number => (standing.serves === "nothing" ? 0 : standing.levelPpm);

const isSame = (left: Standing, right: Standing): boolean =>
  left.serves === "nothing" || right.serves === "nothing"
    ? left.serves === right.serves && "code" in left && "code" in right && left.code === right.code
    : left.serves === right.serves && left.levelPpm === right.levelPpm;

/** What a probe asks the model server for; nothing where the secret is not there. */
const pathBehind = (url: string, secret: string): string =>
  url.startsWith(`/${secret}/`) ? url.slice(secret.length + 1) : "";

const inAddress = (host: string): string => (host.includes(":") ? `[${host}]` : host);

function codeOf(fault: NodeJS.ErrnoException | null): GateRefusalCode {
  if (fault?.code === "HPE_HEADER_OVERFLOW" || fault?.code === "HPE_CHUNK_EXTENSIONS_OVERFLOW")
    return "REQUEST_TOO_LARGE";
  return fault?.code === "ERR_HTTP_REQUEST_TIMEOUT" ? "REQUEST_TIMED_OUT" : "REQUEST_MALFORMED";
}

const notLoopback = (host: string): PlimsollError =>
  new PlimsollError({
    code: "PROBE_ADDRESS_NOT_LOOPBACK",
    expected: "a loopback address for probes",
    received: `"${host}"`,
    fix: "use 127.0.0.1: what comes in there is taken for probes",
  });
