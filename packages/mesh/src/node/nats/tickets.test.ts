import { expect, test } from "vitest";
import { TICKET_LIVES_MS, Tickets } from "./tickets.ts";

test("ME-554 a ticket is renewed, and ends two minutes after it was drawn, whoever holds it", () => {
  const tickets = new Tickets();
  const first = tickets.current(1_000);
  expect(tickets.current(30_999)).toBe(first);
  const second = tickets.current(31_000);
  expect(second).not.toBe(first);
  expect(tickets.endMs(first, 31_000)).toBe(1_000 + TICKET_LIVES_MS);
  expect(tickets.endMs(first, 1_000 + TICKET_LIVES_MS)).toBeNull();
  expect(tickets.endMs(second, 1_000 + TICKET_LIVES_MS)).toBe(31_000 + TICKET_LIVES_MS);
  for (let nowMs = 31_000; nowMs < 10_000_000; nowMs += 7_000) tickets.current(nowMs);
  expect(tickets.endMs(second, 31_000)).toBeNull();
});

test("ME-555 no ticket is known from another start, nor one that was made up", () => {
  const ticket = new Tickets().current(0);
  expect(ticket).toMatch(/^[0-9a-f]{32}$/u);
  const again = new Tickets();
  expect(again.endMs(ticket, 0)).toBeNull();
  expect(again.current(0)).not.toBe(ticket);
  expect(again.endMs("0".repeat(32), 0)).toBeNull();
});
