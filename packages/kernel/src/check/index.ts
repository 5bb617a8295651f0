export { type Decider, theKernel } from "./decider.ts";
export type { Fixture } from "./fixture.ts";
export { FIXTURES } from "./fixtures/fixtures.ts";
export type { FixtureReport, ScopeReport } from "./scope-report.ts";
export { checkSmallScope, type ScopeOptions, ScopeSearch } from "./scope-search.ts";
export type { ReplayLine, Violation } from "./violation.ts";
