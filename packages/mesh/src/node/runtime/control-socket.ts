import { rmSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { PlimsollError } from "@plimsoll/foundation";

/** What is asked of a running node from its own machine, and what it answers: one line of JSON each. */
export interface ControlRequest {
  readonly verb: string;
  readonly [field: string]: unknown;
}

export type ControlAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string };

export type ControlHandler = (request: ControlRequest) => Promise<unknown>;

/**
 * The door of a node for whoever may write into its folder: a socket of the file system, not of the network. Nodes never
 * talk to each other through it.
 */
export async function openControl(path: string, handle: ControlHandler): Promise<{ close(): Promise<void> }> {
  // A killed node leaves its socket behind; the folder's lock says that nobody else is there.
  rmSync(path, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    serve(socket, handle);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  return { close: () => closed(server, sockets) };
}

/** Asks a running node. Throws `MESH_NODE_NOT_RUNNING` when there is none, and what the node refuses with. */
export async function askNode(path: string, request: ControlRequest): Promise<unknown> {
  const line = await exchanged(path, request);
  const answer = JSON.parse(line) as ControlAnswer;
  if (answer.ok) return answer.value;
  throw new PlimsollError({
    code: answer.code,
    expected: "a node that does as asked",
    received: answer.message,
    fix: "see the message",
  });
}

async function exchanged(path: string, request: ControlRequest): Promise<string> {
  const socket = createConnection(path);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.once("connect", resolve);
    });
    socket.write(`${JSON.stringify(request)}\n`);
    for await (const line of createInterface({ input: socket })) return line;
    throw new Error("no answer");
  } catch (cause) {
    throw new PlimsollError({
      code: "MESH_NODE_NOT_RUNNING",
      expected: `a node that listens on ${path}`,
      received: cause instanceof Error ? cause.message : String(cause),
      fix: "start it with plimsoll mesh join, or name its folder with --data",
      cause,
    });
  } finally {
    socket.destroy();
  }
}

function serve(socket: Socket, handle: ControlHandler): void {
  socket.on("error", () => socket.destroy());
  createInterface({ input: socket }).on("line", (line) => {
    void answered(line, handle).then((answer) => socket.write(`${JSON.stringify(answer)}\n`));
  });
}

async function answered(line: string, handle: ControlHandler): Promise<ControlAnswer> {
  try {
    return { ok: true, value: await handle(JSON.parse(line) as ControlRequest) };
  } catch (fault) {
    const code = fault instanceof PlimsollError ? fault.code : "MESH_REQUEST_MALFORMED";
    return { ok: false, code, message: fault instanceof Error ? fault.message : String(fault) };
  }
}

function closed(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => server.close(() => resolve()));
}
