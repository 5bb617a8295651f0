import type { Server, Socket } from "node:net";

/** Beside event streams: so many requests may be under way, or connections be kept for the next ones. */
const CONNECTIONS_BESIDE_STREAMS = 1_000;

/** What one address leaves to all the others. */
const LEFT_TO_OTHERS = 500;

/**
 * How many connections there may be, and how many from one address (SVR-148): each is a file of the process, and a process without
 * files publishes no feed and kills nobody.
 */
export function boundConnections(server: Server, streamsMax: number): void {
  server.maxConnections = streamsMax + CONNECTIONS_BESIDE_STREAMS;
  const ofOneMax = server.maxConnections - LEFT_TO_OTHERS;
  const open = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const block = addressBlock(socket.remoteAddress ?? "");
    const count = (open.get(block) ?? 0) + 1;
    if (count > ofOneMax) {
      socket.destroy();
      return;
    }
    open.set(block, count);
    socket.once("close", () => leave(open, block));
  });
}

function leave(open: Map<string, number>, block: string): void {
  const count = (open.get(block) ?? 1) - 1;
  if (count === 0) open.delete(block);
  else open.set(block, count);
}

/** Whoever has one address of IPv6 has the 2^64 around it. @param address as a socket tells it */
export const addressBlock = (address: string): string => {
  if (!address.includes(":") || address.includes(".")) return address;
  const [front = "", back = ""] = address.split("::");
  const [first, last] = [front, back].map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = Array.from({ length: 8 - (first?.length ?? 0) - (last?.length ?? 0) }, () => "0");
  return [...(first ?? []), ...zeros, ...(last ?? [])].slice(0, 4).join(":");
};
