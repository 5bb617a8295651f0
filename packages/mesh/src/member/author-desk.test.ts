import { expect, test } from "vitest";
import type { Outgoing } from "../actor/actor-system.ts";
import type { EventBody } from "../event/body.ts";
import type { MeshEvent } from "../event/event.ts";
import { AuthorDesk } from "./author-desk.ts";
import { refusalOf } from "./own-write.ts";

const beat = (beats: number): EventBody => ({ kind: "clock.beat", beats });
const wish = (tag: string, beats: number): Outgoing => ({
  actor: "owner",
  effect: { kind: "author", tag, body: beat(beats) },
});
const eventOf = (body: EventBody, place: number) => ({ id: `event ${place}`, body }) as MeshEvent;

const nobody = (): void => {
  throw new Error("nobody is refused here");
};

test("ME-488 wishes of one turn are written together, and each is answered with its own event, once, when that is durable", () => {
  const desk = new AuthorDesk();
  desk.ask(wish("one", 1));
  desk.ask(wish("two", 2));
  const written: MeshEvent[] = [];
  desk.write((bodies) => {
    written.push(...bodies.map(eventOf));
    return { events: written, refusal: null };
  }, nobody);
  expect(desk.hasWishes).toBe(false);
  const heard: string[] = [];
  const deliver = (actor: string, answer: { readonly tag: string }) => heard.push(`${actor} ${answer.tag}`);
  desk.announced(written.toReversed(), deliver);
  desk.announced(written, deliver);
  expect(heard).toEqual(["owner two", "owner one"]);
});

test("ME-488 what was given up before it was written is not written; another actor's wish with the same tag is", () => {
  const desk = new AuthorDesk();
  desk.ask(wish("one", 1));
  desk.ask({ ...wish("one", 2), actor: "worker" });
  desk.ask({ actor: "owner", effect: { kind: "abandon", tag: "one" } });
  const written: EventBody[] = [];
  desk.write((bodies) => {
    written.push(...bodies);
    return { events: bodies.map(eventOf), refusal: null };
  }, nobody);
  expect(written).toEqual([beat(2)]);
});

test("ME-575 a wish of which no event can be made is refused to its own actor, and takes no other one with it", () => {
  const desk = new AuthorDesk();
  for (const beats of [1, 2, 3]) desk.ask(wish(`wish ${beats}`, beats));
  const written: EventBody[] = [];
  const refused: unknown[] = [];
  desk.write(
    (bodies) => {
      if (bodies.some((body) => body.kind === "clock.beat" && body.beats === 2)) {
        return { events: [], refusal: refusalOf(new TypeError("two beats")) };
      }
      written.push(...bodies);
      return { events: bodies.map((body) => eventOf(body, written.length)), refusal: null };
    },
    (actor, answer) => refused.push([actor, answer]),
  );
  expect(written).toEqual([beat(1), beat(3)]);
  expect(refused).toEqual([["owner", { kind: "refused", tag: "wish 2", code: "MESH_WRITE_REFUSED" }]]);
  expect(desk.hasWishes).toBe(false);
});
