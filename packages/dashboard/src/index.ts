export { builtDashboard } from "./built-dashboard.ts";
