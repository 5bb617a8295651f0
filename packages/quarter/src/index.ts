export { quarterPlan } from "./plan/quarter-plan.ts";
export { quarterPage } from "./report/quarter-page.ts";
export { quarterSummary } from "./quarter-summary.ts";
export { type OnChapter, tellQuarter } from "./tell-quarter.ts";
