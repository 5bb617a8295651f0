import type { FleetMember } from "./node-fleet.ts";

const WIDTH = 60;

/** A mark for each node: ● has all that any of them has, ◐ some of it, ○ nothing yet, · does not answer, ✝ is dead. */
export function blastPicture(phase: string, members: readonly FleetMember[], dead: number): string[] {
  const most = Math.max(0, ...members.map(({ brief }) => brief?.events ?? 0));
  const stable = Math.max(0, ...members.map(({ brief }) => brief?.stableEvents ?? 0));
  const marks = [...members.map((member) => markOf(member, most)), ...Array.from({ length: dead }, () => "✝")];
  const rows = Array.from({ length: Math.ceil(marks.length / WIDTH) }, (_, row) =>
    marks.slice(row * WIDTH, (row + 1) * WIDTH).join(" "),
  );
  return [phase, ...rows, `${most} events, ${stable} of them certified`];
}

function markOf({ brief, isAlive }: FleetMember, most: number): string {
  if (!isAlive) return "✝";
  if (brief === null) return "·";
  if (brief.events === most) return "●";
  return brief.events === 0 ? "○" : "◐";
}
