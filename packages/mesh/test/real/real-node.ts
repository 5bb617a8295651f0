import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { askNode } from "../../src/node/runtime/control-socket.ts";
import { nodeFolder } from "../../src/node/runtime/node-folder.ts";
import type { NodeStatus } from "../../src/node/runtime/node-status.ts";
import { within } from "./bounded.ts";
import type { NodePlan, NodeWord } from "./node-plan.ts";

const PROGRAM = fileURLToPath(new URL("node-process.ts", import.meta.url));
const START_MS = 60_000;
const ANSWER_MS = 150_000;

type ReadyWord = Extract<NodeWord, { type: "ready" }>;
type Answer = { readonly type: "answer"; readonly ask: number; readonly value?: unknown; readonly fault?: string };

/** How the process of a node is started. */
export interface Launch {
  /** More options of Node, such as `--max-old-space-size=256`. */
  readonly nodeOptions?: readonly string[];
  /** A command that puts what follows it somewhere, and becomes it: `ip netns exec NAME`. */
  readonly within?: readonly string[];
}

/** A process from its start to its end. */
interface Life {
  readonly child: ReturnType<typeof spawn>;
}

/** One node and the process that it runs in, if it does. */
export class RealNode {
  readonly place: number;
  readonly key: string;
  readonly plan: NodePlan;
  /** What it said, over all its lives. */
  readonly words: NodeWord[] = [];
  readonly #launch: Launch;
  #life: Life | null = null;
  #asked = 0;
  readonly #answers = new Map<number, PromiseWithResolvers<Answer>>();
  #complaint = "";

  constructor(place: number, key: string, plan: NodePlan, launch: Launch) {
    this.place = place;
    this.key = key;
    this.plan = plan;
    this.#launch = launch;
  }

  get pid(): number | undefined {
    return this.#life?.child.pid;
  }

  get isRunning(): boolean {
    return this.#life !== null;
  }

  /** Resolves with its first word when it serves; `tookMs` from the start of the process. */
  async start(): Promise<ReadyWord & { readonly tookMs: number }> {
    const beganMs = performance.now();
    const { nodeOptions = [], within: prefix = [] } = this.#launch;
    const options = ["--conditions=@plimsoll/source", "--no-warnings", ...nodeOptions];
    const [program, ...argv] = [...prefix, process.execPath, ...options, PROGRAM];
    const child = spawn(program, [...argv, JSON.stringify(this.plan)], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    this.#life = { child };
    this.#complaint = "";
    child.stdin.on("error", () => undefined);
    child.stderr.on("data", (text: Buffer) => (this.#complaint = (this.#complaint + text.toString()).slice(-2_000)));
    const ready = new Promise<ReadyWord>((resolve, reject) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        const word = JSON.parse(line) as NodeWord | Answer;
        if (word.type === "ready") resolve(word);
        if (word.type === "answer") this.#answers.get(word.ask)?.resolve(word);
        else this.words.push(word);
      });
      child.once("exit", () => reject(new Error(`node ${this.place} ended: ${this.#complaint}`)));
    });
    child.once("exit", () => this.#ended(child));
    const word = await within(START_MS, `node ${this.place} serves`, ready);
    return { ...word, tookMs: performance.now() - beganMs };
  }

  /** Has it do something; see node-orders.ts. Rejects when it ends before it has answered. */
  async order<T>(verb: string, rest: object = {}, withinMs = ANSWER_MS): Promise<T> {
    const child = this.#life?.child;
    if (child === undefined) throw new Error(`node ${this.place} does not run`);
    this.#asked += 1;
    const ask = this.#asked;
    const answered = Promise.withResolvers<Answer>();
    this.#answers.set(ask, answered);
    child.stdin?.write(`${JSON.stringify({ ...rest, ask, verb })}\n`);
    const { value, fault } = await within(withinMs, `node ${this.place} answers ${verb}`, answered.promise).finally(
      () => this.#answers.delete(ask),
    );
    if (fault !== undefined) throw new Error(`node ${this.place}: ${fault}`);
    return value as T;
  }

  async status(): Promise<NodeStatus> {
    return (await askNode(nodeFolder(this.plan.folder).control, { verb: "status" })) as NodeStatus;
  }

  signal(signal: NodeJS.Signals): void {
    this.#life?.child.kill(signal);
  }

  /** `kill -9`, and gone when it resolves. */
  async kill(): Promise<void> {
    const child = this.#life?.child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGCONT");
    child.kill("SIGKILL");
    await gone;
  }

  #ended(child: ReturnType<typeof spawn>): void {
    if (this.#life?.child === child) this.#life = null;
    for (const { reject } of this.#answers.values())
      reject(new Error(`node ${this.place} ended before it had answered`));
    this.#answers.clear();
  }

  /** Its disk is gone; its key and the genesis are brought again. */
  deleteDisk(): void {
    const { journal } = nodeFolder(this.plan.folder);
    rmSync(journal, { recursive: true, force: true });
    if (existsSync(journal)) throw new Error(`${journal} is still there`);
  }
}
