/**
 * Asks a webhook at a fixed rate over TLS connections that stay open, in a process of its own. Each review has its time, and
 * what it waited from then on counts, also while the sender itself was late: no slow answer slows the asking down.
 *
 * Arguments: JSON of `LoadPlan`. Prints JSON of `LoadFigures`.
 */
import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";

export interface LoadPlan {
  readonly url: string;
  readonly caFile: string;
  /** One review per line, asked in turn. */
  readonly reviewsFile: string;
  readonly perSecond: number;
  readonly seconds: number;
  /** Asked and answered before the clock starts. */
  readonly warmUp: number;
  /** Reviews that are to be denied: every so many, from the first. 0: none. */
  readonly deniedEvery: number;
}

export interface LoadFigures {
  readonly answers: number;
  readonly wrong: number;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly longestMs: number;
  /** How late the sender was in 99 of 100: the load's own part of the figures above. */
  readonly senderLateP99Ms: number;
}

const plan = JSON.parse(process.argv[2] ?? "") as LoadPlan;
const reviews = readFileSync(plan.reviewsFile, "utf8").trimEnd().split("\n");
const agent = new Agent({ keepAlive: true, maxSockets: 32, ca: readFileSync(plan.caFile) });
const [latencies, lateness]: [number[], number[]] = [[], []];
let [wrong, failed] = [0, 0];

for (let index = 0; index < plan.warmUp; index += 32) {
  await Promise.all(Array.from({ length: 32 }, (_, place) => ask(index + place)));
}
latencies.length = 0;
[wrong, failed] = [0, 0];
await askAtRate();
process.stdout.write(`${JSON.stringify(figures())}\n`);
agent.destroy();

async function askAtRate(): Promise<void> {
  const total = plan.perSecond * plan.seconds;
  const startMs = performance.now();
  const answers: Promise<void>[] = [];
  await new Promise<void>((resolve) => {
    const sendDue = (): void => {
      const due = Math.min(total, Math.floor(((performance.now() - startMs) * plan.perSecond) / 1_000));
      while (answers.length < due) {
        const dueMs = startMs + (answers.length * 1_000) / plan.perSecond;
        lateness.push(performance.now() - dueMs);
        answers.push(ask(answers.length, dueMs));
      }
      if (answers.length < total) setTimeout(sendDue, 1);
      else resolve();
    };
    sendDue();
  });
  await Promise.all(answers);
}

function ask(index: number, fromMs = performance.now()): Promise<void> {
  const body = reviews[index % reviews.length] ?? "";
  const isDenied = plan.deniedEvery > 0 && (index % reviews.length) % plan.deniedEvery === 0;
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  return new Promise((resolve) => {
    const sent = request(plan.url, { method: "POST", agent, headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
      response.on("end", () => {
        latencies.push(performance.now() - fromMs);
        if (response.statusCode !== 200 || !text.includes(`"allowed":${!isDenied}`)) wrong += 1;
        resolve();
      });
    });
    sent.on("error", () => {
      failed += 1;
      resolve();
    });
    sent.end(body);
  });
}

function figures(): LoadFigures {
  latencies.sort((left, right) => left - right);
  lateness.sort((left, right) => left - right);
  const at = (sorted: readonly number[], perMille: number): number =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * perMille) / 1_000))] ?? 0) * 1_000) /
    1_000;
  return {
    answers: latencies.length,
    wrong,
    failed,
    p50Ms: at(latencies, 500),
    p99Ms: at(latencies, 990),
    p999Ms: at(latencies, 999),
    longestMs: at(latencies, 1_000),
    senderLateP99Ms: at(lateness, 990),
  };
}
