import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { endToEndHeaders, endToEndTrailers } from "./end-to-end-headers.ts";
import { answerKindOf, answerReader, type BodyReader, isPlain, requestReader } from "./body-readers.ts";
import type { ApiUsageCounter } from "./api-usage.ts";
import type { EdgeWatch } from "./edge-watch.ts";
import type { HeldBodies } from "./held-bodies.ts";
import { type GateRefusalCode, problemOf } from "./problem.ts";
import type { ProxyLimits } from "./proxy-limits.ts";
import { isForeignText } from "./text-encoding.ts";
import type { TrafficProfile } from "./traffic-profile.ts";
import type { UpstreamLine } from "./upstream-line.ts";

/** What all exchanges of a gate share. */
export interface ExchangeParts {
  readonly line: UpstreamLine;
  readonly limits: ProxyLimits;
  readonly usage: ApiUsageCounter;
  readonly edges: EdgeWatch | null;
  /** Refuse requests that offer tools which were not declared, rather than report the tools. */
  readonly refusesUndeclaredTools: boolean;
  readonly held: HeldBodies;
  readonly profile: TrafficProfile;
  readonly nowMs: () => number;
  /** Asked for every piece that passes: whether the gate still stands. */
  readonly mayPass: () => boolean;
  /** Asked once, when it is about to go to the model server: whether there is a slot, which it then has until it is over. */
  readonly takesSlot: (exchange: Exchange) => boolean;
  readonly onOver: (exchange: Exchange) => void;
}

/** Fields that the gate writes itself. */
const OWN_FIELDS: ReadonlySet<string> = new Set(["host", "via"]);
const OWN_FIELDS_OF_BODIES: ReadonlySet<string> = new Set([...OWN_FIELDS, "accept-encoding"]);

/** What a gate that refuses asks about tools. */
type Declared = Pick<EdgeWatch, "isDeclared">;

/** Where nobody said which tools there are, there are none. */
const NOTHING_DECLARED: Declared = { isDeclared: () => false };

/** Methods that may be asked again when a connection that rested was closed meanwhile (RFC 9110 §9.2.2). */
const REPEATABLE: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** One request with its answer, both passed on piece by piece as they come, no faster than the slower side takes them. */
export class Exchange {
  readonly isProbe: boolean;
  readonly startedMs: number;
  readonly #parts: ExchangeParts;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  /** The path at the model server. */
  readonly #path: string;
  readonly #hasBody: boolean;
  #toUpstream: ClientRequest | null = null;
  #requestReader: BodyReader | null = null;
  #answerReader: BodyReader | null = null;
  #bytesIn = 0;
  /** Nobody waits for `100 Continue`. */
  #isBodyDue: boolean;
  /** When the last piece passed, in either direction. */
  #movedMs: number;
  #isAnswered = false;
  #isRepeated = false;
  #isOver = false;

  constructor(
    parts: ExchangeParts,
    request: IncomingMessage,
    response: ServerResponse,
    probe: { path: string } | null,
  ) {
    this.#parts = parts;
    this.#request = request;
    this.#response = response;
    this.isProbe = probe !== null;
    this.#path = probe?.path ?? request.url ?? "";
    this.#hasBody = hasBody(request);
    this.#isBodyDue = this.#hasBody && request.headers.expect === undefined;
    this.startedMs = parts.nowMs();
    this.#movedMs = this.startedMs;
  }

  get socket(): Socket {
    return this.#request.socket;
  }

  begin(): void {
    const { edges, refusesUndeclaredTools } = this.#parts;
    this.#response.on("close", () => this.#end());
    // A pipelined request whose turn never came has no response that could close.
    this.#request.on("error", () => this.#end());
    if (!this.#hasBody) return void this.#send();
    if (this.isProbe || (edges === null && !refusesUndeclaredTools)) return this.#passBody();
    if (isForeignText(this.#request.rawHeaders)) return this.cut("REQUEST_UNREADABLE");
    if (refusesUndeclaredTools) return this.#hold(edges ?? NOTHING_DECLARED);
    if (edges !== null) this.#requestReader = requestReader(edges, this.#onWideText);
    this.#passBody();
  }

  readonly #onWideText = (): void => this.cut("REQUEST_UNREADABLE");

  /** Keeps a body back until it is known which tools it offers. */
  #hold(edges: Declared): void {
    const pieces: Buffer[] = [];
    let isForeign = false;
    const reader = requestReader({ saw: (tool) => (isForeign ||= !edges.isDeclared(tool)) }, this.#onWideText);
    this.#continue();
    this.#request.on("data", (bytes: Buffer) => {
      if (!this.#take(bytes)) return;
      reader.write(bytes);
      if (this.#hasEnded()) return;
      if (isForeign) return this.#forget(pieces);
      pieces.push(bytes);
      this.#parts.held.keep(this, bytes.length);
    });
    this.#request.on("end", () => {
      if (!this.#passes()) return;
      if (isForeign) this.cut("TOOL_UNDECLARED");
      else this.#passHeld(pieces);
    });
  }

  /** What will not go on is not kept. */
  #forget(pieces: Buffer[]): void {
    pieces.length = 0;
    this.#parts.held.release(this);
  }

  #continue(): void {
    if (!this.#isBodyDue) this.#response.writeContinue();
    this.#isBodyDue = true;
    this.#moved();
  }

  /** Ends it because the gate does not stand any more, or time is up. Whoever has begun to read an answer sees a connection that broke. */
  cut(code: GateRefusalCode): void {
    if (this.#isOver) return;
    const { headersSent, socket } = this.#response;
    if (headersSent || socket === null) this.socket.resetAndDestroy();
    else refuseExchange(this.#request, this.#response, code);
    this.#end();
  }

  /** Why it may not go on, by time alone; `null` where it may. */
  overdue(nowMs: number): GateRefusalCode | null {
    const { firstByteMs, stallMs, responseMs, bodyStallMs } = this.#parts.limits;
    const stillMs = nowMs - this.#movedMs;
    if (this.#isBodyAwaited() && stillMs > bodyStallMs) return "REQUEST_TIMED_OUT";
    const isLate = stillMs > (this.#isAnswered ? stallMs : firstByteMs) || nowMs - this.startedMs > responseMs;
    return isLate ? "UPSTREAM_TIMED_OUT" : null;
  }

  /** It is for the client, and for nobody else, to go on. */
  #isBodyAwaited(): boolean {
    return this.#isBodyDue && !this.#isAnswered && !this.#request.complete && !this.#request.isPaused();
  }

  /** Goes to the model server, with its header; `null` where it could not. */
  #send(): ClientRequest | null {
    if (!this.#isRepeated && !this.#parts.takesSlot(this)) return this.#refused("POWER_SHARE_SPENT");
    const toUpstream = this.#toUpstreamNow();
    if (toUpstream === null) return this.#refused("REQUEST_MALFORMED");
    this.#toUpstream = toUpstream;
    if (!this.#isRepeated) this.#parts.usage.addCall();
    toUpstream.on("response", (answer) => this.#answer(answer));
    toUpstream.on("continue", () => {
      if (!this.#isOver) this.#continue();
    });
    // Once there is an answer, it is the answer that tells: what is left of it may be read after the connection's end.
    toUpstream.on("error", () => this.#lostUnanswered(toUpstream));
    toUpstream.on("close", () => this.#lostUnanswered(toUpstream));
    if (!this.#hasBody) toUpstream.end();
    return toUpstream;
  }

  #refused(code: GateRefusalCode): null {
    this.cut(code);
    return null;
  }

  /** `null` where it holds something that may be received and not sent. */
  #toUpstreamNow(): ClientRequest | null {
    try {
      return this.#parts.line.request(this.#request.method ?? "GET", this.#path, this.#headers());
    } catch {
      return null;
    }
  }

  #passHeld(pieces: Buffer[]): void {
    const { held, usage } = this.#parts;
    const toUpstream = this.#send();
    if (toUpstream === null) return this.#forget(pieces);
    held.passOn(this);
    usage.addBytesIn(this.#bytesIn);
    for (const bytes of pieces.splice(0)) toUpstream.write(bytes);
    toUpstream.end(() => held.release(this));
  }

  #headers(): string[] {
    const { line, profile } = this.#parts;
    const { method = "GET", rawHeaders, headers } = this.#request;
    const own = endToEndHeaders(rawHeaders, headers.connection, this.#hasBody ? OWN_FIELDS_OF_BODIES : OWN_FIELDS);
    if (!this.isProbe) profile.remember(method, this.#path, own, this.socket);
    const fields = this.isProbe ? profile.clothe(method, this.#path, own) : own;
    const head = ["Host", line.authority, ...fields, "Via", "1.1 gate"];
    // What is compressed cannot be measured: an answer to a body is asked for as it is.
    if (this.#hasBody) head.push("Accept-Encoding", "identity");
    head.push(...framingOf(this.#request, this.#hasBody));
    return head;
  }

  /** Who sends a header and nothing after it keeps nobody out: with the first piece it goes to the model server. */
  #passBody(): void {
    this.#request.on("data", (bytes: Buffer) => this.#passUp(bytes));
    this.#request.on("end", () => this.#endUp());
    // Whether to go on is the model server's to say.
    if (!this.#isBodyDue) this.#toUpstreamWithBody();
  }

  #toUpstreamWithBody(): ClientRequest | null {
    if (this.#toUpstream !== null) return this.#toUpstream;
    const toUpstream = this.#send();
    toUpstream?.on("drain", () => {
      this.#moved();
      this.#request.resume();
    });
    return toUpstream;
  }

  #passUp(bytes: Buffer): void {
    if (!this.#take(bytes)) return;
    // Read first: what cannot be read must not be there already.
    this.#requestReader?.write(bytes);
    const toUpstream = this.#hasEnded() ? null : this.#toUpstreamWithBody();
    if (toUpstream === null) return;
    if (!toUpstream.write(bytes)) this.#request.pause();
    this.#parts.usage.addBytesIn(bytes.length);
  }

  #endUp(): void {
    const toUpstream = this.#passes() ? this.#toUpstreamWithBody() : null;
    if (toUpstream === null) return;
    this.#requestReader?.end();
    const trailers = endToEndTrailers(this.#request.rawTrailers);
    if (trailers !== null) toUpstream.addTrailers(trailers);
    toUpstream.end();
  }

  /** Whether a piece of the request may be taken. */
  #take(bytes: Buffer): boolean {
    if (!this.#passes()) return false;
    this.#moved();
    this.#bytesIn += bytes.length;
    if (this.#bytesIn <= this.#parts.limits.requestBytesMax) return true;
    this.cut("REQUEST_TOO_LARGE");
    return false;
  }

  #answer(answer: IncomingMessage): void {
    if (!this.#passes()) return void answer.destroy();
    this.#moved();
    this.#isAnswered = true;
    const { headers, statusCode = 502, statusMessage } = answer;
    const kind = answerKindOf(headers["content-type"]);
    if (kind !== "other" && !isPlain(headers["content-encoding"])) return this.cut("UPSTREAM_UNREADABLE");
    if (kind !== "other") this.#readAnswer(kind);
    const fields = endToEndHeaders(answer.rawHeaders, headers.connection);
    const length = headers["content-length"];
    if (length !== undefined) fields.push("Content-Length", length);
    try {
      this.#response.writeHead(statusCode, statusMessage, fields);
    } catch {
      return this.cut("UPSTREAM_UNREADABLE");
    }
    // The first token may be long in coming; the head is not kept back for it.
    if (length === undefined) this.#response.flushHeaders();
    this.#passAnswer(answer);
  }

  #readAnswer(kind: "json" | "events"): void {
    const { edges, usage } = this.#parts;
    this.#answerReader = answerReader(kind, this.isProbe ? null : edges, (tokens) => usage.addTokens(tokens));
  }

  #passAnswer(answer: IncomingMessage): void {
    const response = this.#response;
    answer.on("data", (bytes: Buffer) => this.#passDown(answer, bytes));
    response.on("drain", () => {
      this.#moved();
      answer.resume();
    });
    answer.on("end", () => {
      if (!this.#passes()) return;
      const trailers = endToEndTrailers(answer.rawTrailers);
      if (trailers !== null) response.addTrailers(trailers);
      response.end();
    });
    answer.on("error", () => this.cut("UPSTREAM_UNREACHABLE"));
  }

  #passDown(answer: IncomingMessage, bytes: Buffer): void {
    if (!this.#passes()) return;
    this.#moved();
    if (!this.#response.write(bytes)) answer.pause();
    this.#parts.usage.addBytesOut(bytes.length);
    this.#answerReader?.write(bytes);
  }

  /** Whether a piece may go on. Asking may end it. */
  #passes(): boolean {
    return !this.#isOver && this.#parts.mayPass() && !this.#hasEnded();
  }

  #hasEnded(): boolean {
    return this.#isOver;
  }

  #moved(): void {
    this.#movedMs = this.#parts.nowMs();
  }

  /** The model server went away, or never was there. */
  #lostUnanswered(toUpstream: ClientRequest): void {
    if (this.#isOver || this.#isAnswered || toUpstream !== this.#toUpstream) return;
    if (!this.#mayRepeat(toUpstream)) return this.cut("UPSTREAM_UNREACHABLE");
    this.#isRepeated = true;
    this.#send();
  }

  #mayRepeat({ reusedSocket }: ClientRequest): boolean {
    const isRepeatable = !this.#hasBody && REPEATABLE.has(this.#request.method ?? "");
    return reusedSocket && isRepeatable && !this.#isRepeated && this.#parts.mayPass();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    // What is still coming is read away; it might have been kept waiting.
    this.#request.resume();
    // A connection on which something is still under way cannot be used again.
    const isDone = this.#response.writableFinished && this.#toUpstream?.writableFinished === true;
    if (!isDone) this.#toUpstream?.destroy();
    this.#answerReader?.end();
    this.#parts.held.release(this);
    this.#parts.onOver(this);
  }
}

/** Answers by the gate itself. A body that is still coming is read away where it has an end that is near, else the connection ends. */
export function refuseExchange(request: IncomingMessage, response: ServerResponse, code: GateRefusalCode): void {
  const { status, headers, body } = problemOf(code);
  // Who was asked to wait may never send his body: the next request would be taken for it.
  const isNear = request.headers.expect === undefined && Number(request.headers["content-length"]) <= READ_AWAY_BYTES;
  const ends = request.complete || !hasBody(request) || isNear;
  response.writeHead(status, [...headers, ...(ends ? [] : ["Connection", "close"])]);
  response.end(request.method === "HEAD" ? undefined : body);
}

const READ_AWAY_BYTES = 1_048_576;

/** RFC 9112 §6.3: a request has a body if it says so. */
const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined ||
  (headers["content-length"] !== undefined && Number(headers["content-length"]) > 0);

/**
 * Framing is written anew and always (RFC 9112 §6): what a client says about the length of its body is never passed on in
 * two ways, and never left out.
 */
function framingOf({ headers, method }: IncomingMessage, hasBody: boolean): readonly string[] {
  if (headers["transfer-encoding"] !== undefined) return ["Transfer-Encoding", "chunked"];
  if (hasBody) return ["Content-Length", headers["content-length"] as string];
  return method === "GET" || method === "HEAD" || method === "OPTIONS" ? [] : ["Content-Length", "0"];
}
