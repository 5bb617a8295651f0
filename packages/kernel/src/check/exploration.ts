import type { Decider } from "./decider.ts";
import type { Fixture } from "./fixture.ts";
import { Interner } from "./interner.ts";
import type { Letter } from "./letters/letter.ts";
import { type Played, played } from "./played.ts";
import { beginning, sameness, type Situation, UNREAD_FIELDS } from "./situation.ts";
import type { Fault, ReplayLine, Violation } from "./violation.ts";

/** The way to a situation, the newest letter first, so that ways share what they have in common. */
interface Way {
  readonly letter: Letter;
  readonly before: Way | null;
}

/** A way, and where it leads: the beginning has none. */
interface Reached {
  readonly way: Way | null;
  readonly situation: Situation;
}

/** Violations that one fixture reports: the shortest come first, and more would say the same again. */
const VIOLATIONS_MAX = 3;

/**
 * All words over the alphabet of one fixture, layer by layer: every situation is looked at once, on a shortest way.
 * What waits is remembered by its way alone and played again when its turn comes: a situation takes kilobytes, a way a few
 * bytes, and neighbours in a layer mostly share all but the last letter.
 */
export class Exploration {
  readonly fixture: Fixture;
  readonly violations: Violation[] = [];
  readonly #decider: Decider;
  readonly #interner = new Interner(UNREAD_FIELDS);
  readonly #seen = new Set<string>();
  readonly #beginning: Situation;
  #frontier: readonly (Way | null)[];
  #next: Way[] = [];
  /** Where the last way but its last letter has led. */
  #nearby: Reached;
  #place = 0;
  #depth = 0;
  /** Training leases and tokens granted, on every way that was tried. */
  grants = 0;
  /** Situations in which something has power. */
  powered = 0;
  /** The most power that anything had, ppm. */
  highestPpm = 0;

  constructor(decider: Decider, fixture: Fixture) {
    this.#decider = decider;
    this.fixture = fixture;
    const from = this.#setUp();
    this.#nearby = { way: null, situation: from ?? beginning() };
    this.#beginning = this.#nearby.situation;
    this.#frontier = from === null ? [] : [null];
    if (from !== null) this.#remedied(from);
    if (from !== null) this.#isNew(from);
  }

  /** Different situations that were reached. */
  get states(): number {
    return this.#seen.size;
  }

  /** Layers that were explored to their end. */
  get depth(): number {
    return this.#depth;
  }

  /** Whether no word leads to anything new. */
  get isDone(): boolean {
    return this.#frontier.length === 0;
  }

  /** Tries all letters in one more situation; true when that ended a layer. */
  advance(): boolean {
    const way = this.#frontier[this.#place];
    if (way !== undefined) this.#extend({ way, situation: this.#situationAfter(way) });
    this.#place += 1;
    if (this.#place < this.#frontier.length) return false;
    this.#frontier = this.#next;
    this.#next = [];
    this.#place = 0;
    this.#depth += 1;
    return true;
  }

  #extend({ situation, way }: Reached): void {
    for (const letter of this.fixture.alphabet) {
      const next = played(this.#decider, this.fixture, situation, letter);
      this.grants += next.grants;
      const longer = { letter, before: way };
      if (next.faults.length > 0) this.#report(next.faults, longer);
      else if (next.refused === null && this.#isNew(next.situation)) this.#next.push(longer);
    }
  }

  #situationAfter(way: Way | null): Situation {
    if (way === null) return this.#beginning;
    if (way.before !== this.#nearby.way)
      this.#nearby = { way: way.before, situation: this.#situationAfter(way.before) };
    return played(this.#decider, this.fixture, this.#nearby.situation, way.letter).situation;
  }

  #isNew(situation: Situation): boolean {
    const { size } = this.#seen;
    this.#seen.add(sameness(this.#interner, situation));
    if (this.#seen.size === size) return false;
    const levelPpm = highestPower(this.#decider, situation);
    if (levelPpm > 0) this.powered += 1;
    this.highestPpm = Math.max(this.highestPpm, levelPpm);
    return true;
  }

  /** Plays the fixture's own letters. What is refused or broken here is a fault of the fixture. */
  #setUp(): Situation | null {
    let from = beginning();
    for (const letter of this.fixture.setup) {
      const next = this.#prepared(from, letter);
      if (next.refused !== null) return this.#unfit(`"${letter.name}" is refused: ${next.refused}`);
      from = next.situation;
    }
    return from;
  }

  #prepared(from: Situation, letter: Letter): Played {
    const next = played(this.#decider, { ...this.fixture, lacks: null }, from, letter);
    if (next.faults.length > 0) this.#report(next.faults, null);
    return next;
  }

  /** With what it lacks, and with nothing else, it must be granted something: else it lacks more than it says. */
  #remedied(from: Situation): void {
    if (this.fixture.remedy.length === 0) return;
    let grants = 0;
    let now = from;
    for (const letter of this.fixture.remedy) {
      const next = this.#prepared(now, letter);
      grants += next.grants;
      now = next.situation;
    }
    if (grants === 0) this.#unfit("what it lacks brings no grant: it lacks more than it says");
  }

  #unfit(detail: string): null {
    this.#report([{ law: "a fixture is what it says", subject: this.fixture.name, detail }], null);
    return null;
  }

  #report(faults: readonly Fault[], way: Way | null): void {
    const [fault] = faults;
    if (fault === undefined || this.violations.length >= VIOLATIONS_MAX) return;
    if (this.violations.some((known) => known.law === fault.law && known.subject === fault.subject)) return;
    const letters = lettersOf(way);
    const word = letters.map(({ name }) => name);
    const told = retold(this.#decider, this.fixture, [...this.fixture.setup, ...letters]);
    this.violations.push({ fixture: this.fixture.name, ...fault, word, ...told });
  }
}

function highestPower(decider: Decider, { state, facts, at }: Situation): number {
  const subjects = [...Object.keys(facts.runs), ...Object.keys(facts.deployments)];
  return Math.max(0, ...subjects.map((subject) => decider.power(state, subject, at).levelPpm));
}

function lettersOf(way: Way | null): readonly Letter[] {
  const letters: Letter[] = [];
  for (let place = way; place !== null; place = place.before) letters.unshift(place.letter);
  return letters;
}

/** All commands of a word, as `plimsoll kernel replay` takes them, and the time at its end. */
function retold(decider: Decider, fixture: Fixture, letters: readonly Letter[]): Pick<Violation, "at" | "commands"> {
  const commands: ReplayLine[] = [];
  let now = beginning();
  for (const letter of letters) {
    const { situation, commands: given } = played(decider, { ...fixture, lacks: null }, now, letter);
    for (const { at, signers, body } of given) {
      commands.push({ id: `command-${commands.length + 1}`, at, signers: signers.map(({ keyId }) => keyId), body });
    }
    now = situation;
  }
  return { at: now.at, commands };
}
