import type { StandingLever, StandingOrder } from "@plimsoll/release/node";

const WHOLE = 10_000;

/** How far the subject's levers are turned, and by whose order. */
export const standingText = ({ share, by }: Pick<StandingOrder, "share" | "by">): string =>
  by === null
    ? "levers: full use, no order was ever given\n"
    : `levers: at ${(share / WHOLE).toFixed(4)} of full use, by order of ${by}\n`;

/** Orders that wait for their answer first; where a plan named no lever, what the share binds all the same. */
export function ordersText(subject: string, { share, commands }: StandingOrder, nowMs: number): string {
  if (commands.length === 0) return share === WHOLE ? "" : NO_LEVERS;
  const open = commands.filter(({ isExecuted }) => !isExecuted);
  const done = commands.filter(({ isExecuted }) => isExecuted);
  return [...open, ...done].map((order) => orderText(subject, order, nowMs)).join("");
}

const NO_LEVERS = `  The plan named no lever, so nothing is to be read back. The share binds what plimsoll run and adopt start for the subject; whatever
  else it does goes on in full. To have a lever ordered, name it in the plan (levers, such as compute or request-quota).
  Each evaluation judges anew: after an order to modulate, a risk that did not fall is Red (VIOLATION_MODULATION_FAILED).
`;

function orderText(subject: string, order: StandingLever, nowMs: number): string {
  const { id, lever, operation, share } = order;
  const head = `  order ${id}: lever ${lever}, ${operation} to ${share / WHOLE} of full use`;
  if (order.isExecuted) return `${head}: carried out\n`;
  return `${head}, ${whenText(order, nowMs)}\n    answer: ${answerCommand(subject, order)}${ownText(order)}\n`;
}

const whenText = ({ dueMs }: StandingLever, nowMs: number): string =>
  nowMs <= dueMs
    ? `to be read back within ${Math.floor((dueMs - nowMs) / 1_000)} s, until ${new Date(dueMs).toISOString()}`
    : `not read back until ${new Date(dueMs).toISOString()}, so it counts as not carried out: the next evaluation orders it again`;

const ownText = ({ lever }: StandingLever): string =>
  lever === "compute" ? " (plimsoll run and adopt answer it themselves)" : "";

/** As it is typed, but for the share that was read. */
const answerCommand = (subject: string, { id }: StandingLever): string =>
  `plimsoll release lever ${subject} ${id} --read-back SHARE`;

/** An order for programs: shares are those of 1, as everywhere in the JSON of this room. */
export const orderRow = (subject: string, order: StandingLever, nowMs: number): object => ({
  ...order,
  share: order.share / WHOLE,
  state: order.isExecuted ? "carried out" : nowMs <= order.dueMs ? "open" : "late",
  answer: order.isExecuted ? null : answerCommand(subject, order),
});
