import { denialCodeOf, type EvictionEvent, type WebhookEvent } from "@plimsoll/governor";
import { printJson } from "../output/print-json.ts";

export interface WebhookTally {
  readonly reviews: number;
  readonly denied: number;
  readonly evicted: number;
}

/** What a gate before a cluster tells: denials and evictions one by one, permissions only as a number. */
export class WebhookEvents {
  readonly #asJson: boolean;
  #tally: WebhookTally = { reviews: 0, denied: 0, evicted: 0 };

  constructor(asJson: boolean) {
    this.#asJson = asJson;
  }

  get tally(): WebhookTally {
    return this.#tally;
  }

  listening(at: string, evicts: boolean): void {
    this.#say("listening", { at, evicts }, `at ${at}${evicts ? ", and takes away what loses its token" : ""}`);
  }

  feed(isConnected: boolean): void {
    const text = isConnected
      ? "the withdrawal feed is back"
      : "the withdrawal feed is lost; tokens run out by themselves";
    this.#say("feed", { connected: isConnected }, text);
  }

  webhook(event: WebhookEvent): void {
    if (event.type === "certificate-renewed") return this.#say(event.type, {}, "takes up a renewed certificate");
    if (event.type === "certificate-refused") {
      const { code, message } = event.fault;
      return this.#say(event.type, { code, message }, `keeps the old certificate: ${message}`);
    }
    const code = denialCodeOf(event.response);
    const { reviews, denied, evicted } = this.#tally;
    this.#tally = { reviews: reviews + 1, denied: denied + (code === null ? 0 : 1), evicted };
    if (code === null) return;
    const { uid, status } = event.response;
    this.#say("denied", { uid, code, ...event.subject }, `denied ${event.subject.name}: ${status?.message}`);
  }

  eviction(event: EvictionEvent): void {
    if (event.type === "evicted") this.#tally = { ...this.#tally, evicted: this.#tally.evicted + 1 };
    const { type, ...fields } = event;
    this.#say(type, fields, evictionText(event));
  }

  #say(type: string, fields: object, text: string): void {
    if (this.#asJson) printJson({ type, ...fields });
    else process.stderr.write(`plimsoll: gate ${text}\n`);
  }
}

const TEXTS: { readonly [T in EvictionEvent["type"]]: (event: Extract<EvictionEvent, { type: T }>) => string } = {
  evicted: ({ pod, code }) => `took away ${pod}: ${code}`,
  "eviction-failed": ({ pod, message }) => `could not take away ${pod}: ${message}`,
  "owner-stopped": ({ owner }) => `stopped ${owner}`,
  "cluster-lost": ({ message }) => `lost the cluster: ${message}`,
  "cluster-found": () => "sees the cluster",
};

const evictionText = (event: EvictionEvent): string => (TEXTS[event.type] as (event: EvictionEvent) => string)(event);
