import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The small model behind an endpoint of its own process, which ends with this one. */
export interface ModelServer {
  readonly baseUrl: string;
  readonly model: string;
  readonly close: () => Promise<void>;
}

const PROGRAM = fileURLToPath(new URL("./serve.ts", import.meta.url));

export async function startModelServer(threads: number): Promise<ModelServer> {
  const child = spawn(process.execPath, [PROGRAM, "--threads", `${threads}`], { stdio: ["pipe", "pipe", "inherit"] });
  const { port, model } = JSON.parse(await firstLine(child)) as { port: number; model: string };
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    model,
    close: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("expected a server with standard output");
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error("the server of the model ended before it listened");
}
