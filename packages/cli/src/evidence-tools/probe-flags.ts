/** What the command line says of a probing. */
export interface ProbeFlags {
  readonly run?: string;
  readonly deployment?: string;
  readonly lab?: string;
  readonly lineage?: string;
  readonly tier: "1" | "2" | "3";
  readonly flop?: string;
  readonly flopRate: string;
  readonly weights?: string;
  readonly digest?: string;
  readonly endpoint?: string;
  readonly model?: string;
  readonly apiKeyEnv?: string;
  readonly tools: "native" | "text";
  readonly sets: number;
  readonly families?: boolean;
  readonly live?: boolean;
  readonly practice?: number;
  readonly rate?: number;
  readonly requestsMax: number;
  readonly tokensMax: number;
  readonly data: string;
  readonly json?: boolean;
}
