import { RandomStream } from "@plimsoll/foundation";
import { school, type Schooled } from "./schooling.ts";
import type { Teacher } from "./teachers.ts";

const BATCHES = 3000;

/** Schools the networks of one zoo. Each name is schooled once, from a stream of its own, whoever asks first. */
export class Nursery {
  readonly seed: number;
  readonly #schooled = new Map<string, Schooled>();

  constructor(seed: number) {
    this.seed = seed;
  }

  /** @param batches fewer make a worse pupil */
  schooled(name: string, teacher: Teacher, batches: number = BATCHES): Schooled {
    const known = this.#schooled.get(name) ?? school(teacher, batches, RandomStream.from("zoo", this.seed, name));
    this.#schooled.set(name, known);
    return known;
  }
}
