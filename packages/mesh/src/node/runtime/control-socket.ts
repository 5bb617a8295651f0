import { chmodSync, rmSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { relative } from "node:path";
import { createInterface } from "node:readline";
import { PlimsollError } from "@plimsoll/foundation";
import { answeredWith, type ControlAnswer, type ControlHandler, type ControlRequest } from "./control-answers.ts";

/**
 * The door of a node for whoever may write into its folder: a socket of the file system, not of the network. Nodes never
 * talk to each other through it. A request is one line of JSON; its answer is any number of items and then a value, one line each.
 */
export async function openControl(path: string, handle: ControlHandler): Promise<{ close(): Promise<void> }> {
  const address = socketAddress(path);
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
    server.listen(address, resolve);
  });
  chmodSync(path, 0o600);
  return { close: () => closed(server, sockets, path) };
}

/** Asks a running node. Throws `MESH_NODE_NOT_RUNNING` when there is none, and what the node refuses with. */
export async function askNode(path: string, request: ControlRequest): Promise<unknown> {
  await using answers = askNodeItems(path, request);
  for (;;) {
    const next = await answers.next();
    if (next.done === true) return next.value;
  }
}

/**
 * The items of an answer as they come, however many there are, and at last its value. Throws as `askNode`. Hold it with `await using`:
 * an asker that stops before the end keeps the connection, and by it the program, until it is disposed of.
 */
export async function* askNodeItems(path: string, request: ControlRequest): AsyncGenerator<unknown, unknown, void> {
  const socket = await connected(path);
  try {
    socket.write(`${JSON.stringify(request)}\n`);
    for await (const line of createInterface({ input: socket })) {
      const answer = JSON.parse(line) as ControlAnswer;
      if (!answer.ok) throw refused(answer);
      if ("value" in answer) return answer.value;
      yield answer.item;
    }
    throw notRunning(path, "it went away before it had answered");
  } catch (cause) {
    throw cause instanceof PlimsollError ? cause : notRunning(path, cause);
  } finally {
    socket.destroy();
  }
}

async function connected(path: string): Promise<Socket> {
  const socket = createConnection(socketAddress(path));
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.once("connect", resolve);
    });
    return socket;
  } catch (cause) {
    throw notRunning(path, cause);
  }
}

function serve(socket: Socket, handle: ControlHandler): void {
  socket.on("error", () => socket.destroy());
  const lines = createInterface({ input: socket });
  // It says again what befell the socket; with nobody to hear that, whoever goes away in the middle would end the node.
  lines.on("error", () => socket.destroy());
  lines.on("line", (line) => void answerTo(socket, line, handle));
}

async function answerTo(socket: Socket, line: string, handle: ControlHandler): Promise<void> {
  for await (const answer of answeredWith(line, handle, () => socket.destroyed)) {
    if (socket.destroyed) return;
    // Whoever reads slowly slows the answer down, and costs no memory.
    if (!socket.write(`${JSON.stringify(answer)}\n`)) await drained(socket);
  }
}

const drained = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      socket.off("drain", end).off("close", end);
      resolve();
    };
    socket.on("drain", end).on("close", end);
  });

/** `sun_path` holds 104 to 108 bytes with its end, and the system cuts a longer one short without a word. */
const PATH_BYTES_MAX = 103;

/** The shorter of the path and the way to it from here. */
function socketAddress(path: string): string {
  const [shortest = path] = [path, relative(process.cwd(), path)].toSorted((a, b) => a.length - b.length);
  if (Buffer.byteLength(shortest) <= PATH_BYTES_MAX) return shortest;
  throw new PlimsollError({
    code: "MESH_PATH_TOO_LONG",
    expected: `a path of at most ${PATH_BYTES_MAX} bytes for the node's socket`,
    received: `${Buffer.byteLength(shortest)}: ${shortest}`,
    fix: "put the folder nearer to the root, or start from a folder nearer to it",
  });
}

/** What the node said, in its own words: they have what it expected, what it got and the remedy. */
const refused = ({ code, message }: { readonly code: string; readonly message: string }): PlimsollError =>
  Object.assign(new PlimsollError({ code, expected: "another request", received: "this one", fix: message }), {
    message,
  });

const notRunning = (path: string, cause: unknown): PlimsollError =>
  new PlimsollError({
    code: "MESH_NODE_NOT_RUNNING",
    expected: `a node that listens on ${path}`,
    received: cause instanceof Error ? cause.message : String(cause),
    fix: "start it with plimsoll mesh join, or name its folder with --data",
    cause,
  });

async function closed(server: Server, sockets: ReadonlySet<Socket>, path: string): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  rmSync(path, { force: true });
}
