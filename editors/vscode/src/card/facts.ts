/** What the server knows of a run beyond its view, as the card shows it. All of it may be missing. */

import type { Recorded } from './history';

/** A criterion of `backendFactory/trace`. */
export interface Criterion {
  criterion: string;
  text: string;
  steps: { what: string }[];
  tests: { what: string }[];
  verdict: boolean | null;
  proven: boolean;
}

/** The figures of one run: `Metrics` in src/workflow/metrics.rs. */
export interface Figures {
  id: string;
  title: string;
  state: string;
  total_ms: number;
  agent_ms: number;
  gate_ms: number;
  waiting_ms: number;
  phases: { number: number; attempts: number; first_pass: boolean | null }[];
  interventions: Record<string, number>;
  lane_violations: number;
  tests_before: Counts | null;
  tests_after: Counts | null;
  coverage_before: number | null;
  coverage_after: number | null;
  usage: { tokens: number | null; cost_usd: number | null };
}
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Of all runs of the clone. */
export interface Summary {
  completion_rate: number | null;
  first_pass_rate: (number | null)[];
  forecast: { runs: number; working_ms: [number, number]; cost_usd: [number, number] | null } | null;
}

/** An answer of `backendFactory/transcripts`. */
export interface Transcript {
  phase: number;
  attempt: number;
  path: string;
}

export interface Facts {
  events: Recorded[];
  criteria: Criterion[];
  transcripts: Transcript[];
  figures?: Figures;
  forecast?: Summary['forecast'];
}

export const nothing: Facts = { events: [], criteria: [], transcripts: [] };
