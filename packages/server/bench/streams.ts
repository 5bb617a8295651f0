import { Agent, get } from "node:http";

/** What 500 readers of the event stream saw of some commands. */
export interface StreamResult {
  readonly readers: number;
  /** From sending a command to the event at each reader, ms, sorted. */
  readonly latenciesMs: readonly number[];
}

/**
 * Opens event streams, then has commands submitted one after the other, and takes the time at which every reader has each entry.
 *
 * @param submit sends one command and resolves when it was answered
 */
export async function streamLatencies(
  url: string,
  readers: number,
  commands: number,
  submit: () => Promise<void>,
): Promise<StreamResult> {
  const agent = new Agent({ maxSockets: readers });
  const latenciesMs: number[] = [];
  let sentMs = 0;
  let seen = 0;
  let everybody: () => void = () => {};
  const closes = await Promise.all(
    Array.from({ length: readers }, () =>
      opened(agent, url, () => {
        latenciesMs.push(performance.now() - sentMs);
        seen += 1;
        if (seen === readers) everybody();
      }),
    ),
  );
  for (let place = 0; place < commands; place += 1) {
    const { promise, resolve } = Promise.withResolvers<void>();
    seen = 0;
    everybody = resolve;
    sentMs = performance.now();
    await Promise.all([submit(), promise]);
  }
  for (const close of closes) close();
  agent.destroy();
  return { readers, latenciesMs: latenciesMs.toSorted((left, right) => left - right) };
}

/** Resolves with how to close it, once the stream has begun. */
const opened = (agent: Agent, url: string, onEntry: () => void): Promise<() => void> =>
  new Promise((resolve, reject) => {
    const request = get(`${url}/v1/events`, { agent }, (answer) => {
      let rest = "";
      answer.setEncoding("utf8").on("data", (text: string) => {
        const events = (rest + text).split("\n\n");
        rest = events.pop() ?? "";
        for (const event of events) if (event.startsWith("id: ")) onEntry();
        resolve(() => request.destroy());
      });
      answer.on("error", () => {});
    });
    request.on("error", reject);
  });
