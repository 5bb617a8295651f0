import { Agent, request } from "node:http";
import type { SignedCommand } from "@plimsoll/ledger";
import { ask } from "./ask.ts";
import { wait } from "./eventually.ts";
import { judgement, JUDGES, type Signer } from "./signer.ts";

interface Acknowledged {
  readonly firstEntry: number;
  readonly body: object;
}

/** Clients that send commands as fast as they are answered, and remember every answer that they got. */
export class Load {
  /** By the id of the command. */
  readonly acknowledged = new Map<string, Acknowledged>();
  /** Answers that were neither a decision nor a refusal that may come. */
  readonly strange: string[] = [];
  /** How long each answer took, ms. */
  readonly latenciesMs: number[] = [];
  readonly #signer: Signer;
  readonly #unanswered = new Map<string, object>();
  #isStopped = false;
  #made = 0;

  constructor(signer: Signer) {
    this.#signer = signer;
  }

  /** Sends until it is stopped or nobody answers any more. @param pauseMs of each client between its commands */
  async run(url: string, clients: number, commandsMax = Number.POSITIVE_INFINITY, pauseMs = 0): Promise<void> {
    this.#isStopped = false;
    const agent = new Agent({ keepAlive: true, maxSockets: clients });
    const until = this.#made + commandsMax;
    const one = async (): Promise<void> => {
      while (!this.#isStopped && this.#made < until) {
        this.#made += 1;
        const id = `load-${this.#made}`;
        if (!(await this.#send(agent, url, id, judgement(id)))) return;
        if (pauseMs > 0) await wait(pauseMs);
      }
    };
    await Promise.all(Array.from({ length: clients }, one));
    agent.destroy();
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** What was sent and never answered is sent again: it was decided or not, and is so once. */
  async resubmitUnanswered(url: string): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    for (const [id, body] of [...this.#unanswered]) await this.#send(agent, url, id, body);
    agent.destroy();
  }

  /** Throws unless every acknowledged command stands in the log where its answer said. */
  async assertNothingLost(url: string): Promise<void> {
    const byIndex = new Map([...this.acknowledged].map(([id, { firstEntry, body }]) => [firstEntry, { id, body }]));
    if (byIndex.size !== this.acknowledged.size) throw new Error("two commands were told the same place");
    let left = byIndex.size;
    for (let from: string | null = "0"; from !== null;) {
      const page: EntryPage = (await ask(url, `/v1/entries?from=${from}&limit=500`)).json<EntryPage>();
      for (const { index, entry } of page.items) {
        const known = byIndex.get(index);
        if (known === undefined) continue;
        const { artifact } = known.body as { readonly artifact: string };
        if (entry["kind"] !== "release.judged" || entry["artifact"] !== artifact)
          throw new Error(`${known.id} is not at ${index}: ${JSON.stringify(entry)}`);
        left -= 1;
      }
      from = page.next;
    }
    if (left > 0) throw new Error(`${left} acknowledged commands are not in the log`);
    if (this.strange.length > 0) throw new Error(`strange answers: ${this.strange.slice(0, 3).join("; ")}`);
  }

  /** Whether somebody answered. */
  async #send(agent: Agent, url: string, id: string, body: object): Promise<boolean> {
    this.#unanswered.set(id, body);
    const startedMs = performance.now();
    const told = await sendBy(agent, url, this.#signer.command(id, body, JUDGES));
    if (told === null) return false;
    this.latenciesMs.push(performance.now() - startedMs);
    this.#unanswered.delete(id);
    if (told.status === 200) {
      const { firstEntry } = JSON.parse(told.text) as { readonly firstEntry: number };
      this.acknowledged.set(id, { firstEntry, body });
    } else if (told.status !== 503) this.strange.push(`${told.status} ${told.text}`);
    else this.#unanswered.set(id, body);
    return true;
  }
}

interface EntryPage {
  readonly items: readonly { readonly index: number; readonly entry: Readonly<Record<string, unknown>> }[];
  readonly next: string | null;
}

interface Told {
  readonly status: number;
  readonly text: string;
}

/** Null where the connection broke before the whole answer was there. */
function sendBy(agent: Agent, url: string, command: SignedCommand): Promise<Told | null> {
  return new Promise((resolve) => {
    const headers = { "content-type": "application/json" };
    const sent = request(`${url}/v1/commands`, { agent, method: "POST", headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.once("end", () => resolve({ status: response.statusCode ?? 0, text }));
      response.once("error", () => resolve(null)).once("aborted", () => resolve(null));
    });
    sent.once("error", () => resolve(null));
    sent.end(JSON.stringify(command));
  });
}
