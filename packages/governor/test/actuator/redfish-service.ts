import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type RedfishClient, redfishClient } from "../../src/actuator/redfish/redfish-client.ts";

const fixture = (name: string): string => readFileSync(new URL(`./fixtures/redfish/${name}`, import.meta.url), "utf8");

export const AUTHORITY = fixture("authority.pem");
export const METRICS = "/redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_SXM_1/EnvironmentMetrics";
export const SYSTEM = "/redfish/v1/Systems/DGX";
const SESSIONS = "/redfish/v1/SessionService/Sessions";

interface Limit {
  SetPoint: number;
  ControlMode: string;
  AllowableMin: number;
  AllowableMax: number;
  Reading?: number;
}

/** A Redfish service for tests: one component's EnvironmentMetrics and one system, after DMTF DSP0266, answering with the fixtures. */
export class RedfishService {
  readonly metrics: { PowerLimitWatts: Limit };
  readonly requests: string[] = [];
  powerState = "On";
  sessions = new Set<string>();
  /** Somebody else changes the resource before each of so many PATCHes. */
  rivals = 0;
  /** Answers with these before it does its work. */
  refusals: number[] = [];
  /** Takes a PATCH and does nothing. */
  isDeaf = false;
  #revision = 1;
  #server: Server;

  constructor(file: string) {
    this.metrics = JSON.parse(fixture(file)) as { PowerLimitWatts: Limit };
    this.#server = createServer(
      { key: fixture("server-key.pem"), cert: fixture("server.pem") },
      (request, response) => {
        void this.#serve(request, response);
      },
    );
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get origin(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  client(options: { password?: string; authorities?: string; timeoutMs?: number } = {}): RedfishClient {
    return redfishClient({
      origin: this.origin,
      authorities: AUTHORITY,
      userName: "operator",
      password: "correct",
      timeoutMs: 2_000,
      ...options,
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const what = `${request.method} ${request.url}`;
    this.requests.push(what);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = chunks.length === 0 ? null : (JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown);
    const { status, content = null, headers = {} } = this.#answer(what, request, body);
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(content === null ? undefined : JSON.stringify(content));
  }

  #answer(what: string, request: IncomingMessage, body: unknown): Answer {
    const refusal = this.refusals.shift();
    if (refusal !== undefined) return { status: refusal };
    if (what === `POST ${SESSIONS}`) return this.#logIn(body as { Password: string });
    if (!this.sessions.has(String(request.headers["x-auth-token"]))) return { status: 401 };
    if (what === `GET ${METRICS}`) return { status: 200, content: this.metrics, headers: { etag: this.#etag } };
    if (what === `PATCH ${METRICS}`) return this.#patch(request, body as { PowerLimitWatts: Partial<Limit> });
    if (what === `GET ${SYSTEM}`) return { status: 200, content: { PowerState: this.powerState } };
    if (what === `POST ${SYSTEM}/Actions/ComputerSystem.Reset`) {
      if ((body as { ResetType: string }).ResetType === "ForceOff") this.powerState = "Off";
      return { status: 204 };
    }
    if (what.startsWith(`DELETE ${SESSIONS}/`)) {
      this.sessions.clear();
      return { status: 204 };
    }
    return { status: 404 };
  }

  #logIn({ Password }: { Password: string }): Answer {
    if (Password !== "correct") return { status: 401 };
    const token = `token-${this.requests.length}`;
    this.sessions.add(token);
    return { status: 201, content: {}, headers: { "x-auth-token": token, location: `${SESSIONS}/1` } };
  }

  #patch(request: IncomingMessage, { PowerLimitWatts }: { PowerLimitWatts: Partial<Limit> }): Answer {
    if (this.rivals > 0) {
      this.rivals -= 1;
      this.#revision += 1;
    }
    if (request.headers["if-match"] !== this.#etag) return { status: 412 };
    const { SetPoint = 0 } = PowerLimitWatts;
    const limit = this.metrics.PowerLimitWatts;
    if (SetPoint < limit.AllowableMin || SetPoint > limit.AllowableMax)
      return { status: 400, content: { error: { code: "Base.1.8.PropertyValueNotInList" } } };
    if (!this.isDeaf) Object.assign(limit, PowerLimitWatts);
    this.#revision += 1;
    return { status: 200, content: this.metrics };
  }

  get #etag(): string {
    return `W/"${this.#revision}"`;
  }
}

interface Answer {
  readonly status: number;
  readonly content?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
