import { expect, test } from "vitest";
import { Contact } from "../../src/site/contact.ts";

const MINUTE = 60_000;
const WITNESSES = ["a", "b", "c"];

test("ME-166 authority lasts from the last contact to a majority: 60 s for Tiers 2 and 3, 15 min for Tier 1", () => {
  const contact = new Contact(WITNESSES, null);
  expect(contact.authority(1, 0)).toBe(false);
  contact.heard("a", 1_000);
  expect([contact.lastContactMs, contact.authority(1, 1_000)]).toEqual([null, false]);
  contact.heard("b", 5_000);
  contact.heard("stranger", 9_000);
  expect(contact.lastContactMs).toBe(1_000);
  expect(contact.authority(3, 1_000 + MINUTE)).toBe(true);
  expect([contact.authority(2, 1_001 + MINUTE), contact.authority(1, 1_001 + MINUTE)]).toEqual([false, true]);
  expect(contact.authority(1, 1_000 + 15 * MINUTE)).toBe(true);
  expect(contact.authority(1, 1_001 + 15 * MINUTE)).toBe(false);
});

test("ME-166 one witness that talks on is no majority", () => {
  const contact = new Contact(WITNESSES, null);
  for (const witness of WITNESSES) contact.heard(witness, 0);
  for (let now = 0; now <= 20 * MINUTE; now += MINUTE) contact.heard("a", now);
  expect(contact.authority(1, 20 * MINUTE)).toBe(false);
});

test("ME-166 a restart does not begin the time anew, and forgets nothing", () => {
  const before = new Contact(WITNESSES, null);
  for (const witness of WITNESSES) before.heard(witness, 1_000);
  before.authority(1, 30_000);
  const after = new Contact(WITNESSES, structuredClone(before.note()));
  expect(after.lastContactMs).toBe(1_000);
  expect([after.authority(2, 1_001 + MINUTE), after.authority(1, 1_001 + MINUTE)]).toEqual([false, true]);
  expect(new Contact(WITNESSES, null).authority(1, 30_000)).toBe(false);
});

test("ME-166 a clock that runs back has no authority, until it has caught up", () => {
  const contact = new Contact(WITNESSES, null);
  for (const witness of WITNESSES) contact.heard(witness, 50_000);
  expect(contact.authority(1, 49_999)).toBe(false);
  // What is heard under such a clock says nothing.
  for (const witness of WITNESSES) contact.heard(witness, 40_000);
  expect(contact.lastContactMs).toBe(50_000);
  expect(contact.authority(1, 60_000)).toBe(true);
  expect(contact.authority(1, 59_999)).toBe(false);
  const restarted = new Contact(WITNESSES, contact.note());
  expect(restarted.authority(1, 59_999)).toBe(false);
});

test("ME-166 where there is no other site nobody can be missed", () => {
  expect(new Contact([], null).authority(3, 0)).toBe(true);
});
