import { Agent, request } from "node:http";

/** What came back of a load. */
export interface LoadResult {
  readonly answered: number;
  readonly failed: number;
  readonly elapsedMs: number;
  /** From sending to the whole answer, ms, sorted. */
  readonly latenciesMs: readonly number[];
}

export interface Target {
  readonly port: number;
  readonly path: string;
}

const connections = (count: number): Agent => new Agent({ keepAlive: true, maxSockets: count, scheduling: "fifo" });

/** Posts bodies over so many connections, each sending its next as soon as it is answered. */
export async function closedLoad(
  target: Target,
  bodies: readonly string[],
  connectionCount: number,
): Promise<LoadResult> {
  const agent = connections(connectionCount);
  const told = tally();
  let next = 0;
  const client = async (): Promise<void> => {
    for (let place = next++; place < bodies.length; place = next++)
      await told.time(() => post(agent, target, bodies[place] ?? ""));
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: connectionCount }, client));
  agent.destroy();
  return told.result(performance.now() - startedMs);
}

/** Posts bodies at a steady rate, whether earlier ones were answered or not: latency counts from when each was due. */
export async function openLoad(target: Target, bodies: readonly string[], perSecond: number): Promise<LoadResult> {
  const agent = connections(256);
  const told = tally();
  const startedMs = performance.now();
  const sent: Promise<void>[] = [];
  while (sent.length < bodies.length) {
    const due = Math.min(bodies.length, Math.floor(((performance.now() - startedMs) * perSecond) / 1_000));
    while (sent.length < due) {
      const dueMs = startedMs + (sent.length * 1_000) / perSecond;
      const body = bodies[sent.length] ?? "";
      sent.push(told.time(() => post(agent, target, body), dueMs));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(sent);
  agent.destroy();
  return told.result(performance.now() - startedMs);
}

function tally() {
  const latenciesMs: number[] = [];
  let failed = 0;
  return {
    time: async (act: () => Promise<number>, fromMs = performance.now()): Promise<void> => {
      const status = await act().catch(() => 0);
      if (status === 200) latenciesMs.push(performance.now() - fromMs);
      else failed += 1;
    },
    result: (elapsedMs: number): LoadResult => ({
      answered: latenciesMs.length,
      failed,
      elapsedMs,
      latenciesMs: latenciesMs.toSorted((left, right) => left - right),
    }),
  };
}

const post = (agent: Agent, { port, path }: Target, body: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const sent = request({ host: "127.0.0.1", port, path, method: "POST", agent, headers }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode ?? 0));
    });
    sent.on("error", reject).end(body);
  });

/** @param share 0 to 1 */
export const quantileMs = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
