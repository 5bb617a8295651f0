import { randomBytes } from "node:crypto";

interface Ticket {
  readonly ticket: string;
  readonly sinceMs: number;
}

/**
 * Random numbers that a node hands out. A frame that shows a living one was made after that was drawn, by this node's own
 * steady clock, so that nobody's clock need agree with another's. What was recorded before a start shows none.
 */
export class Tickets {
  #living: readonly Ticket[] = [];

  /** The newest: 32 hexadecimal digits. */
  current(nowMs: number): string {
    const [newest] = this.#living;
    if (newest !== undefined && nowMs - newest.sinceMs < TICKET_RENEWED_MS) return newest.ticket;
    const drawn = { ticket: randomBytes(16).toString("hex"), sinceMs: nowMs };
    this.#living = [drawn, ...this.#living.filter((known) => isLiving(known, nowMs))];
    return drawn.ticket;
  }

  /** Until when it counts; null if it does not, or never did. */
  endMs(ticket: string, nowMs: number): number | null {
    const known = this.#living.find((each) => each.ticket === ticket);
    return known !== undefined && isLiving(known, nowMs) ? known.sinceMs + TICKET_LIVES_MS : null;
  }
}

const isLiving = ({ sinceMs }: Ticket, nowMs: number): boolean => nowMs - sinceMs < TICKET_LIVES_MS;

const TICKET_RENEWED_MS = 30_000;
/** Of which a sender has 90 s at least: 32 MiB before the frame (`bytesUnconfirmedMax`) over 3 Mbit/s. */
export const TICKET_LIVES_MS = 120_000;
