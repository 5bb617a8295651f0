import { trace } from "@opentelemetry/api";
import { type Clock, PlimsollError } from "@plimsoll/foundation";
import type { Submission } from "@plimsoll/governor";
import type { Metrics } from "../metrics/metrics.ts";
import type { Desk } from "./desk.ts";

const tracer = trace.getTracer("plimsoll");

/** A desk whose decisions are counted, timed and traced (SVR-60, SVR-62). */
export const countedDesk = (desk: Desk, clock: Clock, metrics: Metrics): Desk => ({
  submit: (envelope) =>
    tracer.startActiveSpan("plimsoll.command", async (span) => {
      const startedMs = clock.monotonicMs();
      const tell = (outcome: Outcome, code: string): void => {
        metrics.countCommand(outcome, code, (clock.monotonicMs() - startedMs) / 1_000);
        span.setAttributes({ "plimsoll.outcome": outcome, "plimsoll.code": code });
        span.end();
      };
      try {
        const submission = await desk.submit(envelope);
        tell(submission.kind, codeOf(submission));
        return submission;
      } catch (cause) {
        tell("failed", cause instanceof PlimsollError ? cause.code : "INTERNAL");
        throw cause;
      }
    }),
});

type Outcome = Submission["kind"] | "failed";

/** The kernel's codes are few; those of a mesh carry names, which no label may. */
const codeOf = (submission: Submission): string =>
  submission.kind === "refused" ? submission.refusal.code.replace(/^RIGHTS_.*/, "RIGHTS") : "";
