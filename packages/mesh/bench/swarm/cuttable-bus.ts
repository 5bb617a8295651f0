import type { Bus } from "../../src/ports/bus.ts";

/** A bus that loses everything, both ways, while it is cut. */
export const cuttable = (bus: Bus, isCut: () => boolean): Bus => ({
  peers: () => bus.peers(),
  send: (to, message) => {
    if (!isCut()) bus.send(to, message);
  },
  onMessage: (handler) =>
    bus.onMessage((from, message) => {
      if (!isCut()) handler(from, message);
    }),
  close: () => bus.close(),
});
