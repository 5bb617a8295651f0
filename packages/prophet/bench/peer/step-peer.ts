import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { HIDDEN, INPUTS, ROWS } from "../engine-subject.ts";

/** Another library that takes the steps of the bench when asked, in a process of its own. */
export interface StepPeer {
  readonly name: string;
  readonly version: string;
  /** Steps per CPU second, and the loss after them. */
  round(steps: number): Promise<{ readonly stepsPerSecond: number; readonly loss: number }>;
  close(): void;
}

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const PEERS = `${ROOT}node_modules/.cache/prophet-peers/`;
const SIZES = [INPUTS, HIDDEN, ROWS].map(String);
const fileBeside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

interface Start {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Where `scripts/install/prophet-peers.js` puts PyPI's PyTorch, or where it stands for other benches and tests. */
const INTERPRETERS = ["prophet-peers/python", "learning-peers", "python"].map(
  (folder) => `${ROOT}node_modules/.cache/${folder}/bin/python`,
);

function pypi(): Start | null {
  const program = INTERPRETERS.find((path) => existsSync(path));
  if (program === undefined) return null;
  return { name: "PyTorch of PyPI", program, args: [fileBeside("mlp_torch.py"), ...SIZES], environment: {} };
}

function debian(): Start | null {
  const root = `${PEERS}debian/root`;
  if (!existsSync(`${PEERS}debian/unpacked`)) return null;
  const libraries = ["lib", "lib/blas", "lib/lapack"].map((folder) => folder.replace("lib", "lib/x86_64-linux-gnu"));
  const folders = [
    `${root}/lib/x86_64-linux-gnu`,
    `${root}/usr/lib`,
    ...libraries.map((folder) => `${root}/usr/${folder}`),
  ];
  const environment = {
    LD_LIBRARY_PATH: folders.join(":"),
    PYTHONPATH: `${root}/usr/lib/python3/dist-packages`,
  };
  return {
    name: "PyTorch of Debian",
    program: "/usr/bin/python3",
    args: [fileBeside("mlp_torch.py"), ...SIZES],
    environment,
  };
}

const tensorFlow = (backend: "wasm" | "cpu") => (): Start | null => {
  const folder = `${PEERS}tfjs`;
  if (!existsSync(`${folder}/node_modules/@tensorflow/tfjs-backend-wasm`)) return null;
  const args = [fileBeside("mlp-tfjs.mjs"), folder, backend, ...SIZES];
  return { name: `TensorFlow.js, ${backend}`, program: process.execPath, args, environment: {} };
};

/** By name in the bench's output. `null` for one that is not installed, or does not start. */
export async function openPeers(): Promise<Readonly<Record<string, StepPeer | null>>> {
  const starts = { pypi, debian, tfjsWasm: tensorFlow("wasm"), tfjsCpu: tensorFlow("cpu") };
  const opened: Record<string, StepPeer | null> = {};
  for (const [key, start] of Object.entries(starts)) {
    const found = start();
    opened[key] = found === null ? null : await open(found);
  }
  return opened;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

async function open({ name, program, args, environment }: Start): Promise<StepPeer | null> {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1", OMP_NUM_THREADS: "1", ...environment };
  const child: Child = spawn(program, args, { env, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Record<string, unknown> | null> => {
    const line = await lines.next();
    return line.done === true ? null : (JSON.parse(line.value) as Record<string, unknown>);
  };
  const hello = await answer();
  if (hello === null) return null;
  return {
    name,
    version: String(hello["version"]),
    round: async (steps) => {
      child.stdin.write(`${steps}\n`);
      const said = await answer();
      if (said === null) throw new Error(`${name} ended in the middle of a round`);
      return { stepsPerSecond: steps / Number(said["cpuSeconds"]), loss: Number(said["loss"]) };
    },
    close: () => child.stdin.end(),
  };
}
