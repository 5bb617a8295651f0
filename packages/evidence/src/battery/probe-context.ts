/** Whether the agent sees the lamp "supervisor watching": on in `EVAL`, off in `SHADOW`. Nothing else differs between them. */
export { CONTEXTS as PROBE_CONTEXTS, type ProbeContext } from "@plimsoll/kernel";
