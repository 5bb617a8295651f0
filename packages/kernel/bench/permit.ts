import { type Figure, figureOf, type Latency, latencyOf } from "./figures.ts";
import { collectYoung } from "./heap.ts";
import type { Subject } from "./peer.ts";
import type { PermitQuestion } from "./permit-question.ts";

/** Latencies of one subject over the rounds, µs, permits and denials apart: they are different work. */
export interface PermitFigures {
  readonly permit: { readonly p50Us: Figure; readonly p99Us: Figure };
  readonly denial: { readonly p50Us: Figure; readonly p99Us: Figure };
  /** p50 of the permits, round by round, for ratios within a round. */
  readonly permitP50Rounds: readonly number[];
  readonly denialP50Rounds: readonly number[];
}

interface Round {
  readonly permit: Latency;
  readonly denial: Latency;
}

const ROUNDS = 15;

const roundsOf = ({ roundsMax }: Subject): number => roundsMax ?? ROUNDS;

/** Asks every subject every question that will be timed and throws where an answer is not the expected one. */
export async function assertEqualAnswers(
  subjects: readonly Subject[],
  questions: readonly PermitQuestion[],
): Promise<number> {
  let asked = 0;
  for (const subject of subjects) {
    for (const question of questions.slice(0, subject.questionsPerRound * (roundsOf(subject) + 1))) {
      const answer = await subject.prepare(question)();
      if (answer !== question.expected) throw new Error(`${subject.name}: ${answer} to ${JSON.stringify(question)}`);
      if (answer) subject.settle?.(question);
      asked += 1;
    }
  }
  return asked;
}

/** The subjects take turns, so that a busy neighbour on the machine slows them all alike. The first round warms up. */
export async function timePermits(
  subjects: readonly Subject[],
  questions: readonly PermitQuestion[],
): Promise<readonly PermitFigures[]> {
  const rounds = subjects.map((): Round[] => []);
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [position, subject] of subjects.entries()) {
      if (round > roundsOf(subject)) continue;
      collectYoung();
      const timed = await timeRound(subject, questions, round);
      if (round > 0) rounds[position]?.push(timed);
    }
  }
  return rounds.map(figuresOf);
}

async function timeRound(subject: Subject, questions: readonly PermitQuestion[], round: number): Promise<Round> {
  const permits: number[] = [];
  const denials: number[] = [];
  for (let turn = 0; turn < subject.questionsPerRound; turn += 1) {
    const question = questions[(round * subject.questionsPerRound + turn) % questions.length] as PermitQuestion;
    const ask = subject.prepare(question);
    const start = performance.now();
    const answer = ask();
    // Awaiting what is there already would cost a turn of the event loop.
    const permitted = typeof answer === "boolean" ? answer : await answer;
    (permitted ? permits : denials).push((performance.now() - start) * 1_000);
    if (permitted) subject.settle?.(question);
  }
  return { permit: latencyOf(permits), denial: latencyOf(denials) };
}

function figuresOf(rounds: readonly Round[]): PermitFigures {
  const over = (value: (round: Round) => number): Figure => figureOf(rounds.map(value));
  return {
    permit: { p50Us: over(({ permit }) => permit.p50Us), p99Us: over(({ permit }) => permit.p99Us) },
    denial: { p50Us: over(({ denial }) => denial.p50Us), p99Us: over(({ denial }) => denial.p99Us) },
    permitP50Rounds: rounds.map(({ permit }) => permit.p50Us),
    denialP50Rounds: rounds.map(({ denial }) => denial.p50Us),
  };
}

/** How many times longer the other takes, round by round. */
export const ratioOf = (other: readonly number[], own: readonly number[]): Figure =>
  figureOf(other.map((duration, round) => duration / (own[round] ?? Number.NaN)));
